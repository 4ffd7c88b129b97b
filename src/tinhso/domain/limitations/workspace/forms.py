"""What each move asks for."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tinhso.domain.limitations.workflow import CAUSE_LABELS, Cause
from tinhso.kernel.duties.models import Bound
from tinhso.kernel.people.workspace.fields import unit_field
from tinhso.kernel.text.fields import LinesField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.units.models import FieldOfWork

LONGEST = 4000
_SEARCH = _("Gõ vài chữ trong tên, có dấu hay không.")


def _cause_kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Loại nguyên nhân"), choices=[(c.value, CAUSE_LABELS[c]) for c in Cause], required=False
    )


class LimitationForm(forms.Form):
    """A new entry of the register."""

    title = forms.CharField(
        label=_("Tồn tại, hạn chế"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = unit_field(_("Đơn vị chịu trách nhiệm"), help_text=_SEARCH)
    cause = LinesField(label=_("Nguyên nhân"), max_length=LONGEST, required=False)
    cause_kind = _cause_kind()
    source_text = forms.CharField(
        label=_("Nêu tại"), max_length=300, required=False, help_text=_("Ví dụ: Báo cáo 9 tháng năm 2026")
    )
    found_on = DateField(label=_("Ngày nêu"), required=False)
    field_of_work = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=FieldOfWork.objects.order_by("sort_key"),
        required=False,
        empty_label=_("Không ghi"),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class CauseForm(forms.Form):
    """Why."""

    cause = LinesField(label=_("Nguyên nhân"), max_length=LONGEST)
    cause_kind = _cause_kind()
    version = forms.IntegerField(widget=forms.HiddenInput)


class RemedyForm(forms.Form):
    """The duty that remedies it."""

    title = forms.CharField(
        label=_("Biện pháp khắc phục"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    product = forms.CharField(label=_("Sản phẩm"), max_length=500, required=False)
    lead = unit_field(_("Đơn vị chủ trì"), help_text=_SEARCH)
    due_on = DateField(label=_("Thời hạn"), required=False)
    bound = forms.ChoiceField(label=_("Cách tính thời hạn"), choices=Bound.choices, initial=Bound.BY)
    none_because = forms.CharField(label=_("Lý do không có thời hạn"), max_length=300, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        """A deadline, or why there is none."""
        cleaned = super().clean() or {}
        if "due_on" in cleaned and not cleaned["due_on"] and not cleaned.get("none_because", "").strip():
            raise ValidationError({"due_on": _("Cần có thời hạn, hoặc lý do vì sao không có thời hạn.")})
        return cleaned


class NoteForm(forms.Form):
    """What is better now."""

    note = LinesField(label=_("Kết quả khắc phục"), max_length=LONGEST)


class ReasonForm(forms.Form):
    """Why it is open again."""

    reason = LinesField(label=_("Lý do mở lại"), max_length=LONGEST)
