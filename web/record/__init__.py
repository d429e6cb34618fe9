"""A record as it is shown: its banner, its summary, its charts, and the whole of it on paper."""
