"""The register when units become one: who owns, who handles, who drafts; and back again."""

from datetime import timedelta

import pytest

from tests.mergers.test_one_act import NOW, TODAY, merged, of
from tests.mergers.world import BASIS, done, noon
from tinhso.kernel.documents.actions.register_incoming import register_incoming
from tinhso.kernel.documents.actions.save_draft import save_draft
from tinhso.kernel.documents.models import Direction, OfficialDocument
from tinhso.kernel.documents.registering import Facts
from tinhso.kernel.documents.tests.sheets import a_sheet
from tinhso.kernel.people.tests.cast import Province, a_province, scope_of
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.models import Unit
from tinhso.kernel.units.plan import Decision


@pytest.fixture
def cast(db: None, settings, tmp_path) -> Province:
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def registered(account, number: str = "1/NQ-CP", **more) -> OfficialDocument:
    facts = Facts(number=number, issuer_text="Chính phủ", issued_on=TODAY, abstract="Về một việc", **more)
    return register_incoming(facts, by=scope_of(account), at=NOW)


def test_whoever_takes_over_owns_handles_and_goes_on_drafting(cast: Province) -> None:
    own = registered(cast.commune_head)
    handled = registered(cast.head_of_office, handling_unit_id=cast.commune.pk)
    draft = save_draft(a_sheet(number=""), doc_type="ke-hoach", by=scope_of(cast.commune_head), at=NOW)
    new = of(done(merged(cast), at=NOW))
    for thing in (own, handled, draft):
        thing.refresh_from_db()
    assert own.owner_unit == new and own.inherited_from == cast.commune and new.pk in own.readers
    assert handled.handling_unit == new and handled.owner_unit == cast.office and new.pk in handled.readers
    assert draft.owner_unit == draft.registered.owner_unit == new
    assert draft.registered.direction == Direction.DRAFT
    assert own.number_taken.issuer == cast.commune, "the book of the former unit stays its own"


def test_two_units_that_registered_one_paper_both_keep_their_reception(cast: Province) -> None:
    from tinhso.kernel.people.roles import Role
    from tinhso.kernel.people.tests.cast import an_officer_of

    head = an_officer_of(cast.other_commune, role=Role.UNIT_HEAD)
    both = [registered(cast.commune_head), registered(head)]
    new = of(done(merged(cast), at=NOW))
    for document in both:
        document.refresh_from_db()
        assert document.owner_unit == new and document.number_taken.text == "01"


def test_a_reversal_gives_both_sides_back(cast: Province) -> None:
    own = registered(cast.commune_head)
    handled = registered(cast.head_of_office, handling_unit_id=cast.commune.pk)
    act = done(merged(cast), at=NOW)
    day = TODAY + timedelta(days=9)
    back = reverse(act, document=BASIS, effective_on=day, by=None, at=noon(day))
    answers: list[Decision] = []
    done(back, at=noon(day), answers=answers)
    first = Unit.objects.get(restores=cast.commune)
    own.refresh_from_db()
    handled.refresh_from_db()
    assert own.owner_unit == first and handled.handling_unit == first
