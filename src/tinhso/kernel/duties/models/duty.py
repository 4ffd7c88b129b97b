"""One table for every source of work."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.constants import OnConflict
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.duties.workflow import STATE_LABELS, State
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold


class Bound(models.TextChoices):
    """How the deadline's day is meant."""

    BEFORE = "before", _("trước ngày")
    BY = "by", _("chậm nhất ngày")
    WITHIN = "within", _("trong kỳ, đến hết ngày")


class Priority(models.TextChoices):
    """The urgency mark; the order is that of the marks."""

    THUONG = "thuong", _("Thường")
    CAO = "cao", _("Cao")
    KHAN = "khan", _("Khẩn")
    THUONG_KHAN = "thuong_khan", _("Thượng khẩn")
    HOA_TOC = "hoa_toc", _("Hỏa tốc")


# What lists and their indexes agree on.
OPEN = Q(closed_at__isnull=True)
CLOSED = Q(closed_at__isnull=False)
PAUSED = Q(paused_at__isnull=False)
NEW = Q(state__in=[State.ASSIGNED, State.RETURNED])
# Nobody has said why since the deadline passed. Only of overdue duties does anybody ask.
UNEXPLAINED = Q(paused_at__isnull=True) & (
    Q(explained_at__isnull=True) | Q(explained_at__lt=models.F("due_at"))
)
TO_DECIDE = Q(state__in=[State.SUBMITTED, State.DECLINED]) | Q(extension_asked_at__isnull=False)


class DutyQuerySet(models.QuerySet["Duty"]):
    """Who sees which duties; the first wall. The last one is the policy in apps.py, with the same rule."""

    def readable_by(self, scope: Scope) -> "DutyQuerySet":
        """Duties that the scope's units lead, led, give, coordinate or stand above; all of them for the
        province."""
        if scope.reach == Reach.PROVINCE:
            return self
        return self.filter(readers__overlap=list(scope.unit_ids))

    def insert_once(self, duty: "Duty") -> bool:
        """Insert the duty and give it its id, unless its source has opened one: then False, and nothing
        changed. Two at once: the second waits for the first one's commit.

        ON CONFLICT DO NOTHING RETURNING, in one statement: bulk_create knows the two only apart.
        """
        key = Duty._meta.pk
        fields = [field for field in Duty._meta.concrete_fields if field is not key]
        (row,) = self._insert(  # type: ignore[attr-defined]
            [duty], fields=fields, returning_fields=[key], on_conflict=OnConflict.IGNORE, using=self.db
        )
        if row is None:
            return False
        duty.pk, duty._state.adding, duty._state.db = row[0], False, self.db
        return True

    def open(self) -> "DutyQuerySet":
        """Neither completed nor stopped."""
        return self.filter(OPEN)


