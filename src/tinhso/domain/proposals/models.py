"""A proposal (kiến nghị, đề xuất): a request upward. It is no task: nobody gave it, and it ends with an answer."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.domain.proposals.workflow import STATE_LABELS, VERDICT_LABELS, ProposalState, Verdict
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Who may read which proposal."""

    def visible_to(self, scope: Scope) -> "ProposalQuerySet":
        """Who proposes and whoever was ever its addressee; all of them for the province."""
        if scope.reach == "province":
            return self
        return self.filter(readers__overlap=list(scope.unit_ids))

    def waiting_for(self, scope: Scope) -> "ProposalQuerySet":
        """Those that the post's unit has to answer."""
        return self.filter(state=ProposalState.SENT, addressee=scope.unit_id)

    def overdue(self, day: date) -> "ProposalQuerySet":
        """Not answered although the day has passed."""
        return self.filter(state=ProposalState.SENT, answer_due_on__lt=day)


class Proposal(models.Model):
    """What a unit asks of another one above it, or of somebody outside (`addressee_text`: a ministry)."""

    title = models.CharField(_("Nội dung kiến nghị"), max_length=500)
    reason = models.TextField(_("Lý do, căn cứ"), blank=True)
    proposer = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    addressee_text = models.CharField(_("Nơi nhận ngoài tỉnh"), max_length=200, blank=True)
    field_of_work = models.ForeignKey(
        "units.FieldOfWork", on_delete=models.PROTECT, null=True, related_name="+"
    )
    document_text = models.CharField(_("Văn bản gửi kiến nghị"), max_length=200, blank=True)
    proposed_on = models.DateField(_("Ngày kiến nghị"))
    answer_due_on = models.DateField(_("Hạn trả lời"))
    state = models.CharField(
        max_length=10,
        choices=[(s.value, STATE_LABELS[s]) for s in ProposalState],
        default=ProposalState.SENT,
    )
    outcome = models.TextField(_("Kết quả sau trả lời"), blank=True)
    duty = models.ForeignKey("duties.Duty", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    readers = ArrayField(models.BigIntegerField())
    folded = models.TextField(editable=False)
    token = models.UUIDField(unique=True, editable=False, help_text="of the form: two presses, one proposal")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_proposal_has_one_addressee",
                condition=Q(addressee__isnull=False, addressee_text="")
                | Q(addressee__isnull=True) & ~Q(addressee_text=""),
                violation_error_message=_("Ghi một nơi nhận: đơn vị trong tỉnh, hoặc cơ quan ngoài tỉnh."),
            ),
            models.CheckConstraint(
                name="nobody_proposes_to_themselves",
                condition=Q(addressee__isnull=True) | ~Q(addressee=F("proposer")),
            ),
            models.CheckConstraint(
                name="an_answer_is_due_after_the_proposal",
                condition=Q(answer_due_on__gte=F("proposed_on")),
            ),
            models.CheckConstraint(
                name="what_came_of_it_is_said_when_it_is_settled",
                condition=Q(state="settled", settled_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="settled") & Q(settled_at__isnull=True, outcome=""),
            ),
            models.CheckConstraint(name="a_proposal_has_readers", condition=Q(readers__len__gt=0)),
        ]
        indexes = [
            GinIndex(fields=["readers"], name="proposals_readers"),  # the wall
            # the list, and what waits for a unit
            models.Index(
                fields=["addressee", "answer_due_on"], condition=Q(state="sent"), name="proposals_waiting"
            ),
            models.Index(fields=["-proposed_on", "-id"], name="proposals_by_day"),
        ]

    def __str__(self) -> str:
        return self.title[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        """One spelling, and what is searched in step with it."""
        self.title = normalise(self.title)
        self.folded = fold(f"{self.title} {self.reason} {self.document_text} {self.addressee_text}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def to_whom(self) -> str:
        """The addressee's name."""
        return self.addressee.name if self.addressee else self.addressee_text

    @property
    def state_label(self) -> object:
        """The state in words."""
        return STATE_LABELS[ProposalState(self.state)]

    def late_on(self, day: date) -> bool:
        """Whether the answer is overdue on the day."""
        return self.state == ProposalState.SENT and self.answer_due_on < day


class Answer(models.Model):
    """What the addressee said; or to whom they passed the proposal on (`passed_to`)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    verdict = models.CharField(
        max_length=8, choices=[(v.value, VERDICT_LABELS[v]) for v in Verdict], blank=True
    )
    text = models.TextField()
    document_text = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    passed_to = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_has_a_verdict_or_passes_on",
                condition=Q(passed_to__isnull=True) & ~Q(verdict="") | Q(passed_to__isnull=False, verdict=""),
            ),
            models.UniqueConstraint(
                name="a_proposal_is_answered_once", fields=["proposal"], condition=Q(passed_to__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.verdict or self.passed_to_id}"

    @property
    def verdict_label(self) -> object:
        """The verdict in words, or that it was passed on."""
        return VERDICT_LABELS[Verdict(self.verdict)] if self.verdict else _("Chuyển nơi có thẩm quyền")
