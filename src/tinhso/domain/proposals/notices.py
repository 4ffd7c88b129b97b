"""Whom a proposal concerns, and what they are told."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.proposals.models import Proposal
from tinhso.kernel.duties.notices import people_of
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_date

EVENTS = {"proposal.made", "proposal.passed_on", "proposal.answered", "proposal.due"}


def to_the_addressee(proposal: Proposal, event: str, *, by: Scope | None, at: datetime) -> int:
    """Those who may answer: of a new proposal, of one passed on, of one that falls due."""
    if proposal.addressee_id is None:
        return 0
    words = {
        "proposal.made": _("Kiến nghị chờ trả lời trước hết ngày %(due)s: %(title)s"),
        "proposal.passed_on": _("Kiến nghị được chuyển đến, chờ trả lời trước hết ngày %(due)s: %(title)s"),
        "proposal.due": _("Kiến nghị đến hạn trả lời ngày %(due)s: %(title)s"),
    }[event]
    people = people_of([proposal.addressee_id], Permission.ASSIGN_DUTIES, at=at)
    return _tell(people, proposal, event, words, by=by, at=at)


def to_the_proposer(proposal: Proposal, *, by: Scope | None, at: datetime) -> int:
    """The unit that asked learns of the answer."""
    people = people_of([proposal.proposer_id], Permission.HANDLE_DUTIES, at=at)
    return _tell(
        people, proposal, "proposal.answered", _("Kiến nghị đã được trả lời: %(title)s"), by=by, at=at
    )


def _tell(
    people: list[int], proposal: Proposal, event: str, words: str, *, by: Scope | None, at: datetime
) -> int:
    return tell(
        set(people) - ({by.person_id} if by else set()),
        event=event,
        text=words % {"due": format_date(proposal.answer_due_on), "title": proposal.title},
        url=reverse("proposals:proposal", args=[proposal.pk]),
        at=at,
        key=f"{event}/{proposal.pk}/{proposal.addressee_id}/{proposal.answer_due_on}",
    )
