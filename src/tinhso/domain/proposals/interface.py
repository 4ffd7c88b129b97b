"""The door of proposals: what other rooms may use."""

__all__: list[str] = []
