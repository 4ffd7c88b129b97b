"""The migration test: the real change of 1/7/2025, with duties, posts, papers and helpers in every commune."""

import csv
import os
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
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

GIVEN = noon(date(2025, 5, 12))
EVE = noon(date(2025, 6, 20))
JUNE = [date(2025, 6, 1) + timedelta(days=n) for n in range(30)]
LATER = noon(date(2025, 11, 3))
DIRECTIVE = "Chỉ thị chung gửi mọi xã"


def populate(communes: list[Unit], office: Unit) -> None:
    """In every commune: a head with an account, a vacant post, five duties of all sorts, papers and a file."""
    people = Person.objects.bulk_create(
        [Person(full_name=f"Nguyễn Thử {n}", folded=f"nguyen thu {n}", sort_key=str(n)) for n, _u in enumerate(communes)]
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
    duties = [duty for n, u in enumerate(communes) for duty in _duties(n, u, communes[n - 1], office, heads[n])]
    Duty.objects.bulk_create(duties)
    Standing.objects.bulk_create([row for duty in duties for row in _standings(duty, communes)])
    Coordination.objects.bulk_create(
        [Coordination(duty=duty, unit_id=unit) for duty in duties for unit in duty.readers[2:]]
    )
    OfficialDocument.objects.bulk_create([paper for n, u in enumerate(communes) for paper in _papers(n, u, people[n])])
    StoredFile.objects.bulk_create(
        [StoredFile(sha256=f"{n:064d}", size=1, kind="pdf", name=f"tep-{n}.pdf", readers=[u.pk], stored_at=GIVEN,
                    stored_by=people[n]) for n, u in enumerate(communes)]
    )  # fmt: skip


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
    facts = {"duty": duty, "due_at": duty.due_at, "readers": duty.readers}
    if duty.source_id.endswith("in-term"):
        moved = date(2025, 6, 12)
        first = communes[int(duty.source_id.split("/")[0]) - 2]
        return [
            Standing(lead_unit=first, during=DateRange(date(2025, 5, 12), moved), **facts),
            Standing(lead_unit_id=duty.lead_unit_id, during=DateRange(moved, None), **facts),
        ]
    paused = duty.paused_at is not None
    return [Standing(lead_unit_id=duty.lead_unit_id, paused=paused, during=DateRange(date(2025, 5, 12), None), **facts)]


def _papers(n: int, unit: Unit, person: Person) -> list[OfficialDocument]:
    """One of its own, and one that every commune received in the same words."""
    number = parse_number(f"{n + 1}/QĐ-UBND")
    common = {"owner_unit": unit, "readers": [unit.pk], "received_at": GIVEN, "received_by": person, "issuer": unit}
    return [
        OfficialDocument(
            number=number.canonical, number_raw=number.canonical, number_key=number.key, text=f"Quyết định {n}",
            text_hash=hash_of(f"Quyết định {n}"), folded=f"quyet dinh {n}", issued_on=date(2025, 5, 1), **common,
        ),
        OfficialDocument(text=DIRECTIVE, text_hash=hash_of(DIRECTIVE), folded="chi thi chung", **common),
    ]  # fmt: skip


@pytest.fixture
def communes(db: None, tmp_path: Path) -> list[Unit]:
    loading.load(eve(tmp_path / "eve"), at=EVE)
    found = old_communes()
    populate(found, Unit.objects.get(key="van-phong-ubnd-tinh"))
    return found


def the_document(*, at: datetime = EVE) -> Reorganisation:
    return rearrange(groups(), document=BASIS, effective_on=THE_DAY, by=None, at=at)


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


def carried(act: Reorganisation, *, window: int = 700) -> Reorganisation:
    carrying.survey(act.pk, at=EVE)
    act.refresh_from_db()
    decided(act, at=EVE, answers=alternately(act))
    return carrying.carry_out(act.pk, at=noon(THE_DAY), window=window)


def deadlines() -> dict[int, tuple[Any, ...]]:
    columns = ("pk", "due_on", "due_at", "due_bound", "state", "paused_at", "given_at", "done_at", "changed_at")
    return {row[0]: row[1:] for row in Duty.objects.values_list(*columns)}


def test_330_become_124_and_the_five_split_ones_are_asked_about(communes: list[Unit]) -> None:
    assert len(communes) == 330
    act = the_document()
    carrying.survey(act.pk, at=EVE)
    act.refresh_from_db()
    split = {line.old for line in table() if line.extent == "part"}
    asked = {piece.unit for piece in routing.undecided(act)}
    assert len(split) == 5
    assert set(Unit.objects.filter(pk__in=asked).values_list("key", flat=True)) == split
    carried(act)
    tree = queries.tree(THE_DAY)
    assert tree.count()[("commune", "xã")] == 117 and tree.count()[("commune", "phường")] == 7
    before = queries.tree(THE_DAY - timedelta(days=1), everything=True)
    assert sum(1 for node in before.nodes.values() if node.kind == "commune") == 330


def test_totals_owners_deadlines_and_june_boards(communes: list[Unit]) -> None:
    by_unit = [boards.counts(day, scope=None, now=LATER, by="unit", handed_down=True) for day in JUNE]
    then = [boards.counts(day, scope=None, now=LATER, handed_down=True) for day in (THE_DAY, date(2025, 9, 14))]
    terms, past = deadlines(), history_before(THE_DAY)
    every = (Duty.objects.count(), OfficialDocument.objects.count(), StoredFile.objects.count())
    act = carried(the_document())
    assert act.state == State.DONE
    ended = Plan.of(act.plan).ends
    assert open_duties_of(ended) == 0
    assert (Duty.objects.count(), OfficialDocument.objects.count(), StoredFile.objects.count()) == every
    assert deadlines() == terms
    assert history_before(THE_DAY) == past
    assert [boards.counts(day, scope=None, now=LATER, by="unit", handed_down=True) for day in JUNE] == by_unit
    after = [boards.counts(day, scope=None, now=LATER, handed_down=True) for day in (THE_DAY, date(2025, 9, 14))]
    assert after == then and then[0] != Counts()
    every_duty_stands_once_on_every_day()
    the_open_end_is_the_duty_itself()


def test_each_open_duty_is_where_the_table_says(communes: list[Unit]) -> None:
    keys = dict(Unit.objects.values_list("pk", "key"))
    before = {pk: keys[lead] for pk, (lead, _a, _h) in owners().items()}
    carried(the_document())
    keys = dict(Unit.objects.values_list("pk", "key"))
    heirs: dict[str, set[str]] = {}
    for line in table():
        heirs.setdefault(line.old, set()).add(line.new)
    split: Counter[str] = Counter()
    for duty in Duty.objects.all():
        old, new = before[duty.pk], keys[duty.lead_unit_id]
        if duty.closed_at is not None or old not in heirs:
            assert new == old
        else:
            assert new in heirs[old]
            split[new] += len(heirs[old]) > 1
    assert len(split) == 10  # both halves of each of the five received some


def test_people_of_the_old_communes_work_in_the_new_ones(communes: list[Unit]) -> None:
    account = Account.objects.get(username="xa0")
    mine = Duty.objects.get(source_id="0/overdue")
    assert scope_of(account).unit_id == communes[0].pk
    carried(the_document())
    scope = scope_of(account)
    mine.refresh_from_db()
    assert (scope.unit_id, scope.role) == (mine.lead_unit_id, Role.UNIT_HEAD)
    assert communes[0].pk not in scope.unit_ids
    assert Tenure.objects.filter(during__contains=date(2025, 6, 30)).count() == 330
    assert Tenure.objects.filter(during__contains=THE_DAY).count() == 330
    living = set(queries.tree(THE_DAY, everything=True).nodes)
    holders = Tenure.objects.filter(during__contains=THE_DAY).values_list("post__unit_id", flat=True)
    assert set(holders) <= living


def test_old_papers_and_numbers_are_found_and_each_has_one_living_owner(communes: list[Unit]) -> None:
    act = carried(the_document())
    living = set(queries.tree(THE_DAY, everything=True).nodes)
    assert {paper.owner_unit_id for paper in OfficialDocument.objects.all()} <= living
    assert OfficialDocument.objects.filter(text=DIRECTIVE).count() == 330
    old = OfficialDocument.objects.get(number_key=parse_number("1/QĐ-UBND").key)
    assert (old.issuer_id, old.inherited_from_id) == (communes[0].pk, communes[0].pk)
    reader = scope_of(Account.objects.get(username="xa0"))
    assert old in OfficialDocument.objects.visible_to(reader)
    assert StoredFile.objects.visible_to(reader).filter(name="tep-0.pdf").exists()
    assert {old.pk for old in communes} - living == set(Plan.of(act.plan).ends)


def test_old_codes_and_names_are_answered_with_what_became_of_them(communes: list[Unit]) -> None:
    carried(the_document())
    answers = queries.what_became_of("00691", THE_DAY - timedelta(days=1))
    assert [(answer.name, [link.unit.name for link in answer.heirs]) for answer in answers] == [
        ("Phường Trần Phú", ["Phường Hà Giang 2"])
    ]
    assert "1/7/2025" in answers[0].sentence
    assert queries.what_became_of("Kim Phú", THE_DAY - timedelta(days=1))[0].ask


def test_the_act_says_the_same_as_the_statistics_office(communes: list[Unit]) -> None:
    path = Path(os.environ.get("TINHSO_DATA") or Path(__file__).parents[3] / "shared" / "data") / "tuyenquang_xa_cu_moi.csv"
    if not path.exists():
        pytest.skip("the table of the statistics office is not here (set TINHSO_DATA)")
    carried(the_document())
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["muc_do_nso"] != "Giữ nguyên"]
    old = {row.code: row.unit_id for row in UnitCode.objects.filter(during__contains=THE_DAY - timedelta(days=1))}
    new = {row.code: row.unit_id for row in UnitCode.objects.filter(during__contains=THE_DAY)}
    told = set(Succession.objects.filter(on=THE_DAY, field=None).values_list("predecessor_id", "successor_id"))
    assert len(rows) == 322
    assert {(old[row["ma_cu"]], new[row["ma_moi"]]) for row in rows} <= told


