"""What in the log of reads, and in the records, somebody ought to look into: found by rules that say why."""
