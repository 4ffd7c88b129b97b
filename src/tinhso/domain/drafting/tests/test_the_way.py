"""The way of a draft through the units, from the task that asks for it to the receipt of what was issued."""

import pytest

from tinhso.domain.drafting import queries
from tinhso.domain.drafting.actions import issue as acting
from tinhso.domain.drafting.actions.acknowledge import acknowledge
from tinhso.domain.drafting.actions.answer import AnsweredAlready, CommentsNeeded, answer
from tinhso.domain.drafting.actions.appraise import appraise
from tinhso.domain.drafting.actions.close_consultation import StillAsked, close_consultation
from tinhso.domain.drafting.actions.consult import NobodyAsked, consult
from tinhso.domain.drafting.actions.distribute import distribute
from tinhso.domain.drafting.actions.drop import drop
from tinhso.domain.drafting.actions.issue import issue
from tinhso.domain.drafting.actions.open_dossier import open_dossier
from tinhso.domain.drafting.actions.recall import recall
from tinhso.domain.drafting.actions.redirect import redirect
from tinhso.domain.drafting.actions.send_back import send_back
from tinhso.domain.drafting.actions.send_to_appraisal import AppraisesItself, send_to_appraisal
from tinhso.domain.drafting.actions.settle import settle
from tinhso.domain.drafting.actions.sign import sign
from tinhso.domain.drafting.actions.submit import NobodyHoldsThePost, NotReady, submit
from tinhso.domain.drafting.jobs import answer_unreached_task
from tinhso.domain.drafting.models import Comment, Delivery, Dossier, Spell, Version
from tinhso.domain.drafting.moving import MovedMeanwhile, NoteNeeded
from tinhso.domain.drafting.policies import NotAllowed
from tinhso.domain.drafting.tests.stories import (
    AT,
    MEMO,
    a_consultation,
    a_dossier,
    a_signed_dossier,
    a_submission,
    a_world,
    a_written_dossier,
    an_issued,
    at,
    day,
    write,
)
from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents.actions.issue_document import AlreadyIssued, NumberInUse
from tinhso.kernel.documents.models import IssuedDocument, OfficialDocument
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.actions.pause import pause
from tinhso.kernel.duties.models import Duty, Evidence
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.tests.cast import an_officer_of, as_application, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world():
    return a_world()


def a_task(world, **options) -> Duty:
    """The office asks the science department for a resolution."""
    return open_duty(
        source="duties.direct", source_id="48", title="Tham mưu Nghị quyết của Ban Thường vụ về chuyển đổi số",
        product="Dự thảo nghị quyết", lead_unit_id=world.cast.science.pk, assigner_unit_id=world.cast.office.pk,
        deadline=Deadline(on=day(30), bound="by"), by=scope_of(world.cast.head_of_office), at=AT, **options,
    )  # fmt: skip


# --- consultation --------------------------------------------------------------------------------------------


def test_each_consulted_unit_gets_a_duty_until_its_own_day(world):
    dossier = a_written_dossier(world)
    units = {world.cast.culture.pk: day(5), world.cast.commune.pk: day(9)}
    asked = consult(dossier, units=units, by=scope_of(world.cast.science_head), at=at(2))
    assert {row.unit_id: (row.duty.lead_unit_id, row.duty.due_on) for row in asked} == {
        unit: (unit, due) for unit, due in units.items()
    }
    dossier.refresh_from_db()
    assert dossier.stage == "consulting" and set(dossier.consulted) == set(units)
    assert queries.holders(dossier) == [world.cast.culture.name, world.cast.commune.name]
    assert {row.version.number for row in asked} == {2}


def test_an_answer_closes_the_duty_and_leaves_its_comments(world):
    _dossier, (culture, _commune) = a_consultation(world)
    by = scope_of(world.cast.culture_officer)
    answer(culture, said="comments", comments=["Bổ sung kinh phí.", " ", "Sửa Điều 2."], by=by, at=at(4))
    assert [c.text for c in Comment.objects.all()] == ["Bổ sung kinh phí.", "Sửa Điều 2."]
    duty = Duty.objects.get(pk=culture.duty_id)
    assert duty.state == State.COMPLETED and duty.done_at == at(4)
    assert Notice.objects.filter(person=world.cast.science_officer.person, event="draft.answered").exists()
    with pytest.raises(AnsweredAlready):
        answer(culture, said="agree", by=by, at=at(5))


