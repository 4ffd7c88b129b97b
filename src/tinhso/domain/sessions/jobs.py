"""What the worker does for sessions."""

from collections.abc import Iterable

from django.db import transaction
from procrastinate.contrib.django import app

from tinhso.domain.sessions import sharing
from tinhso.domain.sessions.models import WorkingSession
from tinhso.domain.sessions.queries import session_id_of


def let_read(origin: str, units: Iterable[int]) -> None:
    """A duty of this origin reached further units: they may read its session, after commit.

    A job, because whoever hands a duty on need not be who may change the session.
    """
    if (session := session_id_of(origin)) is not None:
        let_units_read_session.defer(session=session, units=sorted(set(units)))


@app.task(queue="upkeep")
@transaction.atomic
def let_units_read_session(session: int, units: list[int]) -> None:
    """Add the units to the readers of the session, its papers and its notice. Twice is once."""
    found = WorkingSession.objects.select_for_update(of=("self",)).select_related("notice__file")
    sharing.widen(found.get(pk=session), units, by=None)
