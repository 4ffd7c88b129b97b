from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import loading, queries
from tinhso.kernel.documents.actions.cancel_number import (
    AlreadyCancelled,
    BornByADocument,
    WhyNeeded,
    cancel_number,
)
from tinhso.kernel.documents.actions.enter_paper_number import AlreadyGiven, Jumps, enter_paper_number
from tinhso.kernel.documents.actions.reserve_number import ReasonNeeded, TooMany, reserve_number
from tinhso.kernel.documents.actions.take_number import OutOfOrder, take_number
from tinhso.kernel.documents.actions.take_number_with_letter import (
    NotBetween,
    NothingToFollow,
    take_number_with_letter,
)
from tinhso.kernel.documents.actions.use_reserved_number import AnotherPeriod, NotHeld, use_reserved_number
from tinhso.kernel.documents.models import NumberSeries, OfficialDocument, SeriesNumber, Side
from tinhso.kernel.documents.numbering import (
    FutureDay,
    NoTerm,
    NotNumbered,
    NotThen,
    NotYourNumbers,
    Numbering,
    usual_symbol,
)
from tinhso.kernel.documents.tests.series import TODAY, a_committee, at, decision, resolution, take
from tinhso.kernel.people.tests.cast import a_province, a_unit, as_application, scope_of
from tinhso.kernel.units import loading as units
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.tests.cast import PACK

pytestmark = pytest.mark.django_db
State = SeriesNumber.State


# --- the State ------------------------------------------------------------------------------------------------


def test_a_type_runs_from_01_and_begins_anew_each_january():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    assert [take(decision(ubnd), date(2025, 12, 30)).text for _ in range(2)] == ["01/QĐ-UBND", "02/QĐ-UBND"]
    assert take(decision(ubnd), date(2026, 1, 1)).text == "01/QĐ-UBND"


def test_every_type_counts_for_itself_and_normative_papers_apart_with_their_year():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    assert take(decision(ubnd)).text == "01/QĐ-UBND"
    assert take(Numbering(ubnd, "ke-hoach")).text == "01/KH-UBND"
    assert take(decision(ubnd, normative=True)).text == "01/2026/QĐ-UBND"
    assert take(decision(ubnd)).text == "02/QĐ-UBND"


def test_letters_of_a_unit_share_one_series_whoever_drafts_them():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    texts = [take(Numbering(ubnd, "cong-van", drafter=who)).text for who in ("KGVX", "TH", "KGVX")]
    assert texts == ["01/UBND-KGVX", "02/UBND-TH", "03/UBND-KGVX"]


def test_bodies_under_one_unit_and_different_units_do_not_share():
    one, two = a_unit("Xã Đồng Thử", Kind.COMMUNE), a_unit("Xã Suối Thử", Kind.COMMUNE)
    report = Numbering(one, "bao-cao", symbol="hdnd")
    assert take(Numbering(one, "bao-cao")).text == "01/BC-UBND"
    assert take(report).text == "01/BC-HĐND"
    assert take(Numbering(one, "bao-cao", symbol="HĐND")).text == "02/BC-HĐND"
    assert take(Numbering(two, "bao-cao")).text == "01/BC-UBND"


def test_a_joint_paper_follows_the_unit_that_leads():
    science = a_unit("Sở Khoa học và Công nghệ")
    take(Numbering(science, "huong-dan"))
    joint = Numbering(science, "huong-dan", joint=("STC", "SNV"))
    assert take(joint).text == "02/HD-SKHCN-STC-SNV"


def test_what_bears_no_number_gets_none():
    for kind in ("buoi-lam-viec", "khac", "nghi-dinh", "nonsense"):
        with pytest.raises(NotNumbered):
            take(Numbering(a_unit("Xã Đồng Thử", Kind.COMMUNE), kind))


@pytest.mark.parametrize(
    ("name", "kind", "symbol"),
    [
        ("Tỉnh Tuyên Quang", Kind.PROVINCE, "UBND"),
        ("Hội đồng nhân dân tỉnh", Kind.COUNCIL, "HĐND"),
        ("Tỉnh ủy Tuyên Quang", Kind.PARTY, "TU"),
        ("Ban Tổ chức Tỉnh ủy", Kind.PARTY, "BTCTU"),
        ("Sở Khoa học và Công nghệ", Kind.DEPARTMENT, "SKHCN"),
        ("Văn phòng Ủy ban nhân dân tỉnh", Kind.DEPARTMENT, "VPUBND"),
    ],
)
def test_the_usual_symbol_of_a_unit_is_suggested(name, kind, symbol):
    assert usual_symbol(a_unit(name, kind)) == symbol


# --- the Party ------------------------------------------------------------------------------------------------


