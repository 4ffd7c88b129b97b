"""An administrator changes a rule: the value, from when, by which document; nothing of its past is lost."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.kernel import rules
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people.tests.cast import Province, a_province, as_application, scope_of
from tinhso.kernel.rules import keys
from tinhso.kernel.rules.actions.change_rule import NoSource, change_rule
from tinhso.kernel.rules.models import Rule

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
LIST = "/quy-tac/"


@pytest.fixture
def cast() -> Province:
    return a_province()


def change(key: str, value: object, **more: object) -> Rule:
    facts = {"valid_from": DAY, "source": "QĐ thử 1", "verified": False, "by": None, "at": timezone.now()}
    return change_rule(key, value, **(facts | more))  # type: ignore[arg-type]


def sent(**more: object) -> dict[str, object]:
    return {"value": "2", "valid_from": "1/7/2026", "source": "Quyết định 12/2026/QĐ-UBND", "note": ""} | more


def test_a_new_value_holds_from_its_day_and_leaves_a_trace(cast: Province) -> None:
    scope = scope_of(cast.administrator)
    change("duty.max_extensions", 2, by=scope)
    assert rules.value("duty.max_extensions", on=DAY - timedelta(days=1)) == 1
    assert rules.value("duty.max_extensions", on=DAY) == 2
    entry = Entry.objects.get(event="rule.changed")
    assert entry.actor_person_id == scope.person_id and entry.details["value"] == 2


def test_a_second_decision_about_the_same_day_keeps_the_first_as_history() -> None:
    change("duty.max_extensions", 2)
    change("duty.max_extensions", 3)
    assert rules.value("duty.max_extensions", on=DAY) == 3
    assert [(row.value, bool(row.replaced_at)) for row in Rule.objects.order_by("pk")] == [
        (2, True),
        (3, False),
    ]


def test_what_does_not_fit_is_refused_and_nothing_changes() -> None:
    for wrong in (
        ("duty.max_extensions", 77),
        ("deadline.before_day", "maybe"),
        ("duty.reminder_ladder", ["99: holder"]),
        ("duty.reminder_ladder", ["-3: nobody"]),
        ("duty.reminder_ladder", ["3: holder", "3: head"]),
    ):
        with pytest.raises(ValueError):
            change(*wrong)
    with pytest.raises(NoSource):
        change("duty.max_extensions", 2, verified=True, source=" ")
    with pytest.raises(KeyError):
        change("no.such.rule", 1)
    assert not Rule.objects.exists()


def test_the_list_says_what_holds_and_what_nobody_has_checked(cast: Province, as_account) -> None:
    change("duty.max_extensions", 2, verified=True)
    client = as_account(cast.administrator)
    page = client.get(LIST).content.decode()
    assert str(len(keys.KNOWN) - 1) + " quy tắc chưa được đối chiếu" in page and "QĐ thử 1" in page
    found = client.get(LIST, {"q": "so lan gia han"}).content.decode()
    assert found.count("data-row") == 1
    assert client.get(LIST, {"kiem_chung": "roi"}).content.decode().count("data-row") == 1
    assert "Không có quy tắc nào như vậy" in client.get(LIST, {"q": "zzz"}).content.decode()
    sheet = b"".join(client.get(LIST, {"export": "xlsx"}))  # type: ignore[arg-type]
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert len(rows) > len(keys.KNOWN)


@pytest.mark.parametrize("key", keys.KNOWN)
def test_every_rule_has_a_page_whose_form_takes_its_own_value_back(
    cast: Province, as_account, key: str
) -> None:
    client, page = as_account(cast.administrator), reverse("rules:rule", args=[key])
    form = client.get(page).context["form"]
    answer = client.post(page, sent(value=form.initial["value"]))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    kept = Rule.objects.get(key=key)
    assert keys.read(key, kept.value) == keys.read(key, keys.KNOWN[key].default)
    assert kept.changed_by == cast.administrator.person


def test_a_mistake_is_shown_at_its_field_and_what_was_typed_stays(cast: Province, as_account) -> None:
    client = as_account(cast.administrator)
    page = reverse("rules:rule", args=["duty.reminder_ladder"])
    answer = client.post(page, sent(value="năm, ba", verified="on", source=""))
    text = answer.content.decode()
    assert answer.status_code == 422 and "năm, ba" in text
    assert "cách nhau bằng dấu chấm phẩy" in text and "Đã đối chiếu thì ghi căn cứ" in text
    assert not Rule.objects.exists()


def test_only_administrators_open_the_pages(cast: Province, as_account) -> None:
    for account in (cast.leader, cast.science_head, cast.commune_officer):
        assert as_account(account).get(LIST).status_code == 403
        assert (
            as_account(account).post(reverse("rules:rule", args=["duty.max_extensions"]), sent()).status_code
            == 403
        )
    assert as_account().get(LIST).status_code == 302
    assert as_account(cast.administrator).get(reverse("rules:rule", args=["no.such"])).status_code == 404


def test_the_database_refuses_a_rule_from_anybody_else(cast: Province) -> None:
    scope_of(cast.leader)
    with as_application(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        change("duty.max_extensions", 2)
