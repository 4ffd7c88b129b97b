"""The forms of a node."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.programmes.actions.add_node import Figures, Said
from tinhso.domain.programmes.milestones import years
from tinhso.domain.programmes.models import Node, Target
from tinhso.domain.programmes.workflow import KIND_LABELS, OPERATOR_LABELS, Kind, Operator
from tinhso.domain.programmes.workspace import choices
from tinhso.kernel.documents.types import CHOICES
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.fields import LineField, NumberField
from tinhso.kernel.ui.forms import DateField

DIGITS = 6
MOST_YEARS = 20


class NodeForm(forms.Form):
    """What a node of one kind says; which fields there are follows from the kind."""

    title = LineField(label=gettext_lazy("Nội dung"), max_length=500)
    place = LineField(
        label=gettext_lazy("Vị trí trong văn bản"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Ví dụ: mục II, điểm 3. Để người sau tìm lại được câu gốc."),
    )
    unverified = LineField(
        label=gettext_lazy("Điều chưa kiểm chứng"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ghi rõ còn thiếu nguồn nào. Số chưa có nguồn thì để trống."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = Kind(kind)
        if self.kind == Kind.DOCUMENT:
            self._add_document(scope)
        if self.kind == Kind.TARGET:
            self._add_figures()
        self.fields["owner"] = choices.unit_field(
            _("Đơn vị chịu trách nhiệm theo dõi"),
            within=scope,
            help_text=_("Đơn vị này được sửa mục này và thêm mục bên dưới."),
        )
        if self.kind == Kind.DOCUMENT:
            del self.fields["place"]
        self.fields["title"].label = _LABELS[self.kind]
        self.order_fields(
            ["title", "doc_type", "number", "issued_on", "issuer_text", "document", "measure", "operator",
             "baseline_year", "baseline", "end_year", "end_value", "owner", "place", "unverified", "version"]
        )  # fmt: skip

    def _add_document(self, scope: Scope) -> None:
        self.fields["doc_type"] = forms.ChoiceField(
            label=_("Loại văn bản"), choices=[("", _("Chưa chọn")), *CHOICES], required=False
        )
        self.fields["number"] = LineField(label=_("Số, ký hiệu"), max_length=80, required=False)
        self.fields["issued_on"] = DateField(label=_("Ngày ban hành"), required=False)
        self.fields["issuer_text"] = LineField(label=_("Cơ quan ban hành"), max_length=200, required=False)
        self.fields["document"] = choices.field(
            "van-ban", scope, _("Văn bản này trong kho, nếu có"), required=False
        )

    def _add_figures(self) -> None:
        year: dict[str, Any] = {"min_value": 1990, "max_value": 2100}
        self.fields["measure"] = LineField(
            label=_("Đơn vị tính"), max_length=60, help_text=_("Ví dụ: phần trăm, hộ, xã")
        )
        self.fields["operator"] = forms.ChoiceField(
            label=_("Đạt khi giá trị"), choices=[(o.value, OPERATOR_LABELS[o]) for o in Operator]
        )
        self.fields["baseline_year"] = forms.IntegerField(label=_("Năm gốc"), **year)
        self.fields["baseline"] = NumberField(label=_("Giá trị năm gốc"), required=False, decimals=DIGITS)
        self.fields["end_year"] = forms.IntegerField(label=_("Năm cuối kỳ"), **year)
        self.fields["end_value"] = NumberField(
            label=_("Giá trị phải đạt cuối kỳ"), required=False, decimals=DIGITS,
            help_text=_("Chưa có nguồn thì để trống; mốc từng năm chỉ chia khi có cả hai giá trị."),
        )  # fmt: skip

    def clean_issued_on(self) -> date | None:
        day: date | None = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Ngày này ở tương lai. Ghi ngày ban hành in trên văn bản."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("baseline_year"), said.get("end_year")
        if first and last and last <= first:
            self.add_error("end_year", _("Năm cuối kỳ phải sau năm gốc."))
        elif first and last and last - first > MOST_YEARS:
            self.add_error("end_year", _("Kỳ dài nhất là %(n)d năm.") % {"n": MOST_YEARS})
        return said

    def said(self) -> Said:
        """What was answered."""
        answers = self.cleaned_data
        figures = None
        if self.kind == Kind.TARGET:
            figures = Figures(**{name: answers[name] for name in Figures.__slots__})
        return Said(
            title=answers["title"],
            owner_unit_id=answers["owner"],
            place=answers.get("place", ""),
            unverified=answers["unverified"],
            doc_type=answers.get("doc_type", ""),
            number=answers.get("number", ""),
            issued_on=answers.get("issued_on"),
            issuer_text=answers.get("issuer_text", ""),
            document_id=answers.get("document"),
            figures=figures,
        )

    @staticmethod
    def initial_of(node: Node) -> dict[str, Any]:
        """What the node says now."""
        names = ("title", "place", "unverified", "version", "doc_type", "number", "issued_on", "issuer_text")
        said = {name: getattr(node, name) for name in names}
        said |= {"owner": node.owner_unit_id, "document": node.document_id}
        if node.kind == Kind.TARGET and (target := Target.objects.filter(node=node).first()):
            said |= {name: getattr(target, name) for name in Figures.__slots__}
        return said


_LABELS = {
    Kind.GOAL: gettext_lazy("Mục tiêu: muốn đạt điều gì"),
    Kind.DOCUMENT: gettext_lazy("Văn bản về việc gì"),
    Kind.TARGET: gettext_lazy("Chỉ tiêu: đo cái gì"),
    Kind.SOLUTION: gettext_lazy("Giải pháp: làm bằng cách nào"),
    Kind.TASK: gettext_lazy("Nhiệm vụ: làm việc gì, ra sản phẩm gì"),
}


class KindForm(forms.Form):
    """Which kind of thing is added."""

    loai = forms.ChoiceField(label=gettext_lazy("Thêm"), choices=[(k.value, KIND_LABELS[k]) for k in Kind])


class TieForm(forms.Form):
    """Which duty, or which task of a directive, carries the task out; both empty: none."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["duty"] = choices.field("viec", scope, _("Việc đã giao"), required=False)
        self.fields["task"] = choices.field(
            "nhiem-vu", scope, _("Hoặc nhiệm vụ trong văn bản, chưa giao"), required=False
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("duty") and said.get("task"):
            self.add_error("task", _("Chỉ chọn một: việc đã giao, hoặc nhiệm vụ trong văn bản."))
        return said


class LinkForm(forms.Form):
    """Under what else the node stands."""

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"] = choices.field("nut", scope, _("Phục vụ thêm"))


class DropForm(forms.Form):
    """Why."""

    reason = LineField(label=gettext_lazy("Lý do"), max_length=300)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MilestonesForm(forms.Form):
    """One field a year."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: Target, **options: Any) -> None:
        super().__init__(*args, **options)
        self.years = list(years(target.baseline_year, target.end_year))
        for year in self.years:
            self.fields[f"y{year}"] = NumberField(
                label=_("Cuối năm %(year)s") % {"year": year}, decimals=DIGITS
            )

    def values(self) -> dict[int, Decimal]:
        """Year → value."""
        return {year: self.cleaned_data[f"y{year}"] for year in self.years}

    @property
    def by_year(self) -> list[Any]:
        return [self[f"y{year}"] for year in self.years]