def test_undone_by_a_dated_act_everything_open_is_back_where_it_came_from(communes: list[Unit]) -> None:
    before = owners()
    closed = set(Duty.objects.filter(closed_at__isnull=False).values_list("pk", flat=True))
    act = carried(the_document())
    day = date(2025, 10, 1)
    past = history_before(day)
    back = reverse(act, document=BASIS, effective_on=day, by=None, at=noon(day))
    carrying.survey(back.pk, at=noon(day))
    back.refresh_from_db()
    assert routing.undecided(back) == []
    decided(back, at=noon(day))
    back = carrying.carry_out(back.pk, at=noon(day), window=700)
    act.refresh_from_db()
    assert (back.state, act.state) == (State.DONE, State.REVERSED)
    again = dict(Unit.objects.filter(restores__isnull=False).values_list("restores_id", "pk"))
    assert len(again) == 317
    expected = {
        pk: (again.get(lead, lead), again.get(assigner, assigner), frozenset(again.get(u, u) for u in helpers))
        for pk, (lead, assigner, helpers) in before.items()
    }
    found = owners()
    assert {pk: v for pk, v in found.items() if pk not in closed} == {
        pk: v for pk, v in expected.items() if pk not in closed
    }
    assert history_before(day) == past
    every_duty_stands_once_on_every_day()
    assert sum(1 for node in queries.tree(day, everything=True).nodes.values() if node.kind == "commune") == 330


def test_a_reload_of_the_pack_leaves_the_act_alone(communes: list[Unit], tmp_path: Path) -> None:
    carried(the_document())
    names = queries.names_on(THE_DAY, everything=True)
    loaded = loading.load(tmp_path / "eve", at=noon(THE_DAY))
    assert loaded.nothing_new and loaded.left_alone == 317 + 1
    assert queries.names_on(THE_DAY, everything=True) == names
