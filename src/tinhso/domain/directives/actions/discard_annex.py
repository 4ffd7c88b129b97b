"""To give up an annex that was read and not imported; the same file may come again."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims
from tinhso.domain.directives.models import Annex
from tinhso.domain.directives.workflow import AnnexState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def discard_annex(annex: Annex, *, by: Scope, at: datetime) -> Annex:
    """checking → discarded; its rows go. Raises claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed."""
    annex = claims.claim_annex(annex.pk, move="discard", by=by)
    annex.rows.all().delete()
    annex.names.all().delete()
    annex.state = AnnexState.DISCARDED
    annex.version += 1
    annex.save()
    audit.record("annex.discarded", annex, by=by, at=at)
    return annex
