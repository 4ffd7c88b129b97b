"""What a clerk says of a document of the register, and of what hangs on it."""

import re
import uuid
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.documents.models import OfficialDocument, Purpose, RelationKind, Side, Urgency
from tinhso.kernel.documents.registering import Facts, Sent, Signed
from tinhso.kernel.documents.types import CHOICES
from tinhso.kernel.documents.workspace.library.choices import (
    handler_label,
    issuer_label,
    search_units,
    signer_label,
    signers_named,
)
from tinhso.kernel.text.fields import LineField, LinesField
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.forms import DateField, FileField, FilesField, SuggestField
from tinhso.kernel.units.models import FieldOfWork, Unit

NOTHING: tuple[str, Any] = ("", gettext_lazy("Chưa chọn"))


def _rows(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class HandlingForm(forms.Form):
    """Of what is printed and sealed only this may still be said."""

    field = forms.ModelChoiceField(
        label=gettext_lazy("Lĩnh vực"), queryset=FieldOfWork.objects.none(), required=False,
        empty_label=gettext_lazy("Chưa chọn"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["field"].queryset = FieldOfWork.objects.order_by("sort_key", "id")  # type: ignore[attr-defined]
        self.fields["handling_unit"] = SuggestField(
            label=_("Đơn vị xử lý"),
            help_text=_("Đơn vị này được đọc văn bản và các tệp kèm theo."),
            url=reverse_lazy("units:suggest"),
            lookup=search_units,
            label_of=handler_label,
            coerce=int,
            required=False,
        )

    def facts(self) -> Facts:
        """What was answered."""
        said = self.cleaned_data
        field: FieldOfWork | None = said["field"]
        return Facts(field_id=field.pk if field else None, handling_unit_id=said["handling_unit"] or None)


class DescribeForm(HandlingForm):
    """What the document is."""

    number = LineField(label=gettext_lazy("Số, ký hiệu"), required=False, max_length=120)
    doc_type = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"),
        required=False,
        choices=[NOTHING, *CHOICES],
        help_text=gettext_lazy("Để trống thì đọc từ số, ký hiệu."),
    )
    issued_on = DateField(label=gettext_lazy("Ngày ban hành"))
    received_on = DateField(label=gettext_lazy("Ngày đến"), required=False)
    issuer_text = LineField(
        label=gettext_lazy("Cơ quan ban hành, ghi theo văn bản"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Trùng tên một đơn vị của tỉnh thì tự nối với đơn vị đó."),
    )
    abstract = LineField(label=gettext_lazy("Trích yếu"), max_length=500)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Độ khẩn"),
        required=False,
        choices=[("", Urgency.NORMAL.label), *Urgency.choices[1:]],
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Văn bản của"),
        required=False,
        choices=[("", gettext_lazy("Theo số, ký hiệu")), *Side.choices],
    )
    signers = LinesField(
        label=gettext_lazy("Người ký ngoài hệ thống"),
        required=False,
        widget=_rows(2),
        help_text=gettext_lazy("Mỗi người một dòng: họ tên, chức vụ."),
    )
    to_act = LinesField(
        label=gettext_lazy("Nơi nhận để thực hiện"),
        required=False,
        widget=_rows(2),
        help_text=gettext_lazy("Mỗi nơi một dòng."),
    )
    to_know = LinesField(
        label=gettext_lazy("Nơi nhận để biết"),
        required=False,
        widget=_rows(2),
        help_text=gettext_lazy("Mỗi nơi một dòng."),
    )

    def __init__(self, *args: Any, incoming: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["issuer_unit"] = SuggestField(
            label=_("Hoặc chọn trong danh sách đơn vị"),
            help_text=_("Gõ vài chữ, có dấu hay không dấu."),
            url=reverse_lazy("units:suggest"),
            lookup=search_units,
            label_of=issuer_label,
            coerce=int,
            required=False,
        )
        self.fields["signer"] = SuggestField(
            label=_("Người ký là cán bộ của tỉnh"),
            help_text=_("Gõ vài chữ trong họ tên; chọn đúng chức vụ đã ký."),
            url=reverse_lazy("library:suggest_signers"),
            lookup=signers_named,
            label_of=signer_label,
            coerce=int,
            many=True,
            required=False,
        )
        if not incoming:
            del self.fields["received_on"]
        self.order_fields(
            ["number", "issued_on", "received_on", "issuer_text", "issuer_unit", "abstract", "urgency", "field",
             "handling_unit"]
        )  # fmt: skip

    @property
    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        """(summary of what may stay closed, its fields); what is asked first has no summary."""
        later = [(_("Người ký, nơi nhận"), ("signer", "signers", "to_act", "to_know"))]
        later.append((_("Thông tin khác"), ("doc_type", "side", "text", "attachments")))
        put_off = {name for _summary, names in later for name in names}
        first = [bound for bound in self if bound.name not in put_off]
        more = [(summary, [self[name] for name in names if name in self.fields]) for summary, names in later]
        return [("", first), *more]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("issuer_unit") and not said.get("issuer_text") and "issuer_unit" not in self.errors:
            self.add_error("issuer_text", _("Ghi cơ quan ban hành, hoặc chọn trong danh sách đơn vị."))
        return said

    def facts(self) -> Facts:
        said = self.cleaned_data
        field: FieldOfWork | None = said["field"]
        ours = [Signed(tenure_id=pk) for pk in said["signer"]]
        return Facts(
            number=said["number"],
            doc_type=said["doc_type"],
            side=said["side"],
            issuer_id=said["issuer_unit"] or None,
            issuer_text=said["issuer_text"],
            issued_on=said["issued_on"],
            abstract=said["abstract"],
            urgency=said["urgency"],
            field_id=field.pk if field else None,
            handling_unit_id=said["handling_unit"] or None,
            received_on=said.get("received_on"),
            signers=[*ours, *(_signed(line) for line in said["signers"].split("\n"))],
            recipients=[
                *(Sent(line, Purpose.ACT) for line in said["to_act"].split("\n")),
                *(Sent(line, Purpose.KNOW) for line in said["to_know"].split("\n")),
            ],
        )

    @staticmethod
    def initial_of(document: OfficialDocument) -> dict[str, Any]:
        """What the document says now. Whoever of ours signed stands in the lines: the name finds the post again."""
        recipients = list(document.recipients.all())
        return {
            "number": document.number_raw,
            "doc_type": document.doc_type,
            "issued_on": document.issued_on,
            "received_on": document.received_on,
            "issuer_unit": document.issuer_id,
            "issuer_text": document.issuer_text,
            "abstract": document.abstract,
            "urgency": document.urgency,
            "side": document.side,
            "field": document.field_of_work_id,
            "handling_unit": document.handling_unit_id,
            "signers": "\n".join(str(signer) for signer in document.signers.all()),
            "to_act": "\n".join(r.text for r in recipients if r.purpose == Purpose.ACT),
            "to_know": "\n".join(r.text for r in recipients if r.purpose != Purpose.ACT),
            "version": document.version,
        }


class RegisterForm(DescribeForm):
    """A document that has arrived: what it is, and its files."""

    file = FileField(
        label=gettext_lazy("Tệp văn bản"),
        required=False,
        kinds=["pdf", "docx", "txt", "jpg", "jpeg", "png"],
        max_mb=20,
    )
    text = LinesField(
        label=gettext_lazy("Nội dung chữ, nếu không có tệp"),
        required=False,
        widget=_rows(4),
        max_length=2_000_000,
    )
    attachments = FilesField(label=gettext_lazy("Tệp kèm theo"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "received_on" in self.fields:
            self.fields["received_on"].initial = format_date(timezone.localdate())
        self.fields["number"].required = True
        self.order_fields(["file", "received_on"])


class IssuedForm(RegisterForm):
    """A document that we issued on paper."""

    def __init__(self, *args: Any, issuers: list[int], **options: Any) -> None:
        super().__init__(*args, incoming=False, **options)
        units = Unit.objects.filter(pk__in=issuers).order_by("sort_key", "id")
        self.fields["issuer_unit"] = forms.ModelChoiceField(
            label=_("Cơ quan ban hành"), queryset=units, empty_label=None
        )
        del self.fields["token"]
        self.order_fields(["file", "number", "issued_on", "issuer_unit"])

    def clean_issuer_unit(self) -> int:
        """As the other forms give it."""
        return int(self.cleaned_data["issuer_unit"].pk)


class ArrivalForm(forms.Form):
    """When it arrived."""

    received_on = DateField(label=gettext_lazy("Ngày đến"))


class AttachForm(forms.Form):
    """What came with it."""

    attachments = FilesField(label=gettext_lazy("Tệp kèm theo"))


class RelateForm(forms.Form):
    """What the document does with which other one."""

    kind = forms.ChoiceField(label=gettext_lazy("Văn bản này"), choices=RelationKind.choices)
    number = LineField(
        label=gettext_lazy("Số, ký hiệu văn bản kia"),
        max_length=120,
        help_text=gettext_lazy(
            "Ví dụ: 11-NQ/TW. Chưa có trong kho thì số được giữ và tự nối khi văn bản đến."
        ),
    )
    on = DateField(
        label=gettext_lazy("Ngày ban hành văn bản kia"),
        required=False,
        help_text=gettext_lazy("Nên ghi: số của năm khác, nhiệm kỳ khác có thể trùng."),
    )


def _signed(line: str) -> Signed:
    name, _comma, title = line.partition(",")
    if not title:
        name, _dash, title = re.sub(r"\s[–-]\s", "|", line, count=1).partition("|")
    return Signed(name=name.strip(), title=title.strip())
