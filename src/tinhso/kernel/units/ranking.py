"""How well a name answers what somebody typed: best first, with or without diacritics. Pure Python."""

import re

from tinhso.kernel.text import fold, normalise

EXACT, BEGINS, WORD_BEGINS, ALL_WORDS, INITIALS, INSIDE = range(6)

_not_letters = re.compile(r"[^a-z0-9]+")
_committee = re.compile(r"(?:ubnd|uy ban nhan dan)\s+(?!tinh\b)")


def asked(text: str) -> str:
    """What is typed as it is compared: folded, without "UBND" before the name of a district or commune."""
    return _committee.sub("", fold(normalise(text)), count=1) if text else ""


def initials(name: str) -> str:
    """'stttt' of 'Sở Thông tin và Truyền thông': people leave out "và"."""
    words = [word for word in _not_letters.split(fold(name)) if word and word != "va"]
    return "".join(word[0] for word in words)[:60]


def rank(wanted: str, folded: str, bare: str, letters: str) -> int | None:
    """The class of a match, lower is better; None where the name does not answer."""
    if wanted in (folded, bare):
        return EXACT
    if folded.startswith(wanted) or bare.startswith(wanted):
        return BEGINS
    tight = _not_letters.sub("", wanted)
    if tight and _not_letters.sub("", folded).startswith(tight):
        return BEGINS  # "sott&tt", "so tt tt"
    if f" {wanted}" in folded:
        return WORD_BEGINS
    words = folded.split()
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return ALL_WORDS
    if len(tight) > 1 and letters.startswith(tight):
        return INITIALS
    return INSIDE if wanted in folded else None


def same_marks(typed: str, name: str) -> bool:
    """The typed marks stand in the name: "Minh Quán" is not "Minh Quân", though both fold alike."""
    return normalise(typed).lower() in name.lower()
