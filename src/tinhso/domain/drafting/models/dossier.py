from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.drafting.workflow import CLOSED, STAGE_LABELS, STAGE_TONES, Stage
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.models import Side
from tinhso.kernel.documents.types import CHOICES, type_name
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold

STAGES = [(stage.value, STAGE_LABELS[stage]) for stage in Stage]


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Who may see which dossier; the first wall. The last one is in apps.py, with the same rule."""

    def visible_to(self, scope: Scope) -> "DossierQuerySet":
        """The dossiers that the post's units write, appraise, sign, issue, or were asked about."""
        if scope.reach == Reach.PROVINCE:
            return self
        units = list(scope.unit_ids)
        return self.filter(Q(readers__overlap=units) | Q(consulted__overlap=units))


class Dossier(models.Model):
    """A draft on its way: what was asked, what it is now, in whose hands, and at last what was issued."""

    owner_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", help_text="drafts it"
    )
    issuer_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", help_text="in whose name it is issued"
    )
    doc_type = models.CharField(_("Loại văn bản"), max_length=24, choices=CHOICES)
    side = models.CharField(max_length=5, choices=Side.choices, default=Side.STATE)
    abstract = models.CharField(_("Trích yếu"), max_length=500)
    duty = models.ForeignKey(
        "duties.Duty",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the task that asked for it",
    )
    asked_type = models.CharField(max_length=24, choices=CHOICES, help_text="as the task named it first")
    asked_issuer = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="+", help_text="as the task named it first"
    )
    redirect_reason = models.CharField(
        max_length=500, blank=True, help_text="why it is now another type or issuer"
    )
    stage = models.CharField(max_length=10, choices=STAGES, default=Stage.DRAFTING)
    head = models.PositiveIntegerField(help_text="number of the version that counts")
    last = models.PositiveIntegerField(help_text="the last number that was given to a version")
    drop_reason = models.CharField(max_length=500, blank=True)
    issued = models.OneToOneField(
        "documents.IssuedDocument", on_delete=models.PROTECT, null=True, related_name="dossier"
    )
    readers = ArrayField(models.BigIntegerField(), help_text="units that read the whole dossier")
    consulted = ArrayField(models.BigIntegerField(), default=list, help_text="units that were asked about it")
    folded = models.CharField(max_length=600, editable=False)
    token = models.CharField(
        max_length=40, help_text="of the form, so that a second click makes no second dossier"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="a_form_opens_a_dossier_once", fields=["opened_by", "token"]),
            models.CheckConstraint(
                name="an_issued_dossier_has_its_document",
                condition=Q(stage=Stage.ISSUED, issued__isnull=False)
                | ~Q(stage=Stage.ISSUED) & Q(issued__isnull=True),
            ),
            models.CheckConstraint(
                name="a_dropped_dossier_says_why",
                condition=Q(stage=Stage.DROPPED) & ~Q(drop_reason="")
                | ~Q(stage=Stage.DROPPED) & Q(drop_reason=""),
            ),
            models.CheckConstraint(
                name="the_version_that_counts_is_there", condition=Q(head__gte=1, last__gte=models.F("head"))
            ),
            models.CheckConstraint(
                name="a_dossier_is_read_by_its_drafter",
                condition=Q(readers__contains=[models.F("owner_unit")]),
            ),
        ]
        indexes = [
            # the wall, and the list: what a unit writes, appraises, signs
            GinIndex(fields=["readers"], name="drafting_readers"),
            # the wall: what a unit was asked about
            GinIndex(fields=["consulted"], name="drafting_consulted"),
            # the list, newest first
            models.Index(fields=["-changed_at", "-id"], name="drafting_by_change"),
            # the page of a duty: what is written for it
            models.Index(fields=["duty"], condition=Q(duty__isnull=False), name="drafting_of_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.type_name}: {self.abstract}"[:120]

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep what is searched in step with the words."""
        self.folded = fold(self.abstract)[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def type_name(self) -> object:
        """Quyết định, Kế hoạch …"""
        return type_name(self.doc_type)

    @property
    def asked_type_name(self) -> object:
        """The type that was asked for."""
        return type_name(self.asked_type)

    @property
    def stage_label(self) -> object:
        return STAGE_LABELS[Stage(self.stage)]

    @property
    def tone(self) -> str:
        return STAGE_TONES[Stage(self.stage)]

    @property
    def closed(self) -> bool:
        """Issued or given up."""
        return self.stage in CLOSED

    @property
    def differs(self) -> bool:
        """Whether it is another type, or by another body, than the task named first: that happens, and is shown."""
        return (self.doc_type, self.issuer_unit_id) != (self.asked_type, self.asked_issuer_id)


class Spell(models.Model):
    """A stage of the draft in the hands of one unit, from–to."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="spells")
    stage = models.CharField(max_length=10, choices=STAGES)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True, help_text="why it came back")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_draft_is_in_one_pair_of_hands", fields=["dossier"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="a_spell_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.dossier_id}"

    @property
    def stage_label(self) -> object:
        return STAGE_LABELS[Stage(self.stage)]


class VersionQuerySet(models.QuerySet["Version"]):
    """Who may read which version."""

    def visible_to(self, scope: Scope) -> "VersionQuerySet":
        """The drafting unit reads all; others what was sent to them."""
        return self if scope.reach == Reach.PROVINCE else self.filter(readers__overlap=list(scope.unit_ids))


class Version(models.Model):
    """The draft as somebody left it. A version made beside a newer one stands aside until somebody joins them."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    made_from = models.PositiveIntegerField(null=True, help_text="the version that was edited")
    aside = models.BooleanField(default=False, help_text="a newer one was there already when it came")
    joined_in = models.PositiveIntegerField(null=True, help_text="the version into which it went")
    content = models.JSONField(help_text="issuing.content.Sheet.as_data()")
    file = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="as it was uploaded",
    )
    note = models.CharField(_("Đã sửa gì"), max_length=500, blank=True)
    readers = ArrayField(models.BigIntegerField(), help_text="units that may read this version")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="a_version_has_its_number", fields=["dossier", "number"]),
            models.CheckConstraint(
                name="a_version_is_made_from_an_earlier_one",
                condition=Q(made_from__isnull=True) | Q(made_from__lt=models.F("number")),
            ),
            models.CheckConstraint(
                name="only_what_stood_aside_is_joined", condition=Q(joined_in__isnull=True) | Q(aside=True)
            ),
            models.CheckConstraint(name="a_version_has_readers", condition=Q(readers__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.dossier_id}"

    @property
    def sheet(self) -> Sheet:
        """What is written in it."""
        return Sheet.from_data(self.content)

    @property
    def waits(self) -> bool:
        """Somebody's work that is in no version that counts."""
        return self.aside and self.joined_in is None
