"""The door of drafting: what other rooms may use."""

__all__: list[str] = []
