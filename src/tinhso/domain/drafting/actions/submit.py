"""To lay the draft before the post that signs it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tinhso.domain.drafting import sources
from tinhso.domain.drafting.models import Comment, Dossier, Submission, Version
from tinhso.domain.drafting.moving import let_read, make
from tinhso.domain.drafting.skeletons import unfinished
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.scope import Scope


@dataclass(frozen=True, slots=True)
class Memo:
    """The tờ trình: why, what, and on what the signer has to decide."""

    need: str
    content: str
    disputed: str = ""


class NotReady(Exception):
    """What still has to be done before it is laid before anybody; `str()`-able sentences are the page's to write."""

    def __init__(
        self, *, comments: int = 0, aside: int = 0, places: tuple[str, ...] = (), nameless: bool = False
    ) -> None:
        super().__init__("not ready to be submitted")
        self.comments, self.aside, self.places, self.nameless = comments, aside, places, nameless


class NobodyHoldsThePost(ValueError):
    """The signing post has ended, or nobody sits in it on the day."""


@transaction.atomic
def submit(
    dossier: Dossier, *, signer: Post, memo: Memo, due_on: date, by: Scope, at: datetime
) -> Submission:
    """đang soạn → chờ ký, with the tờ trình. The signing post and the issuing unit read the dossier from now on.

    Refused while comments wait to be settled, a version stands aside, or "[places]" are not filled in. Raises
    NotReady, NobodyHoldsThePost, and what moving.make and open_duty raise.
    """
    if not signer.tenures.filter(during__contains=timezone.localdate(at)).exists() or signer.ended_on:
        raise NobodyHoldsThePost(signer.pk)
    units = [signer.unit_id, dossier.issuer_unit_id]
    fresh = make(
        dossier, "submit", by=by, at=at, hands=signer.unit_id,
        changes={"readers": let_read(dossier, units)}, trace={"signer_post": signer.pk},
    )  # fmt: skip
    version = Version.objects.select_for_update().get(dossier=fresh, number=fresh.head)
    _demand_ready(fresh, version)
    version.readers = sorted({*version.readers, *units})
    version.save(update_fields=["readers"])
    made = Submission.objects.create(
        dossier=fresh,
        version=version,
        signer_post=signer,
        signer_unit_id=signer.unit_id,
        need=memo.need.strip(),
        content=memo.content.strip(),
        disputed=memo.disputed.strip(),
        due_on=due_on,
        submitted_at=at,
        submitted_by_id=by.person_id,
    )
    made.duty = sources.ask(
        sources.SIGNATURE, made.pk, fresh, unit_id=signer.unit_id, due_on=due_on, by=by, at=at
    )
    made.save(update_fields=["duty"])
    return made


def _demand_ready(dossier: Dossier, version: Version) -> None:
    comments = Comment.objects.filter(Q(consultation__dossier=dossier), settled="").count()
    aside = dossier.versions.filter(aside=True, joined_in__isnull=True).count()
    places = tuple(unfinished(version.sheet))
    nameless = not version.sheet.signer.name.strip()
    if comments or aside or places or nameless:
        raise NotReady(comments=comments, aside=aside, places=places, nameless=nameless)
