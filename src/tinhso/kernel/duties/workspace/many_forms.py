"""What giving to many, again and again, or after an event asks for."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.duties.groups import GROUPS
from tinhso.kernel.duties.models import Bound, Term, Verb
from tinhso.kernel.duties.models.recurrence import DAY_OFF, EVERY, ON
from tinhso.kernel.duties.rhythm import DayOff, Every, On, Rhythm
from tinhso.kernel.duties.workspace.forms import FilesField, Gift, unit_field
from tinhso.kernel.text.fields import LinesField, NumberField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.units.models import Unit

WEEKDAYS = [
    (1, _("thứ Hai")),
    (2, _("thứ Ba")),
    (3, _("thứ Tư")),
    (4, _("thứ Năm")),
    (5, _("thứ Sáu")),
    (6, _("thứ Bảy")),
    (7, _("Chủ nhật")),
]


def group_choices(first: Any) -> list[tuple[str, str]]:
    """The groups of today with their numbers, in one query."""
    counts = {group.key: Count("pk", filter=Q(kind__in=group.kinds)) for group in GROUPS.values()}
    found = Unit.objects.ours_on(timezone.localdate()).aggregate(**counts)
    return [("", str(first))] + [
        (key, f"{group.label} ({found[key]})") for key, group in GROUPS.items() if found[key]
    ]


class ToMany(Gift):
    """A duty for each of many units."""

    lead = None  # type: ignore[assignment]
    group = forms.ChoiceField(label=_("Giao cho"), required=False)
    leads = unit_field(
        _("Các đơn vị chủ trì"),
        required=False,
        many=True,
        help_text=_("Chọn từng đơn vị, hoặc thêm vào nhóm ở trên. Mỗi đơn vị có một việc riêng."),
    )
    field_order = (  # type: ignore[assignment]
        "title",
        "product",
        "group",
        "leads",
        "helpers",
        "due_on",
        "bound",
        "none_because",
        "priority",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = group_choices(_("Chọn từng đơn vị"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A group, or units, or both."""
        cleaned = super().clean()
        if (
            not {"group", "leads"} & set(self.errors)
            and not cleaned.get("group")
            and not cleaned.get("leads")
        ):
            self.add_error("group", _("Chọn một nhóm, hoặc ít nhất một đơn vị."))
        return cleaned


class AfterEvent(Gift):
    """A duty whose deadline runs from an event."""

    due_on = bound = none_because = None  # type: ignore[assignment]
    event = forms.CharField(
        label=_("Kể từ khi"), max_length=200, help_text=_("Ví dụ: nhận đủ hồ sơ; Nghị quyết được ban hành.")
    )
    unit = forms.ChoiceField(label=_("Thời hạn tính bằng"), choices=Term.choices, initial=Term.WORKING_DAY)
    n = NumberField(
        label=_("Bao nhiêu"),
        required=False,
        least=1,
        most=999,
        decimals=0,
        help_text=_("Để trống khi chọn “ngay sau đó”."),
    )
    field_order = ("title", "product", "lead", "helpers", "event", "unit", "n", "priority")

    def clean(self) -> dict[str, Any]:
        """A length, unless at once."""
        cleaned = forms.Form.clean(self) or {}
        if cleaned.get("unit") != Term.AT_ONCE and not cleaned.get("n") and "n" not in self.errors:
            self.add_error("n", _("Ghi số ngày, tuần, tháng hoặc giờ của thời hạn."))
        return cleaned


