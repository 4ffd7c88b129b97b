"""The duty's clock: who held it under which deadline on each day, when it stood still, what was asked for."""

from datetime import UTC, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

NEVER = datetime(9999, 1, 1, tzinfo=UTC)

# Without btree_gist an equal id is an overlap of one-point ranges.
SAME_DUTY = (
    models.Func("duty_id", "duty_id", models.Value("[]"), function="int8range"),
    RangeOperators.OVERLAPS,
)


# From when a standing counts as overdue while it is open: never while its clock stands.
OVERDUE_FROM = models.Case(
    models.When(paused=True, due_at__isnull=False, then=models.Value(NEVER)),
    default=F("due_at"),
    output_field=models.DateTimeField(),
)


class Standing(models.Model):
    """Which unit held the duty under which deadline, day by day: past boards never change by a digit.

    What holds at the end of a day counts for that day. No standing on a day: not yet given, or stopped.
    """

    duty = models.ForeignKey(
        "duties.Duty", on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    assigner_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    readers = ArrayField(models.BigIntegerField(), help_text="the duty's readers then: who counted it")
    during = DateRangeField(help_text="half-open")
    # Of a result that was confirmed and later taken back (actions/check_result.py): what these days counted.
    done_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_duty_stands_once_on_a_day",
                expressions=[SAME_DUTY, ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="what_was_taken_back_was_done_and_confirmed",
                condition=Q(done_at__isnull=True, confirmed_at__isnull=True)
                | Q(done_at__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(name="a_standing_lasts_a_day", condition=Q(during__isempty=False)),
        ]
        indexes = [
            # what the tally counts of a duty; closing the current standing when lead or deadline changes
            models.Index(fields=["duty"], name="standing_of_duty"),
            # the rows behind a number of the board, of a unit and of the province
            models.Index(F("lead_unit"), OVERDUE_FROM, F("duty"), name="standing_of_lead"),
            models.Index(OVERDUE_FROM, F("duty"), name="standing_by_deadline"),
            # whether a past board has results that were taken back later
            models.Index(
                fields=["confirmed_at"], condition=Q(confirmed_at__isnull=False), name="standing_taken_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} at {self.lead_unit_id} {self.during}"


class Pause(models.Model):
    """A time during which the clock stood, with its reason."""

    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="pauses")
    during = DateTimeRangeField(help_text="half-open; open while the clock stands")
    reason = models.TextField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_clock_stands_once_at_a_time",
                expressions=[SAME_DUTY, ("during", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.during}"


class Extension(models.Model):
    """A request for more time, and what was decided. How many may be granted is rule duty.max_extensions."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Đang chờ quyết định")
        GRANTED = "granted", _("Đã đồng ý")
        REFUSED = "refused", _("Không đồng ý")

    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    asked_due_on = models.DateField(_("Thời hạn đề nghị"))
    reason = models.TextField(_("Lý do"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    granted_due_on = models.DateField(null=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_extension_is_asked_for_at_a_time",
                fields=["duty"],
                condition=Q(state="requested"),
                violation_error_message=_("Đã có một đề nghị gia hạn đang chờ quyết định."),
            ),
            models.CheckConstraint(
                name="a_decided_extension_says_when",
                condition=Q(state="requested", decided_at__isnull=True)
                | ~Q(state="requested") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_granted_extension_has_a_day",
                condition=Q(state="granted", granted_due_on__isnull=False)
                | ~Q(state="granted") & Q(granted_due_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} to {self.asked_due_on}: {self.state}"
