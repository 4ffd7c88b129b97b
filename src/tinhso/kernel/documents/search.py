"""Finding official documents by words of their number, abstract, issuer and text, with or without marks.

The phrase counts more than its words, the head of a document more than its text, a word in its exact marks more
than one that only folds alike; the last word may be unfinished. What runs in the database is in sql/search.sql and
sql/search_function.sql.

What it does not do, and the page says: of words that thousands of documents have, the newest MOST of each way of
matching are weighed; a phrase is found as a phrase within the first 16,383 words of a text, its words anywhere
within the first million signs.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.text import fold, normalise
from tinhso.kernel.text.letters import LETTERS

MOST = 500
LONGEST_QUERY = 12  # words
SEARCHED_SIGNS = 1_000_000
FINEST = 100  # how many of the best are looked at once more, for exact marks in their text
_AROUND = 110  # signs before and after a hit
_LOOKED_AT = 100_000
# Sign for sign, so that places in the folded text are places in the text (which is stored composed).
_FOLDED = str.maketrans(
    {sign: fold(sign) for sign in LETTERS + string.ascii_uppercase} | {"\n": " ", "\t": " "}
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Filters: type, issuer (ids and words), days, which way, side, urgency, field of work."""

    kind: str = ""
    issuers: tuple[int, ...] = ()
    issuer_words: str = ""
    first_day: date | None = None
    last_day: date | None = None
    way: str = ""
    side: str = ""
    urgency: str = ""
    field: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Ids, best first; whether more matched than were weighed."""

    ids: list[int]
    capped: bool = False


def search(typed: str, narrowed: Narrowed = Narrowed(), *, most: int = MOST) -> Found:
    """The documents of the entered scope that answer the typed words. Nothing typed, nothing found."""
    words = _words(typed)
    if not words:
        return Found([])
    phrase, every = tsquery(words, typed)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from documents_search(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                phrase,
                every,
                _number(typed),
                _spellings(typed),
                narrowed.kind,
                list(narrowed.issuers),
                narrowed.issuer_words,
                narrowed.first_day,
                narrowed.last_day,
                most,
                FINEST,
                narrowed.way,
                narrowed.side,
                narrowed.urgency,
                narrowed.field,
            ],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    return Found(ids, capped=len(ids) >= most)


def tsquery(words: Sequence[str], typed: str) -> tuple[str, str]:
    """(the words one after the other, all of them anywhere) as tsqueries; the last may go on."""
    open_end = ":*" if not typed.endswith((" ", ".", ",")) and len(words[-1]) > 1 else ""
    last = f"'{words[-1]}'{open_end}"
    quoted = [*(f"'{word}'" for word in words[:-1]), last]
    return " <-> ".join(quoted), " & ".join(dict.fromkeys(quoted))


def snippets(ids: Sequence[int], typed: str) -> dict[int, str]:
    """Of each document the piece of its text around the first place where the phrase stands, else its first
    word; "" where neither stands in the first _LOOKED_AT signs. The words come as they stand, for `marked`."""
    words = fold(typed).split()
    if not ids or not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, left(text, %s) from documents_officialdocument where id = any(%s)",
            [_LOOKED_AT, list(ids)],
        )
        return {pk: _piece(text, words) for pk, text in cursor.fetchall()}


def _piece(text: str, words: Sequence[str]) -> str:
    folded = text.translate(_FOLDED)
    place = folded.find(" ".join(words))
    if place < 0:
        place = folded.find(words[0])
    return "" if place < 0 else text[max(place - _AROUND, 0) : place + len(" ".join(words)) + _AROUND]


def marked(text: str, typed: str) -> SafeString:
    """The text with every hit in <mark>: the phrase where it stands, else the single words."""
    spots = _spots(text, fold(typed).split())
    pieces: list[tuple[str, str]] = []
    position = 0
    for start, end in spots:
        pieces.append((text[position:start], text[start:end]))
        position = end
    marks = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marks, text[position:])


def _spots(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    if not words:
        return []
    folded = text.translate(_FOLDED)
    for wanted in (r"\W+".join(map(re.escape, words)), "|".join(rf"\b{re.escape(w)}" for w in words)):
        spots = [found.span() for found in re.finditer(wanted, folded) if found.end() > found.start()]
        if spots:
            return spots
    return []


def _words(typed: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(typed))[:LONGEST_QUERY]


def _number(typed: str) -> str:
    """The beginning of a number's key, where what is typed may be one: a digit first, no sentence."""
    typed = normalise(typed)
    if len(typed) > 60 or not re.match(r"(?:số\s*)?\d", typed, re.I):
        return ""
    number = parse_number(typed)
    if number.understood:
        return number.search_key
    key = re.sub(r"[^0-9a-z]+", "-", re.sub(r"^so\s*:?\s*", "", fold(typed))).strip("-")
    return f"0{key}" if re.fullmatch(r"\d-.*", key) else key


def _spellings(typed: str) -> list[str]:
    """How the typed words may stand in a text in their exact marks; none where they were typed without."""
    typed = normalise(typed)
    if typed.isascii():
        return []
    lowered = typed.lower()
    return list(
        dict.fromkeys([typed, lowered, lowered[:1].upper() + lowered[1:], lowered.title(), typed.upper()])
    )
