"""The verbs of documents, one per file."""
