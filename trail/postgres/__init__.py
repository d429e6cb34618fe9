"""The log and what belongs to it in one PostgreSQL database, for any number of hosts."""
