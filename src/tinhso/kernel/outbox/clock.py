"""The one clock of the outbox: the database's. A process whose own clock jumps changes nothing here."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The instant at the database, also in the middle of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
