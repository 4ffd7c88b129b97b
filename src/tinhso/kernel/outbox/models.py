from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One message to one person. Its id is made of its key and its addressee, so telling twice tells once."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=80)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the bell in the header counts what is unread; the page of notices shows the newest first
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.person_id}"
