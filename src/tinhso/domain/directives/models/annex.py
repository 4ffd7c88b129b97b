from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.directives.models.task import Bound, DeadlineKind
from tinhso.domain.directives.workflow import ANNEX_LABELS, ANNEX_OVER, AnnexState
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope


class Meaning(models.TextChoices):
    """What a name in an annex means."""

    UNIT = "unit", _("Một đơn vị")
    WORDS = "words", _("Ghi bằng chữ: một nhóm, hoặc cơ quan ngoài danh sách")
    UNKNOWN = "unknown", _("Chưa rõ")


class RowKind(models.TextChoices):
    """What a row of a table is."""

    TASK = "task", _("Nhiệm vụ")
    SECTION = "section", _("Đề mục")
    TOTAL = "total", _("Dòng tổng")
    NOTE = "note", _("Ghi chú")
    HEADING = "heading", _("Tiêu đề lặp lại")
    HIDDEN = "hidden", _("Hàng ẩn")


class AnnexQuerySet(models.QuerySet["Annex"]):
    """Who may read which annex: whoever may read its document."""

    def visible_to(self, scope: Scope) -> "AnnexQuerySet":
        """Those whose document the post reaches."""
        if scope.reach == Reach.PROVINCE:
            return self
        return self.filter(directive__document__readers__overlap=list(scope.unit_ids))


class Annex(models.Model):
    """A table of tasks that belongs to a directive, taken from a file: read, previewed, imported, perhaps undone.

    `tables` says what the file has; `labels` and `keys` what stands over the columns of the chosen one and what
    a person, or the synonyms, say that they hold. `actor` is who asked for what the worker does.
    """

    directive = models.ForeignKey("directives.Directive", on_delete=models.PROTECT, related_name="annexes")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    label = models.CharField(_("Tên phụ lục"), max_length=120, blank=True)

    table = models.PositiveSmallIntegerField(null=True)
    tables = models.JSONField(default=list)
    labels = models.JSONField(default=list)
    keys = models.JSONField(default=list)
    begins = models.PositiveIntegerField(
        default=0, help_text="the first row below the heading, as people see it"
    )
    with_hidden = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=[(s.value, ANNEX_LABELS[s]) for s in AnnexState])
    problem = models.CharField(max_length=500, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    tasks_read = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    lacking = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    hidden = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    left_out_reason = models.CharField(max_length=300, blank=True)
    errors_taken_at = models.DateTimeField(null=True, help_text="when the sheet of errors was downloaded")
    gives = models.BooleanField(default=False, help_text="duties are opened at once")

    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(help_text="the worker's last sign of life")
    actor = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(null=True)
    imported_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = AnnexQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_table_of_a_file_is_an_annex_once",
                fields=["directive", "digest", "table"],
                condition=~Q(state__in=ANNEX_OVER),
            ),
            models.CheckConstraint(
                name="rows_are_left_out_for_a_reason", condition=Q(left_out=0) | ~Q(left_out_reason="")
            ),
            models.CheckConstraint(
                name="an_imported_annex_says_who_and_when",
                condition=~Q(state__in=["imported", "undoing", "undone"])
                | Q(imported_at__isnull=False, imported_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_annex_with_errors_is_not_imported",
                condition=~Q(state__in=["importing", "imported"]) | Q(wrong=F("left_out")),
            ),
        ]
        indexes = [models.Index(fields=["directive"], name="annexes_of_a_directive")]  # its list

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What people call it."""
        return self.label or self.name

    @property
    def state_label(self) -> object:
        """The state in words."""
        return ANNEX_LABELS[AnnexState(self.state)]

    @property
    def runs(self) -> bool:
        """Whether the worker has it."""
        return self.state in (AnnexState.READING, AnnexState.IMPORTING, AnnexState.UNDOING)

    @property
    def to_import(self) -> int:
        """How many rows an import would write."""
        return self.tasks_read - self.left_out

    @property
    def may_import(self) -> bool:
        """Nothing is imported beside an error that nobody has answered for."""
        return self.state == AnnexState.CHECKING and self.wrong == self.left_out and self.to_import > 0


class AnnexRow(models.Model):
    """A row of the table as it was read. `lead_names` and `helper_names` are looked up among the annex's names."""

    annex = models.ForeignKey(Annex, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(help_text="as people see it in the file")
    kind = models.CharField(max_length=8, choices=RowKind.choices)
    section = models.CharField(max_length=600, blank=True)
    cells = models.JSONField(default=dict)
    title = models.TextField(blank=True)
    product = models.TextField(blank=True)
    lead_names = ArrayField(models.CharField(max_length=300), default=list)
    helper_names = ArrayField(models.CharField(max_length=300), default=list)
    due_on = models.DateField(null=True)
    bound = models.CharField(max_length=8, choices=Bound.choices, blank=True)
    deadline_kind = models.CharField(max_length=12, choices=DeadlineKind.choices, default=DeadlineKind.NONE)
    deadline_raw = models.CharField(max_length=300, blank=True)
    no_deadline_reason = models.CharField(max_length=300, blank=True)
    accountable = models.CharField(max_length=200, blank=True)
    report_to = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    wrong = models.BooleanField(default=False)
    lacking = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    folded = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="a_row_of_an_annex_is_read_once", fields=["annex", "number"]),
            models.CheckConstraint(
                name="only_a_wrong_row_is_left_out", condition=Q(left_out=False) | Q(wrong=True)
            ),
        ]
        indexes = [
            # the preview narrowed to what has to be mended
            models.Index(fields=["annex", "number"], condition=Q(wrong=True), name="annex_rows_to_mend"),
        ]

    def __str__(self) -> str:
        return f"{self.annex_id} row {self.number}"


class AnnexName(models.Model):
    """A name of a unit that an annex uses, and what it means: said once for all of its rows."""

    annex = models.ForeignKey(Annex, on_delete=models.CASCADE, related_name="names", db_index=False)
    text = models.CharField(max_length=300)
    meaning = models.CharField(max_length=8, choices=Meaning.choices)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    uses = models.PositiveIntegerField(default=0)
    said_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-uses", "text"]
        constraints = [
            models.UniqueConstraint(name="a_name_means_one_thing_in_an_annex", fields=["annex", "text"]),
            models.CheckConstraint(
                name="a_name_that_means_a_unit_has_it",
                condition=Q(meaning="unit", unit__isnull=False) | ~Q(meaning="unit") & Q(unit__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class AnnexReference(models.Model):
    """A sentence that gives the work of an annex without saying it: "… nhiệm vụ tại Phụ lục I kèm theo"."""

    directive = models.ForeignKey(
        "directives.Directive", on_delete=models.CASCADE, related_name="annex_references"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    label = models.CharField(max_length=120)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                name="a_sentence_refers_to_an_annex_once", fields=["directive", "start", "label"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.label}"
