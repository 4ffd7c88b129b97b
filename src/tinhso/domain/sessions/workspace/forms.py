"""The forms around a session: what it is, who was there, what was planned, what was said."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.sessions import queries
from tinhso.domain.sessions.actions.invite import Guest
from tinhso.domain.sessions.actions.note_remark import Said
from tinhso.domain.sessions.actions.record_session import Facts
from tinhso.domain.sessions.models import Bound, Priority, Remark, WorkingSession
from tinhso.domain.sessions.workflow import SESSION_LABELS, STANDING_LABELS, Kind, Standing
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.text.fields import LineField, LinesField
from tinhso.kernel.text.formats import VIETNAM, format_time
from tinhso.kernel.ui.forms import Choice, DateField, FileField, SuggestField
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit

PAPERS = ["pdf", "docx", "xlsx", "jpg", "jpeg", "png", "txt"]
MOST_PAPERS = 10


def unit_field(label: Any, **options: Any) -> SuggestField:
    """A unit of today, found by typing. A forged id is a 404."""

    def name_of(pk: str) -> str:
        found = Unit.objects.ours_on(timezone.localdate()).filter(pk=pk if pk.isdecimal() else 0).first()
        if found is None:
            raise OutOfReach("units.unit", pk)
        return found.name

    return SuggestField(
        label=label,
        url=reverse_lazy("units:suggest"),
        lookup=lambda text: [(hit.id, hit.name) for hit in units.search(text, timezone.localdate(), 8)],
        label_of=name_of,
        coerce=int,
        required=False,
        **options,
    )


def post_field(label: Any, **options: Any) -> SuggestField:
    """A post of today with its holder, found by title, unit or name. A forged id is a 404."""

    def called(pk: str) -> str:
        found = queries.post_on(int(pk) if pk.isdecimal() and len(pk) < 19 else 0, timezone.localdate())
        if found is None:
            raise OutOfReach("people.post", pk)
        return queries.called(found)

    def found(text: str) -> list[Choice]:
        return [(post.pk, queries.called(post)) for post in queries.posts_found(text, timezone.localdate())]

    return SuggestField(
        label=label,
        url=reverse_lazy("sessions:suggest_posts"),
        lookup=found,
        label_of=called,
        coerce=int,
        required=False,
        **options,
    )


class ClockField(forms.TimeField):
    """An hour as people write it: 14:00, 14h30, 14h."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "w-date"})

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("Ví dụ: 14:00"))
        super().__init__(input_formats=["%H:%M", "%Hh%M", "%Hh", "%H.%M"], **options)


class FilterForm(forms.Form):
    """How the list is narrowed."""

    trang_thai = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            *((state.value, label) for state, label in SESSION_LABELS.items()),
        ],
    )
    tu = DateField(label=gettext_lazy("Từ ngày"), required=False, help_text="")
    den = DateField(label=gettext_lazy("đến ngày"), required=False, help_text="")


