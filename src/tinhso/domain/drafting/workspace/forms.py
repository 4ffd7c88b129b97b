"""What each move of a draft asks for."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.drafting.merging import BOTH, OURS, THEIRS, Chunk
from tinhso.domain.drafting.models import Version
from tinhso.domain.drafting.workflow import (
    ANSWER_LABELS,
    CONCLUSION_LABELS,
    SETTLED_LABELS,
    STAGE_LABELS,
    Answer,
    Conclusion,
    Settled,
    Stage,
)
from tinhso.kernel.documents.types import TYPES
from tinhso.kernel.duties.workspace.forms import unit_field
from tinhso.kernel.people.models import Post
from tinhso.kernel.text.fields import LineField, LinesField
from tinhso.kernel.ui.forms import DateField, FileField
from tinhso.kernel.units.models import Kind, Unit

LONGEST = 20_000
_TYPING = gettext_lazy("Gõ vài chữ trong tên, có dấu hay không.")
# Papers that are written here. Minutes of sessions and laws have other ways.
_OTHER_WAYS = {
    "buoi-lam-viec", "khac", "luat", "phap-lenh", "lenh", "nghi-dinh", "thong-tu", "thong-tu-lien-tich",
    "van-ban-hop-nhat", "nghi-quyet-lien-tich",
}  # fmt: skip
DRAFT_TYPES = [
    (kind.code, gettext_lazy(kind.name)) for kind in TYPES.values() if kind.code not in _OTHER_WAYS
]


def _words(label: Any, *, required: bool = True, hint: Any = "", rows: int = 4) -> LinesField:
    return LinesField(
        label=label,
        required=required,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _choices(labels: dict[Any, Any], members: Any) -> list[tuple[str, Any]]:
    return [(member.value, labels[member]) for member in members]


def _future(day: date) -> date:
    if day < timezone.localdate():
        raise ValidationError(_("Ngày này đã qua. Chọn hôm nay hoặc một ngày sau."), code="past")
    return day


class FilterForm(forms.Form):
    """What of the list is wanted."""

    giai_doan = forms.ChoiceField(
        label=gettext_lazy("Giai đoạn"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *_choices(STAGE_LABELS, Stage)],
    )
    loai = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *DRAFT_TYPES],
    )


class NewForm(forms.Form):
    """What is to be written, and in whose name."""

    doc_type = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), choices=DRAFT_TYPES, initial="ke-hoach")
    issuer = unit_field(
        gettext_lazy("Cơ quan ban hành"),
        help_text=gettext_lazy("Đơn vị ký, cấp số và đóng dấu. Thể thức Nhà nước hay Đảng theo cơ quan này."),
    )
    abstract = LineField(label=gettext_lazy("Trích yếu"), max_length=500)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class RedirectForm(forms.Form):
    """What it becomes instead."""

    doc_type = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), choices=DRAFT_TYPES)
    issuer = unit_field(gettext_lazy("Cơ quan ban hành"), help_text=_TYPING)
    note = _words(
        gettext_lazy("Lý do"),
        hint=gettext_lazy("Ví dụ: Ban Thường vụ thống nhất trình Ban Chấp hành ban hành."),
        rows=3,
    )


class UploadForm(forms.Form):
    """The file that was edited in Word."""

    file = FileField(label=gettext_lazy("Tệp Word đã sửa"), kinds=["docx"], max_mb=20)
    made_from = forms.TypedChoiceField(
        label=gettext_lazy("Sửa từ bản"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Để trống nếu tệp được tải từ hệ thống: tệp tự mang số bản."),
    )
    note = LineField(label=gettext_lazy("Đã sửa gì"), required=False, max_length=500)

    def __init__(self, *args: Any, versions: Sequence[Version], **options: Any) -> None:
        super().__init__(*args, **options)
        numbers = [(version.number, _("Bản %(n)s") % {"n": version.number}) for version in versions]
        self.fields["made_from"].choices = [("", _("Theo tệp")), *numbers]  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Where both changed the same words: whose count."""

    def __init__(self, *args: Any, chunks: Sequence[Chunk], **options: Any) -> None:
        super().__init__(*args, **options)
        self.conflicts = [chunk for chunk in chunks if chunk.conflict]
        for number, _chunk in enumerate(self.conflicts):
            self.fields[f"c{number}"] = forms.ChoiceField(
                label=_("Chỗ %(n)s: lấy lời nào") % {"n": number + 1},
                widget=forms.RadioSelect,
                choices=[
                    (OURS, _("Bản hiện hành")),
                    (THEIRS, _("Bản song song")),
                    (BOTH, _("Cả hai, bản hiện hành trước")),
                ],
            )

    def choices(self) -> dict[int, str]:
        """The answer for each conflict by its number."""
        return {number: self.cleaned_data[f"c{number}"] for number in range(len(self.conflicts))}

    def rows(self) -> list[tuple[Chunk, Any]]:
        """Each conflict with its field."""
        return [(chunk, self[f"c{number}"]) for number, chunk in enumerate(self.conflicts)]


