"""Confirmed results that are looked at again: a random sample of a period, and what each check found."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope


class SampleQuerySet(models.QuerySet["Sample"]):
    """The first wall."""

    def visible_to(self, scope: Scope) -> "SampleQuerySet":
        """Samples that the scope's units drew; all of them for the province."""
        return self if scope.reach == Reach.PROVINCE else self.filter(unit__in=list(scope.unit_ids))


class Sample(models.Model):
    """So many per cent of each unit's results confirmed in a period, drawn by a recorded seed.

    Whoever has the seed draws the same again (queries of sampling.py): the history it is drawn from stays.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    top = models.BooleanField(help_text="of everything given at the top; else of what the unit itself gave")
    first = models.DateField(_("Từ ngày"))
    last = models.DateField(_("Đến ngày"))
    percent = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    population = models.IntegerField(help_text="confirmed results of the period at the time")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    token = models.UUIDField(null=True, unique=True, help_text="of the form: sending it twice draws once")

    objects = SampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_sample_has_a_period", condition=Q(first__lte=F("last"))),
            models.CheckConstraint(
                name="a_sample_is_a_share", condition=Q(percent__gte=1) & Q(percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last} by {self.seed}"


class SampledResult(models.Model):
    """One result of a sample and what its check found."""

    class Verdict(models.TextChoices):
        WAITING = "", _("Chờ kiểm tra")
        RIGHT = "right", _("Đúng")
        LATE = "late", _("Muộn so với xác nhận")
        WRONG = "wrong", _("Không đúng")

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="results", db_index=False)
    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="samples")
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    of_unit = models.IntegerField(help_text="how many results of this unit it was drawn from")
    confirmed_at = models.DateTimeField()
    verdict = models.CharField(max_length=6, choices=Verdict.choices, blank=True, default="")
    reason = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reopened = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_result_is_sampled_once", fields=["sample", "duty"]),
            models.CheckConstraint(
                name="a_checked_result_says_when",
                condition=Q(verdict="", checked_at__isnull=True)
                | ~Q(verdict="") & Q(checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_result_found_late_or_wrong_says_why",
                condition=~Q(verdict__in=["late", "wrong"]) | ~Q(reason=""),
                violation_error_message=_("Ghi rõ muộn hoặc không đúng ở chỗ nào."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.verdict or 'waiting'}"
