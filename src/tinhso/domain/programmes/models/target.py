"""How much is wanted by when, and how much of it in each year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.programmes.workflow import OPERATOR_LABELS, OPERATOR_SIGNS, Operator


class Target(models.Model):
    """The figures of a node of kind target. A figure that no source confirms is left empty."""

    node = models.OneToOneField(
        "programmes.Node", on_delete=models.PROTECT, primary_key=True, related_name="target"
    )
    measure = models.CharField(_("Đơn vị tính"), max_length=60, blank=True)
    operator = models.CharField(
        _("So sánh"), max_length=2, choices=[(o.value, OPERATOR_LABELS[o]) for o in Operator]
    )
    baseline = models.DecimalField(_("Giá trị gốc"), max_digits=20, decimal_places=6, null=True)
    baseline_year = models.PositiveSmallIntegerField(_("Năm gốc"))
    end_value = models.DecimalField(_("Giá trị cuối kỳ"), max_digits=20, decimal_places=6, null=True)
    end_year = models.PositiveSmallIntegerField(_("Năm cuối kỳ"))
    by_hand = models.BooleanField(default=False, help_text="the milestones are a person's, not equal steps")

    class Meta:
        ordering = ["node_id"]
        constraints = [
            models.CheckConstraint(
                name="a_target_ends_after_its_baseline",
                condition=Q(end_year__gt=F("baseline_year")),
                violation_error_message=_("Năm cuối kỳ phải sau năm gốc."),
            ),
        ]

    def __str__(self) -> str:
        return f"target {self.node_id}"

    @property
    def sign(self) -> str:
        """≥, ≤ or =."""
        return OPERATOR_SIGNS[Operator(self.operator)]


class Milestone(models.Model):
    """What is wanted at the end of one year; empty where the target's own figure is not verified."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="milestones")
    year = models.PositiveSmallIntegerField(_("Năm"))
    value = models.DecimalField(_("Mốc"), max_digits=20, decimal_places=6)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(name="a_target_has_one_milestone_a_year", fields=["target", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"
