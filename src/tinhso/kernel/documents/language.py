"""Whether a text is Vietnamese at all. No ORM."""

from tinhso.kernel.text import Refused
from tinhso.kernel.text.letters import LETTERS


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


_OURS = frozenset(LETTERS)
FEWEST_LETTERS = 120  # a shorter text proves nothing
LEAST_SHARE = 0.06  # Vietnamese has some 25 % of letters beyond ASCII; French 4 %


class NotVietnamese(Refused):
    """A text in another language, or typed without marks."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Văn bản này không phải tiếng Việt, hoặc gõ không dấu, nên không tìm được việc được giao. "
                "Hãy đưa vào bản tiếng Việt có dấu."
            ),
            code="language",
        )


def is_vietnamese(text: str) -> bool:
    """True for Vietnamese with its marks, and for a text too short to tell."""
    letters = [sign for sign in text[:50_000] if sign.isalpha()]
    marked = sum(sign in _OURS for sign in letters)
    return len(letters) < FEWEST_LETTERS or marked >= LEAST_SHARE * len(letters)
