"""The forms of the conclusion notice: its words, its number, its paragraphs."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.sessions import queries, wording
from tinhso.domain.sessions.actions.enter_number import Printed
from tinhso.domain.sessions.actions.prepare_notice import Notice, Said
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.paragraphs import Paragraph
from tinhso.domain.sessions.workflow import RemarkState
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.fields import LineField, LinesField
from tinhso.kernel.ui.forms import Choice, DateField, SuggestField

SHORT = 160


def _rows(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NoticeForm(forms.Form):
    """The notice around its conclusions."""

    abstract = LineField(label=gettext_lazy("Trích yếu"), max_length=500)
    opening = LinesField(label=gettext_lazy("Đoạn mở đầu"), max_length=6000, widget=_rows(6))
    closing = LineField(label=gettext_lazy("Đoạn kết"), required=False, max_length=1000)
    recipients = LinesField(
        label=gettext_lazy("Nơi nhận"),
        required=False,
        widget=_rows(4),
        help_text=gettext_lazy("Mỗi nơi một dòng."),
    )
    authority = LinesField(
        label=gettext_lazy("Thẩm quyền ký"),
        required=False,
        widget=_rows(2),
        help_text=gettext_lazy("Ví dụ: TL. Chủ tịch; KT. Chánh Văn phòng."),
    )
    signer_title = LineField(label=gettext_lazy("Chức vụ người ký"), max_length=160)
    signer_name = LineField(label=gettext_lazy("Họ tên người ký"), max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def notice(self, conclusions: Sequence[Said]) -> Notice:
        """What was answered."""
        said = self.cleaned_data
        return Notice(
            abstract=said["abstract"],
            opening=" ".join(said["opening"].split("\n")),
            conclusions=conclusions,
            closing=said["closing"],
            recipients=_lines(said["recipients"]),
            authority=_lines(said["authority"]),
            signer_title=said["signer_title"],
            signer_name=said["signer_name"],
        )

    @staticmethod
    def initial_of(session: WorkingSession, by: Scope, today: date) -> dict[str, Any]:
        """What the draft says; before there is one, a proposal from what was recorded."""
        if session.draft is not None:
            sheet = session.draft.sheet
            words = [block.text for block in sheet.body if hasattr(block, "text")]
            numbered = session.conclusions.count()
            return {
                "abstract": sheet.abstract,
                "opening": words[0] if words else "",
                "closing": words[-1] if len(words) > numbered + 1 else "",
                "recipients": "\n".join(sheet.recipients),
                "authority": "\n".join(sheet.signer.authority),
                "signer_title": sheet.signer.title,
                "signer_name": sheet.signer.name,
                "version": session.version,
            }
        issuer = letterhead_of(session.owner_unit, today).issuer
        return {
            "abstract": wording.abstract_of(session),
            "opening": wording.opening_of(session),
            "closing": wording.closing_of(session, issuer),
            "recipients": "\n".join([session.chair, *_units_of(session), "Lưu: VT"]),
            "signer_title": by.post_title,
            "signer_name": by.person_name,
            "version": session.version,
        }


def _units_of(session: WorkingSession) -> list[str]:
    present = session.attendances.filter(unit__isnull=False).select_related("unit")
    leads = session.remarks.exclude(state=RemarkState.DROPPED).filter(unit__isnull=False)
    names = [row.unit.name for row in present if row.unit]
    names += [remark.unit.name for remark in leads.select_related("unit") if remark.unit]
    return list(dict.fromkeys(names))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(stripped for line in text.split("\n") if (stripped := line.strip().lstrip("-–+ ")))


class ConclusionRow(forms.Form):
    """One numbered paragraph; an empty place leaves it out."""

    remarks = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    order = forms.IntegerField(
        label=gettext_lazy("Đoạn số"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-date"}),
    )
    words = LinesField(label=gettext_lazy("Lời kết luận"), required=False, max_length=6000, widget=_rows(3))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("order") and not said.get("words"):
            self.add_error("words", ValidationError(_("Ghi lời kết luận, hoặc bỏ số thứ tự."), code="empty"))
        return said


ConclusionForms = formset_factory(ConclusionRow, extra=2)


def rows_of(session: WorkingSession, remarks: Sequence[Remark]) -> list[dict[str, Any]]:
    """What the rows begin with: the conclusions written so far, then every remark that stands in none; a first
    notice proposes them all, praise and limitations too, in the order in which they were made."""
    written = list(session.conclusions.prefetch_related("remarks"))
    rows: list[dict[str, Any]] = []
    settled = set()
    for conclusion in written:
        ids = [remark.pk for remark in conclusion.remarks.all()]
        settled.update(ids)
        rows.append({"remarks": _joined(ids), "order": len(rows) + 1, "words": conclusion.words})
    for remark in remarks:
        if remark.pk in settled or remark.state == RemarkState.DROPPED:
            continue
        helpers = [row.unit.name for row in remark.coordinations.all()]
        words = wording.conclusion_of(remark, helpers)
        place = None if written else len(rows) + 1
        rows.append({"remarks": _joined([remark.pk]), "order": place, "words": words})
    return rows


def conclusions_from(rows: Any) -> list[Said]:
    """The rows that have a place, in the order of their places; rows of one place are one paragraph."""
    kept = sorted(
        (row.cleaned_data for row in rows if row.cleaned_data.get("order")), key=lambda said: said["order"]
    )
    return [
        Said(
            words=" ".join(said["words"] for said in same),
            remark_ids=[pk for said in same for pk in _ids(said["remarks"])],
        )
        for same in (list(group) for _order, group in groupby(kept, key=lambda said: said["order"]))
    ]


def _joined(ids: Sequence[int]) -> str:
    return ",".join(map(str, ids))


def _ids(joined: str) -> list[int]:
    return [int(pk) for pk in joined.split(",") if pk.isdecimal() and len(pk) < 19]


class NumberForm(forms.Form):
    """What stands on the paper."""

    number = LineField(
        label=gettext_lazy("Số, ký hiệu"), max_length=80, help_text=gettext_lazy("Ví dụ: 315/TB-UBND")
    )
    issued_on = DateField(label=gettext_lazy("Ngày ban hành"))
    abstract = LineField(label=gettext_lazy("Trích yếu"), required=False, max_length=500)

    def printed(self) -> Printed:
        """What was answered."""
        said = self.cleaned_data
        return Printed(number=said["number"], issued_on=said["issued_on"], abstract=said["abstract"])


class DocumentForm(forms.Form):
    """A document of the register."""

    def __init__(self, *args: Any, by: Scope, **options: Any) -> None:
        super().__init__(*args, **options)

        def named(document: OfficialDocument) -> str:
            return f"{document.title} – {document.abstract[:SHORT]}" if document.abstract else document.title

        def found(text: str) -> list[Choice]:
            return [(document.pk, named(document)) for document in queries.documents_found(text, by)]

        def label_of(pk: str) -> str:
            wanted = int(pk) if pk.isdecimal() and len(pk) < 19 else 0
            document = OfficialDocument.objects.visible_to(by).filter(pk=wanted).defer("text").first()
            if document is None:
                raise OutOfReach("documents.officialdocument", pk)
            return named(document)

        self.fields["document"] = SuggestField(
            label=_("Văn bản trong kho"),
            help_text=_("Gõ số hoặc vài chữ trong trích yếu, rồi chọn."),
            url=reverse_lazy("sessions:suggest_documents"),
            lookup=found,
            label_of=label_of,
            coerce=int,
        )


class ParagraphForm(forms.Form):
    """Which paragraph says it."""

    start = forms.TypedChoiceField(
        label=gettext_lazy("Đoạn trong thông báo"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, paragraphs: Sequence[Paragraph], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["start"].choices = [  # type: ignore[attr-defined]
            *((one.start, _short(one.name)) for one in paragraphs),
            ("", _("Thông báo không có đoạn nào về ý kiến này")),
        ]


def _short(words: str) -> str:
    return words if len(words) <= SHORT else f"{words[: SHORT - 1].rstrip()}…"