class Again(Gift):
    """Work that returns."""

    due_on = none_because = None  # type: ignore[assignment]
    lead = unit_field(
        _("Đơn vị chủ trì"), required=False, help_text=_("Gõ vài chữ trong tên, có dấu hay không.")
    )
    group = forms.ChoiceField(label=_("Hoặc giao cho cả nhóm"), required=False)
    every = forms.ChoiceField(label=_("Lặp lại"), choices=EVERY, initial=Every.MONTH)
    on = forms.ChoiceField(label=_("Thời hạn trong kỳ"), choices=ON, initial=On.DAY)
    day = NumberField(
        label=_("Ngày"),
        required=False,
        least=1,
        most=31,
        decimals=0,
        help_text=_("Ngày của tháng, ví dụ 20. Tháng ngắn hơn thì lấy ngày cuối tháng."),
    )
    weekday = forms.TypedChoiceField(
        label=_("Hoặc thứ trong tuần"), required=False, coerce=int, empty_value=None,
        choices=[("", _("Không ghi")), *WEEKDAYS], help_text=_("Chỉ dùng cho việc hằng tuần."),
    )  # fmt: skip
    month = NumberField(
        label=_("Tháng thứ mấy của quý, hoặc tháng mấy của năm"),
        required=False,
        least=1,
        most=12,
        decimals=0,
        help_text=_("Chỉ dùng cho việc hằng quý (1 đến 3) và hằng năm (1 đến 12)."),
    )
    bound = forms.ChoiceField(label=_("Cách tính"), choices=Bound.choices, initial=Bound.BY)
    day_off = forms.ChoiceField(label=_("Nếu rơi vào ngày nghỉ"), choices=DAY_OFF, initial=DayOff.NEXT)
    begins_on = DateField(label=_("Bắt đầu từ ngày"))
    ends_on = DateField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa biết."))
    days_ahead = NumberField(
        label=_("Mở việc trước thời hạn bao nhiêu ngày làm việc"),
        required=False,
        least=0,
        most=60,
        decimals=0,
        help_text=_("Để trống thì theo quy tắc của tỉnh."),
    )
    field_order = (  # type: ignore[assignment]
        "title", "product", "lead", "group", "helpers", "every", "on", "day", "weekday", "month", "bound",
        "day_off", "begins_on", "ends_on", "days_ahead", "priority",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].choices = group_choices(_("Chỉ một đơn vị"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One lead or one group; the day that the period needs."""
        cleaned = forms.Form.clean(self) or {}
        if "lead" not in self.errors and bool(cleaned.get("lead")) == bool(cleaned.get("group")):
            self.add_error("lead", _("Chọn một đơn vị chủ trì, hoặc một nhóm đơn vị."))
        if cleaned.get("on") == On.DAY:
            self._day(cleaned)
        first, last = cleaned.get("begins_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Ngày kết thúc phải sau ngày bắt đầu."))
        return cleaned

    def _day(self, cleaned: dict[str, Any]) -> None:
        every, month = cleaned.get("every"), cleaned.get("month")
        if every == Every.WEEK:
            if not cleaned.get("weekday") and "weekday" not in self.errors:
                self.add_error("weekday", _("Chọn thứ trong tuần."))
        elif not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Ghi ngày của tháng."))
        if every == Every.QUARTER and month and month > 3:
            self.add_error("month", _("Quý có 3 tháng: ghi 1, 2 hoặc 3."))

    @property
    def rhythm(self) -> Rhythm:
        """What was chosen, when it is valid."""
        asked = self.cleaned_data
        weekly = asked["every"] == Every.WEEK
        day = asked["weekday"] if weekly else asked["day"]
        month = None if weekly or asked["every"] == Every.MONTH else asked["month"]
        return Rhythm(
            Every(asked["every"]),
            On(asked["on"]),
            int(day) if day and asked["on"] == On.DAY else None,
            int(month) if month else None,
            DayOff(asked["day_off"]),
        )


class Changed(Again):
    """From a day on, otherwise."""

    begins_on = None  # type: ignore[assignment]
    from_day = DateField(label=_("Thay đổi từ ngày"))
    note = LinesField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("from_day", *(name for name in Again.field_order if name != "begins_on"), "note")  # type: ignore[assignment]


class Happened(forms.Form):
    """The event's day, and what shows it."""

    day = DateField(label=_("Ngày xảy ra"))
    time = forms.TimeField(
        label=_("Giờ"), required=False, help_text=_("Chỉ cần khi thời hạn tính bằng giờ, ví dụ 14:30."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-date"}),
    )  # fmt: skip
    note = LinesField(
        label=_("Văn bản, tài liệu cho thấy điều đó"),
        max_length=1000,
        help_text=_("Ví dụ: Nghị quyết số 12/NQ-HĐND ngày 5/2/2026; giấy tiếp nhận hồ sơ."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = FilesField(label=_("Tệp kèm theo"), required=False)


def _reason(*, required: bool) -> LinesField:
    label = _("Lý do") if required else _("Ý kiến")
    return LinesField(
        label=label, required=required, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class BulkNote(forms.Form):
    """A few words, if any."""

    note = _reason(required=False)


class BulkReason(forms.Form):
    """Why."""

    note = _reason(required=True)


class BulkLead(forms.Form):
    """To whom, and why."""

    lead = unit_field(_("Đơn vị chủ trì mới"), help_text=_("Gõ vài chữ trong tên, có dấu hay không."))
    note = _reason(required=True)


class BulkTime(forms.Form):
    """Until when, and why."""

    due_on = DateField(label=_("Gia hạn đến ngày"))
    note = _reason(required=True)


BULK_FORMS: dict[str, type[forms.Form]] = {
    Verb.CONFIRM: BulkNote,
    Verb.NUDGE: BulkNote,
    Verb.TRANSFER: BulkLead,
    Verb.EXTEND: BulkTime,
    Verb.STOP: BulkReason,
}
