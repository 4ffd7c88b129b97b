from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.drafting.models.dossier import Dossier, Version
from tinhso.domain.drafting.workflow import DECISION_LABELS, Decision
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope


class Submission(models.Model):
    """The tờ trình: one version before the post that signs it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    signer_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    signer_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    need = models.TextField(_("Sự cần thiết, căn cứ"))
    content = models.TextField(_("Nội dung chính"))
    disputed = models.TextField(_("Vấn đề còn ý kiến khác nhau, xin ý kiến chỉ đạo"), blank=True)
    due_on = models.DateField(_("Đề nghị ký trước ngày"))
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(
        max_length=8, choices=[(d.value, DECISION_LABELS[d]) for d in Decision], blank=True
    )
    reason = models.TextField(_("Lý do"), blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_draft_lies_before_one_signer_at_a_time", fields=["dossier"], condition=Q(decision="")
            ),
            models.CheckConstraint(
                name="a_decision_says_who_and_when",
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_not_signed_says_why",
                condition=Q(decision__in=["", Decision.SIGNED]) | ~Q(reason=""),
            ),
        ]
        indexes = [
            # the number beside the menu of whoever holds the post
            models.Index(fields=["signer_post"], condition=Q(decision=""), name="drafting_to_sign"),
        ]

    def __str__(self) -> str:
        return f"submission of {self.dossier_id}"

    @property
    def decision_label(self) -> object:
        return DECISION_LABELS[Decision(self.decision)] if self.decision else ""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Who sees which delivery."""

    def visible_to(self, scope: Scope) -> "DeliveryQuerySet":
        """The own ones of a recipient; all of them for whoever reads the dossier."""
        if scope.reach == Reach.PROVINCE:
            return self
        units = list(scope.unit_ids)
        # A subquery, no join: a recipient sees no row of the dossier, and a join would lose its delivery.
        read = Dossier.objects.filter(readers__overlap=units)
        return self.filter(Q(unit__in=units) | Q(dossier__in=read.values("pk")))


class Delivery(models.Model):
    """The issued document on its way to one unit, until somebody there says that it is received."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="deliveries")
    issued = models.ForeignKey(
        "documents.IssuedDocument", on_delete=models.PROTECT, related_name="deliveries"
    )
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="a_unit_gets_a_document_once", fields=["dossier", "unit"]),
            models.CheckConstraint(
                name="a_receipt_says_who_and_when",
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
            ),
        ]
        indexes = [
            # the list "văn bản gửi đến" of a unit, and the number beside the menu
            models.Index(fields=["unit"], condition=Q(received_at__isnull=True), name="drafting_to_receive"),
            # the same list with what was received, newest first
            models.Index(fields=["unit", "-sent_at", "-id"], name="drafting_received"),
        ]

    def __str__(self) -> str:
        return f"{self.issued_id} to {self.unit_id}"
