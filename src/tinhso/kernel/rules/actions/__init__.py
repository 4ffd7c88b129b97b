"""What is done to a rule, one verb per file."""
