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

    unit_columns = {
        "duties_duty.lead_unit_id": MOVES,
        "duties_duty.assigner_unit_id": MOVES,
        "duties_duty.readers": MOVES,
        "duties_coordination.unit_id": MOVES,
        "duties_standing.lead_unit_id": "history: who held it on those days; a new standing follows",
        "duties_standing.readers": "history: who counted it on those days; a new standing follows",
        "duties_step.unit_id": "history: for whom somebody acted then",
        "duties_progress.unit_id": "history: who reported then",
        "duties_evidence.unit_id": "history: who gave it then",
    }

    def ready(self) -> None:
        """Stand in the navigation, and name the duties that duties raise themselves."""
        from tinhso.kernel.duties import sources
        from tinhso.kernel.duties.succession import DUTIES_OF_UNITS
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
        sources.register(sources.SUBDUTY, label=_("Việc con"))
        movers.register(DUTIES_OF_UNITS)


def _waiting(request: Any) -> int:
    from tinhso.kernel.duties.queries import attention

    return attention(request.scope)
