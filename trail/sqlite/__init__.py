"""The log in one file, and the tables beside it in files of their own."""
