"""The trace is written with the change, and nobody can change it."""

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_what_and_when() -> None:
    cast = a_province()
    scope, at = scope_of(cast.science_officer), timezone.now()
    audit.record("unit.looked_at", cast.science, by=scope, at=at, day=at.date())
    entry = Entry.objects.get()
    assert (entry.subject_type, entry.subject_id) == ("units.unit", str(cast.science.pk))
    assert (entry.actor_unit_id, entry.actor_person_id) == (cast.science.pk, scope.person_id)
    assert entry.at == at and entry.details == {"day": str(at.date())}


def test_the_trace_goes_when_the_change_goes() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("thing.changed", "thing", by=None, at=timezone.now())
        raise RuntimeError
    assert not Entry.objects.exists()


def test_an_event_is_named_subject_and_verb() -> None:
    with pytest.raises(ValueError, match=r"subject\.verb"):
        audit.record("changed", "thing", by=None, at=timezone.now())


def test_the_application_adds_and_reads_its_own_unit_and_changes_nothing() -> None:
    cast = a_province()
    scope = scope_of(cast.science_officer)
    with as_application():
        audit.record("thing.changed", "thing", by=scope, at=timezone.now())
        assert Entry.objects.count() == 1
        for change in (lambda: Entry.objects.update(event="x.y"), lambda: Entry.objects.all().delete()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()
        scope_of(cast.stranger)
        assert Entry.objects.count() == 0
