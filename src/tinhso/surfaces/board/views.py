"""The first board: the four cells for the province, each unit and each document, on any day.

A reader counts what their post reaches: a leader the province, a department its own duties. Every number is a link
to its rows, and the rows are found with the same arguments that counted them.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel.duties import queries, sources
from tinhso.kernel.duties.cells import LABELS, Cell, Counts
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission, Reach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui import xlsx
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.units import folding
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit
from tinhso.surfaces.board.lines import Line, rows_url, table

AS_TODAY = "hien-nay"  # ?dia-gioi=: past figures by the units of today
SILENT = "chua"  # ?giai-trinh=: only what is late without an explanation
MOST_UNITS = 400  # in one address


class DayForm(forms.Form):
    """Which day's board."""

    ngay = DateField(label=gettext_lazy("Xem ngày"), required=False)


@require_safe
@needs(Permission.READ_BOARD)
def board(request: HttpRequest) -> HttpResponseBase:
    """The board of a day. ?ngay=DAY, today without it; ?export=xlsx gives the table by unit, xlsx-van-ban by document."""
    form = DayForm(request.GET or None)
    today, now = timezone.localdate(), timezone.now()
    day = (form.is_valid() and form.cleaned_data["ngay"]) or today
    scope = request.scope
    # A unit's own board counts what it was given from above and what it handed down; the province's counts
    # each duty once, where it was given at the top.
    handed_down = scope.reach != Reach.PROVINCE
    seen = {"scope": scope, "now": now, "handed_down": handed_down}
    units_counted = queries.counts(day, by="unit", **seen)
    as_today = request.GET.get("dia-gioi") == AS_TODAY
    by_unit = _by_unit_of_today(day, units_counted, today) if as_today else _by_unit(day, units_counted)
    if request.GET.get("export") == "xlsx":
        return _sheet(day, by_unit)
    if request.GET.get("export") == "xlsx-van-ban":
        return _sheet(day, _by_document(day, scope, seen), documents=True)
    return render(
        request,
        "board/board.html",
        {
            "form": form,
            "day": day,
            "today": today,
            "shortcuts": _shortcuts(today),
            "province": scope.reach == Reach.PROVINCE,
            "total": Line(
                _("Toàn tỉnh") if not handed_down else scope.unit_name,
                sum(units_counted.values(), Counts()),
                day,
                {},
            ),
            "now": now,
            "unexplained": _unexplained(day, scope, now) if day == today else None,
            "by_unit": table(by_unit, _("Theo đơn vị chủ trì")),
            "bars": [line.as_bar() for line in by_unit[:12]],
            "by_document": table(_by_document(day, scope, seen), _("Theo văn bản")),
            "boundaries": _boundaries(day, set(units_counted), as_today, today),
        },
    )


def _unexplained(day: date, scope: Scope, now: datetime) -> dict[str, object]:
    """How many overdue duties nobody has explained, and where they are."""
    number = queries.some(queries.unexplained_of(scope, at=now), most=queries.COUNTED, in_order=True)
    return {"number": number, "url": rows_url(day, **{"cell": Cell.OPEN_OVERDUE, "giai-trinh": SILENT})}


def _by_unit(day: date, counted: dict[int, Counts]) -> list[Line]:
    names = units.names_on(day) | _names_today(set(counted))
    lines = [Line(names.get(pk, "?"), counts, day, {"don-vi": str(pk)}) for pk, counts in counted.items()]
    return sorted(lines, key=lambda line: (-line.counts.open_overdue, -line.counts.total, line.label))


def _by_unit_of_today(day: date, counted: dict[int, Counts], today: date) -> list[Line]:
    """The same figures by the boundaries of today: what ended goes into its only heir, else it stands apart."""
    then = {int(line.which["don-vi"]): line for line in _by_unit(day, counted)}
    lines = []
    for fold in folding.folded(counted, today):
        members = sorted((then[unit.pk] for unit in fold.members), key=lambda line: line.label)
        total = sum((line.counts for line in members), Counts())
        name = _("%(unit)s (chưa phân được)") % {"unit": fold.unit.name} if fold.apart else fold.unit.name
        which = {"don-vi": ",".join(line.which["don-vi"] for line in members)}
        alone = fold.apart or [unit.pk for unit in fold.members] == [fold.unit.pk]
        lines.append(Line(name, total, day, which, () if alone else tuple(members)))
    return sorted(lines, key=lambda line: (-line.counts.open_overdue, -line.counts.total, line.label))


def _boundaries(day: date, shown: set[int], as_today: bool, today: date) -> list[dict[str, object]]:
    """The choice of boundaries, where some of the units are no more."""
    if not as_today and not Unit.objects.filter(pk__in=shown).exclude(during__contains=today).exists():
        return []
    base = f"{reverse('board:board')}?ngay={day.isoformat()}"
    return [
        {"label": _("Địa giới như ngày xem"), "url": base, "current": not as_today},
        {"label": _("Địa giới hiện nay"), "url": f"{base}&dia-gioi={AS_TODAY}", "current": as_today},
    ]


def _names_today(missing: set[int]) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in=missing).values_list("pk", "name"))


def _by_document(day: date, scope: Scope, seen: dict[str, Any]) -> list[Line]:
    """The documents that need somebody's eyes, as they stood on the day; the list of documents has all."""
    counted = queries.counts(day, by="origin", origins=queries.documents(scope), **seen)
    names = sources.names_of([origin for origin in counted if origin])
    lines = [
        Line(
            names.get(origin, (_("Việc không thuộc văn bản nào"), ""))[0],
            counts,
            day,
            {"van-ban": origin or "-"},
        )
        for origin, counts in counted.items()
    ]
    return sorted(lines, key=lambda line: (-line.counts.open_overdue, -line.counts.total, line.label))


