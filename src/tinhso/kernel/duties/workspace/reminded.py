"""What the post is reminded of today: the rows behind the morning's notice."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel import calendar, rules
from tinhso.kernel.duties import reminders
from tinhso.kernel.duties.models import Reminder
from tinhso.kernel.duties.phrases import due_words, left
from tinhso.kernel.duties.workspace.columns import priority_tag, state_tag
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag


class Day(forms.Form):
    """Which day's reminders."""

    ngay = DateField(label=gettext_lazy("Ngày"), required=False)


@needs(Permission.READ_DUTIES)
@require_safe
def reminded(request: HttpRequest) -> HttpResponse:
    """?ngay=DAY, today without it: worst first; ?export=xlsx gives the sheet."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    form = Day(request.GET)
    day = (form.is_valid() and form.cleaned_data["ngay"]) or timezone.localdate()
    page = ListPage(
        request,
        reminders.mine(scope, day).select_related("duty__lead_unit", "duty__assigner_unit"),
        _columns(),
        caption=_("Nhắc việc ngày %(day)s") % {"day": format_date(day)},
        filename=f"nhac-viec-{day.isoformat()}",
        notes=[scope.unit_name],
        empty_title=_("Không có việc nào phải nhắc"),
        empty_text=_(
            "Việc sắp đến hạn và việc quá hạn được nhắc vào những ngày mà quy tắc của tỉnh định trước."
        ),
    )
    return page.response("duties/reminders.html", {"day": day, "inbox": reverse("duties:inbox")})  # type: ignore[return-value]


def moment_words(reminder: Reminder) -> str:
    """'trước hạn 3 ngày', 'quá hạn 7 ngày': the rung of the ladder that was reached."""
    if not reminder.moment:
        return _("ngày cuối của thời hạn")
    words = _("trước hạn %(n)d ngày") if reminder.moment < 0 else _("quá hạn %(n)d ngày")
    return words % {"n": abs(reminder.moment)}


def _columns() -> list[Column]:
    now = timezone.now()
    days, soon = calendar.current(), rules.value("duty.soon_working_days", timezone.localdate())

    def title(row: Reminder) -> SafeString:
        url = reverse("duties:duty", args=[row.duty_id])
        return format_html('<a href="{}">{}</a> {}', url, row.duty.title, priority_tag(row.duty))

    def due(row: Reminder) -> SafeString:
        time = left(row.duty, at=now, days=days, soon=soon)
        return format_html("{} {}", due_words(row.duty), tag(time.words, time.tone) if time.words else "")

    return [
        Column("title", gettext_lazy("Việc"), value="duty.title", html=title, header=True, width=60),
        Column("lead", gettext_lazy("Đơn vị chủ trì"), value="duty.lead_unit.name", width=32),
        Column("assigner", gettext_lazy("Cơ quan giao"), value="duty.assigner_unit.name", width=32),
        Column("due", gettext_lazy("Thời hạn"), value="duty.due_on", kind="date", html=due),
        Column("moment", gettext_lazy("Nhắc lúc"), value=moment_words, width=24),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            value="duty.get_state_display",
            html=lambda row: state_tag(row.duty),
            width=24,
        ),
    ]
