"""The migration test: the real change of 1/7/2025, with duties, posts, papers and helpers in every commune."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.mergers.province import THE_DAY, eve, groups, old_communes, table
from tests.mergers.world import (
    BASIS,
    decided,
    every_duty_stands_once_on_every_day,
    history_before,
    noon,
    open_duties_of,
    owners,
    the_open_end_is_the_duty_itself,
)
from tinhso.kernel.documents.models import OfficialDocument, StoredFile
from tinhso.kernel.documents.models.official_document import hash_of
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.duties import queries as boards
from tinhso.kernel.duties.cells import Counts
from tinhso.kernel.duties.models import Coordination, Duty, Standing
from tinhso.kernel.people.models import Account, Person, Post, Tenure
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.tests.cast import scope_of
from tinhso.kernel.units import carrying, loading, queries, routing
from tinhso.kernel.units.actions.rearrange import rearrange
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.models import Reorganisation, State, Succession, Unit, UnitCode
from tinhso.kernel.units.plan import Decision, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("330-become-124")]

GIVEN = noon(date(2025, 5, 12))
EVE = noon(date(2025, 6, 20))
JUNE = [date(2025, 6, 1) + timedelta(days=n) for n in (0, 4, 9, 11, 12, 14, 17, 20, 25, 29)]
LATER = noon(date(2025, 11, 3))
DIRECTIVE = "Chỉ thị chung gửi mọi xã"


def populate(communes: list[Unit], office: Unit) -> None:
    """In every commune: a head with an account, a vacant post, five duties of all sorts, papers and a file."""
    people = Person.objects.bulk_create(
        [
            Person(full_name=f"Nguyễn Thử {n}", folded=f"nguyen thu {n}", sort_key=str(n))
            for n, _u in enumerate(communes)
        ]
    )
    Account.objects.bulk_create(
        [Account(username=f"xa{n}", person=person, password="!") for n, person in enumerate(people)]
    )
    heads = Post.objects.bulk_create([Post(unit=u, title="Chủ tịch", role=Role.UNIT_HEAD) for u in communes])
    Post.objects.bulk_create([Post(unit=u, title="Công chức", role=Role.OFFICER) for u in communes])
    Tenure.objects.bulk_create(
        [Tenure(post=post, person=person, during=DateRange(date(2024, 1, 1), None))
         for post, person in zip(heads, people, strict=True)]
    )  # fmt: skip
    duties = [
        duty for n, u in enumerate(communes) for duty in _duties(n, u, communes[n - 1], office, heads[n])
    ]
    Duty.objects.bulk_create(duties)
    Standing.objects.bulk_create([row for duty in duties for row in _standings(duty, communes)])
    Coordination.objects.bulk_create(
        [Coordination(duty=duty, unit_id=unit) for duty in duties for unit in duty.readers[2:]]
    )
    OfficialDocument.objects.bulk_create(
        [paper for n, u in enumerate(communes) for paper in _papers(n, u, people[n])]
    )
    StoredFile.objects.bulk_create(
        [StoredFile(sha256=f"{n:064d}", size=1, kind="pdf", name=f"tep-{n}.pdf", readers=[u.pk], stored_at=GIVEN,
                    stored_by=people[n]) for n, u in enumerate(communes)]
    )  # fmt: skip
    with connection.cursor() as cursor:
        # The server's own statistics do not see uncommitted rows and would take the tables for empty.
        cursor.execute(
            "analyze duties_duty; analyze duties_standing; analyze duties_coordination; analyze people_post"
        )


def _duty(n: str, lead: Unit, assigner: Unit, **facts: Any) -> Duty:
    due = facts.pop("due", None)
    helpers = facts.pop("helpers", [])
    due_at = noon(due) + timedelta(hours=12) if due else None
    return Duty(
        source="tests.merger", source_id=n, title=f"Việc {n}", folded=f"viec {n}", lead_unit=lead,
        assigner_unit=assigner, readers=[lead.pk, assigner.pk, *helpers], given_at=GIVEN, due_on=due, due_at=due_at,
        due_bound="by" if due else "", no_deadline_reason="" if due else "thường xuyên",
        state=facts.pop("state", "accepted"), changed_at=GIVEN, **facts,
    )  # fmt: skip


def _duties(n: int, unit: Unit, neighbour: Unit, office: Unit, head: Post) -> list[Duty]:
    done = noon(date(2025, 6, 5 + n % 20))
    closed = {"state": "completed", "done_at": done, "confirmed_at": done, "closed_at": done}
    return [
        _duty(f"{n}/overdue", unit, office, due=date(2025, 6, 3 + n % 25)),
        _duty(f"{n}/in-term", unit, office, due=date(2025, 8, 1 + n % 28), helpers=[neighbour.pk]),
        _duty(f"{n}/paused", unit, office, due=date(2025, 7, 5), paused_at=noon(date(2025, 6, 10))),
        _duty(f"{n}/done", unit, office, due=date(2025, 6, 15), **closed),
        _duty(f"{n}/given", neighbour, unit, assigner_post=head),
    ]


def _standings(duty: Duty, communes: list[Unit]) -> list[Standing]:
    """Some were at another commune first."""
    facts = {
        "duty": duty,
        "assigner_unit_id": duty.assigner_unit_id,
        "due_at": duty.due_at,
        "readers": duty.readers,
    }
    if duty.source_id.endswith("in-term"):
        moved = date(2025, 6, 12)
        first = communes[int(duty.source_id.split("/")[0]) - 2]
        return [
            Standing(lead_unit=first, during=DateRange(date(2025, 5, 12), moved), **facts),
            Standing(lead_unit_id=duty.lead_unit_id, during=DateRange(moved, None), **facts),
        ]
    paused = duty.paused_at is not None
    return [
        Standing(
            lead_unit_id=duty.lead_unit_id, paused=paused, during=DateRange(date(2025, 5, 12), None), **facts
        )
    ]


def _papers(n: int, unit: Unit, person: Person) -> list[OfficialDocument]:
    """One of its own, and one that every commune received in the same words."""
    number = parse_number(f"{n + 1}/QĐ-UBND")
    common = {
        "owner_unit": unit,
        "readers": [unit.pk],
        "received_at": GIVEN,
        "received_by": person,
        "issuer": unit,
    }
    return [
        OfficialDocument(
            number=number.canonical, number_raw=number.canonical, number_key=number.key, text=f"Quyết định {n}",
            text_hash=hash_of(f"Quyết định {n}"), folded=f"quyet dinh {n}", issued_on=date(2025, 5, 1), **common,
        ),
        OfficialDocument(text=DIRECTIVE, text_hash=hash_of(DIRECTIVE), folded="chi thi chung", **common),
    ]  # fmt: skip


def alternately(act: Reorganisation) -> list[Decision]:
    """A person's answers about the five split communes: duty by duty to the one and the other, the rest to one."""
    plan, answers = Plan.of(act.plan), []
    for row in act.survey:
        options = plan.options(row["unit"])
        if len(options) < 2:
            continue
        if row["kind"] == "duties":
            answers += [
                Decision("duties", row["unit"], options[n % 2], subject=pk, field=row["field"])
                for n, (pk, _text) in enumerate(row["samples"])
            ]
        elif row["kind"] != "files":
            answers.append(Decision(row["kind"], row["unit"], options[0], field=row["field"]))
    return answers


