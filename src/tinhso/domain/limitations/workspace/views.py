"""The register of limitations and the page of one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.domain.limitations import queries
from tinhso.domain.limitations.models import Limitation, Remedy
from tinhso.domain.limitations.policies import may_close, may_explain, may_record, may_remedy
from tinhso.domain.limitations.workflow import CAUSE_LABELS, STATE_LABELS, Cause, LimitationState
from tinhso.kernel.duties.phrases import due_words
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.workspace.fields import scope_of
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag

TONES = {LimitationState.OPEN: "error", LimitationState.IN_REMEDY: "warn", LimitationState.CLOSED: "ok"}


class Filters(forms.Form):
    """How the register is narrowed."""

    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *[(s.value, STATE_LABELS[s]) for s in LimitationState]],
    )
    nguyen_nhan = forms.ChoiceField(
        label=gettext_lazy("Nguyên nhân"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            ("khong", CAUSE_LABELS[Cause.UNKNOWN]),
            *[(c.value, CAUSE_LABELS[c]) for c in Cause if c],
        ],
    )


def _narrowed(rows: QuerySet[Any], cleaned: dict[str, Any]) -> QuerySet[Any]:
    if state := cleaned.get("tinh_trang"):
        rows = rows.filter(state=state)
    if cause := cleaned.get("nguyen_nhan"):
        rows = rows.filter(cause_kind="" if cause == "khong" else cause)
    return rows


def state_tag(limitation: Limitation) -> SafeString:
    """The state in words and colour."""
    state = LimitationState(limitation.state)
    return tag(STATE_LABELS[state], TONES[state])


COLUMNS = [
    Column(
        "title",
        gettext_lazy("Tồn tại, hạn chế"),
        link=lambda row: reverse("limitations:limitation", args=[row.pk]),
        header=True,
        width=60,
    ),
    Column(
        "owner", gettext_lazy("Đơn vị chịu trách nhiệm"), value="owner.name", sort="owner__sort_key", width=32
    ),
    Column("cause_kind", gettext_lazy("Nguyên nhân"), value="cause_label", sort="cause_kind", width=18),
    Column("cause", gettext_lazy("Nguyên nhân cụ thể"), value="cause", screen=False, width=60),
    Column("found", gettext_lazy("Ngày nêu"), value="found_on", kind="date", sort="found_on"),
    Column("source", gettext_lazy("Nêu tại"), value="source_text", screen=False, width=40),
    Column(
        "remedies",
        gettext_lazy("Biện pháp"),
        value=lambda row: _("%(done)s trên %(given)s xong") % {"done": row.done, "given": row.given},
        width=16,
    ),
    Column(
        "state",
        gettext_lazy("Tình trạng"),
        value=lambda row: row.state_label,
        html=state_tag,
        sort="state",
        width=26,
    ),
    Column("note", gettext_lazy("Kết quả khắc phục"), value="closing_note", screen=False, width=60),
]


@needs(Permission.READ_DUTIES)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is lacking, who owns it, how far its remedy is."""
    scope = scope_of(request)
    page = ListPage(
        request,
        queries.listed(scope),
        COLUMNS,
        caption=_("Tồn tại, hạn chế"),
        search=("folded", "owner__folded"),
        filters=Filters(request.GET),
        narrow=_narrowed,
        sort="-found",
        filename="ton-tai-han-che",
        empty_title=_("Chưa ghi tồn tại, hạn chế nào"),
        empty_text=_(
            "Ghi điều còn yếu nêu trong báo cáo hoặc buổi làm việc: nguyên nhân, đơn vị chịu trách nhiệm, biện pháp khắc"
            " phục. Mỗi biện pháp là một việc được giao; chỉ đóng khi minh chứng của biện pháp đã được xác nhận."
        ),
    )
    return page.response("limitations/list.html", {"may_record": may_record(scope)})  # type: ignore[return-value]


@needs(Permission.READ_DUTIES)
@require_safe
def limitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One limitation: why, what is done about it, and what may be done now."""
    scope = scope_of(request)
    found = queries.readable(pk, scope)
    remedies = queries.remedies_of(found)
    turns = found.turns.select_related("by")
    return render(
        request,
        "limitations/limitation.html",
        {
            "limitation": found,
            "tag": state_tag(found),
            "remedies": [_line(remedy) for remedy in remedies],
            "events": [
                {
                    "at": turn.at,
                    "who": turn.by.full_name,
                    "text": _("Đóng") if turn.closed else _("Mở lại"),
                    "note": turn.note,
                }
                for turn in turns
            ],
            "buttons": _buttons(found, scope, ready=queries.may_be_closed(remedies)),
        },
    )


def _line(remedy: Remedy) -> dict[str, Any]:
    duty = remedy.duty
    return {
        "title": duty.title,
        "url": reverse("duties:duty", args=[duty.pk]),
        "lead": duty.lead_unit.name,
        "due": due_words(duty),
        "state": duty.get_state_display(),
        "proved": remedy.proved,  # type: ignore[attr-defined]
    }


def _buttons(found: Limitation, scope: Scope, *, ready: bool) -> list[dict[str, Any]]:
    offers = [
        ("give_remedy", _("Giao biện pháp khắc phục"), found.is_open and may_remedy(scope, found)),
        ("name_cause", _("Ghi nguyên nhân"), found.is_open and may_explain(scope, found)),
        ("close", _("Đóng"), found.is_open and ready and bool(found.cause) and may_close(scope, found)),
        ("reopen", _("Mở lại"), not found.is_open and may_close(scope, found)),
    ]
    return [
        {"label": label, "url": reverse(f"limitations:{name}", args=[found.pk]), "first": n == 0}
        for n, (name, label, allowed) in enumerate(offers)
        if allowed
    ]
