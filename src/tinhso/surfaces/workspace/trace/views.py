"""Pages below /dau-vet/: the trace for those who oversee it, each entry with its proof. Looking leaves a trace too."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel import audit
from tinhso.kernel.audit import proofs, state
from tinhso.kernel.audit.models import Batch, Entry
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.models import Person
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.text import fold
from tinhso.kernel.text.formats import format_datetime, format_number
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem
from tinhso.kernel.units.models import Unit
from tinhso.surfaces.workspace.trace.forms import Filters

SHEET_ROWS = 50_000
SLOW = 60  # seconds after which unsealed entries are a matter for the operators


def _subject(entry: Entry) -> str:
    return f"{entry.subject_type}#{entry.subject_id}" if entry.subject_id else entry.subject_type


def _batch(entry: Entry) -> SafeString:
    number = entry.batch  # type: ignore[attr-defined]
    if number is None:
        return tag(_("chờ niêm phong"), "warn")
    return tag(_("lô %(n)s") % {"n": format_number(number)}, "ok")


COLUMNS = [
    Column("event", gettext_lazy("Sự kiện"), header=True,
           html=lambda e: format_html('<a href="{}">{}</a>', reverse("trace:entry", args=[e.pk]), e.event)),
    Column("recorded_at", gettext_lazy("Ghi lúc"), kind="datetime", sort="id"),
    Column("at", gettext_lazy("Thời điểm của việc"), kind="datetime", screen=False),
    Column("subject", gettext_lazy("Đối tượng"), value=_subject),
    Column("person", gettext_lazy("Người làm"), value=lambda e: e.person or _("Hệ thống")),
    Column("unit", gettext_lazy("Đơn vị"), value="unit", width=36),
    Column("details", gettext_lazy("Chi tiết"), value=lambda e: json.dumps(e.details, ensure_ascii=False),
           screen=False, width=60),
    Column("id", gettext_lazy("Số dòng"), kind="code", screen=False),
    Column("batch", gettext_lazy("Niêm phong"), value="batch", html=_batch, export=False),
]  # fmt: skip


@needs(Permission.READ_AUDIT)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The newest first; ?tu=&den=&su_kien=&don_vi=&doi_tuong=, ?truoc=ID goes on below an entry, ?export=xlsx."""
    rows = _dressed(Entry.objects.all()).order_by("-id")
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    page = ListPage(
        request,
        rows,
        COLUMNS,
        caption=_("Dấu vết"),
        filters=Filters.of(request.GET),
        narrow=_narrowed,
        filename="dau-vet",
        key="trace",
        notes=[_("Nhiều nhất %(n)s dòng.") % {"n": format_number(SHEET_ROWS)}],
        export_limit=SHEET_ROWS,
        empty_title=_("Không có dòng dấu vết nào"),
        empty_text=_("Hãy chọn khoảng ngày rộng hơn hoặc bớt điều kiện lọc."),
    )
    if not page.wants_export:
        batches = state.batches_of([entry.pk for entry in page.objects])
        for entry in page.objects:
            entry.batch = batches.get(entry.pk)  # type: ignore[attr-defined]
        audit.looked_at(
            "audit.entry",
            by=request.scope,  # type: ignore[attr-defined]
            at=timezone.now(),
            what="trace",
            rows=len(page.objects),
            filters={name: str(value) for name, value in page._cleaned.items()},
        )
    return page.response("workspace/trace/list.html", {"sealing": _in_words(), "older": _older(page)})


