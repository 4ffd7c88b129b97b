"""How clear a text is before anybody issues it: read and judged in memory, nothing is stored.

The door for drafting: `clarity_of_text(text, day, giver)`; the page "Kiểm tra dự thảo" shows the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from tinhso.domain.directives import clarity, finding
from tinhso.domain.directives.judging import Judged, judge
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.domain.directives.workflow import Act
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.text.formats import VIETNAM
from tinhso.kernel.units.models import Unit


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with its score and the tasks found in it; `judged` in the order of the text, unsaved rows."""

    text: str
    score: clarity.Score
    judged: list[Judged]

    @property
    def unclear(self) -> list[Judged]:
        """Tasks that lack a mark."""
        return [item for item in self.judged if any(mark is not True for mark in item.marks.values())]


def clarity_of_text(text: str, day: date, giver: Unit | None = None) -> CheckedText:
    """Judge what a text would give if `giver` issued it on `day`: who, what, when, product, responsibility, authority.

    `text` is clean (documents.reading.clean_text or read_text). Changes of tasks that exist are not counted.
    """
    document = OfficialDocument(text=text, issued_on=day, issuer=giver)
    directive = Directive(document=document)
    at = datetime.combine(day, time(12), VIETNAM)
    tasks = [task for task, _units in finding.propose(directive, UnitNames(day), at=at).tasks]
    tasks = [task for task in tasks if task.act == Act.ASSIGN]
    leads = Unit.objects.select_related("parent").in_bulk(
        {task.lead_unit_id for task in tasks if task.lead_unit_id is not None}
    )
    for number, task in enumerate(tasks, start=1):
        if task.lead_unit_id is not None:
            task.lead_unit = leads[task.lead_unit_id]
        task.pk = number  # within this page only
    judged = judge(tasks, document, today=day)
    return CheckedText(text, clarity.score(item.marks for item in judged), judged)