def test_who_disagrees_says_what_should_change(world):
    _dossier, (culture, _commune) = a_consultation(world)
    for said in ("comments", "disagree"):
        with pytest.raises(CommentsNeeded):
            answer(culture, said=said, by=scope_of(world.cast.culture_officer), at=at(4))
    assert Duty.objects.get(pk=culture.duty_id).state == State.ASSIGNED


def test_only_the_asked_unit_answers(world):
    _dossier, (culture, _commune) = a_consultation(world)
    for account in (
        world.cast.commune_head,
        world.cast.science_head,
        world.cast.head_of_office,
        world.chairman,
    ):
        with pytest.raises(NotAllowed):
            answer(culture, said="agree", by=scope_of(account), at=at(4))


def test_asking_does_not_end_while_somebody_still_has_time(world):
    dossier, (culture, commune) = a_consultation(world, due=7)
    head = scope_of(world.cast.science_head)
    answer(culture, said="agree", by=scope_of(world.cast.culture_officer), at=at(3))
    head = scope_of(world.cast.science_head)
    with pytest.raises(StillAsked) as waiting:
        close_consultation(dossier, by=head, at=at(7))
    assert waiting.value.waiting == [commune]
    dossier.refresh_from_db()
    assert dossier.stage == "consulting"
    close_consultation(dossier, by=head, at=at(8))
    commune.refresh_from_db()
    assert commune.closed_at == at(8) and Duty.objects.get(pk=commune.duty_id).state == State.STOPPED
    with pytest.raises(AnsweredAlready):
        answer(commune, said="agree", by=scope_of(world.cast.commune_head), at=at(8))


def test_a_second_round_asks_about_the_version_of_then(world):
    dossier, _asked = a_consultation(world, due=3)
    head = scope_of(world.cast.science_head)
    close_consultation(dossier, by=head, at=at(5))
    (again,) = consult(dossier, units={world.cast.culture.pk: day(9)}, by=head, at=at(6))
    assert again.round == 2


def test_nobody_is_asked_about_their_own_draft(world):
    dossier = a_written_dossier(world)
    head = scope_of(world.cast.science_head)
    with pytest.raises(NobodyAsked):
        consult(dossier, units={world.cast.science.pk: day(9)}, by=head, at=at(2))
    with pytest.raises(AppraisesItself):
        send_to_appraisal(dossier, unit_id=world.cast.science.pk, due_on=day(9), by=head, at=at(2))


def test_an_officer_writes_but_only_the_head_sends_it_out(world):
    dossier = a_written_dossier(world)
    with pytest.raises(NotAllowed):
        consult(
            dossier, units={world.cast.culture.pk: day(9)}, by=scope_of(world.cast.science_officer), at=at(2)
        )
    assert not Duty.objects.exists()


def test_what_is_not_accepted_needs_its_reason(world):
    _dossier, (culture, _commune) = a_consultation(world)
    answer(
        culture, said="disagree", comments=["Bỏ Điều 2."], by=scope_of(world.cast.culture_officer), at=at(3)
    )
    comment, by = Comment.objects.get(), scope_of(world.cast.science_officer)
    with pytest.raises(NoteNeeded):
        settle(comment, settled="refused", reason=" ", by=by, at=at(4))
    settle(comment, settled="refused", reason="Trái Luật.", by=by, at=at(4))
    settle(comment, settled="accepted", reason="", by=by, at=at(5))
    comment.refresh_from_db()
    assert (comment.settled, comment.settled_at) == ("accepted", at(5))


# --- appraisal, submission, signature ------------------------------------------------------------------------


def test_the_appraiser_concludes_and_the_draft_comes_back(world):
    dossier = a_written_dossier(world)
    head = scope_of(world.cast.science_head)
    made = send_to_appraisal(dossier, unit_id=world.cast.finance.pk, due_on=day(9), by=head, at=at(2))
    dossier.refresh_from_db()
    assert queries.holders(dossier) == [world.cast.finance.name]
    with pytest.raises(NotAllowed):
        appraise(made, conclusion="ready", text="Được.", by=scope_of(world.cast.culture_officer), at=at(3))
    made.refresh_from_db()
    appraise(made, conclusion="after_changes", text="Sửa Điều 1.", by=scope_of(world.cast.stranger), at=at(3))
    dossier.refresh_from_db()
    assert dossier.stage == "drafting" and Duty.objects.get(pk=made.duty_id).state == State.COMPLETED
    with pytest.raises(MovedMeanwhile):
        appraise(made, conclusion="ready", text="Được.", by=scope_of(world.cast.stranger), at=at(4))


