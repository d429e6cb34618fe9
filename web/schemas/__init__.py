"""One schema for each command: what may be said, and what is bounded before the record judges it."""
