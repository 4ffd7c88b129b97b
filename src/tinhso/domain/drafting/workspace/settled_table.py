"""Bảng tổng hợp, tiếp thu, giải trình ý kiến, as XLSX columns and as a sheet for Word."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from tinhso.domain.drafting.models import Consultation, Dossier
from tinhso.domain.drafting.queries import silence
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.documents.issuing.body import Paragraph, Table
from tinhso.kernel.documents.issuing.content import Sheet, Signer
from tinhso.kernel.ui.xlsx import SheetColumn


def columns() -> list[SheetColumn]:
    """The columns of the XLSX, in the language of the page."""
    return [
        SheetColumn(_("Lần"), "number", 8),
        SheetColumn(_("Đơn vị"), width=36),
        SheetColumn(_("Trả lời"), width=22),
        SheetColumn(_("Hạn trả lời"), "date", 14),
        SheetColumn(_("Ngày trả lời"), "date", 14),
        SheetColumn(_("Ý kiến"), width=60),
        SheetColumn(_("Tiếp thu"), width=22),
        SheetColumn(_("Giải trình"), width=60),
    ]


def sheet_of(dossier: Dossier, answers: list[Consultation], day: date) -> Sheet:
    """The table as a paper of the drafting unit, to go with the tờ trình."""
    head = letterhead_of(dossier.owner_unit, day)
    rows = tuple(tuple([str(place), *row]) for place, row in enumerate(_rows(answers, day), start=1))
    header = ("STT", _("Đơn vị"), _("Ý kiến"), _("Tiếp thu"), _("Giải trình"))
    answered = sum(asked.answered_at is not None for asked in answers)
    counted = _("Đã hỏi %(asked)s lượt đơn vị, nhận %(answered)s trả lời.") % {
        "asked": len(answers),
        "answered": answered,
    }
    return Sheet(
        side=head.side,
        issuer=head.issuer,
        parent_body=head.parent_body,
        place=head.place,
        day=day,
        type_name=_("Bảng tổng hợp, tiếp thu, giải trình ý kiến"),
        abstract=_("Về dự thảo %(name)s") % {"name": str(dossier)},
        body=(Paragraph(counted), Table(header, rows)),
        signer=Signer("", _("Thủ trưởng đơn vị soạn thảo")),
    )


def _rows(answers: list[Consultation], day: date) -> Iterator[list[str]]:
    for asked in answers:
        comments = list(asked.comments.all())
        if not comments:
            yield [asked.unit.name, str(asked.answer_label) or str(silence(day)), "", ""]
        for comment in comments:
            yield [asked.unit.name, comment.text, str(comment.settled_label), comment.reason]
