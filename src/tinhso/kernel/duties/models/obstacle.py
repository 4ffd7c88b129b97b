"""What stands in the way of a duty, from its being raised until somebody has removed it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope


class CauseGroup(models.TextChoices):
    """Whose doing it is."""

    OBJECTIVE = "objective", _("Khách quan")
    SUBJECTIVE = "subjective", _("Chủ quan")


class ObstacleCause(models.Model):
    """A cause of the province's list (pack: obstacle_causes.csv)."""

    code = models.CharField(max_length=40, primary_key=True)
    group = models.CharField(max_length=12, choices=CauseGroup.choices)
    name = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    offered = models.BooleanField(default=True, help_text="false: of an earlier list, kept for its obstacles")

    class Meta:
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return self.name


class ObstacleQuerySet(models.QuerySet["Obstacle"]):
    """The first wall: whoever reads the duty, and the unit that is asked to remove it."""

    def visible_to(self, scope: Scope) -> "ObstacleQuerySet":
        """Obstacles that the scope's units raised, are asked about, or whose duty they read."""
        if scope.reach == Reach.PROVINCE:
            return self
        own = list(scope.unit_ids)
        return self.filter(Q(duty__readers__overlap=own) | Q(remover_unit__in=own))

    def standing(self) -> "ObstacleQuerySet":
        """Not yet removed, of duties that are still open."""
        return self.exclude(state=Obstacle.State.REMOVED).filter(duty__closed_at__isnull=True)


class Obstacle(models.Model):
    """raised → acknowledged → removed. Who can remove it is a unit; it is told and answers."""

    class State(models.TextChoices):
        RAISED = "raised", _("Đã nêu, chờ tiếp nhận")
        ACKNOWLEDGED = "acknowledged", _("Đang gỡ")
        REMOVED = "removed", _("Đã gỡ")

    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="obstacles")
    progress = models.OneToOneField(
        "duties.Progress", on_delete=models.CASCADE, null=True, related_name="raised"
    )
    text = models.TextField(_("Khó khăn, vướng mắc"))
    cause = models.ForeignKey(
        ObstacleCause, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    remover_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.RAISED)
    raised_at = models.DateTimeField()
    raised_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    raised_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    removal_note = models.TextField(blank=True)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_removed_obstacle_says_when_and_how",
                condition=Q(state="removed", removed_at__isnull=False) & ~Q(removal_note="")
                | ~Q(state="removed") & Q(removed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_acknowledged_obstacle_says_when",
                condition=Q(state="raised", acknowledged_at__isnull=True)
                | Q(state="acknowledged", acknowledged_at__isnull=False)
                | Q(state="removed"),
            ),
        ]
        indexes = [
            # the list "chờ đơn vị gỡ vướng" and its number, of a unit
            models.Index(
                fields=["remover_unit", "-id"], condition=~Q(state="removed"), name="obstacle_to_remove"
            ),
            # counts by cause
            models.Index(fields=["cause"], name="obstacle_by_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.text[:60]}"
