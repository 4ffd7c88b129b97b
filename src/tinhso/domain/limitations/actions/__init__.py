"""The verbs of limitations."""
