"""The trace on the screen: who may read it, how far it is sealed, and its proofs."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.audit.tests.factories import as_owner, seal_everything, sealed
from tinhso.kernel.people.scope import acting
from tinhso.kernel.people.tests.cast import Province, a_province
from tinhso.kernel.ui import tables

Log_in = Callable[..., Client]
pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["trace:list", "trace:script"]


@pytest.fixture
def cast() -> Province:
    return a_province()


def did(account: Any, event: str = "thing.done", **details: Any) -> int:
    with acting(account.pk) as scope:
        audit.record(event, "thing", by=scope, at=timezone.now(), **details)
    return Entry.objects.latest("id").pk


def page(client: Client, **asked: Any) -> str:
    answer = client.get(reverse("trace:list"), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["science_officer", "head_of_office", "commune_head"])
def test_others_may_not_open_it(name: str, who: str, cast: Province, as_account: Log_in) -> None:
    assert as_account(getattr(cast, who)).get(reverse(name)).status_code == 403


def test_an_officer_may_open_no_entry_and_no_proof(cast: Province, as_account: Log_in) -> None:
    pk = did(cast.science_officer)
    for name in ("trace:entry", "trace:proof"):
        assert as_account(cast.science_officer).get(reverse(name, args=[pk])).status_code == 403


@pytest.mark.parametrize("who", ["leader", "administrator"])
def test_leaders_and_administrators_see_who_did_what(who: str, cast: Province, as_account: Log_in) -> None:
    did(cast.culture_officer)
    shown = page(as_account(getattr(cast, who)))
    assert "thing.done" in shown and "Đỗ Văn Hóa Thử" in shown and "Sở Văn hóa, Thể thao và Du lịch" in shown


def test_the_page_says_how_far_the_trace_is_sealed(cast: Province, as_account: Log_in) -> None:
    client = as_account(cast.leader)
    assert "chưa được niêm phong trên máy chủ này" in page(client)
    did(cast.leader)
    seal_everything()
    did(cast.leader)
    assert "dòng mới sẽ được niêm phong sau ít giây" in page(client)
    as_owner("update audit_entry set recorded_at = recorded_at - interval '2 minutes'")
    assert "tiến trình nền có thể đã dừng" in page(client)


def test_each_entry_says_its_batch_or_that_it_waits(cast: Province, as_account: Log_in) -> None:
    did(cast.leader, "thing.sealed")
    seal_everything()
    did(cast.leader, "thing.waiting")
    client = as_account(cast.leader)
    assert (
        "lô" in page(client, su_kien="thing.sealed")
        and "chờ niêm phong" not in page(client, su_kien="thing.sealed").split("<table")[1]
    )
    assert "chờ niêm phong" in page(client, su_kien="thing.waiting").split("<table")[1]


def test_filters(cast: Province, as_account: Log_in) -> None:
    did(cast.culture_officer, "culture.done")
    did(cast.science_officer, "science.done")
    client = as_account(cast.leader)

    def rows(**asked: Any) -> str:
        found = page(client, **asked)
        return found.split("<tbody")[1] if "<tbody" in found else ""

    assert "culture.done" in rows(don_vi="van hoa") and "science.done" not in rows(don_vi="van hoa")
    assert "science.done" in rows(su_kien="science") and "culture.done" not in rows(su_kien="science")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert rows(tu=f"{tomorrow:%d/%m/%Y}") == ""
    assert "science.done" in rows(den=f"{tomorrow:%d/%m/%Y}")
    assert "culture.done" in rows(doi_tuong="thing") and rows(doi_tuong="thing#5") == ""


def test_older_entries_than_a_list_can_hold_are_reached_below_the_last(
    cast: Province, as_account: Log_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "COUNT_CAP", 50)
    ids = [did(cast.leader) for _ in range(52)]
    client = as_account(cast.leader)
    assert f"truoc={ids[2]}" in page(client, su_kien="thing")
    older = page(client, su_kien="thing", truoc=ids[2])
    assert (
        older.count("thing.done</a>") == 2
        and "truoc=" not in older.split("<main")[1].split("Xem các dòng")[0][-1:]
    )


def test_the_sheet_holds_what_was_filtered(cast: Province, as_account: Log_in) -> None:
    did(cast.leader)
    answer = as_account(cast.leader).get(reverse("trace:list"), {"export": "xlsx"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert Entry.objects.filter(event="list.looked_at", subject_type="audit.entry").exists()


def test_whoever_looks_at_the_trace_is_in_it(cast: Province, as_account: Log_in) -> None:
    pk = did(cast.leader)
    client = as_account(cast.administrator)
    page(client, don_vi="so khoa")
    client.get(reverse("trace:entry", args=[pk]))
    looks = Entry.objects.filter(event="trace.looked_at", actor_person_id=cast.administrator.person_id)
    assert {look.subject_id for look in looks} == {"", str(pk)}
    assert looks.get(subject_id="").details["filters"]["don_vi"] == "so khoa"


def test_the_proof_can_be_downloaded_with_the_program_that_checks_it(
    cast: Province, as_account: Log_in
) -> None:
    did(cast.leader)
    pk = sealed(3)[1]
    client = as_account(cast.administrator)
    shown = client.get(reverse("trace:entry", args=[pk])).content.decode()
    assert reverse("trace:proof", args=[pk]) in shown and reverse("trace:script") in shown
    answer = client.get(reverse("trace:proof", args=[pk]))
    assert answer["Content-Disposition"].startswith("attachment") and json.loads(answer.content)["id"] == pk
    assert b"import hashlib" in client.get(reverse("trace:script")).content


def test_there_is_no_proof_of_what_waits_or_was_changed(cast: Province, as_account: Log_in) -> None:
    pk = sealed(2)[0]
    waiting = did(cast.leader)
    as_owner("update audit_entry set event = 'thing.undone' where id = %s", pk)
    client = as_account(cast.leader)
    assert client.get(reverse("trace:proof", args=[waiting])).status_code == 409
    changed = client.get(reverse("trace:proof", args=[pk]))
    assert changed.status_code == 409 and "tinhso audit verify" in changed.content.decode()


@pytest.mark.parametrize("pk", [10**9, 10**30])
def test_an_entry_that_is_not_there_is_a_404(pk: int, cast: Province, as_account: Log_in) -> None:
    assert as_account(cast.leader).get(reverse("trace:entry", args=[pk])).status_code == 404
