from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def _unread(request: HttpRequest) -> int:
    from tinhso.kernel.outbox.notices import unread

    scope = getattr(request, "scope", None)
    return unread(scope.person_id) if scope else 0


class Workspace(AppConfig):
    name = "tinhso.surfaces.workspace"

    def ready(self) -> None:
        """Give the layout its fixed places."""
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu

        menu.register(
            "trace",
            _("Dấu vết"),
            "trace:list",
            permission=Permission.READ_AUDIT,
            group=_("Tra cứu"),
            order=70,
            icon="clock",
        )
        menu.register("home", _("Hôm nay"), "home", order=0, icon="home")
        menu.slot("home", "home")
        menu.slot("notices", "notices", count=_unread)
        menu.slot("switch_post", "switch_post")
        menu.slot("search", "duties:search")
