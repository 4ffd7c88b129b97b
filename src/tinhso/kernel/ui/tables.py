"""Lists: declare the columns once, get a searched, sorted, paged HTML table and an XLSX of all rows.

A view:

    COLUMNS = [
        Column("title", _("Việc"), link=lambda duty: reverse("duties:duty", args=[duty.pk]), header=True),
        Column("lead", _("Đơn vị chủ trì"), value="lead.name", sort="lead__sort_key"),
        Column("due", _("Hạn"), kind="date", sort=("due", "pk")),
        Column("cell", _("Tình trạng"), value=lambda duty: duty.cell.label, html=lambda duty: tag(...)),
        Column("number", _("Số, ký hiệu"), kind="code", screen=False),  # in the XLSX only
    ]

    def inbox(request):
        duties = queries.inbox(request.scope).select_related("lead")
        page = ListPage(
            request, duties, COLUMNS, caption=_("Việc của tôi"), search=("folded", "document__number"),
            sort="due", filename="viec-cua-toi",
        )
        return page.response("workspace/inbox.html", {"tab": "open"})

Its template: `{% load ui %}{% list_table page %}`. Addresses: ?q=so xay dung&sort=-due&page=2, ?export=xlsx.

- Sorting is a whitelist: only a column with `sort` (a field, an expression or a tuple of them) can be asked
  for; the primary key is appended, so pages neither repeat nor miss rows. Empty values come last both ways.
- A list without any order raises UnorderedList: give `sort=` (a column's name, "-" before it for descending)
  or an ordered queryset.
- Search ignores marks and case (search.matching): fields that end in `folded` are stored folded.
- `filters` is a Form of GET fields, all optional: what is valid goes to `narrow(queryset, cleaned)`.
- Counting stops at `cap`, so that a list of millions opens at once ("hơn 10.000 dòng"): pages end there, and
  only lists within it can be sorted otherwise than they come. The XLSX still has all rows. `known` is the true
  number of rows where the view knows it without counting; it is said as long as nothing narrows the list.
- Give `select_related`/`prefetch_related` yourself: a list that asks the database once per row is a bug.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import BaseExpression, OrderBy
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tinhso.kernel import audit
from tinhso.kernel.text.formats import format_date, format_number, format_percent
from tinhso.kernel.ui import search as searching
from tinhso.kernel.ui import xlsx

COUNT_CAP = 10_000
CHUNK = 2_000  # rows per fetch of an export

Getter = Callable[[Any], Any]
Order = str | BaseExpression


class UnorderedList(ValueError):
    """A list without an order would show rows twice and others never."""


@dataclass(frozen=True)
class Column:
    """One column, for the page and the sheet.

    name    identifies it in ?sort=; also the attribute read when `value` is missing
    value   a function of the row, or a dotted path of attributes ("lead.name"); methods are called
    kind    text | code (never a number in the sheet) | number | percent (a share: 0.963) | date | datetime
    sort    field, expression or tuple of them; None = cannot be sorted by; True = the field called `name`
    link    function of the row -> address or None
    html    function of the row -> safe HTML for the page, where the bare value is not enough (a tag)
    header  the cell that names the row (one per table; the first column if none says so)
    screen, export   whether it stands on the page, in the sheet
    width   of the sheet's column, in signs
    css     class of its cells on the page
    """

    name: str
    label: object
    value: Getter | str | None = None
    kind: str = "text"
    sort: Order | tuple[Order, ...] | bool | None = None
    link: Callable[[Any], str | None] | None = None
    html: Getter | None = None
    header: bool = False
    screen: bool = True
    export: bool = True
    width: int = 0
    css: str = ""

    def read(self, row: Any) -> Any:
        """The bare value of a row, for the sheet."""
        if callable(self.value):
            return self.value(row)
        value = row
        for part in (self.value or self.name).split("."):
            if value is None:
                return None
            value = value.get(part) if isinstance(value, Mapping) else getattr(value, part)
            if callable(value):
                value = value()
        return value

    def shown(self, row: Any) -> Any:
        """The value as the page shows it."""
        if self.html is not None:
            return self.html(row)
        return show(self.read(row), self.kind)

    def order(self, descending: bool) -> list[OrderBy]:
        """ORDER BY of this column, empty values last."""
        wanted = self.name if self.sort is True else self.sort
        parts = wanted if isinstance(wanted, tuple) else (wanted,)
        return [_ordering(part, descending) for part in parts]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Head:
    """One heading of the page; next_sort is the ?sort= of a click on it, "" where it cannot be sorted."""

    label: object
    css: str
    aria_sort: str
    next_sort: str


@dataclass
class ListPage:
    """One request's view of a list; see the module's docstring."""

    request: HttpRequest
    queryset: QuerySet
    columns: Sequence[Column]
    caption: object = ""
    search: Sequence[str] = ()
    sort: str = ""
    per_page: int = 50
    filters: Form | None = None
    narrow: Callable[[QuerySet, dict[str, Any]], QuerySet] | None = None
    filename: str = "danh-sach"
    key: str = "list"
    cap: int = 0  # how far rows are counted and paged; 0: COUNT_CAP
    known: int | None = None
    notes: Sequence[str] = ()  # above the table of the sheet: source, as-of day
    export_limit: int | None = None  # rows of the sheet, where the list may hold millions
    empty_title: object = field(default=gettext_lazy("Không có dòng nào"))
    empty_text: object = ""

    # --- what was asked -----------------------------------------------------------------------------------

    @cached_property
    def q(self) -> str:
        return self.request.GET.get("q", "").replace("\0", "").strip()[:200]

    @property
    def searchable(self) -> bool:
        return bool(self.search)

    @cached_property
    def sort_param(self) -> str:
        """The ?sort= of the request, if it names a column that can be sorted by; else empty."""
        asked = self.request.GET.get("sort", "")
        return asked if self._column(asked) and not self.capped else ""

    @cached_property
    def number(self) -> int:
        """The page's number, from 1; nonsense and pages past the end read as the nearest page."""
        asked = self.request.GET.get("page", "1")
        return min(max(int(asked), 1), self.page_count) if asked.isdecimal() and len(asked) < 9 else 1

    @property
    def narrowed(self) -> bool:
        return bool(self.q) or any(self._cleaned.values())

    @property
    def clear_url(self) -> str:
        """This list without search and filters; everything else of the address stays."""
        gone = {"q", "page", "export", *(self.filters.fields if self.filters else ())}
        left = self.request.GET.copy()
        for name in gone:
            left.pop(name, None)
        return f"?{left.urlencode()}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parts of the address that the search form must carry along (a tab, a day)."""
        own = {"q", "page", "sort", "export", *(self.filters.fields if self.filters else ())}
        return [
            (name, value) for name, values in self.request.GET.lists() if name not in own for value in values
        ]

    @cached_property
    def _cleaned(self) -> dict[str, Any]:
        if self.filters is None or not self.filters.is_bound:
            return {}
        self.filters.is_valid()
        return {
            name: value for name, value in self.filters.cleaned_data.items() if value not in (None, "", [])
        }

    # --- what is found ------------------------------------------------------------------------------------

    @cached_property
    def fitting(self) -> QuerySet:
        """All rows that fit search and filters."""
        rows = searching.matching(self.queryset, self.q, self.search)
        if self.narrow is not None and self._cleaned:
            rows = self.narrow(rows, self._cleaned)
        return rows

    @cached_property
    def found(self) -> QuerySet:
        """The same in order; not yet cut into pages."""
        rows = self.fitting
        asked = self.sort_param or self.sort
        if asked:
            column = self._column(asked)
            if column is None:
                raise UnorderedList(f"{asked!r} is no column that can be sorted by")
            return rows.order_by(*column.order(asked.startswith("-")), "pk")
        if not rows.ordered:
            raise UnorderedList(f"the list {self.caption!r} of {rows.model.__name__} has no order")
        return rows

    @property
    def _cap(self) -> int:
        return self.cap or COUNT_CAP

    @cached_property
    def _counted(self) -> int:
        if self.known is not None and not self.narrowed:
            return self.known
        return self.fitting.order_by().values("pk")[: self._cap + 1].count()

    @property
    def total(self) -> int:
        """How many rows can be paged through, `cap` at the most (then `capped` is true)."""
        return min(self._counted, self._cap)

    @property
    def capped(self) -> bool:
        return self._counted > self._cap

    @property
    def counted(self) -> str:
        """The number of rows in words."""
        exact = not self.capped or (self.known is not None and not self.narrowed)
        number = self._counted if exact else self.total
        words = ngettext("%(n)s dòng", "%(n)s dòng", number) if exact else _("hơn %(n)s dòng")
        return words % {"n": format_number(number)}

    @property
    def ends_early(self) -> str:
        """On the last page of a list that has more rows than pages: how to see the others."""
        if not self.capped or self.has_next:
            return ""
        words = _("Các trang có %(n)s dòng đầu. Lọc bớt, hoặc tải bảng XLSX để có mọi dòng.")
        return words % {"n": format_number(self.total)}

    @cached_property
    def objects(self) -> list[Model]:
        """The rows of this page."""
        start = (self.number - 1) * self.per_page
        return list(self.found[start : min(start + self.per_page, self._cap)])

    @cached_property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self._on_screen]

    @cached_property
    def rows(self) -> list[SafeString]:
        """The cells of each row as HTML, written out here: a template asks five questions per cell, and a page has
        hundreds."""
        named = next((column for column in self._on_screen if column.header), self._on_screen[0])
        columns = [(column, *_element(column, header=column is named)) for column in self._on_screen]
        return [
            mark_safe(
                "".join(opening + _content(column, row) + closing for column, opening, closing in columns)
            )
            for row in self.objects
        ]

    # --- pages --------------------------------------------------------------------------------------------

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def has_other_pages(self) -> bool:
        return self.page_count > 1

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.page_count

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def elided(self) -> Iterator[int | None]:
        """Page numbers to show, None for a gap."""
        pages = Paginator(range(self.page_count), 1).get_elided_page_range(
            self.number, on_each_side=1, on_ends=1
        )
        return (page if isinstance(page, int) else None for page in pages)

    # --- answers ------------------------------------------------------------------------------------------

    @property
    def wants_export(self) -> bool:
        return self.request.GET.get("export") == "xlsx"

    def response(self, template: str, context: dict[str, Any] | None = None) -> HttpResponseBase:
        """The page (as `page` in the context), or the sheet where it was asked for."""
        if self.wants_export:
            return self.export()
        return render(self.request, template, {**(context or {}), "page": self})

    def export(self) -> HttpResponseBase:
        """All rows that fit, not only this page, as XLSX. Who takes a list away leaves a trace of it."""
        columns = [column for column in self.columns if column.export]
        sheet = [
            xlsx.SheetColumn(str(column.label), column.kind, column.width or _width(column))
            for column in columns
        ]
        made = _("Lập lúc %(time)s") % {"time": show(timezone.now(), "datetime")}
        found = self.found[: self.export_limit] if self.export_limit else self.found
        taken = itertools.count()
        rows = (
            [column.read(row) for column in columns]
            for row in found.iterator(chunk_size=CHUNK)
            if next(taken) >= 0
        )
        answer = xlsx.response(
            sheet, rows, filename=self.filename, title=str(self.caption), notes=[*map(str, self.notes), made]
        )
        self._leave_a_trace(next(taken))
        return answer

    def _leave_a_trace(self, rows: int) -> None:
        match = self.request.resolver_match
        audit.looked_at(
            self.queryset.model._meta.label_lower,
            by=getattr(self.request, "scope", None),
            at=timezone.now(),
            what="list",
            sheet="xlsx",
            rows=rows,
            page=match.view_name if match else "",
        )

    # --- within -------------------------------------------------------------------------------------------

    @cached_property
    def _on_screen(self) -> list[Column]:
        return [column for column in self.columns if column.screen]

    def _column(self, asked: str) -> Column | None:
        name = asked.removeprefix("-")
        return next(
            (c for c in self.columns if c.name == name and c.sort is not None and c.sort is not False), None
        )

    def _head(self, column: Column) -> Head:
        now = self.sort_param or self.sort
        state = {column.name: "ascending", f"-{column.name}": "descending"}.get(now, "")
        can = column.sort is not None and column.sort is not False and not self.capped
        following = f"-{column.name}" if state == "ascending" else column.name
        return Head(column.label, _css(column), state, following if can else "")


