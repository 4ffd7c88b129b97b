"""One work for every commune, one that returns each month, one that waits for an event."""

from typing import TYPE_CHECKING

from tinhso.kernel.duties import groups, recurring
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.give_order import give_order
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.actions.start_recurrence import start_recurrence
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.actions.wait_for_event import reason_of, wait_for_event
from tinhso.kernel.duties.models import Term
from tinhso.kernel.duties.rhythm import Every, Rhythm
from tinhso.surfaces.demo import cast

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller

SOURCE = "duties.direct"


def tell(story: "Storyteller") -> None:
    """Through the real actions, on days counted back from today."""
    office = story.who("vanphong")
    communes = [unit.pk for unit in groups.members("communes", story.today)]
    order = give_order(
        source=SOURCE, source_id="demo-order", title="Rà soát hộ chưa có kết nối Internet và lập danh sách đề nghị hỗ trợ",
        product="Danh sách hộ theo thôn, tổ dân phố", lead_unit_ids=communes, to_whom="Tất cả xã, phường",
        assigner_unit_id=office.unit_id, deadline=Deadline(on=story.day(6), bound="by"), by=office, at=story.at(-20),
    )  # fmt: skip
    parts = list(order.parts.select_related("lead_unit").order_by("lead_unit__sort_key")[:24])
    for n, duty in enumerate(parts):
        accept(duty, by=None, at=story.at(-19 + n % 3))
        if n % 3 != 2:
            submit_result(duty, text="Đã lập danh sách.", by=None, at=story.at(-6 if n % 2 else 0))
        if n % 3 == 0:
            confirm_result(duty, by=office, at=story.at(0))
    monthly = start_recurrence(
        source=SOURCE, source_id="demo-monthly", title="Báo cáo kết quả cung cấp dịch vụ công trực tuyến",
        product="Báo cáo", rhythm=Rhythm(Every.MONTH, day=story.day(5).day), bound="before", begins_on=story.today,
        lead_unit_id=cast.unit_of("so-khoa-hoc-va-cong-nghe", story.today).pk, assigner_unit_id=office.unit_id,
        by=office, at=story.at(-9),
    )  # fmt: skip
    recurring.open_now(monthly, by=office, at=story.at(0))
    waits = {"event": "nhận đủ hồ sơ của các xã, phường", "n": 15, "unit": Term.WORKING_DAY}
    duty = open_duty(
        source=SOURCE, source_id="demo-waits", title="Trình phương án hỗ trợ kết nối Internet cho hộ khó khăn",
        product="Tờ trình", lead_unit_id=cast.unit_of("so-khoa-hoc-va-cong-nghe", story.today).pk,
        assigner_unit_id=office.unit_id, deadline=Deadline(none_because=reason_of(**waits)), by=office,
        at=story.at(-4),
    )  # fmt: skip
    wait_for_event(duty, **waits, by=office, at=story.at(-4))
