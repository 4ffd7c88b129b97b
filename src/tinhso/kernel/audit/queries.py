"""Questions to the trace."""

from django.db import models
from django.db.models import QuerySet

from tinhso.kernel.audit.looks import SUFFIX
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.audit.trail import kind_and_key


def who_looked_at(subject: models.Model | str) -> "QuerySet[Entry]":
    """The entries of those who were shown the subject, the newest first; behind the reader's own wall."""
    kind, key = kind_and_key(subject)
    entries = Entry.objects.filter(subject_type=kind, subject_id=key, event__endswith=SUFFIX)
    return entries.order_by("-id")
