"""What is done with numbers: one verb, one file."""
