from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Units(AppConfig):
    name = "tinhso.kernel.units"

    def ready(self) -> None:
        """The organisation stands in everybody's navigation."""
        from tinhso.kernel.ui import menu

        menu.register("units", _("Tổ chức bộ máy"), "units:organisation", order=60, icon="units")
