"""What each act on units asks for, and how the answer becomes a draft."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.text.fields import LineField, LinesField
from tinhso.kernel.ui.forms import DateField, SuggestField
from tinhso.kernel.units import queries
from tinhso.kernel.units.actions.change_parent import change_parent
from tinhso.kernel.units.actions.dissolve import dissolve
from tinhso.kernel.units.actions.establish import establish
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.actions.rearrange import Group, rearrange
from tinhso.kernel.units.actions.rename import rename
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.actions.split import split
from tinhso.kernel.units.actions.transfer_field import transfer_field
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import FieldOfWork, Kind, Reorganisation, Unit, UnitCode, What
from tinhso.kernel.units.plan import NewUnit


def _label_of(unit_id: str) -> str | None:
    unit = Unit.objects.alive_on(timezone.localdate()).filter(pk=int(unit_id)).first()
    return unit.name if unit else None


def unit_field(label: Any, **options: Any) -> SuggestField:
    """A unit of today, by two letters of its name, or by its area code."""
    return SuggestField(
        label=label,
        url=reverse_lazy("units:suggest"),
        lookup=lambda text: [(str(u.id), u.name) for u in queries.search(text, timezone.localdate(), 8)],
        label_of=_label_of,
        coerce=int,
        **options,
    )


class ActForm(forms.Form):
    """The document and the day; each act adds what it concerns."""

    number = LineField(
        label=gettext_lazy("Số, ký hiệu văn bản"),
        max_length=120,
        help_text=gettext_lazy("Ví dụ: 1684/NQ-UBTVQH15"),
    )
    document_on = DateField(label=gettext_lazy("Ngày văn bản"))
    effective_on = DateField(
        label=gettext_lazy("Ngày có hiệu lực"),
        help_text=gettext_lazy(
            "Ngày đầu tiên theo tổ chức mới. Việc, chức vụ và văn bản chuyển vào ngày này; nếu ngày đã qua, chúng"
            " chuyển từ hôm nay và số liệu các ngày trước giữ nguyên."
        ),
    )

    def draft(self, *, by: Actor, at: datetime) -> Reorganisation:
        """The draft of the act. Raises ActRefused."""
        c = self.cleaned_data
        common = {
            "document": LegalDocument(c["number"], c["document_on"]),
            "effective_on": c["effective_on"],
            "by": by,
            "at": at,
        }
        return self.make(c, common)

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        """Call the verb of the form: every form below says which."""
        raise NotImplementedError


KINDS = [(kind.value, kind.label) for kind in Kind if kind not in (Kind.PROVINCE, Kind.DISTRICT)]


class EstablishForm(ActForm):
    name = LineField(label=gettext_lazy("Tên đơn vị mới"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Loại đơn vị"), choices=KINDS)
    parent = unit_field(gettext_lazy("Cơ quan cấp trên"))
    code = LineField(label=gettext_lazy("Mã địa bàn"), max_length=20, required=False)

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        return establish(NewUnit(c["name"], c["kind"], parent=c["parent"], code=c["code"]), **common)


class RenameForm(ActForm):
    unit = unit_field(gettext_lazy("Đơn vị"))
    name = LineField(label=gettext_lazy("Tên mới"), max_length=200)
    code = LineField(label=gettext_lazy("Mã địa bàn mới"), max_length=20, required=False)

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        return rename(c["unit"], name=c["name"], code=c["code"], **common)


class MergeForm(ActForm):
    sources = unit_field(gettext_lazy("Các đơn vị được nhập (kết thúc hoạt động)"), many=True)
    into = unit_field(gettext_lazy("Nhập vào đơn vị đang có"), required=False)
    name = LineField(
        label=gettext_lazy("Hoặc tên đơn vị mới"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Nếu nhập vào đơn vị đang có, tên ghi ở đây là tên mới của đơn vị ấy."),
    )
    code = LineField(label=gettext_lazy("Mã địa bàn của đơn vị mới"), max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        c = super().clean() or {}
        if not c.get("into") and not c.get("name"):
            self.add_error("into", _("Chọn đơn vị tiếp nhận, hoặc ghi tên đơn vị mới."))
        if c.get("into") and c["into"] in (c.get("sources") or ()):
            self.add_error("into", _("Đơn vị tiếp nhận không thể là đơn vị kết thúc hoạt động."))
        return c

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        if c["into"]:
            return merge(c["sources"], into=c["into"], rename_to=c["name"], **common)
        first = Unit.objects.get(pk=c["sources"][0])
        new = NewUnit(c["name"], first.kind, parent=first.parent_id, code=c["code"])
        return merge(c["sources"], into=new, **common)


class SplitForm(ActForm):
    source = unit_field(gettext_lazy("Đơn vị được chia, tách"))
    names = LinesField(
        label=gettext_lazy("Tên các đơn vị mới, mỗi dòng một đơn vị"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    into = unit_field(gettext_lazy("Các đơn vị đang có cùng nhận một phần"), many=True, required=False)
    lives_on = forms.BooleanField(
        label=gettext_lazy("Đơn vị cũ vẫn hoạt động, chỉ tách ra một phần"), required=False
    )

    def clean(self) -> dict[str, Any]:
        c = super().clean() or {}
        if not c.get("names") and not c.get("into"):
            self.add_error("names", _("Ghi tên ít nhất một đơn vị nhận."))
        return c

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        source = Unit.objects.get(pk=c["source"])
        names = [name for name in c["names"].splitlines() if name]
        new = [NewUnit(name, source.kind, parent=source.parent_id) for name in names]
        return split(source.pk, into=[*new, *c["into"]], lives_on=c["lives_on"], **common)


class DissolveForm(ActForm):
    unit = unit_field(gettext_lazy("Đơn vị giải thể"))
    heirs = unit_field(
        gettext_lazy("Các đơn vị có thể nhận việc, người và văn bản"),
        many=True,
        required=False,
        help_text=gettext_lazy("Nhóm nào về đâu sẽ được hỏi ở bước sau."),
    )
    rest = unit_field(gettext_lazy("Đơn vị nhận tất cả những gì không nêu riêng"), required=False)

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        return dissolve(c["unit"], heirs=c["heirs"], rest=c["rest"], **common)


class TransferFieldForm(ActForm):
    source = unit_field(gettext_lazy("Đơn vị đang phụ trách"))
    to = unit_field(gettext_lazy("Đơn vị nhận"))
    fields_of_work = forms.MultipleChoiceField(
        label=gettext_lazy("Lĩnh vực chuyển đi"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), name) for pk, name in FieldOfWork.objects.values_list("pk", "name")]
        self.fields["fields_of_work"].choices = choices  # type: ignore[attr-defined]

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        fields = [int(pk) for pk in c["fields_of_work"]]
        return transfer_field(fields, source=c["source"], to=c["to"], **common)


class ChangeParentForm(ActForm):
    units = unit_field(gettext_lazy("Các đơn vị"), many=True)
    parent = unit_field(gettext_lazy("Cơ quan cấp trên mới"))

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        return change_parent(c["units"], parent=c["parent"], **common)


class RearrangeForm(ActForm):
    table = LinesField(
        label=gettext_lazy("Bảng sắp xếp"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mỗi dòng một đơn vị mới: tên; mã mới; mã các đơn vị cũ cách nhau bằng dấu phẩy, thêm dấu ~ trước mã của"
            " đơn vị chỉ nhập một phần. Ví dụ: Phường Nông Tiến; 02215; 02215, 02434, ~02494"
        ),
    )

    def clean(self) -> dict[str, Any]:
        c = super().clean() or {}
        if c.get("table") and c.get("effective_on"):
            c["groups"] = self._groups(c["table"], c["effective_on"])
        return c

    def _groups(self, table: str, day: date) -> list[Group]:
        rows = UnitCode.objects.filter(during__contains=day - timedelta(days=1)).select_related("unit")
        units = {row.code: row.unit for row in rows}
        groups = []
        for number, line in enumerate(table.splitlines(), 1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split(";")]
            if len(parts) != 3:
                raise ValidationError(
                    {"table": _("Dòng %(n)s: cần đủ ba phần cách nhau bằng dấu chấm phẩy.") % {"n": number}}
                )
            codes = [code.strip() for code in parts[2].split(",") if code.strip()]
            unknown = [code for code in codes if code.lstrip("~ ") not in units]
            if unknown or not codes:
                raise ValidationError(
                    {"table": _("Dòng %(n)s: không có đơn vị mang mã %(codes)s vào ngày trước ngày hiệu lực.")
                     % {"n": number, "codes": ", ".join(unknown)}}
                )  # fmt: skip
            first = units[codes[0].lstrip("~ ")]
            groups.append(
                Group(
                    into=NewUnit(parts[0], first.kind, parent=first.parent_id, code=parts[1]),
                    whole=[units[code].pk for code in codes if not code.startswith("~")],
                    parts=[units[code.lstrip("~ ")].pk for code in codes if code.startswith("~")],
                )
            )
        return groups

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        return rearrange(c["groups"], **common)


class ReverseForm(ActForm):
    heirs = unit_field(
        gettext_lazy("Đơn vị khác có thể nhận những gì phát sinh sau đó"), many=True, required=False
    )

    def __init__(self, *args: Any, act: Reorganisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act

    def make(self, c: dict[str, Any], common: dict[str, Any]) -> Reorganisation:
        return reverse(self.act, heirs=c["heirs"], **common)


# The verb in the address, its form, and what the page says it does.
FORMS: dict[str, tuple[What, type[ActForm], Any]] = {
    "thanh-lap": (What.ESTABLISH, EstablishForm, gettext_lazy("Một đơn vị mới, chưa có việc và người.")),
    "doi-ten": (
        What.RENAME,
        RenameForm,
        gettext_lazy("Đơn vị vẫn là nó: việc, người và văn bản không chuyển."),
    ),
    "nhap": (
        What.MERGE,
        MergeForm,
        gettext_lazy("Các đơn vị kết thúc; một đơn vị mới hoặc đang có nhận toàn bộ."),
    ),
    "chia-tach": (
        What.SPLIT,
        SplitForm,
        gettext_lazy("Nhiều đơn vị cùng nhận; phần nào về đâu được hỏi, không tự chọn."),
    ),
    "giai-the": (
        What.DISSOLVE,
        DissolveForm,
        gettext_lazy("Đơn vị kết thúc; từng phần để lại được giao cho ai là do người quyết định."),
    ),
    "chuyen-linh-vuc": (
        What.TRANSFER_FIELD,
        TransferFieldForm,
        gettext_lazy("Việc đang mở của lĩnh vực sang đơn vị khác; hai đơn vị vẫn hoạt động."),
    ),
    "doi-cap-tren": (
        What.CHANGE_PARENT,
        ChangeParentForm,
        gettext_lazy("Các đơn vị trực thuộc cơ quan khác từ ngày có hiệu lực."),
    ),
    "sap-xep-nhieu": (
        What.REARRANGE,
        RearrangeForm,
        gettext_lazy("Cả bảng sắp xếp của một nghị quyết trong một lần."),
    ),
}