class ConsultForm(forms.Form):
    """Who is asked, and until when; some may have another day."""

    units = unit_field(gettext_lazy("Đơn vị được hỏi"), many=True, help_text=_TYPING)
    due_on = DateField(label=gettext_lazy("Hạn trả lời"))
    other_units = unit_field(
        gettext_lazy("Đơn vị có hạn khác"), many=True, required=False, help_text=gettext_lazy("Nếu có.")
    )
    other_due_on = DateField(label=gettext_lazy("Hạn của các đơn vị đó"), required=False)

    def clean_due_on(self) -> date:
        return _future(self.cleaned_data["due_on"])

    def clean(self) -> dict[str, Any]:
        """Units with another day need that day."""
        said = super().clean() or {}
        if said.get("other_units") and not said.get("other_due_on") and "other_due_on" not in self.errors:
            self.add_error("other_due_on", _("Ghi hạn của các đơn vị có hạn khác."))
        elif said.get("other_due_on"):
            try:
                _future(said["other_due_on"])
            except ValidationError as error:
                self.add_error("other_due_on", error)
        return said

    def asked(self) -> dict[int, date]:
        """Unit -> its day."""
        said = self.cleaned_data
        return dict.fromkeys(said["units"], said["due_on"]) | dict.fromkeys(
            said["other_units"], said["other_due_on"]
        )


class AnswerForm(forms.Form):
    """The unit's opinion."""

    said = forms.ChoiceField(
        label=gettext_lazy("Ý kiến của đơn vị"),
        widget=forms.RadioSelect,
        choices=_choices(ANSWER_LABELS, Answer),
    )
    comments = _words(
        gettext_lazy("Ý kiến cụ thể"),
        required=False,
        rows=6,
        hint=gettext_lazy(
            "Mỗi ý kiến một dòng, nêu rõ điều, khoản; mỗi dòng được tiếp thu hoặc giải trình riêng."
        ),
    )
    file = FileField(label=gettext_lazy("Văn bản góp ý"), kinds=["pdf", "docx"], max_mb=20, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("said") in (Answer.COMMENTS, Answer.DISAGREE) and not said.get("comments"):
            self.add_error("comments", _("Ghi ý kiến cụ thể để đơn vị soạn thảo tiếp thu hoặc giải trình."))
        return said


class SettleForm(forms.Form):
    """What becomes of a comment."""

    settled = forms.ChoiceField(
        label=gettext_lazy("Tiếp thu"), widget=forms.RadioSelect, choices=_choices(SETTLED_LABELS, Settled)
    )
    reason = _words(
        gettext_lazy("Giải trình"),
        required=False,
        rows=3,
        hint=gettext_lazy("Bắt buộc khi không tiếp thu hoặc chỉ tiếp thu một phần."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("settled") in (Settled.PARTLY, Settled.REFUSED) and not said.get("reason"):
            self.add_error("reason", _("Ghi lý do không tiếp thu, hoặc phần nào không tiếp thu."))
        return said


class AppraisalForm(forms.Form):
    """Who appraises, until when."""

    unit = unit_field(gettext_lazy("Đơn vị thẩm định"), help_text=_TYPING)
    due_on = DateField(label=gettext_lazy("Hạn thẩm định"))

    def clean_due_on(self) -> date:
        return _future(self.cleaned_data["due_on"])


class ConclusionForm(forms.Form):
    """What the appraisal says."""

    conclusion = forms.ChoiceField(
        label=gettext_lazy("Kết luận"),
        widget=forms.RadioSelect,
        choices=_choices(CONCLUSION_LABELS, Conclusion),
    )
    text = _words(gettext_lazy("Nội dung thẩm định"), rows=6)
    file = FileField(
        label=gettext_lazy("Báo cáo thẩm định"), kinds=["pdf", "docx"], max_mb=20, required=False
    )


class SubmitForm(forms.Form):
    """The tờ trình."""

    signer = forms.ModelChoiceField(
        label=gettext_lazy("Chức vụ ký"),
        queryset=Post.objects.none(),
        empty_label=gettext_lazy("Chọn chức vụ"),
    )
    need = _words(gettext_lazy("Sự cần thiết, căn cứ"), rows=3)
    content = _words(gettext_lazy("Nội dung chính"), rows=5)
    disputed = _words(gettext_lazy("Vấn đề còn ý kiến khác nhau, xin ý kiến chỉ đạo"), required=False, rows=3)
    due_on = DateField(label=gettext_lazy("Đề nghị ký chậm nhất ngày"))

    def __init__(self, *args: Any, posts: Sequence[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["signer"]
        field.queryset = Post.objects.filter(pk__in=[post.pk for post in posts])
        names = {post.pk: f"{post.title} – {post.unit.name}" for post in posts}
        field.choices = [("", _("Chọn chức vụ")), *names.items()]

    def clean_due_on(self) -> date:
        return _future(self.cleaned_data["due_on"])


class ReasonForm(forms.Form):
    """Why."""

    note = _words(gettext_lazy("Lý do"), rows=3)


class RecipientsForm(forms.Form):
    """Who gets it."""

    units = unit_field(gettext_lazy("Đơn vị nhận"), many=True, required=False, help_text=_TYPING)
    communes = forms.BooleanField(label=gettext_lazy("Tất cả xã, phường"), required=False)
    departments = forms.BooleanField(label=gettext_lazy("Tất cả sở, ban, ngành"), required=False)

    def recipients(self) -> set[int]:
        """The units that were named, one by one or as a kind."""
        kinds = [
            kind
            for name, kind in (("communes", Kind.COMMUNE), ("departments", Kind.DEPARTMENT))
            if self.cleaned_data[name]
        ]
        today = Unit.objects.ours_on(timezone.localdate())
        return {*self.cleaned_data["units"], *today.filter(kind__in=kinds).values_list("pk", flat=True)}


class IssueForm(RecipientsForm):
    """The number, and who gets it."""

    number = LineField(
        label=gettext_lazy("Số, ký hiệu"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Để trống: lấy số tiếp theo của sổ văn bản. Số đã cấp ở nơi khác thì ghi ra."),
    )
    field_order = ("number", "units", "departments", "communes")
