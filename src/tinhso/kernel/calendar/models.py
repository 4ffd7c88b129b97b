from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """A day that breaks the week: off, worked instead, half worked, or after all an ordinary day."""

    class Kind(models.TextChoices):
        OFF = "off", _("Nghỉ")
        WORKED = "worked", _("Làm việc (làm bù)")
        HALF_MORNING = "half_morning", _("Chỉ làm buổi sáng")
        HALF_AFTERNOON = "half_afternoon", _("Chỉ làm buổi chiều")
        ORDINARY = "ordinary", _("Như ngày thường")

    on = models.DateField(_("ngày"))
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)
    name = models.CharField(_("tên"), max_length=200, blank=True)
    source = models.CharField(_("căn cứ"), max_length=300, blank=True)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)
    rule = models.CharField(
        _("chỉ áp dụng khi bật quy tắc"),
        max_length=60,
        blank=True,
        help_text=_("Khóa của một quy tắc bật/tắt; để trống nếu ngày này luôn áp dụng."),
    )
    scope = models.CharField(
        _("đơn vị"), max_length=100, blank=True, help_text=_("Khóa của đơn vị nghỉ riêng; trống là cả tỉnh.")
    )
    changed_here = models.BooleanField(
        _("tỉnh đã sửa"), default=False, help_text=_("Gói dữ liệu của tỉnh không ghi đè dòng này.")
    )

    class Meta:
        verbose_name = _("ngày đặc biệt")
        verbose_name_plural = _("các ngày đặc biệt")
        ordering = ["on", "scope"]
        constraints = [
            models.UniqueConstraint(
                fields=["on", "scope"],
                name="one_special_day_on_a_date_in_a_scope",
                violation_error_message=_("Ngày này đã có trong lịch."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["off", "worked", "half_morning", "half_afternoon", "ordinary"]),
                name="special_day_has_a_known_kind",
                violation_error_message=_("Loại ngày không hợp lệ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.kind}"

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        self._forget()

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **options)
        self._forget()
        return deleted

    @staticmethod
    def _forget() -> None:
        from tinhso.kernel.calendar.days import forget  # days reads this model

        forget()
