"""Vietnamese alphabetical order as a stored key, because the database may have no Vietnamese collation.

Order: a ă â b c d đ e ê … o ô ơ … u ư …; syllable by syllable, letters before tone; tones none, huyền, hỏi,
ngã, sắc, nặng; numbers by value and before words. Keys compare as bytes (collation C) and as Python strings
alike. Two texts with one key (hoà and hòa; upper and lower case) are the same word: break the tie by id.
"""

import re
import unicodedata

from tinhso.kernel.text.letters import normalise
from tinhso.kernel.text.names import given_name

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
_RANK = {unicodedata.normalize("NFD", letter): rank for letter, rank in zip(_ALPHABET, _RANKS, strict=True)}
_TONE = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_NO_TONE = "1"
_NUMBER = "0"  # begins a number: below every tone and letter

_syllable = re.compile(r"[0-9]+|(?:[^\W\d_][\u0300-\u036f]*'?)+")


def sort_key(text: str) -> str:
    """The key of a text in Vietnamese order; about as long as the text. Punctuation does not count."""
    lowered = unicodedata.normalize("NFD", normalise(text)).lower()
    return "".join(_syllable_key(found) for found in _syllable.findall(lowered))


def person_sort_key(full_name: str, called: str | None = None) -> str:
    """The key of a person's name: given name first, then surname and middle names."""
    name = normalise(full_name)
    given = normalise(called) if called else given_name(name)
    rest = name.removesuffix(given)
    return f"{sort_key(given)} {sort_key(rest)}"


def _syllable_key(syllable: str) -> str:
    if syllable[0] in "0123456789":
        digits = syllable.lstrip("0") or "0"
        return f"{_NUMBER}{min(len(digits), 99):02}{digits}"
    ranks: list[str] = []
    tone = _NO_TONE
    base = ""
    for character in syllable:
        if character in _TONE:
            tone = _TONE[character]
        elif "\u0300" <= character <= "\u036f":
            ranks[-1] = _RANK.get(base + character, ranks[-1])
        elif character != "'":
            base = character
            ranks.append(_RANK.get(character, character))
    return "".join(ranks) + tone
