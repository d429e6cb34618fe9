"""A clerk's day: nine works, done by the program and by its floor, side by side."""
