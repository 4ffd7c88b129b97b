"""What has happened in the demo province: told through the real actions, on days counted back from today."""

import datetime as dt
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from tinhso.domain.directives.interface import Details, Directive, confirm, judge, read_document, tasks_of
from tinhso.kernel.documents import files
from tinhso.kernel.documents.actions.issue_document import issue_document
from tinhso.kernel.documents.actions.save_draft import save_draft
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.ask_extension import ask_extension
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.give_subduty import give_subduty
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.duties.actions.report_progress import report_progress
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.scope import Scope
from tinhso.surfaces.demo import (
    backlog,
    cascade,
    cast,
    drafting,
    followup,
    orders,
    reading,
    register,
    sessions,
    texts,
)


@dataclass
class Storyteller:
    """Knows the day on which the story ends and who may act in it."""

    today: dt.date
    accounts: dict[str, Account]

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)

    def at(self, offset: int) -> dt.datetime:
        """Nine in the morning, `offset` days from today; never later than now."""
        nine = dt.datetime.combine(self.day(offset), dt.time(9), timezone.get_current_timezone())
        return min(nine, timezone.now())

    def who(self, username: str) -> Scope:
        return cast.acting(self.accounts[username])


@transaction.atomic
def tell(today: dt.date) -> None:
    """Build the whole story, or nothing of it. Does nothing where it has been told."""
    story = Storyteller(today, cast.hire(today))
    if Directive.objects.exists():
        return
    clear = _receive(story, texts.clear_conclusion(today), number="901/TB-UBND", issued=-75, received=-74)
    _receive(story, texts.vague_conclusion(today), number="1042/TB-UBND", issued=-3, received=-2)
    duties = _confirm(story, clear)
    _work(story, duties)
    _issue(story)
    backlog.tell(story)
    sessions.tell(story)
    drafting.tell(story)
    register.tell(story)
    cascade.tell(story)
    followup.tell(story)
    orders.tell(story)
    reading.tell(story)


def _receive(story: Storyteller, text: str, *, number: str, issued: int, received: int) -> Directive:
    details = Details(number=number, doc_type="TB", issuer_text="UBND tỉnh", issued_on=story.day(issued))
    return read_document(text=text, details=details, by=story.who("vanphong"), at=story.at(received))


def _confirm(story: Storyteller, directive: Directive) -> list[Duty]:
    """Every task of the clear conclusion names who and by when, so all of them can be given."""
    office, at = story.who("vanphong"), story.at(-74)
    tasks = list(tasks_of(directive))
    ready = [item.task.pk for item in judge(tasks, directive.document, today=story.day(-74)) if item.ready]
    return confirm(directive, task_ids=ready, by=office, at=at)


def _work(story: Storyteller, duties: list[Duty]) -> None:
    """Done on time, done late, open in term, overdue: the board has something of each."""
    office = story.who("vanphong")
    by_lead: dict[str, list[Duty]] = {}
    for duty in duties:
        by_lead.setdefault(duty.lead_unit.key, []).append(duty)

    def of(unit: str, number: int = 0) -> Duty | None:
        led = by_lead.get(unit, [])
        return led[number] if number < len(led) else None

    science = story.who("sokhcn")
    if survey := of("so-khoa-hoc-va-cong-nghe"):
        accept(survey, by=science, at=story.at(-73))
        report_progress(survey, text="Đã rà soát 90 xã, phường.", percent=70, by=science, at=story.at(-60))
        evidence = files.store(
            ContentFile("Báo cáo rà soát đường truyền (tệp mẫu)\n".encode(), name="bao-cao-ra-soat.txt"),
            by=science, at=story.at(-45), readers=survey.readers,
        )  # fmt: skip
        submit_result(
            survey, text="Trình báo cáo rà soát.", files=[evidence.pk], by=science, at=story.at(-45)
        )
        confirm_result(survey, by=office, at=story.at(-43))
    for unit, username, submitted, confirmed in (
        ("so-noi-vu", "sonoivu", -24, -23),
        ("so-tai-chinh", "sotaichinh", -12, -10),
    ):
        if duty := of(unit):
            accept(duty, by=story.who(username), at=story.at(-72))
            submit_result(duty, text="Trình kết quả.", by=story.who(username), at=story.at(submitted))
            confirm_result(duty, by=office, at=story.at(confirmed))
    if register := of("so-van-hoa-the-thao-va-du-lich"):
        culture = story.who("sovhttdl")
        accept(register, by=culture, at=story.at(-73))
        report_progress(register, text="Đã rà soát phần lớn văn phòng đại diện.", percent=60,
                        obstacle="Một số cơ quan báo chí chưa gửi hồ sơ.", by=culture, at=story.at(-22))  # fmt: skip
    if tools := of("so-khoa-hoc-va-cong-nghe", 1):
        accept(tools, by=science, at=story.at(-73))
        report_progress(
            tools, text="Đã có danh mục dự thảo 35 phần mềm.", percent=55, by=science, at=story.at(-8)
        )
        give_subduty(
            tools, title="Khảo sát nhu cầu phần mềm tiện ích của người dân tại xã", product="Phiếu tổng hợp",
            lead_unit_id=cast.unit_of("commune:20", story.today).pk, token="demo-1",
            deadline=Deadline(on=story.day(5), bound="before"), by=science, at=story.at(-7),
        )  # fmt: skip
    if land := of("so-nong-nghiep-va-moi-truong"):
        farming = story.who("sonnmt")
        accept(land, by=farming, at=story.at(-70))
        ask_extension(
            land,
            due_on=story.day(40),
            reason="Chờ số liệu đo đạc của một số xã.",
            by=farming,
            at=story.at(-1),
        )
    if summary := of("van-phong-ubnd-tinh"):
        accept(summary, by=office, at=story.at(-73))


def _issue(story: Storyteller) -> None:
    """One document with a (trial) seal for the page where everybody checks it, and one draft to try issuing."""
    science = story.who("sokhcn")
    head = letterhead_of(cast.unit_of("so-khoa-hoc-va-cong-nghe", story.today), story.today)
    for doc_type, sheet, number in texts.sheets(head, story.today):
        draft = save_draft(sheet, doc_type=doc_type, by=science, at=story.at(-5))
        if number:
            issue_document(draft, number=number, by=science, at=story.at(-4))
