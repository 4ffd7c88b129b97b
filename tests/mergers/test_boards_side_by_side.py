"""Past figures under the boundaries of their day and under those of today: other lines, the same totals."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.mergers.world import BASIS, done
from tinhso.kernel.duties.tests.factories import an_accepted_duty
from tinhso.kernel.people.tests.cast import Province, a_province, a_unit
from tinhso.kernel.units import folding
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.actions.split import split
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import Decision, NewUnit

NOW = timezone.now()
TODAY = timezone.localdate()
BEFORE = TODAY - timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


@pytest.fixture
def after(cast: Province) -> Unit:
    """Two communes were merged today, and a third was split; each had work yesterday. Returns the new commune."""
    third = a_unit("Xã Rừng Thử", Kind.COMMUNE, parent=cast.province)
    for unit, number in ((cast.commune, 2), (cast.other_commune, 1), (third, 1)):
        for _n in range(number):
            an_accepted_duty(
                cast, lead_unit_id=unit.pk, given=NOW - timedelta(days=9), due=TODAY + timedelta(days=9)
            )
    common = {"document": BASIS, "effective_on": TODAY, "by": None, "at": NOW}
    new = NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk)
    act = done(merge([cast.commune.pk, cast.other_commune.pk], into=new, **common), at=NOW)
    halves = [NewUnit(f"Xã Rừng {n}", Kind.COMMUNE, parent=cast.province.pk) for n in (1, 2)]
    done(split(third.pk, into=halves, **common), at=NOW, answers=[Decision("duties", third.pk, -1)])
    return Unit.objects.get(pk=act.realised["-1"])


def test_every_unit_is_in_exactly_one_fold(cast: Province, after: Unit) -> None:
    asked = [unit.pk for unit in Unit.objects.exclude(kind=Kind.PROVINCE)]
    folds = folding.folded(asked, TODAY)
    assert sorted(unit.pk for fold in folds for unit in fold.members) == sorted(asked)
    merged = next(fold for fold in folds if fold.unit == after)
    assert {unit.name for unit in merged.members} == {"Xã Đồng Thử", "Xã Suối Thử", "Xã Đồng Suối Thử"}
    assert [fold.unit.name for fold in folds if fold.apart] == ["Xã Rừng Thử"]


def rows(page: str) -> list[str]:
    """The lines of the first table, by unit."""
    return page.split('<table class="list-table cards">')[1].split("</table>")[0].split("<tr data-row>")[1:]


def lines(page: str) -> dict[str, str]:
    first = [re.search(r">([^<]+)</a>.*?class=\"number\"[^>]*>(\d+)", row, re.S) for row in rows(page)]
    return {found[1]: found[2] for found in first if found}


def test_the_board_of_a_past_day_both_ways(
    cast: Province, after: Unit, as_account: Callable[..., Client]
) -> None:
    client = as_account(cast.leader)
    asked = {"ngay": BEFORE.isoformat()}
    then = client.get(reverse("board:board"), asked).content.decode()
    now = client.get(reverse("board:board"), asked | {"dia-gioi": "hien-nay"}).content.decode()
    assert lines(then) == {"Xã Đồng Thử": "2", "Xã Suối Thử": "1", "Xã Rừng Thử": "1"}
    assert lines(now) == {"Xã Đồng Suối Thử": "3", "Xã Rừng Thử (chưa phân được)": "1"}
    assert "gồm" in now and "Xã Suối Thử</a> 1" in now
    tile = '<dl class="cells">'
    assert then.split(tile)[1].split("</dl>")[0] == now.split(tile)[1].split("</dl>")[0]


def test_a_folded_number_opens_its_rows(
    cast: Province, after: Unit, as_account: Callable[..., Client]
) -> None:
    client = as_account(cast.leader)
    page = client.get(reverse("board:board"), {"ngay": BEFORE.isoformat(), "dia-gioi": "hien-nay"})
    row = next(row for row in rows(page.content.decode()) if "Xã Đồng Suối Thử" in row)
    [url, *_members] = re.findall(r'href="([^"]+)"', row)
    assert "3 dòng" in client.get(url.replace("&amp;", "&")).content.decode()


def test_a_board_without_ended_units_offers_no_choice(
    cast: Province, as_account: Callable[..., Client]
) -> None:
    an_accepted_duty(cast, lead_unit_id=cast.science.pk, given=NOW - timedelta(days=9), due=TODAY)
    page = as_account(cast.leader).get(reverse("board:board")).content.decode()
    assert "Địa giới hiện nay" not in page
