"""What people are reminded of: written by the morning's run alone, window by window (actions/remind.py)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ReminderRun(models.Model):
    """The run of one day. Where it was killed it goes on: at its cursor, or with the notices."""

    day = models.DateField(primary_key=True)
    since = models.DateField(help_text="moments after this day are reminded of: the day of the run before")
    begun_at = models.DateTimeField(db_default=Now())
    deadline = models.DateField(null=True, help_text="the cursor: the deadline under way")
    after_due = models.DateTimeField(null=True)
    after_id = models.BigIntegerField(default=0)
    written = models.BigIntegerField(default=0)
    prepared_at = models.DateTimeField(null=True, help_text="every reminder of the day is written")
    told = models.IntegerField(default=0, help_text="persons")
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"reminders of {self.day}"


class Reminder(models.Model):
    """A duty reached a moment of the ladder: once for each deadline, whatever runs and is killed.

    `moment` counts working days from the last day of the term. The units are those of the day.
    """

    duty = models.ForeignKey(
        "duties.Duty", on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    due_at = models.DateTimeField(help_text="the deadline reminded of; another one begins anew")
    moment = models.SmallIntegerField()
    on = models.DateField()
    lead_unit_id = models.BigIntegerField()
    assigner_unit_id = models.BigIntegerField()
    to_holder = models.BooleanField()
    to_head = models.BooleanField()
    to_assigner = models.BooleanField()
    urgent = models.BooleanField(help_text="told at once and by itself, not in the day's notice")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_duty_is_reminded_once_at_a_moment", fields=["duty", "due_at", "moment"]
            ),
            models.CheckConstraint(
                name="a_reminder_reminds_somebody",
                condition=Q(to_holder=True) | Q(to_head=True) | Q(to_assigner=True),
            ),
        ]
        indexes = [
            # what the people of a unit are reminded of on a day: as lead, as assigner
            models.Index(fields=["on", "lead_unit_id", "due_at"], name="reminder_of_lead"),
            models.Index(
                fields=["on", "assigner_unit_id", "due_at"],
                condition=Q(to_assigner=True),
                name="reminder_of_assigner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.moment:+} on {self.on}"
