from django.apps import AppConfig

_READERS = "(select tinhso_reach()) = 'province' or readers && (select tinhso_units())::bigint[]"


class Documents(AppConfig):
    name = "tinhso.kernel.documents"
    # Who may read may not thereby change: a document changes within its owner's reach, a file in its readers.
    walls = {
        "documents_storedfile": {
            "select": _READERS,
            "insert": _READERS,
            "update": _READERS,
        },
        "documents_officialdocument": {
            "select": _READERS,
            "insert": "(select tinhso_reach()) = 'province'"
            " or owner_unit_id = any((select tinhso_units())::bigint[])",
            "update": "(select tinhso_reach()) = 'province'"
            " or owner_unit_id = any((select tinhso_units())::bigint[])",
        },
    }
