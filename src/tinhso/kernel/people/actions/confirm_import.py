"""To confirm an import that was checked: the worker writes it."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.people import jobs
from tinhso.kernel.people.models import AccountImport
from tinhso.kernel.people.policies import demand_administrator
from tinhso.kernel.people.scope import Scope


class HasErrors(Exception):
    """Rows are wrong: mend the sheet and read it again."""


class NothingNew(Exception):
    """Every row is there already."""


class AlreadyConfirmed(Exception):
    """It is being written, or was."""


@transaction.atomic
def confirm_import(account_import: AccountImport, *, by: Scope, at: datetime) -> None:
    """A failed one may be tried again. Raises NotAllowed, HasErrors, NothingNew, AlreadyConfirmed."""
    demand_administrator(by)
    if account_import.wrong:
        raise HasErrors(account_import.pk)
    if not account_import.fresh:
        raise NothingNew(account_import.pk)
    states = [AccountImport.State.CHECKED, AccountImport.State.FAILED]
    waiting = AccountImport.objects.filter(pk=account_import.pk, state__in=states)
    if not waiting.update(state=AccountImport.State.CONFIRMED, problem=""):
        raise AlreadyConfirmed(account_import.pk)
    audit.record("import.confirmed", account_import, by=by, at=at, rows=account_import.fresh)
    jobs.write_import.defer(account_import=account_import.pk)
