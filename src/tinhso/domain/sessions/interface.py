"""The door of sessions: what other rooms may use."""

__all__: list[str] = []
