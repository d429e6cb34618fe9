"""Who may come in: accounts, sessions and tries."""
