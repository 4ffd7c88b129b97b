from django.apps import AppConfig

# Entries of the own units; all of them for those who oversee the province and for administrators. Written as CASE
# because the planner takes "a or b" for a rare thing (kernel/people/walls.py).
_SEEN = (
    "case when (select tinhso_reach()) = 'province' or (select tinhso_role()) = 'administrator' then true"
    " else actor_unit_id = any((select tinhso_units())::bigint[]) end"
)
_FOR_OFFICIALS = "(select tinhso_reach()) <> ''"

# The database gives the rest: id, the time of writing and the transaction are nobody's to choose.
_ADD = (
    "select, insert (at, event, subject_type, subject_id, actor_account_id, actor_person_id, actor_post_id,"
    " actor_unit_id, details)"
)
_APP, _WORKER = "tinhso_app", "tinhso_worker"


class Audit(AppConfig):
    name = "tinhso.kernel.audit"
    # Anybody may add an entry. Batches hold hashes, no person: whoever works here may read them.
    walls = {
        "audit_entry": {"select": _SEEN, "insert": "true"},
        "audit_batch": {"select": _FOR_OFFICIALS},
        "audit_era": {"select": _FOR_OFFICIALS},
        "audit_key": {"select": _FOR_OFFICIALS},
        "audit_destination": {"select": _FOR_OFFICIALS},
    }
    # Nobody changes or deletes: not the application, not the worker that seals.
    rights = {
        "audit_entry": {_APP: _ADD, _WORKER: _ADD},
        "audit_batch": {_APP: "select", _WORKER: "select, insert"},
        "audit_era": {_APP: "select", _WORKER: "select"},
        "audit_key": {_APP: "select", _WORKER: "select, insert"},
        "audit_destination": {_APP: "select", _WORKER: "select, insert, update"},
    }
    unit_columns = {"audit_entry.actor_unit_id": "history: for whom somebody acted then"}
