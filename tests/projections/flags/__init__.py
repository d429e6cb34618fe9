"""What in the log of reads somebody ought to look into."""
