"""To put down what one has changed: as a new version, or beside it where somebody was quicker."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.drafting.models import Dossier, Version
from tinhso.domain.drafting.moving import make
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.scope import Scope


class UnknownVersion(ValueError):
    """The version that was edited is none of this dossier."""


@transaction.atomic
def write_version(
    dossier: Dossier,
    sheet: Sheet,
    *,
    made_from: int,
    by: Scope,
    at: datetime,
    file: StoredFile | None = None,
    note: str = "",
    joins: Version | None = None,
) -> Version:
    """Keep the sheet, which was made from version `made_from`.

    Where that is still the version that counts, the new one counts from now on. Where somebody has written a newer
    one meanwhile, nothing is lost and nothing is overwritten: the sheet is kept as a version `aside`, to be joined.
    The same sheet from the same version by the same person is the same version. `joins` marks the version aside
    that went into this one. Raises UnknownVersion, secrecy.SecretMarked, and what moving.make raises.
    """
    refuse_secrets(sheet.plain_text())
    fresh = make(dossier, "write", by=by, at=at, trace={"from": made_from})
    base = Version.objects.filter(dossier=fresh, number=made_from).first()
    if base is None:
        raise UnknownVersion(made_from)
    content = sheet.as_data()
    twin = Version.objects.filter(
        dossier=fresh, made_from=made_from, made_by=by.person_id, content=content, joined_in__isnull=True
    ).first()
    if twin is not None and joins is None:
        return twin
    version = Version.objects.create(
        dossier=fresh,
        number=fresh.last + 1,
        made_from=made_from,
        aside=made_from != fresh.head,
        content=content,
        file=file,
        note=note.strip()[:500],
        readers=[fresh.owner_unit_id],
        made_at=at,
        made_by_id=by.person_id,
    )
    _count(fresh, version, sheet)
    if joins is not None and not version.aside:
        Version.objects.filter(pk=joins.pk, aside=True, joined_in__isnull=True).update(
            joined_in=version.number
        )
    return version


def _count(dossier: Dossier, version: Version, sheet: Sheet) -> None:
    dossier.last = version.number
    if not version.aside:
        dossier.head = version.number
        dossier.abstract = sheet.abstract[:500]
    dossier.save()