def _dressed(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """With the names of today of whoever acted."""
    unit = Unit.objects.filter(pk=OuterRef("actor_unit_id")).values("name")[:1]
    person = Person.objects.filter(pk=OuterRef("actor_person_id")).values("full_name")[:1]
    return rows.annotate(unit=Subquery(unit), person=Subquery(person))


def _narrowed(rows: QuerySet[Entry], wanted: dict[str, Any]) -> QuerySet[Entry]:
    if first := wanted.get("tu"):
        rows = rows.filter(recorded_at__gte=_midnight(first))
    if last := wanted.get("den"):
        rows = rows.filter(recorded_at__lt=_midnight(last + timedelta(days=1)))
    if event := wanted.get("su_kien"):
        rows = rows.filter(event__contains=event)
    if unit := wanted.get("don_vi"):
        rows = rows.filter(actor_unit_id__in=Unit.objects.filter(folded__contains=fold(unit)).values("pk"))
    if subject := wanted.get("doi_tuong"):
        kind, _sharp, key = subject.partition("#")
        rows = rows.filter(subject_type=kind, **({"subject_id": key} if key else {}))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _older(page: ListPage) -> int | None:
    """Below which entry to go on, where the list holds more than its pages show."""
    at_the_end = page.capped and not page.has_next and page.objects
    return page.objects[-1].pk if at_the_end else None


def _in_words() -> dict[str, str]:
    """How far sealing is, as a sentence with its tone."""
    now = state.sealing()
    if not now.opened:
        text = _(
            "Dấu vết chưa được niêm phong trên máy chủ này: tiến trình nền (tinhso worker) chưa chạy lần nào."
        )
        return {"tone": "warn", "text": text}
    values = {
        "n": format_number(now.last_batch),
        "time": format_datetime(now.last_sealed_at) if now.last_sealed_at else "",
        "waiting": format_number(now.unsealed),
        "since": format_datetime(now.oldest_unsealed_at) if now.oldest_unsealed_at else "",
    }
    if now.lag_seconds(timezone.now()) > SLOW:
        text = _(
            "%(waiting)s dòng chờ niêm phong từ %(since)s. Hãy báo bộ phận kỹ thuật: tiến trình nền có thể đã dừng."
        )
        return {"tone": "warn", "text": text % values}
    if now.unsealed:
        text = _(
            "Đã niêm phong đến lô %(n)s lúc %(time)s; %(waiting)s dòng mới sẽ được niêm phong sau ít giây."
        )
        return {"tone": "info", "text": text % values}
    return {
        "tone": "ok",
        "text": _("Mọi dòng đã được niêm phong, lô mới nhất là %(n)s lúc %(time)s.") % values,
    }


@needs(Permission.READ_AUDIT)
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: all it says, its batch, and how somebody outside checks it."""
    shown = _reachable(pk)
    audit.looked_at(shown, by=request.scope, at=timezone.now(), what="trace")  # type: ignore[attr-defined]
    number = state.batches_of([pk]).get(pk)
    batch = Batch.objects.filter(pk=number).only("number", "sealed_at", "size", "chain", "key_id").first()
    context = {
        "entry": shown,
        "subject": _subject(shown),
        "details": [
            (name, json.dumps(value, ensure_ascii=False)) for name, value in sorted(shown.details.items())
        ],
        "batch": batch,
        "chain": bytes(batch.chain).hex() if batch else "",
        "others": f"{reverse('trace:list')}?doi_tuong={shown.subject_type}%23{shown.subject_id}",
    }
    return render(request, "workspace/trace/entry.html", context)


def _reachable(pk: int) -> Entry:
    found = _dressed(Entry.objects.filter(pk=pk)).first() if pk < 2**63 else None
    if found is None:
        raise OutOfReach("audit.entry", pk)
    return found


@needs(Permission.READ_AUDIT)
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof of an entry as a file for somebody outside."""
    shown = _reachable(pk)
    back = reverse("trace:entry", args=[pk])
    try:
        found = proofs.proof_of(pk)
    except proofs.NotSealed:
        text = _("Dòng này sẽ được niêm phong sau ít giây; hãy thử lại.")
        return problem(request, _("Chưa có bằng chứng"), text, status=409, back=back)
    except proofs.Unprovable:
        text = _(
            "Dòng này không còn như khi được niêm phong. Hãy báo ngay bộ phận kỹ thuật chạy tinhso audit verify."
        )
        return problem(request, _("Dòng dấu vết đã bị thay đổi"), text, status=409, back=back)
    audit.looked_at(shown, by=request.scope, at=timezone.now(), what="trace", proof=True)  # type: ignore[attr-defined]
    return _download(
        json.dumps(found, ensure_ascii=False, indent=1), "application/json", f"bang-chung-{pk}.json"
    )


@needs(Permission.READ_AUDIT)
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The program with which a proof is checked, without Tỉnh Số."""
    return _download(proofs.script(), "text/x-python", "check_proof.py")


def _download(text: str, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
