from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.documents.issuing.codes import shown
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.models.official_document import Side
from tinhso.kernel.documents.types import CHOICES, type_name
from tinhso.kernel.people.scope import Scope


class DraftQuerySet(models.QuerySet["Draft"]):
    """Who may see which draft."""

    def visible_to(self, scope: Scope) -> "DraftQuerySet":
        """The drafts of the post's units, or all of the province."""
        return self if scope.reach == "province" else self.filter(owner_unit_id__in=scope.unit_ids)


class Draft(models.Model):
    """A sheet that is being written. It has no number; it is issued once, or never."""

    owner_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    doc_type = models.CharField(_("Loại văn bản"), max_length=24, choices=CHOICES)
    side = models.CharField(max_length=5, choices=Side.choices, default=Side.STATE)
    abstract = models.CharField(_("Trích yếu"), max_length=500)
    content = models.JSONField(help_text="issuing.content.Sheet.as_data()")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [
            # the list of a unit's drafts, newest first
            models.Index(fields=["owner_unit", "-changed_at"], name="documents_drafts_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.type_name}: {self.abstract}"

    @property
    def sheet(self) -> Sheet:
        """What is written so far."""
        return Sheet.from_data(self.content)

    @property
    def type_name(self) -> object:
        """Quyết định, Công văn …"""
        return type_name(self.doc_type)


class IssuedState(models.TextChoices):
    """What an issued document is worth today."""

    IN_FORCE = "in_force", _("Đã phát hành")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")
    REPLACED = "replaced", _("Đã được thay thế")


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    """Who may see which issued document."""

    def visible_to(self, scope: Scope) -> "IssuedDocumentQuerySet":
        """Those whose document the post may read."""
        return (
            self
            if scope.reach == "province"
            else self.filter(document__readers__overlap=list(scope.unit_ids))
        )


class IssuedDocument(models.Model):
    """A document of ours that left the house: its sealed bytes, and the code under which anybody checks them."""

    document = models.OneToOneField(
        "documents.OfficialDocument", on_delete=models.PROTECT, related_name="issued"
    )
    draft = models.OneToOneField("documents.Draft", on_delete=models.PROTECT, related_name="issued")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="of the sealed file")
    code = models.CharField(max_length=16, db_collation="C")
    issuer_name = models.CharField(max_length=200, help_text="the unit's name on that day")
    template = models.CharField(max_length=60, help_text="name and hash of the layout")
    face = models.CharField(max_length=60)
    sealed_by = models.CharField(max_length=200, help_text="as the certificate names it")
    sealed_at = models.DateTimeField()
    time_stamped = models.BooleanField(help_text="the time comes from a time-stamping authority")
    trial_seal = models.BooleanField(help_text="sealed with a key that binds nobody")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=IssuedState.choices, default=IssuedState.IN_FORCE)
    state_reason = models.CharField(_("Lý do"), max_length=500, blank=True)
    state_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")

    proof = models.JSONField(null=True, help_text="that the trace of the issuing stands in a signed tree")

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="a_code_names_one_document", fields=["code"]),
            models.UniqueConstraint(name="the_same_bytes_are_issued_once", fields=["sha256"]),
            models.CheckConstraint(
                name="a_code_has_its_form", condition=models.Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$")
            ),
            models.CheckConstraint(
                name="what_is_no_longer_in_force_says_why_and_since_when",
                condition=models.Q(state=IssuedState.IN_FORCE, state_reason="", state_at__isnull=True)
                | models.Q(
                    ~models.Q(state=IssuedState.IN_FORCE), ~models.Q(state_reason=""), state_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="only_a_replaced_document_has_a_successor",
                condition=models.Q(state=IssuedState.REPLACED, replaced_by__isnull=False)
                | models.Q(~models.Q(state=IssuedState.REPLACED), replaced_by__isnull=True),
            ),
            models.CheckConstraint(
                name="no_document_replaces_itself",
                condition=models.Q(replaced_by__isnull=True) | ~models.Q(replaced_by=models.F("id")),
            ),
        ]
        indexes = [
            # the list of issued documents, newest first
            models.Index(fields=["-issued_at", "-id"], name="documents_issued_by_time"),
        ]

    def __str__(self) -> str:
        return self.document.title

    @property
    def printed_code(self) -> str:
        """The code as it stands on the paper."""
        return shown(self.code)

    @property
    def in_force(self) -> bool:
        """Neither withdrawn nor replaced."""
        return self.state == IssuedState.IN_FORCE
