"""A later letter that changes work given before: it waits for somebody to choose which duties it means."""

from typing import TYPE_CHECKING

from tinhso.domain.directives.interface import Details, read_document
from tinhso.kernel.text.formats import format_date

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller


def tell(story: "Storyteller") -> None:
    """Read a letter with an extension and a stop of work that the conclusion 901/TB-UBND gave."""
    until = format_date(story.day(60))
    text = (
        "CÔNG VĂN\nVề điều chỉnh một số nhiệm vụ tại Thông báo số 901/TB-UBND\n"
        "1. Đồng ý cho Sở Văn hóa, Thể thao và Du lịch lùi thời hạn rà soát văn phòng đại diện, phóng viên thường trú tại "
        f"Thông báo số 901/TB-UBND sang ngày {until}.\n"
        "2. Dừng thực hiện nhiệm vụ xây dựng danh mục phần mềm tiện ích tại Thông báo số 901/TB-UBND do đã có danh mục chung."
    )
    details = Details(
        number="1188/UBND-KGVX", doc_type="cong-van", issuer_text="UBND tỉnh", issued_on=story.day(-1)
    )
    read_document(text=text, details=details, by=story.who("vanphong"), at=story.at(-1))
