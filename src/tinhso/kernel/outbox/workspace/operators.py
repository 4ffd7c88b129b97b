"""The operators' desk: who works, what waits, what failed and why, and the buttons that mend it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from tinhso.kernel.outbox import channels, queries
from tinhso.kernel.outbox.actions.pause_channel import pause_channel
from tinhso.kernel.outbox.actions.resume_channel import resume_channel
from tinhso.kernel.outbox.actions.retry import retry
from tinhso.kernel.outbox.actions.retry_job import retry_job
from tinhso.kernel.outbox.models import Delivery, Problem, State
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag

TONES = {State.SENT: "ok", State.FAILED: "error", State.SENDING: "info", State.WAITING: "info"}


@needs(Permission.ADMINISTER)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Workers, channels and jobs on one page."""
    now = timezone.now()
    workers = queries.workers(at=now)
    context = {
        "workers": workers,
        "late": workers.relay_is_late(now),
        "now": now,
        "channels": queries.channel_views(at=now),
        "problems": dict(Problem.choices),
        "jobs": queries.jobs(),
        "long_ago": now - queries.WAITS_LONG,
    }
    return render(request, "outbox/operators.html", context)


@needs(Permission.ADMINISTER)
@require_POST
def change_channel(request: HttpRequest, channel: str) -> HttpResponse:
    """Pause a channel, let it go on, or try again what failed there for one reason."""
    way = channels.get(channel)
    if way is None:
        raise OutOfReach("outbox.channel", channel)
    by, at, asked = request.scope, timezone.now(), request.POST.get("do", "")  # type: ignore[attr-defined]
    if asked == "pause":
        pause_channel(channel, by=by, at=at)
        messages.success(request, _("Đã tạm dừng kênh %(way)s. Tin mới sẽ chờ.") % {"way": way.label})
    elif asked == "resume":
        resume_channel(channel, by=by, at=at)
        messages.success(request, _("Kênh %(way)s gửi tiếp.") % {"way": way.label})
    elif asked == "retry":
        problem = request.POST.get("problem", "")
        failed = Delivery.objects.filter(channel=channel, problem=problem)
        _say_retried(request, retry(failed, by=by, at=at, channel=channel, problem=problem))
    return redirect("outbox:operators")


