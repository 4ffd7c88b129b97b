"""The doctor sees what is broken, says what to do, and touches nothing."""

import json
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tinhso.config.operations import doctor
from tinhso.config.operations.doctor import State
from tinhso.kernel.documents import files
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db


def test_every_check_gives_a_finding_and_every_trouble_says_what_to_do() -> None:
    for name, finding in doctor.examine():
        assert finding.says, name
        assert finding.state == State.OK or finding.do, name


def test_a_role_that_may_climb_the_walls_is_found() -> None:
    assert doctor.row_walls().state == State.OK
    with connection.cursor() as cursor:
        cursor.execute("alter role tinhso_app bypassrls")
    assert doctor.row_walls().state == State.FAIL


def test_a_table_whose_wall_was_taken_down_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table duties_duty disable row level security")
    finding = doctor.row_walls()
    assert finding.state == State.FAIL and "duties_duty" in finding.says


def test_a_stored_file_that_changed_or_went_is_counted(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    scope = scope_of(a_province().science_officer)
    kept = [
        files.store(
            ContentFile(f"Việc số {n}".encode(), name="a.txt"), by=scope, at=timezone.now(), readers=[]
        )
        for n in range(3)
    ]
    assert doctor.stored_files().state == State.OK
    files.path_of(kept[0].sha256).write_bytes(b"other")
    files.path_of(kept[1].sha256).unlink()
    finding = doctor.stored_files()
    assert finding.state == State.FAIL and "1 tệp mất, 1 tệp bị thay đổi" in finding.says


def test_a_check_that_breaks_is_itself_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.CHECKS, "Thư", lambda: 1 / 0)
    assert dict(doctor.examine())["Thư"].state == State.FAIL


def test_the_command_fails_when_something_is_broken() -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:  # no worker runs beside a test
        call_command("doctor", "--json", stdout=out)
    assert ended.value.code == 1
    answer = json.loads(out.getvalue())
    assert answer["Worker"]["state"] == "fail" and answer["Cơ sở dữ liệu"]["state"] == "ok"
