"""The acts on the cascade and on work programmes, one verb per file."""