def deadlines() -> dict[int, tuple[Any, ...]]:
    columns = (
        "pk",
        "due_on",
        "due_at",
        "due_bound",
        "state",
        "paused_at",
        "given_at",
        "done_at",
        "changed_at",
    )
    return {row[0]: row[1:] for row in Duty.objects.values_list(*columns)}


def boards_of_june() -> list[Any]:
    return [boards.counts(day, scope=None, now=LATER, by="unit", handed_down=True) for day in JUNE]


def totals() -> list[Any]:
    days = (THE_DAY, date(2025, 9, 14))
    return [boards.counts(day, scope=None, now=LATER, handed_down=True) for day in days]


def how_many() -> tuple[int, ...]:
    return (
        Duty.objects.count(),
        OfficialDocument.objects.count(),
        StoredFile.objects.count(),
        Person.objects.count(),
    )


@dataclass
class Merged:
    """The province after the act, and what was true before it."""

    communes: list[Unit]
    eve: Path
    asked: set[int]
    before: dict[str, Any]
    act: Reorganisation


def truths() -> dict[str, Any]:
    return {
        "june": boards_of_june(),
        "totals": totals(),
        "deadlines": deadlines(),
        "past": history_before(THE_DAY),
        "how many": how_many(),
        "owners": owners(),
    }


