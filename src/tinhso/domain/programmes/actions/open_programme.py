"""To begin a work programme of a body."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.actions.add_node import demand_document, demand_owner
from tinhso.domain.programmes.models import WorkProgramme
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold


class PeriodTaken(ValueError):
    """The body has a work programme of this period already: `programme`."""

    def __init__(self, programme: WorkProgramme) -> None:
        super().__init__(str(programme))
        self.programme = programme


@dataclass(frozen=True, slots=True)
class Period:
    """Whose programme of which year, and of which quarter (0: of the whole year)."""

    body_kind: str
    body_text: str
    year: int
    owner_unit_id: int
    quarter: int = 0
    number: str = ""
    document_id: int | None = None


@transaction.atomic
def open_programme(said: Period, *, by: Scope, at: datetime) -> WorkProgramme:
    """Begin an empty work programme. Raises PeriodTaken, OutOfReach, policies.NotAllowed."""
    programme = WorkProgramme(body_kind=said.body_kind, year=said.year, quarter=said.quarter)
    write(programme, said, by=by, at=at)
    audit.record("work_programme.opened", programme, by=by, at=at, year=said.year, quarter=said.quarter,
                 owner=said.owner_unit_id)  # fmt: skip
    return programme


def write(programme: WorkProgramme, said: Period, *, by: Scope, at: datetime) -> None:
    """Put what was said into the row and save it; body and period of an existing one stay."""
    demand_owner(said.owner_unit_id, by=by, at=at)
    if said.document_id != programme.document_id:
        demand_document(said.document_id, by=by)
    others = WorkProgramme.objects.exclude(pk=programme.pk).filter(body_key=fold(said.body_text))
    if same := others.filter(year=programme.year, quarter=programme.quarter).first():
        raise PeriodTaken(same)
    programme.body_text, programme.owner_unit_id = said.body_text, said.owner_unit_id
    programme.number, programme.document_id = said.number.strip(), said.document_id
    claims.touch(programme, by=by, at=at)
    programme.save()
