"""Drafts on their way when units are reorganised: who writes, is asked, signs and receives goes on under a new name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.mergers.world import BASIS, done, first_choice
from tinhso.domain.drafting.actions.acknowledge import acknowledge
from tinhso.domain.drafting.actions.answer import answer
from tinhso.domain.drafting.actions.consult import consult
from tinhso.domain.drafting.actions.send_to_appraisal import send_to_appraisal
from tinhso.domain.drafting.actions.sign import sign
from tinhso.domain.drafting.actions.submit import submit
from tinhso.domain.drafting.models import Consultation, Delivery, Dossier, Spell, Submission, Version
from tinhso.domain.drafting.queries import holders, waiting_for
from tinhso.domain.drafting.tests.stories import (
    MEMO,
    World,
    a_consultation,
    a_submission,
    a_world,
    a_written_dossier,
    an_issued,
    at,
    day,
    write,
)
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.tests.cast import an_officer_of, scope_of
from tinhso.kernel.units.actions.dissolve import dissolve
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import NewUnit

TODAY, NOW = timezone.localdate(), timezone.now()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(db: None) -> World:
    return a_world()


def merged(world: World, *units: Unit, name: str, kind: str = Kind.DEPARTMENT) -> Unit:
    """The units become a new one today."""
    act = merge(
        [unit.pk for unit in units], into=NewUnit(name, kind, parent=world.cast.province.pk), document=BASIS,
        effective_on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    return Unit.objects.get(pk=done(act, at=NOW).realised["-1"])


def test_the_heir_of_the_drafter_goes_on_writing(world):
    dossier, _asked = a_consultation(world)
    heir = merged(
        world, world.cast.science, world.cast.finance, name="Sở Khoa học, Công nghệ và Tài chính Thử"
    )
    dossier.refresh_from_db()
    assert dossier.owner_unit == heir and heir.pk in dossier.readers
    spells = list(Spell.objects.filter(dossier=dossier).order_by("id"))
    assert [spell.unit_id for spell in spells] == [world.cast.science.pk, world.cast.science.pk, heir.pk]
    assert spells[1].until == spells[2].since and spells[2].stage == "consulting"
    officer = an_officer_of(heir)
    assert Version.objects.visible_to(scope_of(officer)).count() == 2
    made = write(dossier, officer)
    assert made.number == 3


def test_the_heir_of_an_asked_unit_answers(world):
    _dossier, (culture, commune) = a_consultation(world)
    heir = merged(world, world.cast.commune, name="Xã Mới Thử", kind=Kind.COMMUNE)
    commune.refresh_from_db()
    culture.refresh_from_db()
    assert (commune.unit, culture.unit) == (heir, world.cast.culture)
    by = scope_of(an_officer_of(heir))
    answer(commune, said="comments", comments=["Bổ sung."], by=by, at=NOW)
    assert Duty.objects.get(pk=commune.duty_id).state == State.COMPLETED


def test_two_asked_units_that_merge_answer_once(world):
    dossier = a_written_dossier(world)
    units = {world.cast.commune.pk: day(9), world.cast.other_commune.pk: day(9)}
    consult(dossier, units=units, by=scope_of(world.cast.science_head), at=at(2))
    heir = merged(
        world, world.cast.commune, world.cast.other_commune, name="Xã Đồng Suối Thử", kind=Kind.COMMUNE
    )
    (left,) = Consultation.objects.open()
    assert left.unit == heir
    ended = Consultation.objects.exclude(pk=left.pk).get()
    assert ended.closed_at == NOW and Duty.objects.get(pk=ended.duty_id).state == State.STOPPED
    dossier.refresh_from_db()
    assert holders(dossier) == [heir.name]


def test_who_comes_to_write_the_draft_is_not_asked_about_it(world):
    _dossier, (culture, commune) = a_consultation(world)
    heir = merged(world, world.cast.science, world.cast.culture, name="Sở Khoa học và Văn hóa Thử")
    culture.refresh_from_db()
    assert culture.closed_at == NOW
    assert list(Consultation.objects.open()) == [commune] and Dossier.objects.get().owner_unit == heir


def test_appraisal_passes_to_the_heir_with_the_draft_in_its_hands(world):
    dossier = a_written_dossier(world)
    head = scope_of(world.cast.science_head)
    made = send_to_appraisal(dossier, unit_id=world.cast.finance.pk, due_on=day(9), by=head, at=at(2))
    heir = merged(world, world.cast.finance, name="Sở Tài chính Mới Thử")
    made.refresh_from_db()
    dossier.refresh_from_db()
    assert made.unit == heir and holders(dossier) == [heir.name]


def test_the_post_that_carries_on_the_signers_post_signs(world):
    dossier = a_written_dossier(world)
    post = Post.objects.get(tenures__person=world.cast.commune_head.person)
    head = scope_of(world.cast.science_head)
    submit(dossier, signer=post, memo=MEMO, due_on=day(9), by=head, at=at(2))
    heir = merged(world, world.cast.commune, name="Xã Mới Thử", kind=Kind.COMMUNE)
    submission = Submission.objects.get()
    assert submission.signer_unit == heir and submission.signer_post.succeeds == post
    by = scope_of(world.cast.commune_head)
    assert (by.post_id, waiting_for(by)) == (submission.signer_post_id, 1)
    sign(submission, by=by, at=NOW)


def test_the_heir_acknowledges_what_its_predecessors_had_not(world):
    an_issued(world, world.cast.commune.pk, world.cast.other_commune.pk, world.cast.finance.pk)
    heir = merged(
        world, world.cast.commune, world.cast.other_commune, name="Xã Đồng Suối Thử", kind=Kind.COMMUNE
    )
    (row,) = Delivery.objects.exclude(unit=world.cast.finance)
    assert row.unit == heir and row.received_at is None
    acknowledge(row, by=scope_of(an_officer_of(heir)), at=NOW)


def test_what_was_acknowledged_stays_with_whoever_did(world):
    an_issued(world, world.cast.commune.pk)
    row = Delivery.objects.get()
    acknowledge(row, by=scope_of(world.cast.commune_officer), at=at(6))
    heir = merged(world, world.cast.commune, name="Xã Mới Thử", kind=Kind.COMMUNE)
    row.refresh_from_db()
    assert row.unit == world.cast.commune
    assert heir.pk in row.issued.document.readers


def test_an_issued_dossier_stays_and_the_heir_may_read_it(world):
    made = an_issued(world)
    heir = merged(world, world.cast.science, name="Sở Mới Thử")
    dossier = made.dossier
    dossier.refresh_from_db()
    assert dossier.owner_unit == world.cast.science and heir.pk in dossier.readers


def test_a_dissolved_unit_leaves_its_drafts_to_whoever_is_named(world):
    submission = a_submission(world)
    act = dissolve(
        world.cast.science.pk, rest=world.cast.culture.pk, document=BASIS, effective_on=TODAY, by=None, at=NOW
    )  # fmt: skip
    done(act, at=NOW)
    dossier = Dossier.objects.get(pk=submission.dossier_id)
    assert dossier.owner_unit == world.cast.culture and dossier.stage == "submitted"


def test_a_merger_that_is_reversed_gives_the_draft_and_the_question_back(world):
    dossier, (_culture, commune) = a_consultation(world)
    earlier = NOW - timedelta(days=5)
    act = merge(
        [world.cast.science.pk, world.cast.commune.pk], document=BASIS, effective_on=earlier.date(), by=None,
        at=earlier, into=NewUnit("Đơn vị Gộp Thử", Kind.DEPARTMENT, parent=world.cast.province.pk),
    )  # fmt: skip
    act = done(act, at=earlier)
    dossier.refresh_from_db()
    assert dossier.owner_unit.name == "Đơn vị Gộp Thử"
    back = reverse(act, document=BASIS, effective_on=TODAY, by=None, at=NOW)
    answers = first_choice(back, at=NOW)
    done(back, at=NOW, answers=answers)
    dossier.refresh_from_db()
    commune.refresh_from_db()
    assert dossier.owner_unit.name == "Sở Khoa học và Công nghệ"
    assert commune.closed_at is not None, (
        "the unit that wrote the draft had come to be asked about it: that ended"
    )
    assert Spell.objects.filter(dossier=dossier, until__isnull=True).count() == 1
