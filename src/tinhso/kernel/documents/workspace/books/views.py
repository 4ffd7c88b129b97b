"""The series of a unit, and the book of one of them."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from tinhso.kernel.documents import numbering, queries
from tinhso.kernel.documents.models import NumberSeries, Scheme, SeriesNumber
from tinhso.kernel.documents.types import type_name
from tinhso.kernel.people.access import any_post
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_date, format_number
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag

State = SeriesNumber.State
TONES = {State.TAKEN: "ok", State.RESERVED: "warn", State.CANCELLED: "mute"}
SHOWN_GAPS = 12


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


class Period(forms.Form):
    """Which year."""

    nam = forms.TypedChoiceField(label=gettext_lazy("Năm"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, years: list[int | None]) -> None:
        super().__init__(data)
        everything: tuple[Any, Any] = ("", gettext_lazy("Mọi năm và nhiệm kỳ"))
        self.fields["nam"].choices = [everything, *((y, str(y)) for y in years)]  # type: ignore[attr-defined]


SERIES_COLUMNS = [
    Column(
        "kind",
        gettext_lazy("Sổ"),
        value="kind",
        link=lambda s: reverse("books:book", args=[s.pk]),
        header=True,
        width=36,
    ),
    Column("pattern", gettext_lazy("Dạng số"), kind="code", width=22),
    Column("period", gettext_lazy("Kỳ"), sort=("year", "term__during"), width=18),
    Column("issuer", gettext_lazy("Cơ quan ban hành"), value="issuer.name", sort="issuer__sort_key"),
    Column("last", gettext_lazy("Số cuối"), kind="number", sort="last"),
    Column("held", gettext_lazy("Đang giữ"), kind="number", sort="held"),
    Column("cancelled", gettext_lazy("Đã hủy"), kind="number", sort="cancelled"),
]


@any_post
@require_safe
def all_series(request: HttpRequest) -> HttpResponseBase:
    """The series of the units that the post reaches, newest period first; ?nam=, ?export=xlsx."""
    scope = _scope(request)
    rows = NumberSeries.objects.select_related("issuer", "term").annotate(
        held=Count("numbers", filter=Q(numbers__state=State.RESERVED)),
        cancelled=Count("numbers", filter=Q(numbers__state=State.CANCELLED)),
    )
    if scope.reach != "province":
        rows = rows.filter(issuer__in=scope.unit_ids)
    years = list(rows.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct())
    page = ListPage(
        request,
        rows.order_by("-year", "-term__during", "issuer__sort_key", "doc_type", "symbol", "pk"),
        SERIES_COLUMNS,
        caption=_("Sổ văn bản"),
        search=("issuer__folded", "symbol"),
        filters=Period(request.GET, years),
        narrow=lambda found, cleaned: found.filter(year=cleaned["nam"]),
        filename="so-van-ban",
        empty_title=_("Chưa có sổ nào"),
        empty_text=_(
            "Sổ được mở khi lấy số đầu tiên của năm hoặc của nhiệm kỳ. Đang dùng sổ giấy thì ghi số gần nhất của sổ giấy trước."
        ),
    )
    may = bool(numbering.numbers_for(scope, timezone.localdate()))
    return page.response("books/all.html", {"may": may})


class Wanted(forms.Form):
    """Which numbers of a book."""

    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *State.choices],
    )


@any_post
@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One book: every number with its paper, what is held, cancelled and missing; ?export=xlsx."""
    scope = _scope(request)
    series = queries.visible_series(pk, scope)
    today = timezone.localdate()
    arrivals = series.scheme == Scheme.ARRIVAL
    may = not arrivals and series.issuer_id in numbering.numbers_for(scope, today)
    missing = _missing(series)
    page = ListPage(
        request,
        series.numbers.select_related("given_by", "document__issuer", "document__handling_unit")
        .defer("document__text")
        .order_by("-number", "-letter"),
        _ARRIVALS if arrivals else _columns(may, today),
        caption=_("Sổ: %(series)s") % {"series": series.title},
        search=("text", "document__folded") if arrivals else ("text", "abstract", "held_for"),
        filters=None if arrivals else Wanted(request.GET),
        narrow=lambda rows, cleaned: _narrowed(rows, cleaned),
        filename=f"so-{series.pk}",
        notes=[f"{series.issuer.name} – {series.title}", *([missing] if missing else [])],
        empty_title=_("Chưa có số nào trong sổ"),
    )
    late = queries.overdue(series, today)
    overdue = ngettext(
        "%(n)s số giữ quá ngày đã hẹn: dùng hoặc hủy.", "%(n)s số giữ quá ngày đã hẹn: dùng hoặc hủy.", late
    )
    context = {
        "series": series,
        "may": may,
        "missing": missing,
        "overdue": overdue % {"n": late} if late else "",
    }
    return page.response("books/book.html", context)


def _narrowed(rows: QuerySet[SeriesNumber], wanted: dict[str, Any]) -> QuerySet[SeriesNumber]:
    return rows.filter(state=wanted["tinh_trang"])