def test_an_unfinished_draft_is_not_laid_before_anybody(world):
    dossier, (culture, _commune) = a_consultation(world, due=3)
    answer(
        culture, said="disagree", comments=["Bỏ Điều 2."], by=scope_of(world.cast.culture_officer), at=at(3)
    )
    head = scope_of(world.cast.science_head)
    close_consultation(dossier, by=head, at=at(5))
    with pytest.raises(NotReady) as missing:
        submit(dossier, signer=world.chair, memo=MEMO, due_on=day(10), by=head, at=at(6))
    assert missing.value.comments == 1 and not missing.value.places
    bare = a_dossier(world)
    with pytest.raises(NotReady) as missing:
        submit(
            bare,
            signer=world.chair,
            memo=MEMO,
            due_on=day(10),
            by=scope_of(world.cast.science_head),
            at=at(6),
        )
    assert "[Nội dung quyết định]" in missing.value.places and missing.value.nameless
    bare.refresh_from_db()
    assert bare.stage == "drafting" and not bare.submissions.exists()


def test_only_a_post_that_somebody_holds_signs(world):
    former = an_officer_of(world.cast.office, role="leader", until=day(-30))
    post = former.person.tenures.get().post
    with pytest.raises(NobodyHoldsThePost):
        submit(
            a_written_dossier(world), signer=post, memo=MEMO, due_on=day(9),
            by=scope_of(world.cast.science_head), at=at(3),
        )  # fmt: skip


def test_only_the_signing_post_signs(world):
    submission = a_submission(world)
    for account in (world.cast.leader, world.cast.head_of_office, world.cast.science_head, world.clerk):
        with pytest.raises(NotAllowed):
            sign(submission, by=scope_of(account), at=at(4))
    sign(submission, by=scope_of(world.chairman), at=at(4))
    dossier = Dossier.objects.get()
    assert dossier.stage == "signed" and queries.holders(dossier) == [world.cast.province.name]
    assert Duty.objects.get(pk=submission.duty_id).state == State.COMPLETED
    with pytest.raises(MovedMeanwhile):
        sign(submission, by=scope_of(world.chairman), at=at(4))


def test_the_signer_returns_it_with_a_reason(world):
    submission = a_submission(world)
    chairman = scope_of(world.chairman)
    with pytest.raises(NoteNeeded):
        send_back(submission, reason="  ", by=chairman, at=at(4))
    send_back(submission, reason="Làm rõ nguồn kinh phí.", by=chairman, at=at(4))
    dossier = Dossier.objects.get()
    assert dossier.stage == "drafting"
    assert Spell.objects.get(until__isnull=True).note == "Làm rõ nguồn kinh phí."
    again = submit(
        dossier, signer=world.chair, memo=MEMO, due_on=day(12), by=scope_of(world.cast.science_head), at=at(6)
    )
    assert again.decision == "" and dossier.submissions.count() == 2


def test_a_draft_is_taken_back_from_the_signer(world):
    submission = a_submission(world)
    recall(submission.dossier, reason="Bổ sung số liệu.", by=scope_of(world.cast.science_head), at=at(4))
    assert Duty.objects.get(pk=submission.duty_id).state == State.STOPPED
    with pytest.raises(MovedMeanwhile):
        sign(submission, by=scope_of(world.chairman), at=at(5))


def test_a_draft_that_is_given_up_asks_nobody_any_more(world):
    dossier, asked = a_consultation(world)
    drop(dossier, reason="Trung ương đã ban hành.", by=scope_of(world.cast.science_head), at=at(4))
    assert set(Duty.objects.values_list("state", flat=True)) == {State.STOPPED}
    dossier.refresh_from_db()
    assert dossier.closed and queries.holders(dossier) == []
    with pytest.raises(AnsweredAlready):
        answer(asked[0], said="agree", by=scope_of(world.cast.culture_officer), at=at(5))


# --- issuing and sending -------------------------------------------------------------------------------------


def test_what_was_signed_is_issued_sealed_and_sent(world):
    dossier = a_signed_dossier(world)
    units = [world.cast.finance.pk, world.cast.commune.pk]
    made = issue(dossier, number="10/QĐ-UBND", units=units, by=scope_of(world.clerk), at=at(5))
    dossier.refresh_from_db()
    assert (dossier.stage, dossier.issued) == ("issued", made)
    assert made.document.number == "10/QĐ-UBND" and "Sở Tài chính bố trí kinh phí" in made.document.text
    readers = set(made.document.readers)
    assert {
        *units,
        world.cast.science.pk,
        world.cast.province.pk,
    } <= readers and world.cast.culture.pk not in readers
    assert set(made.file.readers) >= set(units)
    assert Notice.objects.filter(person=world.cast.commune_officer.person, event="draft.sent").exists()


