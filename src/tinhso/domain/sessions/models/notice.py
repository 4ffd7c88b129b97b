from django.db import models
from django.db.models import F, Q

from tinhso.domain.sessions.models.session import WorkingSession


class Conclusion(models.Model):
    """One numbered paragraph of the conclusion notice.

    `words` are those written here; `start` and `end` say where it stands in the text of the notice once that is
    known, and are null where the notice does not have it.
    """

    session = models.ForeignKey(WorkingSession, on_delete=models.PROTECT, related_name="conclusions")
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=20, blank=True, help_text='"3", "II.2": as the notice numbers it')
    words = models.TextField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_conclusion_has_its_place_in_the_notice", fields=["session", "position"]
            ),
            models.CheckConstraint(
                name="a_paragraph_begins_before_it_ends",
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}. {self.words[:60]}"
