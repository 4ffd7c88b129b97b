"""Units and what is true of them when. What may not be false is a constraint, named after the truth."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.text import fold, normalise, sort_key
from tinhso.kernel.units.forms_of_name import bare, form_of
from tinhso.kernel.units.ranking import initials

HALF_OPEN = "half-open: the last day is not part of it; an open side is not known or not yet"


def once_at_a_time(name: str, *columns: str, message: Any, **options: Any) -> ExclusionConstraint:
    """No two rows with the same numbers in `columns` share a day.

    Without btree_gist an equal id is an overlap of one-point ranges; units_one_text (migration
    0001) does the same for a text.
    """
    same: list[Any] = [
        models.Func(column, column, models.Value("[]"), function="int8range")
        if column.endswith("_id")
        else models.Func(column, function="units_one_text")
        for column in columns
    ]
    return ExclusionConstraint(
        name=name,
        expressions=[(e, RangeOperators.OVERLAPS) for e in (*same, "during")],
        violation_error_message=message,
        **options,
    )


class Kind(models.TextChoices):
    PROVINCE = "province", _("Tỉnh")
    PARTY = "party", _("Cơ quan Đảng")
    COUNCIL = "council", _("Hội đồng nhân dân")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    DISTRICT = "district", _("Huyện, thành phố")
    COMMUNE = "commune", _("Xã, phường, thị trấn")
    FRONT = "front", _("Mặt trận và đoàn thể")
    OUTSIDE = "outside", _("Đối tác bên ngoài")
    OTHER = "other", _("Cơ quan khác")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Who existed when."""

    def ours_on(self, day: object) -> "UnitQuerySet":
        """The province's own units of a day, with its partners and the ministries."""
        return self.filter(ours__contains=day)

    def alive_on(self, day: object) -> "UnitQuerySet":
        """Every known unit of a day, also those of a neighbour that joined later."""
        return self.filter(during__contains=day)


