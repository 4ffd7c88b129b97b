"""The pages of acts on units: who opens them, what they ask, what they say when something is wrong."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.kernel.duties.tests.factories import an_accepted_duty
from tinhso.kernel.people.tests.cast import Province, a_province
from tinhso.kernel.units import carrying
from tinhso.kernel.units.models import Reorganisation, State, Unit
from tinhso.kernel.units.workspace.act_forms import FORMS

Log_in = Callable[..., Client]
NOW = timezone.now()
TODAY = timezone.localdate()
BASIS = {"number": "12/NQ-HĐND", "document_on": "1/6/2025", "effective_on": f"{TODAY:%d/%m/%Y}"}


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


@pytest.fixture
def administrator(cast: Province, as_account: Log_in) -> Client:
    return as_account(cast.administrator)


def led_by(unit: Unit, cast: Province) -> None:
    due = TODAY + timedelta(days=30)
    an_accepted_duty(
        cast, lead_unit_id=unit.pk, given=NOW - timedelta(days=9), due=due, title="Đo đạc bản đồ"
    )


def posted(client: Client, what: str, **asked: object) -> Reorganisation:
    """A draft by the form, counted by the worker."""
    answer = client.post(reverse("units:new_act", args=[what]), BASIS | asked)
    assert answer.status_code == 302, re.findall(r'class="error"[^>]*>(.*?)</p>', answer.content.decode())
    act = Reorganisation.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("select args->>'act_id' from procrastinate_jobs where task_name like '%%survey_act'")
        assert (str(act.pk),) in cursor.fetchall()
    carrying.survey(act.pk, at=NOW)
    return act


def page(client: Client, act: Reorganisation) -> str:
    return client.get(reverse("units:act", args=[act.pk])).content.decode()


def halved(client: Client, cast: Province) -> Reorganisation:
    return posted(client, "chia-tach", source=cast.commune.pk, names="Xã Nửa Một\nXã Nửa Hai")


def test_an_empty_list_teaches_and_offers_every_kind(administrator: Client) -> None:
    shown = administrator.get(reverse("units:acts")).content.decode()
    assert "Chưa có việc sắp xếp nào" in shown
    assert all(reverse("units:new_act", args=[what]) in shown for what in FORMS)


@pytest.mark.parametrize("who", ["science_head", "leader", "stranger", "commune_officer"])
def test_only_administrators_open_them(cast: Province, as_account: Log_in, who: str) -> None:
    client = as_account(getattr(cast, who))
    act = posted(as_account(cast.administrator), "doi-ten", unit=cast.commune.pk, name="Xã Khác")
    for url in (
        reverse("units:acts"),
        reverse("units:new_act", args=["nhap"]),
        reverse("units:act", args=[act.pk]),
    ):
        assert client.get(url).status_code == 403
    for name in ("answer_act", "decide_act", "withdraw_act", "count_act"):
        assert client.post(reverse(f"units:{name}", args=[act.pk])).status_code == 403
    assert "Sắp xếp đơn vị" not in client.get(reverse("units:organisation")).content.decode()


def test_the_last_wall_lets_only_administrators_write_and_others_not_even_read(
    cast: Province, as_account: Log_in
) -> None:
    from tinhso.kernel.people.tests.cast import as_application, scope_of

    posted(as_account(cast.administrator), "doi-ten", unit=cast.commune.pk, name="Xã Khác")
    scope_of(cast.science_head)
    with as_application():
        assert Reorganisation.objects.count() == 0
        assert Reorganisation.objects.update(state=State.DECIDED, decided_at=NOW) == 0
    scope_of(cast.leader)
    with as_application():
        assert Reorganisation.objects.count() == 1
        assert Reorganisation.objects.update(state=State.DECIDED, decided_at=NOW) == 0


def test_an_act_that_does_not_exist_is_a_404(administrator: Client) -> None:
    assert administrator.get(reverse("units:act", args=[987654])).status_code == 404
    assert administrator.get(reverse("units:new_act", args=["bien-mat"])).status_code == 404


@pytest.mark.parametrize("what", FORMS)
def test_every_form_asks_and_says_what_is_missing(administrator: Client, what: str) -> None:
    url = reverse("units:new_act", args=[what])
    assert administrator.get(url).status_code == 200
    answer = administrator.post(url, {})
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.content.decode()


def test_a_merger_from_the_form_to_its_end(cast: Province, administrator: Client) -> None:
    led_by(cast.commune, cast)
    act = posted(
        administrator,
        "nhap",
        sources=[cast.commune.pk, cast.other_commune.pk],
        name="Xã Đồng Suối Thử",
        code="00999",
    )
    shown = page(administrator, act)
    assert "Xã Đồng Suối Thử (mới) nhận: Xã Đồng Thử; Xã Suối Thử" in shown
    assert "Đo đạc bản đồ" in shown and "Quyết định và thực hiện" in shown
    assert administrator.post(reverse("units:decide_act", args=[act.pk])).status_code == 302
    shown = page(administrator, act)
    assert "Đang chờ tới lượt" in shown and 'hx-trigger="every 4s"' in shown
    carrying.carry_out(act.pk, at=NOW)
    shown = page(administrator, act)
    assert "Biên bản bàn giao" in shown and "Việc, vai chủ trì" in shown
    assert Unit.objects.get(name="Xã Đồng Suối Thử").code == "00999"
    assert "12/NQ-HĐND" in administrator.get(reverse("units:acts")).content.decode()


def test_a_split_is_not_decided_before_its_questions_are_answered(
    cast: Province, administrator: Client
) -> None:
    led_by(cast.commune, cast)
    led_by(cast.commune, cast)
    act = halved(administrator, cast)
    shown = page(administrator, act)
    assert "Còn 2 nhóm chưa được quyết định" in shown and "Quyết định và thực hiện" not in shown
    refused = administrator.post(reverse("units:decide_act", args=[act.pk]))
    assert refused.status_code == 422 and "chưa được quyết định" in refused.content.decode()
    names = dict.fromkeys(re.findall(r'name="(q:[\w.]+)"', shown))
    groups = [name for name in names if name.count(".") == 2]
    singles = [name for name in names if name.count(".") == 3]
    assert len(groups) == 2 and len(singles) == 4
    answers = {name: "-1" for name in groups} | {singles[0]: "-2"}
    assert administrator.post(reverse("units:answer_act", args=[act.pk]), answers).status_code == 302
    assert "Quyết định và thực hiện" in page(administrator, act)
    assert administrator.post(reverse("units:decide_act", args=[act.pk])).status_code == 302
    assert carrying.carry_out(act.pk, at=NOW).state == State.DONE


def test_one_choice_answers_for_everything_that_is_still_open(cast: Province, administrator: Client) -> None:
    led_by(cast.commune, cast)
    act = halved(administrator, cast)
    answers = {f"q:posts.{cast.commune.pk}.0": "-2", f"all:{cast.commune.pk}": "-1"}
    administrator.post(reverse("units:answer_act", args=[act.pk]), answers)
    act.refresh_from_db()
    assert {(row["kind"], row["to"]) for row in act.decisions} == {("posts", -2), ("duties", -1)}


@pytest.mark.parametrize("forged", [{"q:duties.1.0": "x"}, {"q:duties.x.0": "1"}, {"all:x": "1"}])
def test_forged_answers_are_a_404(cast: Province, administrator: Client, forged: dict[str, str]) -> None:
    act = halved(administrator, cast)
    assert administrator.post(reverse("units:answer_act", args=[act.pk]), forged).status_code == 404


def test_an_answer_to_somewhere_else_is_refused(cast: Province, administrator: Client) -> None:
    act = halved(administrator, cast)
    forged = {f"q:duties.{cast.commune.pk}.0": str(cast.science.pk)}
    answer = administrator.post(reverse("units:answer_act", args=[act.pk]), forged)
    assert answer.status_code == 422 and "không nằm trong văn bản" in answer.content.decode()


def test_a_second_act_on_the_same_unit_is_told_about_the_first(cast: Province, administrator: Client) -> None:
    act = posted(administrator, "doi-ten", unit=cast.commune.pk, name="Xã Khác")
    administrator.post(reverse("units:decide_act", args=[act.pk]))
    answer = administrator.post(
        reverse("units:new_act", args=["giai-the"]),
        BASIS | {"unit": cast.commune.pk, "heirs": [cast.science.pk]},
    )
    assert answer.status_code == 422
    assert "đang nằm trong một việc sắp xếp khác chưa xong: 12/NQ-HĐND" in answer.content.decode()


def test_the_preview_goes_to_xlsx(cast: Province, administrator: Client) -> None:
    led_by(cast.commune, cast)
    act = halved(administrator, cast)
    answer = administrator.get(reverse("units:act", args=[act.pk]), {"export": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    cells = [str(cell) for row in sheet.to_python() for cell in row]
    assert "Xã Đồng Thử" in cells and "chưa quyết định" in cells and any("Đo đạc" in cell for cell in cells)


def test_a_draft_is_withdrawn(cast: Province, administrator: Client) -> None:
    act = halved(administrator, cast)
    administrator.post(reverse("units:withdraw_act", args=[act.pk]))
    assert "Đã rút" in page(administrator, act)
    assert Unit.objects.filter(name__startswith="Xã Nửa").count() == 0


def test_a_reversal_is_asked_for_and_too_early_a_day_is_refused(
    cast: Province, administrator: Client
) -> None:
    act = posted(administrator, "nhap", sources=[cast.commune.pk], into=cast.other_commune.pk)
    administrator.post(reverse("units:decide_act", args=[act.pk]))
    carrying.carry_out(act.pk, at=NOW)
    url = reverse("units:reverse_act", args=[act.pk])
    assert url in page(administrator, act)
    early = administrator.post(url, BASIS)
    assert early.status_code == 422 and "phải sau ngày" in early.content.decode()
    later = BASIS | {"effective_on": f"{TODAY + timedelta(days=1):%d/%m/%Y}"}
    assert administrator.post(url, later).status_code == 302
    back = Reorganisation.objects.latest("pk")
    assert back.reverses_id == act.pk and "Khôi phục như trước việc" in page(administrator, back)


def test_a_whole_table_is_read_line_by_line(cast: Province, administrator: Client) -> None:
    from tinhso.kernel.units.tests.cast import a_code

    for unit, code in ((cast.commune, "00101"), (cast.other_commune, "00102")):
        a_code(unit, code, unit.during.lower)
    wrong = administrator.post(
        reverse("units:new_act", args=["sap-xep-nhieu"]), BASIS | {"table": "Xã Mới; 00101; 00101, 99999"}
    )
    assert wrong.status_code == 422 and "99999" in wrong.content.decode()
    act = posted(administrator, "sap-xep-nhieu", table="Xã Mới; 00101; 00101, ~00102\nXã Kia; 00102; ~00102")
    assert len(act.plan["takeovers"]) == 3 and len(act.plan["ends"]) == 2


def test_the_page_asks_few_queries(
    cast: Province, administrator: Client, django_assert_max_num_queries
) -> None:
    act = halved(administrator, cast)
    with django_assert_max_num_queries(25):
        page(administrator, act)
