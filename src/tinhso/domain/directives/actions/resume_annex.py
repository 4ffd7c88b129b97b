"""To start work on an annex again that the worker has left lying."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import jobs, policies
from tinhso.domain.directives.annex import working
from tinhso.domain.directives.models import Annex
from tinhso.domain.directives.workflow import AnnexState
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope

_JOBS = {
    AnnexState.READING: jobs.read_annex,
    AnnexState.IMPORTING: jobs.import_annex,
    AnnexState.UNDOING: jobs.undo_annex,
}


@transaction.atomic
def resume_annex(annex: Annex, *, by: Scope, at: datetime) -> bool:
    """Queue the same work once more where nothing was heard of it for a while; whether it was. The work is whole or
    not at all, and done by one worker at a time: should the first one live after all, the second finds nothing to do.

    Raises OutOfReach, policies.NotAllowed.
    """
    rows = Annex.objects.visible_to(by).select_related("directive__document").select_for_update(of=("self",))
    found = rows.filter(pk=annex.pk).first()
    if found is None:
        raise OutOfReach("directives.annex", annex.pk)
    policies.demand_manage(by, found.directive.document)
    if not working.is_silent(found, at):
        return False
    found.beat_at, found.actor = at, working.actor_of(by)
    found.save(update_fields=["beat_at", "actor"])
    audit.record("annex.resumed", found, by=by, at=at, state=found.state)
    _JOBS[AnnexState(found.state)].defer(annex=found.pk)
    return True
