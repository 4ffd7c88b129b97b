"""Whoever is shown personal or restricted data is in the trace before the page reaches them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.audit import looks
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.audit.queries import who_looked_at
from tinhso.kernel.documents import files
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.people.tests.cast import Province, a_province, scope_of

Log_in = Callable[..., Client]


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


@pytest.fixture
def evidence(cast: Province, settings: Any, tmp_path: Path) -> StoredFile:
    settings.MEDIA_ROOT = tmp_path
    scope = scope_of(cast.science_officer)
    return files.keep(b"Minh chung", Kind.TXT, name="minh-chung.txt", by=scope, at=timezone.now(), readers=[])


def test_opening_a_file_is_recorded(cast: Province, evidence: StoredFile, as_account: Log_in) -> None:
    answer = as_account(cast.science_head).get(reverse("documents:file", args=[evidence.pk]))
    assert b"".join(answer.streaming_content) == b"Minh chung"
    entry = who_looked_at(evidence).get()
    assert entry.event == "file.looked_at" and entry.actor_person_id == cast.science_head.person_id


def test_a_file_out_of_reach_leaves_a_refusal_and_no_look(
    cast: Province, evidence: StoredFile, as_account: Log_in
) -> None:
    assert as_account(cast.stranger).get(reverse("documents:file", args=[evidence.pk])).status_code == 404
    assert not who_looked_at(evidence).exists()
    assert Entry.objects.filter(event="access.out_of_reach").exists()


def test_what_cannot_be_recorded_is_not_shown(
    cast: Province, evidence: StoredFile, as_account: Log_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise OperationalError("no space left on device")

    monkeypatch.setattr(looks, "write", broken)
    answer = as_account(cast.science_head).get(reverse("documents:file", args=[evidence.pk]))
    assert answer.status_code == 503 and "chưa ghi được lượt xem" in answer.content.decode()
    assert b"Minh chung" not in answer.content


def test_the_database_itself_refusing_the_record_stops_the_page(
    cast: Province, evidence: StoredFile, as_account: Log_in
) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "alter table audit_entry add constraint no_looks check (event not like '%%.looked_at')"
        )
    answer = as_account(cast.science_head).get(reverse("documents:file", args=[evidence.pk]))
    assert answer.status_code == 503
    assert as_account(cast.science_head).get(reverse("home")).status_code == 200


def test_taking_a_list_away_is_recorded_with_its_size(cast: Province, as_account: Log_in) -> None:
    answer = as_account(cast.science_officer).get(reverse("duties:inbox"), {"export": "xlsx"})
    assert answer.status_code == 200 and io.BytesIO(b"".join(answer.streaming_content)).read(2) == b"PK"
    entry = Entry.objects.get(event="list.looked_at")
    assert entry.subject_type == "duties.duty"
    assert entry.details == {"sheet": "xlsx", "rows": 0, "page": "duties:inbox"}


def test_a_page_without_such_data_records_nothing(cast: Province, as_account: Log_in) -> None:
    as_account(cast.science_officer).get(reverse("home"))
    assert not Entry.objects.exists()


def test_outside_a_page_a_look_is_written_at_once(cast: Province) -> None:
    audit.looked_at(cast.science, by=scope_of(cast.leader), at=timezone.now(), what="people", rows=3)
    assert who_looked_at(cast.science).get().details == {"rows": 3}


def test_looks_of_one_page_are_written_all_or_none(cast: Province) -> None:
    with looks.collecting() as shown:
        audit.looked_at(cast.science, by=None, at=timezone.now(), what="people")
        audit.looked_at("x" * 90, by=None, at=timezone.now(), what="people")  # too long for the column
    assert not Entry.objects.exists()
    with pytest.raises(Exception, match="too long"), transaction.atomic():
        looks.write(shown)
    assert not Entry.objects.exists()


def test_a_change_whose_trace_fails_does_not_happen(cast: Province) -> None:
    from tinhso.kernel.people.models import Person

    with pytest.raises(Exception, match="too long"), transaction.atomic():
        Person.objects.create(full_name="Người Không Được Lưu")
        audit.record("person.made", "x" * 90, by=None, at=timezone.now())
    assert not Person.objects.filter(full_name="Người Không Được Lưu").exists()
