from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.units.models import HALF_OPEN, once_at_a_time


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
