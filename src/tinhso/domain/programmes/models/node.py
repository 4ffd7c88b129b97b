"""The cascade: what is wanted, what was issued for it, what is to be done; and what hangs on what."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tinhso.domain.programmes.workflow import KIND_LABELS, TOPS, Kind
from tinhso.kernel.documents.types import CHOICES, type_name
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise
from tinhso.kernel.text.formats import format_date


class NodeQuerySet(models.QuerySet["Node"]):
    """What is asked of nodes. Everybody who holds a post reads the cascade; what hangs behind a node (its duty, its
    document) has walls of its own."""

    def visible_to(self, scope: Scope) -> "NodeQuerySet":
        """All of them: the cascade is public inside the province."""
        return self

    def live(self) -> "NodeQuerySet":
        """Those that were not dropped."""
        return self.filter(dropped_at__isnull=True)

    def tops(self) -> "NodeQuerySet":
        """Those that hang under nothing."""
        return self.live().exclude(pk__in=Link.objects.values("child"))

    def reaching_no_goal(self) -> "NodeQuerySet":
        """Those with no goal at or above them: nobody can say what they are for."""
        above = Descent.objects.filter(descendant=models.OuterRef("pk"), ancestor__kind=Kind.GOAL)
        return self.filter(~models.Exists(above))


class Node(models.Model):
    """A goal, a document, a target, a solution or a task. `owner_unit` tends it: its people may change it.

    `title` is in words of our own. `unverified` says what still wants a source. A task points at the duty that
    carries it out, or at the task of a directive that is not given yet.
    """

    kind = models.CharField(
        _("Loại"), max_length=8, choices=[(kind.value, KIND_LABELS[kind]) for kind in Kind]
    )
    title = models.CharField(_("Nội dung"), max_length=500)
    owner_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("Vị trí trong văn bản"), max_length=120, blank=True)
    unverified = models.CharField(_("Chưa kiểm chứng"), max_length=300, blank=True)
    key = models.CharField(max_length=80, null=True, unique=True, help_text="of the province pack")

    # a document
    doc_type = models.CharField(_("Loại văn bản"), max_length=24, choices=CHOICES, blank=True)
    number = models.CharField(_("Số, ký hiệu"), max_length=80, blank=True)
    issued_on = models.DateField(_("Ngày ban hành"), null=True)
    issuer_text = models.CharField(_("Cơ quan ban hành"), max_length=200, blank=True)
    document = models.OneToOneField(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )

    # a task
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    # The database empties it (migration 0002) where a candidate nobody touched goes as its text is read anew.
    directive_task = models.OneToOneField(
        "directives.DirectiveTask", on_delete=models.DO_NOTHING, null=True, related_name="+"
    )

    dropped_at = models.DateTimeField(null=True)
    drop_reason = models.CharField(_("Lý do bỏ"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="a form that shows an older one is refused")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    folded = models.CharField(max_length=900, editable=False)

    objects = NodeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_node_says_what_it_is", condition=~Q(title="") | ~Q(number="")),
            models.CheckConstraint(
                name="only_a_document_has_a_number",
                condition=Q(kind=Kind.DOCUMENT)
                | Q(number="", doc_type="", issued_on__isnull=True, document__isnull=True),
            ),
            models.CheckConstraint(
                name="only_a_task_has_a_duty",
                condition=Q(kind=Kind.TASK) | Q(duty__isnull=True, directive_task__isnull=True),
            ),
            models.CheckConstraint(
                name="a_task_points_at_a_duty_or_at_what_will_be_one",
                condition=Q(duty__isnull=True) | Q(directive_task__isnull=True),
            ),
            models.CheckConstraint(
                name="a_dropped_node_says_why",
                condition=Q(dropped_at__isnull=True) | ~Q(drop_reason=""),
            ),
        ]
        indexes = [
            # the list, by kind
            models.Index(fields=["kind", "id"], name="programmes_by_kind"),
            # the roll-up: tasks that wait for their duty are few
            models.Index(
                fields=["id"],
                condition=Q(duty__isnull=True, directive_task__isnull=False),
                name="programmes_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.name[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """One spelling for every word; what is searched in step with what is read."""
        self.fill()
        super().save(*args, **kwargs)

    def fill(self) -> None:
        """What follows from what people read; for rows that are written in bulk."""
        self.title, self.issuer_text = normalise(self.title)[:500], normalise(self.issuer_text)[:200]
        self.number = normalise(self.number)[:80]
        self.folded = fold(" ".join([self.number, self.title, self.issuer_text]))[:900]

    @property
    def kind_label(self) -> object:
        """Mục tiêu, Văn bản …"""
        return KIND_LABELS[Kind(self.kind)]

    @property
    def name(self) -> str:
        """How one line speaks of it: a document by type, number and day, everything else by its words."""
        if self.kind != Kind.DOCUMENT:
            return self.title
        parts = [str(type_name(self.doc_type)) if self.doc_type else gettext("Văn bản"), self.number]
        if self.issued_on:
            parts.append(pgettext("of a document", "ngày %(day)s") % {"day": format_date(self.issued_on)})
        return " ".join(part for part in parts if part) if self.number else self.title

    @property
    def more(self) -> str:
        """What else a line says of a document: what it is about."""
        return self.title if self.kind == Kind.DOCUMENT and self.number else ""

    @property
    def may_stand_alone(self) -> bool:
        return Kind(self.kind) in TOPS


class Link(models.Model):
    """The child serves, or carries out, the parent. A child may have several parents; never a loop (migration
    0002 sees to that, under a lock, and keeps Descent)."""

    parent = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="downward", db_index=False)
    child = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="upward")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(name="a_node_hangs_once_under_another", fields=["parent", "child"]),
            models.CheckConstraint(name="a_node_does_not_hang_under_itself", condition=~Q(parent=F("child"))),
        ]
        indexes = [
            # the children of a node, in their order
            models.Index(fields=["parent", "position", "id"], name="programmes_children"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} under {self.parent_id}"


class Descent(models.Model):
    """Every pair of a node and one below it, each once whatever the number of ways; a node is below itself.
    Written by triggers only."""

    ancestor = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+", db_index=False)
    descendant = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_descent_is_told_once", fields=["ancestor", "descendant"]),
        ]
        indexes = [
            # what stands above a node: why a duty exists
            models.Index(fields=["descendant", "ancestor"], name="programmes_above"),
        ]

    def __str__(self) -> str:
        return f"{self.descendant_id} below {self.ancestor_id}"


class Clock(models.Model):
    """What the roll-up has to know of the duty behind a task, beside the task: so that the cells of 50,000 tasks are
    counted without looking up 50,000 duties. Written by triggers only, with the change of the duty itself."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, primary_key=True, related_name="+")
    duty = models.OneToOneField("duties.Duty", on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)
    readers = ArrayField(models.BigIntegerField(), help_text="the duty's readers")

    class Meta:
        ordering = ["node_id"]

    def __str__(self) -> str:
        return f"{self.duty_id} at {self.node_id}"
