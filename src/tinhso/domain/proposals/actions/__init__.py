"""The verbs of proposals."""
