"""What people do with directives, one verb a file."""
