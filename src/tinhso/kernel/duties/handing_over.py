"""What of the duties concerns a post that changes hands."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.phrases import due_words
from tinhso.kernel.duties.queries import BY_DUE
from tinhso.kernel.people.handover import MOST_ROWS, Row
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.roles import GRANTS, Permission, Role


def open_duties(post: Post, at: datetime) -> tuple[int, Sequence[Row]]:
    """Open duties that the post gave, and, where its role handles duties, those that its unit leads."""
    concerned = Q(assigner_post=post)
    if Permission.HANDLE_DUTIES in GRANTS[Role(post.role)]:
        concerned |= Q(lead_unit=post.unit_id)
    duties = Duty.objects.open().filter(concerned).order_by(*BY_DUE)
    rows = [
        (_("%(title)s – %(due)s") % {"title": duty.title[:300], "due": due_words(duty)}, _address(duty))
        for duty in duties[:MOST_ROWS]
    ]
    return duties.count(), rows


def _address(duty: Duty) -> str:
    return reverse("duties:duty", args=[duty.pk])
