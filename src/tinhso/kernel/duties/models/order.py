"""One act of giving that reaches many units: "UBND các xã, phường báo cáo trước ngày 20"."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.duties.models.duty import Bound, Duty, DutyQuerySet, Priority
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope

_NAMES = uuid.UUID("0f3c9f5e-1f0f-4a57-9c0b-5f2b8f3f0d41")


class OrderQuerySet(models.QuerySet["Order"]):
    """An order is seen by whoever sees one of its duties; its wall says the same."""

    def visible_to(self, scope: Scope) -> "OrderQuerySet":
        """The orders of the scope: all of them for the province."""
        if scope.reach == Reach.PROVINCE:
            return self
        parts: DutyQuerySet = Duty.objects.filter(order=models.OuterRef("pk"))
        return self.filter(models.Exists(parts.filter(readers__overlap=list(scope.unit_ids))))


class Order(models.Model):
    """What was said once to many units. Every unit has its own duty of it, which is counted as one duty.

    The order names no unit: who gave it and who leads stands in its duties and follows them when units are
    reorganised. Its id is made from what raised it, so that nothing raises an order twice.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=64)
    origin = models.CharField(max_length=80, help_text="what its duties are counted under on the board")
    to_whom = models.CharField(_("Giao cho"), max_length=300)
    title = models.TextField(_("Việc"))
    product = models.TextField(_("Sản phẩm"), blank=True)
    given_at = models.DateTimeField(_("Ngày giao"))
    due_on = models.DateField(_("Thời hạn"), null=True)
    due_bound = models.CharField(max_length=8, choices=Bound.choices, blank=True)
    due_at = models.DateTimeField(null=True)
    no_deadline_reason = models.CharField(max_length=300, blank=True)
    priority = models.CharField(max_length=12, choices=Priority.choices, default=Priority.THUONG)
    folded = models.TextField(editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "id"]
        constraints = [
            models.UniqueConstraint(name="a_source_gives_an_order_once", fields=["source", "source_id"]),
            models.CheckConstraint(
                name="an_order_has_a_deadline_or_a_reason",
                condition=Q(due_on__isnull=False) | ~Q(no_deadline_reason=""),
                violation_error_message=_("Cần có thời hạn, hoặc lý do vì sao không có thời hạn."),
            ),
        ]
        indexes = [models.Index(fields=["-given_at", "id"], name="orders_newest")]  # the list of orders

    def __str__(self) -> str:
        return self.title[:80]

    @staticmethod
    def key(source: str, source_id: str) -> uuid.UUID:
        """The id of the order that this source gives."""
        return uuid.uuid5(_NAMES, f"{source}/{source_id}")
