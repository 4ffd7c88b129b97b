from django.apps import AppConfig

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

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
    }
    unit_columns = {
        "documents_officialdocument.owner_unit_id": "moves",
        "documents_officialdocument.readers": "moves",
        "documents_officialdocument.issuer_id": "history: the unit that issued it, as it was then",
        "documents_officialdocument.inherited_from_id": "history: the unit that received it",
        "documents_storedfile.readers": "moves",
    }

    def ready(self) -> None:
        """Carry papers over when units are reorganised."""
        from tinhso.kernel.documents.succession import DOCUMENTS, FILES
        from tinhso.kernel.units import movers

        movers.register(DOCUMENTS)
        movers.register(FILES)
