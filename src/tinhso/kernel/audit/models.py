from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Entry(models.Model):
    """One act. No foreign keys: the trace outlives whatever it speaks of."""

    at = models.DateTimeField(help_text="when the act counts; paper entered later keeps its true time")
    recorded_at = models.DateTimeField(help_text="when the row was written")
    event = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    actor_account_id = models.BigIntegerField(null=True)
    actor_person_id = models.BigIntegerField(null=True)
    actor_post_id = models.BigIntegerField(null=True)
    actor_unit_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # the history beside a duty or a document
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_by_subject"),
            # the operator's page of a period; rows arrive in the order of time
            BrinIndex(fields=["recorded_at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_type}#{self.subject_id}"
