"""One press for many duties: what was asked, and what came of each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What can be done to many duties at once."""

    CONFIRM = "confirm", _("Xác nhận hoàn thành")
    NUDGE = "nudge", _("Nhắc việc")
    TRANSFER = "transfer", _("Chuyển đơn vị khác")
    EXTEND = "extend", _("Gia hạn")
    STOP = "stop", _("Dừng việc")


class BulkRun(models.Model):
    """An act on many duties. The id is the token of the form: sending it twice does it once."""

    id = models.UUIDField(primary_key=True, editable=False)
    verb = models.CharField(max_length=10, choices=Verb.choices)
    duty_ids = ArrayField(models.BigIntegerField())
    asked = models.JSONField(help_text="the note, the unit, the day: what the form asked for")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField()
    way = models.CharField(max_length=40, help_text="key of the way of acting (people.scope.Way)")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return f"{self.verb} {len(self.duty_ids)}"


class BulkItem(models.Model):
    """What came of one duty: done, or why not."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items", db_index=False)
    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="+", db_index=False)
    done = models.BooleanField()
    said = models.CharField(max_length=300, blank=True, help_text="why not")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_run_does_a_duty_once", fields=["run", "duty"]),
            models.CheckConstraint(name="what_was_not_done_says_why", condition=Q(done=True) | ~Q(said="")),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.duty_id} {self.done}"
