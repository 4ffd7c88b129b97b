"""A limitation (tồn tại, hạn chế): what is lacking, why, who owns it, and the duties that remedy it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.limitations.workflow import CAUSE_LABELS, STATE_LABELS, Cause, LimitationState
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise


class LimitationQuerySet(models.QuerySet["Limitation"]):
    """Who may read which limitation."""

    def visible_to(self, scope: Scope) -> "LimitationQuerySet":
        """Whoever recorded it or owns it; all of them for the province."""
        if scope.reach == "province":
            return self
        return self.filter(readers__overlap=list(scope.unit_ids))


class Limitation(models.Model):
    """One entry of the register. `source` and `source_id` say where it was found: a session, a report, by hand."""

    title = models.CharField(_("Tồn tại, hạn chế"), max_length=500)
    cause = models.TextField(_("Nguyên nhân"), blank=True)
    cause_kind = models.CharField(
        max_length=10, choices=[(c.value, CAUSE_LABELS[c]) for c in Cause], blank=True, default=""
    )
    owner = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    field_of_work = models.ForeignKey(
        "units.FieldOfWork", on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=80)
    source_text = models.CharField(_("Nêu tại"), max_length=300, blank=True)
    found_on = models.DateField(_("Ngày nêu"))
    state = models.CharField(
        max_length=10,
        choices=[(s.value, STATE_LABELS[s]) for s in LimitationState],
        default=LimitationState.OPEN,
    )
    closing_note = models.TextField(_("Kết quả khắc phục"), blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    readers = ArrayField(models.BigIntegerField())
    folded = models.TextField(editable=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = LimitationQuerySet.as_manager()

    class Meta:
        ordering = ["-found_on", "-id"]
        constraints = [
            models.UniqueConstraint(name="a_source_names_a_limitation_once", fields=["source", "source_id"]),
            models.CheckConstraint(
                name="a_closed_limitation_says_how_and_why",
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(closing_note="") & ~Q(cause="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, closing_note=""),
            ),
            models.CheckConstraint(name="a_limitation_has_readers", condition=Q(readers__len__gt=0)),
        ]
        indexes = [
            GinIndex(fields=["readers"], name="limitations_readers"),  # the wall
            models.Index(
                fields=["owner", "-found_on"], condition=~Q(state="closed"), name="limitations_of_owner"
            ),
            models.Index(fields=["-found_on", "-id"], name="limitations_by_day"),  # the list
        ]

    def __str__(self) -> str:
        return self.title[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        """One spelling, and what is searched in step with it."""
        self.title = normalise(self.title)
        self.folded = fold(f"{self.title} {self.cause} {self.source_text}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def state_label(self) -> object:
        """The state in words."""
        return STATE_LABELS[LimitationState(self.state)]

    @property
    def cause_label(self) -> object:
        """Objective, subjective or not known yet."""
        return CAUSE_LABELS[Cause(self.cause_kind)]

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.state != LimitationState.CLOSED


class Remedy(models.Model):
    """A duty that is to remedy a limitation."""

    limitation = models.ForeignKey(Limitation, on_delete=models.CASCADE, related_name="remedies")
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.duty_id} remedies {self.limitation_id}"


class Turn(models.Model):
    """When it was closed, and when it came back, with the words of that day."""

    limitation = models.ForeignKey(Limitation, on_delete=models.CASCADE, related_name="turns")
    closed = models.BooleanField(help_text="closed, or opened again")
    note = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.limitation_id}: {'closed' if self.closed else 'open again'}"
