"""What people are told about directives. The units that got work are told by the duties themselves."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.directives.models import Directive
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.scope import Scope


def tasks_given(directive: Directive, duties: list[Duty], *, by: Scope, at: datetime) -> int:
    """Tell whoever took the document in that a colleague has given its work."""
    document = directive.document
    addressees = {document.received_by_id} - {by.person_id}
    text = _("%(who)s đã giao %(count)s việc của văn bản “%(title)s”.") % {
        "who": by.person_name,
        "count": len(duties),
        "title": document.title,
    }
    return tell(
        addressees,
        event="directive.confirmed",
        text=text,
        url=reverse("directives:room", args=[directive.pk]),
        at=at,
        key=f"directives.confirmed/{directive.pk}/{at.isoformat()}",
    )
