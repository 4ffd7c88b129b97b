"""What monitors ask is answered without a session, and tells numbers only."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tinhso.config.operations import monitoring
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people import walls
from tinhso.kernel.people.tests.cast import a_province

TOKEN = {"HTTP_AUTHORIZATION": "Bearer so-do-thu"}


def test_the_process_answers_without_asking_the_database() -> None:
    answer = Client().get("/healthz", HTTP_HOST="10.0.0.7")  # a load balancer knows no name
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_it_is_ready_when_the_database_is_migrated(as_account) -> None:
    answer = as_account().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "worker": "none"}


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitoring, "_known_to_be_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'rules' and name = '0002_history'")
    answer = Client().get("/readyz")
    assert answer.status_code == 503 and answer.json()["migrations"] == "waiting"


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_told() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '5 minutes')"
        )
    assert Client().get("/readyz").json()["worker"].startswith("silent for 3")


def test_without_a_token_there_are_no_figures(settings) -> None:
    assert Client().get("/metrics", **TOKEN).status_code == 404
    settings.METRICS_TOKEN = "another"
    assert Client().get("/metrics", **TOKEN).status_code == 404


@pytest.mark.django_db
def test_the_figures_count_requests_by_page_and_what_waits(settings, as_account) -> None:
    settings.METRICS_TOKEN = "so-do-thu"
    cast = a_province()
    tell([cast.leader.person_id], event="x.y", text="t", url="/", at=timezone.now(), key="k")
    client = as_account(cast.leader)
    assert client.get("/")["X-Request-ID"]
    page = client.get("/metrics", **TOKEN).content.decode()
    assert 'tinhso_request_seconds_count{method="GET",page="home",status="200"}' in page
    assert 'tinhso_notices_unplanned{of=""} 1.0' in page and "tinhso_database_up 1.0" in page
    assert "Lê Lãnh Đạo" not in page


@pytest.mark.django_db
def test_every_declared_sign_can_be_read_by_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set role tinhso_app")
        cursor.execute("select name, value from tinhso_vital_signs()")
        found = {name for name, _value in cursor.fetchall()}
        cursor.execute("reset role")
    assert found <= set(walls.declared_signs()) and "tinhso_database_bytes" in found
