"""The work that drafts raise for other units, as duties: to answer, to appraise, to sign. And the task that asked
for the draft, closed by what was issued."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.domain.drafting.models import Dossier
from tinhso.kernel.duties import policies as duty_policies
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.insist import insist
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.actions.resume import resume
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.scope import Scope

CONSULTATION = "drafting.consultation"
APPRAISAL = "drafting.appraisal"
SIGNATURE = "drafting.signature"
LABELS = {
    CONSULTATION: _("Cho ý kiến dự thảo"),
    APPRAISAL: _("Thẩm định dự thảo"),
    SIGNATURE: _("Ký ban hành dự thảo"),
}
PAGES = {
    CONSULTATION: "drafting:consultation",
    APPRAISAL: "drafting:appraisal",
    SIGNATURE: "drafting:submission",
}
_TITLES = {
    CONSULTATION: "Cho ý kiến dự thảo {name}",
    APPRAISAL: "Thẩm định dự thảo {name}",
    SIGNATURE: "Xem xét, ký ban hành dự thảo {name}",
}
_PRODUCTS = {
    CONSULTATION: "Ý kiến trả lời",
    APPRAISAL: "Kết luận thẩm định",
    SIGNATURE: "Văn bản được ký, hoặc trả lại có lý do",
}


def url_of(source: str) -> Any:
    """Where the duties of a source lead: the page on which the work is done."""
    return lambda source_id: reverse(PAGES[source], args=[int(source_id)])


def ask(
    source: str, pk: int, dossier: Dossier, *, unit_id: int, due_on: date, by: Scope, at: datetime
) -> Duty:
    """Open the duty of the unit that is asked; asking twice is once. Raises duties' MayNotAssign."""
    return open_duty(
        source=source,
        source_id=pk,
        title=_TITLES[source].format(name=f"{dossier.type_name}: {dossier.abstract}"),
        product=_PRODUCTS[source],
        lead_unit_id=unit_id,
        assigner_unit_id=dossier.owner_unit_id,
        deadline=Deadline(on=due_on, bound="by"),
        by=by,
        at=at,
    )


def done(duty: Duty | None, text: str, *, by: Scope, at: datetime, files: Iterable[int] = ()) -> None:
    """The answer is the whole product: it is submitted, and nobody need confirm that an answer was given."""
    if duty is None or not _ready(duty, by=by, at=at):
        return
    if duty.state != State.SUBMITTED:
        submit_result(duty, text=text, by=_leading(by, duty), at=at, files=files)
    confirm_result(duty, by=None, at=at, note=text[:500])


def void(duty: Duty | None, reason: str, *, at: datetime) -> None:
    """The question is no longer asked."""
    if duty is not None and duty.is_open:
        stop(duty, reason=reason, by=None, at=at)


def answer_the_task(duty: Duty, *, text: str, by: Scope | None, at: datetime, files: Iterable[int]) -> bool:
    """Submit what was issued as the result of the task that asked for the draft, whatever its type or issuer turned
    out to be. False where the task is closed or submitted already: then a person has to look."""
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if duty.state == State.SUBMITTED or not _ready(duty, by=by, at=at):
        return False
    submit_result(duty, text=text, by=_leading(by, duty), at=at, files=files)
    return True


def result_words(dossier: Dossier) -> str:
    """What the task is told: number, day and subject of what was issued."""
    assert dossier.issued is not None
    return f"Đã ban hành {dossier.issued.document.title}: {dossier.issued.document.abstract}."


def _ready(duty: Duty, *, by: Scope | None, at: datetime) -> bool:
    """Bring an open duty where a result can be submitted; False where it is closed."""
    if not duty.is_open:
        return False
    if duty.paused:
        resume(duty, by=None, at=at)
    if duty.state == State.DECLINED:
        insist(duty, reason="Đã có kết quả.", by=None, at=at)
    if duty.state == State.ASSIGNED:
        accept(duty, by=_leading(by, duty), at=at)
    return True


def _leading(by: Scope | None, duty: Duty) -> Scope | None:
    """The person where the unit's own people act; the system where somebody signs or issues who does not lead it."""
    return by if by is not None and duty_policies.leads(by, duty) else None
