"""How duties stand in a list, on the page and in the sheet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel import calendar, rules
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Duty, Priority
from tinhso.kernel.duties.phrases import due_words, left
from tinhso.kernel.duties.workflow import STATE_LABELS, State
from tinhso.kernel.ui.tables import Column
from tinhso.kernel.ui.templatetags.ui import tag

PRIORITY_TONES = {
    Priority.CAO: "warn",
    Priority.KHAN: "error",
    Priority.THUONG_KHAN: "error",
    Priority.HOA_TOC: "error",
}
STATE_TONES = {
    State.ASSIGNED: "info",
    State.SUBMITTED: "info",
    State.RETURNED: "error",
    State.DECLINED: "warn",
    State.COMPLETED: "ok",
}


def state_tag(duty: Duty) -> SafeString:
    """The state in words and colour."""
    state = State(duty.state)  # get_state_display() would put every choice into words first
    return tag(STATE_LABELS[state], STATE_TONES.get(state, "mute"))


def priority_tag(duty: Duty) -> SafeString | str:
    """The urgency mark; ordinary duties have none."""
    priority = Priority(duty.priority)
    tone = PRIORITY_TONES.get(priority)
    return tag(priority.label, tone, icon="flag") if tone else ""


def unexplained_tag(duty: Duty, at: datetime) -> SafeString | str:
    """Overdue, and nobody has said why."""
    return tag(_("chưa giải trình"), "error") if duty.unexplained(at) else ""


def columns_of(*, at: datetime, own: bool = False) -> Sequence[Column]:
    """The columns of the inbox as seen at `at`; the calendar and the rules are asked once.

    `own`: the lead is the reader's own unit and goes unsaid on the page.
    """
    days, soon = calendar.current(), rules.value("duty.soon_working_days", day_of(at))

    def title(duty: Duty) -> SafeString:
        url = reverse("duties:duty", args=[duty.pk])
        return format_html('<a href="{}">{}</a> {}', url, duty.title, priority_tag(duty))

    def due(duty: Duty) -> SafeString:
        time = left(duty, at=at, days=days, soon=soon)
        mark = tag(time.words, time.tone) if time.words else ""
        if getattr(duty, "waits", False):
            mark = tag(_("chờ sự kiện"), "info")
        return format_html("{} {} {}", due_words(duty), mark, unexplained_tag(duty, at))

    def helpers(duty: Any) -> str:
        return "; ".join(duty.helpers)

    return [
        Column("title", gettext_lazy("Việc"), html=title, header=True, width=60),
        Column("product", gettext_lazy("Sản phẩm"), screen=False, width=30),
        Column(
            "lead",
            gettext_lazy("Đơn vị chủ trì"),
            value="lead_unit.name",
            sort="lead_unit__sort_key",
            screen=not own,
        ),
        Column("helpers", gettext_lazy("Đơn vị phối hợp"), value=helpers, screen=False, width=40),
        Column(
            "assigner",
            gettext_lazy("Cơ quan giao"),
            value="assigner_unit.name",
            sort="assigner_unit__sort_key",
        ),
        Column(
            "given", gettext_lazy("Ngày giao"), value=lambda d: day_of(d.given_at), kind="date", screen=False
        ),
        Column("due", gettext_lazy("Thời hạn"), value="due_on", kind="date", html=due, sort=("due_at", "id")),
        Column(
            "due_words",
            gettext_lazy("Thời hạn ghi trong văn bản"),
            value=lambda d: d.due_text or due_words(d),
            screen=False,
            width=30,
        ),
        Column(
            "left",
            gettext_lazy("Còn lại"),
            value=lambda d: left(d, at=at, days=days, soon=soon).words,
            screen=False,
            width=24,
        ),
        Column(
            "unexplained",
            gettext_lazy("Giải trình"),
            value=lambda d: _("chưa giải trình") if d.unexplained(at) else "",
            screen=False,
            width=18,
        ),
        Column(
            "priority",
            gettext_lazy("Độ khẩn"),
            value=lambda d: d.get_priority_display(),
            screen=False,
            width=14,
        ),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            value=lambda d: d.get_state_display(),
            html=state_tag,
            sort="state",
            width=24,
        ),
    ]


def empty_words(key: str) -> tuple[str, str]:
    """What an empty list says: what would stand here and how it comes here."""
    return {
        "chu-tri": (
            _("Đơn vị bạn không có việc nào đang chủ trì"),
            _(
                "Việc được giao cho đơn vị sẽ hiện ở đây ngay khi văn phòng xác nhận văn bản,"
                " xếp theo thời hạn."
            ),
        ),
        "phoi-hop": (
            _("Đơn vị bạn không có việc nào đang phối hợp"),
            _("Khi một việc ghi đơn vị bạn là đơn vị phối hợp, việc đó sẽ hiện ở đây."),
        ),
        "da-giao": (
            _("Chưa có việc nào đang giao"),
            _(
                "Tải một văn bản chỉ đạo lên và xác nhận các nhiệm vụ trong đó,"
                " hoặc giao việc con từ một việc đang chủ trì."
            ),
        ),
        "cho-xac-nhan": (
            _("Không có gì chờ bạn quyết định"),
            _("Kết quả đơn vị trình, việc bị từ chối và đề nghị gia hạn sẽ chờ ở đây."),
        ),
        "da-xong": (_("Chưa có việc nào kết thúc"), _("Việc hoàn thành hoặc dừng được giữ ở đây.")),
        "giao-xong": (
            _("Chưa có việc nào đã giao kết thúc"),
            _("Việc bạn đã xác nhận hoàn thành hoặc đã dừng được giữ ở đây."),
        ),
    }[key]
