"""Acting beyond one's own post: delegation with dates and limits, and emergency access with a second person.

What is written here is believed by the database's functions alone (walls.py): they check it against the tenures
of the day and the clock at every request, so what ended ends at once, and nothing has to be swept up.
"""

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

LONGEST_EMERGENCY_HOURS = 24


class Delegation(models.Model):
    """The holder of a post lets another person act in it, from–to, within a part of what the post may do.

    It holds only while the giver holds the post and the delegate holds some post; a delegate cannot pass it on.
    """

    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="delegations")
    giver = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="delegations_held")
    during = DateRangeField(help_text="half-open: the last day is not part of it")
    permissions = ArrayField(models.CharField(max_length=40), help_text="names of roles.Permission")
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_delegation_has_a_first_and_a_last_day",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
            models.CheckConstraint(
                name="a_delegation_is_to_somebody_else", condition=~Q(giver=F("delegate"))
            ),
            models.CheckConstraint(name="a_delegation_allows_something", condition=Q(permissions__len__gt=0)),
            ExclusionConstraint(
                name="a_post_is_delegated_once_to_a_person_at_a_time",
                expressions=[
                    (Func("post_id", "post_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func("delegate_id", "delegate_id", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at=None),
                violation_error_message=_("Người này đã được ủy quyền chức vụ đó trong thời gian đó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate_id} for {self.giver_id} in {self.post_id} {self.during}"


class EmergencyAccess(models.Model):
    """Somebody asks to read a unit's data for some hours. Rows are never changed: what follows is added."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("Lý do"))
    hours = models.PositiveSmallIntegerField(_("Số giờ"))
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="an_emergency_lasts_hours",
                condition=Q(hours__gte=1, hours__lte=LONGEST_EMERGENCY_HOURS),
            ),
            models.CheckConstraint(name="an_emergency_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} reads unit {self.unit_id}"

    def is_fresh(self, at: datetime) -> bool:
        """A request that nobody decided within a day is dead: the reason may be gone."""
        return at < self.asked_at + timedelta(hours=LONGEST_EMERGENCY_HOURS)

    def is_waiting(self, at: datetime) -> bool:
        """Nobody has decided yet. Give the row with `decision` selected."""
        return getattr(self, "decision", None) is None and self.is_fresh(at)

    def is_open(self, at: datetime) -> bool:
        """Approved, not ended, its hours not over. Give the row with `decision` and `end` selected."""
        decision = getattr(self, "decision", None)
        ended = getattr(self, "end", None)
        return bool(decision and decision.until and ended is None and at < decision.until)


class EmergencyDecision(models.Model):
    """What the second person decided, once. `until` is empty for a refusal."""

    access = models.OneToOneField(EmergencyAccess, on_delete=models.PROTECT, related_name="decision")
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(_("Ý kiến"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_emergency_ends_within_a_day",
                condition=Q(until__isnull=True)
                | Q(until__gt=F("at"), until__lte=F("at") + Value("24 hours", models.DurationField())),
            )
        ]

    def __str__(self) -> str:
        return f"{self.access_id} until {self.until}"


class EmergencyEnd(models.Model):
    """Given back by who asked, or taken away, before its hours were over. Once."""

    access = models.OneToOneField(EmergencyAccess, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.access_id} ended"
