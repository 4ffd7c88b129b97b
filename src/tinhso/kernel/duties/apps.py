from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

MOVES = "moves"  # succession.py carries it over when units are reorganised

# A duty is seen by the units that lead, led, give or coordinate it or stand above; the province sees all.
# Inboxes keep their index: it is on the lead unit.
_SEEN = READ_BY_UNITS
_GIVEN = province_or("assigner_unit_id = any((select tinhso_units())::bigint[])")
# What belongs to a duty is seen and written by whoever sees the duty; who may move it the workflow decides.
_OF_A_SEEN_DUTY = province_or("exists (select 1 from duties_duty d where d.id = duty_id)")
_HELPS_OR_SEES = province_or(
    "unit_id = any((select tinhso_units())::bigint[])"
    " or exists (select 1 from duties_duty d where d.id = duty_id)"
)
# The numbers of the board: a unit reads those of what it leads and what it gave. Only triggers write them.
_OWN_NUMBERS = {
    "select": province_or(
        "lead_unit_id = any((select tinhso_units())::bigint[])"
        " or assigner_unit_id = any((select tinhso_units())::bigint[])"
    )
}
_OBSTACLE = province_or(
    "remover_unit_id = any((select tinhso_units())::bigint[])"
    " or exists (select 1 from duties_duty d where d.id = duty_id)"
)
_SAMPLE = province_or("unit_id = any((select tinhso_units())::bigint[])")
_OF_A_SEEN_SAMPLE = province_or("exists (select 1 from duties_sample s where s.id = sample_id)")
_SOMEBODY = "(select tinhso_reach()) <> ''"
# An order names no unit: it is seen through its duties. Whoever acts in a post may write one down.
_ONE_OF_ITS_DUTIES = province_or("exists (select 1 from duties_duty d where d.order_id = duties_order.id)")
_IN_A_POST = "(select tinhso_person()) is not null"
_GIVEN_OR_LED = province_or(
    "assigner_unit_id = any((select tinhso_units())::bigint[])"
    " or lead_unit_id = any((select tinhso_units())::bigint[])"
)
_OF_A_SEEN_RECURRENCE = province_or("exists (select 1 from duties_recurrence r where r.id = recurrence_id)")
_ONES_OWN = "person_id = (select tinhso_person())"
_OF_ONES_OWN_RUN = "exists (select 1 from duties_bulkrun r where r.id = run_id)"
_KEPT = {"select": _OF_A_SEEN_DUTY, "insert": _OF_A_SEEN_DUTY}


