from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

_KNOWN = "(select tinhso_reach()) <> ''"
_ISSUERS = province_or("issuer_id = any((select tinhso_units())::bigint[])")
_OWNED = province_or("owner_unit_id = any((select tinhso_units())::bigint[])")


class Documents(AppConfig):
    name = "tinhso.kernel.documents"
    # Who may read may not thereby change: a document changes within its owner's reach, a file in its readers.
    walls = {
        "documents_storedfile": {
            "select": READ_BY_UNITS,
            "insert": READ_BY_UNITS,
            "update": READ_BY_UNITS,
        },
        "documents_officialdocument": {
            "select": READ_BY_UNITS,
            "insert": _OWNED,
            "update": _OWNED,
        },
        # The structure of the Party, as the structure of the State: known inside, changed by the pack.
        "documents_term": {"select": _KNOWN},
        # The books of a unit. Nothing is ever deleted from them.
        "documents_numberseries": {"select": _ISSUERS, "insert": _ISSUERS, "update": _ISSUERS},
        "documents_seriesnumber": {"select": _ISSUERS, "insert": _ISSUERS, "update": _ISSUERS},
    }

    def ready(self) -> None:
        """Stand in the navigation: all documents, and the books of numbers."""
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu

        needed = Permission.READ_DIRECTIVES
        menu.register(
            "library", _("Kho văn bản"), "library:documents", permission=needed, order=22, icon="search"
        )
        menu.register("books", _("Sổ văn bản"), "books:all", permission=needed, order=24, icon="document")
