"""A commune that gets a part of a duty reads the document that it all comes from."""

from datetime import date

import pytest
from django.urls import reverse

from tinhso.domain.directives.actions.confirm import confirm
from tinhso.domain.directives.jobs import let_units_read
from tinhso.domain.directives.queries import directive_id_of
from tinhso.domain.directives.tests.texts import AT, a_clear_directive
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.give_subduty import give_subduty
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.duties.actions.transfer import transfer
from tinhso.kernel.people.tests.cast import a_province, an_officer_of, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """What was put into the queue; the worker's side is run by hand."""
    jobs = []
    monkeypatch.setattr(let_units_read, "defer", lambda **job: jobs.append(job))
    return jobs


def test_a_part_opens_the_document_to_the_unit_that_gets_it(asked, as_account):
    cast = a_province()
    directive = a_clear_directive(cast)
    office = scope_of(cast.head_of_office)
    plan = confirm(directive, task_ids=list(directive.tasks.values_list("pk", flat=True)), by=office, at=AT)[
        0
    ]
    room = reverse("directives:room", args=[directive.pk])
    science = scope_of(cast.science_head)
    accept(plan, by=science, at=AT)
    part = give_subduty(
        plan, title="Khảo sát tại xã", lead_unit_id=cast.commune.pk, token="t1",
        deadline=Deadline(on=date(2026, 12, 1), bound="by"), by=science, at=AT,
    )  # fmt: skip
    commune = as_account(cast.commune_officer)
    assert commune.get(room).status_code == 404
    assert asked == [{"directive": directive.pk, "units": [cast.commune.pk]}]
    for _twice in range(2):
        let_units_read.func(**asked[0])
    assert commune.get(room).status_code == 200
    page = commune.get(reverse("duties:duty", args=[part.pk])).content.decode()
    assert room in page, "the document is one click away"
    elsewhere = an_officer_of(cast.other_commune)
    assert as_account(elsewhere).get(room).status_code == 404


def test_a_transfer_opens_the_document_to_the_new_lead(asked):
    cast = a_province()
    directive = a_clear_directive(cast)
    office = scope_of(cast.head_of_office)
    plan = confirm(directive, task_ids=list(directive.tasks.values_list("pk", flat=True)), by=office, at=AT)[
        0
    ]
    transfer(plan, to_unit_id=cast.other_commune.pk, reason="đúng địa bàn", by=office, at=AT)
    assert asked == [{"directive": directive.pk, "units": [cast.other_commune.pk]}]


def test_only_the_origins_of_this_domain_are_ours():
    assert directive_id_of("cases.case:7") is None
