"""Questions about drafts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.domain.drafting.holding import Held, held
from tinhso.domain.drafting.models import (
    Appraisal,
    Comment,
    Consultation,
    Delivery,
    Dossier,
    Spell,
    Submission,
    Version,
)
from tinhso.domain.drafting.workflow import Stage
from tinhso.kernel import calendar, rules
from tinhso.kernel.duties import policies as duty_policies
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.sequels import Sequel
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.scope import Scope

HEADS = (Role.UNIT_HEAD, Role.HEAD_OF_OFFICE, Role.LEADER)


# --- one -------------------------------------------------------------------------------------------------


def readable(pk: int, scope: Scope) -> Dossier:
    """The dossier, where the post may see it. Raises OutOfReach."""
    related = ("owner_unit", "issuer_unit", "asked_issuer", "duty", "issued__document", "opened_by")
    found = Dossier.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("drafting.dossier", pk)
    return found


def reads_whole(scope: Scope, dossier: Dossier) -> bool:
    """Whether the post reads all of it, and not only what its unit was asked."""
    return scope.reach == "province" or bool(set(dossier.readers) & set(scope.unit_ids))


def whole(pk: int, scope: Scope) -> Dossier:
    """The dossier for whoever reads all of it. Raises OutOfReach, also for a unit that was only asked."""
    found = readable(pk, scope)
    if not reads_whole(scope, found):
        raise OutOfReach("drafting.dossier", pk)
    return found


def version_of(dossier: Dossier, number: int, scope: Scope) -> Version:
    """One version, where the post may read it. Raises OutOfReach."""
    rows = Version.objects.visible_to(scope).select_related("made_by", "file")
    found = rows.filter(dossier=dossier, number=number).first()
    if found is None:
        raise OutOfReach("drafting.version", f"{dossier.pk}/{number}")
    return found


def consultation(pk: int, scope: Scope) -> Consultation:
    """One question with its dossier and version. Raises OutOfReach."""
    related = (
        "dossier__owner_unit",
        "dossier__issuer_unit",
        "version",
        "unit",
        "duty",
        "answered_by",
        "file",
    )
    found = Consultation.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("drafting.consultation", pk)
    return found


def appraisal(pk: int, scope: Scope) -> Appraisal:
    """One appraisal. Raises OutOfReach."""
    related = (
        "dossier__owner_unit",
        "dossier__issuer_unit",
        "version",
        "unit",
        "duty",
        "concluded_by",
        "file",
    )
    rows = Appraisal.objects.select_related(*related).filter(dossier__in=Dossier.objects.visible_to(scope))
    found = rows.filter(pk=pk).first()
    if found is None or not (reads_whole(scope, found.dossier) or found.unit_id in scope.unit_ids):
        raise OutOfReach("drafting.appraisal", pk)
    return found


def submission(pk: int, scope: Scope) -> Submission:
    """One submission. Raises OutOfReach."""
    related = (
        "dossier__owner_unit", "dossier__issuer_unit", "version", "signer_post", "signer_unit", "duty",
        "submitted_by", "decided_by",
    )  # fmt: skip
    rows = Submission.objects.select_related(*related).filter(dossier__in=Dossier.objects.visible_to(scope))
    found = rows.filter(pk=pk).first()
    if found is None or not reads_whole(scope, found.dossier):
        raise OutOfReach("drafting.submission", pk)
    return found


def comment(pk: int, dossier: Dossier) -> Comment:
    """One comment on the dossier. Raises OutOfReach."""
    rows = Comment.objects.select_related("consultation__dossier", "consultation__unit")
    found = rows.filter(pk=pk, consultation__dossier=dossier).first()
    if found is None:
        raise OutOfReach("drafting.comment", pk)
    return found


def delivery(pk: int, scope: Scope) -> Delivery:
    """One delivery. Raises OutOfReach."""
    found = deliveries(scope).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("drafting.delivery", pk)
    return found


# --- lists -----------------------------------------------------------------------------------------------


def listed(scope: Scope) -> "QuerySet[Dossier]":
    """The dossiers of the post's reach with who holds them: the open spell, and the open questions."""
    spells = Spell.objects.select_related("unit").order_by("id")
    asked = Consultation.objects.open().select_related("unit").order_by("due_on", "id")
    rows = Dossier.objects.visible_to(scope).select_related("owner_unit", "issuer_unit", "issued__document")
    return rows.prefetch_related(
        Prefetch("spells", spells, to_attr="held"), Prefetch("consultations", asked, to_attr="waiting")
    )


def deliveries(scope: Scope) -> "QuerySet[Delivery]":
    """What came to the post's units, newest first."""
    related = ("issued__document", "unit", "received_by")
    return Delivery.objects.visible_to(scope).filter(unit__in=scope.unit_ids).select_related(*related)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for this post's own unit, by what is to be done."""

    to_answer: list[Consultation]
    to_appraise: list[Appraisal]
    to_sign: list[Submission]
    to_issue: list[Dossier]
    to_receive: list[Delivery]

    def __bool__(self) -> bool:
        return any((self.to_answer, self.to_appraise, self.to_sign, self.to_issue, self.to_receive))


