"""How a person is reached: masked on every page, shown on request, and the request is recorded."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tinhso.kernel.people import queries
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.actions.look_at_contact import Reached, look_at_contact
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.workspace.fields import found, scope_of
from tinhso.kernel.text.phone import format_phone


def masked(contact: Reached) -> Reached:
    """ma•••@example.org and ••• 678: enough to recognise, not enough to write to."""
    name, at, domain = contact.email.partition("@")
    email = f"{name[:2]}•••{at}{domain}" if contact.email else ""
    return Reached(email, f"••• {contact.phone[-3:]}" if contact.phone else "")


@needs(Permission.READ_PEOPLE)
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole e-mail and phone, once; that somebody looked stays in the trace."""
    scope = scope_of(request)
    person = found(queries.person_ids_seen_by(scope), pk)
    contact = look_at_contact(person, by=scope, at=timezone.now())
    phone = format_phone(contact.phone) if contact.phone else ""
    return render(request, "people/contact.html", {"person": person, "email": contact.email, "phone": phone})
