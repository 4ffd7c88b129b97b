"""From a file to candidate tasks or duties: all of it or nothing, and back again."""

from datetime import date

import pytest

from tinhso.domain.directives.actions.import_annex import import_annex
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.tests.annex.annexes import taken
from tinhso.domain.directives.tests.annex.files import PLAN, RECORDS, TOUR
from tinhso.domain.directives.tests.texts import AT
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db


def test_every_row_becomes_a_candidate_that_knows_its_row():
    cast = a_province()
    annex = taken(cast, PLAN, TOUR, RECORDS)
    assert (annex.state, annex.tasks_read, annex.wrong, annex.lacking) == ("checking", 3, 0, 0)
    assert not DirectiveTask.objects.filter(annex=annex).exists(), "a preview writes no task"
    annex = import_annex(annex, by=scope_of(cast.head_of_office), at=AT)
    plan, tour, records = annex.tasks.order_by("annex_row")
    assert [t.annex_row for t in (plan, tour, records)] == [2, 3, 4]
    assert (plan.title, plan.lead_unit, plan.due_on, plan.bound) == (
        "Xây dựng Kế hoạch chuyển đổi số", cast.science, date(2026, 6, 30), "by",
    )  # fmt: skip
    assert [c.unit for c in plan.coordinations.all()] == [cast.finance]
    assert (tour.due_on, tour.bound, tour.lead_unit) == (date(2026, 12, 31), "within", cast.culture)
    assert records.no_deadline_reason == "Thường xuyên"
    assert records.coordinating_text == "các sở, ban, ngành"
