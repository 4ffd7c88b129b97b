import hashlib

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.documents.types import BY_MARK, CHOICES, type_name
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise
from tinhso.kernel.text.formats import format_date


class Side(models.TextChoices):
    """Two ways of numbering: the State's run by year, the Party's by term."""

    STATE = "state", _("Nhà nước")
    PARTY = "party", _("Đảng")


class Urgency(models.TextChoices):
    """The marks of urgency, weakest first."""

    NORMAL = "", _("Thường")
    URGENT = "khan", _("Khẩn")
    VERY_URGENT = "thuong_khan", _("Thượng khẩn")
    FLASH = "hoa_toc", _("Hỏa tốc")


class OfficialDocumentQuerySet(models.QuerySet["OfficialDocument"]):
    """Who may read which document."""

    def visible_to(self, scope: Scope) -> "OfficialDocumentQuerySet":
        """The documents that the post reaches: those of its units and those its units were given to read."""
        if scope.reach == "province":
            return self
        return self.filter(readers__overlap=list(scope.unit_ids))


class OfficialDocument(models.Model):
    """A document as it was issued: what it is called, by whom and when, and its words."""

    number = models.CharField(_("Số, ký hiệu"), max_length=80, blank=True)
    number_raw = models.CharField(max_length=120, blank=True, help_text="as typed or printed")
    number_key = models.CharField(max_length=80, blank=True, db_collation="C", editable=False)
    doc_type = models.CharField(_("Loại văn bản"), max_length=24, choices=CHOICES, blank=True)
    side = models.CharField(max_length=5, choices=Side.choices, default=Side.STATE)
    issuer = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    issuer_text = models.CharField(_("Cơ quan ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("Ngày ban hành"), null=True)
    abstract = models.CharField(_("Trích yếu"), max_length=500, blank=True)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices, blank=True, default="")
    text = models.TextField()
    text_hash = models.CharField(max_length=64, editable=False)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    owner_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    inherited_from = models.ForeignKey(
        "units.Unit",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the unit that received it, where its owner took over from that one",
    )
    readers = ArrayField(models.BigIntegerField(), help_text="units whose posts may read it")
    folded = models.CharField(max_length=900, editable=False)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    objects = OfficialDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            # Two merged units may both have received the same words: both receptions stay.
            models.UniqueConstraint(
                name="a_text_is_received_once_by_a_unit",
                fields=["owner_unit", "text_hash"],
                condition=models.Q(inherited_from__isnull=True),
            ),
            models.CheckConstraint(name="a_document_has_readers", condition=models.Q(readers__len__gt=0)),
        ]
        indexes = [
            # the wall, and every list of documents
            GinIndex(fields=["readers"], name="documents_readers"),
            # the list, newest first
            models.Index(fields=["-issued_on", "-id"], name="documents_by_day"),
            # a number typed into a search, by its beginning
            models.Index(fields=["number_key"], name="documents_by_number"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep what is searched and compared by in step with what people read."""
        self.fill()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill(self) -> None:
        """What follows from what people read; for rows that are written in bulk."""
        parsed = parse_number(self.number_raw or self.number)
        self.doc_type = BY_MARK.get(self.doc_type.casefold(), self.doc_type)  # "TB" is thong-bao
        self.number_raw = self.number_raw or self.number
        self.number = parsed.canonical[:80]
        self.number_key = parsed.search_key[:80]
        self.abstract = normalise(self.abstract)[:500]
        self.issuer_text = normalise(self.issuer_text)[:200]
        issuer = self.issuer.name if self.issuer else ""
        said = (self.number, self.number_raw, self.abstract, self.issuer_text, issuer)
        self.folded = fold(" ".join(dict.fromkeys(said)))[:900]
        self.text_hash = hash_of(self.text)

    @property
    def type_name(self) -> object:
        """Nghị quyết, Thông báo …"""
        return type_name(self.doc_type)

    @property
    def title(self) -> str:
        """How one line speaks of it: "Thông báo 12/TB-UBND ngày 5/2/2026"; without a number, type and day."""
        name = str(self.type_name) if self.doc_type else gettext("Văn bản")
        parts = [name, self.number]
        if self.issued_on:
            parts.append(pgettext("of a document", "ngày %(day)s") % {"day": format_date(self.issued_on)})
        return " ".join(part for part in parts if part)


def hash_of(text: str) -> str:
    """What two receptions of the same words have in common."""
    return hashlib.sha256(text.encode()).hexdigest()
