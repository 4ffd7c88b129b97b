"""One page, one verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.domain.proposals import claims, queries
from tinhso.domain.proposals.actions.answer import answer
from tinhso.domain.proposals.actions.pass_on import WrongTarget, pass_on
from tinhso.domain.proposals.actions.propose import WrongAddressee, WrongDays, propose
from tinhso.domain.proposals.actions.settle import settle
from tinhso.domain.proposals.actions.withdraw import withdraw
from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.policies import demand, may_answer, may_propose, may_settle
from tinhso.domain.proposals.workflow import Verdict
from tinhso.domain.proposals.workspace.forms import (
    AnswerForm,
    OutcomeForm,
    PassOnForm,
    ProposalForm,
    WithdrawForm,
)
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.workspace.fields import act_page, posted, scope_of

REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {
    WrongDays: (
        "answer_due_on",
        gettext_lazy("Hạn trả lời không được trước ngày kiến nghị, và ngày kiến nghị không ở tương lai."),
    ),
    WrongAddressee: ("addressee", gettext_lazy("Chọn một nơi nhận, không phải đơn vị mình.")),
    WrongTarget: ("unit", gettext_lazy("Chọn một đơn vị khác với nơi đang nhận và đơn vị kiến nghị.")),
    claims.TextNeeded: (None, gettext_lazy("Hãy ghi nội dung.")),
    claims.Moved: (
        None,
        gettext_lazy(
            "Kiến nghị vừa được người khác xử lý. Hãy trở về trang kiến nghị để xem tình trạng mới."
        ),
    ),
}


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose something."""
    scope = scope_of(request)
    demand(may_propose(scope))

    def do(asked: dict[str, Any]) -> Proposal:
        field = asked["field_of_work"]
        return propose(
            title=asked["title"],
            reason=asked["reason"],
            addressee_id=asked["addressee"],
            addressee_text=asked["addressee_text"],
            answer_due_on=asked["answer_due_on"],
            document_text=asked["document_text"],
            field_of_work_id=field.pk if field else None,
            token=asked["token"],
            by=scope,
            at=timezone.now(),
        )

    return act_page(
        request,
        ProposalForm(posted(request)),
        do,
        refusals=REFUSALS,
        done=_("Đã gửi kiến nghị."),
        go=lambda made: reverse("proposals:proposal", args=[made.pk]),
        context={
            "title": _("Kiến nghị, đề xuất mới"),
            "caption": scope.unit_name,
            "button": _("Gửi kiến nghị"),
            "back": reverse("proposals:list"),
        },
    )


def _act(
    request: HttpRequest,
    pk: int,
    form: type[forms.Form],
    allowed: Callable[[Scope, Proposal], bool],
    do: Callable[[Proposal, dict[str, Any]], Any],
    **words: Any,
) -> HttpResponse:
    found = queries.readable(pk, scope_of(request))
    demand(allowed(scope_of(request), found))
    page = reverse("proposals:proposal", args=[pk])
    return act_page(
        request,
        form(posted(request)),
        lambda asked: do(found, asked),
        refusals=REFUSALS,
        done=words.pop("done"),
        go=lambda _made: page,
        context={"caption": found.title, "back": page, **words},
    )


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer."""

    def do(found: Proposal, asked: dict[str, Any]) -> Any:
        return answer(
            found,
            verdict=Verdict(asked["verdict"]),
            text=asked["text"],
            document_text=asked["document_text"],
            by=scope_of(request),
            at=timezone.now(),
        )

    return _act(
        request, pk, AnswerForm, may_answer, do,
        title=_("Trả lời kiến nghị"), button=_("Gửi trả lời"), done=_("Đã trả lời."),
    )  # fmt: skip


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass it on."""

    def do(found: Proposal, asked: dict[str, Any]) -> Any:
        return pass_on(
            found, to_unit_id=asked["unit"], text=asked["text"], by=scope_of(request), at=timezone.now()
        )

    return _act(
        request, pk, PassOnForm, may_answer, do,
        title=_("Chuyển nơi có thẩm quyền"), button=_("Chuyển"), done=_("Đã chuyển kiến nghị."),
    )  # fmt: skip


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of it."""

    def do(found: Proposal, asked: dict[str, Any]) -> Any:
        duty = asked["duty"]
        return settle(
            found,
            outcome=asked["outcome"],
            duty_id=int(duty) if duty is not None else None,
            by=scope_of(request),
            at=timezone.now(),
        )

    return _act(
        request, pk, OutcomeForm, may_settle, do,
        title=_("Ghi kết quả sau trả lời"), button=_("Ghi kết quả"), done=_("Đã ghi kết quả."),
    )  # fmt: skip


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw."""

    def do(found: Proposal, asked: dict[str, Any]) -> Any:
        return withdraw(found, by=scope_of(request), at=timezone.now())

    return _act(
        request, pk, WithdrawForm, may_settle, do,
        title=_("Rút kiến nghị"), button=_("Rút kiến nghị"), danger=True, done=_("Đã rút kiến nghị."),
        text=_("Kiến nghị vẫn được lưu và đọc được, nhưng không còn chờ trả lời."),
    )  # fmt: skip
