"""To write a confirmed import: persons, posts and invitations, in one transaction."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.people.actions.invite import expiry
from tinhso.kernel.people.importing import checking
from tinhso.kernel.people.importing.sheet import RawRow
from tinhso.kernel.people.models import AccountImport, Contact, Invitation, Person, Post
from tinhso.kernel.text import fold, person_sort_key

log = logging.getLogger(__name__)
BATCH = 250


class NoLongerTrue(Exception):
    """Since the preview somebody took a name, a seat or a unit: rows that were right are wrong now."""


@dataclass(frozen=True)
class Importer:
    """Who confirmed, as the trace wants an actor."""

    account_id: int
    person_id: int
    post_id: int
    unit_id: int


def write(pk: int) -> None:
    """The worker's part: write, and say on the import's page how it ended. A kill in the middle leaves nothing
    behind, and the job, done again, begins anew."""
    states = [AccountImport.State.CONFIRMED, AccountImport.State.WRITING]
    if not AccountImport.objects.filter(pk=pk, state__in=states).update(state=AccountImport.State.WRITING):
        return
    row = AccountImport.objects.get(pk=pk)
    try:
        write_import(row, by=Importer(**row.actor), at=timezone.now())
    except NoLongerTrue:
        _failed(pk, _("Từ lúc kiểm tra đến nay dữ liệu đã đổi, có dòng không còn đúng. Hãy tải tệp lên lại."))
    except Exception:
        log.exception("import %d failed", pk)
        _failed(pk, _("Gặp lỗi khi ghi, chưa có gì được ghi. Hãy thử lại hoặc báo người vận hành."))


def _failed(pk: int, problem: str) -> None:
    AccountImport.objects.filter(pk=pk).update(state=AccountImport.State.FAILED, problem=problem, written=0)


@transaction.atomic
def write_import(account_import: AccountImport, *, by: Importer, at: datetime) -> int:
    """Write every row that is not there yet; returns how many. The rows are checked once more first.

    Raises NoLongerTrue; whatever is raised, nothing is written. Invitations have no codes yet: those are made
    when slips are printed or mails are sent.
    """
    with connection.cursor() as cursor:  # one import at a time: the check below stays true until commit
        cursor.execute("select pg_advisory_xact_lock(hashtext('people.import'))")
    if AccountImport.objects.filter(pk=account_import.pk, state=AccountImport.State.DONE).exists():
        return 0
    rows = checking.check((RawRow(r["number"], r["cells"]) for r in account_import.rows), at=at)
    if any(row.errors for row in rows):
        raise NoLongerTrue(account_import.pk)
    fresh = [row for row in rows if not row.known]
    written = 0
    with _Progress(account_import.pk) as progress:
        for start in range(0, len(fresh), BATCH):
            part = fresh[start : start + BATCH]
            _write(part, account_import, by, at)
            written += len(part)
            progress.say(written)
    AccountImport.objects.filter(pk=account_import.pk).update(
        state=AccountImport.State.DONE, finished_at=at, written=written
    )
    audit.record("import.written", account_import, by=by, at=at, rows=written)
    return written


def _write(rows: list[checking.Row], account_import: AccountImport, by: Importer, at: datetime) -> None:
    people = Person.objects.bulk_create(
        Person(full_name=r.full_name, folded=fold(r.full_name), sort_key=person_sort_key(r.full_name))
        for r in rows
    )
    Contact.objects.bulk_create(
        Contact(person=person, phone=row.phone) for person, row in zip(people, rows, strict=True) if row.phone
    )
    missing = [row for row in rows if not row.post_id]
    posts = Post.objects.bulk_create(
        Post(unit_id=row.unit_id, title=row.title, role=row.role) for row in missing
    )
    for row, post in zip(missing, posts, strict=True):
        row.post_id = post.pk
    # An expired invitation to the same seat gives way, as in `invite`.
    Invitation.objects.filter(
        post__in=[row.post_id for row in rows], used_at=None, revoked_at=None, expires_at__lte=at
    ).update(revoked_at=at)
    invitations = Invitation.objects.bulk_create(
        Invitation(
            post_id=row.post_id,
            person=person,
            email=row.email,
            username=row.username,
            begins_on=row.begins_on,
            made_at=at,
            made_by_id=by.person_id,
            expires_at=expiry(at),
            brought_by=account_import,
        )
        for person, row in zip(people, rows, strict=True)
    )
    for invitation in invitations:
        audit.record("invitation.made", invitation, by=by, at=at, post=invitation.post_id)


class _Progress:
    """Says how far the writing is, on a connection of its own, so that the page sees it before the commit."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.own: Any = None

    def __enter__(self) -> "_Progress":
        self.own = connection.copy()
        return self

    def say(self, written: int) -> None:
        with self.own.cursor() as cursor:
            cursor.execute("update people_accountimport set written = %s where id = %s", [written, self.pk])

    def __exit__(self, *error: object) -> None:
        self.own.close()
