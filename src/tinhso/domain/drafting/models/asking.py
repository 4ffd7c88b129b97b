from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.drafting.models.dossier import Dossier, Version
from tinhso.domain.drafting.workflow import (
    ANSWER_LABELS,
    CONCLUSION_LABELS,
    SETTLED_LABELS,
    Answer,
    Conclusion,
    Settled,
)
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Who sees which question."""

    def visible_to(self, scope: Scope) -> "ConsultationQuerySet":
        """The own questions of a consulted unit; all of them for whoever reads the dossier."""
        if scope.reach == Reach.PROVINCE:
            return self
        units = list(scope.unit_ids)
        return self.filter(Q(unit__in=units) | Q(dossier__readers__overlap=units))

    def open(self) -> "ConsultationQuerySet":
        """Neither answered nor closed without an answer."""
        return self.filter(answered_at__isnull=True, closed_at__isnull=True)


class Consultation(models.Model):
    """One unit is asked about one version, until a day."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(help_text="first, second … time of asking")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("Hạn trả lời"))
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=[(a.value, ANSWER_LABELS[a]) for a in Answer], blank=True)
    text = models.TextField(_("Ý kiến"), blank=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, help_text="the asking ended before there was an answer")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["round", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(name="a_unit_is_asked_once_a_round", fields=["dossier", "round", "unit"]),
            models.CheckConstraint(
                name="an_answer_says_who_when_and_what",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="who_does_not_simply_agree_says_why",
                condition=Q(answer__in=["", Answer.AGREE]) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="what_is_answered_is_not_closed_without_one",
                condition=Q(answered_at__isnull=True) | Q(closed_at__isnull=True),
            ),
        ]
        indexes = [
            # the list "chờ ý kiến" of a unit, and the number beside the menu
            models.Index(
                fields=["unit", "due_on"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="drafting_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} about {self.dossier_id}"

    @property
    def open(self) -> bool:
        return self.answered_at is None and self.closed_at is None

    @property
    def answer_label(self) -> object:
        return ANSWER_LABELS[Answer(self.answer)] if self.answer else ""


class Comment(models.Model):
    """One point of an answer, and what became of it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("Ý kiến"))
    settled = models.CharField(
        max_length=8, choices=[(s.value, SETTLED_LABELS[s]) for s in Settled], blank=True
    )
    reason = models.TextField(_("Giải trình"), blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["consultation_id", "position"]
        constraints = [
            models.UniqueConstraint(name="a_comment_has_its_place", fields=["consultation", "position"]),
            models.CheckConstraint(
                name="a_settled_comment_says_who_and_when",
                condition=Q(settled="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(settled="") & Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_not_fully_accepted_says_why",
                condition=Q(settled__in=["", Settled.ACCEPTED]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.position} of {self.consultation_id}"

    @property
    def settled_label(self) -> object:
        return SETTLED_LABELS[Settled(self.settled)] if self.settled else ""


class Appraisal(models.Model):
    """One unit examines one version and concludes."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="appraisals")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("Hạn thẩm định"))
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(
        max_length=13, choices=[(c.value, CONCLUSION_LABELS[c]) for c in Conclusion], blank=True
    )
    text = models.TextField(_("Ý kiến thẩm định"), blank=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, help_text="the drafter took the draft back")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_draft_is_appraised_by_one_unit_at_a_time",
                fields=["dossier"],
                condition=Q(concluded_at__isnull=True, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_conclusion_says_who_when_and_what",
                condition=Q(conclusion="", concluded_at__isnull=True, concluded_by__isnull=True)
                | ~Q(conclusion="") & Q(concluded_at__isnull=False, concluded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} appraises {self.dossier_id}"

    @property
    def open(self) -> bool:
        return self.concluded_at is None and self.closed_at is None

    @property
    def conclusion_label(self) -> object:
        return CONCLUSION_LABELS[Conclusion(self.conclusion)] if self.conclusion else ""
