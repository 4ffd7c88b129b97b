from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

# A duty is seen by the units that lead, led, give or coordinate it or stand above; the province sees all.
# Inboxes keep their index: it is on the lead unit.
_SEEN = READ_BY_UNITS
_GIVEN = province_or("assigner_unit_id = any((select tinhso_units())::bigint[])")
# What belongs to a duty is seen and written by whoever sees the duty; who may move it the workflow decides.
_OF_A_SEEN_DUTY = province_or("exists (select 1 from duties_duty d where d.id = duty_id)")
_KEPT = {"select": _OF_A_SEEN_DUTY, "insert": _OF_A_SEEN_DUTY}


class Duties(AppConfig):
    name = "tinhso.kernel.duties"
    # History, reports and evidence are never changed or deleted by the application.
    walls = {
        "duties_duty": {"select": _SEEN, "insert": _GIVEN, "update": _SEEN},
        "duties_coordination": {**_KEPT, "delete": _OF_A_SEEN_DUTY},
        "duties_standing": {"all": _SEEN},
        "duties_pause": {**_KEPT, "update": _OF_A_SEEN_DUTY},
        "duties_extension": {**_KEPT, "update": _OF_A_SEEN_DUTY},
        "duties_step": _KEPT,
        "duties_progress": _KEPT,
        "duties_evidence": _KEPT,
    }

    def ready(self) -> None:
        """Stand in the navigation, and name the duties that duties raise themselves."""
        from tinhso.kernel.duties import sources
        from tinhso.kernel.duties.workflow import MOVES, OPENED, Side
        from tinhso.kernel.outbox import kinds
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu

        menu.register(
            "duties",
            _("Việc của đơn vị"),
            "duties:inbox",
            permission=Permission.READ_DUTIES,
            order=10,
            icon="inbox",
            count=_waiting,
        )
        sources.register(sources.SUBDUTY, label=_("Việc con"))
        of_assigners = {f"duty.{move.name}" for move in MOVES.values() if move.side == Side.ASSIGNER}
        of_leads = {f"duty.{move.name}" for move in MOVES.values() if move.side == Side.LEAD}
        kinds.register("duty.to_do", _("Việc giao cho đơn vị tôi"), events={f"duty.{OPENED}", *of_assigners})
        kinds.register("duty.to_decide", _("Việc chờ tôi hoặc đơn vị tôi quyết định"), events=of_leads)


def _waiting(request: Any) -> int:
    from tinhso.kernel.duties.queries import attention

    return attention(request.scope)