class Unit(models.Model):
    """An organisation or an area. A commune and its People's Committee are one unit.

    `name`, `code`, `parent` repeat the newest facts for pages of today; what held on another day stands in
    UnitName, UnitCode, UnitParent.
    """

    key = models.SlugField(max_length=80, unique=True, help_text="the stable slug of the pack; says nothing")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    during = DateRangeField(help_text=HALF_OPEN)
    ours = DateRangeField(null=True, help_text="the days on which it belongs to this province; null = never")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=500, db_collation="C")
    code = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    source = models.CharField(max_length=40)
    verified = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)
    restores = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="restored_as",
        help_text="the ended unit that an act brought back as this one",
    )

    # What held on a day: only on rows of queries.labelled.
    name_then: str | None
    sort_key_then: str | None
    code_then: str | None
    parent_then: int | None

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_unit_lives_at_least_a_day", condition=models.Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="a_unit_is_ours_only_while_it_lives",
                condition=models.Q(ours__isnull=True) | models.Q(ours__contained_by=models.F("during")),
            ),
            models.CheckConstraint(
                name="a_unit_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
        ]
        indexes = [
            # lists of one kind in Vietnamese order: choosers, reports by department or commune
            models.Index(fields=["kind", "sort_key", "id"], name="units_by_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def form(self) -> str:
        """'xã', 'phường', 'thị trấn', 'huyện' … of the newest name; '' for an organisation."""
        return form_of(self.name)


class Dated(models.Model):
    """A fact about a unit with its days, its source and whether an official source confirms it."""

    during = DateRangeField(help_text=HALF_OPEN)
    source = models.CharField(max_length=40)
    verified = models.BooleanField()

    class Meta:
        abstract = True


class NameRole(models.TextChoices):
    OFFICIAL = "official", _("Tên chính thức")
    SHORT = "short", _("Tên gọi ngắn")
    ABBREVIATION = "abbreviation", _("Viết tắt")
    SPELLING = "spelling", _("Cách viết khác")
    SECTOR = "sector", _("Tên ngành, chỉ để gợi ý")


class UnitName(Dated):
    """A name of a unit. One official name at a time; any number of others. A sector only suggests."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    role = models.CharField(max_length=12, choices=NameRole.choices)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_collation="C")
    bare = models.CharField(max_length=200, db_collation="C", help_text="folded, without Xã, Huyện, Sở …")
    initials = models.CharField(max_length=60, db_collation="C", help_text="'stttt' for Sở Thông tin và …")
    sort_key = models.CharField(max_length=500, db_collation="C")

    class Meta:
        ordering = ["id"]
        constraints = [
            once_at_a_time(
                "a_unit_has_one_official_name_at_a_time",
                "unit_id",
                condition=models.Q(role=NameRole.OFFICIAL),
                message=_("Đơn vị này đã có tên chính thức trong thời gian đó."),
            ),
            models.UniqueConstraint(name="a_name_is_said_once", fields=["unit", "role", "text", "during"]),
        ]
        indexes = [
            # the type-ahead: names that begin with what is typed
            models.Index(OpClass("folded", name="text_pattern_ops"), name="units_name_prefix"),
            # the page of a unit, and the name of the day in lists and trees
            models.Index(fields=["unit", "role"], name="units_name_of_unit"),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def made(cls, **facts: object) -> "UnitName":
        """A name with its search form and sort key filled; not saved."""
        text = normalise(str(facts.pop("text")))
        return cls(
            text=text,
            folded=fold(text),
            bare=fold(bare(text)),
            initials=initials(text),
            sort_key=sort_key(text),
            **facts,
        )


class UnitCode(Dated):
    """A code in a system of codes. It means something only with a day: codes pass to other units."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(max_length=12, help_text="gso: area codes of the statistics office")
    code = models.CharField(max_length=20, db_collation="C", help_text="text, with its leading zeros")

    class Meta:
        ordering = ["id"]
        constraints = [
            once_at_a_time(
                "a_unit_has_one_code_of_a_system_at_a_time",
                "unit_id",
                "system",
                message=_("Đơn vị này đã có mã trong thời gian đó."),
            ),
            once_at_a_time(
                "a_code_means_one_unit_at_a_time",
                "system",
                "code",
                message=_("Mã này đang thuộc một đơn vị khác trong thời gian đó."),
            ),
        ]
        indexes = [
            # a code typed or imported, resolved by day
            models.Index(fields=["code"], name="units_by_code"),
            models.Index(fields=["unit"], name="units_code_of_unit"),
        ]

    def __str__(self) -> str:
        return self.code


class UnitParent(Dated):
    """To whom a unit belongs."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_links")

    class Meta:
        ordering = ["id"]
        constraints = [
            once_at_a_time(
                "a_unit_has_one_parent_at_a_time",
                "unit_id",
                message=_("Đơn vị này đã có cấp trên trong thời gian đó."),
            ),
            models.CheckConstraint(
                name="a_parent_is_another_unit", condition=~models.Q(parent=models.F("unit"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} below {self.parent_id}"


class FieldOfWork(models.Model):
    """A field of State management: what passes from one department to another when units are reorganised."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=500, db_collation="C")
    words = models.CharField(max_length=400, blank=True, help_text="other words for it, for search")

    class Meta:
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class FieldHolder(Dated):
    """Which unit holds a field of work. One holder at a time: somebody answers for it."""

    field = models.ForeignKey(FieldOfWork, on_delete=models.CASCADE, related_name="holders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="fields")

    class Meta:
        ordering = ["id"]
        constraints = [
            once_at_a_time(
                "a_field_of_work_has_one_holder_at_a_time",
                "field_id",
                message=_("Lĩnh vực này đã có đơn vị phụ trách trong thời gian đó."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.field_id} held by {self.unit_id}"


class Extent(models.TextChoices):
    WHOLE = "whole", _("Toàn bộ")
    PART = "part", _("Một phần")


class Succession(models.Model):
    """`successor` takes over from `predecessor` on a day: the whole, a part, or one field of work.

    A row without a field speaks of everything that no other row of that predecessor names. The predecessor
    may live on. A split commune has several rows of extent "part": which one takes a household is asked,
    never guessed.
    """

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField(help_text="the first day of the successor's charge")
    extent = models.CharField(max_length=5, choices=Extent.choices)
    field = models.ForeignKey(FieldOfWork, on_delete=models.PROTECT, null=True, related_name="moves")
    source = models.CharField(max_length=40)
    verified = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_succession_is_told_once",
                fields=["predecessor", "successor", "on", "field"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_unit_does_not_succeed_itself", condition=~models.Q(predecessor=models.F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id} on {self.on}"