def test_the_party_counts_by_type_and_term_and_not_by_year():
    tu = a_committee(("XVII", date(2020, 10, 17), date(2025, 10, 10)), ("XVIII", date(2025, 10, 10), None))
    assert take(resolution(tu), date(2021, 11, 15)).text == "01-NQ/TU"
    assert take(resolution(tu), date(2025, 1, 2)).text == "02-NQ/TU"
    assert take(Numbering(tu, "ket-luan", side=Side.PARTY), date(2025, 1, 2)).text == "01-KL/TU"
    assert take(resolution(tu), date(2025, 10, 10)).text == "01-NQ/TU"


def test_papers_of_a_congress_share_one_series():
    tu = a_committee(("I", date(2025, 10, 10), None))
    kinds = ("nghi-quyet", "bao-cao", "nghi-quyet")
    texts = [take(Numbering(tu, kind, side=Side.PARTY, congress=True)).text for kind in kinds]
    assert texts == ["01-NQ/ĐH", "02-BC/ĐH", "03-NQ/ĐH"]


def test_a_party_body_without_congress_follows_the_term_of_its_committee():
    tu = a_committee(("I", date(2025, 10, 10), None))
    office = a_unit("Văn phòng Tỉnh ủy", Kind.PARTY, parent=tu)
    letter = Numbering(office, "cong-van", side=Side.PARTY, symbol="VPTU")
    entry = take(letter)
    assert (entry.text, entry.series.term.name) == ("01-CV/VPTU", "I")


def test_without_a_term_the_party_gets_no_number_and_is_told_what_to_do():
    with pytest.raises(NoTerm) as refused:
        take(resolution(a_committee(("I", date(2026, 3, 6), None))))
    assert "nhiệm kỳ" in str(refused.value)


# --- the merger of the provinces ----------------------------------------------------------------------------------


def test_both_predecessor_provinces_counted_from_01_and_the_merged_one_counts_anew():
    units.load(PACK, at=timezone.now())
    loading.load(PACK)
    assert loading.load(PACK) == 0
    last, first = date(2025, 6, 30), date(2025, 7, 1)
    old, other, new = (
        Unit.objects.get(key=key)
        for key in ("tinh-tuyen-quang-truoc-2025", "tinh-ha-giang", "tinh-tuyen-quang")
    )
    for province in (old, old, other):
        take(decision(province), last)
    assert take(decision(new), first).text == "01/QĐ-UBND"
    assert NumberSeries.objects.filter(doc_type="quyet-dinh", year=2025).count() == 3
    with pytest.raises(NotThen) as refused:
        take(decision(old), first)
    assert "1/7/2025" in str(refused.value)
    with pytest.raises(NotThen):
        take(decision(new), last)
    # the books of the former provinces stay theirs, and a forgotten paper of June still gets its place there
    late = take_number_with_letter(decision(old), after=2, on=last, by=None, at=at(date(2025, 8, 1)))
    assert (late.text, late.issuer) == ("02a/QĐ-UBND", old)


def test_the_same_resolution_number_exists_in_both_committees_and_again_from_the_first_congress():
    units.load(PACK, at=timezone.now())
    loading.load(PACK)
    old, new = Unit.objects.get(key="tinh-uy-truoc-2025"), Unit.objects.get(key="tinh-uy")
    by_paper = enter_paper_number(
        resolution(old), number=48, on=date(2021, 11, 15), jump=True, by=None, at=at()
    )
    assert (by_paper.text, by_paper.series.term.name) == ("48-NQ/TU", "XVII")
    assert take(resolution(new), date(2025, 10, 10)).text == "01-NQ/TU"
    again = enter_paper_number(resolution(new), number=48, on=date(2026, 2, 1), jump=True, by=None, at=at())
    assert (again.text, again.series.term.name) == ("48-NQ/TU", "I")


# --- order, gaps, letters -----------------------------------------------------------------------------------------


def test_numbers_follow_the_days_and_the_refusal_says_what_to_do_instead():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    take(decision(ubnd), date(2026, 3, 5))
    with pytest.raises(OutOfOrder) as refused:
        take(decision(ubnd), date(2026, 3, 4))
    assert "01a" in str(refused.value)
    with pytest.raises(FutureDay):
        take_number(decision(ubnd), on=TODAY + timedelta(days=1), by=None, at=at(TODAY))


def test_a_forgotten_paper_gets_the_number_of_its_day_with_a_letter():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    for day in (1, 2, 4):
        take(decision(ubnd), date(2026, 3, day))
    forgotten = {"on": date(2026, 3, 3), "by": None, "at": at()}
    assert take_number_with_letter(decision(ubnd), after=2, **forgotten).text == "02a/QĐ-UBND"
    assert take_number_with_letter(decision(ubnd), after=2, **forgotten).text == "02b/QĐ-UBND"
    with pytest.raises(NotBetween):
        take_number_with_letter(decision(ubnd), after=1, **forgotten)
    with pytest.raises(NothingToFollow):
        take_number_with_letter(decision(ubnd), after=9, **forgotten)
    assert take(decision(ubnd), date(2026, 3, 5)).text == "04/QĐ-UBND"


