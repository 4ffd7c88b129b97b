"""A unit asks something of a unit above it, and learns what came of it."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.mergers.world import BASIS, done, first_choice
from tinhso.domain.proposals import claims, jobs
from tinhso.domain.proposals.actions.answer import answer
from tinhso.domain.proposals.actions.pass_on import WrongTarget, pass_on
from tinhso.domain.proposals.actions.propose import WrongAddressee, WrongDays, propose
from tinhso.domain.proposals.actions.settle import settle
from tinhso.domain.proposals.actions.withdraw import withdraw
from tinhso.domain.proposals.models import Answer, Proposal
from tinhso.domain.proposals.policies import NotAllowed
from tinhso.domain.proposals.workflow import ProposalState, Verdict
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import NewUnit

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def cast():
    return a_province()


def a_proposal(cast, **facts):
    """The commune asks the department of science."""
    return propose(
        **{
            "title": "Bố trí kinh phí đường truyền cho thôn vùng cao",
            "addressee_id": cast.science.pk,
            "answer_due_on": TODAY + timedelta(days=10),
            "token": uuid.uuid4(),
            "by": scope_of(cast.commune_officer),
            "at": NOW,
            **facts,
        }
    )


# --- the rule -------------------------------------------------------------------------------------------------


def test_a_proposal_is_no_duty_and_its_addressee_is_told(cast):
    made = a_proposal(cast)
    assert made.state == ProposalState.SENT and not Duty.objects.exists()
    assert set(Notice.objects.values_list("person_id", flat=True)) == {cast.science_head.person_id}
    assert Entry.objects.filter(event="proposal.made", subject_id=str(made.pk)).count() == 1


def test_two_presses_make_one_proposal(cast):
    token = uuid.uuid4()
    assert a_proposal(cast, token=token).pk == a_proposal(cast, token=token).pk
    assert Proposal.objects.count() == 1 and Entry.objects.filter(event="proposal.made").count() == 1


def test_it_is_answered_and_what_came_of_it_is_said(cast):
    made = a_proposal(cast)
    answer(made, verdict=Verdict.PARTLY, text="Bố trí trong quý I.", by=scope_of(cast.science_head), at=NOW)
    made.refresh_from_db()
    assert made.state == ProposalState.ANSWERED
    assert Notice.objects.filter(person=cast.commune_officer.person, event="proposal.answered").exists()
    settle(made, outcome="Đã có đường truyền ở 3 thôn.", by=scope_of(cast.commune_officer), at=NOW)
    made.refresh_from_db()
    assert made.state == ProposalState.SETTLED and made.outcome == "Đã có đường truyền ở 3 thôn."


def test_who_has_no_authority_passes_it_on_and_keeps_reading_it(cast):
    made = a_proposal(cast)
    pass_on(
        made,
        to_unit_id=cast.finance.pk,
        text="Thuộc thẩm quyền tài chính.",
        by=scope_of(cast.science_head),
        at=NOW,
    )
    made.refresh_from_db()
    assert made.addressee == cast.finance and set(made.readers) >= {cast.science.pk, cast.finance.pk}
    with pytest.raises(NotAllowed):
        answer(made, verdict=Verdict.AGREED, text="Đồng ý.", by=scope_of(cast.science_head), at=NOW)
    with pytest.raises(WrongTarget):
        pass_on(made, to_unit_id=cast.commune.pk, text="Trả về.", by=_head_of(cast.finance), at=NOW)


def _head_of(unit):
    from tinhso.kernel.people.roles import Role
    from tinhso.kernel.people.tests.cast import an_officer_of

    return scope_of(an_officer_of(unit, role=Role.UNIT_HEAD))


def test_a_ministry_answers_by_letter_and_the_proposer_enters_it(cast):
    made = a_proposal(cast, addressee_id=None, addressee_text="Bộ Khoa học và Công nghệ")
    answer(
        made, verdict=Verdict.NOTED, text="Bộ ghi nhận.", document_text="15/BKHCN-CĐS",
        by=scope_of(cast.commune_officer), at=NOW,
    )  # fmt: skip
    assert Answer.objects.get().document_text == "15/BKHCN-CĐS"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"answer_due_on": TODAY - timedelta(days=1)}, WrongDays),
        ({"proposed_on": TODAY + timedelta(days=1)}, WrongDays),
        ({"addressee_text": "Bộ Tài chính"}, WrongAddressee),
        ({"addressee_id": None}, WrongAddressee),
    ],
)
def test_what_makes_no_sense_is_refused(cast, facts, refusal):
    with pytest.raises(refusal):
        a_proposal(cast, **facts)
    assert not Proposal.objects.exists()


def test_nobody_answers_twice_or_what_was_withdrawn(cast):
    made = a_proposal(cast)
    answer(made, verdict=Verdict.AGREED, text="Đồng ý.", by=scope_of(cast.science_head), at=NOW)
    with pytest.raises(claims.Moved):
        answer(made, verdict=Verdict.REFUSED, text="Không.", by=scope_of(cast.science_head), at=NOW)
    with pytest.raises(claims.Moved):
        withdraw(made, by=scope_of(cast.commune_officer), at=NOW)
    assert Answer.objects.count() == 1


def test_the_database_knows_one_answer_and_one_addressee(cast):
    made = a_proposal(cast)
    with pytest.raises(IntegrityError, match="a_proposal_has_one_addressee"), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(addressee_text="Bộ Tài chính")
    with pytest.raises(IntegrityError, match="what_came_of_it_is_said"), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(state="settled")


def test_what_falls_due_is_told_once_however_often_the_worker_looks(cast):
    a_proposal(cast, answer_due_on=TODAY + timedelta(days=1))
    a_proposal(cast, answer_due_on=TODAY + timedelta(days=30))
    for _twice in range(2):
        jobs.remind.func(0)
    assert Notice.objects.filter(event="proposal.due").count() == 1


def test_the_trace_failing_undoes_the_answer(cast, monkeypatch):
    made = a_proposal(cast)

    def broken(*args, **kwargs):
        raise RuntimeError("no trace")

    monkeypatch.setattr("tinhso.kernel.audit.record", broken)
    with pytest.raises(RuntimeError):
        answer(made, verdict=Verdict.AGREED, text="Đồng ý.", by=scope_of(cast.science_head), at=NOW)
    made.refresh_from_db()
    assert made.state == ProposalState.SENT and not Answer.objects.exists()


# --- who sees it ----------------------------------------------------------------------------------------------


def test_behind_the_walls_both_sides_see_it_and_a_stranger_does_not(cast):
    made = a_proposal(cast)
    answer(made, verdict=Verdict.AGREED, text="Đồng ý.", by=scope_of(cast.science_head), at=NOW)
    with as_application():
        for account, seen in [
            (cast.commune_head, 1),
            (cast.science_officer, 1),
            (cast.stranger, 0),
            (cast.leader, 1),
        ]:
            scope_of(account)
            assert (Proposal.objects.count(), Answer.objects.count()) == (seen, seen)
        leave()
        assert Proposal.objects.count() == 0


# --- the pages ------------------------------------------------------------------------------------------------


def asked(cast, **more):
    return {
        "title": "Bố trí kinh phí đường truyền",
        "addressee": str(cast.science.pk),
        "addressee_text_": "",
        "answer_due_on": f"{TODAY + timedelta(days=9):%d/%m/%Y}",
        "token": str(uuid.uuid4()),
        **more,
    }


def test_the_whole_way_in_the_browser(cast, as_account):
    commune, science = as_account(cast.commune_officer), as_account(cast.science_head)
    assert "Chưa có kiến nghị nào" in commune.get(reverse("proposals:list")).content.decode()
    sent = commune.post(reverse("proposals:new"), asked(cast))
    page = reverse("proposals:proposal", args=[Proposal.objects.get().pk])
    assert sent["Location"] == page
    assert "1 kiến nghị chờ đơn vị bạn trả lời" in science.get(reverse("proposals:list")).content.decode()
    assert page + "/tra-loi" in science.get(page).content.decode()
    replied = science.post(page + "/tra-loi", {"verdict": "agreed", "text": "Đồng ý bố trí."})
    assert replied["Location"] == page and "Đồng ý bố trí." in commune.get(page).content.decode()
    commune.post(page + "/ket-qua", {"outcome": "Đã lắp đặt.", "duty": ""})
    assert "Đã lắp đặt." in science.get(page).content.decode()


def test_a_stranger_gets_404_and_a_reader_403(cast, as_account):
    page = reverse("proposals:proposal", args=[a_proposal(cast).pk])
    assert as_account(cast.stranger).get(page).status_code == 404
    assert as_account(cast.science_officer).get(page).status_code == 200
    assert as_account(cast.science_officer).get(page + "/tra-loi").status_code == 403
    assert (
        as_account(cast.commune_officer)
        .post(page + "/tra-loi", {"verdict": "agreed", "text": "x"})
        .status_code
        == 403
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Nội dung kiến nghị"),
        ({"addressee": ""}, "Ghi một nơi nhận"),
        ({"answer_due_on": "1/1/2020"}, "Hạn trả lời không được trước"),
        ({"answer_due_on": "31/2/2027"}, "31/2/2027"),
    ],
)
def test_what_is_wrong_is_said(cast, as_account, wrong, said):
    answered = as_account(cast.commune_officer).post(reverse("proposals:new"), asked(cast, **wrong))
    assert answered.status_code == 422 and said in answered.content.decode()
    assert not Proposal.objects.exists()


def test_the_register_is_narrowed_searched_and_taken_away(cast, as_account):
    a_proposal(cast)
    a_proposal(cast, title="Ban hành định mức thuê dịch vụ", answer_due_on=TODAY)
    Proposal.objects.filter(answer_due_on=TODAY).update(
        proposed_on=TODAY - timedelta(days=9), answer_due_on=TODAY - timedelta(days=2)
    )
    client, address = as_account(cast.leader), reverse("proposals:list")
    assert client.get(address, {"muc": "qua-han"}).content.decode().count("data-row") == 1
    assert client.get(address, {"q": "dinh muc thue"}).content.decode().count("data-row") == 1
    assert client.get(address, {"export": "xlsx"})["Content-Type"].endswith("sheet")


# --- units that change ----------------------------------------------------------------------------------------


def test_an_open_proposal_goes_on_at_whoever_takes_over_from_the_proposer(cast):
    made = a_proposal(cast)
    withdrawn = withdraw(a_proposal(cast, title="Đã rút"), by=scope_of(cast.commune_officer), at=NOW)
    act = merge(
        [cast.commune.pk, cast.other_commune.pk],
        into=NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk),
        document=BASIS, effective_on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    done(act, at=NOW, answers=first_choice(act, at=NOW))
    act.refresh_from_db()
    heir = Unit.objects.get(pk=act.realised["-1"])
    made.refresh_from_db(), withdrawn.refresh_from_db()
    assert (
        made.proposer == heir and heir.pk in made.readers and made.answer_due_on == TODAY + timedelta(days=10)
    )
    assert withdrawn.proposer == cast.commune and heir.pk in withdrawn.readers
