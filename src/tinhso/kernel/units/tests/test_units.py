"""Units in the database: what it refuses, what it answers for a day, who took over."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.units import loading, queries
from tinhso.kernel.units.models import (
    FieldHolder,
    FieldOfWork,
    Kind,
    NameRole,
    Succession,
    Unit,
    UnitName,
    UnitParent,
)
from tinhso.kernel.units.succession import predecessors, successors
from tinhso.kernel.units.tests.cast import (
    LAST_OF_DISTRICTS,
    MERGER,
    NOW,
    PACK,
    SESSION,
    a_code,
    a_unit,
    taken_over,
)
from tinhso.kernel.units.tests.conftest import AT

pytestmark = pytest.mark.django_db
FACTS = {"source": "test", "verified": True}
JUNE, JULY, AUGUST = date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1)


def between(begins, ends):
    from django.db.backends.postgresql.psycopg_any import DateRange

    return DateRange(begins, ends)


# --- what the database refuses ------------------------------------------------------------------------------


def test_two_official_names_at_once_are_refused():
    unit = a_unit("a", JUNE, AUGUST)
    with pytest.raises(IntegrityError, match="a_unit_has_one_official_name_at_a_time"), transaction.atomic():
        UnitName.made(unit=unit, role=NameRole.OFFICIAL, text="b", during=between(JULY, None), **FACTS).save()
    UnitName.made(unit=unit, role=NameRole.OFFICIAL, text="b", during=between(AUGUST, None), **FACTS).save()
    UnitName.made(unit=unit, role=NameRole.SHORT, text="c", during=between(JULY, None), **FACTS).save()


def test_one_code_for_two_units_at_once_is_refused_and_on_another_day_accepted():
    first, second = a_unit("a", JUNE, JULY), a_unit("b", JULY)
    a_code(first, "00691", JUNE, JULY)
    a_code(second, "00691", JULY)
    third = a_unit("c")
    with pytest.raises(IntegrityError, match="a_code_means_one_unit_at_a_time"), transaction.atomic():
        a_code(third, "00691", date(2026, 1, 1))
    with pytest.raises(IntegrityError, match="a_unit_has_one_code"), transaction.atomic():
        a_code(second, "00692", AUGUST)


def test_two_parents_at_once_and_a_unit_as_its_own_parent_are_refused():
    child, mother, other = a_unit("child"), a_unit("mother"), a_unit("other")
    UnitParent.objects.create(unit=child, parent=mother, during=between(JUNE, JULY), **FACTS)
    with pytest.raises(IntegrityError, match="a_unit_has_one_parent_at_a_time"), transaction.atomic():
        UnitParent.objects.create(unit=child, parent=other, during=between(None, None), **FACTS)
    with pytest.raises(IntegrityError, match="a_parent_is_another_unit"), transaction.atomic():
        UnitParent.objects.create(unit=other, parent=other, during=between(None, None), **FACTS)


def test_two_holders_of_a_field_at_once_are_refused():
    press = FieldOfWork.objects.create(key="press", name="Báo chí", folded="bao chi", sort_key="x")
    FieldHolder.objects.create(field=press, unit=a_unit("a"), during=between(None, JULY), **FACTS)
    FieldHolder.objects.create(field=press, unit=a_unit("b"), during=between(JULY, None), **FACTS)
    with (
        pytest.raises(IntegrityError, match="a_field_of_work_has_one_holder_at_a_time"),
        transaction.atomic(),
    ):
        FieldHolder.objects.create(field=press, unit=a_unit("c"), during=between(AUGUST, None), **FACTS)


def test_a_unit_without_a_day_and_a_succession_told_twice_are_refused():
    with pytest.raises(IntegrityError, match="a_unit_lives_at_least_a_day"), transaction.atomic():
        a_unit("a", JULY, JULY)
    first, second = a_unit("b", None, JULY), a_unit("c", JULY)
    taken_over(first, second, JULY)
    with pytest.raises(IntegrityError, match="a_succession_is_told_once"), transaction.atomic():
        taken_over(first, second, JULY)


# --- loading ------------------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing_and_leaves_one_trace(loaded):
    assert loaded.created > 1500
    ids = dict(Unit.objects.values_list("key", "id"))
    again = loading.load(PACK, at=AT)
    assert again.nothing_new and again.units == loaded.units
    assert dict(Unit.objects.values_list("key", "id")) == ids
    assert Entry.objects.filter(event="units.loaded").count() == 1


def test_a_fact_entered_by_hand_survives_a_load_and_a_spoilt_one_is_mended(loaded):
    unit = Unit.objects.get(key="so-tu-phap")
    UnitName.made(
        unit=unit, role="short", text="Tư pháp tỉnh", during=between(None, None), source="tay", verified=True
    ).save()
    Unit.objects.filter(key="so-tu-phap").update(name="Sai")
    UnitName.objects.filter(unit=unit, role="abbreviation").delete()
    mended = loading.load(PACK, at=AT)
    assert (mended.created, mended.changed, mended.removed) == (1, 1, 0)
    assert UnitName.objects.filter(text="Tư pháp tỉnh").exists()
    assert Unit.objects.get(key="so-tu-phap").name == "Sở Tư pháp"


def test_the_newest_names_are_those_of_the_day_of_loading(db):
    loading.load(PACK, at=AT.replace(year=2021, month=6, day=30))
    assert Unit.objects.get(key="lang-can-lam-binh").name == "Xã Lăng Can"
    loading.load(PACK, at=AT)
    assert Unit.objects.get(key="lang-can-lam-binh").name == "Thị trấn Lăng Can"


def test_the_tables_hold_what_the_pack_says_on_any_day(loaded):
    from tinhso.kernel.units import pack as packs

    pack = packs.read(PACK)
    for day in (date(2020, 1, 1), SESSION, date(2025, 3, 1), LAST_OF_DISTRICTS, MERGER, NOW):
        expected = {unit.key: pack.name_on(unit.key, day) for unit in pack.alive(day)}
        found = queries.labelled(queries.as_of(day), day).values_list("key", "name_then")
        assert dict(found) == expected
        assert len(queries.names_on(day)) == len(expected)


# --- the tree -----------------------------------------------------------------------------------------------


def test_the_tree_of_2021_and_of_today_with_one_query_each(loaded):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        then = queries.tree(SESSION)
    assert len(asked) == 1
    counts = then.count()
    assert (counts["commune", "xã"], counts["commune", "phường"], counts["commune", "thị trấn"]) == (
        122,
        10,
        6,
    )
    province = next(root for root in then.roots if root.kind == Kind.PROVINCE)
    assert len(province.of("district")) == 7
    assert sum(node.kind == "commune" for node in province.walk()) == 138
    lam_binh = next(node for node in province.of("district") if node.name == "Huyện Lâm Bình")
    assert {"Thị trấn Lăng Can", "Xã Phúc Sơn", "Xã Minh Quang"} <= {node.name for node in lam_binh.children}
    today = queries.tree(NOW)
    assert len(next(r for r in today.roots if r.kind == Kind.PROVINCE).of("commune")) == 124


def test_communes_stand_in_vietnamese_order(loaded):
    names = [node.name for node in queries.tree(NOW).of("commune") if node.form == "phường"]
    assert names == [
        "Phường An Tường",
        "Phường Bình Thuận",
        "Phường Hà Giang 1",
        "Phường Hà Giang 2",
        "Phường Minh Xuân",
        "Phường Mỹ Lâm",
        "Phường Nông Tiến",
    ]


# --- who took over ------------------------------------------------------------------------------------------


def test_a_code_means_another_unit_after_the_merger(loaded):
    [before] = queries.what_became_of("00691", LAST_OF_DISTRICTS)
    [after] = queries.what_became_of("00691", NOW)
    assert (before.name, after.name) == ("Phường Trần Phú", "Phường Hà Giang 2")
    assert [link.unit.key for link in before.heirs] == ["phuong-ha-giang-2"]
    assert queries.what_became_of("99999", NOW) == []


def test_a_split_commune_is_asked_about_and_never_decided(loaded):
    [kim_phu] = queries.what_became_of("xã Kim Phú", LAST_OF_DISTRICTS)
    assert kim_phu.ask
    assert {link.unit.name for link in kim_phu.heirs} == {"Phường Minh Xuân", "Phường Mỹ Lâm"}
    assert {link.extent for link in kim_phu.heirs} == {"part"}
    assert "Phải hỏi" in kim_phu.sentence and "1/7/2025" in kim_phu.sentence
    [whole] = queries.what_became_of("Xã Trung Môn", LAST_OF_DISTRICTS)
    assert not whole.ask and whole.sentence == "Từ 1/7/2025, Xã Trung Môn thành: Phường Minh Xuân."


def test_a_chain_of_mergers_is_followed_to_its_end(loaded):
    [van_son] = queries.what_became_of("Vân Sơn", SESSION)
    assert [link.unit.key for link in van_son.heirs] == ["xa-hong-son"]
    [by_2024] = queries.what_became_of("Vân Sơn", SESSION, by=date(2024, 12, 31))
    assert [link.unit.key for link in by_2024.heirs] == ["hong-son-son-duong"]
    origins = {link.unit.key: link.depth for link in predecessors(Unit.objects.get(key="xa-hong-son"))}
    assert origins["van-son-son-duong"] == 2 and origins["van-phu-son-duong"] == 1


def test_an_unchanged_commune_goes_on_and_a_name_of_several_gives_several_answers(loaded):
    [hung_duc] = queries.what_became_of("Hùng Đức", SESSION)
    assert [link.unit.key for link in hung_duc.heirs] == ["xa-hung-duc"]
    assert hung_duc.sentence == "Xã Hùng Đức vẫn hoạt động."
    assert len(queries.what_became_of("Tả Lủng", LAST_OF_DISTRICTS)) == 2
    exact = queries.what_became_of("Xã Tân Thành", LAST_OF_DISTRICTS)
    assert {became.name for became in exact} == {"Xã Tân Thành"} and len(exact) == 2


def test_a_district_became_the_communes_on_its_land(loaded):
    [na_hang] = queries.what_became_of("Huyện Na Hang", SESSION)
    assert na_hang.ask
    names = {link.unit.name for link in na_hang.heirs}
    assert names == {"Xã Nà Hang", "Xã Thượng Nông", "Xã Côn Lôn", "Xã Yên Hoa", "Xã Hồng Thái"}


def test_the_department_of_2021_is_followed_by_field_of_work(loaded):
    department = Unit.objects.get(key="so-thong-tin-va-truyen-thong")

    def heirs(field_key: str) -> list[str]:
        return [link.unit.key for link in successors(department, FieldOfWork.objects.get(key=field_key))]

    assert heirs("bao-chi") == ["so-van-hoa-the-thao-va-du-lich"]
    assert heirs("an-toan-thong-tin-mang") == ["cong-an-tinh"]
    assert heirs("chuyen-doi-so") == ["so-khoa-hoc-va-cong-nghe"]
    with CaptureQueriesContext(connection) as asked:
        links = successors(department)
    assert len(asked) == 2
    assert {link.unit.key for link in links if link.field is None} == {"so-khoa-hoc-va-cong-nghe"}
    [became] = queries.what_became_of("Sở TT&TT", SESSION)
    assert not became.ask and "Sở Khoa học và Công nghệ" in became.sentence


def test_a_department_that_gave_a_field_away_goes_on_for_the_rest(loaded):
    home_affairs = Unit.objects.get(key="so-noi-vu")
    religion = FieldOfWork.objects.get(key="ton-giao")
    assert [link.unit.key for link in successors(home_affairs, religion)] == ["so-dan-toc-va-ton-giao"]
    archives = FieldOfWork.objects.get(key="van-thu-luu-tru")
    assert [link.unit.key for link in successors(home_affairs, archives)] == ["so-noi-vu"]
    assert "vẫn hoạt động" in queries.what_became(home_affairs, SESSION).sentence


def test_the_holder_of_press_is_a_matter_of_the_day(loaded):
    press = FieldOfWork.objects.get(key="bao-chi")
    assert queries.holder_of(press, SESSION).key == "so-thong-tin-va-truyen-thong"
    assert queries.holder_of(press, NOW).key == "so-van-hoa-the-thao-va-du-lich"


def test_the_rows_of_succession_and_of_holders_agree_on_every_field_that_moved(loaded):
    for holding in FieldHolder.objects.filter(during__endswith__isnull=False).select_related("field", "unit"):
        day = holding.during.upper
        heirs = successors(holding.unit, holding.field, by=day)
        assert [link.unit for link in heirs] == [queries.holder_of(holding.field, day)], holding.field.key


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=6), st.randoms())
def test_mergers_never_lose_a_unit_and_forward_and_backward_agree(db, steps, chance):
    """A random history: each step merges some living units into a new one; each ends in one living heir."""
    with transaction.atomic():
        day = date(2020, 1, 1)
        alive = [a_unit(f"u{n}", None, None) for n in range(6)]
        every = list(alive)
        for number, (_seed, size) in enumerate(steps):
            day += timedelta(days=100)
            merged = chance.sample(alive, min(size, len(alive)))
            heir = a_unit(f"m{number}", day, None)
            for unit in merged:
                unit.during = unit.ours = between(unit.during.lower, day)
                unit.save()
                taken_over(unit, heir, day)
            alive = [unit for unit in alive if unit not in merged] + [heir]
            every.append(heir)
        assert set(queries.as_of(day)) == set(alive)
        for unit in every:
            [link] = successors(unit)
            assert link.unit in alive
            assert link.unit == unit or unit in {origin.unit for origin in predecessors(link.unit)}
        transaction.set_rollback(True)


# --- search -------------------------------------------------------------------------------------------------


def names(text: str, day: date = SESSION, **options: object) -> list[str]:
    return [found.name for found in queries.search(text, day, **options)]


TYPED = {
    "so th": "Sở Thông tin và Truyền thông",
    "SỞ TH": "Sở Thông tin và Truyền thông",
    "sở tt&tt": "Sở Thông tin và Truyền thông",
    "sotttt": "Sở Thông tin và Truyền thông",
    "stttt": "Sở Thông tin và Truyền thông",
    "truyen thong tin": "Sở Thông tin và Truyền thông",
    "thông tin và truyền thông": "Sở Thông tin và Truyền thông",
    "vp ubnd": "Văn phòng Ủy ban nhân dân tỉnh",
    "ubnd xã thái hòa": "Xã Thái Hòa",
    "thai hoa": "Xã Thái Hòa",
    "ubnd huyen na": "Huyện Na Hang",
    "khau tinh": "Xã Khâu Tinh",
    "hoà phú": "Xã Hòa Phú",
    "ubnd tỉnh": "Tỉnh Tuyên Quang",
    "tỉnh ủy": "Tỉnh ủy Tuyên Quang",
    "vnpt": "VNPT Tuyên Quang",
}


def test_a_few_letters_find_the_unit(loaded):
    assert {typed: names(typed)[0] for typed in TYPED} == TYPED


def test_the_day_decides_which_units_are_found(loaded):
    assert "Sở Nông nghiệp và Môi trường" in names("so nong", NOW)
    assert names("so nong", SESSION)[0] == "Sở Nông nghiệp và Phát triển nông thôn"
    assert "Xã Lũng Cú" not in names("lung cu", SESSION)
    assert names("lung cu", SESSION, everything=True) == ["Xã Lũng Cú"]


def test_the_same_marks_come_first_and_no_letters_find_nothing(loaded):
    assert names("đội bình")[0] == "Xã Đội Bình"
    assert names("") == names("  ") == [] and names("zzz") == []
    assert names("'; drop table units_unit; --") == []
    assert names("%") == []


def test_a_sector_suggests_its_department_and_says_so(loaded):
    [found] = queries.search("ngành thông tin và truyền thông", SESSION)
    assert found.sector and found.key == "so-thong-tin-va-truyen-thong"


def test_a_search_takes_two_queries(loaded):
    with CaptureQueriesContext(connection) as asked:
        queries.search("xa", NOW)
    assert len(asked) <= 3


def test_nothing_of_the_pack_succeeds_a_unit_that_lives_on_without_naming_a_field(loaded):
    for row in Succession.objects.select_related("predecessor").filter(field=None):
        upper = row.predecessor.during.upper
        assert upper is not None and upper <= row.on, row
