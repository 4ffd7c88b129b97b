"""The board: what a post reaches, on any day, every number opening its rows."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.explain import explain
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.tests.cast import Province, a_province, scope_of
from tinhso.kernel.units.models import Unit

Log_in = Callable[..., Client]
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


def a_duty(cast: Province, lead: Unit, title: str, *, given: int, due: int | None) -> Duty:
    """Given and due so many days from today."""
    deadline = (
        Deadline(none_because="việc thường xuyên")
        if due is None
        else Deadline(on=TODAY + timedelta(days=due), bound="by")
    )
    return open_duty(
        source="test", source_id=title, title=title, lead_unit_id=lead.pk, assigner_unit_id=cast.office.pk,
        deadline=deadline, by=scope_of(cast.head_of_office), at=NOW + timedelta(days=given),
    )  # fmt: skip


def done(cast: Province, duty: Duty, *, day: int) -> None:
    officer, at = scope_of(cast.science_officer), NOW + timedelta(days=day)
    accept(duty, by=officer, at=at)
    submit_result(duty, text="xong", by=officer, at=at)
    confirm_result(duty, by=scope_of(cast.head_of_office), at=at)


@pytest.fixture
def four(cast: Province) -> Province:
    """One of science in each cell, one undated, and one of culture that is overdue."""
    done(cast, a_duty(cast, cast.science, "Xong đúng hạn", given=-30, due=-10), day=-15)
    done(cast, a_duty(cast, cast.science, "Xong quá hạn", given=-30, due=-20), day=-5)
    a_duty(cast, cast.science, "Trong hạn", given=-3, due=10)
    a_duty(cast, cast.science, "Quá hạn của khoa học", given=-30, due=-2)
    a_duty(cast, cast.science, "Không thời hạn", given=-30, due=None)
    a_duty(cast, cast.culture, "Quá hạn của văn hóa", given=-30, due=-1)
    return cast


def numbers(page: str) -> list[str]:
    tile = page.split('<dl class="cells">')[1].split("</dl>")[0]
    return re.findall(r"<dd><a [^>]*>([\d.]+)</a></dd>", tile)


def test_a_leader_sees_the_four_cells_of_the_province(four: Province, as_account: Log_in) -> None:
    page = as_account(four.leader).get(reverse("board:board")).content.decode()
    assert numbers(page) == ["1", "1", "1", "2"]
    assert "50%" in page  # 2 done of 4 that fell due


def test_a_department_sees_its_own(four: Province, as_account: Log_in) -> None:
    page = as_account(four.science_officer).get(reverse("board:board")).content.decode()
    assert numbers(page) == ["1", "1", "1", "1"]
    assert "Quá hạn của văn hóa" not in page and "Sở Văn hóa" not in page


def test_a_stranger_sees_an_empty_board_that_teaches(four: Province, as_account: Log_in) -> None:
    page = as_account(four.stranger).get(reverse("board:board")).content.decode()
    assert "Chưa có việc nào vào ngày này" in page


def test_a_past_day_is_seen_as_it_was(four: Province, as_account: Log_in) -> None:
    day = TODAY - timedelta(days=12)  # one done on time, the late one still open and overdue
    page = as_account(four.leader).get(reverse("board:board"), {"ngay": day.isoformat()}).content.decode()
    assert numbers(page) == ["1", "0", "2", "1"]


def test_every_number_opens_its_rows(four: Province, as_account: Log_in) -> None:
    client = as_account(four.leader)
    page = client.get(reverse("board:board")).content.decode()
    links = re.findall(r'href="(/bang/viec\?[^"]+)">(\d+)</a>', page)
    assert len(links) > 10
    for url, number in links:
        rows = client.get(url.replace("&amp;", "&")).content.decode()
        assert f"{number} dòng" in rows or number == "0", url


def test_what_is_late_without_a_word_has_its_number_and_its_rows(four: Province, as_account: Log_in) -> None:
    client = as_account(four.leader)
    late = Duty.objects.get(title="Quá hạn của khoa học")
    page = client.get(reverse("board:board")).content.decode()
    (address,) = re.findall(r'href="([^"]+giai-trinh=chua)"', page)
    assert "<strong>2 việc</strong>" in page
    assert client.get(address.replace("&amp;", "&")).content.decode().count("data-row") == 2
    explain(late, text="Chờ ý kiến bộ.", by=scope_of(four.science_officer), at=NOW)
    assert "<strong>1 việc</strong>" in client.get(reverse("board:board")).content.decode()
    rows = client.get(address.replace("&amp;", "&")).content.decode()
    assert "Quá hạn của văn hóa" in rows and late.title not in rows and "chưa giải trình" in rows
    assert (
        "giai-trinh=chua" not in as_account(four.science_officer).get(reverse("board:board")).content.decode()
    )
    past = client.get(
        reverse("board:board"), {"ngay": (TODAY - timedelta(days=1)).isoformat()}
    ).content.decode()
    assert "giai-trinh=chua" not in past


def test_the_rows_of_a_number_are_the_right_ones_and_go_to_xlsx(four: Province, as_account: Log_in) -> None:
    client = as_account(four.leader)
    asked = {"ngay": TODAY.isoformat(), "cell": "open_overdue", "don-vi": four.culture.pk}
    assert "Quá hạn của văn hóa" in client.get(reverse("board:rows"), asked).content.decode()
    answer = client.get(reverse("board:rows"), asked | {"export": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    cells = [str(cell) for row in sheet.get_sheet_by_index(0).to_python() for cell in row]
    assert "Quá hạn của văn hóa" in cells and "Quá hạn của khoa học" not in cells


def test_the_table_by_unit_goes_to_xlsx(four: Province, as_account: Log_in) -> None:
    answer = as_account(four.leader).get(reverse("board:board"), {"export": "xlsx"})
    assert answer["Content-Disposition"].startswith("attachment")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    by_unit = {row[0]: row[1:] for row in rows.to_python() if row}
    assert by_unit["Sở Khoa học và Công nghệ"][:5] == [5, 1, 1, 1, 1]


def test_the_table_by_document_goes_to_xlsx(four: Province, as_account: Log_in) -> None:
    answer = as_account(four.leader).get(reverse("board:board"), {"export": "xlsx-van-ban"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    cells = [str(cell) for row in sheet.to_python() for cell in row]
    assert "Văn bản" in cells and "Việc không thuộc văn bản nào" in cells


@pytest.mark.parametrize("typed", ["31/2/2026", "hôm qua", "'; drop table", "9" * 50])
def test_a_day_that_is_none_shows_today_and_says_so(four: Province, as_account: Log_in, typed: str) -> None:
    answer = as_account(four.leader).get(reverse("board:board"), {"ngay": typed})
    assert answer.status_code == 200
    assert numbers(answer.content.decode()) == ["1", "1", "1", "2"]


@pytest.mark.parametrize(
    "forged", [{"don-vi": "1 or 1=1"}, {"cell": "everything"}, {"don-vi": "9" * 30}, {"page": "-4"}]
)
def test_nonsense_in_the_address_of_rows_harms_nothing(
    four: Province, as_account: Log_in, forged: dict
) -> None:
    assert as_account(four.leader).get(reverse("board:rows"), forged).status_code == 200


def test_the_board_asks_few_queries_however_many_units(
    four: Province, as_account: Log_in, django_assert_max_num_queries
) -> None:
    client = as_account(four.leader)
    with django_assert_max_num_queries(25):
        client.get(reverse("board:board"))
