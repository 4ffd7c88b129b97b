"""How documents hang together: said, found from both sides, never in a loop, linked when the other one arrives."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, close_old_connections, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import relations
from tinhso.kernel.documents.actions.relate import Itself, Loop, NoTarget, relate
from tinhso.kernel.documents.actions.unrelate import unrelate
from tinhso.kernel.documents.actions.withdraw_document import withdraw_document
from tinhso.kernel.documents.citations import read_citations
from tinhso.kernel.documents.models import DocumentRelation, RelationKind
from tinhso.kernel.documents.tests.register import AT, implements, registered
from tinhso.kernel.documents.tests.test_issuing import AT as ISSUED_AT
from tinhso.kernel.documents.tests.test_issuing import a_draft, an_issued
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import enter
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db
PLAN = """ỦY BAN NHÂN DÂN TỈNH
KẾ HOẠCH
Thực hiện Nghị quyết số 11-NQ/TW
Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
Căn cứ Nghị quyết số 11-NQ/TW ngày 10 tháng 02 năm 2022 của Bộ Chính trị; Nghị quyết số 96/NQ-CP ngày 01/8/2022;
Thực hiện Chương trình số 23-CTr/TU ngày 17/8/2022 của Tỉnh ủy, Ủy ban nhân dân tỉnh ban hành Kế hoạch:
I. MỤC TIÊU
Kế hoạch này thay thế Kế hoạch số 55/KH-UBND ngày 2/3/2020.
"""


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


@pytest.fixture
def office(cast):
    return scope_of(cast.head_of_office)


# --- said and seen ----------------------------------------------------------------------------------------------


def test_a_relation_is_seen_from_both_sides(cast, office):
    resolution, programme = registered(office, "96/NQ-CP"), registered(office, "23-CTr/TU")
    made = implements(programme, resolution, by=office)
    assert made.target_text == "96/NQ-CP"
    assert [link.document for link in relations.outgoing(programme, office)] == [resolution]
    assert [link.document for link in relations.incoming(resolution, office)] == [programme]
    assert list(relations.implemented_by(resolution, office)) == [programme]
    assert list(relations.implements(programme, office)) == [resolution]
    assert Entry.objects.get(event="document.related").details["to"] == "96/NQ-CP"


def test_the_chain_goes_up_to_the_resolution_also_through_several_parents(cast, office):
    central, government, programme, plan = (
        registered(office, n) for n in ("11-NQ/TW", "96/NQ-CP", "23-CTr/TU", "186/KH-UBND")
    )
    implements(government, central, by=office)
    implements(programme, central, by=office)
    implements(programme, government, by=office)
    implements(plan, programme, by=office)
    relate(plan, kind="implements", text="99-KL/TW", on=date(2026, 1, 1), by=office, at=AT)
    steps = relations.chain_up(plan, office)
    assert [(s.depth, s.text.split(" ngày")[0]) for s in steps] == [
        (1, "Chương trình 23-CTr/TU"),
        (1, "99-KL/TW"),
        (2, "Nghị quyết 11-NQ/TW"),
        (2, "Nghị quyết 96/NQ-CP"),
    ]
    assert {s.document for s in relations.chain_down(central, office)} == {government, programme, plan}


def test_said_twice_it_stays_one_and_is_taken_back_with_a_trace(cast, office):
    lower, upper = registered(office), registered(office)
    one = implements(lower, upper, by=office)
    assert implements(lower, upper, by=office) == one
    by_number = relate(lower, kind="cites", text="7/NQ-QH", by=office, at=AT)
    assert relate(lower, kind="cites", text="7/nq-qh", by=office, at=AT) == by_number
    assert DocumentRelation.objects.count() == 2
    assert unrelate(one, by=office, at=AT) and not unrelate(one, by=office, at=AT)
    assert Entry.objects.filter(event="document.unrelated").count() == 1


def test_a_draft_has_relations_that_stay_when_it_is_issued(cast):
    by = scope_of(cast.science_head)
    draft, resolution = a_draft(cast.science_head), registered(by, "57-NQ/TW")
    implements(draft.registered, resolution, by=by)
    from tinhso.kernel.documents.actions.issue_document import issue_document

    made = issue_document(draft, number="1/QĐ-SKHCN", by=by, at=ISSUED_AT)
    assert list(relations.implemented_by(resolution)) == [made.document]


def test_a_document_that_is_replaced_says_by_which(cast):
    by = scope_of(cast.science_head)
    old = an_issued(cast.science_head, number="5/QĐ-SKHCN")
    new = an_issued(cast.science_head, number="6/QĐ-SKHCN", abstract="Về việc khác")
    withdraw_document(old, reason="Thay thế", replaced_by=new, by=by, at=ISSUED_AT)
    assert list(relations.replaced_by(old.document)) == [new.document]


# --- refusals ---------------------------------------------------------------------------------------------------


def test_a_document_neither_replaces_nor_implements_itself(cast, office):
    document = registered(office, "8/NQ-CP")
    for kind in RelationKind:
        with pytest.raises(Itself):
            implements(document, document, by=office, kind=kind)
        with pytest.raises(Itself):
            relate(document, kind=kind, text="08/NQ-CP", by=office, at=AT)
    with pytest.raises(IntegrityError, match="itself"), transaction.atomic():
        row(document, document).save()
    with pytest.raises(NoTarget):
        relate(document, kind="cites", text=" – ", by=office, at=AT)


def test_the_reception_of_another_unit_is_the_same_paper(cast, office):
    mine, theirs = registered(office, "8/NQ-CP"), registered(scope_of(cast.science_head), "8/NQ-CP")
    with pytest.raises(Itself):
        implements(mine, theirs, by=scope_of(cast.head_of_office), kind="replaces")


def row(source, target, kind="implements"):
    return DocumentRelation(
        source=source, kind=kind, target=target, target_text="x", target_key="x", made_at=AT, made_by=None
    )


@pytest.mark.parametrize("kind", ["implements", "replaces"])
def test_a_loop_is_refused_in_words_and_by_the_database(cast, office, kind):
    a, b, c = (registered(office) for _ in range(3))
    implements(a, b, by=office, kind=kind)
    implements(b, c, by=office, kind=kind)
    with pytest.raises(Loop, match="thành vòng"):
        implements(c, a, by=office, kind=kind)
    with pytest.raises(IntegrityError, match="no_document_stands_above_itself"), transaction.atomic():
        row(c, a, kind).save()
    implements(c, a, by=office, kind="cites")  # to cite is not to stand below


def test_a_loop_through_the_receptions_of_two_units_is_one(cast):
    office, science = scope_of(cast.head_of_office), scope_of(cast.science_head)
    upper, lower = registered(office, "1/NQ-CP"), registered(office, "2/KH-UBND")
    their_upper, their_lower = registered(science, "1/NQ-CP"), registered(science, "2/KH-UBND")
    implements(lower, upper, by=scope_of(cast.head_of_office))
    with pytest.raises(Loop):
        implements(their_upper, their_lower, by=scope_of(cast.science_head))


def test_a_loop_is_seen_through_documents_that_the_writer_cannot_see(cast):
    science = scope_of(cast.science_head)
    mine, other = registered(science, handling_unit_id=None), registered(science)
    office = scope_of(cast.head_of_office)
    hidden = registered(office)
    implements(other, hidden, by=office)
    implements(hidden, mine, by=office)
    with as_application():
        science = scope_of(cast.science_head)
        assert not DocumentRelation.objects.filter(source=hidden).exists()
        with pytest.raises(Loop):
            implements(mine, other, by=science)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=25))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_there_is_never_a_loop_and_nothing_else_is_refused(cast, pairs):
    """Against a plain search over the same pairs."""
    with transaction.atomic():
        by = scope_of(cast.head_of_office)
        documents = [registered(by) for _ in range(6)]
        above: dict[int, set[int]] = {n: set() for n in range(6)}

        def reaches(start: int, end: int) -> bool:
            seen, waiting = set(), [start]
            while waiting:
                here = waiting.pop()
                if here == end:
                    return True
                if here not in seen:
                    seen.add(here)
                    waiting += above[here]
            return False

        for lower, upper in pairs:
            if reaches(upper, lower):
                with pytest.raises((Loop, Itself)):
                    implements(documents[lower], documents[upper], by=by)
            else:
                implements(documents[lower], documents[upper], by=by)
                above[lower].add(upper)
        assert DocumentRelation.objects.count() == sum(map(len, above.values()))
        for start in range(6):
            found = {documents.index(s.document) for s in relations.chain_up(documents[start], by)}
            assert found == {n for n in range(6) if n != start and reaches(start, n)}
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_loop_at_once_do_not_both_succeed(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast = a_province()
    with transaction.atomic():
        by = scope_of(cast.head_of_office)
        a, b, c, d = (registered(by) for _ in range(4))
        implements(b, c, by=by)
        implements(d, a, by=by)
    start, done = threading.Barrier(2), []

    def write(lower, upper):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("set local role tinhso_app")
                scope = enter(cast.head_of_office.pk)
                start.wait(timeout=30)
                implements(lower, upper, by=scope)
            done.append("written")
        except Loop:
            done.append("refused")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in ((a, b), (c, d))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(done) == ["refused", "written"]


# --- numbers that are not there yet -----------------------------------------------------------------------------


def test_a_cited_number_waits_and_is_linked_when_its_document_arrives(cast, office):
    plan = registered(office, "186/KH-UBND")
    made = relate(plan, kind="implements", text="23-CTr/TU", on=date(2022, 8, 17), by=office, at=AT)
    assert made.target is None and relations.outgoing(plan, office)[0].text == "23-CTr/TU"
    registered(office, "23-CTr/TU", issued_on=date(2020, 1, 1), issuer_text="Tỉnh ủy")  # of another day
    made.refresh_from_db()
    assert made.target is None
    arrived = registered(office, "23 - CTr/TU", issued_on=date(2022, 8, 17), issuer_text="Tỉnh ủy")
    made.refresh_from_db()
    assert made.target == arrived and Entry.objects.filter(event="document.linked").count() == 1
    assert list(relations.implemented_by(arrived, office)) == [plan]


def test_a_document_that_is_here_is_linked_at_once_and_without_a_day_only_where_one_bears_the_number(
    cast, office
):
    plan = registered(office, "186/KH-UBND")
    one = registered(office, "71/NQ-CP")
    assert relate(plan, kind="cites", text="71/NQ-CP", by=office, at=AT).target == one
    registered(office, "72/NQ-CP"), registered(office, "72/NQ-CP", issued_on=date(2025, 1, 1))
    assert relate(plan, kind="cites", text="72/NQ-CP", by=office, at=AT).target is None


def test_an_arriving_document_that_would_close_a_loop_stays_a_number(cast, office):
    lower = registered(office, "1/KH-UBND")
    waiting = relate(lower, kind="implements", text="2/NQ-CP", on=date(2026, 3, 1), by=office, at=AT)
    upper = registered(office, "3/NQ-CP")
    relate(upper, kind="implements", target=lower, by=office, at=AT)
    from tinhso.kernel.documents.actions.describe import describe
    from tinhso.kernel.documents.tests.register import facts

    describe(upper, facts=facts("2/NQ-CP", issued_on=date(2026, 3, 1)), by=office, at=AT)
    waiting.refresh_from_db()
    assert waiting.target is None


def test_a_unit_is_linked_to_its_own_reception(cast):
    office = scope_of(cast.head_of_office)
    registered(office, "71/NQ-CP")
    science = scope_of(cast.science_head)
    plan = registered(science, "9/KH-SKHCN")
    made = relate(plan, kind="implements", text="71/NQ-CP", by=science, at=AT)
    assert made.target is None, "the office's reception is not for the department to read"
    own = registered(scope_of(cast.science_head), "71/NQ-CP")
    assert relate(plan, kind="cites", text="71/NQ-CP", by=scope_of(cast.science_head), at=AT).target == own


# --- who may ----------------------------------------------------------------------------------------------------


def test_of_a_target_beyond_the_wall_only_the_number_shows(cast):
    office = scope_of(cast.head_of_office)
    given, hidden = registered(office, handling_unit_id=cast.science.pk), registered(office, "6/NQ-CP")
    implements(given, hidden, by=office)
    with as_application():
        scope = scope_of(cast.science_officer)
        (link,) = relations.outgoing(given, scope)
        assert link.document is None and link.text == "06/NQ-CP"
        stranger = scope_of(cast.stranger)
        assert relations.outgoing(given, stranger) == [] and relations.incoming(hidden, stranger) == []
        assert not DocumentRelation.objects.exists()


def test_only_who_keeps_the_register_of_the_source_relates_and_only_to_what_it_sees(cast):
    office, science = scope_of(cast.head_of_office), scope_of(cast.science_head)
    theirs, hidden = registered(science), registered(scope_of(cast.head_of_office))
    with pytest.raises(OutOfReach):
        implements(theirs, hidden, by=scope_of(cast.science_head))
    with pytest.raises(PermissionDenied):
        implements(hidden, theirs, by=science)
    with pytest.raises(PermissionDenied):
        implements(theirs, hidden, by=scope_of(cast.science_officer))
    assert office.reach == "province"


# --- read from the text -----------------------------------------------------------------------------------------


def test_the_bases_the_title_and_the_closing_lines_are_suggested(cast, office):
    plan = registered(office, "186/KH-UBND", text=PLAN, abstract="Kế hoạch thực hiện Nghị quyết số 11-NQ/TW")
    found = {(c.kind, c.number, c.on) for c in relations.suggested(plan)}
    assert found == {
        ("implements", "11-NQ/TW", date(2022, 2, 10)),
        ("cites", "96/NQ-CP", date(2022, 8, 1)),
        ("implements", "23-CTr/TU", date(2022, 8, 17)),
        ("replaces", "55/KH-UBND", date(2020, 3, 2)),
    }
    relate(plan, kind="implements", text="11-NQ/TW", on=date(2022, 2, 10), by=office, at=AT)
    assert "11-NQ/TW" not in {c.number for c in relations.suggested(plan)}, (
        "what is accepted is not asked again"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
        "Năm 2025, UBND tỉnh đã ban hành 12/15 văn bản.",
        "Theo đề nghị của Giám đốc Sở.",
        "",
    ],
)
def test_a_text_without_numbers_of_documents_suggests_nothing(text):
    assert read_citations(text) == []


def test_a_document_does_not_suggest_itself():
    text = "Căn cứ Quyết định số 559/QĐ-UBND ngày 10/9/2021;"
    assert [c.number for c in read_citations(text)] == ["559/QĐ-UBND"]
    assert read_citations(text, own="559-qd-ubnd") == []


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_read(text):
    for each in read_citations(text, abstract=text):
        assert each.key and each.kind in set(RelationKind)
