"""Follow-up in the demo: an obstacle that another unit takes on, one that is gone, the morning's reminders, a sample."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from tinhso.kernel import calendar
from tinhso.kernel.duties.actions.acknowledge_obstacle import acknowledge_obstacle
from tinhso.kernel.duties.actions.check_result import check_result
from tinhso.kernel.duties.actions.draw_sample import draw_sample
from tinhso.kernel.duties.actions.remind import remind
from tinhso.kernel.duties.actions.remove_obstacle import remove_obstacle
from tinhso.kernel.duties.actions.report_progress import report_progress
from tinhso.kernel.duties.models import Duty, Obstacle

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller


def tell(story: "Storyteller") -> None:
    """What stands in the way of the department of science, what its people are reminded of, what is checked again."""
    _obstacles(story)
    _sample(story)
    remind(by=None, at=_last_working_morning(story.today))


def _obstacles(story: "Storyteller") -> None:
    science, culture = story.who("sokhcn"), story.who("sovhttdl")
    duty = Duty.objects.open().filter(lead_unit=science.unit_id, state="in_progress").order_by("pk").first()
    if duty is None:
        return
    for text, cause, days in (
        ("Chưa thống nhất danh mục phần mềm dùng chung của ngành văn hóa.", "phoi-hop", -6),
        ("Chưa có tài khoản quản trị trang thông tin của ngành.", "ha-tang-ky-thuat", -5),
    ):
        report_progress(
            duty, text="Đang lấy ý kiến các sở.", obstacle=text, cause=cause, remover_unit_id=culture.unit_id,
            by=science, at=story.at(days),
        )  # fmt: skip
    first, second = Obstacle.objects.filter(duty=duty).order_by("pk")
    acknowledge_obstacle(first, by=culture, at=story.at(-4))
    remove_obstacle(second, note="Đã cấp tài khoản.", by=culture, at=story.at(-3))


def _sample(story: "Storyteller") -> None:
    leader = story.who("lanhdao")
    sample = draw_sample(
        first=story.day(-60), last=story.day(-1), percent=50, seed="demo", by=leader, at=story.at(0)
    )
    result = sample.results.order_by("pk").first()
    if result is not None:
        check_result(result, verdict="right", reason="", by=leader, at=story.at(0))


def _last_working_morning(today: dt.date) -> dt.datetime:
    day = calendar.current().previous_working(today)
    return dt.datetime.combine(day, dt.time(5, 30), timezone.get_current_timezone())
