"""How clear a text is before it is a document: the rõ check for whoever is still drafting. Nothing is stored."""

from datetime import date, datetime

from tinhso.domain.directives import finding
from tinhso.domain.directives.extraction import extract
from tinhso.domain.directives.judging import Judged, judge
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.units.models import Unit


def weigh_text(text: str, *, issuer: Unit, day: date, at: datetime) -> list[Judged]:
    """The tasks that the text would give if `issuer` issued it on the day, each with its six marks."""
    document = OfficialDocument(text=text, issued_on=day, issuer=issuer, owner_unit=issuer)
    directive = Directive(document=document)
    names = UnitNames(day)
    reading = extract(text, date=day, names=names.known)
    tasks = [
        finding._candidate(directive, place, answer, (answer.start, answer.end), names, at)[0]
        for place, answer in enumerate(reading.tasks, start=1)
    ]
    leads = Unit.objects.in_bulk({task.lead_unit_id for task in tasks if task.lead_unit_id})
    for task in tasks:
        task.lead_unit = leads.get(task.lead_unit_id)
    return judge(tasks, document, today=day)
