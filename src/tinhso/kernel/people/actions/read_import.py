"""To read a sheet of people and posts: everything is checked, nothing is written but the sheet itself."""

import hashlib
from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.people.importing import checking, sheet
from tinhso.kernel.people.models import AccountImport
from tinhso.kernel.people.policies import demand_administrator
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def read_import(data: bytes, *, name: str, by: Scope, at: datetime) -> AccountImport:
    """Raises NotAllowed, sheet.Unreadable."""
    demand_administrator(by)
    rows = checking.check(sheet.read(data), at=at)
    made = AccountImport.objects.create(
        name=name[:200],
        digest=hashlib.sha256(data).hexdigest(),
        rows=[row.stored() for row in rows],
        total=len(rows),
        wrong=sum(bool(row.errors) for row in rows),
        known=sum(row.known for row in rows),
        made_at=at,
        actor={
            "account_id": by.account_id,
            "person_id": by.person_id,
            "post_id": by.post_id,
            "unit_id": by.unit_id,
        },
    )
    audit.record("import.read", made, by=by, at=at, rows=made.total, wrong=made.wrong, known=made.known)
    return made
