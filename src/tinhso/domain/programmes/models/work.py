"""What a body will deal with in a year or a quarter."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.domain.programmes.workflow import ITEM_LABELS, ItemState
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise


class BodyKind(models.TextChoices):
    """Whose work programme it is."""

    PARTY = "party", _("Tỉnh ủy")
    PEOPLE = "people", _("UBND tỉnh")
    MINISTRY = "ministry", _("Bộ, ngành Trung ương")
    UNIT = "unit", _("Đơn vị, địa phương")


class WorkQuerySet(models.QuerySet["WorkProgramme"]):
    """Everybody who holds a post reads work programmes."""

    def visible_to(self, scope: Scope) -> "WorkQuerySet":
        """All of them: they are public inside the province."""
        return self


class WorkProgramme(models.Model):
    """A work programme of a body for a year (`quarter` 0) or a quarter. `owner_unit` keeps it: the body's office."""

    body_kind = models.CharField(_("Của"), max_length=8, choices=BodyKind.choices)
    body_text = models.CharField(_("Tên cơ quan"), max_length=200)
    body_key = models.CharField(max_length=200, editable=False)
    year = models.PositiveSmallIntegerField(_("Năm"))
    quarter = models.PositiveSmallIntegerField(_("Quý"), default=0)
    number = models.CharField(_("Số, ký hiệu"), max_length=80, blank=True)
    document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )
    owner_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, help_text="a form that shows an older one is refused")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_body_has_one_work_programme_a_period",
                fields=["body_key", "year", "quarter"],
                violation_error_message=_("Cơ quan này đã có chương trình công tác của kỳ đó."),
            ),
            models.CheckConstraint(name="a_quarter_is_one_of_four", condition=Q(quarter__lte=4)),
        ]

    def __str__(self) -> str:
        return f"{self.body_text} {self.year}/{self.quarter}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """One spelling; the same body under one key."""
        self.body_text = normalise(self.body_text)
        self.body_key = fold(self.body_text)
        super().save(*args, **kwargs)

    @property
    def period(self) -> str:
        """năm 2026, quý III/2026."""
        if not self.quarter:
            return gettext("năm %(year)s") % {"year": self.year}
        return gettext("quý %(quarter)s/%(year)s") % {"quarter": ROMAN[self.quarter], "year": self.year}

    @property
    def title(self) -> str:
        """Chương trình công tác quý I/2027 của UBND tỉnh."""
        words = {"period": self.period, "body": self.body_text}
        return gettext("Chương trình công tác %(period)s của %(body)s") % words

    @property
    def months(self) -> range:
        """The months that an item may name."""
        return range(self.quarter * 3 - 2, self.quarter * 3 + 1) if self.quarter else range(1, 13)

    def last_day(self, *, month: int | None = None, quarter: int | None = None) -> date:
        """The end of an item's month or quarter, else of the programme's period."""
        last = month or (quarter or self.quarter or 4) * 3
        return date(self.year, last, monthrange(self.year, last)[1])


ROMAN = ("", "I", "II", "III", "IV")


class WorkItem(models.Model):
    """One line: what, when, who prepares it, to whom it is presented. Without a duty it is a gap."""

    programme = models.ForeignKey(WorkProgramme, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    content = models.CharField(_("Nội dung"), max_length=500)
    quarter = models.PositiveSmallIntegerField(_("Quý"), null=True)
    month = models.PositiveSmallIntegerField(_("Tháng"), null=True)
    due_on = models.DateField(_("Trình chậm nhất"), editable=False)
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    lead_text = models.CharField(_("Đơn vị chuẩn bị, ghi theo văn bản"), max_length=200, blank=True)
    presented_to = models.CharField(_("Trình"), max_length=200, blank=True)
    duty = models.ForeignKey("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=8, choices=[(s.value, ITEM_LABELS[s]) for s in ItemState], default=ItemState.PLANNED
    )
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="carried_to"
    )
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    folded = models.CharField(max_length=900, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_item_that_leaves_says_why", condition=Q(state=ItemState.PLANNED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="an_item_names_a_month_or_a_quarter",
                condition=Q(month__isnull=True) | Q(quarter__isnull=True),
            ),
            models.CheckConstraint(
                name="a_month_is_one_of_twelve",
                condition=Q(month__isnull=True) | Q(month__gte=1, month__lte=12),
            ),
            models.CheckConstraint(
                name="an_items_quarter_is_one_of_four",
                condition=Q(quarter__isnull=True) | Q(quarter__gte=1, quarter__lte=4),
            ),
            models.CheckConstraint(
                name="an_item_is_not_carried_from_itself",
                condition=Q(carried_from__isnull=True) | ~Q(carried_from=F("id")),
            ),
        ]
        indexes = [
            # the items of a programme, in their order
            models.Index(fields=["programme", "position", "id"], name="programmes_items"),
            # gaps of all programmes, by day
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state=ItemState.PLANNED, duty__isnull=True),
                name="programmes_gaps",
            ),
        ]

    def __str__(self) -> str:
        return self.content[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """One spelling; the day by which it is due; what is searched."""
        self.content, self.lead_text = normalise(self.content), normalise(self.lead_text)
        self.presented_to = normalise(self.presented_to)
        self.due_on = self.programme.last_day(month=self.month, quarter=self.quarter)
        self.folded = fold(f"{self.content} {self.lead_text} {self.presented_to}")[:900]
        super().save(*args, **kwargs)

    @property
    def is_gap(self) -> bool:
        """Planned, and nobody has been given it as work."""
        return self.state == ItemState.PLANNED and self.duty_id is None

    @property
    def when(self) -> str:
        """tháng 3, quý II, or the programme's whole period."""
        if self.month:
            return gettext("tháng %(month)s") % {"month": self.month}
        if self.quarter:
            return gettext("quý %(quarter)s") % {"quarter": ROMAN[self.quarter]}
        return self.programme.period
