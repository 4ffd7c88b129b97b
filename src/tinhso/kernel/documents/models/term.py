from datetime import date
from typing import Optional

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.units.models import HALF_OPEN, UnitParent, once_at_a_time


class Term(models.Model):
    """A term of a Party committee, from congress to congress. The Party's numbers run through it."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(_("Nhiệm kỳ"), max_length=40, help_text="XVII, I")
    during = DateRangeField(help_text=HALF_OPEN)
    source = models.CharField(max_length=200)
    verified = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["during", "id"]
        constraints = [
            once_at_a_time(
                "a_party_unit_has_one_term_at_a_time",
                "unit_id",
                message=_("Tổ chức Đảng này đã có nhiệm kỳ trong thời gian đó."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, unit: int, day: date) -> Optional["Term"]:
        """The term in which a Party unit's numbers run: its own, else that of the unit above; None where nobody
        declared one."""
        seen: set[int] = set()
        current: int | None = unit
        while current is not None and current not in seen:
            seen.add(current)
            if term := cls.objects.filter(unit=current, during__contains=day).first():
                return term
            above = UnitParent.objects.filter(unit=current, during__contains=day)
            current = above.values_list("parent_id", flat=True).first()
        return None