class SessionForm(forms.Form):
    """What a session is."""

    title = LineField(
        label=gettext_lazy("Nội dung buổi làm việc"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Buổi làm việc với Sở Khoa học và Công nghệ về chuyển đổi số"),
    )
    day = DateField(label=gettext_lazy("Ngày"))
    begins = ClockField(label=gettext_lazy("Bắt đầu lúc"))
    ends = ClockField(label=gettext_lazy("Kết thúc lúc"), required=False)
    place = LineField(label=gettext_lazy("Địa điểm"), max_length=300)
    chair_name = LineField(
        label=gettext_lazy("Họ tên, chức vụ người chủ trì"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ghi như trong biên bản. Để trống thì lấy theo chức vụ đã chọn."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chair"] = post_field(
            _("Chức vụ người chủ trì"),
            help_text=_("Gõ vài chữ trong chức vụ, đơn vị hoặc họ tên, rồi chọn."),
        )
        self.order_fields(["title", "day", "begins", "ends", "place", "chair", "chair_name"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("chair") and not said.get("chair_name") and "chair" not in self.errors:
            self.add_error("chair", _("Chọn chức vụ của người chủ trì, hoặc ghi họ tên ở ô bên dưới."))
        if said.get("begins") and said.get("ends") and said["ends"] <= said["begins"]:
            self.add_error("ends", _("Giờ kết thúc phải sau giờ bắt đầu."))
        return said

    def facts(self) -> Facts:
        """What was answered."""
        said = self.cleaned_data

        def instant(hour: Any) -> datetime | None:
            return datetime.combine(said["day"], hour, VIETNAM) if hour else None

        chair = said["chair_name"]
        another = "chair" in self.changed_data and "chair_name" not in self.changed_data
        if said["chair"] and (another or not chair):  # a name left from the post before names nobody
            post = queries.post_on(said["chair"], said["day"])
            chair = queries.called(post) if post else ""
        begins = instant(said["begins"])
        assert begins is not None
        return Facts(
            title=said["title"],
            starts_at=begins,
            ends_at=instant(said["ends"]),
            place=said["place"],
            chair=chair,
            chair_post_id=said["chair"],
        )

    @staticmethod
    def initial_of(session: WorkingSession) -> dict[str, Any]:
        """What the session says."""
        return {
            "title": session.title,
            "day": timezone.localdate(session.starts_at),
            "begins": format_time(session.starts_at),
            "ends": format_time(session.ends_at) if session.ends_at else "",
            "place": session.place,
            "chair": session.chair_post_id,
            "chair_name": session.chair,
            "version": session.version,
        }


class GuestForm(forms.Form):
    """Who else is invited or came."""

    outside = LinesField(
        label=gettext_lazy("Người khác, đại biểu ngoài hệ thống"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi người một dòng: họ tên, chức vụ, nơi làm việc."),
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Ghi là"),
        choices=[
            (s.value, STANDING_LABELS[s]) for s in (Standing.INVITED, Standing.PRESENT, Standing.ABSENT)
        ],
        initial=Standing.INVITED,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["posts"] = post_field(
            _("Theo chức vụ"), many=True, help_text=_("Gõ vài chữ trong chức vụ, đơn vị hoặc họ tên.")
        )
        self.fields["units"] = unit_field(
            _("Theo đơn vị"), many=True, help_text=_("Đại diện của đơn vị, chưa rõ là ai.")
        )
        self.order_fields(["posts", "units", "outside", "standing"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not (said.get("posts") or said.get("units") or said.get("outside")):
            self.add_error("posts", _("Chọn chức vụ, đơn vị, hoặc ghi tên người dự."))
        return said

    def guests(self, session: WorkingSession) -> list[Guest]:
        """What was answered; posts are named as of the session's day."""
        said, day = self.cleaned_data, timezone.localdate(session.starts_at)
        found = [post for pk in said["posts"] if (post := queries.post_on(pk, day))]
        names = units.names_on(timezone.localdate())
        return [
            *(Guest(queries.called(post), post_id=post.pk, unit_id=post.unit_id) for post in found),
            *(Guest(names[pk], unit_id=pk) for pk in said["units"]),
            *(Guest(line) for line in said["outside"].split("\n")),
        ]


class RollRow(forms.Form):
    """One line of the roll."""

    attendance = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    standing = forms.ChoiceField(
        label=gettext_lazy("Điểm danh"),
        choices=[(s.value, label) for s, label in STANDING_LABELS.items()],
    )
    represented_by = LineField(label=gettext_lazy("Người dự thay"), required=False, max_length=300)
    note = LineField(label=gettext_lazy("Ghi chú"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("standing") == Standing.REPRESENTED and not said.get("represented_by"):
            self.add_error("represented_by", _("Ghi họ tên, chức vụ người dự thay."))
        return said


RollForms = formset_factory(RollRow, extra=0)


class PointRow(forms.Form):
    """One point of the agenda; an empty title takes it off."""

    item = forms.IntegerField(widget=forms.HiddenInput, required=False)
    order = forms.IntegerField(
        label=gettext_lazy("Thứ tự"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-date"}),
    )
    title = LineField(label=gettext_lazy("Nội dung"), required=False, max_length=500)
    presenter = LineField(label=gettext_lazy("Người trình bày"), required=False, max_length=300)


PointForms = formset_factory(PointRow, extra=3)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PaperForm(forms.Form):
    """Files that lay on the table."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["papers"] = _Files(
            label=_("Tài liệu"), kinds=PAPERS, max_mb=20, widget=_ManyFiles(attrs={"multiple": True})
        )


class _Files(FileField):
    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_PAPERS:
            raise ValidationError(_("Mỗi lần gửi không quá %(n)d tệp.") % {"n": MOST_PAPERS}, code="many")
        return [super(_Files, self).clean(file, initial) for file in files]


class ReasonForm(forms.Form):
    """Why."""

    reason = LineField(label=gettext_lazy("Lý do"), max_length=300)


def _rows(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RemarkForm(forms.Form):
    """What somebody said. A direction asks for more than the others; see `kind`."""

    speaker_pick = forms.ChoiceField(label=gettext_lazy("Người phát biểu"), required=False)
    speaker_text = LineField(
        label=gettext_lazy("Người phát biểu khác"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Khi không có trong danh sách trên: họ tên, chức vụ."),
    )
    agenda_item = forms.TypedChoiceField(
        label=gettext_lazy("Thuộc nội dung"), required=False, coerce=int, empty_value=None
    )
    words = LinesField(
        label=gettext_lazy("Lời phát biểu"),
        max_length=6000,
        widget=_rows(4),
        help_text=gettext_lazy("Ghi đúng lời đã nói."),
    )
    title = LinesField(
        label=gettext_lazy("Việc phải làm"),
        required=False,
        max_length=2000,
        widget=_rows(2),
        help_text=gettext_lazy("Bắt đầu bằng động từ. Để trống thì lấy theo lời phát biểu."),
    )
    product = LineField(label=gettext_lazy("Sản phẩm"), required=False, max_length=500)
    due_on = DateField(label=gettext_lazy("Thời hạn"), required=False)
    bound = forms.ChoiceField(
        label=gettext_lazy("Cách tính hạn"), choices=Bound.choices, initial=Bound.BY, required=False
    )
    no_deadline_reason = LineField(
        label=gettext_lazy("Nếu không có thời hạn, vì sao"), required=False, max_length=300
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Độ khẩn"), choices=Priority.choices, initial=Priority.THUONG, required=False
    )
    cause = LinesField(
        label=gettext_lazy("Nguyên nhân được nêu"), required=False, max_length=2000, widget=_rows(2)
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    ONLY_DIRECTION = ("title", "product", "due_on", "bound", "no_deadline_reason", "priority", "coordinating")

    def __init__(self, *args: Any, session: WorkingSession, kind: Kind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.speakers = _speakers(session)
        self.fields["speaker_pick"].choices = [  # type: ignore[attr-defined]
            *((key, who) for key, (who, _post) in self.speakers.items()),
            ("", _("Người khác, ghi ở ô bên dưới")),
        ]
        self.fields["agenda_item"].choices = [  # type: ignore[attr-defined]
            ("", _("Không gắn với nội dung nào")),
            *((item.pk, str(item)) for item in session.agenda.all()),
        ]
        direction = kind == Kind.DIRECTION
        hint = _("Gõ hai chữ trong tên, có dấu hay không dấu, rồi chọn.")
        label = _("Đơn vị chủ trì") if direction else _("Đơn vị được nhắc đến")
        self.fields["unit"] = unit_field(label, help_text=hint)
        self.fields["coordinating"] = unit_field(
            _("Đơn vị phối hợp"), many=True, help_text=_("Có thể chọn nhiều đơn vị.")
        )
        self.order_fields(
            ["speaker_pick", "speaker_text", "agenda_item", "words", "title", "unit", "coordinating", "product",
             "due_on", "bound", "no_deadline_reason", "priority", "cause"]
        )  # fmt: skip
        for name in () if direction else self.ONLY_DIRECTION:
            del self.fields[name]
        if kind != Kind.LIMITATION:
            del self.fields["cause"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if (
            not said.get("speaker_pick")
            and not said.get("speaker_text")
            and "speaker_text" not in self.errors
        ):
            self.add_error("speaker_text", _("Chọn người phát biểu, hoặc ghi họ tên, chức vụ."))
        if said.get("due_on") and said.get("no_deadline_reason"):
            self.add_error(
                "no_deadline_reason", _("Đã có thời hạn thì không ghi lý do. Hãy bỏ một trong hai.")
            )
        return said

    def said(self) -> Said:
        """What was answered."""
        said = self.cleaned_data
        who, post = self.speakers.get(said["speaker_pick"], ("", None))
        if said["speaker_text"]:
            who, post = said["speaker_text"], None
        more = {
            name: said[name]
            for name in ("title", "product", "due_on", "bound", "no_deadline_reason", "priority", "cause")
            if name in said
        }
        return Said(
            kind=self.kind,
            speaker=who,
            speaker_post_id=post,
            words=said["words"],
            agenda_item_id=said["agenda_item"],
            unit_id=said["unit"],
            coordinating=said.get("coordinating") or (),
            **more,
        )

    def initial_of(self, remark: Remark) -> dict[str, Any]:
        """What the remark says."""
        picked = next((key for key, (who, _post) in self.speakers.items() if who == remark.speaker), "")
        names = ("words", "title", "product", "due_on", "bound", "no_deadline_reason", "priority", "cause")
        return {name: getattr(remark, name) for name in (*names, "version")} | {
            "bound": remark.bound or Bound.BY,
            "speaker_pick": picked,
            "speaker_text": "" if picked else remark.speaker,
            "agenda_item": remark.agenda_item_id,
            "unit": remark.unit_id,
            "coordinating": list(remark.coordinations.values_list("unit_id", flat=True)),
        }


def _speakers(session: WorkingSession) -> dict[str, tuple[str, int | None]]:
    """Who may have spoken: the chair, and everybody on the list who was not absent."""
    speakers: dict[str, tuple[str, int | None]] = {"chair": (session.chair, session.chair_post_id)}
    for row in session.attendances.exclude(standing=Standing.ABSENT):
        who = row.represented_by or row.who
        speakers[str(row.pk)] = (who, None if row.represented_by else row.post_id)
    return speakers
