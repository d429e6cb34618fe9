"""A clinic as a Django app: a table for each kind of record."""
