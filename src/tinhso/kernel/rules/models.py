from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.rules import keys


class RuleQuerySet(models.QuerySet["Rule"]):
    """What holds, and what was written before."""

    def standing(self) -> "RuleQuerySet":
        """Without the rows that a later decision about the same day replaced: they are history."""
        return self.filter(replaced_at__isnull=True)


class Rule(models.Model):
    """The value of a key from a day on, until a later row of the same key takes over.

    A row is never overwritten by a person: a new decision about the same day replaces it, and both are kept.
    """

    key = models.CharField(_("khóa"), max_length=60)
    value = models.JSONField(_("giá trị"))
    valid_from = models.DateField(_("áp dụng từ ngày"), default=date(2021, 1, 1))
    source = models.CharField(_("căn cứ"), max_length=300, blank=True)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)
    note = models.TextField(_("ghi chú"), blank=True)
    changed_here = models.BooleanField(
        _("tỉnh đã sửa"), default=False, help_text=_("Gói dữ liệu của tỉnh không ghi đè dòng này.")
    )
    changed_at = models.DateTimeField(null=True, editable=False, help_text="by a person; null: from the pack")
    changed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy tắc")
        verbose_name_plural = _("các quy tắc")
        ordering = ["key", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_value_of_a_rule_from_a_day",
                violation_error_message=_("Quy tắc này đã có giá trị áp dụng từ ngày đó."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.valid_from})"

    def clean(self) -> None:
        if self.key not in keys.KNOWN:
            raise ValidationError({"key": _("Chương trình không dùng khóa này.")})
        try:
            keys.read(self.key, self.value)
        except ValueError as wrong:
            raise ValidationError({"value": str(wrong)}) from wrong

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        self._forget()

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **options)
        self._forget()
        return deleted

    @staticmethod
    def _forget() -> None:
        from tinhso.kernel.rules.values import forget  # values reads this model

        forget()
