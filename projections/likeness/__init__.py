"""How likely two people on file are one: compared field by field, told in words, and found again quickly."""