def waiting(scope: Scope, *, most: int = 50) -> Waiting:
    """The open questions of the own unit, soonest first; at most so many of a kind."""
    asked, appraised, signed, issued, received = _waiting(scope)
    return Waiting(
        list(asked.select_related("dossier__owner_unit", "unit").order_by("due_on", "id")[:most]),
        list(appraised.select_related("dossier__owner_unit", "unit").order_by("due_on", "id")[:most]),
        list(signed.select_related("dossier__owner_unit", "signer_post").order_by("due_on", "id")[:most]),
        list(issued.select_related("owner_unit").order_by("changed_at", "id")[:most]),
        list(received.select_related("issued__document", "unit").order_by("-sent_at", "-id")[:most]),
    )


def waiting_for(scope: Scope) -> int:
    """The number beside the menu."""
    return sum(rows.order_by().count() for rows in _waiting(scope))


def _waiting(scope: Scope) -> tuple[QuerySet, ...]:
    nothing = not scope.may(Permission.HANDLE_DUTIES)
    asked = Consultation.objects.open().filter(unit=scope.unit_id)
    appraised = Appraisal.objects.filter(
        unit=scope.unit_id, concluded_at__isnull=True, closed_at__isnull=True
    )
    received = Delivery.objects.filter(unit=scope.unit_id, received_at__isnull=True)
    signed = Submission.objects.filter(signer_post=scope.post_id, decision="")
    issued = Dossier.objects.filter(issuer_unit=scope.unit_id, stage=Stage.SIGNED)
    return (
        asked.none() if nothing else asked,
        appraised.none() if nothing else appraised,
        signed if scope.may(Permission.ASSIGN_DUTIES) else signed.none(),
        issued if scope.may(Permission.ISSUE_DOCUMENTS) else issued.none(),
        received.none() if nothing else received,
    )


def answers_of(dossier: Dossier, scope: Scope) -> list[Consultation]:
    """All questions and answers that the post may see, with their comments, by round and unit."""
    comments = Comment.objects.select_related("settled_by").order_by("position")
    rows = Consultation.objects.visible_to(scope).filter(dossier=dossier)
    rows = rows.select_related("unit", "version", "answered_by", "file").order_by(
        "round", "unit__sort_key", "id"
    )
    return list(rows.prefetch_related(Prefetch("comments", comments)))


def silence(today: date) -> object:
    """What it means that a unit did not answer in time: rule drafting.silence_is_consent."""
    if rules.value("drafting.silence_is_consent", on=today):
        return _("Không trả lời, coi như nhất trí")
    return _("Không trả lời")


# --- who holds it ------------------------------------------------------------------------------------------


def history(dossier: Dossier, *, today: date) -> list[Held]:
    """The spells in their order, each with its working days."""
    days = calendar.current()
    return [
        held(
            spell.stage,
            spell.unit.name,
            timezone.localdate(spell.since),
            _day(spell.until),
            today=today,
            days=days,
        )
        for spell in _spells(dossier)
    ]


def _spells(dossier: Dossier) -> Iterable[Spell]:
    known = getattr(dossier, "held", None)
    return known if known is not None else dossier.spells.select_related("unit").order_by("id")


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at is not None else None


def holders(dossier: Dossier) -> list[str]:
    """Who holds it now: during a consultation whoever has not answered, else the unit of the open spell."""
    asked = getattr(dossier, "waiting", None)
    if asked is None:
        asked = list(dossier.consultations.open().select_related("unit").order_by("due_on", "id"))
    if dossier.stage == Stage.CONSULTING and asked:
        return [row.unit.name for row in asked]
    return [spell.unit.name for spell in _spells(dossier) if spell.until is None]


# --- people, duties, files ---------------------------------------------------------------------------------


def signers(issuer_id: int, today: date) -> list[Post]:
    """The posts that may sign in the name of the issuer: its heads, and the leaders of the province."""
    rows = Post.objects.filter(Q(unit=issuer_id, role__in=HEADS) | Q(role=Role.LEADER), ended_on__isnull=True)
    held_today = rows.filter(tenures__during__contains=today).select_related("unit").distinct()
    return sorted(held_today, key=lambda post: (post.unit_id != issuer_id, post.unit.sort_key, post.pk))


def drafts_of_duty(duty: Duty, scope: Scope) -> list[Sequel]:
    """On the page of a duty: what is written for it, and the offer to write."""
    drafts = Dossier.objects.visible_to(scope).filter(duty=duty).order_by("pk")[:10]
    found = [
        Sequel(str(draft), reverse("drafting:dossier", args=[draft.pk]), begins=False) for draft in drafts
    ]
    if duty.is_open and not duty.source.startswith("drafting.") and duty_policies.leads(scope, duty):
        found.append(Sequel(_("Soạn văn bản theo việc này"), f"{reverse('drafting:new')}?viec={duty.pk}"))
    return found


def usage_of_file(file_id: int, scope: Scope) -> list[tuple[str, str]]:
    """The dossiers of the post's reach in which the file stands."""
    versions = Version.objects.visible_to(scope).filter(dossier=OuterRef("pk"), file=file_id)
    answers = Consultation.objects.visible_to(scope).filter(dossier=OuterRef("pk"), file=file_id)
    appraisals = Appraisal.objects.filter(dossier=OuterRef("pk"), file=file_id)
    rows = Dossier.objects.visible_to(scope).filter(Exists(versions) | Exists(answers) | Exists(appraisals))
    return [(str(row), reverse("drafting:dossier", args=[row.pk])) for row in rows.order_by("pk")[:20]]
