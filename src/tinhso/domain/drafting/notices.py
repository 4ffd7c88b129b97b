"""What people are told about drafts. Units that got work are told by its duties; here is what comes back."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tinhso.domain.drafting.models import Dossier
from tinhso.kernel.documents.models import IssuedDocument
from tinhso.kernel.duties.notices import people_of
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


def tell_the_drafter(
    dossier: Dossier, event: str, template: str, *, by: Scope, at: datetime, key: str
) -> int:
    """`template` is a msgid with %(unit)s and %(title)s; in the province's language."""
    people = set(people_of([dossier.owner_unit_id], Permission.HANDLE_DUTIES, at=at)) - {by.person_id}
    with override(settings.LANGUAGE_CODE):
        text = _(template) % {"unit": by.unit_name, "title": str(dossier)}
    url = reverse("drafting:dossier", args=[dossier.pk])
    return tell(people, event=event, text=text, url=url, at=at, key=key)


def tell_the_recipients(issued: IssuedDocument, units: Iterable[int], *, by: Scope, at: datetime) -> int:
    """A document has come: to read, and to say that it is received."""
    people = set(people_of(units, Permission.HANDLE_DUTIES, at=at)) - {by.person_id}
    with override(settings.LANGUAGE_CODE):
        text = _("Văn bản gửi đến đơn vị: %(title)s.") % {"title": issued.document.title}
    return tell(
        people, event="draft.sent", text=text, url=reverse("drafting:received"), at=at, key=f"drafting.sent/{issued.pk}/{at.isoformat()}"
    )  # fmt: skip
