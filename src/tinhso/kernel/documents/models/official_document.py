import hashlib

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.documents.models.term import Term
from tinhso.kernel.documents.naming import unit_named
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


class Direction(models.TextChoices):
    """Which way a document goes, seen from the unit whose register it stands in."""

    INCOMING = "incoming", _("Văn bản đến")
    ISSUED = "issued", _("Văn bản đi")
    DRAFT = "draft", _("Dự thảo")


class OfficialDocumentQuerySet(models.QuerySet["OfficialDocument"]):
    """Who may read which document."""

    def visible_to(self, scope: Scope) -> "OfficialDocumentQuerySet":
        """The documents that the post reaches: those of its units and those its units were given to read."""
        if scope.reach == "province":
            return self
        return self.filter(readers__overlap=list(scope.unit_ids))


class OfficialDocument(models.Model):
    """A document of the register: what it is called, by whom and when, and its words.

    Each unit that receives a paper has its own row: its number of arrival, who handles it, who may read it. What
    two rows of one paper have in common is `series_key`: issuer, period and number.
    """

    direction = models.CharField(
        _("Đến, đi, dự thảo"), max_length=8, choices=Direction.choices, default=Direction.INCOMING
    )
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
    field_of_work = models.ForeignKey(
        "units.FieldOfWork", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Lĩnh vực")
    )
    text = models.TextField(blank=True, help_text="empty where only the paper or a scan is kept")
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
    series_key = models.CharField(max_length=200, blank=True, db_collation="C", editable=False)
    draft = models.OneToOneField(
        "documents.Draft",
        on_delete=models.PROTECT,
        null=True,
        related_name="registered",
        help_text="the sheet that it is, or was before it was issued",
    )
    received_on = models.DateField(_("Ngày đến"), null=True, help_text="the day on the arrival stamp")
    handling_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Đơn vị xử lý")
    )
    version = models.PositiveIntegerField(default=1, help_text="goes up with every change of what it is")
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
                condition=models.Q(inherited_from__isnull=True)
                & ~models.Q(direction=Direction.DRAFT)
                & ~models.Q(text=""),
            ),
            models.UniqueConstraint(
                name="a_number_is_registered_once_in_its_series",
                fields=["owner_unit", "series_key"],
                condition=models.Q(inherited_from__isnull=True) & ~models.Q(series_key=""),
            ),
            models.CheckConstraint(
                name="only_an_incoming_document_has_a_day_of_arrival",
                condition=models.Q(direction=Direction.INCOMING) | models.Q(received_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_draft_bears_no_number",
                condition=~models.Q(direction=Direction.DRAFT) | models.Q(number="", series_key=""),
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
            # the other receptions of the same paper, when relations are followed
            models.Index(
                fields=["series_key"], name="documents_same_paper", condition=~models.Q(series_key="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep what is searched and compared by in step with what people read."""
        self.fill()
        if not kwargs.get("update_fields"):
            self.series_key = series_key_of(self)
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
        if self.direction == Direction.DRAFT:
            return gettext("Dự thảo %(type)s") % {"type": name[:1].lower() + name[1:]}
        parts = [name, self.number]
        if self.issued_on:
            parts.append(pgettext("of a document", "ngày %(day)s") % {"day": format_date(self.issued_on)})
        return " ".join(part for part in parts if part)


def hash_of(text: str) -> str:
    """What two receptions of the same words have in common."""
    return hashlib.sha256(text.encode()).hexdigest()


def series_key_of(document: OfficialDocument) -> str:
    """What no second document of the same register may bear: issuer, period and number; "" where the number or the
    day is not known.

    The period of the State is the year, that of the Party the term of its committee. Of a Party body whose terms
    nobody declared (those of the Centre) the year stands in: that refuses less than the rule, never more.
    """
    number, day = parse_number(document.number_raw or document.number), document.issued_on
    if not number.number or day is None or document.direction == Direction.DRAFT:
        return ""
    issuer = document.issuer_id or unit_named(document.issuer_text, day)
    party = number.party or document.side == Side.PARTY
    term = Term.of(issuer, day) if issuer and party else None
    who = f"u{issuer}" if issuer else fold(document.issuer_text)[:90]
    period = f"t{term.pk}" if term else str(day.year)
    kind = "" if number.understood else f"{document.doc_type}:"
    return f"{who}|{period}|{kind}{number.key}"[:200]
