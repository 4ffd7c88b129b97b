"""When a draft goes another way, whoever was asked about it need answer no more."""

from datetime import datetime

from tinhso.domain.drafting import sources
from tinhso.domain.drafting.models import Consultation, Dossier
from tinhso.domain.drafting.workflow import Decision
from tinhso.kernel.people.scope import Scope


def silence(dossier: Dossier, reason: str, *, at: datetime) -> None:
    """Open consultations stay without an answer. An answer that comes in this very moment counts."""
    for asked in dossier.consultations.open().select_related("duty"):
        if Consultation.objects.open().filter(pk=asked.pk).update(closed_at=at):
            sources.void(asked.duty, reason, at=at)


def take_back(dossier: Dossier, reason: str, *, by: Scope, at: datetime) -> None:
    """The open appraisal and the open submission end."""
    for appraisal in dossier.appraisals.filter(concluded_at__isnull=True, closed_at__isnull=True):
        appraisal.closed_at = at
        appraisal.save(update_fields=["closed_at"])
        sources.void(appraisal.duty, reason, at=at)
    for submission in dossier.submissions.filter(decision=""):
        submission.decision, submission.reason = Decision.RECALLED, reason.strip()
        submission.decided_at, submission.decided_by_id = at, by.person_id
        submission.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
        sources.void(submission.duty, reason, at=at)
