"""What happened to a duty, in its people's words and with their evidence."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """Something that somebody did to a duty, acting in a post of a unit; all null when the system did it."""

    at = models.DateTimeField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Step(Act):
    """One line of the history. `move` names a row of workflow.MOVES."""

    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="steps", db_index=False)
    move = models.CharField(max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    # The document by which it was decided: its name, and the document itself where the product has it.
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    document_text = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        ordering = ["id"]
        indexes = [
            # results confirmed in a period, from which samples are drawn
            models.Index(fields=["at"], condition=Q(move="confirm_result"), name="step_confirmed"),
            # the history on the duty's page, and its last line for whoever came second
            models.Index(fields=["duty", "id"], name="step_of_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.move}"


class Progress(Act):
    """A report on the way: how far, what was done, what stands in the way."""

    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="reports", db_index=False)
    percent = models.PositiveSmallIntegerField(_("Mức độ hoàn thành (%)"), null=True)
    text = models.TextField(_("Kết quả đến nay"))
    obstacle = models.TextField(_("Khó khăn, vướng mắc và nguyên nhân"), blank=True)
    token = models.UUIDField(null=True, unique=True, help_text="of the form: sending it twice reports once")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="progress_is_a_percentage",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("Mức độ hoàn thành từ 0 đến 100."),
            )
        ]
        indexes = [models.Index(fields=["duty", "-at"], name="progress_of_duty")]  # the duty's page

    def __str__(self) -> str:
        return f"{self.duty_id} {self.percent}%"


class Evidence(Act):
    """A file that shows what was done, with a report on the way or with the result."""

    duty = models.ForeignKey("duties.Duty", on_delete=models.CASCADE, related_name="evidence")
    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, null=True, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_file_is_evidence_once", fields=["duty", "progress", "file"], nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} file {self.file_id}"
