"""Pages below /soan-thao/: the drafts, what waits for the own unit, what came to it, a new draft, one draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.domain.directives.interface import clarity_of_text
from tinhso.domain.drafting import policies, queries
from tinhso.domain.drafting.actions.open_dossier import open_dossier
from tinhso.domain.drafting.holding import per_stage
from tinhso.domain.drafting.models import Delivery, Dossier, Version
from tinhso.domain.drafting.skeletons import unfinished
from tinhso.domain.drafting.workflow import STAGE_LABELS, WRITABLE, Stage
from tinhso.domain.drafting.workspace.common import reading, said, scope_of
from tinhso.domain.drafting.workspace.forms import FilterForm, NewForm
from tinhso.kernel import calendar
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.text import Refused
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.units.models import Unit

# --- lists -----------------------------------------------------------------------------------------------


def _days(dossier: Dossier) -> int:
    """Working days of the whole way so far."""
    return sum(spell.days for spell in queries.history(dossier, today=timezone.localdate()))


def _days_here(dossier: Dossier) -> int | None:
    """Working days in the hands that hold it now; None once it is closed."""
    spells = queries.history(dossier, today=timezone.localdate())
    return spells[-1].days if spells and spells[-1].open else None


def _named(dossier: Dossier) -> SafeString:
    address = reverse("drafting:dossier", args=[dossier.pk])
    return format_html(
        '<a href="{}">{}</a><br><span class="hint">{} · {}</span>',
        address,
        dossier.abstract,
        dossier.type_name,
        dossier.owner_unit.name,
    )


def _held(dossier: Dossier) -> SafeString | str:
    """Who holds it, and for how many working days."""
    days, names = _days_here(dossier), "; ".join(queries.holders(dossier))
    if days is None:
        return names
    words = ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", days) % {"n": days}
    return format_html('{}<br><span class="hint">{}</span>', names, words)


COLUMNS = [
    Column("abstract", gettext_lazy("Dự thảo"), html=_named, sort=("folded", "id"), header=True, width=60),
    Column("type", gettext_lazy("Loại"), value="type_name", screen=False, width=20),
    Column("issuer", gettext_lazy("Cơ quan ban hành"), value="issuer_unit.name", screen=False, width=36),
    Column("owner", gettext_lazy("Đơn vị soạn thảo"), value="owner_unit.name", screen=False, width=36),
    Column(
        "stage",
        gettext_lazy("Giai đoạn"),
        value="stage_label",
        html=lambda row: tag(row.stage_label, row.tone),
        sort="stage",
        width=24,
    ),
    Column(
        "holders",
        gettext_lazy("Đang ở"),
        value=lambda row: "; ".join(queries.holders(row)),
        html=_held,
        width=40,
    ),
    Column("here", gettext_lazy("Số ngày làm việc ở đó"), value=_days_here, kind="number", screen=False),
    Column("days", gettext_lazy("Tổng ngày làm việc"), value=_days, kind="number"),
    Column("number", gettext_lazy("Số, ký hiệu"), value="issued.document.number", kind="code", screen=False),
    Column("changed", gettext_lazy("Cập nhật"), value="changed_at", kind="datetime", sort="changed_at"),
]


@reading
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The drafts that the post may see, newest change first; ?q=, filters, ?export=xlsx."""
    page = ListPage(
        request,
        queries.listed(scope_of(request)),
        COLUMNS,
        caption=_("Dự thảo"),
        search=("folded",),
        filters=FilterForm(request.GET),
        narrow=_narrowed,
        filename="du-thao",
        empty_title=_("Chưa có dự thảo nào"),
        empty_text=_(
            "Bắt đầu một dự thảo ở đây, hoặc từ trang của việc yêu cầu soạn văn bản; dự thảo được gửi lấy ý kiến, "
            "thẩm định, trình ký, ban hành và gửi đi."
        ),
    )
    context = {"tabs": _tabs(request, "list"), "may_write": scope_of(request).may(Permission.HANDLE_DUTIES)}
    return page.response("drafting/list.html", context)


def _narrowed(rows: Any, wanted: dict[str, Any]) -> Any:
    if stage := wanted.get("giai_doan"):
        rows = rows.filter(stage=stage)
    if kind := wanted.get("loai"):
        rows = rows.filter(doc_type=kind)
    return rows


def _tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    names = (("list", _("Dự thảo")), ("waiting", _("Chờ đơn vị tôi")), ("received", _("Văn bản gửi đến")))
    return [
        {
            "label": label,
            "url": reverse(f"drafting:{name}"),
            "current": name == current,
            "count": queries.waiting_for(scope_of(request)) if name == "waiting" else None,
        }
        for name, label in names
    ]


@reading
@require_safe
def waiting(request: HttpRequest) -> HttpResponseBase:
    """What the own unit, or this very post, has to do about drafts."""
    context = {
        "waiting": queries.waiting(scope_of(request)),
        "tabs": _tabs(request, "waiting"),
        "today": timezone.localdate(),
    }
    return render(request, "drafting/waiting.html", context)


def _receipt(row: Delivery) -> SafeString | str:
    if row.received_at:
        return tag(_("Đã nhận"), "ok")
    return tag(_("Chưa xác nhận"), "warn")