class Duty(models.Model):
    """A việc: somebody with authority gives it, one unit leads it, it has a product and a deadline.

    `due_at` is the instant from which it is late, derived from `due_on` and `due_bound` by the calendar's
    rules; `due_text` keeps the phrase of the document. `done_at` is the completion that counts (rule
    duty.completion_instant); it is known only from `confirmed_at` on.
    """

    source = models.CharField(max_length=60, help_text="registered key of what raised it: directives.task")
    source_id = models.CharField(max_length=64)
    origin = models.CharField(
        max_length=80, blank=True, help_text="the document or campaign it is counted under"
    )
    title = models.TextField(_("Việc"))
    product = models.TextField(_("Sản phẩm"), blank=True)
    field_of_work = models.ForeignKey(
        "units.FieldOfWork",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", db_index=False
    )
    order = models.ForeignKey(
        "duties.Order", on_delete=models.PROTECT, null=True, related_name="parts", db_index=False
    )

    lead_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="duties_led", db_index=False
    )
    accountable_text = models.CharField(_("Người chịu trách nhiệm"), max_length=200, blank=True)
    assigner_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="duties_given", db_index=False
    )
    assigner_post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    readers = ArrayField(models.BigIntegerField(), help_text="units whose people may see it")

    given_at = models.DateTimeField(_("Ngày giao"))
    due_on = models.DateField(_("Thời hạn"), null=True)
    due_bound = models.CharField(max_length=8, choices=Bound.choices, blank=True)
    due_at = models.DateTimeField(null=True, help_text="late from this instant on")
    due_text = models.CharField(max_length=300, blank=True)
    no_deadline_reason = models.CharField(_("Lý do không có thời hạn"), max_length=300, blank=True)
    priority = models.CharField(max_length=12, choices=Priority.choices, default=Priority.THUONG)

    state = models.CharField(max_length=12, choices=[(s.value, STATE_LABELS[s]) for s in State])
    changed_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, help_text="its clock stands since then")
    accepted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True, help_text="the last submission")
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    extension_asked_at = models.DateTimeField(null=True, help_text="a request waits for the assigner")
    explained_at = models.DateTimeField(null=True, help_text="the last explanation given after the deadline")
    stopped_at = models.DateTimeField(null=True)
    stop_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, help_text="completed or stopped; null while it is open")

    folded = models.TextField(editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_source_opens_a_duty_once", fields=["source", "source_id"]),
            models.CheckConstraint(
                name="a_duty_has_a_deadline_or_a_reason",
                condition=Q(due_at__isnull=False, due_on__isnull=False)
                | Q(due_at__isnull=True, due_on__isnull=True) & ~Q(no_deadline_reason=""),
                violation_error_message=_("Cần có thời hạn, hoặc lý do vì sao không có thời hạn."),
            ),
            models.CheckConstraint(
                name="a_completed_duty_is_done_and_confirmed",
                condition=Q(state=State.COMPLETED, done_at__isnull=False, confirmed_at__isnull=False)
                | ~Q(state=State.COMPLETED) & Q(done_at__isnull=True, confirmed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_duty_is_done_before_it_is_confirmed",
                condition=Q(done_at__isnull=True) | Q(done_at__lte=models.F("confirmed_at")),
            ),
            models.CheckConstraint(
                name="a_stopped_duty_says_when_and_why",
                condition=Q(state=State.STOPPED, stopped_at__isnull=False) & ~Q(stop_reason="")
                | ~Q(state=State.STOPPED) & Q(stopped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_duty_is_closed_when_completed_or_stopped",
                condition=Q(state__in=[State.COMPLETED, State.STOPPED], closed_at__isnull=False)
                | ~Q(state__in=[State.COMPLETED, State.STOPPED]) & Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_closed_duty_has_no_standing_clock",
                condition=Q(closed_at__isnull=True) | Q(paused_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_duty_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
            ),
            models.CheckConstraint(
                name="a_duty_is_read_by_its_lead_and_assigner",
                condition=Q(readers__contains=[models.F("lead_unit")])
                & Q(readers__contains=[models.F("assigner_unit")]),
            ),
        ]
        indexes = [
            # the inbox, tab "chủ trì": a unit's open duties by deadline
            models.Index(fields=["lead_unit", "due_at", "id"], condition=OPEN, name="duty_inbox"),
            # the inbox, tab "đã giao"
            models.Index(fields=["assigner_unit", "due_at", "id"], condition=OPEN, name="duty_given"),
            # the inbox of a provincial office: everything given at the top, by deadline
            models.Index(fields=["due_at", "id"], condition=OPEN, name="duty_open_by_due"),
            # the number beside the menu: what a unit has to accept or to correct
            models.Index(fields=["lead_unit", "id"], condition=OPEN & NEW, name="duty_new"),
            # tab "chờ quyết định", of a unit and of the province
            models.Index(
                fields=["assigner_unit", "due_at", "id"], condition=OPEN & TO_DECIDE, name="duty_to_decide"
            ),
            models.Index(fields=["due_at", "id"], condition=OPEN & TO_DECIDE, name="duty_to_decide_by_due"),
            # the inbox narrowed to what is paused; few are
            models.Index(fields=["due_at", "id"], condition=OPEN & PAUSED, name="duty_paused"),
            # overdue and not explained: the inbox's filter and the board's number, of the province
            models.Index(fields=["due_at", "id"], condition=OPEN & UNEXPLAINED, name="duty_unexplained"),
            # what is finished, newest first: led by a unit, given by a unit, of the province
            models.Index(
                fields=["lead_unit", "-closed_at", "-id"], condition=CLOSED, name="duty_closed_by_lead"
            ),
            models.Index(
                fields=["assigner_unit", "-closed_at", "-id"], condition=CLOSED, name="duty_closed_by_giver"
            ),
            models.Index(fields=["-closed_at", "-id"], condition=CLOSED, name="duty_closed"),
            # the board by document, and a document's own page
            models.Index(fields=["origin"], condition=~Q(origin=""), name="duty_by_origin"),
            # the parts of a duty; few duties are parts, and few name their field
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="duty_parts"),
            # the duties of an order, by deadline
            models.Index(
                fields=["order", "due_at", "id"], condition=Q(order__isnull=False), name="duty_of_order"
            ),
            models.Index(
                fields=["field_of_work"], condition=Q(field_of_work__isnull=False), name="duty_of_field"
            ),
        ]

    def __str__(self) -> str:
        return self.title[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is searched in step with the words."""
        self.folded = fold(f"{self.title} {self.product} {self.accountable_text}")
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def unexplained(self, at: datetime) -> bool:
        """Overdue, and nobody has said why since the deadline."""
        late = self.is_open and not self.paused and self.due_at is not None and self.due_at <= at
        return late and (self.explained_at is None or self.explained_at < self.due_at)  # type: ignore[operator]

    @property
    def paused(self) -> bool:
        return self.paused_at is not None


class Coordination(models.Model):
    """A unit that helps the lead. `open` and `due_at` are the duty's; the database keeps them so."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="coordinations", db_index=False)
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="coordinations", db_index=False
    )
    open = models.BooleanField(default=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_unit_coordinates_a_duty_once", fields=["duty", "unit"]),
        ]
        indexes = [
            # the inbox, tab "phối hợp": by deadline
            models.Index(fields=["unit", "due_at", "duty"], condition=Q(open=True), name="helping_by_due"),
            # what a unit has ever helped with, for whoever succeeds it
            models.Index(fields=["unit"], name="helping_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} helps with {self.duty_id}"
