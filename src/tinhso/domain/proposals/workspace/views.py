"""The register of proposals and the page of one."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.domain.proposals import queries
from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.policies import may_answer, may_propose, may_settle
from tinhso.domain.proposals.workflow import STATE_LABELS, ProposalState
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.workspace.fields import scope_of
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag

TONES = {
    ProposalState.SENT: "info",
    ProposalState.ANSWERED: "warn",
    ProposalState.SETTLED: "ok",
    ProposalState.WITHDRAWN: "mute",
}


class Filters(forms.Form):
    """How the register is narrowed."""

    muc = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            ("cho-toi", gettext_lazy("Chờ đơn vị tôi trả lời")),
            ("qua-han", gettext_lazy("Quá hạn trả lời")),
            *[(state.value, STATE_LABELS[state]) for state in ProposalState],
        ],
    )


def state_tag(proposal: Proposal, today: date) -> SafeString:
    """The state in words; an answer that is late says so."""
    if proposal.late_on(today):
        return tag(_("Quá hạn trả lời"), "error")
    state = ProposalState(proposal.state)
    return tag(STATE_LABELS[state], TONES[state])


@needs(Permission.READ_DUTIES)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What was asked, of whom, and where it stands. ?muc= narrows."""
    scope = scope_of(request)
    today = timezone.localdate()

    def narrow(rows: QuerySet[Any], cleaned: dict[str, Any]) -> QuerySet[Any]:
        which = cleaned["muc"]
        if which == "cho-toi":
            return rows.filter(state=ProposalState.SENT, addressee=scope.unit_id)
        if which == "qua-han":
            return rows.filter(state=ProposalState.SENT, answer_due_on__lt=today)
        return rows.filter(state=which)

    columns = [
        Column(
            "title",
            gettext_lazy("Nội dung kiến nghị"),
            link=lambda p: reverse("proposals:proposal", args=[p.pk]),
            header=True,
            width=60,
        ),
        Column(
            "proposer",
            gettext_lazy("Đơn vị kiến nghị"),
            value="proposer.name",
            sort="proposer__sort_key",
            width=32,
        ),
        Column("to", gettext_lazy("Nơi nhận"), value="to_whom", width=32),
        Column(
            "proposed", gettext_lazy("Ngày kiến nghị"), value="proposed_on", kind="date", sort="proposed_on"
        ),
        Column("due", gettext_lazy("Hạn trả lời"), value="answer_due_on", kind="date", sort="answer_due_on"),
        Column(
            "state",
            gettext_lazy("Tình trạng"),
            value=lambda p: p.state_label,
            html=lambda p: state_tag(p, today),
            sort="state",
            width=24,
        ),
        Column("reason", gettext_lazy("Lý do, căn cứ"), value="reason", screen=False, width=60),
        Column("outcome", gettext_lazy("Kết quả sau trả lời"), value="outcome", screen=False, width=60),
    ]
    page = ListPage(
        request,
        queries.listed(scope),
        columns,
        caption=_("Kiến nghị, đề xuất"),
        search=("folded", "proposer__folded", "addressee__folded"),
        filters=Filters(request.GET),
        narrow=narrow,
        filename="kien-nghi",
        empty_title=_("Chưa có kiến nghị nào"),
        empty_text=_(
            "Kiến nghị là điều đơn vị đề nghị cấp trên hoặc bộ, ngành xem xét. Kiến nghị không phải là việc được giao:"
            " nó có nơi nhận, hạn trả lời, câu trả lời và kết quả."
        ),
    )
    waiting = Proposal.objects.waiting_for(scope).count() if scope.may(Permission.ASSIGN_DUTIES) else 0
    context = {"may_propose": may_propose(scope), "waiting": waiting}
    return page.response("proposals/list.html", context)  # type: ignore[return-value]


@needs(Permission.READ_DUTIES)
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what was asked, the answers, what came of it, and what may be done now."""
    scope = scope_of(request)
    found = queries.readable(pk, scope)
    return render(
        request,
        "proposals/proposal.html",
        {
            "proposal": found,
            "tag": state_tag(found, timezone.localdate()),
            "events": [_event(answer) for answer in found.answers.select_related("unit", "passed_to", "by")],
            "buttons": _buttons(found, scope),
        },
    )


def _event(answer: Any) -> dict[str, Any]:
    words = str(answer.verdict_label)
    if answer.passed_to:
        words = _("Chuyển đến %(unit)s") % {"unit": answer.passed_to.name}
    if answer.document_text:
        words = f"{words} ({answer.document_text}, {format_date(answer.answered_on)})"
    who = ", ".join(
        filter(None, [answer.by.full_name if answer.by else "", answer.unit.name if answer.unit else ""])
    )
    return {"at": answer.at, "who": who, "text": words, "note": answer.text}


def _buttons(found: Proposal, scope: Scope) -> list[dict[str, Any]]:
    moves = {
        "answer": (_("Trả lời"), may_answer(scope, found), ProposalState.SENT),
        "pass_on": (
            _("Chuyển nơi có thẩm quyền"),
            found.addressee_id is not None and may_answer(scope, found),
            ProposalState.SENT,
        ),
        "settle": (_("Ghi kết quả"), may_settle(scope, found), ProposalState.ANSWERED),
        "withdraw": (_("Rút kiến nghị"), may_settle(scope, found), ProposalState.SENT),
    }
    return [
        {
            "label": label,
            "url": reverse(f"proposals:{name}", args=[found.pk]),
            "first": name in ("answer", "settle"),
        }
        for name, (label, allowed, state) in moves.items()
        if allowed and found.state == state
    ]
