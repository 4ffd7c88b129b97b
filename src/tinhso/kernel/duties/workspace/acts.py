"""One page per move: GET asks, POST does. Every form works without JavaScript, and sending it twice does
it once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.documents import files as documents
from tinhso.kernel.documents.reading import Unreadable
from tinhso.kernel.documents.secrecy import SecretMarked
from tinhso.kernel.duties import basis, policies, steps
from tinhso.kernel.duties.actions import (
    accept,
    ask_extension,
    confirm_result,
    decide_extension,
    decline,
    event_happened,
    explain,
    extend,
    give_subduty,
    insist,
    nudge,
    pause,
    report_progress,
    resume,
    return_result,
    stop,
    submit_result,
    transfer,
)
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.duties.models import Duty, Evidence, Extension
from tinhso.kernel.duties.steps import AlreadyMoved
from tinhso.kernel.duties.workflow import MOVES, Move, State, moves_from
from tinhso.kernel.duties.workspace import forms as asked
from tinhso.kernel.duties.workspace import many_forms as more
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem

Do = Callable[[Duty, dict[str, Any], Scope, datetime], Any]

# A named exception of an action -> the field it belongs to and what to do about it.
REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {
    ask_extension.NoMoreExtensions: (
        None,
        gettext_lazy("Việc này đã được gia hạn hoặc đã xin gia hạn đủ số lần cho phép."),
    ),
    ask_extension.NotLater: ("due_on", gettext_lazy("Chọn ngày sau thời hạn hiện nay.")),
    give_subduty.DueAfterParent: (
        "due_on",
        gettext_lazy("Việc con phải xong trước hoặc cùng thời hạn của việc này."),
    ),
    give_subduty.ToTheLeadItself: (
        "lead",
        gettext_lazy("Chọn một đơn vị khác: đơn vị này đang chủ trì cả việc."),
    ),
    transfer.SameLead: ("lead", gettext_lazy("Đơn vị này đang chủ trì. Chọn một đơn vị khác.")),
    pause.AlreadyLate: (
        None,
        gettext_lazy("Thời hạn đã hết nên không thể tạm dừng. Có thể gia hạn hoặc dừng hẳn."),
    ),
    explain.NotLate: (None, gettext_lazy("Việc này chưa quá hạn nên chưa phải giải trình.")),
    event_happened.NotYetHappened: (
        "day",
        gettext_lazy("Ngày này chưa tới. Ghi ngày sự kiện đã xảy ra."),
    ),
    nudge.NudgedToday: (None, gettext_lazy("Hôm nay đã nhắc việc này rồi.")),
    steps.NoteNeeded: ("note", gettext_lazy("Ghi lý do.")),
}


@dataclass(frozen=True, slots=True)
class Act:
    """How a move looks on the web."""

    slug: str
    form: type[forms.Form]
    do: Do
    done: Any


def _stored(duty: Duty, cleaned: dict[str, Any], by: Scope, at: datetime) -> list[int]:
    return [
        documents.store(upload, by=by, at=at, readers=duty.readers).pk
        for upload in cleaned.get("evidence", ())
    ]


def _report(duty: Duty, c: dict[str, Any], by: Scope, at: datetime) -> None:
    percent = int(c["percent"]) if c["percent"] is not None else None
    report_progress.report_progress(
        duty,
        text=c["text"],
        percent=percent,
        obstacle=c["obstacle"],
        cause=c["cause"],
        remover_unit_id=c["remover"] or None,
        files=_stored(duty, c, by, at),
        token=c["token"],
        by=by,
        at=at,
    )


def _submit(duty: Duty, c: dict[str, Any], by: Scope, at: datetime) -> None:
    submit_result.submit_result(duty, text=c["text"], files=_stored(duty, c, by, at), by=by, at=at)


def _part(duty: Duty, c: dict[str, Any], by: Scope, at: datetime) -> None:
    give_subduty.give_subduty(
        duty,
        title=c["title"],
        product=c["product"],
        lead_unit_id=c["lead"],
        coordinating=c["helpers"],
        deadline=Deadline(on=c["due_on"], bound=c["bound"], none_because=c["none_because"]),
        priority=c["priority"],
        token=str(c["token"] or uuid.uuid4()),
        by=by,
        at=at,
    )


def _basis(c: dict[str, Any], by: Scope) -> basis.Basis | None:
    return basis.named(c["basis"], by=by)


def _transfer(duty: Duty, c: dict[str, Any], by: Scope, at: datetime) -> None:
    transfer.transfer(duty, to_unit_id=c["lead"], reason=c["note"], basis=_basis(c, by), by=by, at=at)
    for evidence in Evidence.objects.filter(duty=duty).select_related("file"):
        documents.share(evidence.file, [duty.lead_unit_id])  # the new lead opens what the former one gave


def _happened(duty: Duty, c: dict[str, Any], by: Scope, at: datetime) -> None:
    happened_at = datetime.combine(c["day"], c["time"] or time.min, timezone.get_current_timezone())
    event_happened.event_happened(
        duty, happened_at=happened_at, shown_by=c["note"], files=_stored(duty, c, by, at), by=by, at=at
    )


ACTS: dict[str, Act] = {
    "accept": Act(
        "nhan",
        asked.NothingAsked,
        lambda d, c, by, at: accept.accept(d, by=by, at=at),
        gettext_lazy("Đơn vị đã nhận việc."),
    ),
    "decline": Act(
        "tu-choi",
        asked.Reason,
        lambda d, c, by, at: decline.decline(d, reason=c["note"], by=by, at=at),
        gettext_lazy("Đã từ chối và báo cho cơ quan giao việc."),
    ),
    "insist": Act(
        "giu-nguyen",
        asked.Reason,
        lambda d, c, by, at: insist.insist(d, reason=c["note"], by=by, at=at),
        gettext_lazy("Đã giữ nguyên việc giao."),
    ),
    "report_progress": Act("tien-do", asked.Report, _report, gettext_lazy("Đã ghi báo cáo tiến độ.")),
    "submit_result": Act(
        "trinh", asked.Result, _submit, gettext_lazy("Đã trình kết quả, chờ cơ quan giao việc xác nhận.")
    ),
    "confirm_result": Act(
        "xac-nhan",
        asked.Note,
        lambda d, c, by, at: confirm_result.confirm_result(d, note=c["note"], by=by, at=at),
        gettext_lazy("Đã xác nhận hoàn thành."),
    ),
    "return_result": Act(
        "tra-lai",
        asked.Reason,
        lambda d, c, by, at: return_result.return_result(d, reason=c["note"], by=by, at=at),
        gettext_lazy("Đã trả lại kết quả."),
    ),
    "explain": Act(
        "giai-trinh",
        asked.Explanation,
        lambda d, c, by, at: explain.explain(d, text=c["note"], by=by, at=at),
        gettext_lazy("Đã gửi giải trình."),
    ),
    "ask_extension": Act(
        "xin-gia-han",
        asked.MoreTime,
        lambda d, c, by, at: ask_extension.ask_extension(
            d, due_on=c["due_on"], reason=c["note"], by=by, at=at
        ),
        gettext_lazy("Đã gửi đề nghị gia hạn."),
    ),
    "grant_extension": Act(
        "gia-han",
        asked.GrantedTime,
        lambda d, c, by, at: decide_extension.grant_extension(
            d, due_on=c["due_on"], note=c["note"], basis=_basis(c, by), by=by, at=at
        ),
        gettext_lazy("Đã gia hạn."),
    ),
    "refuse_extension": Act(
        "khong-gia-han",
        asked.DecidedReason,
        lambda d, c, by, at: decide_extension.refuse_extension(
            d, reason=c["note"], basis=_basis(c, by), by=by, at=at
        ),
        gettext_lazy("Đã trả lời không gia hạn."),
    ),
    "extend": Act(
        "them-thoi-gian",
        more.BulkTime,
        lambda d, c, by, at: extend.extend(d, due_on=c["due_on"], reason=c["note"], by=by, at=at),
        gettext_lazy("Đã cho thêm thời gian."),
    ),
    "event_happened": Act(
        "su-kien", more.Happened, _happened, gettext_lazy("Đã ghi ngày sự kiện; thời hạn bắt đầu tính.")
    ),
    "nudge": Act(
        "nhac",
        asked.Note,
        lambda d, c, by, at: nudge.nudge(d, note=c["note"], by=by, at=at),
        gettext_lazy("Đã nhắc đơn vị chủ trì."),
    ),
    "give_subduty": Act("viec-con", asked.Part, _part, gettext_lazy("Đã giao việc con.")),
    "pause": Act(
        "tam-dung",
        asked.Reason,
        lambda d, c, by, at: pause.pause(d, reason=c["note"], by=by, at=at),
        gettext_lazy("Đã tạm dừng tính thời hạn."),
    ),
    "resume": Act(
        "tinh-tiep",
        asked.Note,
        lambda d, c, by, at: resume.resume(d, note=c["note"], by=by, at=at),
        gettext_lazy("Thời hạn được tính tiếp."),
    ),
    "transfer": Act("chuyen", asked.AnotherLead, _transfer, gettext_lazy("Đã chuyển đơn vị chủ trì.")),
    "stop": Act(
        "dung",
        asked.DecidedReason,
        lambda d, c, by, at: stop.stop(d, reason=c["note"], basis=_basis(c, by), by=by, at=at),
        gettext_lazy("Đã dừng việc này."),
    ),
}
SLUGS = {name: act.slug for name, act in ACTS.items()}
FORMS_ON_PAGE = {name for name, act in ACTS.items() if act.form is not asked.NothingAsked}
_BY_SLUG = {act.slug: name for name, act in ACTS.items()}


@needs(Permission.READ_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Ask for what the move needs, then make it. What came between is told, never guessed over."""
    from tinhso.kernel.duties.workspace.views import seen_duty

    if verb not in _BY_SLUG:
        raise Http404(verb)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    duty, name = seen_duty(scope, pk), _BY_SLUG[verb]
    move = MOVES[name]
    if not (name == "report_progress" and policies.coordinates(scope, duty)):
        policies.demand(scope, duty, move)
    if request.method != "POST" and move not in moves_from(State(duty.state), paused=duty.paused):
        return _too_late(request, duty, AlreadyMoved(duty), move)
    sent = request.method == "POST"
    form = ACTS[name].form(
        request.POST if sent else None, request.FILES if sent else None, initial=_initial(duty, name)
    )
    if form.is_bound and form.is_valid() and (answer := _try(request, duty, move, form)):
        return answer
    return render_form(
        request,
        "duties/act.html",
        {"form": form, "duty": duty, "move": move, "files": "evidence" in form.fields},
    )


