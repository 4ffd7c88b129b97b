"""From the rows of a table to tasks: section rows become headings, merged leads carry down, totals and repeated
headings are told apart, and every cell that cannot be read says so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from tinhso.domain.directives.annex import layout as layouts
from tinhso.domain.directives.annex.grid import Mark, Table
from tinhso.domain.directives.annex.layout import Layout
from tinhso.domain.directives.annex.names import Named, Namer
from tinhso.domain.directives.annex.problems import Problem, problem
from tinhso.domain.directives.annex.when import When
from tinhso.domain.directives.annex.when import read as read_when
from tinhso.domain.directives.extraction.columns import plain
from tinhso.domain.directives.models.annex import RowKind
from tinhso.kernel.text import fold, normalise

LIMITS = {
    "content": 2000,
    "product": 500,
    "accountable": 200,
    "report": 300,
    "lead": 500,
    "coordinating": 2000,
}
_ASKED = ("lead", "accountable", "deadline", "coordinating", "product")
_ROMAN = re.compile(r"(?:phan |muc |nhom )?(?:[ivxl]{1,6}|[a-h])[.):]?$")
_ROMAN_TEXT = re.compile(
    r"(?:(?:[IVXL]{1,6}|[A-H])[.):/-]\s|(?:PHẦN|MỤC|NHÓM|LĨNH VỰC|Phần|Mục|Nhóm|Lĩnh vực)\b)"
)
_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong|cong)\b[\s:.]*(?:\d[\d.,]*\s*)?(?:nhiem vu|viec|muc)?\s*[.;]?"
)
_REMARK = re.compile(r"(?:ghi chu|chu thich|luu y|noi nhan|nguoi lap|\(?\*+\)?)\b|\*")
_EMPTY = re.compile(r"[\s\-–—./_]*")


@dataclass(slots=True)
class Row:
    """A row as it will be kept: what it is, what it says, what is wrong with it."""

    number: int  # as people see it in the file
    kind: str
    cells: dict[str, str]
    section: str = ""
    title: str = ""
    product: str = ""
    named: Named = field(default_factory=Named)
    when: When = field(default_factory=When)
    accountable: str = ""
    report_to: str = ""
    note: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Reader:
    """One reading of one table."""

    table: Table
    layout: Layout
    issued: date
    namer: Namer
    with_hidden: bool = False
    _sections: list[tuple[int, str]] = field(default_factory=list)
    _seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    _columns: dict[str, int] = field(default_factory=dict)
    _wide: set[int] = field(
        default_factory=set
    )  # rows with a cell that is merged across three columns or more
    _heading: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._columns = {key: place for place, key in enumerate(self.layout.keys) if key}
        self.table.carry_down(self.layout.begins)
        self._wide = {
            top for top, left, bottom, right in self.table.spans if top == bottom and right - left >= 2
        }
        self._heading = [plain(label) for label in self.layout.labels if label]

    def rows(self) -> Iterator[Row]:
        """Every row below the heading that holds anything."""
        for place in range(self.layout.begins, len(self.table.rows)):
            if any(cell not in (None, "") for cell in self.table.rows[place]) or self._marked(place):
                yield self._row(place)

    def _marked(self, place: int) -> bool:
        return bool(self.table.marks) and any((place, c) in self.table.marks for c in self._columns.values())

    # ---- one row -----------------------------------------------------------------------------------------

    def _row(self, place: int) -> Row:
        cells = {key: self._text(place, column) for key, column in self._columns.items()}
        row = Row(place + 1, RowKind.TASK, cells)
        row.kind = self._kind(place, cells)
        if row.kind == RowKind.SECTION:
            self._open_section(cells, place)
        row.section = self._section(cells)
        if row.kind == RowKind.TASK:
            self._task(row, place)
        return row

    def _text(self, place: int, column: int) -> str:
        text = self.table.text(place, column)
        return "" if _EMPTY.fullmatch(text) else text

    def _kind(self, place: int, cells: dict[str, str]) -> str:
        if place in self.table.hidden_rows and not self.with_hidden:
            return RowKind.HIDDEN
        texts = [self.table.text(place, column) for column in range(len(self.layout.labels))]
        said = [text for text in texts if text]
        if layouts.numbers_its_columns(texts) and not any(len(cells.get(key, "")) > 3 for key in _ASKED):
            return RowKind.HEADING
        if said and self._repeats_the_heading(said):
            return RowKind.HEADING
        first = fold(cells.get("content") or cells.get("number") or (said[0] if said else ""))
        asked = any(cells.get(key) for key in _ASKED)
        if _TOTAL.fullmatch(first) and not cells.get("lead"):
            return RowKind.TOTAL
        if not asked or place in self._wide:
            if _REMARK.match(first):
                return RowKind.NOTE
            if self._opens_a_section(place, cells, said):
                return RowKind.SECTION
        return RowKind.TASK

    def _repeats_the_heading(self, said: Sequence[str]) -> bool:
        """The heading stands again at the top of every printed page."""
        plain_texts = [plain(text) for text in said]
        hits = sum(any(text and text in label for label in self._heading) for text in plain_texts)
        return len(said) >= 2 and hits == len(said) and all(len(text) < 60 for text in said)

    def _opens_a_section(self, place: int, cells: dict[str, str], said: Sequence[str]) -> bool:
        if place in self._wide or len(said) == 1 and not cells.get("number") and not cells.get("content"):
            return True
        number, content = cells.get("number", ""), cells.get("content", "")
        if not content and number and not number[0].isdigit():
            return True  # the title of the section stands in the column of numbers
        if _ROMAN.match(fold(number)) or _ROMAN_TEXT.match(content):
            return True
        if not number and content and content.upper() == content and any(map(str.isalpha, content)):
            return True
        return bool(number) and self._has_parts(place, number)

    def _has_parts(self, place: int, number: str) -> bool:
        """Whether the next rows are numbered below this one: 1 → 1.1."""
        column = self._columns.get("number")
        stem = number.rstrip(".") + "."
        for later in range(place + 1, min(place + 4, len(self.table.rows))):
            if column is not None and (text := self.table.text(later, column)):
                return text.startswith(stem) and text.rstrip(".") != number.rstrip(".")
        return False

    # ---- sections ----------------------------------------------------------------------------------------

    def _open_section(self, cells: dict[str, str], place: int) -> None:
        number, content = cells.get("number", ""), cells.get("content", "")
        if not (number or content):
            texts = (self.table.text(place, column) for column in range(self.table.width))
            content = next((text for text in texts if text), "")
        title = " ".join(f"{number} {content}".split()) if number != content else content
        depth = self._depth(number or content)
        self._sections = [(level, text) for level, text in self._sections if level < depth]
        self._sections.append((depth, title[:300]))

    @staticmethod
    def _depth(number: str) -> int:
        first = number.split()[0].rstrip(".):") if number else ""
        if re.fullmatch(r"[A-H]", first) and first not in "CD":
            return 1
        if re.fullmatch(r"[IVXLCD]+", first):
            return 2
        if re.fullmatch(r"[\d.]+", first):
            return 3 + first.count(".")
        return 1

    def _section(self, cells: dict[str, str]) -> str:
        parts = [text for _depth, text in self._sections]
        if group := cells.get("group"):
            parts.append(" ".join(group.split()))
        return " › ".join(parts)[:600]

    # ---- tasks -------------------------------------------------------------------------------------------

    def _task(self, row: Row, place: int) -> None:
        self._marks(row, place)
        cells = row.cells
        row.title = _line(cells.get("content", "")) or _line(cells.get("product", ""))
        row.product = _line(cells.get("product", ""))
        row.accountable = _line(cells.get("accountable", ""))
        row.report_to = _line(cells.get("report", ""))
        row.note = _line(cells.get("note", ""))
        row.named = self.namer.row(cells.get("lead", ""), cells.get("coordinating", ""))
        if not row.named.leads and "lead" not in self._columns:
            row.named = self._lead_of_section(row.named)
        self._lengths(row)
        if not row.title:
            given = [key for key in _ASKED if cells.get(key)]
            row.problems.append(problem("no_title", columns=given or ["note"]))
        self._when(row, place)
        self._lacks(row)
        self._twins(row)

    def _lead_of_section(self, named: Named) -> Named:
        """A table without a column of leads whose sections are named after units."""
        for _depth, title in reversed(self._sections):
            words = re.sub(r"^(?:[IVXL]+|[A-H]|\d[\d.]*)[.):]?\s+", "", title).strip(" .:")
            if self.namer.meaning(words).unit_id is not None:
                return Named((words,), named.helpers)
        return named

    def _marks(self, row: Row, place: int) -> None:
        for key, column in self._columns.items():
            mark = self.table.marks.get((place, column))
            if mark == Mark.ERROR:
                value = self.table.text(place, column) or "#"
                row.problems.append(problem("formula_error", column=key, value=value))
            elif mark == Mark.NO_VALUE and not row.cells.get(key):
                row.problems.append(problem("formula_empty", column=key))

    def _lengths(self, row: Row) -> None:
        for key, most in LIMITS.items():
            if len(row.cells.get(key, "")) > most:
                row.problems.append(problem("too_long", column=key, most=most))

    def _when(self, row: Row, place: int) -> None:
        column = self._columns.get("deadline")
        if column is None or any(p.get("column") == "deadline" for p in row.problems):
            return
        row.when = read_when(
            self.table.value(place, column), self.table.marks.get((place, column)), self.issued
        )
        if row.when.wrong:
            row.problems.append(row.when.wrong)

    def _lacks(self, row: Row) -> None:
        leads = row.named.leads
        if not leads:
            row.problems.append(problem("no_lead"))
        elif len(leads) > 1:
            row.problems.append(problem("several_leads", count=len(leads)))
        if not (row.when.day or row.when.reason or row.when.wrong):
            row.problems.append(problem("no_deadline"))

    def _twins(self, row: Row) -> None:
        if not row.title:
            return
        key = twin_key(row.title, row.named.leads, row.when.raw, row.product)
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            row.problems.append(problem("duplicate", row=first))


def twin_key(title: str, leads: Sequence[str], deadline: str, product: str) -> tuple[str, ...]:
    """Equal for rows that say the same."""
    return (normalise(title).lower(), "; ".join(leads).lower(), deadline.lower(), normalise(product).lower())


def _line(text: str) -> str:
    return normalise(" ".join(text.split()))
