"""The door of programmes: what other rooms may use."""

__all__: list[str] = []
