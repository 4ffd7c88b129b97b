"""To leave the rows that cannot be read out of an import, for a reason, after they were taken away to be mended."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims
from tinhso.domain.directives.annex import keeping
from tinhso.domain.directives.models import Annex
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class ErrorsNotTaken(ValueError):
    """First the sheet of errors is downloaded: nobody loses a row unknowingly."""


class NoReason(ValueError):
    """Rows are left out for a reason."""


@transaction.atomic
def leave_out_rows(
    annex: Annex, *, reason: str, by: Scope, at: datetime, version: int | None = None
) -> Annex:
    """Leave out every wrong row; an empty list of wrong rows changes nothing.

    Raises ErrorsNotTaken, NoReason, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    annex = claims.claim_annex(annex.pk, move="map", version=version, by=by)
    if not reason.strip():
        raise NoReason()
    if annex.errors_taken_at is None:
        raise ErrorsNotTaken()
    left = annex.rows.filter(wrong=True, left_out=False).update(left_out=True)
    annex.left_out_reason = reason.strip()[:300]
    keeping.judge(annex)
    annex.version += 1
    annex.save()
    audit.record("annex.rows_left_out", annex, by=by, at=at, rows=left)
    return annex


@transaction.atomic
def take_errors(annex: Annex, *, by: Scope, at: datetime) -> Annex:
    """Note that the wrong rows were downloaded to be mended. Raises OutOfReach, policies.NotAllowed,
    claims.ChangedMeanwhile."""
    annex = claims.claim_annex(annex.pk, move="map", by=by)
    annex.errors_taken_at = at
    annex.save(update_fields=["errors_taken_at"])
    audit.record("annex.errors_taken", annex, by=by, at=at, rows=annex.wrong)
    return annex
