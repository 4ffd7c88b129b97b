"""How clear a document is, kept with it: lists and the page of units read a row, they judge no tasks."""

from datetime import datetime

from tinhso.domain.directives import clarity
from tinhso.domain.directives.judging import judge
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.workflow import Act, TaskState
from tinhso.kernel.text.formats import VIETNAM

KEPT = ("counted_tasks", "clear_tasks", "asked_marks", "clear_marks", "missing_marks")


def count(directive: Directive, *, at: datetime) -> clarity.Score:
    """Count the marks of the tasks that the document gives (no changes of older ones), and keep the score."""
    tasks = directive.tasks.exclude(state=TaskState.DROPPED).filter(act=Act.ASSIGN)
    rows = tasks.select_related("lead_unit", "changed_by").order_by("position", "pk")
    judged = judge(rows, directive.document, today=at.astimezone(VIETNAM).date())
    score = clarity.score(item.marks for item in judged)
    directive.counted_tasks, directive.clear_tasks = score.tasks, score.clear_tasks
    directive.asked_marks, directive.clear_marks = score.asked, score.clear
    directive.missing_marks = dict(score.missing)
    directive.save(update_fields=KEPT)
    return score
