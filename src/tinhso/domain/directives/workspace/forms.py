"""The forms of the reading room."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.directives.actions.correct_task import Settled
from tinhso.domain.directives.actions.read_document import Details
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.models.task import Bound, Priority
from tinhso.domain.directives.unit_names import UnitNames, heirs_today
from tinhso.domain.directives.workflow import ACT_LABELS, DIRECTIVE_LABELS
from tinhso.kernel.documents.models import OfficialDocument, Side, Urgency
from tinhso.kernel.documents.types import CHOICES
from tinhso.kernel.duties.groups import GROUPS, heard_in
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.text.fields import LineField, LinesField
from tinhso.kernel.ui.forms import Choice, DateField, SuggestField
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit

NOTHING: tuple[str, Any] = ("", gettext_lazy("Chưa chọn"))
UPLOADS = ("pdf", "docx", "txt")


class UnitChoice:
    """What may be chosen as a unit: those of today and, of a past day, those that a document of it names."""

    def __init__(self, day: date | None) -> None:
        self.today = timezone.localdate()
        self.day = day or self.today
        self._names: dict[int, str] | None = None

    def lookup(self, text: str) -> list[Choice]:
        """Units of today that the typed text may mean; else the heirs of those that bore the name then."""
        found = [
            (hit.id, _told_apart(hit.name, hit.where))
            for hit in units.search(text, self.today, 8, former=False)
        ]
        if not found and self.day != self.today:
            found = self.alive([hit.id for hit in units.search(text, self.day, 4, former=False)])
        if not found:
            found = [(hit.id, f"{hit.name} ({hit.since})") for hit in units.search(text, self.today, 8)]
        return found

    def alive(self, ids: list[int]) -> list[Choice]:
        """The units themselves where they exist today, else who answers for them, with the field of work."""
        names: dict[int, str] = {}
        fields: dict[int, list[str]] = {}
        rows = Unit.objects.in_bulk(ids)
        for unit in (rows[pk] for pk in ids if pk in rows):
            if self.today in unit.during:
                names.setdefault(unit.pk, unit.name)
                continue
            for link in heirs_today(unit, self.today):
                names.setdefault(link.unit.pk, link.unit.name)
                if link.field is not None:
                    fields.setdefault(link.unit.pk, []).append(link.field.name)
        return [
            (pk, f"{name} ({'; '.join(fields[pk])})" if pk in fields else name) for pk, name in names.items()
        ]

    def label_of(self, pk: str) -> str:
        """The unit's name. Raises OutOfReach for an id that is no unit of ours: somebody forged a form."""
        if self._names is None:
            self._names = units.names_on(self.day) | units.names_on(self.today)
        if not pk.isascii() or not pk.isdigit() or int(pk) not in self._names:
            raise OutOfReach("units.unit", pk)
        return self._names[int(pk)]


def _told_apart(name: str, where: str) -> str:
    return f"{name} ({where})" if where else name


