"""The organisation of any day, for everybody who is signed in: who governs what is public."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel.text import Refused, formats
from tinhso.kernel.ui import xlsx
from tinhso.kernel.units import queries, succession
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.queries import Node, Tree

MANY = 50
SHORTCUTS = (
    date(2021, 9, 27),
    date(2025, 6, 30),
)  # the session it all starts from; the last day of districts

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Marks the access rule for the test that walks every address; the login middleware enforces it."""
    view.access = "signed in"  # type: ignore[attr-defined]
    return view


@signed_in
@require_safe
def organisation(request: HttpRequest) -> HttpResponseBase:
    """The tree of a day (?ngay=), or what answers a search (?q=) on that day; ?export=xlsx gives all units."""
    asked = _day(request)
    typed = request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {"asked": asked, "typed": typed, "shortcuts": _shortcuts(asked.day)}
    if typed:
        context["results"] = queries.search(typed, asked.day, MANY)
        context["became"] = queries.formerly(typed, asked.day)
        if not context["results"] and not context["became"]:
            context["became"] = _renamed(typed, asked.day)
    else:
        tree = queries.tree(asked.day, everything=True)
        if request.GET.get("export") == "xlsx":
            return _sheet(asked.day)
        context |= {"tree": tree, "counts": _counts(tree), "groups": _groups(tree)}
        context["neighbours"] = tree.of(Kind.PROVINCE, ours=False)
    return render(request, "units/organisation.html", context, status=422 if asked.error else 200)


@signed_in
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Everything about one unit through time; ?ngay= says on which day its name and its units are shown."""
    unit = queries.labelled(Unit.objects.filter(key=key), (asked := _day(request)).day).first()
    if unit is None:
        raise Http404(key)
    tree = queries.tree(asked.day, everything=True)
    heirs = [link for link in succession.successors(unit) if link.unit.pk != unit.pk]
    context = {
        "asked": asked,
        "unit": unit,
        "alive": asked.day in unit.during,
        "names": unit.names.order_by("during"),
        "codes": unit.codes.order_by("during"),
        "parents": unit.parents.select_related("parent").order_by("during"),
        "fields": unit.fields.select_related("field").order_by("field__sort_key", "during"),
        "taken_over_by": (moves := succession.direct([unit], forward=True)),
        "fields_moved": any(move.field_id for move in moves),
        "took_over": succession.direct([unit], forward=False),
        "heirs": heirs,
        "origins": [link for link in succession.predecessors(unit) if link.depth > 1],
        "became": queries.what_became(unit, asked.day),
        "below": tree.nodes[unit.pk].children if unit.pk in tree.nodes else [],
    }
    return render(request, "units/unit.html", context, status=422 if asked.error else 200)


@signed_in
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Type-ahead: ?q= and ?ngay= → {"results": [{id, text, hint, name, kind, sector}]}, at most ten."""
    found = queries.search(request.GET.get("q", "")[:100], _day(request).day, 10)
    return JsonResponse({"results": [_suggestion(answer) for answer in found]})


def _suggestion(answer: queries.Found) -> dict[str, object]:
    hints = [answer.where]
    if answer.since:
        hints.append(answer.since)
    elif answer.sector:
        hints.append(_("gợi ý theo tên ngành, hãy kiểm tra"))
    elif answer.matched != answer.name:
        hints.append(answer.matched)
    return {
        "id": answer.id,
        "text": answer.name,
        "hint": " · ".join(hint for hint in hints if hint),
        "name": answer.name,
        "kind": answer.kind,
        "sector": answer.sector,
    }


def _sheet(day: date) -> HttpResponseBase:
    """Every unit of the day: code, name, kind and the unit above."""
    names = queries.names_on(day, everything=True)
    units = queries.labelled(queries.as_of(day, everything=True), day)
    columns = [
        xlsx.SheetColumn(_("Mã"), "code", 10),
        xlsx.SheetColumn(_("Tên"), "text", 48),
        xlsx.SheetColumn(_("Loại"), "text", 24),
        xlsx.SheetColumn(_("Đơn vị cấp trên"), "text", 40),
    ]
    found = (
        [
            unit.code_then or "",
            unit.name_then,
            str(unit.get_kind_display()),
            names.get(unit.parent_then or 0, ""),
        ]
        for unit in sorted(units, key=lambda unit: (unit.sort_key_then or "", unit.pk))
    )
    title = _("Tổ chức bộ máy ngày %(day)s") % {"day": formats.format_date(day)}
    return xlsx.response(columns, found, filename=f"don-vi-{day.isoformat()}", title=title)


# --- the day ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """The day of a page: what was typed, or today with a sentence on what was wrong."""

    day: date
    today: bool
    error: str = ""
    typed: str = ""

    @property
    def param(self) -> str:
        """For links that keep the day; empty for today."""
        return "" if self.today else f"?ngay={self.day.isoformat()}"


