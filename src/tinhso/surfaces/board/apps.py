from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Board(AppConfig):
    name = "tinhso.surfaces.board"

    def ready(self) -> None:
        """Take a place in the navigation."""
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu

        menu.register(
            "board",
            _("Bảng điều hành"),
            "board:board",
            permission=Permission.READ_BOARD,
            order=16,
            icon="board",
        )
