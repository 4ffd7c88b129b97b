from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.coming_and_going import (
    AccountImport,
    Contact,
    Handover,
    HandoverSection,
    Invitation,
    PostChange,
)
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.sign_in_models import Attempt, Session
from tinhso.kernel.people.standing_in import (
    Delegation,
    EmergencyAccess,
    EmergencyDecision,
    EmergencyEnd,
)
from tinhso.kernel.text import fold, normalise, person_sort_key

__all__ = [
    "Account",
    "AccountImport",
    "Attempt",
    "Contact",
    "Delegation",
    "EmergencyAccess",
    "EmergencyDecision",
    "EmergencyEnd",
    "Handover",
    "HandoverSection",
    "Invitation",
    "Person",
    "Post",
    "PostChange",
    "Session",
    "Tenure",
]


class Person(models.Model):
    """Somebody who holds, held or will hold a post. One field for the name: it is never split."""

    full_name = models.CharField(_("Họ, chữ đệm và tên"), max_length=120)
    folded = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=400, editable=False)

    class Meta:
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep what is searched and sorted by in step with the name."""
        self.full_name = normalise(self.full_name)
        self.folded = fold(self.full_name)
        self.sort_key = person_sort_key(self.full_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Account(AbstractUser):
    """How a person logs in. The name belongs to the person."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="account")
    second_factor_asked_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="when a second factor was first demanded: the grace runs from here",
    )

    class Meta(AbstractUser.Meta):
        indexes = [
            # logging in asks for a user name or an address without regard to capitals
            models.Index(Lower("username"), name="account_by_name"),
            models.Index(Lower("email"), name="account_by_address"),
        ]

    def __str__(self) -> str:
        return self.username


class Post(models.Model):
    """A seat in a unit, with its role: "Chánh Văn phòng", "Chuyên viên". It stays when its holder changes."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(_("Chức vụ"), max_length=160)
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)
    ended_on = models.DateField(null=True, help_text="the first day without the post")
    succeeds = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="succeeded_by",
        help_text="the post of the former unit that this one carries on",
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Tenure(models.Model):
    """Who holds a post, from–to. A person may hold several at once, of Party and State."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures")
    during = DateRangeField(help_text="half-open: the last day is not part of it")
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # Without btree_gist an equal id is an overlap of one-point ranges.
            ExclusionConstraint(
                name="a_post_has_one_holder_at_a_time",
                expressions=[
                    (
                        models.Func("post_id", "post_id", models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Chức vụ này đã có người đảm nhiệm trong thời gian đó."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id} {self.during}"
