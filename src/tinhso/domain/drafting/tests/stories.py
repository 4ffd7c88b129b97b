"""Drafts for the tests, brought as far as a test needs them through the real actions."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from tinhso.domain.drafting.actions.consult import consult
from tinhso.domain.drafting.actions.issue import issue
from tinhso.domain.drafting.actions.open_dossier import open_dossier
from tinhso.domain.drafting.actions.sign import sign
from tinhso.domain.drafting.actions.submit import Memo, submit
from tinhso.domain.drafting.actions.write_version import write_version
from tinhso.domain.drafting.models import Consultation, Dossier, Submission, Version
from tinhso.kernel.documents.issuing.body import read_body
from tinhso.kernel.documents.issuing.content import Sheet, Signer
from tinhso.kernel.documents.models import IssuedDocument
from tinhso.kernel.people.models import Account, Post
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.tests.cast import Province, a_province, an_officer_of, scope_of
from tinhso.kernel.text.formats import VIETNAM

AT = datetime(2026, 9, 14, 9, 0, tzinfo=VIETNAM)  # a Monday
BODY = """Điều 1. Ban hành Kế hoạch chuyển đổi số năm 2027 của tỉnh.
1. Sở Tài chính bố trí kinh phí, hoàn thành trước ngày 15/12/2026.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký./."""
MEMO = Memo(need="Thực hiện chương trình hành động.", content="Ban hành kế hoạch năm 2027.")

_tokens = count(1)


@dataclass(frozen=True)
class World:
    """The cast of a province, with somebody who seals in the name of its People's Committee."""

    cast: Province
    chairman: Account
    clerk: Account  # of the committee: numbers, seals, sends

    @property
    def chair(self) -> Post:
        """The post that signs."""
        return Post.objects.get(tenures__person=self.chairman.person)


def a_world() -> World:
    """A province whose People's Committee can issue."""
    cast = a_province()
    return World(
        cast,
        chairman=an_officer_of(
            cast.office, role=Role.LEADER, name="Phùng Chủ Tịch Thử", title="Chủ tịch (thử)"
        ),
        clerk=an_officer_of(cast.province, role=Role.HEAD_OF_OFFICE, name="Đoàn Văn Thư Thử"),
    )


def at(days: int, hour: int = 9) -> datetime:
    """So many days after the story began."""
    return (AT + timedelta(days=days)).replace(hour=hour)


def day(days: int) -> date:
    return at(days).date()


def a_dossier(world: World, **options: object) -> Dossier:
    """The science department begins a decision of the People's Committee; one version, nothing filled in."""
    options = {"doc_type": "quyet-dinh", "issuer": world.cast.province, "at": AT} | options
    return open_dossier(
        abstract="Ban hành Kế hoạch chuyển đổi số năm 2027",
        token=f"t{next(_tokens)}",
        by=scope_of(world.cast.science_officer),
        **options,  # type: ignore[arg-type]
    )


def filled(sheet: Sheet, body: str = BODY) -> Sheet:
    """The skeleton as a drafter leaves it."""
    return replace(
        sheet,
        body=read_body(body),
        bases=("Căn cứ Luật Tổ chức chính quyền địa phương",) if sheet.bases else (),
        recipients=("Các sở, ban, ngành", "Lưu: VT"),
        signer=Signer("Phùng Chủ Tịch Thử", sheet.signer.title, sheet.signer.authority),
    )


def a_written_dossier(world: World, **options: object) -> Dossier:
    """… and writes it: version 2 counts."""
    dossier = a_dossier(world, **options)
    write(dossier, world.cast.science_officer)
    dossier.refresh_from_db()
    return dossier


def write(dossier: Dossier, account: Account, body: str = BODY, *, made_from: int | None = None) -> Version:
    """Somebody's next version."""
    dossier.refresh_from_db()
    base = Version.objects.get(dossier=dossier, number=made_from or dossier.head)
    by = scope_of(account)
    return write_version(dossier, filled(base.sheet, body), made_from=base.number, by=by, at=at(1))


def a_consultation(world: World, *, due: int = 7, **options: object) -> tuple[Dossier, list[Consultation]]:
    """The head asks culture and a commune."""
    dossier = a_written_dossier(world, **options)
    units = {world.cast.culture.pk: day(due), world.cast.commune.pk: day(due)}
    return dossier, consult(dossier, units=units, by=scope_of(world.cast.science_head), at=at(2))


def a_submission(world: World, **options: object) -> Submission:
    """It lies before the chairman."""
    dossier = a_written_dossier(world, **options)
    by = scope_of(world.cast.science_head)
    return submit(dossier, signer=world.chair, memo=MEMO, due_on=day(10), by=by, at=at(3))


def a_signed_dossier(world: World, **options: object) -> Dossier:
    """The chairman has signed."""
    submission = a_submission(world, **options)
    sign(submission, by=scope_of(world.chairman), at=at(4))
    return Dossier.objects.get(pk=submission.dossier_id)


def an_issued(world: World, *units: int, **options: object) -> IssuedDocument:
    """It is issued and sent to `units`."""
    dossier = a_signed_dossier(world, **options)
    return issue(dossier, number="10/QĐ-UBND", units=units, by=scope_of(world.clerk), at=at(5))
