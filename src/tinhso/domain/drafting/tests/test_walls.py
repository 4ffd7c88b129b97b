"""The last wall: what the application's role sees and changes where a query forgot its filter."""

import pytest
from django.db import ProgrammingError, transaction

from tinhso.domain.drafting.actions.answer import answer
from tinhso.domain.drafting.models import (
    Appraisal,
    Comment,
    Consultation,
    Delivery,
    Dossier,
    Spell,
    Submission,
    Version,
)
from tinhso.domain.drafting.tests.stories import a_consultation, a_world, an_issued, at
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import an_officer_of, as_application, scope_of

pytestmark = pytest.mark.django_db
TABLES = (Dossier, Spell, Version, Consultation, Comment, Appraisal, Submission, Delivery)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def counts() -> dict[str, int]:
    return {model.__name__: n for model in TABLES if (n := model.objects.count())}


def test_a_draft_is_seen_by_who_writes_it_and_in_part_by_who_is_asked():
    world = a_world()
    _dossier, (culture, _commune) = a_consultation(world)
    answer(
        culture, said="disagree", comments=["Bỏ Điều 2."], by=scope_of(world.cast.culture_officer), at=at(3)
    )
    elsewhere = an_officer_of(world.cast.other_commune)
    total = counts()
    with as_application():
        leave()
        assert counts() == {}
        for account in (world.cast.stranger, elsewhere):
            scope_of(account)
            assert counts() == {}
        scope_of(world.cast.science_officer)
        assert counts() == total
        scope_of(world.cast.culture_officer)
        assert counts() == {"Dossier": 1, "Spell": 2, "Version": 1, "Consultation": 1, "Comment": 1}
        scope_of(world.cast.commune_officer)
        assert counts() == {"Dossier": 1, "Spell": 2, "Version": 1, "Consultation": 1}


def test_a_consulted_unit_changes_nothing_but_its_answer():
    world = a_world()
    dossier, (culture, commune) = a_consultation(world)
    with as_application():
        scope_of(world.cast.culture_officer)
        assert Dossier.objects.update(abstract="x") == 0
        assert Version.objects.update(note="x") == 0
        assert Spell.objects.update(note="x") == 0
        assert Consultation.objects.filter(pk=commune.pk).update(round=9) == 0
        for row in (
            Version(dossier=dossier, number=9, content={}, readers=[world.cast.culture.pk], made_at=at(3),
                    made_by=world.cast.culture_officer.person),
            Comment(consultation_id=commune.pk, position=1, text="x"),
        ):  # fmt: skip
            with pytest.raises(ProgrammingError), transaction.atomic():
                row.save()
        assert Consultation.objects.filter(pk=culture.pk).update(round=1) == 1


def test_nothing_of_a_dossier_is_ever_deleted():
    world = a_world()
    a_consultation(world)
    with as_application():
        scope_of(world.cast.head_of_office)
        for model in (Spell, Consultation, Version, Dossier):
            assert model.objects.all()._raw_delete("default") == 0
    assert Dossier.objects.count() == 1


def test_a_recipient_sees_its_own_delivery_and_not_the_dossier():
    world = a_world()
    an_issued(world, world.cast.commune.pk, world.cast.finance.pk)
    with as_application():
        by = scope_of(world.cast.commune_officer)
        assert counts() == {"Delivery": 1}
        assert Delivery.objects.visible_to(by).count() == 1
        assert Delivery.objects.update(received_at=None) == 1
