from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.directives.workflow import ACT_LABELS, TASK_LABELS, Act, TaskState
from tinhso.kernel.duties.groups import GROUPS
from tinhso.kernel.text import normalise


class LeadFrom(models.TextChoices):
    """Where the lead comes from."""

    TEXT = "text", _("Câu giao việc")
    CONTEXT = "context", _("Mạch văn: tiêu đề hoặc câu trước")
    PERSON = "person", _("Cán bộ xác định")
    MISSING = "missing", _("Văn bản không nêu")


class DeadlineKind(models.TextChoices):
    """How the text says when."""

    NONE = "none", _("Không có")
    DATE = "date", _("Ngày")
    DATETIME = "datetime", _("Ngày và giờ")
    PERIOD_END = "period_end", _("Cuối kỳ")
    RECURRING = "recurring", _("Định kỳ")
    RELATIVE = "relative", _("Tính từ một mốc")
    EVENT = "event", _("Theo sự kiện")
    REFERENCE = "reference", _("Theo văn bản khác")
    ONGOING = "ongoing", _("Thường xuyên")


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


class DirectiveTask(models.Model):
    """A task that a directive gives, as proposed and as a person settled it.

    `start` and `end` are offsets in the document's text; both null for a task that nobody wrote down. What
    the machine answered stays in `machine`, whatever a person makes of it.
    """

    directive = models.ForeignKey("directives.Directive", on_delete=models.PROTECT, related_name="tasks")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    quote = models.TextField(blank=True, help_text="the sentence")
    act = models.CharField(max_length=8, choices=[(a.value, ACT_LABELS[a]) for a in Act], default=Act.ASSIGN)
    title = models.TextField(_("Việc"))
    product = models.TextField(_("Sản phẩm"), blank=True)
    product_named = models.BooleanField(default=False, help_text="a person, or a word of the text, names it")

    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    lead_group = models.CharField(
        max_length=20,
        blank=True,
        help_text="every unit of a kind leads for itself (duties.groups): one order",
    )
    lead_text = models.CharField(max_length=500, blank=True, help_text="as the text calls it")
    lead_from = models.CharField(max_length=8, choices=LeadFrom.choices, default=LeadFrom.MISSING)
    coordinating = models.ManyToManyField(
        "units.Unit", through="directives.TaskCoordination", related_name="+"
    )
    coordinating_text = models.TextField(
        blank=True, help_text="groups and names that are no unit of ours; '; '"
    )
    field_of_work = models.ForeignKey(
        "units.FieldOfWork", on_delete=models.PROTECT, null=True, related_name="+"
    )

    annex = models.ForeignKey(
        "directives.Annex", on_delete=models.PROTECT, null=True, related_name="tasks", db_index=False
    )
    annex_row = models.PositiveIntegerField(null=True, help_text="the row of the annex that gives it")

    due_on = models.DateField(_("Thời hạn"), null=True)
    bound = models.CharField(max_length=8, choices=Bound.choices, blank=True)
    deadline_kind = models.CharField(max_length=12, choices=DeadlineKind.choices, default=DeadlineKind.NONE)
    deadline_raw = models.CharField(max_length=300, blank=True)
    no_deadline_reason = models.CharField(_("Lý do không có thời hạn"), max_length=300, blank=True)
    priority = models.CharField(max_length=12, choices=Priority.choices, default=Priority.THUONG)
    report_to = models.CharField(_("Nơi nhận báo cáo"), max_length=300, blank=True)
    accountable = models.CharField(_("Người chịu trách nhiệm"), max_length=200, blank=True)

    state = models.CharField(max_length=10, choices=[(s.value, TASK_LABELS[s]) for s in TaskState])
    drop_reason = models.CharField(_("Lý do bỏ"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    order = models.OneToOneField(
        "duties.Order", on_delete=models.PROTECT, null=True, related_name="+", help_text="of a group's task"
    )
    changed_duty = models.ForeignKey(
        "duties.Duty",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the open duty that this sentence changed: another deadline, another lead, no more",
    )

    machine = models.JSONField(
        null=True, help_text="the engine's answer; null for a task that a person added"
    )
    version = models.PositiveIntegerField(default=1, help_text="a form that shows an older one is refused")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_confirmed_task_has_its_duty",
                condition=Q(state="confirmed", act="assign", changed_duty__isnull=True)
                & (Q(duty__isnull=False, order__isnull=True) | Q(duty__isnull=True, order__isnull=False))
                | Q(state="confirmed", duty__isnull=True, order__isnull=True, changed_duty__isnull=False)
                & ~Q(act="assign")
                | ~Q(state="confirmed") & Q(duty__isnull=True, order__isnull=True, changed_duty__isnull=True),
            ),
            models.CheckConstraint(
                name="a_confirmed_task_has_one_lead",
                condition=~Q(state="confirmed", act="assign")
                | Q(lead_unit__isnull=False)
                | ~Q(lead_group=""),
                violation_error_message=_("Việc phải có một đơn vị chủ trì trước khi giao."),
            ),
            models.CheckConstraint(
                name="a_unit_leads_or_a_group", condition=Q(lead_unit__isnull=True) | Q(lead_group="")
            ),
            models.CheckConstraint(
                name="a_confirmed_task_has_a_deadline_or_a_reason",
                condition=~Q(state="confirmed", act="assign")
                | Q(due_on__isnull=False)
                | ~Q(no_deadline_reason=""),
                violation_error_message=_("Việc phải có thời hạn, hoặc lý do vì sao không có thời hạn."),
            ),
            models.CheckConstraint(
                name="a_deadline_has_a_bound",
                condition=Q(due_on__isnull=True) | ~Q(bound=""),
            ),
            models.CheckConstraint(
                name="a_sentence_begins_before_it_ends",
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
            ),
            # the parts of a split task keep the row
            models.UniqueConstraint(
                name="a_row_of_an_annex_gives_one_task",
                fields=["annex", "annex_row"],
                condition=Q(split_from__isnull=True),
            ),
            models.CheckConstraint(
                name="a_task_of_an_annex_has_its_row",
                condition=Q(annex__isnull=True, annex_row__isnull=True)
                | Q(annex__isnull=False, annex_row__isnull=False),
            ),
        ]
        indexes = [
            # the tasks of an annex on its page, and whether its import may be undone
            models.Index(
                fields=["annex", "annex_row"],
                condition=Q(annex__isnull=False),
                name="directives_task_of_annex",
            ),
            # the reading room: the tasks of a document in their order
            models.Index(fields=["directive", "position", "id"], name="directives_task_order"),
            # a duty's page: the sentences of later documents that changed it
            models.Index(
                fields=["changed_duty"],
                condition=Q(changed_duty__isnull=False),
                name="directives_task_changes",
            ),
        ]

    def __str__(self) -> str:
        return self.title[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        """One spelling for every word."""
        self.fill()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill(self) -> None:
        """One spelling for every word; for rows that are written in bulk."""
        for name in ("title", "product", "lead_text", "coordinating_text", "report_to", "accountable"):
            setattr(self, name, normalise(getattr(self, name)))

    @property
    def corrected(self) -> bool:
        """Whether a person has changed it."""
        return self.changed_by_id is not None

    @property
    def lead_name(self) -> object:
        """Who leads, as people call them; empty where nobody is chosen."""
        if self.lead_group in GROUPS:
            return GROUPS[self.lead_group].label
        return self.lead_unit.name if self.lead_unit else ""

    @property
    def is_draft(self) -> bool:
        return self.state == TaskState.DRAFT

    @property
    def act_label(self) -> object:
        """What the sentence does, in words."""
        return ACT_LABELS[Act(self.act)]

    @property
    def state_label(self) -> object:
        """The state in words."""
        if self.state == TaskState.CONFIRMED and self.act != Act.ASSIGN:
            return _("Đã thực hiện thay đổi")
        return TASK_LABELS[TaskState(self.state)]


class TaskCoordination(models.Model):
    """A unit that is to help the lead."""

    task = models.ForeignKey(DirectiveTask, on_delete=models.CASCADE, related_name="coordinations")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="a_unit_coordinates_a_task_once", fields=["task", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} helps with task {self.task_id}"
