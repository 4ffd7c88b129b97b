from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.door import WALLS as ACCOUNT_WALLS

# Every official may read; administrators write.
_KNOWN, _ADMIN = "(select tinhso_reach()) <> ''", "(select tinhso_role()) = 'administrator'"
_ME, _OWN_RIGHT = "(select tinhso_person())", "(select tinhso_via()) = 'own'"
_DECIDES = "(select tinhso_role()) in ('administrator', 'leader')"
_HEADS = "(select tinhso_role()) in ('unit_head', 'head_of_office')"
_PUBLIC = {"select": _KNOWN, "insert": _ADMIN, "update": _ADMIN}


def _of_my_unit(post: str) -> str:
    """A head reads what concerns the posts of the own unit and of those below it."""
    mine = f"select 1 from people_post p where p.id = {post} and p.unit_id = any((select tinhso_units())::bigint[])"
    return f"({_HEADS} and exists ({mine}))"


def _holds(post: str) -> str:
    seat = f"t.post_id = {post} and t.person_id = {_ME} and t.during @> tinhso_today()"
    return f"exists (select 1 from people_tenure t where {seat})"


_MY_PEOPLE = (
    f"({_HEADS} and exists (select 1 from people_tenure t join people_post p on p.id = t.post_id"
    " where t.person_id = people_contact.person_id and p.unit_id = any((select tinhso_units())::bigint[])))"
)
_MY_HANDOVER = (
    f"(giver_id = {_ME} or receiver_id = {_ME} or {_holds('post_id')} or {_of_my_unit('post_id')})".replace(
        "= post_id", "= people_handover.post_id"
    )
)


class People(AppConfig):
    name = "tinhso.kernel.people"
    # Colleagues' names and posts are known to whoever works here, and to nobody else. What a person may be
    # reached by, and who stands in for whom, is known to those concerned, their head and the administrators.
    walls = {
        "people_person": _PUBLIC,
        "people_post": _PUBLIC,
        "people_tenure": _PUBLIC,
        "people_postchange": _PUBLIC,
        "people_contact": {
            "select": f"person_id = {_ME} or {_ADMIN} or {_MY_PEOPLE}",
            "insert": _ADMIN,
            "update": _ADMIN,
        },
        "people_invitation": {
            "select": f"{_ADMIN} or {_of_my_unit('people_invitation.post_id')}",
            "insert": _ADMIN,
            "update": _ADMIN,
        },
        "people_accountimport": {"select": _ADMIN, "insert": _ADMIN, "update": _ADMIN},
        "people_handover": {
            "select": f"{_ADMIN} or {_MY_HANDOVER}",
            "insert": _ADMIN,
            "update": f"receiver_id = {_ME} or {_holds('people_handover.post_id')}",
        },
        # Written by the worker; the titles of a unit's work are not for administrators.
        "people_handoversection": {
            "select": f"exists (select 1 from people_handover where people_handover.id = handover_id and {_MY_HANDOVER})"
        },
        # A delegation is given from one's own seat or by an administrator, never by a delegate.
        "people_delegation": {
            "select": f"giver_id = {_ME} or delegate_id = {_ME} or {_ADMIN}"
            f" or {_of_my_unit('people_delegation.post_id')}",
            "insert": f"{_OWN_RIGHT} and ((giver_id = {_ME} and made_by_id = {_ME}) or {_ADMIN})",
            "update": f"giver_id = {_ME} or delegate_id = {_ME} or {_ADMIN}",
        },
        # Asked by one, decided by another; nothing of it is ever changed.
        "people_emergencyaccess": {
            "select": f"person_id = {_ME} or {_DECIDES}"
            f" or ({_HEADS} and unit_id = any((select tinhso_units())::bigint[]))",
            "insert": f"{_OWN_RIGHT} and person_id = {_ME}",
        },
        "people_emergencydecision": {
            "select": "exists (select 1 from people_emergencyaccess a where a.id = access_id)",
            "insert": f"{_OWN_RIGHT} and {_DECIDES} and decided_by_id = {_ME} and exists ("
            f"select 1 from people_emergencyaccess a where a.id = access_id and a.person_id <> {_ME})",
        },
        "people_emergencyend": {
            "select": "exists (select 1 from people_emergencyaccess a where a.id = access_id)",
            "insert": f"ended_by_id = {_ME}"
            " and exists (select 1 from people_emergencyaccess a where a.id = access_id)",
        },
        **ACCOUNT_WALLS,
    }

    unit_columns = {
        "people_post.unit_id": "moves",  # succession.py: an equal post in the unit that takes over
        "people_emergencyaccess.unit_id": "history: whose data were opened",
    }

    def ready(self) -> None:
        """Rebuild the walls after every migrate; stand in the navigation; list the own things at a hand-over; carry
        posts over when units are reorganised."""
        from tinhso.kernel.people import handover
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.people.succession import POSTS
        from tinhso.kernel.people.walls import build
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        movers.register(POSTS)
        post_migrate.connect(build, sender=self, dispatch_uid="tinhso.walls")
        menu.slot("account", "account_overview")
        handover.register_own()
        group = _("Quản trị")
        menu.register(
            "help_account", _("Giúp đăng nhập"), "help_find", permission=Permission.ADMINISTER,
            group=group, order=84, icon="who",
        )  # fmt: skip
        menu.register(
            "people", _("Người và chức vụ"), "people:posts", permission=Permission.READ_PEOPLE,
            group=group, order=80, icon="who",
        )  # fmt: skip
        menu.register(
            "delegations", _("Ủy quyền"), "people:delegations", group=group, order=81, icon="authority"
        )
        menu.register(
            "emergency", _("Truy cập khẩn cấp"), "people:emergencies", group=group, order=82, icon="warn"
        )