def _day(request: HttpRequest) -> Asked:
    today = timezone.localdate()
    typed = request.GET.get("ngay", "")[:40]
    if not typed.strip():
        return Asked(today, True)
    try:
        day = formats.parse_date(typed)
    except Refused as refused:
        return Asked(today, True, error=_(refused.msgid) % refused.values, typed=typed)
    return Asked(day, day == today, typed=formats.format_date(day))


def _shortcuts(day: date) -> list[dict[str, object]]:
    today = timezone.localdate()
    items = [
        {"label": formats.format_date(fixed), "url": f"?ngay={fixed.isoformat()}", "current": day == fixed}
        for fixed in SHORTCUTS
    ]
    return [*items, {"label": _("Hôm nay"), "url": "?", "current": day == today}]


# --- groups of the page -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the page: a heading, how many, and its units; `nested`: with what is below them."""

    key: str
    title: str
    counted: str
    nodes: list[Node]
    nested: bool = False
    open: bool = False


def _groups(tree: Tree) -> list[Group]:
    districts = tree.of(Kind.DISTRICT)
    communes = tree.of(Kind.COMMUNE)
    others = tree.of(Kind.OTHER)
    local = [node for node in others if node.parent]
    central = [node for node in others if not node.parent]
    areas = (
        Group(
            "areas", _("Huyện, thành phố và xã, phường, thị trấn"), _forms(communes), districts, nested=True
        )
        if districts
        else Group("areas", _("Xã, phường"), _forms(communes), communes)
    )
    groups = [
        _group("party", _("Tỉnh ủy và các cơ quan Đảng"), tree.of(Kind.PARTY)),
        _group("council", _("Hội đồng nhân dân tỉnh"), tree.of(Kind.COUNCIL)),
        _group("department", _("Ủy ban nhân dân tỉnh: sở, ban, ngành"), tree.of(Kind.DEPARTMENT), open=True),
        areas,
        _group("front", _("Mặt trận Tổ quốc và các đoàn thể"), tree.of(Kind.FRONT)),
        _group("other", _("Cơ quan ngành dọc, đơn vị khác ở tỉnh"), local),
        _group("outside", _("Đối tác bên ngoài"), tree.of(Kind.OUTSIDE)),
        _group("central", _("Cơ quan Trung ương"), central),
    ]
    return [group for group in groups if group.nodes]


def _group(key: str, title: str, nodes: list[Node], *, open: bool = False) -> Group:
    counted = ngettext("%(n)s đơn vị", "%(n)s đơn vị", len(nodes)) % {"n": formats.format_number(len(nodes))}
    return Group(key, title, counted, nodes, open=open)


def _forms(nodes: list[Node]) -> str:
    """'122 xã, 10 phường, 6 thị trấn', the commonest first."""
    counts: dict[str, int] = {}
    for node in nodes:
        counts[node.form] = counts.get(node.form, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(_counted(form, count) for form, count in ordered)


# The words of units.forms_of_name, for readers who do not know them.
FORM_WORDS = {
    "xã": ngettext_lazy("%(shown)s xã", "%(shown)s xã", "n"),
    "phường": ngettext_lazy("%(shown)s phường", "%(shown)s phường", "n"),
    "thị trấn": ngettext_lazy("%(shown)s thị trấn", "%(shown)s thị trấn", "n"),
    "huyện": ngettext_lazy("%(shown)s huyện", "%(shown)s huyện", "n"),
    "thành phố": ngettext_lazy("%(shown)s thành phố", "%(shown)s thành phố", "n"),
    "thị xã": ngettext_lazy("%(shown)s thị xã", "%(shown)s thị xã", "n"),
    "quận": ngettext_lazy("%(shown)s quận", "%(shown)s quận", "n"),
}


def _counted(form: str, count: int) -> str:
    shown = formats.format_number(count)
    if form not in FORM_WORDS:
        return f"{shown} {form}"
    return str(FORM_WORDS[form] % {"n": count, "shown": shown})


def _counts(tree: Tree) -> list[tuple[str, str, str]]:
    """(how many, of what, in detail) for the tiles at the top."""
    districts, communes = tree.of(Kind.DISTRICT), tree.of(Kind.COMMUNE)
    tiles = [(str(len(tree.of(Kind.DEPARTMENT))), _("sở, ban, ngành"), "")]
    if districts:
        tiles.append((str(len(districts)), _("huyện, thành phố"), _forms(districts)))
    tiles.append((str(len(communes)), _("đơn vị cấp xã"), _forms(communes)))
    return tiles


def _renamed(typed: str, day: date) -> list[queries.Became]:
    """A name of the other time: nobody is called so on the day, but somebody was before or is today."""
    for other in (*SHORTCUTS, timezone.localdate()):
        if other != day and (answers := queries.what_became_of(typed, other)):
            return answers
    return []
