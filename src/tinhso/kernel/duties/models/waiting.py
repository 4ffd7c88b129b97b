"""A deadline that runs from something that has not happened yet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Term(models.TextChoices):
    """What the term is counted in."""

    AT_ONCE = "at_once", _("ngay sau đó")
    WORKING_DAY = "working_day", _("ngày làm việc")
    DAY = "calendar_day", _("ngày (tính cả ngày nghỉ)")
    WEEK = "week", _("tuần")
    MONTH = "month", _("tháng")
    WORKING_HOUR = "working_hour", _("giờ làm việc")


class Waiting(models.Model):
    """A duty of a term such as "15 ngày làm việc kể từ khi nhận đủ hồ sơ": undated until the event has its day."""

    duty = models.OneToOneField(
        "duties.Duty", on_delete=models.CASCADE, primary_key=True, related_name="waiting"
    )
    event = models.CharField(_("Sự kiện"), max_length=200)
    n = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=12, choices=Term.choices)
    happened_at = models.DateTimeField(null=True, help_text="when the event happened")
    shown_by = models.TextField(blank=True, help_text="the document or paper that shows it, in words")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_term_has_a_length_unless_at_once",
                condition=Q(unit="at_once", n__isnull=True)
                | ~Q(unit="at_once") & Q(n__isnull=False, n__gte=1),
                violation_error_message=_("Ghi số ngày, tuần, tháng hoặc giờ của thời hạn."),
            ),
            models.CheckConstraint(
                name="an_event_that_happened_is_shown_by_something",
                condition=Q(happened_at__isnull=True) | ~Q(shown_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.words}"

    @property
    def words(self) -> str:
        """'15 ngày làm việc kể từ ngày nhận đủ hồ sơ'."""
        if self.unit == Term.AT_ONCE:
            return str(_("ngay sau khi %(event)s") % {"event": self.event})
        facts = {"n": self.n, "unit": Term(self.unit).label, "event": self.event}
        return str(_("%(n)d %(unit)s kể từ khi %(event)s") % facts)
