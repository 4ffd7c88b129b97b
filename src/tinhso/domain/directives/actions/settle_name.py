"""To say what a name in an annex means, once for all of its rows."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims
from tinhso.domain.directives.annex import keeping
from tinhso.domain.directives.models import Annex, Meaning
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import VIETNAM
from tinhso.kernel.units.models import Unit


@transaction.atomic
def settle_name(annex: Annex, *, name_id: int, unit_id: int | None, by: Scope, at: datetime) -> Annex:
    """A unit of today, or (None) only words: a group, or somebody outside. Every row that uses the name is judged
    anew. Raises OutOfReach, claims.ChangedMeanwhile, policies.NotAllowed."""
    annex = claims.claim_annex(annex.pk, move="map", by=by)
    name = annex.names.filter(pk=name_id).first()
    if name is None:
        raise OutOfReach("directives.annexname", name_id)
    today = at.astimezone(VIETNAM).date()
    if unit_id is not None and not Unit.objects.filter(pk=unit_id, ours__contains=today).exists():
        raise OutOfReach("units.unit", unit_id)
    name.unit_id, name.said_by_id = unit_id, by.person_id
    name.meaning = Meaning.UNIT if unit_id else Meaning.WORDS
    name.save()
    keeping.judge(annex)
    annex.version += 1
    annex.save()
    audit.record("annex.name_settled", annex, by=by, at=at, name=name.pk, unit=unit_id)
    return annex
