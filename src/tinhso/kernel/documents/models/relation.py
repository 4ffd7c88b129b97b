from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RelationKind(models.TextChoices):
    """What a document does with another one."""

    IMPLEMENTS = "implements", _("Triển khai, thực hiện")
    REPLACES = "replaces", _("Thay thế")
    AMENDS = "amends", _("Sửa đổi, bổ sung")
    APPROVES = "approves", _("Phê duyệt, ban hành")
    CITES = "cites", _("Căn cứ, viện dẫn")


# The same seen from the other document.
SEEN_FROM_THE_TARGET = {
    RelationKind.IMPLEMENTS: _("Được triển khai bởi"),
    RelationKind.REPLACES: _("Được thay thế bởi"),
    RelationKind.AMENDS: _("Được sửa đổi, bổ sung bởi"),
    RelationKind.APPROVES: _("Được phê duyệt, ban hành bởi"),
    RelationKind.CITES: _("Được viện dẫn bởi"),
}


class DocumentRelation(models.Model):
    """What `source` does with `target`. The target may be no document of the register yet: then only its number
    is known, and it is linked when that document arrives. A trigger (sql/relations.sql) keeps "implements" and
    "replaces" free of loops, also between two writers at once."""

    source = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, related_name="relations"
    )
    kind = models.CharField(max_length=10, choices=RelationKind.choices)
    target = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="relations_to"
    )
    target_text = models.CharField(_("Số, ký hiệu"), max_length=200, help_text="the number, as cited")
    target_key = models.CharField(max_length=80, db_collation="C", help_text="the number as it is compared")
    target_on = models.DateField(_("Ngày ban hành"), null=True, help_text="as cited")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_relation_is_said_once",
                fields=["source", "kind", "target"],
                condition=Q(target__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_relation_to_a_number_is_said_once",
                fields=["source", "kind", "target_key", "target_on"],
                condition=Q(target__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="a_relation_says_to_what", condition=~Q(target_text="")),
            models.CheckConstraint(
                name="no_document_stands_in_relation_to_itself",
                condition=Q(target__isnull=True) | ~Q(target=F("source")),
            ),
        ]
        indexes = [
            # the page of a document: who implements, replaces, cites it
            models.Index(fields=["target", "kind"], name="documents_relations_to"),
            # an arriving document looks for those who cite its number
            models.Index(
                fields=["target_key"], name="documents_relations_waiting", condition=Q(target__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target_text}"