def _initial(duty: Duty, name: str) -> dict[str, Any]:
    if name == "grant_extension":
        pending = duty.extensions.filter(state=Extension.State.REQUESTED).first()
        return {"due_on": pending.asked_due_on if pending else None}
    if name == "give_subduty":
        return {"due_on": duty.due_on, "bound": duty.due_bound or "by"}
    return {}


def _try(request: HttpRequest, duty: Duty, move: Move, form: forms.Form) -> HttpResponse | None:
    """The move, whole or not at all; None where the form has to say what is wrong."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    plan = ACTS[move.name]
    try:
        with transaction.atomic():
            plan.do(duty, form.cleaned_data, scope, timezone.now())
    except AlreadyMoved as late:
        return _too_late(request, duty, late, move)
    except (Unreadable, SecretMarked) as refused:
        documents.record_refusal(refused, by=scope, at=timezone.now())
        form.add_error("evidence", _(refused.msgid) % refused.values if refused.values else _(refused.msgid))
        return None
    except tuple(REFUSALS) as refused:
        field, text = REFUSALS[type(refused)]
        form.add_error(field, text)
        return None
    messages.success(request, str(plan.done))
    return redirect("duties:duty", pk=duty.pk)


def _too_late(request: HttpRequest, duty: Duty, late: AlreadyMoved, move: Move) -> HttpResponse:
    """The same person pressed twice: it is done. Somebody else was quicker: say who did what."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    last = late.last
    if request.method == "POST" and last and last.person_id == scope.person_id and last.move == move.name:
        return redirect("duties:duty", pk=duty.pk)
    back = redirect("duties:duty", pk=duty.pk).url
    return problem(
        request, _("Việc này đã thay đổi"), str(late), status=409, back=back, action=_("Xem việc này")
    )