def test_a_second_click_issues_nothing_anew(world):
    dossier = a_signed_dossier(world)
    clerk = scope_of(world.clerk)
    made = issue(dossier, number="10/QĐ-UBND", by=clerk, at=at(5))
    with pytest.raises(AlreadyIssued) as first:
        issue(dossier, number="11/QĐ-UBND", by=clerk, at=at(5))
    assert first.value.issued == made and IssuedDocument.objects.count() == 1


def test_a_failure_in_the_middle_of_issuing_leaves_nothing(world, monkeypatch):
    dossier = a_signed_dossier(world)

    def broken(*_args, **_options):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(acting, "distribute", broken)
    with pytest.raises(RuntimeError):
        issue(dossier, number="10/QĐ-UBND", units=[world.cast.finance.pk], by=scope_of(world.clerk), at=at(5))
    dossier.refresh_from_db()
    assert dossier.stage == "signed" and dossier.issued is None
    assert not IssuedDocument.objects.exists() and not OfficialDocument.objects.exists()


def test_a_number_of_another_paper_is_refused_and_the_draft_stays_signed(world):
    an_issued(world)
    other = a_signed_dossier(world)
    with pytest.raises(NumberInUse):
        issue(other, number="10/QĐ-UBND", by=scope_of(world.clerk), at=at(6))
    other.refresh_from_db()
    assert other.stage == "signed"


def test_only_the_issuing_unit_issues(world):
    dossier = a_signed_dossier(world)
    for account in (world.cast.science_head, world.cast.head_of_office, world.chairman):
        with pytest.raises(NotAllowed):
            issue(dossier, number="10/QĐ-UBND", by=scope_of(account), at=at(5))


def test_a_recipient_acknowledges_once_and_only_for_itself(world):
    an_issued(world, world.cast.finance.pk, world.cast.commune.pk)
    at_finance = Delivery.objects.get(unit=world.cast.finance)
    with pytest.raises(NotAllowed):
        acknowledge(at_finance, by=scope_of(world.cast.commune_officer), at=at(6))
    acknowledge(at_finance, by=scope_of(world.cast.stranger), at=at(6))
    again = acknowledge(at_finance, by=scope_of(world.cast.stranger), at=at(7))
    assert again.received_at == at(6) and again.received_by == world.cast.stranger.person
    assert Entry.objects.filter(event="delivery.acknowledged").count() == 1
    assert Delivery.objects.filter(received_at__isnull=True).count() == 1


def test_sending_again_reaches_only_who_has_it_not_yet(world):
    made = an_issued(world, world.cast.finance.pk)
    by = scope_of(world.clerk)
    new = distribute(made.dossier, units=[world.cast.finance.pk, world.cast.culture.pk], by=by, at=at(6))
    assert [row.unit_id for row in new] == [world.cast.culture.pk]


# --- the task that asked for it ------------------------------------------------------------------------------


def test_the_task_is_answered_by_what_was_issued_though_type_and_issuer_differ(world):
    task = a_task(world)
    dossier = a_written_dossier(world, doc_type="nghi-quyet", issuer=world.cast.office, duty=task)
    redirect(
        dossier, doc_type="quyet-dinh", issuer=world.cast.province, reason="Thuộc thẩm quyền của Ủy ban.",
        by=scope_of(world.cast.science_head), at=at(2),
    )  # fmt: skip
    dossier.refresh_from_db()
    assert dossier.differs and (dossier.asked_type, dossier.asked_issuer) == ("nghi-quyet", world.cast.office)
    version = Version.objects.get(dossier=dossier, number=dossier.head)
    assert version.sheet.type_name == "Quyết định" and "Sở Tài chính" in version.sheet.plain_text()
    write(dossier, world.cast.science_officer)
    head = scope_of(world.cast.science_head)
    dossier.refresh_from_db()
    submission = submit(dossier, signer=world.chair, memo=MEMO, due_on=day(9), by=head, at=at(3))
    sign(submission, by=scope_of(world.chairman), at=at(4))
    made = issue(dossier, number="48/QĐ-UBND", by=scope_of(world.clerk), at=at(5))
    task.refresh_from_db()
    assert task.state == State.SUBMITTED, "its giver confirms"
    assert Evidence.objects.get(duty=task).file == made.file
    assert "48/QĐ-UBND" in task.steps.order_by("-id")[0].note