def _missing(series: NumberSeries) -> str:
    """'Chưa vào sổ 312 số: 1–11, 13–313.', or nothing."""
    found = queries.gaps(series)
    if not found:
        return ""
    count = sum(last - first + 1 for first, last in found)
    runs = [str(first) if first == last else f"{first}–{last}" for first, last in found]
    shown = ", ".join(runs[:SHOWN_GAPS]) + (" …" if len(runs) > SHOWN_GAPS else "")
    text = ngettext("Chưa vào sổ %(n)s số: %(runs)s.", "Chưa vào sổ %(n)s số: %(runs)s.", count)
    return text % {"n": format_number(count), "runs": shown}


def _columns(may: bool, today: Any) -> list[Column]:
    columns = [
        Column(
            "text", gettext_lazy("Số, ký hiệu"), kind="code", sort=("number", "letter"), header=True, width=22
        ),
        Column("on", gettext_lazy("Ngày văn bản"), kind="date", sort="on"),
        Column(
            "type",
            gettext_lazy("Loại văn bản"),
            value=lambda n: type_name(n.doc_type),
            screen=False,
            width=20,
        ),
        Column("abstract", gettext_lazy("Trích yếu"), html=lambda n: _paper(n), width=60),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            value=lambda n: n.get_state_display(),
            html=lambda n: _state(n, today),
            sort="state",
        ),
        Column("note", gettext_lazy("Ghi chú"), value=lambda n: _note(n), width=44),
        *_ENTERED,
    ]
    if may:
        columns.append(Column("acts", gettext_lazy("Việc cần làm"), html=_acts, export=False))
    return columns


_ENTERED = [
    Column(
        "given",
        gettext_lazy("Vào sổ lúc"),
        value="given_at",
        kind="datetime",
        sort="given_at",
        screen=False,
    ),
    Column("who", gettext_lazy("Người cấp"), value="given_by.full_name", screen=False, width=28),
]

# The book of arrivals asks other things: what came, from whom, and who has it now.
_ARRIVALS = [
    Column("text", gettext_lazy("Số đến"), kind="code", sort="number", header=True, width=10),
    Column("on", gettext_lazy("Ngày đến"), kind="date", sort="on"),
    Column(
        "number", gettext_lazy("Số, ký hiệu"), value="document.number", kind="code", screen=False, width=22
    ),
    Column("issued", gettext_lazy("Ngày ban hành"), value="document.issued_on", kind="date", screen=False),
    Column("paper", gettext_lazy("Văn bản"), html=lambda n: _arrived(n), export=False),
    Column("abstract", gettext_lazy("Trích yếu"), value="document.abstract", screen=False, width=60),
    Column("issuer", gettext_lazy("Cơ quan ban hành"), value=lambda n: _issuer(n), width=32),
    Column("handler", gettext_lazy("Đơn vị xử lý"), value="document.handling_unit.name", width=32),
    *_ENTERED,
]


def _arrived(entry: SeriesNumber) -> SafeString | str:
    document = entry.document
    if document is None:
        return entry.abstract
    return format_html(
        '<span><a href="{}">{}</a><br><span class="hint">{}</span></span>',
        reverse("library:document", args=[document.pk]),
        document.title,
        document.abstract,
    )


def _issuer(entry: SeriesNumber) -> str:
    document = entry.document
    if document is None:
        return ""
    return document.issuer_text or (document.issuer.name if document.issuer else "")


def _paper(entry: SeriesNumber) -> SafeString | str:
    if entry.document is None:
        return entry.abstract
    address = reverse("library:document", args=[entry.document_id])
    return format_html(
        '<a href="{}">{}</a>', address, entry.abstract or entry.document.abstract or entry.text
    )


def _state(entry: SeriesNumber, today: Any) -> SafeString:
    if entry.state == State.RESERVED and entry.held_until and entry.held_until < today:
        return tag(_("Giữ quá hẹn"), "error")
    return tag(entry.get_state_display(), TONES[State(entry.state)])


def _note(entry: SeriesNumber) -> str:
    parts = []
    if entry.from_paper:
        parts.append(_("Ghi từ sổ giấy."))
    if entry.held_for and entry.state == State.RESERVED:
        until = _(" Hẹn đến %(day)s.") % {"day": format_date(entry.held_until)} if entry.held_until else ""
        parts.append(
            _("Giữ cho %(who)s: %(why)s.") % {"who": entry.held_for, "why": entry.reason.rstrip(".")} + until
        )
    if entry.cancelled_because:
        parts.append(_("Hủy: %(why)s.") % {"why": entry.cancelled_because.rstrip(".")})
    return " ".join(parts)


def _acts(entry: SeriesNumber) -> SafeString | str:
    hidden = format_html('<span class="visually-hidden"> {}</span>', entry.text)
    links = []
    if entry.state == State.RESERVED:
        links.append((reverse("books:use", args=[entry.pk]), _("Dùng")))
    if entry.state != State.CANCELLED and entry.document_id is None:
        links.append((reverse("books:cancel", args=[entry.pk]), _("Hủy")))
    shown = [
        format_html('<a class="btn link" href="{}">{}{}</a>', url, label, hidden) for url, label in links
    ]
    return format_html("<span>" + "{}" * len(shown) + "</span>", *shown) if shown else ""
