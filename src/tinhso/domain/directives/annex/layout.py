"""Where the heading of a table stands and what its columns hold."""

from dataclasses import dataclass

from tinhso.domain.directives.annex.grid import Table
from tinhso.domain.directives.extraction import columns

HEADING_WITHIN = 40  # rows above the heading: emblem, title, notes
LONGEST_HEADING = 120
TALLEST = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """The heading of a table: its first row, how many rows it takes, what people see over each column, and what
    the columns hold."""

    top: int
    height: int
    labels: list[str]
    keys: list[str]

    @property
    def begins(self) -> int:
        """The first row below the heading."""
        return self.top + self.height


def find(table: Table) -> Layout | None:
    """The heading with the most known columns; of equal ones the one that reaches farthest down, and of those the
    one that begins last: a title above is no part of it. None without any."""
    best: tuple[tuple[int, int, int], Layout] | None = None
    for top in range(min(HEADING_WITHIN, len(table.rows))):
        for height in range(1, TALLEST + 1):
            layout = _read(table, top, height)
            if layout is None or not columns.is_heading(layout.keys):
                continue
            rank = len(set(layout.keys) - {""}), layout.begins, top
            if best is None or rank > best[0]:
                best = rank, layout
    return best[1] if best else None


def _read(table: Table, top: int, height: int) -> Layout | None:
    if top + height > len(table.rows):
        return None
    covered = _covered(table, top, height)
    stacks: list[tuple[str, ...]] = []
    for column in range(table.width):
        parts: list[str] = []
        for row in range(top, top + height):
            text = " ".join(covered.get((row, column), table.text(row, column)).split())
            if len(text) > LONGEST_HEADING:
                return None
            if text and text not in parts:
                parts.append(text)
        stacks.append(tuple(parts))
    if height > 1 and not _belongs(table, top, height):
        return None
    keys = columns.map_columns([stack or ("",) for stack in stacks])
    return Layout(top, height, [" – ".join(stack) for stack in stacks], keys)


def _covered(table: Table, top: int, height: int) -> dict[tuple[int, int], str]:
    """Cells of the heading that lie under a merged one, with its text."""
    found = {}
    for first, left, bottom, right in table.spans:
        if first < top + height and bottom >= top:
            text = table.text(first, left)
            for row in range(first, bottom + 1):
                for column in range(left, right + 1):
                    found[row, column] = text
    return found


def _belongs(table: Table, top: int, height: int) -> bool:
    """Whether the further rows are heading too: a merged cell ties them to the first, or they only fill the gaps
    that it leaves with more words of headings."""
    last = top + height - 1
    for first, _left, bottom, _right in table.spans:
        if first <= top and bottom >= last:
            return True
    for row in range(top + 1, top + height):
        for column in range(table.width):
            text = table.text(row, column)
            if text and (len(text) > 40 or not columns.name_of(text)):
                return False
    return any(table.text(last, column) for column in range(table.width))


def numbers_its_columns(texts: list[str]) -> bool:
    """Whether this row under a heading only numbers the columns: "(1) (2) (3)", "A B 1 2"."""
    said = [text.strip("() .") for text in texts if text]
    return len(said) > 2 and all(len(text) <= 3 and (text.isdigit() or len(text) == 1) for text in said)
