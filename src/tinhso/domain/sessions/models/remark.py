from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.sessions.models.notice import Conclusion
from tinhso.domain.sessions.models.session import AgendaItem, WorkingSession
from tinhso.domain.sessions.workflow import KIND_LABELS, REMARK_LABELS, Kind, RemarkState
from tinhso.kernel.text import normalise


class Bound(models.TextChoices):
    """How the deadline's day is meant; the same words as the duty's."""

    BEFORE = "before", _("trước ngày")
    BY = "by", _("chậm nhất ngày")
    WITHIN = "within", _("trong kỳ, đến hết ngày")


class Priority(models.TextChoices):
    """The duty's priorities."""

    THUONG = "thuong", _("Thường")
    CAO = "cao", _("Cao")
    KHAN = "khan", _("Khẩn")
    THUONG_KHAN = "thuong_khan", _("Thượng khẩn")
    HOA_TOC = "hoa_toc", _("Hỏa tốc")


class Remark(models.Model):
    """Something that somebody said in the session, in their words.

    `unit` is whom it concerns: of a direction the lead unit; of praise or a limitation whose work it speaks of.
    `conclusion` is the paragraph of the notice that says it. `limitation` names the entry of the register of
    limitations that took it over; empty while nobody did.
    """

    session = models.ForeignKey(WorkingSession, on_delete=models.PROTECT, related_name="remarks")
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="remarks")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(k.value, KIND_LABELS[k]) for k in Kind])
    speaker_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    speaker = models.CharField(_("Người phát biểu"), max_length=300)
    words = models.TextField(_("Lời phát biểu"))

    title = models.TextField(_("Việc phải làm"), blank=True)
    product = models.TextField(_("Sản phẩm"), blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    coordinating = models.ManyToManyField(
        "units.Unit", through="sessions.RemarkCoordination", related_name="+"
    )
    due_on = models.DateField(_("Thời hạn"), null=True)
    bound = models.CharField(max_length=8, choices=Bound.choices, blank=True)
    no_deadline_reason = models.CharField(_("Lý do không có thời hạn"), max_length=300, blank=True)
    priority = models.CharField(max_length=12, choices=Priority.choices, default=Priority.THUONG)
    cause = models.TextField(_("Nguyên nhân được nêu"), blank=True)

    state = models.CharField(
        max_length=8,
        choices=[(s.value, REMARK_LABELS[s]) for s in RemarkState],
        default=RemarkState.NOTED,
    )
    drop_reason = models.CharField(_("Lý do bỏ"), max_length=300, blank=True)
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    conclusion = models.ForeignKey(Conclusion, on_delete=models.SET_NULL, null=True, related_name="remarks")
    limitation = models.CharField(max_length=64, blank=True)

    token = models.UUIDField(unique=True, help_text="of the form: sending it twice notes one remark")
    version = models.PositiveIntegerField(default=1, help_text="a form that shows an older one is refused")
    noted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_given_direction_has_its_duty",
                condition=Q(state="given", duty__isnull=False, kind="direction")
                | ~Q(state="given") & Q(duty__isnull=True),
            ),
            models.CheckConstraint(
                name="a_given_direction_has_a_lead",
                condition=~Q(state="given") | Q(unit__isnull=False),
                violation_error_message=_("Chọn một đơn vị chủ trì trước khi giao."),
            ),
            models.CheckConstraint(
                name="a_given_direction_has_a_deadline_or_a_reason",
                condition=~Q(state="given") | Q(due_on__isnull=False) | ~Q(no_deadline_reason=""),
                violation_error_message=_("Ghi thời hạn, hoặc lý do vì sao không có thời hạn."),
            ),
            models.CheckConstraint(
                name="a_direction_says_what_to_do", condition=~Q(kind="direction") | ~Q(title="")
            ),
            models.CheckConstraint(
                name="only_a_direction_has_a_deadline",
                condition=Q(kind="direction") | Q(due_on__isnull=True, no_deadline_reason="", product=""),
            ),
            models.CheckConstraint(
                name="a_deadline_of_a_direction_has_a_bound",
                condition=Q(due_on__isnull=True, bound="") | Q(due_on__isnull=False) & ~Q(bound=""),
            ),
            models.CheckConstraint(
                name="a_dropped_remark_says_why", condition=~Q(state="dropped") | ~Q(drop_reason="")
            ),
            models.CheckConstraint(
                name="only_a_limitation_goes_to_the_register",
                condition=Q(limitation="") | Q(kind="limitation"),
            ),
        ]
        indexes = [
            # the session's page: what was said, in its order
            models.Index(fields=["session", "position", "id"], name="sessions_remark_order"),
            # the list of limitations that were named in sessions
            models.Index(
                fields=["-noted_at", "-id"], condition=Q(kind="limitation"), name="sessions_limitations"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        """One spelling for every word."""
        for name in ("speaker", "title", "product", "no_deadline_reason", "drop_reason"):
            setattr(self, name, normalise(getattr(self, name)))
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def kind_label(self) -> object:
        """What it is, in words."""
        return KIND_LABELS[Kind(self.kind)]

    @property
    def state_label(self) -> object:
        """The state in words."""
        return REMARK_LABELS[RemarkState(self.state)]

    @property
    def tone(self) -> str:
        """How its kind is marked on a page."""
        return {Kind.DIRECTION: "brand", Kind.PRAISE: "ok", Kind.LIMITATION: "warn"}.get(
            Kind(self.kind), "mute"
        )

    @property
    def is_direction(self) -> bool:
        return self.kind == Kind.DIRECTION

    @property
    def noted(self) -> bool:
        return self.state == RemarkState.NOTED

    @property
    def missing(self) -> list[object]:
        """What a direction lacks before it can be given, in words."""
        lacks: list[object] = []
        if self.unit_id is None:
            lacks.append(_("đơn vị chủ trì"))
        if self.due_on is None and not self.no_deadline_reason:
            lacks.append(_("thời hạn hoặc lý do không có thời hạn"))
        return lacks

    @property
    def ready(self) -> bool:
        """A direction that can be given as it stands."""
        return self.is_direction and self.noted and not self.missing


class RemarkCoordination(models.Model):
    """A unit that is to help the lead."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="coordinations")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_unit_coordinates_a_direction_once", fields=["remark", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} helps with remark {self.remark_id}"
