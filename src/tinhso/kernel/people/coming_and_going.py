"""How people come into posts and go: invitations, changes of a post, hand-overs, and imports of many."""

import hashlib
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.roles import Role


class PostChange(models.Model):
    """From a day on a post has another title or role. The database reads the newest change of the day;
    Post.title and Post.role repeat what holds today for lists."""

    post = models.ForeignKey("people.Post", on_delete=models.CASCADE, related_name="changes", db_index=False)
    since = models.DateField(_("Từ ngày"))
    title = models.CharField(_("Chức vụ"), max_length=160)
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)
    was_title = models.CharField(max_length=160)
    was_role = models.CharField(max_length=20, choices=Role.choices)
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)

    class Meta:
        ordering = ["post", "since"]
        constraints = [
            # also the index by which every request finds what a post is today
            models.UniqueConstraint(name="a_post_changes_once_a_day", fields=["post", "since"])
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.title} since {self.since}"


class Contact(models.Model):
    """How a person is reached besides the e-mail of the account. Apart from Person, whose name all may read."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="contact")
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.person_id}"


class Invitation(models.Model):
    """A person may make the account with which they hold a post from a day on. The code is kept as a hash only,
    so a lost slip is replaced by a new code, and the old one is dead."""

    class State(models.TextChoices):
        """Computed from the row and the clock."""

        WAITING = "waiting", _("Chờ nhận")
        USED = "used", _("Đã nhận")
        REVOKED = "revoked", _("Đã thu hồi")
        EXPIRED = "expired", _("Hết hạn")

    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("Thư điện tử"), blank=True)
    username = models.CharField(_("Tên đăng nhập"), max_length=150, blank=True)
    begins_on = models.DateField(_("Giữ chức vụ từ ngày"))
    basis = models.CharField(_("Căn cứ"), max_length=200, blank=True)
    code_hash = models.BinaryField(null=True, unique=True, max_length=32)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    brought_by = models.ForeignKey(
        "people.AccountImport", on_delete=models.PROTECT, null=True, related_name="invitations"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_post_waits_for_one_person",
                fields=["post"],
                condition=Q(used_at=None, revoked_at=None),
                violation_error_message=_("Chức vụ này đang chờ người được mời nhận."),
            ),
            models.CheckConstraint(
                name="an_invitation_is_used_or_revoked", condition=Q(used_at=None) | Q(revoked_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to post {self.post_id}"

    def state(self, at: datetime) -> "Invitation.State":
        """Where it stands at an instant."""
        if self.used_at:
            return self.State.USED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.WAITING if at < self.expires_at else self.State.EXPIRED


class Handover(models.Model):
    """A post changes hands after `last_day`; what is open then is listed, and the receiver acknowledges it."""

    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    last_day = models.DateField(_("Ngày cuối của người giao"))
    note = models.TextField(_("Nội dung cần lưu ý"), blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    listed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="a_post_is_handed_over_once_a_day", fields=["post", "last_day"]),
            models.CheckConstraint(
                name="a_handover_is_acknowledged_by_somebody",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over of {self.post_id} after {self.last_day}"


class HandoverSection(models.Model):
    """What one room of the house had open for the post at that moment, frozen."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    count = models.PositiveIntegerField()
    rows = models.JSONField(default=list, help_text="[[text, address or empty]], the first ones")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_handover_lists_a_thing_once", fields=["handover", "key"])
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.count}"


class AccountImport(models.Model):
    """A sheet of people and posts: read and checked, then, once somebody confirmed it, written whole."""

    class State(models.TextChoices):
        """Where it stands."""

        CHECKED = "checked", _("Chờ xác nhận")
        CONFIRMED = "confirmed", _("Chờ ghi")
        WRITING = "writing", _("Đang ghi")
        DONE = "done", _("Đã ghi xong")
        FAILED = "failed", _("Không ghi được")

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHECKED)
    rows = models.JSONField(help_text="what was read, row by row, with errors")
    total = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    actor = models.JSONField(help_text="ids of the account, person, post and unit that act")
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.total}"

    @property
    def fresh(self) -> int:
        """How many rows would be written."""
        return self.total - self.wrong - self.known


def hash_of(code: str) -> bytes:
    """What is kept of a code: signs between the groups and small letters do not matter."""
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(bare.encode()).digest()
