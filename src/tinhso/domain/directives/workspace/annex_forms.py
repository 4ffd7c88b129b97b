"""The forms of an annex."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.directives.annex.problems import COLUMN_LABELS
from tinhso.domain.directives.models import Annex
from tinhso.domain.directives.workspace.forms import UnitChoice
from tinhso.kernel.text.fields import LineField
from tinhso.kernel.ui.forms import Choice, FileField, SuggestField


class UploadForm(forms.Form):
    """A file with the annex."""

    file = FileField(
        label=gettext_lazy("Tệp phụ lục"),
        kinds=["xlsx", "docx"],
        max_mb=settings.MAX_UPLOAD_BYTES // (1024 * 1024),
    )
    label = LineField(
        label=gettext_lazy("Tên phụ lục"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Như văn bản gọi, ví dụ: Phụ lục I. Câu “nhiệm vụ tại Phụ lục I” sẽ dẫn tới đây."
        ),
    )


class ColumnsForm(forms.Form):
    """Which table is meant, and what its columns hold."""

    def __init__(self, *args: Any, annex: Annex, **options: Any) -> None:
        super().__init__(*args, **options)
        self.annex = annex
        if len(annex.tables) > 1:
            self.fields["table"] = forms.TypedChoiceField(
                label=_("Bảng trong tệp"),
                choices=[(str(place), _named(place, table)) for place, table in enumerate(annex.tables)],
                coerce=int,
                initial=str(annex.table),
                help_text=_("Chọn bảng khác thì các cột được đoán lại. Mỗi lần nhập một bảng."),
            )
        choices = [("", _("Không dùng")), *((key, str(label)) for key, label in COLUMN_LABELS.items())]
        for place, (label, key) in enumerate(zip(annex.labels, annex.keys, strict=True)):
            letter = _letter(place)
            name = _("Cột %(letter)s: %(label)s") % {"letter": letter, "label": label[:60]} if label else ""
            if name or key:
                self.fields[f"column_{place}"] = forms.ChoiceField(
                    label=name or letter, choices=choices, required=False, initial=key
                )
        self.fields["begins"] = forms.IntegerField(
            label=_("Dữ liệu từ hàng"),
            initial=annex.begins,
            min_value=2,
            max_value=200,
            required=False,
        )
        if annex.hidden or annex.with_hidden:
            self.fields["with_hidden"] = forms.BooleanField(
                label=_("Lấy cả các hàng đang ẩn trong tệp"), required=False, initial=annex.with_hidden
            )
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=1, initial=annex.version
        )

    @property
    def keys(self) -> list[str]:
        """What was answered for each column."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.annex.keys))]


def _named(place: int, table: dict[str, Any]) -> str:
    words = _("%(number)s. %(name)s (%(rows)s hàng)") % {
        "number": place + 1,
        "name": table["name"] or _("Bảng không tên"),
        "rows": table["rows"],
    }
    if table["hidden"]:
        words += _(" – đang ẩn")
    return words if table["found"] else words + _(" – không thấy tiêu đề")


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class NameForm(forms.Form):
    """What a name means."""

    WORDS, UNIT = "words", "unit"
    meaning = forms.ChoiceField(
        label=gettext_lazy("Tên này là"),
        choices=[
            (UNIT, gettext_lazy("Một đơn vị trong danh sách, chọn ở dưới")),
            (WORDS, gettext_lazy("Một nhóm, hoặc cơ quan ngoài danh sách: giữ nguyên chữ")),
        ],
        widget=forms.RadioSelect,
        initial=UNIT,
    )

    def __init__(self, *args: Any, offers: Sequence[Choice] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choice = UnitChoice(None)
        self.fields["unit"] = SuggestField(
            label=_("Đơn vị"),
            help_text=_("Gõ hai chữ trong tên, có dấu hay không dấu, rồi chọn. Chỉ một đơn vị."),
            url=reverse_lazy("units:suggest"),
            lookup=choice.lookup,
            label_of=choice.label_of,
            coerce=int,
            required=False,
        )
        self.fields["unit"].widget.offers = list(offers)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("meaning") == self.UNIT and not said.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Chọn đơn vị, hoặc chọn “giữ nguyên chữ”."))
        return said


class LeaveOutForm(forms.Form):
    """Why rows are left out."""

    reason = LineField(label=gettext_lazy("Lý do bỏ các hàng còn lỗi"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class RowFilter(forms.Form):
    """Narrows the preview."""

    ALL, WRONG, LACKING, OTHER, LEFT = "", "sai", "thieu", "khac", "bo"
    hang = forms.ChoiceField(
        label=gettext_lazy("Hàng"),
        required=False,
        choices=[
            (ALL, gettext_lazy("Mọi nhiệm vụ")),
            (WRONG, gettext_lazy("Phải sửa")),
            (LACKING, gettext_lazy("Thiếu thông tin")),
            (LEFT, gettext_lazy("Bỏ, không nhập")),
            (OTHER, gettext_lazy("Đề mục, dòng tổng, hàng ẩn")),
        ],
    )