def _shortcuts(today: date) -> list[dict[str, object]]:
    """Days that people ask for: today, the end of last month, the nine-month cut-off (domain: reporting)."""
    first = today.replace(day=1)
    month_end = date.fromordinal(first.toordinal() - 1)
    nine = date(today.year if (today.month, today.day) >= (9, 14) else today.year - 1, 9, 14)
    labelled = [
        (_("Hôm nay"), None),
        (_("Cuối tháng trước"), month_end),
        (_("Chốt 9 tháng"), nine),
    ]
    base = reverse("board:board")
    return [
        {"label": label, "url": f"{base}?ngay={day.isoformat()}" if day else base} for label, day in labelled
    ]


def _sheet(day: date, lines: list[Line], *, documents: bool = False) -> HttpResponseBase:
    cells = [cell for cell in Cell]
    columns = [
        xlsx.SheetColumn(_("Văn bản") if documents else _("Đơn vị"), "text", 44),
        xlsx.SheetColumn(str(_("Tổng số")), "number", 12),
        *(xlsx.SheetColumn(str(LABELS[cell]), "number", 18) for cell in cells),
        xlsx.SheetColumn(str(_("Tỷ lệ hoàn thành trên việc đến hạn")), "percent", 20),
    ]
    rows = [
        [line.label, line.counts.total, *(line.counts[c] for c in cells), line.counts.rate] for line in lines
    ]
    what = _("Tình hình thực hiện nhiệm vụ theo văn bản, ngày %(day)s")
    if not documents:
        what = _("Tình hình thực hiện nhiệm vụ theo đơn vị, ngày %(day)s")
    name = f"bang-{'van-ban' if documents else 'don-vi'}-{day.isoformat()}"
    return xlsx.response(columns, rows, filename=name, title=what % {"day": format_date(day)})


def _explanation(standing: Any) -> str:
    """As it is now, whatever day's board it is."""
    return _("chưa giải trình") if standing.duty.unexplained(timezone.now()) else ""


COLUMNS = [
    Column(
        "title",
        gettext_lazy("Việc"),
        value="duty.title",
        link=lambda standing: reverse("duties:duty", args=[standing.duty_id]),
        header=True,
        width=60,
    ),
    Column(
        "lead", gettext_lazy("Đơn vị chủ trì"), value="lead_unit.name", sort="lead_unit__sort_key", width=32
    ),
    Column("due", gettext_lazy("Thời hạn"), value="duty.due_on", kind="date", sort="due_at"),
    Column("done", gettext_lazy("Hoàn thành"), value="duty.done_at", kind="datetime", sort="duty__done_at"),
    Column(
        "cell", gettext_lazy("Nhóm trạng thái"), value=lambda standing: LABELS[Cell(standing.cell)], width=28
    ),
    Column("explained", gettext_lazy("Giải trình"), value=lambda standing: _explanation(standing), width=18),
    Column("product", gettext_lazy("Sản phẩm"), value="duty.product", screen=False, width=40),
]


@require_safe
@needs(Permission.READ_BOARD)
def rows(request: HttpRequest) -> HttpResponse:
    """The duties behind one number: ?ngay=&cell=&don-vi=&van-ban=, paged, and as XLSX. The number itself comes
    from where the board has it, so that nobody counts a hundred thousand rows to show fifty."""
    form = DayForm(request.GET)
    day = (form.is_valid() and form.cleaned_data["ngay"]) or timezone.localdate()
    asked = request.GET.get("cell", "")
    cell = Cell(asked) if asked in set(Cell) else None
    units_asked = request.GET.get("don-vi", "").split(",")[:MOST_UNITS]
    unit_ids = [int(unit) for unit in units_asked if unit.isdecimal() and len(unit) < 19]
    origin = request.GET.get("van-ban")
    silent = request.GET.get("giai-trinh") == SILENT and day == timezone.localdate()
    which = {
        "scope": request.scope,
        "now": timezone.now(),
        "unit_ids": unit_ids or None,
        "origin": None if origin is None else ("" if origin == "-" else origin),
        "handed_down": request.scope.reach != Reach.PROVINCE,
    }
    found = queries.rows(day, cell=cell, without_explanation=silent, **which).select_related(
        "duty", "lead_unit"
    )
    caption = _("Việc ngày %(day)s") % {"day": format_date(day)}
    label = LABELS[cell] if cell else _("Tất cả các nhóm")
    label = _("Quá hạn, chưa giải trình") if silent else label
    page = ListPage(
        request,
        found,
        COLUMNS,
        caption=f"{caption}: {label}",
        filename=f"viec-{day.isoformat()}",
        cap=queries.COUNTED,
        per_page=queries.COUNTED if "in" in request.GET else 50,
        known=_number(queries.counts(day, **which), cell) if which["origin"] is None and not silent else None,
    )
    if not page.wants_export and not page.sort_param:
        with queries.in_index_order():
            page.objects  # noqa: B018 (read once, kept)
    return page.response(
        "board/rows.html",
        {"day": day, "label": label, "back": f"{reverse('board:board')}?ngay={day.isoformat()}"},
    )


def _number(counted: Counts, cell: Cell | None) -> int:
    return counted[cell] if cell else counted.total
