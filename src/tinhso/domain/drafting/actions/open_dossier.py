"""To begin a draft, by oneself or for a task that asks for it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tinhso.domain.drafting import moving
from tinhso.domain.drafting.models import Dossier, Version
from tinhso.domain.drafting.policies import NotAllowed
from tinhso.domain.drafting.skeletons import skeleton
from tinhso.kernel import audit
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.duties import policies as duty_policies
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise
from tinhso.kernel.units.models import Unit


@transaction.atomic
def open_dossier(
    *,
    doc_type: str,
    issuer: Unit,
    abstract: str,
    token: str,
    by: Scope,
    at: datetime,
    duty: Duty | None = None,
) -> Dossier:
    """Open the dossier with its first version, in the layout of its type and issuer; the same form makes one.

    For a `duty` its lead unit drafts; what is asked now (type, issuer) is remembered, because what is issued at
    last may be another type by another body. Raises policies.NotAllowed, secrecy.SecretMarked.
    """
    if not by.may(Permission.HANDLE_DUTIES) or (duty is not None and not duty_policies.leads(by, duty)):
        raise NotAllowed("drafts are written by the unit that leads the task")
    if found := Dossier.objects.filter(opened_by=by.person_id, token=token).first():
        return found
    sheet = skeleton(doc_type, normalise(abstract), issuer, _day(at))
    refuse_secrets(sheet.plain_text())
    dossier = Dossier.objects.create(
        owner_unit_id=by.unit_id,
        issuer_unit=issuer,
        asked_issuer=issuer,
        doc_type=doc_type,
        asked_type=doc_type,
        side=sheet.side,
        abstract=sheet.abstract,
        duty=duty,
        head=1,
        last=1,
        readers=[by.unit_id],
        token=token,
        opened_at=at,
        opened_by_id=by.person_id,
        changed_at=at,
    )
    Version.objects.create(
        dossier=dossier,
        number=1,
        content=sheet.as_data(),
        readers=[by.unit_id],
        made_at=at,
        made_by_id=by.person_id,
    )
    moving.begin(dossier, at=at)
    audit.record("draft.opened", dossier, by=by, at=at, type=doc_type, duty=duty.pk if duty else None)
    return dossier


def _day(at: datetime) -> date:
    return timezone.localdate(at)
