"""Who signed a document, to whom it went, what was attached to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DocumentSigner(models.Model):
    """Somebody who signed: a person in a post where they are ours, else the name and title as printed."""

    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.CASCADE, related_name="signers"
    )
    place = models.PositiveSmallIntegerField(help_text="from 1; joint papers have several")
    name = models.CharField(_("Người ký"), max_length=120)
    title = models.CharField(_("Chức vụ"), max_length=160, blank=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["document", "place"]
        constraints = [
            models.UniqueConstraint(name="signers_stand_one_after_the_other", fields=["document", "place"]),
            models.CheckConstraint(name="a_signer_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_signer_of_ours_signs_in_a_post",
                condition=Q(person__isnull=True, post__isnull=True)
                | Q(person__isnull=False, post__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}" if self.title else self.name


class Purpose(models.TextChoices):
    """Why somebody receives a document."""

    ACT = "act", _("Để thực hiện")
    KNOW = "know", _("Để biết")
    FILE = "file", _("Lưu")


class DocumentRecipient(models.Model):
    """One line of "Nơi nhận": the words, and the unit that they mean where they mean exactly one."""

    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.CASCADE, related_name="recipients"
    )
    place = models.PositiveSmallIntegerField(help_text="from 1, in the order of the paper")
    purpose = models.CharField(max_length=4, choices=Purpose.choices)
    text = models.CharField(_("Nơi nhận"), max_length=300)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["document", "place"]
        constraints = [
            models.UniqueConstraint(
                name="recipients_stand_one_after_the_other", fields=["document", "place"]
            ),
            models.CheckConstraint(name="a_recipient_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class DocumentAttachment(models.Model):
    """A file that came or goes with a document, beside the file that is the document."""

    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, related_name="attachments"
    )
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_file_is_attached_once", fields=["document", "file"]),
        ]

    def __str__(self) -> str:
        return self.file.name
