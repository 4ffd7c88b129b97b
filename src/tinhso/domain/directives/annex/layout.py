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
    """The first heading with the most known columns, without the title above it. None without any."""
    best: Layout | None = None
    for top in range(min(HEADING_WITHIN, len(table.rows))):
        layout = _at(table, top)
        if layout is not None and (best is None or _known(layout) > _known(best)):
            best = layout
    while best is not None and best.height > 1:
        lower = _at(table, best.top + 1)
        if lower is None or _known(lower) < _known(best):
            break
        best = lower
    return best


def _known(layout: Layout) -> int:
    return len(set(layout.keys) - {""})


def _at(table: Table, top: int) -> Layout | None:
    """The heading that begins in this row: as tall as merged cells tie rows to it, or as more rows say more."""
    best: Layout | None = None
    for height in range(1, TALLEST + 1):
        layout = _read(table, top, height)
        if layout is None or not columns.is_heading(layout.keys):
            continue
        known = _known(best) if best else 0
        if (_tied(table, top, height) and _known(layout) >= known) or (
            (height == 1 or _says_more(table, top, height)) and _known(layout) > known
        ):
            best = layout
    return best


def _read(table: Table, top: int, height: int) -> Layout | None:
    if top + height > len(table.rows) or any(first < top <= bottom for first, _l, bottom, _r in table.spans):
        return None  # no heading begins in the middle of a merged cell
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


def _tied(table: Table, top: int, height: int) -> bool:
    """Whether a merged cell reaches from the first row of the heading to its last."""
    last = top + height - 1
    return any(first <= top and bottom == last for first, _left, bottom, _right in table.spans)


def _says_more(table: Table, top: int, height: int) -> bool:
    """Whether the further rows hold nothing but headings, several of them."""
    for row in range(top + 1, top + height):
        texts = [text for column in range(table.width) if (text := table.text(row, column))]
        if len(texts) < 2 or any(len(text) > 40 or not columns.name_of(text) for text in texts):
            return False
    return True


def numbers_its_columns(texts: list[str]) -> bool:
    """Whether this row under a heading only numbers the columns: "(1) (2) (3)", "A B 1 2"."""
    said = [text.strip("() .") for text in texts if text]
    return len(said) > 2 and all(len(text) <= 3 and (text.isdigit() or len(text) == 1) for text in said)
