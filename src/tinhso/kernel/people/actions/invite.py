"""To invite a person from outside into a post: they make their own account with a one-time code."""

import secrets
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from tinhso.kernel import audit, rules
from tinhso.kernel.people.models import Contact, Invitation, Person, Post, Tenure
from tinhso.kernel.people.policies import PostHasEnded, PostIsHeld, PostIsPromised, demand_administrator
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise

# 32 signs that cannot be taken for one another on paper; 20 of them are a hundred bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, SIGNS = 5, 4


def new_code() -> str:
    """'K7QF-2MXA-…': read from a slip or followed from a mail."""
    return "-".join("".join(secrets.choice(ALPHABET) for _i in range(SIGNS)) for _g in range(GROUPS))


def expiry(at: datetime) -> datetime:
    """Until when a code made at `at` is good (rule people.invitation_days)."""
    return at + timedelta(days=rules.value("people.invitation_days", timezone.localdate(at)))


@transaction.atomic
def invite(
    post: Post,
    *,
    full_name: str,
    email: str = "",
    username: str = "",
    phone: str = "",
    begins_on: date,
    basis: str = "",
    by: Scope,
    at: datetime,
) -> Invitation:
    """The person exists from now on, the account and the tenure when the invitation is accepted. No code is
    made yet: issue_code or the mail job does, when somebody is there to receive it.

    An expired invitation to the same post gives way. Raises NotAllowed, PostHasEnded, PostIsHeld (on or after
    `begins_on`), PostIsPromised.
    """
    demand_administrator(by)
    if post.ended_on is not None and post.ended_on <= begins_on:
        raise PostHasEnded(post.pk)
    if Tenure.objects.filter(post=post, during__overlap=(begins_on, None)).exists():
        raise PostIsHeld(post.pk)
    Invitation.objects.filter(post=post, used_at=None, revoked_at=None, expires_at__lte=at).update(
        revoked_at=at
    )
    person = Person.objects.create(full_name=full_name)
    if phone:
        Contact.objects.create(person=person, phone=phone)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                post=post,
                person=person,
                email=email.strip(),
                username=username.strip(),
                begins_on=begins_on,
                basis=normalise(basis),
                made_at=at,
                made_by_id=by.person_id,
                expires_at=expiry(at),
            )
    except IntegrityError as error:
        if "a_post_waits_for_one_person" not in str(error):
            raise
        raise PostIsPromised(post.pk) from error
    audit.record("invitation.made", invitation, by=by, at=at, post=post.pk, begins_on=begins_on)
    return invitation
