"""A record looked back on: who wrote what, who saw it, what was known when, and what would be without it."""
