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

from tinhso.domain.limitations import claims, queries
from tinhso.domain.limitations.actions.close import CauseNeeded, NotRemedied, close
from tinhso.domain.limitations.actions.give_remedy import give_remedy
from tinhso.domain.limitations.actions.name_cause import name_cause
from tinhso.domain.limitations.actions.record_limitation import BY_HAND, InTheFuture, record_limitation
from tinhso.domain.limitations.actions.reopen import reopen
from tinhso.domain.limitations.models import Limitation
from tinhso.domain.limitations.policies import demand, may_close, may_explain, may_record, may_remedy
from tinhso.domain.limitations.workflow import Cause
from tinhso.domain.limitations.workspace.forms import (
    CauseForm,
    LimitationForm,
    NoteForm,
    ReasonForm,
    RemedyForm,
)
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.workspace.fields import act_page, posted, scope_of

REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {
    InTheFuture: ("found_on", gettext_lazy("Ngày nêu không ở tương lai.")),
    claims.TextNeeded: (None, gettext_lazy("Hãy ghi nội dung.")),
    claims.Closed: (
        None,
        gettext_lazy("Mục này vừa được đóng hoặc mở lại. Hãy trở về trang của mục để xem."),
    ),
    claims.ChangedMeanwhile: (
        None,
        gettext_lazy(
            "Người khác vừa sửa mục này. Nội dung bạn gõ còn ở dưới: hãy mở trang của mục ở thẻ khác để so, rồi ghi lại."
        ),
    ),
    CauseNeeded: (None, gettext_lazy("Chưa ghi nguyên nhân. Hãy ghi nguyên nhân trước khi đóng.")),
    NotRemedied: (
        None,
        gettext_lazy(
            "Chưa đóng được: cần ít nhất một biện pháp đã được xác nhận hoàn thành với minh chứng, và không biện pháp nào"
            " còn dở dang."
        ),
    ),
}


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record one by hand."""
    scope = scope_of(request)
    demand(may_record(scope))

    def do(asked: dict[str, Any]) -> Limitation:
        field = asked["field_of_work"]
        return record_limitation(
            title=asked["title"],
            owner_id=asked["owner"],
            cause=asked["cause"],
            cause_kind=Cause(asked["cause_kind"]),
            source=BY_HAND,
            source_id=f"{scope.person_id}.{asked['token']}",
            source_text=asked["source_text"],
            field_of_work_id=field.pk if field else None,
            found_on=asked["found_on"],
            by=scope,
            at=timezone.now(),
        )

    return act_page(
        request,
        LimitationForm(posted(request)),
        do,
        refusals=REFUSALS,
        done=_("Đã ghi vào sổ."),
        go=_page,
        context={
            "title": _("Ghi tồn tại, hạn chế"),
            "caption": scope.unit_name,
            "button": _("Ghi vào sổ"),
            "back": reverse("limitations:list"),
        },
    )


def _page(limitation: Limitation) -> str:
    return reverse("limitations:limitation", args=[limitation.pk])


def _act(
    request: HttpRequest,
    pk: int,
    form: Callable[[Any, Limitation], forms.Form],
    allowed: Callable[[Scope, Limitation], bool],
    do: Callable[[Limitation, dict[str, Any]], Any],
    **words: Any,
) -> HttpResponse:
    found = queries.readable(pk, scope_of(request))
    demand(allowed(scope_of(request), found))
    return act_page(
        request,
        form(posted(request), found),
        lambda asked: do(found, asked),
        refusals=REFUSALS,
        done=words.pop("done"),
        go=lambda _made: _page(found),
        context={"caption": found.title, "back": _page(found), **words},
    )


@needs(Permission.HANDLE_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why."""

    def form(data: Any, found: Limitation) -> forms.Form:
        known = {"cause": found.cause, "cause_kind": found.cause_kind, "version": found.version}
        return CauseForm(data, initial=known)

    def do(found: Limitation, asked: dict[str, Any]) -> Any:
        return name_cause(
            found,
            cause=asked["cause"],
            cause_kind=Cause(asked["cause_kind"]),
            version=asked["version"],
            by=scope_of(request),
            at=timezone.now(),
        )

    return _act(
        request, pk, form, may_explain, do,
        title=_("Ghi nguyên nhân"), button=_("Ghi nguyên nhân"), done=_("Đã ghi nguyên nhân."),
    )  # fmt: skip


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def remedy(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the duty that remedies it."""

    def form(data: Any, found: Limitation) -> forms.Form:
        return RemedyForm(data, initial={"lead": found.owner_id})

    def do(found: Limitation, asked: dict[str, Any]) -> Any:
        deadline = Deadline(on=asked["due_on"], bound=asked["bound"], none_because=asked["none_because"])
        return give_remedy(
            found,
            title=asked["title"],
            product=asked["product"],
            lead_unit_id=asked["lead"],
            deadline=deadline,
            token=asked["token"],
            by=scope_of(request),
            at=timezone.now(),
        )

    return _act(
        request, pk, form, may_remedy, do,
        title=_("Giao biện pháp khắc phục"), button=_("Giao việc"), done=_("Đã giao việc khắc phục."),
    )  # fmt: skip


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it."""

    def do(found: Limitation, asked: dict[str, Any]) -> Any:
        return close(found, note=asked["note"], by=scope_of(request), at=timezone.now())

    return _act(
        request, pk, lambda data, _found: NoteForm(data), may_close, do,
        title=_("Đóng: đã khắc phục"), button=_("Đóng"), done=_("Đã đóng."),
    )  # fmt: skip


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def open_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""

    def do(found: Limitation, asked: dict[str, Any]) -> Any:
        return reopen(found, reason=asked["reason"], by=scope_of(request), at=timezone.now())

    return _act(
        request, pk, lambda data, _found: ReasonForm(data), may_close, do,
        title=_("Mở lại"), button=_("Mở lại"), done=_("Đã mở lại."),
    )  # fmt: skip
