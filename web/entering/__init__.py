"""What is typed in: each command with its form, and what comes back where it did not go through."""
