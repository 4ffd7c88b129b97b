"""Questions about limitations."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.limitations.models import Limitation, LimitationQuerySet, Remedy
from tinhso.kernel.duties.models import Evidence
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


def listed(scope: Scope) -> LimitationQuerySet:
    """What the post may read, newest first, with its duties counted: `given`, `done`."""
    counted = {
        "given": Count("remedies"),
        "done": Count("remedies", filter=Q(remedies__duty__state=State.COMPLETED)),
    }
    return Limitation.objects.visible_to(scope).select_related("owner", "recorder").annotate(**counted)


def readable(pk: int, scope: Scope) -> Limitation:
    """One limitation. Raises OutOfReach (404 and a trace)."""
    related = ("owner", "recorder", "field_of_work", "recorded_by", "closed_by")
    found = Limitation.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("limitations.limitation", pk)
    return found


def remedies_of(limitation: Limitation) -> list[Remedy]:
    """Its duties in their order, each with `proved`: confirmed, with evidence."""
    remedies = list(limitation.remedies.select_related("duty__lead_unit"))
    evidenced = set(
        Evidence.objects.filter(duty__in=[r.duty_id for r in remedies]).values_list("duty_id", flat=True)
    )
    for remedy in remedies:
        remedy.proved = remedy.duty.state == State.COMPLETED and remedy.duty_id in evidenced  # type: ignore[attr-defined]
    return remedies


def may_be_closed(remedies: Sequence[Remedy]) -> bool:
    """A remedy's evidence is confirmed, and no other remedy is still on its way."""
    ended = all(remedy.duty.closed_at is not None for remedy in remedies)
    return ended and any(remedy.proved for remedy in remedies)  # type: ignore[attr-defined]


def url_of_limitation(source_id: str) -> str:
    """The page of the limitation that raised a duty; `source_id` is "limitation.token"."""
    return reverse("limitations:limitation", args=[int(source_id.partition(".")[0])])


def place_of_limitation(source_id: str) -> str:
    """What its page is called on the page of a remedy's duty."""
    found = (
        Limitation.objects.filter(pk=int(source_id.partition(".")[0])).values_list("title", flat=True).first()
    )
    return _("Khắc phục: %(title)s") % {"title": found[:120]} if found else ""
