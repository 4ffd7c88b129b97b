"""Sessions as the tests need them: plain functions, real actions."""

import uuid
from datetime import date, datetime, timedelta

from tinhso.domain.sessions.actions.note_remark import Said, note_remark
from tinhso.domain.sessions.actions.prepare_notice import Notice, prepare_notice
from tinhso.domain.sessions.actions.prepare_notice import Said as Concluded
from tinhso.domain.sessions.actions.record_session import Facts, record_session
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.wording import conclusion_of
from tinhso.domain.sessions.workflow import Kind
from tinhso.kernel.documents.models import Draft
from tinhso.kernel.people.tests.cast import Province, scope_of
from tinhso.kernel.text.formats import VIETNAM

HELD = datetime(2026, 11, 20, 14, 0, tzinfo=VIETNAM)
AT = datetime(2026, 11, 20, 16, 0, tzinfo=VIETNAM)
LATER = AT + timedelta(days=3)


def facts(**changes) -> Facts:
    said = {
        "title": "Buổi làm việc với Sở Khoa học và Công nghệ về chuyển đổi số",
        "starts_at": HELD,
        "place": "Phòng họp số 2",
        "chair": "Lê Lãnh Đạo Thử, Phó Chủ tịch UBND tỉnh",
    }
    return Facts(**(said | changes))


def a_session(cast: Province, *, by=None, **changes) -> WorkingSession:
    """Recorded by the office."""
    by = by or scope_of(cast.head_of_office)
    return record_session(facts(**changes), token=uuid.uuid4(), by=by, at=AT)


def said(kind: Kind = Kind.DIRECTION, words: str = "Sở khẩn trương hoàn thiện đề án.", **changes) -> Said:
    return Said(kind=kind, speaker="Lê Lãnh Đạo Thử, Phó Chủ tịch UBND tỉnh", words=words, **changes)


def a_direction(session: WorkingSession, unit, *, by, **changes) -> Remark:
    """Clear enough to be given."""
    ready = {"title": "Hoàn thiện đề án chuyển đổi số", "due_on": date(2026, 12, 15), "bound": "before"}
    return note_remark(
        session, said=said(unit_id=unit.pk, **(ready | changes)), token=uuid.uuid4(), by=by, at=AT
    )


def a_remark(session: WorkingSession, kind: Kind, words: str, *, by, **changes) -> Remark:
    return note_remark(session, said=said(kind, words, **changes), token=uuid.uuid4(), by=by, at=AT)


def ten_directions(session: WorkingSession, units, *, by) -> list[Remark]:
    return [
        a_direction(
            session,
            units[number % len(units)],
            by=by,
            words=f"Lời phát biểu thứ {number}.",
            title=f"Xây dựng kế hoạch chuyên đề số {number} về {SUBJECTS[number]}",
        )
        for number in range(10)
    ]


SUBJECTS = [
    "hạ tầng viễn thông", "nhân lực số", "dữ liệu dùng chung", "an toàn thông tin", "báo chí", "mạng xã hội",
    "phần mềm tiện ích", "thủ tục trực tuyến", "kinh tế nông nghiệp", "du lịch thông minh",
]  # fmt: skip


def a_notice(remarks: list[Remark], **changes) -> Notice:
    """Each remark one conclusion, in their order."""
    concluded = [Concluded(conclusion_of(remark, []), [remark.pk]) for remark in remarks]
    said = {
        "abstract": "Kết luận buổi làm việc với Sở Khoa học và Công nghệ",
        "opening": "Ngày 20 tháng 11 năm 2026, đồng chí Lê Lãnh Đạo Thử kết luận như sau:",
        "conclusions": concluded,
        "closing": "Văn phòng thông báo để các đơn vị biết, thực hiện./.",
        "signer_name": "Trần Văn Phòng Thử",
        "signer_title": "Chánh Văn phòng",
        "recipients": ("Như trên", "Lưu: VT"),
    }
    return Notice(**(said | changes))


def a_draft(session: WorkingSession, remarks: list[Remark], *, by) -> Draft:
    return prepare_notice(session, notice=a_notice(remarks), by=by, at=AT)
