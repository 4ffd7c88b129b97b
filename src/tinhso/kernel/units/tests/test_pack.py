"""The pack as files: the published counts, the old and new communes, honest marks. No database."""

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.units import pack as packs
from tinhso.kernel.units.forms_of_name import bare, form_of
from tinhso.kernel.units.gazetteer import names_from_pack
from tinhso.kernel.units.tests.cast import LAST_OF_DISTRICTS, MERGER, NOW, PACK, SESSION, shared

pack = packs.read(PACK)


def communes(day: date, *, everything: bool = False) -> Counter[str]:
    units = pack.alive(day, everything=everything)
    return Counter(form_of(pack.name_on(unit.key, day)) for unit in units if unit.kind == "commune")


def in_district(name: str, day: date) -> int:
    districts = [u.key for u in pack.alive(day) if u.kind == "district" and pack.name_on(u.key, day) == name]
    return sum(pack.parent_on(unit.key, day) in districts for unit in pack.alive(day))


def test_the_session_of_2021_sees_seven_districts_and_138_communes_with_the_four_corrections():
    assert sum(unit.kind == "district" for unit in pack.alive(SESSION)) == 7
    assert communes(SESSION) == {"xã": 122, "phường": 10, "thị trấn": 6}
    assert in_district("Huyện Lâm Bình", SESSION) == 10
    assert in_district("Huyện Chiêm Hóa", SESSION) == 24


def test_before_1_july_2021_the_four_units_are_as_they_were():
    day = date(2021, 6, 30)
    assert communes(day) == {"xã": 124, "phường": 10, "thị trấn": 4}
    assert in_district("Huyện Lâm Bình", day) == 8
    assert in_district("Huyện Chiêm Hóa", day) == 26


def test_the_last_day_of_districts_has_137_communes_and_193_of_ha_giang():
    ours, every = communes(LAST_OF_DISTRICTS), communes(LAST_OF_DISTRICTS, everything=True)
    assert ours.total() == 137
    assert (every - ours).total() == 193
    districts = [unit for unit in pack.alive(LAST_OF_DISTRICTS, everything=True) if unit.kind == "district"]
    assert len(districts) == 7 + 11


@pytest.mark.parametrize("day", [MERGER, NOW])
def test_since_the_merger_there_are_117_xa_and_7_phuong_and_no_district(day: date):
    assert communes(day) == communes(day, everything=True) == {"xã": 117, "phường": 7}
    assert not [unit for unit in pack.alive(day, everything=True) if unit.kind == "district"]


def test_the_old_to_new_table_has_335_rows_of_which_13_are_communes_that_go_on():
    kinds = {key: unit.kind for key, unit in pack.units.items()}
    moves = [t for t in pack.takeovers if t.on == MERGER and kinds[t.predecessor] == "commune"]
    before = {u.key for u in pack.alive(LAST_OF_DISTRICTS, everything=True) if u.kind == "commune"}
    after = {u.key for u in pack.alive(MERGER) if u.kind == "commune"}
    assert (len(moves), len(before & after)) == (322, 13)
    assert {t.predecessor for t in moves} | (before & after) == before
    assert {t.successor for t in moves} | (before & after) == after
    assert Counter(t.extent for t in moves) == {"whole": 312, "part": 10}


def test_five_communes_were_split_in_two():
    parts = Counter(t.predecessor for t in pack.takeovers if t.extent == "part" and t.predecessor in COMMUNES)
    assert sorted(parts) == [
        "kim-phu-tuyen-quang",
        "quang-trung-ha-giang",
        "thai-binh-yen-son",
        "viet-lam-vi-xuyen",
        "yen-dinh-bac-me",
    ]
    assert set(parts.values()) == {2}


COMMUNES = {key for key, unit in pack.units.items() if unit.kind == "commune"}


def test_one_tone_placement_and_the_other_spelling_kept():
    official = [fact.value for unit in pack.units.values() for fact in unit.names]
    words = {word for name in official for word in name.split()}
    assert not words & {"Hoà", "Hoá", "Thuỷ", "Uỷ", "uỷ", "Khoà", "Toà"}
    spellings = {alias.text for unit in pack.units.values() for alias in unit.aliases}
    assert {"Xã Khau Tinh", "Xã Quí Quân", "Xã Thuận Hoà", "Xã Sơn Thuỷ"} <= spellings


def test_a_field_of_work_never_has_two_holders_and_passes_without_a_gap():
    by_field: dict[str, list[packs.Period]] = {}
    for holder in pack.holders:
        by_field.setdefault(holder.field, []).append(holder.during)
    assert len(pack.fields) >= 40
    for name, periods in by_field.items():
        for first, second in pairwise(periods):
            assert first.ends == second.begins, name
        assert (periods[0].begins, periods[-1].ends) == (None, None), name


