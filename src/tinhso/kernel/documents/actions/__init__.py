"""The verbs of documents and of their numbers, one per file."""