RECEIVED = [
    Column(
        "title",
        gettext_lazy("Văn bản"),
        value="issued.document.title",
        link=lambda row: reverse("drafting:delivery", args=[row.pk]),
        sort="issued__document__number_key",
        header=True,
        width=44,
    ),
    Column("abstract", gettext_lazy("Trích yếu"), value="issued.document.abstract", width=60),
    Column("unit", gettext_lazy("Đơn vị nhận"), value="unit.name", sort="unit__sort_key", width=36),
    Column("sent", gettext_lazy("Gửi lúc"), value="sent_at", kind="datetime", sort="sent_at"),
    Column(
        "state",
        gettext_lazy("Xác nhận"),
        value=lambda row: _("Đã nhận") if row.received_at else "",
        html=_receipt,
    ),
    Column("received", gettext_lazy("Nhận lúc"), value="received_at", kind="datetime", sort="received_at"),
    Column("who", gettext_lazy("Người nhận"), value="received_by.full_name", screen=False, width=30),
]


@reading
@require_safe
def received(request: HttpRequest) -> HttpResponseBase:
    """The documents that were sent to the post's units, newest first."""
    page = ListPage(
        request,
        queries.deliveries(scope_of(request)),
        RECEIVED,
        caption=_("Văn bản gửi đến"),
        search=("issued__document__folded",),
        filename="van-ban-gui-den",
        empty_title=_("Chưa có văn bản nào gửi đến"),
        empty_text=_("Văn bản ban hành trong hệ thống và gửi đến đơn vị sẽ hiện ở đây để xác nhận đã nhận."),
    )
    return page.response("drafting/list.html", {"tabs": _tabs(request, "received"), "may_write": False})


# --- a new draft -------------------------------------------------------------------------------------------


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """What is to be written; ?viec= is the task that asks for it."""
    duty = _duty(request)
    form = NewForm(request.POST or None, initial={"issuer": scope_of(request).unit_id})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            dossier = open_dossier(
                doc_type=asked["doc_type"],
                issuer=Unit.objects.get(pk=asked["issuer"]),
                abstract=asked["abstract"],
                token=str(asked["token"]),
                duty=duty,
                by=scope_of(request),
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("abstract", said(refused))
        else:
            return redirect("drafting:dossier", pk=dossier.pk)
    return render_form(request, "drafting/new.html", {"form": form, "duty": duty})


def _duty(request: HttpRequest) -> Duty | None:
    wanted = request.GET.get("viec", "")
    if not wanted:
        return None
    if not wanted.isdecimal() or len(wanted) > 18:
        raise OutOfReach("duties.duty", wanted)
    found = Duty.objects.readable_by(scope_of(request)).filter(pk=int(wanted)).first()
    if found is None:
        raise OutOfReach("duties.duty", wanted)
    return found


# --- one draft ---------------------------------------------------------------------------------------------


@reading
@require_safe
def dossier(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Where the draft is, who held it how long, its versions, answers, appraisal, submission, recipients."""
    scope = scope_of(request)
    found = queries.readable(pk, scope)
    if not queries.reads_whole(scope, found):
        return _asked_only(request, found)
    today = timezone.localdate()
    spells = queries.history(found, today=today)
    rows = list(found.spells.select_related("unit").order_by("id"))
    versions = list(Version.objects.visible_to(scope).filter(dossier=found).select_related("made_by", "file"))
    head = next((version for version in versions if version.number == found.head), None)
    answers = queries.answers_of(found, scope)
    context = {
        "dossier": found,
        "silence": queries.silence(today),
        "head": head,
        "versions": versions,
        "aside": [version for version in versions if version.waits],
        "unfinished": unfinished(head.sheet) if head and not found.closed else [],
        "holders": queries.holders(found),
        "spells": list(zip(rows, spells, strict=True)),
        "totals": [(STAGE_LABELS[Stage(stage)], days) for stage, days in per_stage(spells).items()],
        "all_days": sum(spell.days for spell in spells),
        "answers": [(row, _late(row, today)) for row in answers],
        "open_comments": sum(not c.settled for row in answers for c in row.comments.all()),
        "appraisals": list(found.appraisals.select_related("unit", "version")),
        "submissions": list(
            found.submissions.select_related("signer_post", "signer_unit", "version", "decided_by")
        ),
        "deliveries": found.deliveries.count() if found.issued_id else 0,
        "unreceived": found.deliveries.filter(received_at__isnull=True).count() if found.issued_id else 0,
        "moves": [
            (move, f"drafting:{move.name}")
            for move in policies.moves_for(scope, found)
            if move.name != "settle"
        ],
        "settles": policies.writes(scope, found) and found.stage in WRITABLE,
        "writes": policies.writes(scope, found),
    }
    return render(request, "drafting/dossier.html", context)


def _late(row: Any, today: Any) -> int:
    """Working days by which an open question is overdue."""
    if not row.open or row.due_on >= today:
        return 0
    return calendar.current().working_days_between(row.due_on, today)


def _asked_only(request: HttpRequest, found: Dossier) -> HttpResponseBase:
    """A consulted unit is led to its own question."""
    asked = queries.answers_of(found, scope_of(request))
    if not asked:
        raise OutOfReach("drafting.dossier", found.pk)
    return redirect("drafting:consultation", pk=asked[-1].pk)


@reading
@require_safe
def clarity(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rõ check of the version that counts, before it leaves: which tasks it would give, and how clear."""
    found = queries.whole(pk, scope_of(request))
    head = queries.version_of(found, found.head, scope_of(request))
    checked = clarity_of_text(head.sheet.plain_text(), timezone.localdate(), found.issuer_unit)
    context = {"dossier": found, "judged": checked.judged, "score": checked.score}
    return render(request, "drafting/clarity.html", context)


def done(request: HttpRequest, words: str, name: str, pk: int) -> HttpResponseBase:
    """Say what was done, and go on."""
    messages.success(request, words)
    return redirect(name, pk=pk)