class Filters(forms.Form):
    """How the list of deliveries is narrowed."""

    kenh = forms.ChoiceField(label=gettext_lazy("Kênh"), required=False)
    trang_thai = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            *State.choices,
            ("doubted", gettext_lazy("Có thể đã gửi hai lần")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [(channel.key, channel.label) for channel in channels.known()]
        self.fields["kenh"].choices = [("", _("Tất cả")), *ways]  # type: ignore[attr-defined]


@needs(Permission.ADMINISTER)
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Every delivery, newest first: no text, and names by their initials."""
    page = ListPage(
        request,
        Delivery.objects.select_related("person").order_by("-created_at"),
        _COLUMNS,
        caption=_("Tin gửi ra ngoài"),
        filters=Filters(request.GET),
        narrow=_narrowed,
        filename="tin-da-gui",
        empty_title=_("Chưa có tin nào"),
        empty_text=_("Khi có việc mới, tin gửi cho từng người theo kênh họ chọn sẽ hiện ở đây."),
    )
    return page.response("outbox/deliveries.html")  # type: ignore[return-value]


def _narrowed(rows: Any, cleaned: dict[str, Any]) -> Any:
    if way := cleaned.get("kenh"):
        rows = rows.filter(channel=way)
    if state := cleaned.get("trang_thai"):
        rows = rows.filter(doubts__gt=0) if state == "doubted" else rows.filter(state=state)
    return rows


def initials(name: str) -> str:
    """'Vũ Chuyên Viên' → 'V. C. V.': enough to recognise whom one asked about, no more."""
    return " ".join(f"{part[0]}." for part in name.split())


def why(delivery: Delivery) -> str:
    """The reason in words, with the receiver's code."""
    words = str(delivery.get_problem_display()) if delivery.problem else ""
    return f"{words} ({delivery.answer})" if words and delivery.answer else words or delivery.answer


def _state_tag(delivery: Delivery) -> SafeString:
    doubted = tag(_("Có thể hai lần"), "warn") if delivery.doubts else ""
    return format_html(
        "{} {}", tag(delivery.get_state_display(), TONES.get(State(delivery.state), "mute")), doubted
    )


def _way(delivery: Delivery) -> str:
    channel = channels.get(delivery.channel)
    return str(channel.label) if channel else delivery.channel


_COLUMNS = [
    Column(
        "code",
        gettext_lazy("Mã tin"),
        value=lambda d: str(d.pk)[:8],
        kind="code",
        link=lambda d: reverse("outbox:delivery", args=[d.pk]),
        header=True,
    ),
    Column("who", gettext_lazy("Người nhận"), value=lambda d: initials(d.person.full_name), width=14),
    Column("way", gettext_lazy("Kênh"), value=_way, sort="channel", width=16),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        value=lambda d: d.get_state_display(),
        html=_state_tag,
        sort="state",
    ),
    Column("why", gettext_lazy("Lý do"), value=why, width=44),
    Column("tries", gettext_lazy("Số lần gửi"), value="attempts", kind="number"),
    Column("doubts", gettext_lazy("Số lần không rõ"), value="doubts", kind="number", screen=False),
    Column("made", gettext_lazy("Tạo lúc"), value="created_at", kind="datetime", sort="created_at"),
    Column("ended", gettext_lazy("Kết thúc lúc"), value="ended_at", kind="datetime", screen=False),
]


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One delivery with its reason; POST tries it again where it failed."""
    found = Delivery.objects.select_related("person").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("outbox.delivery", pk)
    if request.method == "POST":
        by = request.scope  # type: ignore[attr-defined]
        _say_retried(
            request, retry(Delivery.objects.filter(pk=pk), by=by, at=timezone.now(), delivery=str(pk))
        )
        return redirect("outbox:delivery", pk)
    context = {
        "delivery": found,
        "who": initials(found.person.full_name),
        "way": _way(found),
        "why": why(found),
        "state_tag": _state_tag(found),
        "failed": found.state == State.FAILED,
        "carried": found.carries.count(),
    }
    return render(request, "outbox/delivery.html", context)


def _say_retried(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("%(n)d tin sẽ được gửi lại.", "%(n)d tin sẽ được gửi lại.", count) % {"n": count}
        messages.success(request, text)
    else:
        messages.info(request, _("Không còn tin nào cần gửi lại."))


@needs(Permission.ADMINISTER)
@require_safe
def failed_jobs(request: HttpRequest) -> HttpResponse:
    """Background jobs that failed; their arguments stay unsaid, because they may name somebody."""
    page = ListPage(
        request,
        ProcrastinateJob.objects.filter(status="failed").order_by("-id"),
        _JOB_COLUMNS,
        caption=_("Việc nền không chạy được"),
        filename="viec-nen-loi",
        empty_title=_("Không có việc nền nào bị lỗi"),
        empty_text=_("Việc nào chạy không được sẽ hiện ở đây để bạn cho chạy lại."),
    )
    return page.response("outbox/jobs.html")  # type: ignore[return-value]


_JOB_COLUMNS = [
    Column(
        "id",
        gettext_lazy("Số"),
        value=lambda job: str(job.pk),
        kind="code",
        link=lambda job: reverse("outbox:job", args=[job.pk]),
        header=True,
    ),
    Column("task", gettext_lazy("Việc nền"), value="task_name", sort="task_name", width=50),
    Column("queue", gettext_lazy("Hàng đợi"), value="queue_name", sort="queue_name"),
    Column("tries", gettext_lazy("Số lần chạy"), value="attempts", kind="number"),
]


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job and what happened to it; POST runs it again where it failed."""
    found = ProcrastinateJob.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("procrastinate.job", pk)
    if request.method == "POST":
        by = request.scope  # type: ignore[attr-defined]
        if retry_job(pk, by=by, at=timezone.now()):
            messages.success(request, _("Việc nền sẽ được chạy lại."))
        else:
            messages.info(request, _("Việc nền này không còn ở trạng thái lỗi."))
        return redirect("outbox:job", pk)
    words = {
        "deferred": _("Đưa vào hàng đợi"),
        "started": _("Bắt đầu chạy"),
        "deferred_for_retry": _("Chờ chạy lại"),
        "failed": _("Bị lỗi"),
        "succeeded": _("Chạy xong"),
        "scheduled": _("Hẹn giờ chạy"),
        "cancelled": _("Đã hủy"),
        "aborted": _("Bị dừng"),
    }
    happened = ProcrastinateEvent.objects.filter(job_id=pk).order_by("-id")
    events = [{"at": event.at, "text": words.get(event.type, event.type)} for event in happened]
    return render(
        request, "outbox/job.html", {"job": found, "events": events, "failed": found.status == "failed"}
    )
