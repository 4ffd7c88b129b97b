"""The last wall: rows of a preview are seen where the document is, and handled where it was taken in."""

import pytest

from tinhso.domain.directives.models import Annex, AnnexName, AnnexReference, AnnexRow
from tinhso.domain.directives.tests.annex.annexes import taken
from tinhso.domain.directives.tests.annex.files import PLAN
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


def counts():
    return [model.objects.count() for model in (Annex, AnnexRow, AnnexName)]


def test_without_a_filter_a_stranger_sees_nothing_and_a_reader_changes_nothing():
    cast = a_province()
    annex = taken(cast, PLAN)
    AnnexReference.objects.create(directive=annex.directive, start=0, end=5, label="Phụ lục")
    total = counts()
    assert all(total)
    with as_application():
        leave()
        assert counts() == [0, 0, 0]
        scope_of(cast.stranger)
        assert [*counts(), AnnexReference.objects.count()] == [0, 0, 0, 0]
    document = annex.directive.document
    document.readers = [*document.readers, cast.science.pk]
    document.save()
    with as_application():
        scope_of(cast.science_head)
        assert counts() == total
        assert AnnexRow.objects.update(title="x") == 0
        assert AnnexName.objects.update(text="x") == 0
        assert Annex.objects.update(label="x") == 0
        assert AnnexRow.objects.all().delete()[0] == 0
        scope_of(cast.head_of_office)
        assert AnnexRow.objects.update(note="y") == total[1]
