"""What a commune asks of the province, and what is still lacking."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from tinhso.domain.limitations.interface import Cause, record_limitation
from tinhso.domain.proposals.interface import Verdict, answer, propose
from tinhso.surfaces.demo import cast

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller

_NAMES = uuid.UUID("2f4c61d4-6f5e-4d7e-8e55-1f0b9d1a7c01")


def tell(story: "Storyteller") -> None:
    """A proposal that waits, one that is answered, one to a ministry; two limitations of the nine-month report."""
    science = cast.unit_of("so-khoa-hoc-va-cong-nghe", story.today).pk
    for number, (title, days, due) in enumerate(
        [
            ("Đề nghị bố trí thiết bị đọc thẻ căn cước cho quầy một cửa", -6, 9),
            ("Đề nghị hỗ trợ cán bộ công nghệ số cho xã trong ba tháng đầu sau sắp xếp", -40, -10),
        ]
    ):
        made = propose(
            title=title,
            reason="Qua rà soát tại quầy, thời gian chờ của người dân tăng vào đầu tuần.",
            addressee_id=science,
            answer_due_on=story.day(due),
            proposed_on=story.day(days),
            token=uuid.uuid5(_NAMES, f"proposal {number}"),
            by=story.who("xa"),
            at=story.at(days),
        )
        if number:
            answer(
                made,
                verdict=Verdict.PARTLY,
                text="Cử hai cán bộ luân phiên đến hết quý; phần còn lại đưa vào kế hoạch năm sau.",
                document_text="214/SKHCN-CĐS",
                answered_on=story.day(-12),
                by=story.who("sokhcn"),
                at=story.at(-12),
            )
    propose(
        title="Đề nghị bộ hướng dẫn kết nối kho dữ liệu dùng chung của tỉnh hợp nhất",
        addressee_text="Bộ Khoa học và Công nghệ",
        answer_due_on=story.today + dt.timedelta(days=20),
        proposed_on=story.day(-15),
        document_text="187/TTr-SKHCN",
        token=uuid.uuid5(_NAMES, "proposal to the ministry"),
        by=story.who("sokhcn"),
        at=story.at(-15),
    )
    for number, (title, cause, kind) in enumerate(
        [
            (
                "Đường truyền ở các thôn vùng cao chưa ổn định vào mùa mưa",
                "Trạm phát dùng chung một nguồn điện, chưa có nguồn dự phòng.",
                Cause.OBJECTIVE,
            ),
            ("Một số đơn vị cập nhật tiến độ công việc chậm sau kỳ họp giao ban", "", Cause.UNKNOWN),
        ]
    ):
        record_limitation(
            title=title,
            owner_id=science,
            source="demo.report",
            source_id=str(number),
            source_text="Báo cáo 9 tháng (dữ liệu mẫu)",
            cause=cause,
            cause_kind=kind,
            found_on=story.day(-30),
            by=story.who("vanphong"),
            at=story.at(-30),
        )
