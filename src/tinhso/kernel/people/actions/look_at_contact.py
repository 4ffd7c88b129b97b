"""To look at how a person is reached. Shown masked elsewhere; looking is recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.people.models import Account, Contact, Invitation, Person
from tinhso.kernel.people.policies import NotAllowed
from tinhso.kernel.people.queries import person_ids_seen_by
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


@dataclass(frozen=True, slots=True)
class Reached:
    """The e-mail and the phone, empty where not known."""

    email: str
    phone: str


def reached(person_id: int) -> Reached:
    """As far as the walls let the scope see."""
    email = Account.objects.filter(person=person_id).values_list("email", flat=True).first()
    if not email:
        invited = Invitation.objects.filter(person=person_id).order_by("-id")
        email = invited.values_list("email", flat=True).first()
    phone = Contact.objects.filter(person=person_id).values_list("phone", flat=True).first()
    return Reached(email or "", phone or "")


@transaction.atomic
def look_at_contact(person: Person, *, by: Scope, at: datetime) -> Reached:
    """Administrators, and heads about people of their own units. Raises NotAllowed."""
    allowed = by.may(Permission.READ_PEOPLE) and person_ids_seen_by(by).filter(pk=person.pk).exists()
    if not allowed:
        raise NotAllowed(person.pk)
    audit.record("person.looked_at", person, by=by, at=at, fields=["email", "phone"])
    return reached(person.pk)
