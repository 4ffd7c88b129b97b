"""The secret address under which a person's calendar reads their deadlines."""

from django.db import models
from django.db.models import Q


class Feed(models.Model):
    """One address of a person. Only the hash of its secret is kept; one address is live at a time."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField(help_text="whose posts it reads")
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_has_one_live_feed", fields=["person"], condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"
