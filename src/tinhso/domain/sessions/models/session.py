from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.sessions.workflow import (
    SESSION_LABELS,
    STANDING_LABELS,
    WRITABLE,
    SessionState,
    Standing,
)
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise


class SessionQuerySet(models.QuerySet["WorkingSession"]):
    """Who may read which session; the first wall. The last one is the policy in apps.py, with the same rule."""

    def visible_to(self, scope: Scope) -> "SessionQuerySet":
        """Those of the post's units, and those that its units attended or got work from."""
        if scope.reach == Reach.PROVINCE:
            return self
        return self.filter(readers__overlap=list(scope.unit_ids))


class WorkingSession(models.Model):
    """A working session (buổi làm việc) of leaders, recorded by the unit that keeps its minutes.

    `chair` is the name and title of the day; the post behind it may change hands. `notice` is the conclusion
    notice once it has a number, whoever issued it; `draft` what was written here for it.
    """

    owner_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Nội dung buổi làm việc"), max_length=300)
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"), null=True)
    place = models.CharField(_("Địa điểm"), max_length=300)
    chair_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    chair = models.CharField(_("Người chủ trì"), max_length=300)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, SESSION_LABELS[s]) for s in SessionState],
        default=SessionState.RECORDING,
    )
    closed_because = models.CharField(_("Lý do không ra thông báo"), max_length=300, blank=True)
    readers = ArrayField(models.BigIntegerField(), help_text="units whose posts may read it")
    draft = models.OneToOneField("documents.Draft", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(null=True, help_text="when the draft was last written from here")
    notice = models.OneToOneField(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )
    noticed_at = models.DateTimeField(null=True, help_text="when the number came")
    token = models.UUIDField(unique=True, help_text="of the form: sending it twice records one session")
    version = models.PositiveIntegerField(default=1, help_text="a form that shows an older one is refused")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    folded = models.CharField(max_length=1200, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_session_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Giờ kết thúc phải sau giờ bắt đầu."),
            ),
            models.CheckConstraint(
                name="a_noticed_session_has_its_notice",
                condition=Q(state="noticed", notice__isnull=False, noticed_at__isnull=False)
                | ~Q(state="noticed") & Q(notice__isnull=True, noticed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_session_waiting_for_a_number_has_a_draft",
                condition=~Q(state="waiting") | Q(draft__isnull=False),
            ),
            models.CheckConstraint(
                name="a_session_without_a_notice_says_why",
                condition=Q(state="closed") & ~Q(closed_because="") | ~Q(state="closed"),
            ),
            models.CheckConstraint(name="a_session_has_readers", condition=Q(readers__len__gt=0)),
        ]
        indexes = [
            # the wall, and the list of a unit
            GinIndex(fields=["readers"], name="sessions_readers"),
            # the list of the province, newest first
            models.Index(fields=["-starts_at", "-id"], name="sessions_by_day"),
        ]

    def __str__(self) -> str:
        return self.title[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        """One spelling, and what is searched in step with it."""
        for name in ("title", "place", "chair", "closed_because"):
            setattr(self, name, normalise(getattr(self, name)))
        self.folded = fold(f"{self.title} {self.chair} {self.place}")[:1200]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def writable(self) -> bool:
        """Whether people, agenda and remarks may still change."""
        return self.state in WRITABLE

    @property
    def state_label(self) -> object:
        """The state in words."""
        return SESSION_LABELS[SessionState(self.state)]


class Attendance(models.Model):
    """Somebody who was invited, by post: came, did not, or sent somebody. A guest from outside has no post."""

    session = models.ForeignKey(WorkingSession, on_delete=models.PROTECT, related_name="attendances")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    who = models.CharField(_("Thành phần"), max_length=300, help_text="name and title as on that day")
    standing = models.CharField(
        max_length=12,
        choices=[(s.value, STANDING_LABELS[s]) for s in Standing],
        default=Standing.INVITED,
    )
    represented_by = models.CharField(_("Người dự thay"), max_length=300, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_post_is_invited_to_a_session_once", fields=["session", "post"]),
            models.UniqueConstraint(name="a_name_stands_once_in_a_session", fields=["session", "who"]),
            models.CheckConstraint(
                name="a_represented_guest_says_by_whom",
                condition=Q(standing="represented") & ~Q(represented_by="")
                | ~Q(standing="represented") & Q(represented_by=""),
                violation_error_message=_("Ghi ai dự thay."),
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def standing_label(self) -> object:
        """Came or not, in words."""
        return STANDING_LABELS[Standing(self.standing)]


class AgendaItem(models.Model):
    """One point of the agenda."""

    session = models.ForeignKey(WorkingSession, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveIntegerField()
    title = models.CharField(_("Nội dung"), max_length=500)
    presenter = models.CharField(_("Người trình bày"), max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="a_place_on_the_agenda_is_taken_once",
                fields=["session", "position"],
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class Paper(models.Model):
    """A file that lay on the table."""

    session = models.ForeignKey(WorkingSession, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_file_lies_on_a_table_once", fields=["session", "file"]),
        ]

    def __str__(self) -> str:
        return self.title
