"""From rows to the facts that the rõ check judges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.domain.directives import clarity, returning
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.kernel import rules
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.units.models import Kind, Unit, UnitParent

PROVINCIAL = {Kind.PROVINCE, Kind.PARTY, Kind.COUNCIL}


@dataclass(frozen=True, slots=True)
class Judged:
    """A task with its marks and what keeps it from being activated."""

    task: DirectiveTask
    facts: clarity.Facts
    marks: dict[str, clarity.Mark]
    blockers: list[str]

    @property
    def ready(self) -> bool:
        return not self.blockers


def judge(tasks: Iterable[DirectiveTask], document: OfficialDocument, *, today: date) -> list[Judged]:
    """The six marks of each task (with lead_unit selected), a handful of queries for all of them."""
    tasks = list(tasks)
    points = rules.value("clarity.points", on=today)
    names = UnitNames(document.issued_on or today)
    giver = Giver(document, today)
    judged = []
    for task in tasks:
        facts = _facts(task, names, giver, today)
        judged.append(Judged(task, facts, clarity.marks(facts, points), clarity.blockers(facts)))
    return judged


def _facts(task: DirectiveTask, names: UnitNames, giver: "Giver", today: date) -> clarity.Facts:
    lead = task.lead_unit
    leads = [part for part in task.lead_text.split("; ") if part]
    return clarity.Facts(
        title=task.title,
        vague=not task.corrected and "what" in (task.machine or {}).get("unclear", ()),
        act=task.act,
        lead_named=lead is not None or bool(task.lead_group),
        lead_ended_on=lead.during.upper if lead is not None and today not in lead.during else None,
        lead_text=task.lead_text,
        lead_is_sector=lead is None and len(leads) == 1 and names.is_sector(leads[0]),
        leads_in_text=len(leads),
        due_on=task.due_on,
        bound=task.bound,
        deadline_kind=task.deadline_kind,
        deadline_raw=task.deadline_raw,
        no_deadline_reason=task.no_deadline_reason or returning.reason_of(task),
        product=task.product,
        product_named=task.product_named,
        accountable=task.accountable,
        authority=giver.may_assign_to(lead) if lead is not None else giver.may_assign_to_all(task.lead_group),
    )


class Giver:
    """Whoever gives the tasks of a document, and to whom that body may give."""

    def __init__(self, document: OfficialDocument, today: date) -> None:
        self.unit: Unit | None = document.issuer or (document.owner_unit if document.owner_unit_id else None)
        self.today = today
        self._above: dict[int, int] | None = None

    @property
    def provincial(self) -> bool:
        """The province, its Party and Council bodies; and an office that writes in their name."""
        if self.unit is None:
            return False
        if self.unit.kind in PROVINCIAL:
            return True
        parent = self.unit.parent
        return parent is not None and parent.kind in PROVINCIAL and self.unit.name.startswith("Văn phòng")

    def may_assign_to(self, lead: Unit) -> bool | None:
        """A superior of the lead, or itself. Partners outside and central bodies are asked, not told. None: nobody
        knows who gives."""
        if self.unit is None:
            return None
        if lead.kind == Kind.OUTSIDE or (lead.kind == Kind.OTHER and lead.parent_id is None):
            return False
        return self.provincial or self.unit.pk in self._chain(lead.pk)

    def may_assign_to_all(self, group: str) -> bool | None:
        """To every unit of a kind only the province gives. None without a group, or where nobody knows who gives."""
        return self.provincial if group and self.unit is not None else None

    def _chain(self, unit: int) -> Sequence[int]:
        if self._above is None:
            rows = UnitParent.objects.filter(during__contains=self.today).order_by()
            self._above = dict(rows.values_list("unit_id", "parent_id"))
        chain = [unit]
        while (above := self._above.get(chain[-1])) and above not in chain:
            chain.append(above)
        return chain