def test_numbers_of_the_paper_book_are_entered_once_and_what_is_missing_shows():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    entered = {"by": None, "at": at()}
    with pytest.raises(Jumps) as refused:
        enter_paper_number(decision(ubnd), number=314, on=date(2026, 2, 1), **entered)
    assert "313" in str(refused.value)
    enter_paper_number(decision(ubnd), number=314, on=date(2026, 2, 1), jump=True, **entered)
    enter_paper_number(decision(ubnd), number=12, letter="a", on=date(2026, 1, 20), **entered)
    enter_paper_number(decision(ubnd), number=12, on=date(2026, 1, 20), **entered)
    with pytest.raises(AlreadyGiven) as twice:
        enter_paper_number(decision(ubnd), number=12, on=date(2026, 1, 21), **entered)
    assert "12/QĐ-UBND" in str(twice.value) and "năm 2026" in str(twice.value)
    last_year = enter_paper_number(decision(ubnd), number=12, on=date(2025, 1, 20), jump=True, **entered)
    assert last_year.text == "12/QĐ-UBND"
    taken = take(decision(ubnd))
    assert taken.text == "315/QĐ-UBND"
    assert queries.gaps(taken.series) == [(1, 11), (13, 313)]


# --- held and cancelled ---------------------------------------------------------------------------------------------


def test_held_numbers_are_passed_over_and_used_later():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    take(decision(ubnd), date(2026, 3, 1))
    first, second = reserve_number(
        decision(ubnd), on=TODAY, count=2, held_for="Kỳ họp", reason="In trước", by=None, at=at()
    )
    assert [first.text, second.text] == ["02/QĐ-UBND", "03/QĐ-UBND"]
    assert take(decision(ubnd)).text == "04/QĐ-UBND"
    used = use_reserved_number(first, on=TODAY, abstract="Về kỳ họp", by=None, at=at())
    assert (used.state, used.text, used.on) == (State.TAKEN, "02/QĐ-UBND", TODAY)
    with pytest.raises(NotHeld):
        use_reserved_number(first, on=TODAY, by=None, at=at())
    with pytest.raises(AnotherPeriod):
        use_reserved_number(second, on=date(2025, 12, 1), by=None, at=at())
    assert queries.gaps(used.series) == []


def test_holding_asks_for_whom_and_why_and_for_a_sensible_count():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    with pytest.raises(ReasonNeeded):
        reserve_number(decision(ubnd), on=TODAY, held_for="Kỳ họp", reason=" ", by=None, at=at())
    for count in (0, 51):
        with pytest.raises(TooMany):
            reserve_number(decision(ubnd), on=TODAY, count=count, held_for="x", reason="x", by=None, at=at())


def test_a_cancelled_number_stays_with_its_reason_and_never_comes_back():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    entry = take(decision(ubnd))
    with pytest.raises(WhyNeeded):
        cancel_number(entry, reason=" ", by=None, at=at())
    cancel_number(entry, reason="Cấp nhầm sổ", by=None, at=at())
    assert (entry.state, entry.cancelled_because) == (State.CANCELLED, "Cấp nhầm sổ")
    with pytest.raises(AlreadyCancelled):
        cancel_number(entry, reason="lần nữa", by=None, at=at())
    with pytest.raises(AlreadyGiven):
        enter_paper_number(decision(ubnd), number=1, on=TODAY, by=None, at=at())
    assert take(decision(ubnd)).text == "02/QĐ-UBND"


def test_the_number_of_an_issued_document_is_not_cancelled_and_the_document_bears_it():
    cast = a_province()
    document = a_document(cast)
    entry = take(decision(cast.science), document=document)
    document.refresh_from_db()
    assert (document.number, document.number_key) == ("01/QĐ-SKHCN", "01-qd-skhcn")
    assert document.number_taken == entry and document.issued_on == TODAY
    with pytest.raises(BornByADocument):
        cancel_number(entry, reason="x", by=None, at=at())


def a_document(cast, **facts):
    return OfficialDocument.objects.create(
        text=facts.pop("text", "Nội dung"),
        owner_unit=cast.science,
        readers=[cast.science.pk],
        received_at=at(),
        received_by=cast.science_head.person,
        **facts,
    )


# --- who may --------------------------------------------------------------------------------------------------


def test_heads_number_for_their_unit_and_an_office_also_for_the_body_that_it_serves():
    cast = a_province()
    assert take(decision(cast.science), by=scope_of(cast.science_head)).text == "01/QĐ-SKHCN"
    office = scope_of(cast.head_of_office)
    assert take(decision(cast.province), by=office).text == "01/QĐ-UBND"
    assert take(decision(cast.office), by=office).text == "01/QĐ-VPUBND"


