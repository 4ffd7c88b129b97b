from django.apps import AppConfig


class Audit(AppConfig):
    name = "tinhso.kernel.audit"
    # Anybody may add; an actor's own unit and the province's overseers may read; nobody may change.
    walls = {
        "audit_entry": {
            "select": "(select tinhso_reach()) = 'province' or actor_unit_id = any((select tinhso_units())::bigint[])",
            "insert": "true",
        }
    }
    unit_columns = {"audit_entry.actor_unit_id": "history: for whom somebody acted then"}