def test_the_names_of_2021_know_departments_and_committees_and_not_those_of_later():
    names = {known.name: known for known in names_from_pack(PACK, SESSION)}
    assert names["Sở TT&TT"].key == names["Sở Thông tin và Truyền thông"].key
    assert names["UBND huyện Na Hang"].key == "huyen-na-hang"
    assert names["UBND xã Thái Hòa"].kind == "commune"
    assert names["ngành Thông tin và Truyền thông"].kind == "sector"
    assert "Sở Nông nghiệp và Môi trường" not in names
    assert "Xã Lũng Cú" not in names  # Hà Giang was another province


def test_the_names_of_today_know_the_merged_departments():
    names = {known.name: known.key for known in names_from_pack(PACK, NOW)}
    assert names["Đảng ủy UBND tỉnh"] == "dang-uy-ubnd-tinh"
    assert names["UBND xã Lũng Cú"] == "xa-lung-cu"
    assert "UBND huyện Na Hang" not in names and "Sở TT&TT" not in names


def test_the_gazetteer_works_without_django():
    program = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from tinhso.kernel.units.gazetteer import names_from_pack;"
        f"assert names_from_pack(Path({str(PACK)!r}), date(2021, 9, 27)); assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@given(st.dates(date(2020, 1, 1), date(2027, 12, 31)))
def test_every_day_each_living_unit_has_a_name_and_a_living_parent(day: date):
    alive = {unit.key: unit for unit in pack.alive(day, everything=True)}
    for key, unit in alive.items():
        assert sum(day in fact.during for fact in unit.names) == 1
        assert sum(day in fact.during for fact in unit.parents) <= 1
        parent = pack.parent_on(key, day)
        assert parent is None or parent in alive
        assert unit.kind not in ("commune", "department", "district") or parent
    codes = [fact.value for unit in alive.values() for fact in unit.codes if day in fact.during]
    assert len(codes) == len(set(codes))


def test_a_pack_that_contradicts_itself_is_refused_with_the_place(tmp_path):
    for file in PACK.iterdir():
        if file.suffix in (".csv", ".toml"):
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "successions.csv").open("a", encoding="utf-8") as rows:
        rows.write("xa-khong-co,xa-lung-cu,2025-07-01,whole,,law,no,\n")
    with pytest.raises(packs.BadPack, match="xa-khong-co"):
        packs.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "form", "rest"),
    [
        ("Xã Thái Hòa", "xã", "Thái Hòa"),
        ("Thị trấn Nông trường Việt Lâm", "thị trấn", "Nông trường Việt Lâm"),
        ("Tỉnh ủy Tuyên Quang", "", "Tỉnh ủy Tuyên Quang"),
        ("Sở Tư pháp", "", "Tư pháp"),
    ],
)
def test_the_first_word_of_a_name_says_its_form(name: str, form: str, rest: str):
    assert (form_of(name), bare(name)) == (form, rest)


# --- against the shared data --------------------------------------------------------------------------------


def test_the_pack_has_the_124_communes_of_the_statistics_office():
    with shared("tuyenquang_124_xa_phuong.csv").open(encoding="utf-8") as file:
        published = {row["ma"]: row["ten"] for row in csv.DictReader(file)}
    ours = {packs.on(u.codes, NOW): u for u in pack.alive(NOW) if u.kind == "commune"}
    assert ours.keys() == published.keys()
    for code, unit in ours.items():
        known = {packs.on(unit.names, NOW), *(alias.text for alias in unit.aliases)}
        assert published[code] in known


def test_the_pack_has_every_row_of_the_old_to_new_table():
    with shared("tuyenquang_xa_cu_moi.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def code(key: str, day: date) -> str:
        return packs.on(pack.units[key].codes, day)

    moves = {
        (code(t.predecessor, LAST_OF_DISTRICTS), code(t.successor, MERGER))
        for t in pack.takeovers
        if t.on == MERGER and t.predecessor in COMMUNES
    }
    going_on = {
        (code(key, LAST_OF_DISTRICTS),) * 2
        for key in COMMUNES
        if LAST_OF_DISTRICTS in pack.units[key].during and MERGER in pack.units[key].during
    }
    assert moves | going_on == {(row["ma_cu"], row["ma_moi"]) for row in rows}


def test_the_pack_before_july_2021_equals_the_list_of_that_time():
    about = json.loads(shared("tuyenquang_2021_7huyen_138xa.json").read_text(encoding="utf-8"))
    day = date(2021, 6, 30)
    published = {
        f"{ward['code']:05d}": (ward["name"], district["name"])
        for district in about["districts"]
        for ward in district["wards"]
    }
    for unit in pack.alive(day):
        if unit.kind == "commune":
            name, district = published.pop(packs.on(unit.codes, day))
            known = {packs.on(unit.names, day), *(alias.text for alias in unit.aliases)}
            assert name in known
            assert pack.name_on(pack.parent_on(unit.key, day) or "", day) == district
    assert not published