@pytest.mark.parametrize("state", ["paused", "submitted", "completed"])
def test_issuing_never_fails_over_the_state_of_the_task(world, state):
    task = a_task(world)
    dossier = a_signed_dossier(world, duty=task)
    if state == "paused":
        pause(task, reason="Chờ ý kiến.", by=scope_of(world.cast.head_of_office), at=at(4))
    else:
        Duty.objects.filter(pk=task.pk).update(
            state=state, submitted_at=at(4), **({"closed_at": at(4), "done_at": at(4), "confirmed_at": at(4)} if state == "completed" else {})
        )  # fmt: skip
    issue(dossier, number="10/QĐ-UBND", by=scope_of(world.clerk), at=at(5))
    task.refresh_from_db()
    assert task.state == {"paused": "submitted"}.get(state, state)


def test_a_task_that_the_issuer_does_not_reach_is_answered_by_the_worker(world, monkeypatch):
    task = a_task(world)
    commune, head = world.cast.commune, world.cast.commune_head
    dossier = a_written_dossier(world, issuer=commune, duty=task)
    post = head.person.tenures.get().post
    later = []
    monkeypatch.setattr(answer_unreached_task, "defer", lambda **job: later.append(job))
    with as_application():
        by = scope_of(world.cast.science_head)
        submission = submit(dossier, signer=post, memo=MEMO, due_on=day(9), by=by, at=at(3))
        sign(submission, by=scope_of(head), at=at(4))
        made = issue(dossier, number="10/QĐ-UBND", by=scope_of(head), at=at(5))
    task.refresh_from_db()
    assert task.state == State.ASSIGNED and len(later) == 1
    for _twice in range(2):
        answer_unreached_task.func(**later[0])
    task.refresh_from_db()
    assert task.state == State.SUBMITTED and Evidence.objects.filter(duty=task).count() == 1
    made.document.refresh_from_db()
    assert world.cast.office.pk in made.document.readers


def test_only_the_lead_of_a_task_drafts_for_it(world):
    task = a_task(world)
    with pytest.raises(NotAllowed):
        open_dossier(
            doc_type="quyet-dinh", issuer=world.cast.province, abstract="x", token="t", duty=task,
            by=scope_of(world.cast.culture_officer), at=AT,
        )  # fmt: skip


# --- all of it behind the walls ------------------------------------------------------------------------------


def test_the_whole_way_works_as_the_role_of_the_web_process(world):
    with as_application():
        dossier, (culture, _commune) = a_consultation(world, due=3)
        answer(
            culture, said="comments", comments=["Bổ sung."], by=scope_of(world.cast.culture_officer), at=at(3)
        )
        head = scope_of(world.cast.science_head)
        close_consultation(dossier, by=head, at=at(5))
        settle(Comment.objects.get(), settled="accepted", reason="", by=head, at=at(5))
        made = send_to_appraisal(dossier, unit_id=world.cast.finance.pk, due_on=day(9), by=head, at=at(6))
        appraise(made, conclusion="ready", text="Được.", by=scope_of(world.cast.stranger), at=at(6))
        head = scope_of(world.cast.science_head)
        dossier.refresh_from_db()
        submission = submit(dossier, signer=world.chair, memo=MEMO, due_on=day(9), by=head, at=at(7))
        sign(submission, by=scope_of(world.chairman), at=at(8))
        clerk = scope_of(world.clerk)
        issue(dossier, number="10/QĐ-UBND", units=[world.cast.commune.pk], by=clerk, at=at(9))
        scope_of(world.cast.commune_officer)
        acknowledge(Delivery.objects.get(), by=scope_of(world.cast.commune_officer), at=at(9))
    assert Delivery.objects.get().received_by == world.cast.commune_officer.person


def test_without_its_trace_nothing_moves(world, monkeypatch):
    dossier = a_written_dossier(world)

    def broken(*_args, **_options):
        raise RuntimeError("no trace")

    by = scope_of(world.cast.science_head)
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        consult(dossier, units={world.cast.culture.pk: day(9)}, by=by, at=at(2))
    dossier.refresh_from_db()
    assert dossier.stage == "drafting" and not Duty.objects.exists()
