"""How a reader of typed text says no: in Vietnamese, with what to type instead.

The readers of this room are pure, so they raise a plain ``ValueError`` whose message is the Vietnamese
sentence. The form fields translate the same sentence, because it keeps its msgid and its values apart.
"""


class Refused(ValueError):
    """Typed text that is not taken. ``str(refused)`` is the Vietnamese sentence for the person who typed."""

    def __init__(self, msgid: str, *, code: str, **values: str) -> None:
        super().__init__(msgid % values if values else msgid)
        self.msgid = msgid
        self.code = code
        self.values = values


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid
