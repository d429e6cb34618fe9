"""What the log amounts to: current files, search, changes, charts. All of it can be thrown away and regrown."""
