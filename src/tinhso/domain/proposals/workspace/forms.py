"""What each move asks for."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tinhso.domain.proposals.workflow import VERDICT_LABELS, Verdict
from tinhso.kernel.people.workspace.fields import unit_field
from tinhso.kernel.text.fields import LinesField, NumberField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.units.models import FieldOfWork

LONGEST = 4000


class ProposalForm(forms.Form):
    """A new proposal."""

    title = forms.CharField(
        label=_("Nội dung kiến nghị"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = LinesField(label=_("Lý do, căn cứ"), max_length=LONGEST, required=False)
    addressee = unit_field(
        _("Nơi nhận trong tỉnh"), required=False, help_text=_("Gõ vài chữ trong tên, có dấu hay không.")
    )
    addressee_text = forms.CharField(
        label=_("Hoặc cơ quan ngoài tỉnh"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: Bộ Khoa học và Công nghệ"),
    )
    answer_due_on = DateField(label=_("Đề nghị trả lời trước hết ngày"))
    document_text = forms.CharField(
        label=_("Văn bản gửi kiến nghị"), max_length=200, required=False, help_text=_("Ví dụ: 128/TTr-SKHCN")
    )
    field_of_work = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=FieldOfWork.objects.order_by("sort_key"),
        required=False,
        empty_label=_("Không ghi"),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        """Exactly one addressee."""
        cleaned = super().clean() or {}
        if "addressee" in cleaned and bool(cleaned["addressee"]) == bool(cleaned.get("addressee_text")):
            raise ValidationError(
                {"addressee": _("Ghi một nơi nhận: đơn vị trong tỉnh, hoặc cơ quan ngoài tỉnh.")}
            )
        return cleaned


class AnswerForm(forms.Form):
    """An answer."""

    verdict = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[(v.value, VERDICT_LABELS[v]) for v in Verdict],
        widget=forms.RadioSelect,
    )
    text = LinesField(label=_("Nội dung trả lời"), max_length=LONGEST)
    document_text = forms.CharField(label=_("Văn bản trả lời"), max_length=200, required=False)


class PassOnForm(forms.Form):
    """To whom, and why."""

    unit = unit_field(_("Chuyển đến"), help_text=_("Gõ vài chữ trong tên, có dấu hay không."))
    text = LinesField(label=_("Lý do chuyển"), max_length=LONGEST)


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = LinesField(
        label=_("Kết quả"),
        max_length=LONGEST,
        help_text=_("Điều gì đã thay đổi sau câu trả lời: văn bản, kinh phí, việc được giao."),
    )
    duty = NumberField(
        label=_("Số của việc được giao từ kiến nghị"),
        required=False,
        help_text=_("Nếu có: số trong địa chỉ của trang việc."),
    )


class WithdrawForm(forms.Form):
    """Nothing to say."""
