"""Two people at the same moment on two connections, and a worker that is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tinhso.domain.directives import jobs
from tinhso.domain.directives.actions.discard_annex import discard_annex
from tinhso.domain.directives.actions.import_annex import import_annex
from tinhso.domain.directives.actions.take_annex import AlreadyTaken, take_annex
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.models import Annex, Directive, DirectiveTask
from tinhso.domain.directives.tests.annex.annexes import a_plan, taken
from tinhso.domain.directives.tests.annex.files import PLAN, RECORDS, TOUR, xlsx
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.test_two_at_once import together
from tinhso.kernel.people.scope import acting
from tinhso.kernel.people.tests.cast import a_province, an_officer_of

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


@pytest.fixture
def cast():
    return a_province()


def as_(account, do):
    def act():
        with acting(account.pk) as scope:
            return do(scope)

    return act


def an_annex(cast):
    with acting(cast.head_of_office.pk) as by:
        return taken(cast, PLAN, TOUR, RECORDS, by=by)


def test_of_two_who_upload_the_same_file_one_learns_of_the_other(cast):
    data = xlsx(lambda s: s.table(PLAN)).read()
    with acting(cast.head_of_office.pk) as by:
        directive = a_plan(cast, by)

    def upload(scope):
        return take_annex(directive, upload=xlsx_of(data), by=scope, at=NOW)

    colleague = an_officer_of(cast.office, role="head_of_office")
    results = together(as_(cast.head_of_office, upload), as_(colleague, upload))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyTaken", "Annex"]
    assert next(r for r in results if isinstance(r, AlreadyTaken)).annex == Annex.objects.get()


def xlsx_of(data):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.xlsx", data)


def test_of_two_who_import_one_writes_and_the_other_learns_it(cast):
    annex = an_annex(cast)
    colleague = an_officer_of(cast.office, role="head_of_office")
    write = lambda scope: import_annex(annex, by=scope, at=NOW)  # noqa: E731
    results = together(as_(cast.head_of_office, write), as_(colleague, write))
    assert sorted(type(result).__name__ for result in results) == ["Annex", "ChangedMeanwhile"]
    assert DirectiveTask.objects.filter(annex=annex).count() == 3


def test_of_one_who_imports_and_one_who_gives_up_one_wins(cast):
    annex = an_annex(cast)
    colleague = an_officer_of(cast.office, role="head_of_office")
    results = together(
        as_(cast.head_of_office, lambda scope: import_annex(annex, by=scope, at=NOW)),
        as_(colleague, lambda scope: discard_annex(annex, by=scope, at=NOW)),
    )
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == 1
    annex.refresh_from_db()
    assert DirectiveTask.objects.filter(annex=annex).count() == (3 if annex.state == "imported" else 0)


SCRIPT = """
import django
django.setup()
from tinhso.domain.directives import jobs
jobs.import_annex.func({annex})
"""


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_and_the_next_one_does_all(cast, asked):
    annex = an_annex(cast)
    with acting(cast.head_of_office.pk) as by:
        import_annex(annex, give=True, by=by, at=NOW)
    this_database = os.environ["OWNER_DATABASE_URL"].replace(
        "/tinhso?", f"/{connection.settings_dict['NAME']}?"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        "OWNER_DATABASE_URL": this_database,
    }
    with transaction.atomic():
        Directive.objects.select_for_update().get(pk=annex.directive_id)  # the duties wait for this row
        worker = subprocess.Popen([sys.executable, "-c", SCRIPT.format(annex=annex.pk)], env=environment)
        try:
            _until_somebody_waits()
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    annex.refresh_from_db()
    assert (annex.state, annex.done, annex.total) == ("importing", 3, 3), (
        "how far it was is seen before the commit"
    )
    assert DirectiveTask.objects.filter(annex=annex).count() == 0
    jobs.import_annex.func(annex.pk)
    annex.refresh_from_db()
    assert (annex.state, Duty.objects.count()) == ("imported", 3)


def _until_somebody_waits():
    for _attempt in range(1200):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came to the duties")
