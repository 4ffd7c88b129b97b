from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

_OF_A_READ_ONE = province_or("exists (select 1 from limitations_limitation l where l.id = limitation_id)")


class Limitations(AppConfig):
    name = "tinhso.domain.limitations"
    walls = {
        "limitations_limitation": {"select": READ_BY_UNITS, "insert": READ_BY_UNITS, "update": READ_BY_UNITS},
        "limitations_remedy": {"select": _OF_A_READ_ONE, "insert": _OF_A_READ_ONE},
        "limitations_turn": {"select": _OF_A_READ_ONE, "insert": _OF_A_READ_ONE},
    }
    unit_columns = {
        "limitations_limitation.owner_id": "moves",
        "limitations_limitation.recorder_id": "moves",
        "limitations_limitation.readers": "moves",
    }

    def ready(self) -> None:
        """Stand in the navigation, tell the duties where remedies come from and the units how limitations move."""
        from tinhso.domain.limitations.actions.give_remedy import SOURCE
        from tinhso.domain.limitations.queries import place_of_limitation, url_of_limitation
        from tinhso.domain.limitations.succession import LIMITATIONS
        from tinhso.kernel.duties import sources
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        menu.register(
            "limitations",
            _("Tồn tại, hạn chế"),
            "limitations:list",
            permission=Permission.READ_DUTIES,
            group=_("Chỉ đạo"),
            order=24,
            icon="warn",
        )
        sources.register(
            SOURCE,
            label=_("Khắc phục tồn tại, hạn chế"),
            url_of=url_of_limitation,
            place_of=place_of_limitation,
        )
        movers.register(LIMITATIONS)