@pytest.fixture(scope="module")
def merged(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Merged]:
    """Made once for all the tests of this module, which look at it; gone with its transaction."""
    folder = eve(tmp_path_factory.mktemp("pack") / "eve")
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(folder, at=EVE)
        communes = old_communes()
        populate(communes, Unit.objects.get(key="van-phong-ubnd-tinh"))
        before = truths()
        account = Account.objects.get(username="xa0")
        assert scope_of(account).unit_id == communes[0].pk
        act = rearrange(groups(), document=BASIS, effective_on=THE_DAY, by=None, at=EVE)
        carrying.survey(act.pk, at=EVE)
        act.refresh_from_db()
        asked = {piece.unit for piece in routing.undecided(act)}
        decided(act, at=EVE, answers=alternately(act))
        act = carrying.carry_out(act.pk, at=noon(THE_DAY), window=700)
        yield Merged(communes, folder, asked, before, act)
        transaction.set_rollback(True)


def test_330_become_124_and_only_the_five_split_ones_are_asked_about(merged: Merged) -> None:
    assert len(merged.communes) == 330
    split = {line.old for line in table() if line.extent == "part"}
    assert len(split) == 5
    assert set(Unit.objects.filter(pk__in=merged.asked).values_list("key", flat=True)) == split
    tree = queries.tree(THE_DAY)
    assert tree.count()[("commune", "xã")] == 117 and tree.count()[("commune", "phường")] == 7
    before = queries.tree(THE_DAY - timedelta(days=1), everything=True)
    assert sum(1 for node in before.nodes.values() if node.kind == "commune") == 330


def test_totals_before_are_totals_after(merged: Merged) -> None:
    assert merged.act.state == State.DONE
    assert how_many() == merged.before["how many"]
    assert totals() == merged.before["totals"] and totals()[0] != Counts()


def test_no_deadline_and_no_state_moves(merged: Merged) -> None:
    assert deadlines() == merged.before["deadlines"]


def test_the_boards_of_june_do_not_change_by_a_digit(merged: Merged) -> None:
    assert boards_of_june() == merged.before["june"]
    assert history_before(THE_DAY) == merged.before["past"]


def test_every_duty_has_one_owner_on_every_day(merged: Merged) -> None:
    assert open_duties_of(Plan.of(merged.act.plan).ends) == 0
    every_duty_stands_once_on_every_day()
    the_open_end_is_the_duty_itself()


def test_each_open_duty_is_where_the_table_says(merged: Merged) -> None:
    keys = dict(Unit.objects.values_list("pk", "key"))
    heirs: dict[str, set[str]] = {}
    for line in table():
        heirs.setdefault(line.old, set()).add(line.new)
    halves = set()
    for duty in Duty.objects.all():
        old, new = keys[merged.before["owners"][duty.pk][0]], keys[duty.lead_unit_id]
        if duty.closed_at is not None or old not in heirs:
            assert new == old
        else:
            assert new in heirs[old]
            if len(heirs[old]) > 1:
                halves.add(new)
    assert len(halves) == 10  # both halves of each of the five received some


def test_people_of_the_old_communes_work_in_the_new_ones(merged: Merged) -> None:
    mine = Duty.objects.get(source_id="0/overdue")
    scope = scope_of(Account.objects.get(username="xa0"))
    assert (scope.unit_id, scope.role) == (mine.lead_unit_id, Role.UNIT_HEAD)
    assert merged.communes[0].pk not in scope.unit_ids
    assert Tenure.objects.filter(during__contains=date(2025, 6, 30)).count() == 330
    assert Tenure.objects.filter(during__contains=THE_DAY).count() == 330
    living = set(queries.tree(THE_DAY, everything=True).nodes)
    holders = Tenure.objects.filter(during__contains=THE_DAY).values_list("post__unit_id", flat=True)
    assert set(holders) <= living


