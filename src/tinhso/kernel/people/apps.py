from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.door import WALLS as ACCOUNT_WALLS


class People(AppConfig):
    name = "tinhso.kernel.people"
    # Colleagues' names and posts are known to whoever works here, and to nobody else.
    walls = {
        "people_person": {"all": "(select tinhso_reach()) <> ''"},
        "people_post": {"all": "(select tinhso_reach()) <> ''"},
        "people_tenure": {"all": "(select tinhso_reach()) <> ''"},
    } | ACCOUNT_WALLS

    def ready(self) -> None:
        """Rebuild the walls after every migrate, and stand in the layout."""
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.people.walls import build
        from tinhso.kernel.ui import menu

        post_migrate.connect(build, sender=self, dispatch_uid="tinhso.walls")
        menu.slot("account", "account_overview")
        menu.register(
            "help_account",
            _("Giúp đăng nhập"),
            "help_find",
            permission=Permission.ADMINISTER,
            order=80,
            icon="who",
        )