def show(value: Any, kind: str = "text") -> Any:
    """A bare value as people read it: 5/2/2026, 15:07 5/2/2026, 1.234,5, 96,3%; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%H:%M} {format_date(local.date())}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, (int, float, Decimal)) and kind == "percent":
        return format_percent(value)
    if isinstance(value, (int, float, Decimal)) and kind != "code":
        return format_number(value)
    return str(value)


def _ordering(part: Order, descending: bool) -> OrderBy:
    expression = F(part) if isinstance(part, str) else part
    return expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)


def _css(column: Column) -> str:
    kind = "number" if column.kind in ("number", "percent") else column.kind if column.kind == "code" else ""
    return " ".join(filter(None, (kind, column.css)))


def _element(column: Column, *, header: bool) -> tuple[SafeString, SafeString]:
    """The element around a cell of the column; on a phone its label stands before the value."""
    name, role = ("th", 'scope="row" role="rowheader"') if header else ("td", 'role="cell"')
    css = format_html(' class="{}"', _css(column)) if _css(column) else ""
    opening = format_html('<{} {}{} data-label="{}">', name, mark_safe(role), css, column.label)
    return opening, format_html("</{}>", name)


def _content(column: Column, row: Any) -> str:
    shown = conditional_escape(column.shown(row))
    url = column.link(row) if column.link else None
    return f'<a href="{escape(url)}">{shown}</a>' if url else shown


def _width(column: Column) -> int:
    return {"date": 12, "datetime": 18, "number": 14, "percent": 12, "code": 20}.get(column.kind, 36)