class DescribeForm(forms.Form):
    """What the document is."""

    number = LineField(label=gettext_lazy("Số, ký hiệu"), required=False, max_length=120)
    doc_type = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"), required=False, choices=[NOTHING, *CHOICES]
    )
    issued_on = DateField(label=gettext_lazy("Ngày ban hành hoặc ngày họp"))
    abstract = LineField(label=gettext_lazy("Trích yếu"), required=False, max_length=500)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Độ khẩn"),
        required=False,
        choices=[("", Urgency.NORMAL.label), *Urgency.choices[1:]],
    )
    side = forms.ChoiceField(label=gettext_lazy("Cách đánh số"), choices=Side.choices, initial=Side.STATE)
    issuer_text = LineField(
        label=gettext_lazy("Cơ quan ban hành, ghi theo văn bản"), required=False, max_length=200
    )

    def __init__(self, *args: Any, day: date | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = UnitChoice(day)
        self.fields["issuer_unit"] = SuggestField(
            label=_("Cơ quan ban hành trong danh sách đơn vị"),
            help_text=_("Gõ vài chữ, có dấu hay không dấu. Để trống nếu không có trong danh sách."),
            url=reverse_lazy("units:suggest"),
            lookup=choice.lookup,
            label_of=choice.label_of,
            coerce=int,
            required=False,
        )
        self.order_fields(
            ["doc_type", "number", "issued_on", "issuer_unit", "issuer_text", "abstract", "urgency", "side"]
        )

    def clean_issued_on(self) -> date | None:
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise ValidationError(
                _("Ngày này ở tương lai. Ghi ngày ban hành in trên văn bản."), code="future"
            )
        return day

    def details(self) -> Details:
        """What was answered."""
        said = self.cleaned_data
        return Details(
            number=said["number"],
            doc_type=said["doc_type"],
            issuer_id=said["issuer_unit"] or None,
            issuer_text=said["issuer_text"],
            issued_on=said["issued_on"],
            abstract=said["abstract"],
            urgency=said["urgency"],
            side=said["side"],
        )

    @staticmethod
    def initial_of(document: OfficialDocument, guessed: dict[str, str]) -> dict[str, Any]:
        """What the document says, and where it says nothing what its heading seems to say."""
        day = document.issued_on or (
            date.fromisoformat(guessed["issued_on"]) if "issued_on" in guessed else None
        )
        issuer_text = document.issuer_text or guessed.get("issuer_text", "")
        issuer = document.issuer_id
        if issuer is None and issuer_text:
            issuer = UnitNames(day or timezone.localdate()).exact(issuer_text)
        return {
            "number": document.number_raw or guessed.get("number", ""),
            "doc_type": document.doc_type or guessed.get("doc_type", ""),
            "issued_on": day,
            "issuer_unit": issuer,
            "issuer_text": issuer_text,
            "abstract": document.abstract,
            "urgency": document.urgency or guessed.get("urgency", ""),
            "side": document.side,
        }


class NewForm(DescribeForm):
    """A file or pasted words; what the document is may be said at once or on the next page."""

    file = forms.FileField(label=gettext_lazy("Tệp văn bản"), required=False)
    text = LinesField(
        label=gettext_lazy("Hoặc dán nội dung văn bản"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["issued_on"].required = False
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in UPLOADS)
        self.fields["file"].help_text = _("PDF có lớp chữ, DOCX hoặc TXT, không quá %(size)s MB.") % {
            "size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("file") and not said.get("text") and "file" not in self.errors:
            self.add_error("file", _("Chọn một tệp, hoặc dán nội dung văn bản vào ô bên dưới."))
        if said.get("file") and said.get("text"):
            self.add_error("text", _("Chỉ dùng một cách: chọn tệp, hoặc dán nội dung."))
        return said


class SettleForm(forms.Form):
    """What a task is."""

    title = forms.CharField(
        label=gettext_lazy("Việc phải làm"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    product = LineField(
        label=gettext_lazy("Sản phẩm"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Thứ giao nộp được: dự thảo nghị quyết, kế hoạch, báo cáo…"),
    )
    due_on = DateField(label=gettext_lazy("Thời hạn"), required=False)
    bound = forms.ChoiceField(
        label=gettext_lazy("Cách tính hạn"), required=False, choices=[NOTHING, *Bound.choices]
    )
    no_deadline_reason = LineField(
        label=gettext_lazy("Lý do không có thời hạn"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ ghi khi việc không thể có thời hạn."),
    )
    accountable = LineField(
        label=gettext_lazy("Người chịu trách nhiệm"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Chức danh hoặc họ tên, ví dụ: Giám đốc Sở."),
    )
    priority = forms.ChoiceField(label=gettext_lazy("Mức độ khẩn"), choices=Priority.choices)
    report_to = LineField(label=gettext_lazy("Báo cáo, trình ai"), required=False, max_length=300)
    coordinating_text = LineField(
        label=gettext_lazy("Phối hợp khác, ghi bằng chữ"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Nhóm hoặc cơ quan không có trong danh sách: “các sở, ban, ngành liên quan”."),
    )
    act = forms.ChoiceField(
        label=gettext_lazy("Câu này"), choices=[(act.value, label) for act, label in ACT_LABELS.items()]
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(
        self, *args: Any, day: date | None = None, offers: Sequence[Choice] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choice = UnitChoice(day)
        shared: dict[str, Any] = {
            "url": reverse_lazy("units:suggest"),
            "lookup": choice.lookup,
            "label_of": choice.label_of,
            "coerce": int,
            "required": False,
        }
        self.fields["lead"] = SuggestField(
            label=_("Đơn vị chủ trì"),
            help_text=_("Gõ hai chữ trong tên, có dấu hay không dấu, rồi chọn. Chỉ một đơn vị."),
            **shared,
        )
        self.fields["coordinating"] = SuggestField(
            label=_("Đơn vị phối hợp"), help_text=_("Có thể chọn nhiều đơn vị."), many=True, **shared
        )
        self.fields["lead_group"] = forms.ChoiceField(
            label=_("Hoặc giao cho tất cả"),
            required=False,
            choices=[NOTHING, *((group.key, group.label) for group in GROUPS.values())],
            help_text=_("Mỗi đơn vị của nhóm nhận một việc riêng; danh sách và bảng hiện một dòng chung."),
        )
        self.fields["lead"].widget.offers = list(offers)
        self.order_fields(
            ["title", "lead", "lead_group", "coordinating", "coordinating_text", "due_on", "bound", "no_deadline_reason",
             "product", "accountable", "priority", "report_to", "act", "version"]
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("due_on") and not said.get("bound") and "bound" not in self.errors:
            self.add_error("bound", _("Chọn cách tính: trước ngày đó, chậm nhất ngày đó, hay trong kỳ."))
        if said.get("lead") and said.get("lead_group"):
            self.add_error("lead_group", _("Chọn một đơn vị chủ trì, hoặc một nhóm. Hãy bỏ một trong hai."))
        if said.get("due_on") and said.get("no_deadline_reason"):
            self.add_error(
                "no_deadline_reason", _("Đã có thời hạn thì không ghi lý do. Hãy bỏ một trong hai.")
            )
        return said

    def settled(self, field_of_work_id: int | None = None) -> Settled:
        """What was answered."""
        said = self.cleaned_data
        return Settled(
            title=said["title"],
            product=said["product"],
            act=said["act"],
            lead_unit_id=said["lead"] or None,
            lead_group=said["lead_group"],
            field_of_work_id=field_of_work_id,
            coordinating=said["coordinating"],
            coordinating_text=said["coordinating_text"],
            due_on=said["due_on"],
            bound=said["bound"],
            no_deadline_reason=said["no_deadline_reason"],
            priority=said["priority"],
            accountable=said["accountable"],
            report_to=said["report_to"],
        )

    @staticmethod
    def initial_of(task: DirectiveTask) -> dict[str, Any]:
        """What the task says now."""
        said = {
            name: getattr(task, name)
            for name in ("title", "product", "due_on", "bound", "no_deadline_reason", "accountable",
                         "priority", "report_to", "coordinating_text", "act", "version")
        }  # fmt: skip
        helping = [row.unit_id for row in task.coordinations.all()]
        heard = heard_in(task.lead_text) if task.lead_unit_id is None and not task.corrected else []
        group = task.lead_group or (
            heard[0] if len(heard) == 1 else ""
        )  # offered; the person who saves decides
        return said | {"lead": task.lead_unit_id, "lead_group": group, "coordinating": helping}


class SplitForm(forms.Form):
    """The parts of a task, one per line."""

    titles = LinesField(
        label=gettext_lazy("Mỗi việc một dòng"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Ít nhất hai dòng. Đơn vị, thời hạn và câu trích của việc cũ được giữ cho từng việc."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def clean_titles(self) -> list[str]:
        lines = [line for line in self.cleaned_data["titles"].split("\n") if line]
        if not 2 <= len(lines) <= 20:
            raise ValidationError(_("Ghi từ hai đến hai mươi dòng, mỗi dòng một việc."), code="parts")
        return lines


class DropForm(forms.Form):
    """Why it is no task."""

    reason = LineField(
        label=gettext_lazy("Vì sao không phải là việc được giao"), required=False, max_length=300
    )


class FilterForm(forms.Form):
    """Narrows the list."""

    trang_thai = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *((s.value, label) for s, label in DIRECTIVE_LABELS.items())],
    )
    loai = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"), required=False, choices=[("", gettext_lazy("Tất cả")), *CHOICES]
    )
    co_quan = LineField(label=gettext_lazy("Cơ quan ban hành"), required=False, max_length=100)
    tu = DateField(label=gettext_lazy("Từ ngày"), required=False, help_text="")
    den = DateField(label=gettext_lazy("Đến ngày"), required=False, help_text="")
