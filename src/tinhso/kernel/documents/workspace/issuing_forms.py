"""The forms of drafting, issuing and withdrawing."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.documents.issuers import Letterhead
from tinhso.kernel.documents.issuing.body import read_body, words_of
from tinhso.kernel.documents.issuing.codes import NotACode, read_code
from tinhso.kernel.documents.issuing.content import PARTY, Annex, Sheet, Signer
from tinhso.kernel.documents.models import Urgency
from tinhso.kernel.documents.types import TYPES
from tinhso.kernel.text.fields import LineField, LinesField

_NO_DOCUMENT = {"buoi-lam-viec", "khac"}
_LETTER = "cong-van"
_VERDICTS = {"quyet-dinh": "Quyết định:", "nghi-quyet": "Quyết nghị:"}


def _rows(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DraftForm(forms.Form):
    """A sheet, part by part. Lists are typed one a line."""

    doc_type = forms.ChoiceField(label=gettext_lazy("Loại văn bản"))
    abstract = LineField(label=gettext_lazy("Trích yếu"), max_length=500)
    addressees = LinesField(
        label=gettext_lazy("Kính gửi"),
        required=False,
        widget=_rows(2),
        help_text=gettext_lazy("Mỗi nơi một dòng."),
    )
    decider = LineField(
        label=gettext_lazy("Thẩm quyền ban hành"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Dòng in hoa trên các căn cứ, ví dụ: Giám đốc Sở Tài chính."),
    )
    bases = LinesField(
        label=gettext_lazy("Căn cứ ban hành"),
        required=False,
        widget=_rows(3),
        help_text=gettext_lazy("Mỗi căn cứ một dòng; dấu chấm phẩy và dấu chấm được thêm tự động."),
    )
    body = LinesField(
        label=gettext_lazy("Nội dung"),
        widget=_rows(14),
        max_length=300_000,
        help_text=gettext_lazy(
            "Mỗi đoạn một dòng. “Chương I”, “Điều 1.” thành đề mục; dòng bắt đầu bằng “- ” thành gạch đầu dòng; "
            "dòng “| a | b |” thành bảng."
        ),
    )
    recipients = LinesField(
        label=gettext_lazy("Nơi nhận"),
        required=False,
        widget=_rows(3),
        help_text=gettext_lazy("Mỗi nơi một dòng."),
    )
    authority = LinesField(
        label=gettext_lazy("Thẩm quyền ký"),
        required=False,
        widget=_rows(2),
        help_text=gettext_lazy("Ví dụ: TM. Ủy ban nhân dân; KT. Giám đốc."),
    )
    signer_title = LineField(label=gettext_lazy("Chức vụ người ký"), max_length=160)
    signer_name = LineField(label=gettext_lazy("Họ tên người ký"), max_length=120)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Độ khẩn"),
        required=False,
        choices=[("", Urgency.NORMAL.label), *Urgency.choices[1:]],
    )
    annex_title = LineField(label=gettext_lazy("Tên phụ lục"), required=False, max_length=300)
    annex_body = LinesField(
        label=gettext_lazy("Nội dung phụ lục"), required=False, widget=_rows(5), max_length=300_000
    )

    def __init__(self, *args: Any, head: Letterhead, **options: Any) -> None:
        super().__init__(*args, **options)
        self.head = head
        party = head.side == PARTY
        self.fields["doc_type"].choices = [  # type: ignore[attr-defined]
            (kind.code, gettext_lazy(kind.name))
            for kind in TYPES.values()
            if kind.code not in _NO_DOCUMENT and (kind.party if party else kind.state)
        ]

    def clean(self) -> dict[str, Any]:
        """An annex has a name and a content, or is none."""
        said = super().clean() or {}
        if bool(said.get("annex_title")) != bool(said.get("annex_body")):
            missing = "annex_body" if said.get("annex_title") else "annex_title"
            self.add_error(missing, ValidationError(_("Phụ lục cần cả tên và nội dung."), code="half"))
        return said

    def sheet(self, day: date) -> Sheet:
        """What was answered, with the letterhead of the unit."""
        said = self.cleaned_data
        letter = said["doc_type"] == _LETTER
        annex = (Annex(said["annex_title"], read_body(said["annex_body"])),) if said["annex_title"] else ()
        return Sheet(
            side=self.head.side,
            issuer=self.head.issuer,
            parent_body=self.head.parent_body,
            place=self.head.place,
            day=day,
            type_name="" if letter else TYPES[said["doc_type"]].name,
            abstract=said["abstract"],
            addressees=_lines(said["addressees"]),
            decider=said["decider"],
            bases=_lines(said["bases"]),
            verdict=_VERDICTS.get(said["doc_type"], "") if said["bases"] else "",
            body=read_body(said["body"]),
            recipients=_lines(said["recipients"]),
            urgency=str(Urgency(said["urgency"]).label) if said["urgency"] else "",
            signer=Signer(said["signer_name"], said["signer_title"], _lines(said["authority"])),
            annexes=annex,
        )

    @staticmethod
    def initial_of(sheet: Sheet, doc_type: str) -> dict[str, Any]:
        """The answers that made the sheet."""
        urgency = {str(mark.label): mark.value for mark in Urgency if mark.value}
        annex = sheet.annexes[0] if sheet.annexes else None
        return {
            "doc_type": doc_type,
            "abstract": sheet.abstract,
            "addressees": "\n".join(sheet.addressees),
            "decider": sheet.decider,
            "bases": "\n".join(sheet.bases),
            "body": "\n".join(words_of(sheet.body)),
            "recipients": "\n".join(sheet.recipients),
            "authority": "\n".join(sheet.signer.authority),
            "signer_title": sheet.signer.title,
            "signer_name": sheet.signer.name,
            "urgency": urgency.get(sheet.urgency, ""),
            "annex_title": annex.title if annex else "",
            "annex_body": "\n".join(words_of(annex.body)) if annex else "",
        }


def _lines(text: str) -> tuple[str, ...]:
    return tuple(stripped for line in text.split("\n") if (stripped := line.strip().lstrip("-–+ ")))


class IssueForm(forms.Form):
    """The number under which the draft is issued."""

    number = LineField(
        label=gettext_lazy("Số, ký hiệu"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Để trống: lấy số tiếp theo của sổ văn bản. Số đã cấp ở nơi khác thì ghi ra."),
    )


class WithdrawForm(forms.Form):
    """Why, and what takes its place."""

    reason = LineField(label=gettext_lazy("Lý do"), max_length=500)
    replaced_by = LineField(
        label=gettext_lazy("Mã xác minh của văn bản thay thế"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Để trống nếu chỉ thu hồi. Mã in cạnh QR trên văn bản mới."),
    )

    def clean_replaced_by(self) -> str:
        """The code of the successor, "" where there is none."""
        typed = self.cleaned_data["replaced_by"]
        if not typed:
            return ""
        try:
            return read_code(typed)
        except NotACode as wrong:
            words = _(wrong.msgid) % wrong.values if wrong.values else _(wrong.msgid)
            raise ValidationError(words, code=wrong.code) from wrong
