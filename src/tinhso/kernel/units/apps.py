from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_ADMINISTERED = "(select tinhso_role()) = 'administrator'"
_READ = f"{_ADMINISTERED} or (select tinhso_reach()) = 'province'"


class Units(AppConfig):
    name = "tinhso.kernel.units"
    # What units are is public. The acts that change them say what hangs on whom: administrators write them,
    # the province's leaders and offices read them.
    walls = {
        "units_reorganisation": {"select": _READ, "insert": _ADMINISTERED, "update": _ADMINISTERED},
        "units_involved": {"select": _READ, "insert": _ADMINISTERED, "update": _ADMINISTERED,
                           "delete": _ADMINISTERED},
        "units_route": {"select": _READ, "insert": _ADMINISTERED, "delete": _ADMINISTERED},
        "units_stage": {"select": _READ, "update": _ADMINISTERED},
        "units_moved": {"select": _READ},
    }  # fmt: skip
    unit_columns = {
        "units_unit.parent_id": "a fact of today, kept by facts.refresh",
        "units_unit.restores_id": "history: the unit that came back",
        "units_unitname.unit_id": "a dated fact: closed on the day, never moved",
        "units_unitcode.unit_id": "a dated fact: closed on the day, never moved",
        "units_unitparent.unit_id": "a dated fact: closed on the day, never moved",
        "units_unitparent.parent_id": "a dated fact: facts.write closes it and opens another",
        "units_fieldholder.unit_id": "a dated fact: facts.write closes it and opens another",
        "units_succession.predecessor_id": "history: who took over from whom",
        "units_succession.successor_id": "history: who took over from whom",
        "units_involved.unit_id": "history: whom an act concerned",
        "units_route.predecessor_id": "history: what an act decided",
        "units_route.successor_id": "history: what an act decided",
        "units_route.came_from_id": "history: what an act decided",
        "units_moved.predecessor_id": "history: the hand-over record",
        "units_moved.successor_id": "history: the hand-over record",
    }

    def ready(self) -> None:
        """The organisation stands in everybody's navigation, the acts that change it in the administrators'."""
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu

        menu.register(
            "units", _("Tổ chức bộ máy"), "units:organisation", group=_("Tra cứu"), order=60, icon="units"
        )
        menu.register(
            "reorganisations",
            _("Sắp xếp đơn vị"),
            "units:acts",
            permission=Permission.ADMINISTER,
            group=_("Quản trị"),
            order=90,
            icon="edit",
        )
