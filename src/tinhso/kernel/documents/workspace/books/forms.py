"""What a clerk says when a number is taken, held, entered or cancelled."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tinhso.kernel.documents.actions.reserve_number import MOST_AT_ONCE
from tinhso.kernel.documents.models import Side
from tinhso.kernel.documents.numbering import Numbering, usual_symbol
from tinhso.kernel.documents.types import TYPES
from tinhso.kernel.text.fields import LineField, NumberField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.units.models import Kind, Unit

NUMBERED = [
    kind for kind in TYPES.values() if (kind.state or kind.party) and (kind.mark or kind.code == "thu-cong")
]


class NumberingForm(forms.Form):
    """For whom and for what kind of paper. State or Party follows from the issuer."""

    issuer = forms.ModelChoiceField(
        label=gettext_lazy("Cơ quan ban hành"), queryset=Unit.objects.none(), empty_label=None
    )
    doc_type = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"),
        choices=[("", gettext_lazy("Chưa chọn")), *((k.code, gettext_lazy(k.name)) for k in NUMBERED)],
    )
    symbol = LineField(
        label=gettext_lazy("Ký hiệu cơ quan"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Để trống thì dùng ký hiệu thường dùng, ví dụ UBND, HĐND, TU, SKHCN."),
    )
    drafter = LineField(
        label=gettext_lazy("Đơn vị soạn thảo"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Phần sau cùng của số công văn, ví dụ KGVX, TH."),
    )
    normative = forms.BooleanField(label=gettext_lazy("Là văn bản quy phạm pháp luật"), required=False)
    congress = forms.BooleanField(label=gettext_lazy("Là văn kiện đại hội Đảng"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args: Any, issuers: list[int], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(pk__in=issuers, during__contains=today).order_by("sort_key", "id")
        self.fields["issuer"].queryset = units  # type: ignore[attr-defined]
        kinds = {unit.kind for unit in units}
        if Kind.PARTY not in kinds:
            del self.fields["congress"]
        if kinds <= {Kind.PARTY}:
            del self.fields["normative"]
        self.fields["symbol"].widget.attrs["placeholder"] = ", ".join(
            dict.fromkeys(usual_symbol(unit) for unit in units)
        )

    @property
    def numbering(self) -> Numbering:
        """What the valid form names."""
        cleaned = self.cleaned_data
        unit: Unit = cleaned["issuer"]
        return Numbering(
            issuer=unit,
            doc_type=cleaned["doc_type"],
            side=Side.PARTY if unit.kind == Kind.PARTY else Side.STATE,
            symbol=cleaned["symbol"],
            drafter=cleaned["drafter"],
            normative=cleaned.get("normative", False),
            congress=cleaned.get("congress", False),
        )


def _abstract() -> LineField:
    return LineField(
        label=gettext_lazy("Trích yếu"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Văn bản mật: chỉ ghi số và ngày, không ghi trích yếu."),
    )


class TakeForm(NumberingForm):
    """The next number."""

    on = DateField(label=gettext_lazy("Ngày văn bản"))
    abstract = _abstract()


class LetterForm(NumberingForm):
    """A number with a letter."""

    after = NumberField(
        label=gettext_lazy("Số của ngày đó"),
        least=1,
        decimals=0,
        help_text=gettext_lazy("Văn bản quên lấy số sẽ mang số này kèm chữ, ví dụ 12 thành 12a."),
    )
    on = DateField(label=gettext_lazy("Ngày văn bản"))
    abstract = _abstract()


class ReserveForm(NumberingForm):
    """Numbers for later."""

    on = DateField(
        label=gettext_lazy("Giữ trong sổ của ngày"),
        help_text=gettext_lazy("Ngày quyết định số thuộc năm, nhiệm kỳ nào."),
    )
    count = NumberField(label=gettext_lazy("Bao nhiêu số"), least=1, most=MOST_AT_ONCE, decimals=0, initial=1)
    held_for = LineField(
        label=gettext_lazy("Giữ cho"), max_length=200, help_text=gettext_lazy("Người hoặc đơn vị sẽ dùng.")
    )
    reason = LineField(label=gettext_lazy("Lý do"), max_length=500)
    until = DateField(label=pgettext_lazy("of a held number", "Nhắc vào ngày"), required=False)


class PaperForm(NumberingForm):
    """A number that was given on paper."""

    number = LineField(
        label=gettext_lazy("Số đã cấp"),
        max_length=10,
        help_text=gettext_lazy("Chỉ phần số, ví dụ 12 hoặc 12a."),
    )
    on = DateField(label=gettext_lazy("Ngày văn bản"))
    abstract = _abstract()
    jump = forms.BooleanField(
        label=gettext_lazy("Sổ giấy đã đến số này"),
        required=False,
        help_text=gettext_lazy("Các số ở giữa được ghi là chưa vào sổ và có thể ghi sau."),
    )

    def clean_number(self) -> tuple[int, str]:
        found = re.fullmatch(r"0*([1-9]\d{0,5})([a-zA-Z]?)", self.cleaned_data["number"])
        if not found:
            raise ValidationError(_("Ghi số, có thể kèm một chữ: 12 hoặc 12a."), code="form")
        return int(found[1]), found[2].lower()


class UseForm(forms.Form):
    """The paper for which a number was held."""

    on = DateField(label=gettext_lazy("Ngày văn bản"))
    abstract = _abstract()


class CancelForm(forms.Form):
    """Why."""

    reason = LineField(label=gettext_lazy("Lý do hủy"), max_length=500)
