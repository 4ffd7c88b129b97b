"""What people are told, and what becomes of it on its way to them. Times are the database's own."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one person. Its id is made of its key and its addressee, so telling twice tells once.

    The row is the notice in the product, and it is the queue: what has no `planned_at` waits for the relay.
    """

    id = models.UUIDField(primary_key=True)
    # without an index of its own: notice_of_person begins with it
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.CharField(max_length=80)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=300)
    lines = models.JSONField(
        null=True, help_text="[[text, address], …]: the rows of a notice about several things"
    )
    urgent = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(help_text="when the act counts, said by whoever acts")
    told_at = models.DateTimeField(db_default=Now())
    planned_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the page of notices shows the newest first
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            # the bell in the header counts what is unread
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            # the relay takes the oldest that nobody planned
            models.Index(fields=["told_at"], condition=Q(planned_at=None), name="notice_to_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.person_id}"


class State(models.TextChoices):
    """Where a delivery is. Only `sending` is in doubt when its worker dies."""

    WAITING = "waiting", _("Chờ gửi")
    HELD = "held", _("Để vào bản tin ngày")
    CARRIED = "carried", _("Nằm trong bản tin ngày")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    REDIRECTED = "redirected", _("Đã chuyển kênh khác")
    SKIPPED = "skipped", _("Không cần gửi nữa")
    FAILED = "failed", _("Không gửi được")


class Problem(models.TextChoices):
    """Why a delivery is not sent, or not yet."""

    NONE = "", ""
    READ = "read", _("Người nhận đã đọc trong phần mềm")
    NO_ADDRESS = "no_address", _("Người nhận không còn địa chỉ ở kênh này")
    LATER = "later", _("Máy chủ nhận tạm thời từ chối, đang gửi lại")
    REFUSED = "refused", _("Nơi nhận từ chối hẳn (địa chỉ sai hoặc đã đóng)")
    TOO_LONG = "too_long", _("Nơi nhận từ chối tạm thời quá nhiều ngày")
    IN_DOUBT = "in_doubt", _("Tiến trình gửi dừng giữa chừng, không rõ đã gửi hay chưa")
    BROKEN = "broken", _("Lỗi của chính phần mềm khi soạn thư")


class Delivery(models.Model):
    """One notice by one channel; or a day's digest, which carries held deliveries; or a code for a new address.

    Its id goes with it to the receiver (Message-ID, the gateways' reference), the same at every attempt.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, related_name="deliveries")
    digest_on = models.DateField(null=True)
    contact = models.ForeignKey("ContactPoint", on_delete=models.CASCADE, null=True, related_name="+")
    carried_by = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="carries")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True, default=Problem.NONE)
    answer = models.CharField(
        max_length=200, blank=True, default="", help_text="the receiver's code, no text"
    )
    urgent = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(
        default=0, help_text="how often it may have been sent without our knowing"
    )
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sender = models.IntegerField(null=True, help_text="the advisory lock that its sender holds while alive")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_delivery_carries_one_thing",
                condition=(
                    Q(notice__isnull=False, digest_on__isnull=True, contact__isnull=True)
                    | Q(notice__isnull=True, digest_on__isnull=False, contact__isnull=True)
                    | Q(notice__isnull=True, digest_on__isnull=True, contact__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["notice", "channel"], name="one_delivery_of_a_notice_by_a_channel"
            ),
            models.UniqueConstraint(
                fields=["person", "digest_on"],
                condition=Q(digest_on__isnull=False),
                name="one_digest_of_a_person_on_a_day",
            ),
            models.CheckConstraint(
                name="what_is_being_sent_has_a_sender",
                condition=~Q(state=State.SENDING) | Q(sender__isnull=False, claimed_at__isnull=False),
            ),
        ]
        indexes = [
            # a sender takes the next one of its channel, urgent ones first
            models.Index(
                fields=["channel", "-urgent", "next_try_at"],
                condition=Q(state=State.WAITING),
                name="delivery_to_send",
            ),
            # what a dead sender left in doubt
            models.Index(fields=["channel"], condition=Q(state=State.SENDING), name="delivery_in_doubt"),
            # the digest of a person
            models.Index(fields=["person"], condition=Q(state=State.HELD), name="delivery_held"),
            # the operators' page: what failed
            models.Index(
                fields=["channel", "problem"], condition=Q(state=State.FAILED), name="delivery_failed"
            ),
            # the operators' figures of the last day; the nightly clearing
            models.Index(fields=["ended_at"], name="delivery_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.state}"


class ContactPoint(models.Model):
    """A person's number or address beyond the account's e-mail. Used once it is verified and wanted."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=120)
    wanted_at = models.DateTimeField(help_text="when the person agreed to be told this way")
    code_asked_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel"],
                name="one_address_of_a_person_by_a_channel",
                violation_error_message=_("Bạn đã có địa chỉ ở kênh này."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.person_id}"


class Manner(models.TextChoices):
    """When somebody wants to hear of a kind of event."""

    NOW = "now", _("Gửi ngay")
    DIGEST = "digest", _("Gộp vào bản tin mỗi ngày")
    PRODUCT = "product", _("Chỉ trong phần mềm")


class Preference(models.Model):
    """How a person wants to hear of one kind of event, where it differs from what the kind suggests."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    manner = models.CharField(max_length=10, choices=Manner.choices)
    channel = models.CharField(max_length=20, blank=True, default="", help_text="empty: the province's order")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_wish_of_a_person_for_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.manner}"


class Quiet(models.Model):
    """A person's own quiet hours; without a row the province's rule holds. Equal times: none at all."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    begins = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.begins}–{self.ends}"


class Line(models.Model):
    """The condition of one channel: paused by an operator, or down and asked again later."""

    channel = models.CharField(primary_key=True, max_length=20)
    paused_at = models.DateTimeField(null=True)
    down_since = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    answer = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.channel


class Pulse(models.Model):
    """When something that runs again and again last ran; `day` where it runs once a day."""

    name = models.CharField(primary_key=True, max_length=60)
    ran_at = models.DateTimeField()
    day = models.DateField(null=True)
    problem = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.name
