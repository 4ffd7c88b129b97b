"""Where the demo's duties stand in the cascade, and work programmes: with gaps, a late line and one carried over."""

from typing import TYPE_CHECKING

from tinhso.domain.programmes.interface import (
    Kind,
    Line,
    Node,
    Period,
    Said,
    WorkProgramme,
    add_items,
    add_node,
    carry_over,
    link_nodes,
    open_item_duty,
    open_programme,
    tie_item,
    tie_task,
)
from tinhso.kernel.duties.models import Duty
from tinhso.surfaces.demo import cast

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller

# Words of a duty of the story → under which node of the pack its task hangs.
UNDER = (
    ("danh mục phần mềm tiện ích", "solution-commune-tools"),
    ("kỹ năng số", "solution-commune-tools"),
    ("đường truyền, thiết bị", "1539/QĐ-UBND"),
    ("chuẩn hóa dữ liệu đất đai", "1539/QĐ-UBND"),
    ("dự toán mua sắm thiết bị", "559/QĐ-UBND"),
)


def tell(story: "Storyteller") -> None:
    """From the congress goal down to the commune's part, and this and the next quarter's work."""
    if not Node.objects.filter(key="1539/QĐ-UBND").exists():
        return  # a pack without chains
    _hang_duties(story)
    _work_programmes(story)


def _hang_duties(story: "Storyteller") -> None:
    office, at = story.who("vanphong"), story.at(-7)
    for words, under in UNDER:
        duty = Duty.objects.filter(title__contains=words, parent__isnull=True).order_by("pk").first()
        if duty is not None:
            task = _task(story, duty, Node.objects.get(key=under).pk)
            for part in duty.children.order_by("pk"):
                _task(story, part, task.pk)
    lines = Node.objects.filter(title__contains="đường truyền, thiết bị").first()
    if lines is not None:  # one task for two programmes
        link_nodes(Node.objects.get(key="559/QĐ-UBND").pk, lines.pk, by=office, at=at)
    waiting = Said("Đưa nền tảng số đến các thôn, bản vùng cao (nhiệm vụ mẫu)", office.unit_id)
    add_node(Kind.TASK, waiting, parent_id=Node.objects.get(key="186/KH-UBND").pk, by=office, at=at)


def _task(story: "Storyteller", duty: Duty, parent: int) -> Node:
    office, at = story.who("vanphong"), story.at(-6)
    said = Said(duty.title[:500], office.unit_id)
    node = add_node(Kind.TASK, said, parent_id=parent, by=office, at=at)
    return tie_task(node.pk, duty_id=duty.pk, by=office, at=at)


def _work_programmes(story: "Storyteller") -> None:
    year, quarter = story.day(-80).year, (story.day(-80).month + 2) // 3
    past = _quarter(story, year, quarter)
    now = _quarter(story, *((year, quarter + 1) if quarter < 4 else (year + 1, 1)))
    office, science = story.who("vanphong"), _unit(story, "so-khoa-hoc-va-cong-nghe")
    first, second, third = add_items(past.pk, [
        Line("Báo cáo rà soát đường truyền, thiết bị của các xã, phường", lead_unit_id=science,
             presented_to="Chủ tịch UBND tỉnh"),
        Line("Danh sách văn phòng đại diện, phóng viên thường trú trên địa bàn",
             lead_unit_id=_unit(story, "so-van-hoa-the-thao-va-du-lich"), presented_to="UBND tỉnh"),
        Line("Đề án phát triển hạ tầng số đến năm 2030", lead_unit_id=science, presented_to="Ban Thường vụ Tỉnh ủy"),
    ], by=office, at=story.at(-80))  # fmt: skip
    for item, words in ((first, "đường truyền, thiết bị"), (second, "phóng viên thường trú")):
        if duty := Duty.objects.filter(title__contains=words).order_by("pk").first():
            tie_item(item.pk, duty.pk, by=office, at=story.at(-70))
    carry_over([third.pk], now.pk, reason="Chờ hướng dẫn của Trung ương", by=office, at=story.at(-5))
    plan, *_gaps = add_items(now.pk, [
        Line("Kế hoạch chuyển đổi số năm sau", lead_unit_id=science, presented_to="UBND tỉnh"),
        Line("Quy chế phát ngôn và cung cấp thông tin cho báo chí", presented_to="Chủ tịch UBND tỉnh",
             lead_unit_id=_unit(story, "so-van-hoa-the-thao-va-du-lich")),
        Line("Báo cáo giám sát chuyên đề theo chương trình của Bộ", lead_text="Cơ quan do Bộ chỉ định"),
    ], by=office, at=story.at(-4))  # fmt: skip
    open_item_duty(plan.pk, by=office, at=story.at(-3))
    _of_others(story, now.year)


def _of_others(story: "Storyteller", year: int) -> None:
    office = story.who("vanphong")
    for kind, body, content in (
        ("party", "Ban Chấp hành Đảng bộ tỉnh", "Sơ kết thực hiện nghị quyết về chuyển đổi số"),
        (
            "ministry",
            "Bộ Khoa học và Công nghệ",
            "Báo cáo tình hình triển khai nền tảng số dùng chung tại tỉnh",
        ),
    ):
        said = Period(body_kind=kind, body_text=body, year=year, owner_unit_id=office.unit_id)
        programme = open_programme(said, by=office, at=story.at(-4))
        add_items(programme.pk, [Line(content, quarter=4)], by=office, at=story.at(-4))


def _quarter(story: "Storyteller", year: int, quarter: int) -> WorkProgramme:
    office = story.who("vanphong")
    said = Period(
        body_kind="people", body_text="UBND tỉnh", year=year, quarter=quarter, owner_unit_id=office.unit_id
    )
    return open_programme(said, by=office, at=story.at(-80))


def _unit(story: "Storyteller", key: str) -> int:
    return cast.unit_of(key, story.today).pk
