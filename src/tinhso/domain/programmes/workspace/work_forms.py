"""The forms of work programmes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.programmes.actions.add_item import Line
from tinhso.domain.programmes.actions.open_programme import Period
from tinhso.domain.programmes.models import BodyKind, WorkItem, WorkProgramme
from tinhso.domain.programmes.models.work import ROMAN
from tinhso.domain.programmes.workspace import choices
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.fields import LineField

QUARTERS = [
    ("0", gettext_lazy("Cả năm")),
    *((str(q), format_lazy("{} {}", gettext_lazy("Quý"), ROMAN[q])) for q in range(1, 5)),
]


class ProgrammeForm(forms.Form):
    """Whose programme of which period."""

    body_kind = forms.ChoiceField(label=gettext_lazy("Chương trình công tác của"), choices=BodyKind.choices)
    body_text = LineField(
        label=gettext_lazy("Tên cơ quan"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Ban Chấp hành Đảng bộ tỉnh, UBND tỉnh, Bộ Khoa học và Công nghệ."),
    )
    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(label=gettext_lazy("Kỳ"), coerce=int, choices=QUARTERS)
    number = LineField(label=gettext_lazy("Số, ký hiệu văn bản"), max_length=80, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, scope: Scope, programme: WorkProgramme | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.programme = programme
        self.fields["document"] = choices.field(
            "van-ban", scope, _("Văn bản này trong kho, nếu có"), required=False
        )
        self.fields["owner"] = choices.unit_field(_("Đơn vị giữ chương trình và giao việc"), within=scope)
        if programme is not None:
            for name in ("body_kind", "year", "quarter"):
                del self.fields[name]

    def said(self) -> Period:
        """What was answered."""
        answers, old = self.cleaned_data, self.programme
        return Period(
            body_kind=old.body_kind if old else answers["body_kind"],
            body_text=answers["body_text"],
            year=old.year if old else answers["year"],
            quarter=old.quarter if old else answers["quarter"],
            number=answers["number"],
            document_id=answers["document"],
            owner_unit_id=answers["owner"],
        )

    @staticmethod
    def initial_of(programme: WorkProgramme) -> dict[str, Any]:
        """What the programme says now."""
        names = ("body_text", "number", "version")
        said = {name: getattr(programme, name) for name in names}
        return said | {"document": programme.document_id, "owner": programme.owner_unit_id}

    @staticmethod
    def initial_for(scope: Scope) -> dict[str, Any]:
        """A new one: of this year, kept by the own unit."""
        return {"year": timezone.localdate().year, "owner": scope.unit_id, "quarter": "0"}


class ItemForm(forms.Form):
    """One line of a programme."""

    content = LineField(label=gettext_lazy("Nội dung"), max_length=500)
    lead_text = LineField(
        label=gettext_lazy("Đơn vị chuẩn bị, ghi theo văn bản"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Chỉ cần khi đơn vị không có trong danh sách ở trên."),
    )
    presented_to = LineField(
        label=gettext_lazy("Trình cơ quan nào"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Ví dụ: Ban Thường vụ Tỉnh ủy, HĐND tỉnh."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: WorkProgramme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["when"] = forms.ChoiceField(label=_("Thời gian"), choices=_times(programme))
        self.fields["lead"] = choices.unit_field(_("Đơn vị chuẩn bị"), required=False)
        self.order_fields(["content", "when", "lead", "lead_text", "presented_to", "version"])

    def line(self) -> Line:
        """What was answered."""
        answers = self.cleaned_data
        kind, number = answers["when"][:1], answers["when"][1:]
        return Line(
            content=answers["content"],
            month=int(number) if kind == "m" else None,
            quarter=int(number) if kind == "q" else None,
            lead_unit_id=answers["lead"],
            lead_text=answers["lead_text"],
            presented_to=answers["presented_to"],
        )

    @staticmethod
    def initial_of(item: WorkItem) -> dict[str, Any]:
        """What the line says now."""
        when = f"m{item.month}" if item.month else f"q{item.quarter}" if item.quarter else "p"
        names = ("content", "lead_text", "presented_to", "version")
        return {name: getattr(item, name) for name in names} | {"when": when, "lead": item.lead_unit_id}


def _times(programme: WorkProgramme) -> list[tuple[str, str]]:
    quarters = [] if programme.quarter else [(f"q{q}", _("Quý %(q)s") % {"q": ROMAN[q]}) for q in range(1, 5)]
    months = [(f"m{m}", _("Tháng %(m)s") % {"m": m}) for m in programme.months]
    return [("p", capfirst(programme.period)), *quarters, *months]


class ItemTieForm(forms.Form):
    """Which existing duty the line is about."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["duty"] = choices.field("viec", scope, _("Việc đã giao"), required=False)


class CarryForm(forms.Form):
    """Which lines go where, and why."""

    reason = LineField(label=gettext_lazy("Lý do chưa xong trong kỳ"), max_length=300)

    def __init__(self, *args: Any, items: list[WorkItem], later: list[WorkProgramme], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["items"] = forms.TypedMultipleChoiceField(
            label=_("Nội dung chuyển sang kỳ sau"),
            coerce=int,
            choices=[(item.pk, f"{item.content} ({item.when})") for item in items],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Chọn ít nhất một nội dung.")},
        )
        self.fields["to"] = forms.TypedChoiceField(
            label=_("Chuyển vào"), coerce=int, choices=[(other.pk, other.title) for other in later]
        )
        self.order_fields(["items", "to", "reason"])
