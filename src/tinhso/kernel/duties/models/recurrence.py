"""Work that returns: every period opens its own duty."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.duties.models.duty import Bound, Priority
from tinhso.kernel.duties.rhythm import DayOff, Every, On, Rhythm
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope

EVERY = [
    (Every.WEEK, _("Hằng tuần")),
    (Every.MONTH, _("Hằng tháng")),
    (Every.QUARTER, _("Hằng quý")),
    (Every.YEAR, _("Hằng năm")),
]
ON = [
    (On.DAY, _("ngày ấn định")),
    (On.LAST_DAY, _("ngày cuối kỳ")),
    (On.LAST_WORKING_DAY, _("ngày làm việc cuối kỳ")),
]
DAY_OFF = [
    (DayOff.NEXT, _("lùi sang ngày làm việc tiếp theo")),
    (DayOff.PREVIOUS, _("đưa lên ngày làm việc liền trước")),
    (DayOff.STAY, _("giữ nguyên ngày")),
]


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    """Who sees which; the wall in apps.py says the same."""

    def visible_to(self, scope: Scope) -> "RecurrenceQuerySet":
        """What the scope's units gave or lead."""
        if scope.reach == Reach.PROVINCE:
            return self
        own = list(scope.unit_ids)
        return self.filter(Q(assigner_unit__in=own) | Q(lead_unit__in=own))


class Recurrence(models.Model):
    """A duty that returns each week, month, quarter or year until its assigner ends it.

    `next_period` is the first day of the period that is opened next. Whatever changes the work ends this row and
    begins another one (`replaces`), so that the duties of a period say what was asked then.
    """

    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=64)
    origin = models.CharField(max_length=80, blank=True)
    title = models.TextField(_("Việc"))
    product = models.TextField(_("Sản phẩm"), blank=True)
    lead_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", help_text="or a group"
    )
    group = models.CharField(max_length=20, blank=True, help_text="key of groups.py: as it is when it opens")
    assigner_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    assigner_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    unit_ids = ArrayField(models.BigIntegerField(), default=list, help_text="coordinating units")
    field_of_work = models.ForeignKey(
        "units.FieldOfWork", on_delete=models.PROTECT, null=True, related_name="+"
    )
    accountable_text = models.CharField(max_length=200, blank=True)
    priority = models.CharField(max_length=12, choices=Priority.choices, default=Priority.THUONG)

    every = models.CharField(max_length=8, choices=EVERY)
    on = models.CharField(max_length=16, choices=ON, default=On.DAY)
    day = models.PositiveSmallIntegerField(null=True, help_text="of the month; of the week, Monday is 1")
    month = models.PositiveSmallIntegerField(null=True, help_text="of the quarter or the year")
    day_off = models.CharField(max_length=8, choices=DAY_OFF, default=DayOff.NEXT)
    bound = models.CharField(max_length=8, choices=Bound.choices, default=Bound.BY)
    due_text = models.CharField(max_length=300, blank=True)
    days_ahead = models.PositiveSmallIntegerField(help_text="opened so many working days before the deadline")

    begins_on = models.DateField(_("Bắt đầu từ ngày"))
    ends_on = models.DateField(_("Đến hết ngày"), null=True)
    next_period = models.DateField()
    next_opens_on = models.DateField(null=True, help_text="null: nothing is opened any more")
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    version = models.PositiveIntegerField(default=1)

    objects = RecurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["next_opens_on", "id"]
        constraints = [
            models.UniqueConstraint(name="a_source_begins_a_recurrence_once", fields=["source", "source_id"]),
            models.CheckConstraint(
                name="a_recurrence_is_for_a_unit_or_a_group",
                condition=Q(lead_unit__isnull=False, group="") | Q(lead_unit__isnull=True) & ~Q(group=""),
            ),
            models.CheckConstraint(
                name="a_recurrence_names_its_day",
                condition=~Q(on="day") | Q(day__isnull=False, day__gte=1, day__lte=31),
                violation_error_message=_("Ghi ngày của kỳ."),
            ),
            models.CheckConstraint(
                name="a_recurrence_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            ),
            models.CheckConstraint(
                name="an_ended_recurrence_says_why_and_opens_nothing",
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__isnull=False, next_opens_on__isnull=True) & ~Q(end_reason=""),
            ),
        ]
        indexes = [
            # the morning's job: what is to be opened today
            models.Index(
                fields=["next_opens_on"],
                condition=Q(paused_at__isnull=True, next_opens_on__isnull=False),
                name="recurrences_to_open",
            )
        ]

    def __str__(self) -> str:
        return self.title[:80]

    @property
    def rhythm(self) -> Rhythm:
        """When its periods begin and when what is asked in each falls due."""
        return Rhythm(Every(self.every), On(self.on), self.day, self.month, DayOff(self.day_off))

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.next_opens_on is not None


class Occurrence(models.Model):
    """A period that was opened, by a duty or an order; or left out, because it passed while the work was paused."""

    recurrence = models.ForeignKey(
        Recurrence, on_delete=models.CASCADE, related_name="occurrences", db_index=False
    )
    period = models.DateField(help_text="its first day")
    due_on = models.DateField()
    duty = models.OneToOneField("duties.Duty", on_delete=models.CASCADE, null=True, related_name="occurrence")
    order = models.OneToOneField(
        "duties.Order", on_delete=models.CASCADE, null=True, related_name="occurrence"
    )

    class Meta:
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(name="a_period_is_opened_once", fields=["recurrence", "period"]),
            models.CheckConstraint(
                name="a_period_opens_a_duty_or_an_order",
                condition=Q(duty__isnull=True) | Q(order__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recurrence_id} {self.period}"
