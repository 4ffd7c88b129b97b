"""Number series and the book of a unit: which numbers were given, held, cancelled."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.documents.models.official_document import Side
from tinhso.kernel.documents.types import CHOICES, TYPES, type_name
from tinhso.kernel.people.scope import Scope


class Scheme(models.TextChoices):
    """What runs together in one series."""

    TYPE = "type", _("Văn bản có tên loại")
    NORMATIVE = "normative", _("Văn bản quy phạm pháp luật")
    LETTER = "letter", _("Công văn")
    CONGRESS = "congress", _("Văn kiện đại hội")
    ARRIVAL = "arrival", _("Sổ văn bản đến")


class NumberSeries(models.Model):
    """One run of numbers from 01: of an issuer, a type, a year; of the Party a term instead of the year.

    The issuer is a dated unit: a unit that came out of a merger counts anew, and the runs of its predecessors
    stay theirs. `symbol` tells apart who issues under one unit (a commune's UBND and its HĐND). `last` is the
    highest number given out; whoever takes the next one holds this row locked. The book of arrivals (số đến) is a
    series of the unit that receives, by year.
    """

    issuer = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=5, choices=Side.choices)
    scheme = models.CharField(max_length=9, choices=Scheme.choices)
    doc_type = models.CharField(max_length=24, choices=CHOICES, blank=True)
    symbol = models.CharField(_("Ký hiệu cơ quan"), max_length=40)
    year = models.PositiveSmallIntegerField(null=True)
    term = models.ForeignKey("documents.Term", on_delete=models.PROTECT, null=True, related_name="+")
    last = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True, help_text="the day that the newest number in order bears")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-term_id", "side", "scheme", "doc_type", "symbol", "id"]
        constraints = [
            models.UniqueConstraint(
                name="numbers_of_one_kind_run_in_one_series",
                fields=["issuer", "side", "scheme", "doc_type", "symbol", "year", "term"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="the_state_counts_by_year_the_party_by_term",
                condition=Q(side=Side.STATE, year__isnull=False, term__isnull=True)
                | Q(side=Side.PARTY, year__isnull=True, term__isnull=False),
            ),
            models.CheckConstraint(
                name="a_series_of_a_type_has_a_type",
                condition=Q(scheme__in=[Scheme.TYPE, Scheme.NORMATIVE], doc_type__gt="")
                | Q(scheme__in=[Scheme.LETTER, Scheme.CONGRESS, Scheme.ARRIVAL], doc_type=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        """What it numbers: Quyết định, Công văn, Văn kiện đại hội."""
        if self.scheme == Scheme.NORMATIVE:
            return gettext("%(type)s (quy phạm pháp luật)") % {"type": type_name(self.doc_type)}
        return str(type_name(self.doc_type) if self.doc_type else Scheme(self.scheme).label)

    @property
    def period(self) -> str:
        """Năm 2026, or nhiệm kỳ XVII."""
        if self.year:
            return gettext("năm %(year)s") % {"year": self.year}
        return gettext("nhiệm kỳ %(term)s") % {"term": self.term}

    @property
    def pattern(self) -> str:
        """How its numbers look, with … for the number: …/QĐ-UBND, …-NQ/TU."""
        if self.scheme == Scheme.ARRIVAL:
            return "…"
        mark = TYPES[self.doc_type].mark if self.doc_type else ""
        if self.side == Side.PARTY:
            return f"…-{mark or '…'}/{self.symbol}"
        year = f"{self.year}/" if self.scheme == Scheme.NORMATIVE else ""
        return f"…/{year}" + "-".join(part for part in (mark, self.symbol) if part)

    @property
    def title(self) -> str:
        pattern = "" if self.scheme == Scheme.ARRIVAL else f" {self.pattern}"
        return f"{self.kind}{pattern}, {self.period}"


class SeriesNumberQuerySet(models.QuerySet["SeriesNumber"]):
    """Whose book."""

    def visible_to(self, scope: Scope) -> "SeriesNumberQuerySet":
        """The numbers of the units that the post reaches."""
        return self if scope.reach == "province" else self.filter(issuer__in=scope.unit_ids)


class SeriesNumber(models.Model):
    """One number of a series, in its book for good: given to a paper, held for one, or cancelled."""

    class State(models.TextChoices):
        TAKEN = "taken", pgettext_lazy("of a number", "Đã cấp")
        RESERVED = "reserved", pgettext_lazy("of a number", "Đang giữ")
        CANCELLED = "cancelled", pgettext_lazy("of a number", "Đã hủy")

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    issuer = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    letter = models.CharField(max_length=1, blank=True, help_text="12a: forgotten on its day")
    text = models.CharField(_("Số, ký hiệu"), max_length=80)
    state = models.CharField(max_length=9, choices=State.choices)
    from_paper = models.BooleanField(default=False, help_text="was given on paper and entered later")
    on = models.DateField(_("Ngày văn bản"), null=True)
    doc_type = models.CharField(max_length=24, choices=CHOICES)
    abstract = models.CharField(_("Trích yếu"), max_length=500, blank=True)
    held_for = models.CharField(_("Giữ cho"), max_length=200, blank=True)
    reason = models.CharField(_("Lý do giữ"), max_length=500, blank=True)
    held_until = models.DateField(_("Giữ đến"), null=True)
    cancelled_because = models.CharField(_("Lý do hủy"), max_length=500, blank=True)
    document = models.OneToOneField(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="number_taken"
    )
    token = models.UUIDField(
        null=True, unique=True, editable=False, help_text="of the form: two presses, one number"
    )
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = SeriesNumberQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "-letter", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="a_number_is_given_once_in_its_series", fields=["series", "number", "letter"]
            ),
            models.CheckConstraint(name="numbers_begin_with_one", condition=Q(number__gt=0)),
            models.CheckConstraint(name="a_letter_is_one_letter", condition=Q(letter__regex=r"^[a-z]?$")),
            models.CheckConstraint(
                name="a_given_number_bears_a_day_a_held_one_says_for_whom",
                condition=Q(state="taken", on__isnull=False)
                | (Q(state="reserved", document__isnull=True) & ~Q(held_for="") & ~Q(reason=""))
                | (Q(state="cancelled", document__isnull=True) & ~Q(cancelled_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