def test_old_papers_and_numbers_are_found_and_each_has_one_living_owner(merged: Merged) -> None:
    living = set(queries.tree(THE_DAY, everything=True).nodes)
    assert {paper.owner_unit_id for paper in OfficialDocument.objects.all()} <= living
    assert OfficialDocument.objects.filter(text=DIRECTIVE).count() == 330
    old = OfficialDocument.objects.get(number_key=parse_number("1/QĐ-UBND").key)
    assert (old.issuer_id, old.inherited_from_id) == (merged.communes[0].pk, merged.communes[0].pk)
    reader = scope_of(Account.objects.get(username="xa0"))
    assert old in OfficialDocument.objects.visible_to(reader)
    assert StoredFile.objects.visible_to(reader).filter(name="tep-0.pdf").exists()


def test_old_codes_and_names_are_answered_with_what_became_of_them(merged: Merged) -> None:
    [answer] = queries.what_became_of("00691", THE_DAY - timedelta(days=1))
    assert (answer.name, [link.unit.name for link in answer.heirs]) == (
        "Phường Trần Phú",
        ["Phường Hà Giang 2"],
    )
    assert "1/7/2025" in answer.sentence
    assert queries.what_became_of("Kim Phú", THE_DAY - timedelta(days=1))[0].ask
    found = {hit.name: hit.since for hit in queries.search("tran phu", THE_DAY)}
    assert found["Phường Hà Giang 2"] == "từ 1/7/2025: thay cho Phường Trần Phú"
    found = {hit.name: hit.since for hit in queries.search("02497", THE_DAY)}
    assert "phải hỏi" in found["Phường Mỹ Lâm"] and "phải hỏi" in found["Phường Minh Xuân"]


def test_the_act_says_the_same_as_the_statistics_office(merged: Merged) -> None:
    folder = Path(os.environ.get("TINHSO_DATA") or Path(__file__).parents[3] / "shared" / "data")
    path = folder / "tuyenquang_xa_cu_moi.csv"
    if not path.exists():
        pytest.skip("the table of the statistics office is not here (set TINHSO_DATA)")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["muc_do_nso"] != "Giữ nguyên"]
    old = {
        row.code: row.unit_id for row in UnitCode.objects.filter(during__contains=THE_DAY - timedelta(days=1))
    }
    new = {row.code: row.unit_id for row in UnitCode.objects.filter(during__contains=THE_DAY)}
    told = set(
        Succession.objects.filter(on=THE_DAY, field=None).values_list("predecessor_id", "successor_id")
    )
    assert len(rows) == 322
    assert {(old[row["ma_cu"]], new[row["ma_moi"]]) for row in rows} <= told


def test_a_reload_of_the_pack_leaves_the_act_alone(merged: Merged) -> None:
    names = queries.names_on(THE_DAY, everything=True)
    loading.load(merged.eve, at=noon(THE_DAY))
    loaded = loading.load(merged.eve, at=noon(THE_DAY))
    assert loaded.nothing_new and loaded.left_alone == 317
    assert queries.names_on(THE_DAY, everything=True) == names
    assert open_duties_of(Plan.of(merged.act.plan).ends) == 0


def test_undone_by_a_dated_act_everything_open_is_back_where_it_came_from(merged: Merged) -> None:
    day = date(2025, 10, 1)
    before, past = merged.before["owners"], history_before(day)
    opened = set(Duty.objects.open().values_list("pk", flat=True))
    back = reverse(merged.act, document=BASIS, effective_on=day, by=None, at=noon(day))
    carrying.survey(back.pk, at=noon(day))
    back.refresh_from_db()
    assert routing.undecided(back) == []
    decided(back, at=noon(day))
    back = carrying.carry_out(back.pk, at=noon(day), window=700)
    assert back.state == State.DONE
    assert Reorganisation.objects.get(pk=merged.act.pk).state == State.REVERSED
    again = dict(Unit.objects.filter(restores__isnull=False).values_list("restores_id", "pk"))
    assert len(again) == 317
    found = owners()
    for pk in opened:
        lead, assigner, helpers = before[pk]
        helped = frozenset(again.get(unit, unit) for unit in helpers)
        assert found[pk] == (again.get(lead, lead), again.get(assigner, assigner), helped)
    assert history_before(day) == past
    every_duty_stands_once_on_every_day()
    assert (
        sum(1 for node in queries.tree(day, everything=True).nodes.values() if node.kind == "commune") == 330
    )
