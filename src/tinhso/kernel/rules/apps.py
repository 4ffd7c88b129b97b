from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Rules are read by everybody, also before anybody has logged in; only administrators of the province write them.
_WRITTEN = "(select tinhso_role()) = 'administrator'"


class RulesConfig(AppConfig):
    """The province's rules as data."""

    name = "tinhso.kernel.rules"
    label = "rules"
    verbose_name = "Quy tắc của tỉnh"
    walls = {"rules_rule": {"select": "true", "insert": _WRITTEN, "update": _WRITTEN}}

    def ready(self) -> None:
        """Stand in the administrators' navigation."""
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu

        menu.register(
            "rules",
            _("Quy tắc của tỉnh"),
            "rules:rules",
            permission=Permission.ADMINISTER,
            group=_("Quản trị"),
            order=80,
            icon="gear",
        )
