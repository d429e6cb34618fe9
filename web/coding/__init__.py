"""What things are called and coded: diagnoses, shorthand, laboratory panels."""
