"""The door of limitations: what other rooms may use."""

__all__: list[str] = []
