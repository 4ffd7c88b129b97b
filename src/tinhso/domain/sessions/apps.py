from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

_OWNED = province_or("owner_unit_id = any((select tinhso_units())::bigint[])")
# What belongs to a session is seen by whoever may read it, and changed within the reach of the unit that keeps it.
_SEEN = province_or("exists (select 1 from sessions_workingsession s where s.id = session_id)")
_KEPT = province_or(
    "exists (select 1 from sessions_workingsession s where s.id = session_id"
    " and s.owner_unit_id = any((select tinhso_units())::bigint[]))"
)
_OF_A_REMARK = (
    "exists (select 1 from sessions_remark r join sessions_workingsession s on s.id = r.session_id"
    " where r.id = remark_id{and_mine})"
)
_SEEN_WITH_ITS_REMARK = province_or(_OF_A_REMARK.format(and_mine=""))
_KEPT_WITH_ITS_REMARK = province_or(
    _OF_A_REMARK.format(and_mine=" and s.owner_unit_id = any((select tinhso_units())::bigint[])")
)


def _walls(*, delete: bool) -> dict[str, str]:
    walls = {"select": _SEEN, "insert": _KEPT, "update": _KEPT}
    return walls | ({"delete": _KEPT} if delete else {})


class Sessions(AppConfig):
    name = "tinhso.domain.sessions"
    walls = {
        "sessions_workingsession": {"select": READ_BY_UNITS, "insert": _OWNED, "update": _OWNED},
        # Lists are rearranged, a notice is written anew; what was said is dropped with a reason, never deleted.
        "sessions_attendance": _walls(delete=True),
        "sessions_agendaitem": _walls(delete=True),
        "sessions_paper": _walls(delete=True),
        "sessions_conclusion": _walls(delete=True),
        "sessions_remark": _walls(delete=False),
        "sessions_remarkcoordination": {
            "select": _SEEN_WITH_ITS_REMARK,
            "insert": _KEPT_WITH_ITS_REMARK,
            "update": _KEPT_WITH_ITS_REMARK,
            "delete": _KEPT_WITH_ITS_REMARK,
        },
    }
    unit_columns = {
        "sessions_workingsession.owner_unit_id": "moves",
        "sessions_workingsession.readers": "moves",
        "sessions_attendance.unit_id": "history: for which unit somebody was invited that day",
        "sessions_remark.unit_id": "moves",
        "sessions_remarkcoordination.unit_id": "moves",
    }

    def ready(self) -> None:
        """Stand in the navigation; tell duties where they were spoken; follow what is issued; move with units."""
        from tinhso.domain.sessions.actions.follow_issue import follow_issue
        from tinhso.domain.sessions.jobs import let_read
        from tinhso.domain.sessions.queries import (
            SOURCE,
            names_of_origins,
            place_of_direction,
            url_of_direction,
        )
        from tinhso.domain.sessions.succession import REMARKS, SESSIONS
        from tinhso.kernel.documents import followers
        from tinhso.kernel.duties import sources
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        menu.register(
            "sessions",
            _("Buổi làm việc"),
            "sessions:list",
            permission=Permission.READ_DIRECTIVES,
            group=_("Chỉ đạo"),
            order=20,
            icon="chat",
        )
        sources.register(
            SOURCE,
            label=_("Ý kiến chỉ đạo tại buổi làm việc"),
            url_of=url_of_direction,
            names_of=names_of_origins,
            let_read=let_read,
            place_of=place_of_direction,
        )
        followers.register("sessions", follow_issue)
        for mover in (SESSIONS, REMARKS):
            movers.register(mover)
