from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.scanning import Scan
from tinhso.kernel.people.scope import Scope

SCANS = [
    (Scan.UNSCANNED.value, _("Chưa quét: chưa cấu hình máy quét mã độc")),
    (Scan.CLEAN.value, _("Đã quét, không thấy mã độc")),
    (Scan.WAITING.value, _("Chờ quét mã độc, chưa mở được")),
    (Scan.INFECTED.value, _("Có mã độc, đã xóa nội dung")),
]


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Who may open which file."""

    def visible_to(self, scope: Scope) -> "StoredFileQuerySet":
        """The files that the post reaches: those of its units, or all of the province."""
        if scope.reach == "province":
            return self
        return self.filter(readers__overlap=list(scope.unit_ids))


class StoredFile(models.Model):
    """One upload. Its bytes lie under MEDIA_ROOT by their hash; the same bytes are kept once."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    kind = models.CharField(max_length=4, choices=[(kind.value, kind.value.upper()) for kind in Kind])
    name = models.CharField(max_length=200, help_text="as the person named it")
    readers = ArrayField(models.BigIntegerField(), help_text="units whose posts may open it")
    scan = models.CharField(max_length=9, choices=SCANS, default=Scan.UNSCANNED)
    scanned_at = models.DateTimeField(null=True)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_file_has_readers", condition=models.Q(readers__len__gt=0)),
            models.CheckConstraint(
                name="what_the_scanner_said_has_its_time",
                condition=models.Q(scan__in=["unscanned", "waiting"], scanned_at__isnull=True)
                | models.Q(scan__in=["clean", "infected"], scanned_at__isnull=False),
            ),
            models.CheckConstraint(name="a_file_is_not_empty", condition=models.Q(size__gt=0)),
        ]
        indexes = [
            # the wall, and every list of files
            GinIndex(fields=["readers"], name="documents_file_readers"),
            # the sweep asks whether bytes are still wanted
            models.Index(fields=["sha256"], name="documents_file_hash"),
            # the job that scans what could not be scanned on arrival
            models.Index(
                fields=["id"],
                name="documents_file_to_scan",
                condition=models.Q(scan__in=["unscanned", "waiting"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def served(self) -> bool:
        """Whether its bytes may leave: never out of quarantine."""
        return self.scan in (Scan.CLEAN, Scan.UNSCANNED)

    @property
    def media_type(self) -> str:
        """The content type under which it is sent back."""
        return Kind(self.kind).media_type
