"""One working session of the demo: leaders with a department, in the spirit of the sessions that provinces print in
their newspapers. Three directions are given, one still lacks its deadline; the notice waits for its number."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from tinhso.domain.sessions.interface import (
    Answer,
    Concluded,
    Facts,
    Guest,
    Kind,
    Notice,
    Point,
    Remark,
    Said,
    Standing,
    WorkingSession,
    abstract_of,
    arrange_agenda,
    call_roll,
    closing_of,
    conclusion_of,
    give,
    invite,
    lay_paper,
    note_remark,
    opening_of,
    prepare_notice,
    record_session,
)
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.people.models import Post
from tinhso.kernel.units.models import Unit
from tinhso.surfaces.demo import cast

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller

HELD = -9
CHAIR = "Đồng chí Lê Lãnh Đạo Mẫu, Phó Chủ tịch UBND tỉnh"
SCIENCE, CULTURE = "so-khoa-hoc-va-cong-nghe", "so-van-hoa-the-thao-va-du-lich"


def tell(story: "Storyteller") -> None:
    """From the invitation to the draft of the notice."""
    office, at = story.who("vanphong"), story.at(HELD)
    begins = dt.datetime.combine(story.day(HELD), dt.time(14), at.tzinfo)
    chair = Post.objects.filter(tenures__person=story.accounts["lanhdao"].person).order_by("pk").first()
    facts = Facts(
        title="Buổi làm việc với Sở Khoa học và Công nghệ về chuyển đổi số, chính quyền số",
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=2, minutes=30),
        place="Phòng họp số 1, trụ sở UBND tỉnh",
        chair=CHAIR,
        chair_post_id=chair.pk if chair else None,
    )
    session = record_session(
        facts, token=uuid.uuid5(uuid.NAMESPACE_URL, "tinhso:demo:session"), by=office, at=at
    )
    _gather(story, session)
    remarks = _say(story, session)
    clear = [remark.pk for remark in remarks if remark.ready]
    give(session, remark_ids=clear, by=office, at=story.at(HELD + 1))
    _conclude(story, session, remarks)


def _unit(story: "Storyteller", key: str) -> Unit:
    return cast.unit_of(key, story.today)


def _gather(story: "Storyteller", session: WorkingSession) -> None:
    office, at = story.who("vanphong"), story.at(HELD)
    science, culture = _unit(story, SCIENCE), _unit(story, CULTURE)
    finance, commune = _unit(story, "so-tai-chinh"), _unit(story, "commune:20")
    guests = [
        Guest("Phạm Chuyên Viên Mẫu, Phó Giám đốc Sở Khoa học và Công nghệ", unit_id=science.pk),
        Guest("Giám đốc Sở Văn hóa, Thể thao và Du lịch", unit_id=culture.pk),
        Guest("Ngô Tài Chính Mẫu, Phó Giám đốc Sở Tài chính", unit_id=finance.pk),
        Guest(f"Lãnh đạo UBND {commune.name}", unit_id=commune.pk),
        Guest("Đại diện các doanh nghiệp viễn thông trên địa bàn tỉnh"),
    ]
    rows = invite(session, guests=guests, by=office, at=at)
    here, sent, away = Standing.PRESENT, Standing.REPRESENTED, Standing.ABSENT
    answers = [
        Answer(rows[0].pk, here),
        Answer(rows[1].pk, sent, represented_by="Vũ Văn Hóa Mẫu, chuyên viên"),
        Answer(rows[2].pk, here),
        Answer(rows[3].pk, away, note="Có lý do"),
        Answer(rows[4].pk, here),
    ]
    call_roll(session, answers=answers, by=office, at=at)
    points = [
        Point("Báo cáo kết quả chín tháng và nhiệm vụ trọng tâm", "Phó Giám đốc Sở Khoa học và Công nghệ"),
        Point("Thảo luận về hạ tầng số và phần mềm tiện ích cho người dân"),
        Point("Kết luận", CHAIR),
    ]
    arrange_agenda(session, points=points, by=office, at=at)
    paper = ContentFile(
        "Báo cáo tóm tắt kết quả chín tháng (tệp mẫu).\n".encode(), name="bao-cao-9-thang.txt"
    )
    lay_paper(session, uploads=[paper], by=office, at=at)


def _say(story: "Storyteller", session: WorkingSession) -> list[Remark]:
    office, at = story.who("vanphong"), story.at(HELD)
    science, culture, home = (_unit(story, key).pk for key in (SCIENCE, CULTURE, "so-noi-vu"))
    report, talk, end = (point.pk for point in session.agenda.all())
    said = [
        Said(
            Kind.PRAISE, CHAIR, "Ghi nhận, đánh giá cao những nỗ lực của Sở và các xã, phường trong thời gian qua.",
            agenda_item_id=report, unit_id=science,
        ),
        Said(
            Kind.LIMITATION, CHAIR, "Nhiều thôn vùng cao chưa có sóng ổn định; cán bộ cấp xã còn lúng túng khi dùng"
            " phần mềm.", agenda_item_id=talk, unit_id=science,
            cause="Thiếu vốn cho trạm phát sóng; tập huấn chưa gắn với việc hằng ngày.",
        ),
        Said(
            Kind.EXPECTATION, CHAIR, "Mong muốn ngành thực sự chuyển biến, chủ động, đột phá.", agenda_item_id=end
        ),
        Said(
            Kind.DIRECTION, CHAIR, "Trước mắt, khẩn trương hoàn thành dự thảo Nghị quyết về chuyển đổi số của tỉnh.",
            agenda_item_id=end, title="Hoàn thành dự thảo Nghị quyết về chuyển đổi số của tỉnh, định hướng đến năm 2030",
            product="Dự thảo Nghị quyết", unit_id=science, coordinating=[home], due_on=story.day(18),
            bound="before", priority="cao",
        ),
        Said(
            Kind.DIRECTION, CHAIR, "Phải giúp người dân dùng được các phần mềm tiện ích, việc này làm ngay.",
            agenda_item_id=end, title="Lập danh mục phần mềm tiện ích phục vụ đời sống, học tập, sản xuất",
            product="Danh mục", unit_id=science, coordinating=[culture], due_on=story.day(30), bound="by",
        ),
        Said(
            Kind.DIRECTION, CHAIR, "Thực hiện tốt quản lý hoạt động của các cơ quan đại diện, phóng viên thường trú.",
            agenda_item_id=end, title="Rà soát hoạt động của các cơ quan đại diện, phóng viên thường trú trên địa bàn",
            product="Báo cáo rà soát", unit_id=culture, no_deadline_reason="Nhiệm vụ thường xuyên",
        ),
        Said(
            Kind.DIRECTION, CHAIR, "Cần đào tạo nguồn nhân lực hiểu biết về công nghệ thông tin.",
            agenda_item_id=end, title="Đào tạo nguồn nhân lực đáp ứng yêu cầu chuyển đổi số", unit_id=home,
        ),
    ]  # fmt: skip
    tokens = (uuid.uuid5(uuid.NAMESPACE_URL, f"tinhso:demo:remark:{n}") for n in range(len(said)))
    return [
        note_remark(session, said=one, token=token, by=office, at=at)
        for one, token in zip(said, tokens, strict=True)
    ]


def _conclude(story: "Storyteller", session: WorkingSession, remarks: list[Remark]) -> None:
    """Praise first, then what is to be done; the limitation goes to its own register."""
    printed = [remark for remark in remarks if remark.kind in (Kind.PRAISE, Kind.DIRECTION)]
    helpers = {remark.pk: [row.unit.name for row in remark.coordinations.all()] for remark in printed}
    head = letterhead_of(session.owner_unit, story.today)
    notice = Notice(
        abstract=abstract_of(session),
        opening=opening_of(session),
        conclusions=[Concluded(conclusion_of(one, helpers[one.pk]), [one.pk]) for one in printed],
        closing=closing_of(session, head.issuer),
        signer_name="Trần Văn Phòng Mẫu",
        signer_title="Phó Chánh Văn phòng",
        authority=("KT. Chánh Văn phòng",),
        recipients=("Thường trực UBND tỉnh", "Sở Khoa học và Công nghệ", "Lưu: VT"),
    )
    prepare_notice(session, notice=notice, by=story.who("vanphong"), at=story.at(HELD + 1))
