"""Roots reach the outside, in order and without gaps, whatever fails on the way."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core import mail

from tinhso.kernel.audit import exporting, jobs, roots
from tinhso.kernel.audit.models import Batch, Destination
from tinhso.kernel.audit.tests.factories import AT, sealed
from tinhso.kernel.audit.verifying import verify

pytestmark = pytest.mark.django_db(transaction=True)


class Archive:
    """Another organisation's server: keeps what it is sent, and fails as told."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.answers: list[int] = []  # the next answers; 0 hangs up without one
        archive = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                archive.tokens.append(self.headers["Authorization"])
                code = archive.answers.pop(0) if archive.answers else 204
                if code == 0:
                    self.connection.close()
                    return
                if code < 300:
                    archive.lines += [json.loads(line) for line in body.splitlines()]
                self.send_response(code)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/roots"

    @property
    def numbers(self) -> list[int]:
        return [line["number"] for line in self.lines]


@pytest.fixture
def archive(settings: Any) -> Iterator[Archive]:
    place = Archive()
    settings.AUDIT_ROOTS_URL, settings.AUDIT_ROOTS_TOKEN = place.url, "a-token"
    thread = Thread(target=place.server.serve_forever)
    thread.start()
    yield place
    place.server.shutdown()
    place.server.server_close()
    thread.join()


def all_numbers() -> list[int]:
    return list(Batch.objects.values_list("number", flat=True))


def test_a_server_gets_every_root_once(archive: Archive) -> None:
    sealed(5, largest=2)
    jobs.send_roots(0)
    sealed(1)
    jobs.send_roots(0)
    jobs.send_roots(0)
    assert archive.numbers == all_numbers()
    assert archive.tokens == ["Bearer a-token"] * 2
    assert verify(roots=[roots.Root(line["number"], line["chain"]) for line in archive.lines]).is_whole


def test_what_a_server_did_not_take_is_sent_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    sealed(8, largest=1)
    archive.answers = [200, 500, 0, 503]
    for _run in range(3):
        jobs.send_roots(0)
        place = Destination.objects.get(name="server")
        assert place.up_to == 2 and place.failed_at and place.error
    jobs.send_roots(0)
    assert archive.numbers == all_numbers()
    place.refresh_from_db()
    assert place.failed_at is None and place.error == "" and place.up_to == all_numbers()[-1]


def test_a_server_that_is_gone_harms_no_other_place(archive: Archive, settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_ROOTS_URL = "http://127.0.0.1:9/"
    settings.AUDIT_ROOTS_FILE = str(tmp_path / "elsewhere" / "roots.jsonl")
    sealed(3, largest=1)
    jobs.send_roots(0)
    assert Destination.objects.get(name="server").error
    kept = roots.read(Path(settings.AUDIT_ROOTS_FILE))
    assert [root.number for root in kept] == all_numbers()
    assert verify(roots=kept).is_whole


def test_a_letter_a_day_stands_for_all_that_was_before(settings: Any) -> None:
    settings.AUDIT_ROOTS_MAIL = ["luu-tru@example.org"]
    sealed(3, largest=1)
    jobs.mail_root(0)
    jobs.mail_root(0)
    (letter,) = mail.outbox
    assert letter.to == ["luu-tru@example.org"]
    line = next(line for line in letter.body.splitlines() if line.startswith("{"))
    (root,) = roots.parse([line])
    assert root.number == all_numbers()[-1] and verify(roots=[root]).is_whole


def test_nothing_is_sent_where_nothing_is_configured() -> None:
    sealed(1)
    assert exporting.send_all(at=AT) == [] and exporting.mail(at=AT) is None


def test_a_line_that_is_no_root_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(roots.parse(['{"number": 1, "chain": "00"}', "{}"]))
