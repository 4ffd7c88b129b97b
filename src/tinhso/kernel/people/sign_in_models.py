"""What signing in keeps: sessions, and for a day what failed at the door. Both are written by functions of the
database only (door.py)."""

from django.db import models
from django.db.models import Q


class Session(models.Model):
    """One browser's session. Its key is known to the browser alone: here stands its hash."""

    key_hash = models.BinaryField(unique=True)
    account = models.ForeignKey(
        "people.Account",
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
        help_text="null: a guest",
    )
    data = models.TextField(help_text="signed by the web process; not readable by list")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    device = models.CharField(max_length=60, help_text="browser/system, in codes (sessions.py)")
    network = models.CharField(max_length=60, help_text="the address without its last part")

    class Meta:
        indexes = [
            # the nightly sweep
            models.Index(fields=["expires_at"], name="session_by_end"),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Kind(models.TextChoices):
    """What was tried."""

    PASSWORD = "password"
    SECOND_FACTOR = "second_factor"
    MAIL = "mail"  # a link was asked for: every one counts, not only the failed ones


class Attempt(models.Model):
    """Something that failed at the door, kept for a day. Never what was typed: for a name that no account has, a
    short keyed hash, so that the wait for it looks like the wait for a real one."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, null=True, related_name="+")
    unknown = models.IntegerField(null=True)
    address = models.GenericIPAddressField(null=True)
    known_device = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_attempt_is_of_an_account_or_of_a_stranger",
                condition=Q(account=None, unknown__isnull=False) | Q(account__isnull=False, unknown=None),
            )
        ]
        indexes = [
            models.Index(fields=["account", "at"], name="attempts_at_account"),
            models.Index(fields=["unknown", "at"], name="attempts_at_nobody", condition=Q(account=None)),
            models.Index(fields=["address", "at"], name="attempts_from_place"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
