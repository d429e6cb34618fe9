"""Reading is recorded: what each address shows, who looked, and why."""