def test_nobody_else_numbers_for_it():
    cast = a_province()
    for account in (cast.science_officer, cast.commune_head, cast.head_of_office, cast.leader, cast.stranger):
        with pytest.raises(NotYourNumbers):
            take(decision(cast.science), by=scope_of(account))
    entry = take(decision(cast.science))
    acts = (
        lambda by: cancel_number(entry, reason="x", by=by, at=at()),
        lambda by: use_reserved_number(entry, on=TODAY, by=by, at=at()),
        lambda by: take_number_with_letter(decision(cast.science), after=1, on=TODAY, by=by, at=at()),
        lambda by: enter_paper_number(decision(cast.science), number=2, on=TODAY, by=by, at=at()),
        lambda by: reserve_number(decision(cast.science), on=TODAY, held_for="x", reason="x", by=by, at=at()),
    )
    for act in acts:
        with pytest.raises(NotYourNumbers):
            act(scope_of(cast.commune_head))


def test_behind_the_wall_a_stranger_sees_and_writes_no_number():
    cast = a_province()
    with as_application():
        head = scope_of(cast.science_head)
        take(decision(cast.science), by=head)
        assert SeriesNumber.objects.count() == NumberSeries.objects.count() == 1
        stranger = scope_of(cast.stranger)
        assert SeriesNumber.objects.count() == NumberSeries.objects.count() == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            take(decision(cast.science), by=None)
        assert stranger.unit_id not in {cast.science.pk}


def test_no_number_can_be_deleted_by_the_application():
    cast = a_province()
    with as_application():
        take(decision(cast.science), by=scope_of(cast.science_head))
        assert SeriesNumber.objects.all()._raw_delete("default") == 0
        assert SeriesNumber.objects.count() == 1


# --- what must never be false -------------------------------------------------------------------------------------


def test_each_act_leaves_its_trace_and_without_it_nothing_happened(monkeypatch):
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    take(decision(ubnd))
    assert Entry.objects.filter(event="number.taken").count() == 1
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", lambda *args, **details: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take(decision(ubnd))
    assert take(decision(ubnd)).text == "02/QĐ-UBND"


@pytest.mark.parametrize(
    "change",
    [
        {"number": 1, "letter": ""},
        {"number": 0},
        {"letter": "9"},
        {"state": "reserved", "held_for": ""},
        {"state": "cancelled", "cancelled_because": ""},
        {"on": None},
    ],
)
def test_the_database_refuses_what_cannot_be(change):
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    take(decision(ubnd))
    second = take(decision(ubnd))
    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesNumber.objects.filter(pk=second.pk).update(**change)


def test_a_party_series_of_a_year_cannot_be():
    ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
    take(decision(ubnd))
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSeries.objects.update(side=Side.PARTY)


ACTS = st.lists(
    st.tuples(st.sampled_from(["take", "reserve", "cancel", "letter", "fail", "paper"]), st.integers(1, 3)),
    max_size=25,
)


@given(ACTS)
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_done_no_number_is_given_twice_and_none_is_missing(acts):
    with transaction.atomic():
        ubnd = a_unit("Xã Đồng Thử", Kind.COMMUNE)
        for act, count in acts:
            _do(ubnd, act, count)
        series = NumberSeries.objects.filter(issuer=ubnd).first()
        if series is not None:
            whole = list(series.numbers.filter(letter="").order_by("number").values_list("number", flat=True))
            assert whole == list(range(1, series.last + 1))
            assert queries.gaps(series) == []
            texts = list(series.numbers.values_list("text", flat=True))
            assert len(texts) == len(set(texts))
        transaction.set_rollback(True)


def _do(ubnd, act, count):
    common = {"by": None, "at": at()}
    newest = SeriesNumber.objects.filter(issuer=ubnd, letter="").first()
    if act == "take":
        take(decision(ubnd))
    elif act == "reserve":
        reserve_number(decision(ubnd), on=TODAY, count=count, held_for="x", reason="y", **common)
    elif act == "paper":
        number = (newest.number if newest else 0) + 1
        enter_paper_number(decision(ubnd), number=number, on=TODAY, **common)
    elif act == "cancel" and newest and newest.state != State.CANCELLED:
        cancel_number(newest, reason="x", **common)
    elif act == "letter" and newest and newest.on:
        take_number_with_letter(decision(ubnd), after=newest.number, on=TODAY, **common)
    elif act == "fail":
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            take(decision(ubnd))
            raise ZeroDivisionError


def test_the_pack_has_terms_for_both_committees():
    assert Path(settings.PACK_DIR, loading.FILE).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint where conname = 'a_party_unit_has_one_term_at_a_time'"
        )
        assert cursor.fetchone()
