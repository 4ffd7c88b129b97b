"""An act that changes units, from its draft to its end: what it decides, where objects go, how far it is."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.text.formats import format_date


class What(models.TextChoices):
    """The verbs; each is a file of actions/."""

    ESTABLISH = "establish", _("Thành lập")
    RENAME = "rename", _("Đổi tên")
    MERGE = "merge", _("Nhập, hợp nhất")
    SPLIT = "split", _("Chia, tách")
    DISSOLVE = "dissolve", _("Giải thể")
    TRANSFER_FIELD = "transfer_field", _("Chuyển lĩnh vực")
    CHANGE_PARENT = "change_parent", _("Đổi cơ quan cấp trên")
    REARRANGE = "rearrange", _("Sắp xếp nhiều đơn vị")
    REVERSE = "reverse", _("Khôi phục như trước")


class State(models.TextChoices):
    """draft → decided → running → done → reversed; a draft, or a decided act before its day, is withdrawn."""

    DRAFT = "draft", pgettext_lazy("of an act", "Dự thảo")
    DECIDED = "decided", pgettext_lazy("of an act", "Đã quyết định, chờ ngày hiệu lực")
    RUNNING = "running", pgettext_lazy("of an act", "Đang thực hiện")
    DONE = "done", pgettext_lazy("of an act", "Đã xong")
    REVERSED = "reversed", pgettext_lazy("of an act", "Đã khôi phục như trước")
    WITHDRAWN = "withdrawn", pgettext_lazy("of an act", "Đã rút")


class Reorganisation(models.Model):
    """One act by one legal document, with effect from one day.

    `plan` says what becomes of the units (plan.Plan as JSON; units to come have negative numbers, which
    `realised` resolves once they exist). `decisions` is what a person answered where the plan leaves a choice.
    `survey` is what the last count found. `facts` is the log from which a withdrawal takes facts back that have
    not come to hold yet.
    """

    what = models.CharField(_("Loại"), max_length=16, choices=What.choices)
    state = models.CharField(_("Tình trạng"), max_length=10, choices=State.choices, default=State.DRAFT)
    document_number = models.CharField(_("Số văn bản"), max_length=120)
    document_on = models.DateField(_("Ngày văn bản"))
    document_id = models.BigIntegerField(null=True, help_text="documents.OfficialDocument, where it is kept")
    effective_on = models.DateField(_("Ngày hiệu lực"))
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversals", verbose_name=_("Khôi phục")
    )
    plan = models.JSONField()
    decisions = models.JSONField(default=list)
    realised = models.JSONField(default=dict, help_text="negative numbers of the plan -> units")
    facts = models.JSONField(default=list)
    survey = models.JSONField(default=list)
    surveyed_at = models.DateTimeField(null=True)

    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True, help_text="person")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True, help_text="person")
    decided_in_post = models.BigIntegerField(null=True)
    decided_for = models.BigIntegerField(null=True, help_text="unit")
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="an_act_names_its_document",
                condition=~Q(document_number=""),
                violation_error_message=_("Ghi số văn bản là căn cứ."),
            ),
            models.CheckConstraint(
                name="only_a_reversal_reverses",
                condition=Q(what=What.REVERSE, reverses__isnull=False)
                | ~Q(what=What.REVERSE) & Q(reverses__isnull=True),
            ),
            models.CheckConstraint(
                name="an_act_does_not_reverse_itself",
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
            ),
            models.CheckConstraint(
                name="an_act_that_runs_was_decided",
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN]) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_done_act_says_when",
                condition=Q(state__in=[State.DONE, State.REVERSED], done_at__isnull=False)
                | ~Q(state__in=[State.DONE, State.REVERSED]) & Q(done_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="an_act_is_reversed_once",
                fields=["reverses"],
                condition=Q(reverses__isnull=False) & ~Q(state=State.WITHDRAWN),
                violation_error_message=_("Đã có một văn bản khôi phục việc sắp xếp này."),
            ),
        ]
        indexes = [
            # the worker looks every minute for what is due
            models.Index(
                fields=["effective_on"],
                condition=Q(state__in=[State.DECIDED, State.RUNNING]),
                name="units_acts_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.document_number}"

    @property
    def source(self) -> str:
        """How facts of this act name where they come from; no pack has such a source."""
        return f"act/{self.pk}"

    @property
    def basis(self) -> str:
        """The document in words: '1684/NQ-UBTVQH15 ngày 16/6/2025'."""
        facts = {"number": self.document_number, "day": format_date(self.document_on)}
        return gettext("%(number)s ngày %(day)s") % facts

    @property
    def open(self) -> bool:
        """Whether it still claims its units."""
        return self.state in (State.DECIDED, State.RUNNING)


class Involved(models.Model):
    """A unit that an act changes. While the act is under way no other act may take the unit up."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="involved")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="acts")
    open = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_unit_is_named_once_by_an_act", fields=["reorganisation", "unit"]),
            models.UniqueConstraint(
                name="a_unit_is_in_one_open_act_at_a_time", fields=["unit"], condition=Q(open=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.reorganisation_id}"


ARCHIVE = "archive"  # the kind of a route by which whoever takes over may read what is closed


class Route(models.Model):
    """Where objects of one kind go that a unit owns: this one object, else those that once came from a unit,
    else those of a field of work, else the rest. What no route takes waits for a decision."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="routes")
    kind = models.CharField(max_length=20)
    predecessor = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    field = models.ForeignKey("units.FieldOfWork", on_delete=models.PROTECT, null=True, related_name="+")
    came_from = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    subject_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_object_has_one_way_to_go",
                fields=["reorganisation", "kind", "predecessor", "field", "came_from", "subject_id"],
                condition=~Q(kind=ARCHIVE),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            # every batch joins the routes of its act
            models.Index(fields=["reorganisation", "kind", "predecessor"], name="units_route_of_act"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.predecessor_id} -> {self.successor_id}"


class Moved(models.Model):
    """The hand-over record: these objects of a kind passed from one unit to another by an act.

    From it a reversal knows what goes back where. Ids lie between `low` and `high`.
    """

    reorganisation = models.ForeignKey(
        Reorganisation, on_delete=models.PROTECT, related_name="handovers", db_index=False
    )
    kind = models.CharField(max_length=20)
    predecessor = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    ids = ArrayField(models.BigIntegerField())
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_handover_hands_something_over", condition=Q(ids__len__gt=0))
        ]
        indexes = [
            # a reversal reads the hand-overs of a window of ids
            models.Index(fields=["reorganisation", "kind", "low"], name="units_handover_of_act"),
        ]

    def __str__(self) -> str:
        return f"{len(self.ids)} {self.kind}: {self.predecessor_id} -> {self.successor_id}"


class Stage(models.Model):
    """How far one kind of object is carried over. The row commits with the batch that it counts."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField(help_text="in which order the kinds go")
    cursor = models.BigIntegerField(default=0, help_text="every object up to this id was looked at")
    upto = models.BigIntegerField(default=0)
    moved = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    stirred_at = models.DateTimeField(null=True, help_text="the last batch")

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(name="a_kind_has_one_stage_in_an_act", fields=["reorganisation", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} up to {self.cursor}"

    @property
    def share(self) -> int:
        """Per cent of what is to be looked at."""
        if self.done_at:
            return 100
        return min(99, int(100 * self.cursor / self.upto)) if self.upto else 0

    def as_dict(self) -> dict[str, Any]:
        """For tests and logs."""
        return {"kind": self.kind, "cursor": self.cursor, "moved": self.moved, "done": bool(self.done_at)}
