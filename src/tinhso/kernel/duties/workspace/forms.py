"""What each move asks for."""

import uuid
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.duties.models import Bound, ObstacleCause, Priority, SampledResult
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.text.fields import LinesField, NumberField
from tinhso.kernel.ui.forms import DateField, FilesField, SuggestField
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import FieldOfWork

LONGEST = 4000


def _unit_named(unit_id: str) -> str | None:
    """The name of a unit of today; anything else in the field was not offered by us."""
    if not unit_id.isdecimal() or len(unit_id) > 18:
        raise OutOfReach("units.unit", unit_id)
    name = units.name_if_ours(int(unit_id), timezone.localdate())
    if name is None:
        raise OutOfReach("units.unit", unit_id)
    return name


def unit_field(label: Any, **options: Any) -> SuggestField:
    """A unit, found by typing two letters of its name, with or without marks. A forged id is a 404."""
    return SuggestField(
        label=label,
        url=reverse_lazy("units:suggest"),
        lookup=lambda text: [(str(u.id), u.name) for u in units.search(text, timezone.localdate(), 8)],
        label_of=_unit_named,
        coerce=int,
        **options,
    )


def _words(label: Any, *, required: bool = True, hint: Any = "", rows: int = 4) -> LinesField:
    return LinesField(
        label=label,
        required=required,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class Words(forms.Form):
    """What to look for."""

    q = forms.CharField(label=_("Tìm gì"), required=False, max_length=200)
    mo = forms.BooleanField(label=_("Chỉ việc chưa xong"), required=False)


class NothingAsked(forms.Form):
    """One press does it."""


class Reason(forms.Form):
    """Why."""

    note = _words(_("Lý do"), hint=_("Ghi rõ để bên kia biết cần làm gì tiếp."))


class Decision(forms.Form):
    """By which document something was decided; fields of a form come before it."""

    basis = forms.CharField(
        label=_("Theo văn bản"),
        required=False,
        max_length=200,
        help_text=_(
            "Số, ký hiệu, ngày; ví dụ: Quyết định 559/QĐ-UBND ngày 5/2/2026. Có trong phần mềm thì tự liên kết."
        ),
    )


class DecidedReason(Reason, Decision):
    """Why, and by which document."""

    field_order = ("note", "basis")


class Note(forms.Form):
    """A few words, if any."""

    note = _words(_("Ý kiến"), required=False)


class Report(forms.Form):
    """Progress, with its evidence."""

    text = _words(_("Kết quả đến nay"), hint=_("Đã làm được gì, còn lại gì."))
    percent = NumberField(label=_("Mức độ hoàn thành (%)"), required=False, least=0, most=100, decimals=0)
    obstacle = _words(_("Khó khăn, vướng mắc"), required=False, rows=3)
    cause = forms.ChoiceField(label=_("Nguyên nhân của vướng mắc"), required=False)
    remover = unit_field(
        _("Đơn vị có thể gỡ vướng"),
        required=False,
        help_text=_("Đơn vị này được báo, đọc được việc và trả lời. Gõ vài chữ trong tên."),
    )
    evidence = FilesField(label=_("Tài liệu kèm theo"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[str, str]]] = {}
        for cause in ObstacleCause.objects.filter(offered=True):
            offered.setdefault(cause.get_group_display(), []).append((cause.code, cause.name))
        self.fields["cause"].choices = [("", _("Không có vướng mắc")), *offered.items()]  # type: ignore[attr-defined]
        self._asks_for_a_cause = bool(offered)

    def clean(self) -> dict[str, Any]:
        """An obstacle has its cause, and a cause its obstacle."""
        cleaned = super().clean() or {}
        if cleaned.get("obstacle"):
            if self._asks_for_a_cause and "cause" not in self.errors and not cleaned.get("cause"):
                self.add_error("cause", _("Chọn nguyên nhân của vướng mắc."))
        elif cleaned.get("cause") or cleaned.get("remover"):
            self.add_error("obstacle", _("Ghi vướng mắc là gì, hoặc bỏ nguyên nhân và đơn vị gỡ."))
        return cleaned


class Result(forms.Form):
    """The result, with its evidence."""

    text = _words(_("Kết quả"), hint=_("Sản phẩm đã hoàn thành, số và ngày văn bản nếu có."))
    evidence = FilesField(label=_("Tài liệu minh chứng"), required=False)


class Explanation(forms.Form):
    """Why it is late."""

    note = _words(
        _("Giải trình"),
        hint=_(
            "Vì sao quá hạn, đã làm đến đâu, bao giờ xong. Nếu vướng ở đơn vị khác, hãy báo cáo tiến độ và ghi vướng mắc."
        ),
    )


class Removal(forms.Form):
    """How an obstacle was removed."""

    note = _words(_("Đã gỡ thế nào"), hint=_("Văn bản trả lời, quyết định, kinh phí …"))


class Check(forms.Form):
    """What the check of a confirmed result finds."""

    verdict = forms.ChoiceField(
        label=_("Kết luận"), choices=SampledResult.Verdict.choices[1:], widget=forms.RadioSelect
    )
    reason = _words(
        _("Lý do"),
        required=False,
        hint=_(
            "Muộn hoặc không đúng thì ghi rõ ở chỗ nào: việc được trả lại và không tính hoàn thành từ hôm nay."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Whoever finds fault says where."""
        cleaned = super().clean() or {}
        found = cleaned.get("verdict")
        if found and found != SampledResult.Verdict.RIGHT and not cleaned.get("reason"):
            self.add_error("reason", _("Ghi rõ muộn hoặc không đúng ở chỗ nào."))
        return cleaned


class MoreTime(forms.Form):
    """Until when, and why."""

    due_on = DateField(label=_("Đề nghị gia hạn đến ngày"))
    note = _words(_("Lý do"), hint=_("Vì sao không thể hoàn thành đúng thời hạn."))


class GrantedTime(Decision):
    """Until when."""

    field_order = ("due_on", "basis", "note")

    due_on = DateField(label=_("Gia hạn đến ngày"))
    note = _words(_("Ý kiến"), required=False)


class AnotherLead(Decision):
    """To whom, and why."""

    field_order = ("lead", "note", "basis")

    lead = unit_field(_("Đơn vị chủ trì mới"), help_text=_("Gõ vài chữ trong tên, có dấu hay không."))
    note = _words(_("Lý do chuyển"))


class Part(forms.Form):
    """A part of a duty, given onward."""

    title = _words(_("Việc cần làm"), rows=3)
    product = forms.CharField(label=_("Sản phẩm"), required=False, max_length=500)
    lead = unit_field(_("Đơn vị chủ trì"), help_text=_("Gõ vài chữ trong tên, có dấu hay không."))
    helpers = unit_field(_("Đơn vị phối hợp"), required=False, many=True)
    due_on = DateField(
        label=_("Thời hạn"),
        required=False,
        help_text=_("Ví dụ: 5/2/2026. Nếu không có thời hạn, ghi lý do ở dưới."),
    )
    bound = forms.ChoiceField(label=_("Cách tính"), choices=Bound.choices, initial=Bound.BY)
    none_because = forms.CharField(label=_("Nếu không có thời hạn, vì sao"), required=False, max_length=300)
    priority = forms.ChoiceField(label=_("Độ khẩn"), choices=Priority.choices, initial=Priority.THUONG)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def clean(self) -> dict[str, Any]:
        """A deadline or the reason why there is none."""
        cleaned = super().clean() or {}
        if "due_on" not in self.errors and not cleaned.get("due_on") and not cleaned.get("none_because"):
            self.add_error("due_on", _("Ghi thời hạn, hoặc lý do vì sao không có thời hạn."))
        return cleaned


class Gift(Part):
    """A duty, given without a document or before it."""

    field_of_work = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=FieldOfWork.objects.order_by("sort_key"),
        required=False,
        empty_label=_("Không ghi"),
    )
    field_order = ("title", "product", "lead", "helpers", "due_on", "bound", "none_because", "priority")
