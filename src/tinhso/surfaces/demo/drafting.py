"""Two drafts of the demo: one that waits for an overdue answer, one that was issued and sent."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from tinhso.domain.drafting.interface import (
    Dossier,
    Memo,
    acknowledge,
    answer,
    consult,
    issue,
    open_dossier,
    sign,
    submit,
    write_version,
)
from tinhso.kernel.documents.issuing.body import read_body
from tinhso.kernel.documents.issuing.content import Signer
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.models import Post
from tinhso.surfaces.demo import cast

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller

SCIENCE, CULTURE, COMMUNE = "so-khoa-hoc-va-cong-nghe", "so-van-hoa-the-thao-va-du-lich", "commune:20"


def tell(story: "Storyteller") -> None:
    """Through the real actions, on days counted back from today."""
    _in_consultation(story)
    _issued(story)


def _in_consultation(story: "Storyteller") -> None:
    """Culture has answered; the commune's day has passed."""
    asked_by = Duty.objects.open().filter(lead_unit__key=SCIENCE, origin__gt="").order_by("-pk").first()
    dossier = _written(
        story, "danh-muc", signer="Lê Lãnh Đạo Mẫu", abstract="Kế hoạch phát triển phần mềm tiện ích phục vụ người dân", begun=-14, task=asked_by,
        issuer="tinh-tuyen-quang",
        body="I. MỤC ĐÍCH, YÊU CẦU\n1. Người dân ở xã dùng được phần mềm tiện ích miễn phí.\nII. NỘI DUNG\n"
        "1. Sở Khoa học và Công nghệ chủ trì, phối hợp với các xã, phường khảo sát nhu cầu, hoàn thành trước ngày "
        f"{story.day(45):%d/%m/%Y}; sản phẩm: báo cáo khảo sát.\n2. Sở Văn hóa, Thể thao và Du lịch tăng cường tuyên truyền.",
    )  # fmt: skip
    units = {
        cast.unit_of(CULTURE, story.today).pk: story.day(-2),
        cast.unit_of(COMMUNE, story.today).pk: story.day(-5),
    }
    rows = consult(dossier, units=units, by=story.who("sokhcn"), at=story.at(-12))
    culture = next(row for row in rows if row.unit.key == CULTURE)
    answer(
        culture,
        said="comments",
        comments=[
            "Mục II.2: ghi rõ hình thức tuyên truyền và thời hạn.",
            "Bổ sung kinh phí cho hoạt động tuyên truyền.",
        ],
        by=story.who("sovhttdl"),
        at=story.at(-6),
    )


def _issued(story: "Storyteller") -> None:
    """A plan of the department itself: signed by its head, sealed, sent to two units, acknowledged by one."""
    dossier = _written(
        story, "ke-hoach", signer="Phạm Chuyên Viên Mẫu", abstract="Kế hoạch tập huấn kỹ năng số cho tổ công nghệ số cộng đồng", begun=-20, issuer=SCIENCE,
        body="1. Tổ chức ba lớp tập huấn cho tổ công nghệ số cộng đồng của các xã, phường.\n"
        "2. Ủy ban nhân dân các xã, phường cử người tham dự./.",
    )  # fmt: skip
    science = story.who("sokhcn")
    memo = Memo(
        need="Nâng cao kỹ năng số của tổ công nghệ số cộng đồng.", content="Ba lớp tập huấn trong quý."
    )
    post = Post.objects.select_related("unit").get(pk=science.post_id)
    made = submit(dossier, signer=post, memo=memo, due_on=story.day(-15), by=science, at=story.at(-17))
    sign(made, by=science, at=story.at(-16))
    units = [cast.unit_of(key, story.today).pk for key in (CULTURE, COMMUNE)]
    issued = issue(dossier, units=units, by=science, at=story.at(-15))
    for row in issued.deliveries.filter(unit__key=CULTURE):
        acknowledge(row, by=story.who("sovhttdl"), at=story.at(-14))


def _written(
    story: "Storyteller",
    token: str,
    *,
    abstract: str,
    begun: int,
    issuer: str,
    signer: str,
    body: str,
    task: Duty | None = None,
) -> Dossier:
    """A draft with its first real version."""
    science = story.who("sokhcn")
    dossier = open_dossier(
        doc_type="ke-hoach", issuer=cast.unit_of(issuer, story.today), abstract=abstract, token=f"demo-{token}",
        duty=task, by=science, at=story.at(begun),
    )  # fmt: skip
    first = dossier.versions.get(number=1).sheet
    sheet = replace(
        first,
        body=read_body(body),
        recipients=("Các sở, ban, ngành", "Ủy ban nhân dân các xã, phường", "Lưu: VT"),
        signer=Signer(signer, first.signer.title, first.signer.authority),
    )
    at = story.at(begun) + dt.timedelta(hours=1)
    write_version(dossier, sheet, made_from=1, note="Bản đầy đủ đầu tiên.", by=science, at=at)
    dossier.refresh_from_db()
    return dossier
