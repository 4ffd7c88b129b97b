from django.db import models
from django.db.models import F, Q

from tinhso.domain.directives.workflow import DIRECTIVE_LABELS, DirectiveState
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope


class DirectiveQuerySet(models.QuerySet["Directive"]):
    """Who may read which directive: whoever may read its document."""

    def visible_to(self, scope: Scope) -> "DirectiveQuerySet":
        """Those whose document the post reaches."""
        if scope.reach == Reach.PROVINCE:
            return self
        return self.filter(document__readers__overlap=list(scope.unit_ids))


class Directive(models.Model):
    """A document that gives work, being read: which sentences give it, and how far the checking is."""

    document = models.OneToOneField(
        "documents.OfficialDocument", on_delete=models.PROTECT, primary_key=True, related_name="directive"
    )
    state = models.CharField(max_length=10, choices=[(s.value, DIRECTIVE_LABELS[s]) for s in DirectiveState])
    guessed = models.JSONField(
        default=dict, help_text="what the heading seems to say, until a person has said so"
    )
    reader_version = models.CharField(
        max_length=20, blank=True, help_text="of the engine that found the tasks"
    )
    read_on = models.DateField(null=True, help_text="the document's date with which the text was read")
    read_done = models.PositiveIntegerField(default=0, help_text="signs of a long text read so far")
    read_problem = models.CharField(
        max_length=300, blank=True, help_text="why the worker could not read it to its end"
    )
    # How clear the document is (clarity.Score of its tasks), as of the last change of a task; null: not counted.
    counted_tasks = models.PositiveIntegerField(null=True)
    clear_tasks = models.PositiveIntegerField(default=0)
    asked_marks = models.PositiveIntegerField(default=0)
    clear_marks = models.PositiveIntegerField(default=0)
    missing_marks = models.JSONField(default=dict, help_text="mark → how many tasks lack it")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        ordering = ["-document_id"]
        constraints = [
            models.CheckConstraint(
                name="a_confirmed_directive_says_who_and_when",
                condition=Q(state="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False)
                | ~Q(state="confirmed"),
            ),
            models.CheckConstraint(
                name="a_directive_is_read_with_its_date", condition=Q(state="read") | Q(read_on__isnull=False)
            ),
            models.CheckConstraint(
                name="a_score_counts_no_more_than_there_is",
                condition=Q(counted_tasks__isnull=True)
                | Q(clear_tasks__lte=F("counted_tasks"), clear_marks__lte=F("asked_marks")),
            ),
        ]

    def __str__(self) -> str:
        return f"directive {self.pk}"

    @property
    def state_label(self) -> object:
        """The state in words."""
        return DIRECTIVE_LABELS[DirectiveState(self.state)]

    @property
    def clarity_share(self) -> float | None:
        """Of all marks of all tasks the share that is clear, 0 to 1; None where nothing was counted."""
        return self.clear_marks / self.asked_marks if self.counted_tasks and self.asked_marks else None
