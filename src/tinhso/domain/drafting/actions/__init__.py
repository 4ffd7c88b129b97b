"""What is done to a draft, one verb per file."""