class Duties(AppConfig):
    name = "tinhso.kernel.duties"
    # History, reports and evidence are never changed or deleted by the application.
    walls = {
        "duties_duty": {"select": _SEEN, "insert": _GIVEN, "update": _SEEN},
        "duties_coordination": {
            "select": _HELPS_OR_SEES,
            "insert": _OF_A_SEEN_DUTY,
            "delete": _OF_A_SEEN_DUTY,
        },
        "duties_standing": {"all": _SEEN},
        "duties_pause": {**_KEPT, "update": _OF_A_SEEN_DUTY},
        "duties_extension": {**_KEPT, "update": _OF_A_SEEN_DUTY},
        "duties_step": _KEPT,
        "duties_progress": _KEPT,
        "duties_evidence": _KEPT,
        "duties_obstacle": {"select": _OBSTACLE, "insert": _OF_A_SEEN_DUTY, "update": _OBSTACLE},
        "duties_obstaclecause": {"select": _SOMEBODY},
        # Reminders are the worker's to write.
        "duties_reminder": _OWN_NUMBERS,
        "duties_reminderrun": {"select": _SOMEBODY},
        "duties_sample": {"select": _SAMPLE, "insert": _SAMPLE},
        "duties_sampledresult": {
            "select": _OF_A_SEEN_SAMPLE,
            "insert": _OF_A_SEEN_SAMPLE,
            "update": _OF_A_SEEN_SAMPLE,
        },
        "duties_order": {"select": _ONE_OF_ITS_DUTIES, "insert": _IN_A_POST},
        "duties_waiting": {**_KEPT, "update": _OF_A_SEEN_DUTY},
        "duties_recurrence": {"select": _GIVEN_OR_LED, "insert": _GIVEN, "update": _GIVEN},
        "duties_occurrence": {"select": _OF_A_SEEN_RECURRENCE, "insert": _OF_A_SEEN_RECURRENCE},
        "duties_bulkrun": {"select": _ONES_OWN, "insert": _ONES_OWN, "update": _ONES_OWN},
        "duties_bulkitem": {"select": _OF_ONES_OWN_RUN, "insert": _OF_ONES_OWN_RUN},
        "duties_feed": {"select": _ONES_OWN, "insert": _ONES_OWN, "update": _ONES_OWN},
        "duties_journal": _OWN_NUMBERS,
        "duties_tally": _OWN_NUMBERS,
        "duties_balance": _OWN_NUMBERS,
    }

    # A calendar that reads its feed has no session: only the hash of the address leads to an account.
    wall_functions = """
create or replace function duties_feed_account(hash bytea) returns table (feed bigint, account bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.id, f.account_id from duties_feed f where f.token_hash = hash and f.ended_at is null $$;
"""

    unit_columns = {
        "duties_duty.lead_unit_id": MOVES,
        "duties_duty.assigner_unit_id": MOVES,
        "duties_duty.readers": MOVES,
        "duties_coordination.unit_id": MOVES,
        "duties_recurrence.lead_unit_id": MOVES,
        "duties_recurrence.assigner_unit_id": MOVES,
        "duties_recurrence.unit_ids": MOVES,
        "duties_standing.lead_unit_id": "history: who held it on those days; a new standing follows",
        "duties_standing.assigner_unit_id": "history: who had given it on those days; a new standing follows",
        "duties_standing.readers": "history: who counted it on those days; a new standing follows",
        "duties_obstacle.remover_unit_id": MOVES,
        "duties_obstacle.raised_unit_id": "history: for whom it was raised then",
        "duties_reminder.lead_unit_id": "history: whose people were reminded that day",
        "duties_reminder.assigner_unit_id": "history: whose people were reminded that day",
        "duties_sample.unit_id": "history: which office drew it; the results of the period stay the same",
        "duties_sampledresult.lead_unit_id": "history: whose result it was",
        "duties_step.unit_id": "history: for whom somebody acted then",
        "duties_progress.unit_id": "history: who reported then",
        "duties_evidence.unit_id": "history: who gave it then",
        **{
            f"duties_{table}.{column}_unit_id": "follows the standings by trigger (tally.py)"
            for table in ("journal", "tally", "balance")
            for column in ("lead", "assigner")
        },
    }

    def ready(self) -> None:
        """Stand in the navigation, and name the duties that duties raise themselves."""
        from tinhso.kernel.documents import usage
        from tinhso.kernel.duties import handing_over, orders, sources
        from tinhso.kernel.duties.succession import DUTIES_OF_UNITS, OBSTACLES_OF_UNITS
        from tinhso.kernel.duties.succession_of_recurrences import RECURRENCES_OF_UNITS
        from tinhso.kernel.duties.workflow import MOVES, OPENED, REOPENED, Side
        from tinhso.kernel.outbox import kinds
        from tinhso.kernel.outbox.models import Manner
        from tinhso.kernel.people import handover
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        menu.register(
            "duties",
            _("Việc của đơn vị"),
            "duties:inbox",
            permission=Permission.READ_DUTIES,
            order=10,
            icon="inbox",
            count=_waiting,
        )
        menu.register(
            "obstacles",
            _("Vướng mắc"),
            "duties:obstacles",
            permission=Permission.READ_DUTIES,
            order=12,
            icon="flag",
        )
        menu.register(
            "samples",
            _("Kiểm tra kết quả"),
            "duties:samples",
            permission=Permission.ASSIGN_DUTIES,
            order=14,
            icon="check",
        )
        handover.register("duties", _("Việc đang mở"), handing_over.open_duties)
        sources.register(sources.DIRECT, label=_("Giao trực tiếp"))
        sources.register(sources.SUBDUTY, label=_("Việc con"))
        sources.register(sources.ORDER, label=_("Giao cho nhiều đơn vị"), names_of=orders.names_of)
        sources.register(sources.RECURRENCE, label=_("Việc định kỳ"))
        either = {Side.ASSIGNER, Side.EITHER}
        of_assigners = {f"duty.{move.name}" for move in MOVES.values() if move.side in either}
        of_leads = {f"duty.{move.name}" for move in MOVES.values() if move.side == Side.LEAD}
        kinds.register(
            "duty.to_do",
            _("Việc giao cho đơn vị tôi"),
            events={f"duty.{OPENED}", f"duty.{REOPENED}", *of_assigners},
        )
        kinds.register("duty.to_decide", _("Việc chờ tôi hoặc đơn vị tôi quyết định"), events=of_leads)
        of_obstacles = {"duty.obstacle_raised", "duty.obstacle_acknowledged", "duty.obstacle_removed"}
        kinds.register("duty.obstacles", _("Vướng mắc"), events=of_obstacles)
        kinds.register("duty.reminders", _("Nhắc việc"), events={"duty.reminder"}, manner=Manner.DIGEST)
        usage.register(_used_in_duties)
        movers.register(DUTIES_OF_UNITS)
        movers.register(OBSTACLES_OF_UNITS)
        movers.register(RECURRENCES_OF_UNITS)


def _waiting(request: Any) -> Any:
    from tinhso.kernel.duties.queries import attention

    return attention(request.scope)


def _used_in_duties(file_id: int, scope: Any) -> Any:
    """The duties of the post's reach to which the file was given as evidence."""
    from django.urls import reverse

    from tinhso.kernel.duties.models import Duty

    duties = Duty.objects.readable_by(scope).filter(evidence__file=file_id).distinct().order_by("pk")
    return [(duty.title, reverse("duties:duty", args=[duty.pk])) for duty in duties[:20]]
