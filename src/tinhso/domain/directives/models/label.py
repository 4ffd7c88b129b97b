from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What a person made of a candidate."""

    CONFIRMED = "confirmed", _("Giao đúng như vậy")
    CORRECTED = "corrected", _("Sửa")
    ADDED = "added", _("Thêm: máy không thấy")
    DROPPED = "dropped", _("Bỏ: không phải việc")
    SPLIT = "split", _("Tách")
    MERGED = "merged", _("Gộp vào việc khác")
    RESTORED = "restored", _("Lấy lại")


class TaskLabel(models.Model):
    """One decision of a person about a candidate task: the sentence, what the machine said, what it is.

    Append-only. The last label of a task says what it is; all of them together measure how well texts are read
    (`tinhso directives labels`, `tinhso extract --evaluate`). Who decided stands in the trace, not here.
    """

    task = models.ForeignKey("directives.DirectiveTask", on_delete=models.PROTECT, related_name="labels")
    directive = models.ForeignKey(
        "directives.Directive", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decision = models.CharField(max_length=10, choices=Decision.choices)
    at = models.DateTimeField()
    read_on = models.DateField(help_text="the document's date, with which the sentence was read")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    sentence = models.TextField(blank=True)
    context = models.TextField(blank=True, help_text="the heading or sentence before it")
    machine = models.JSONField(null=True, help_text="what the machine said; null: it found nothing")
    decided = models.JSONField(null=True, help_text="what it is, in the same fields; null: no task")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_label_says_something", condition=Q(machine__isnull=False) | Q(decided__isnull=False)
            ),
        ]
        indexes = [
            # the page of quality and the export, month by month
            models.Index(fields=["at", "id"], name="directives_label_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.decision}"
