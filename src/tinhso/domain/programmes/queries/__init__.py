"""Questions about the cascade and work programmes."""
