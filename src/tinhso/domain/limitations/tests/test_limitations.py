"""What is lacking is recorded, explained, remedied by a duty, and closed by confirmed evidence only."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.mergers.world import BASIS, done, first_choice
from tinhso.domain.limitations import claims
from tinhso.domain.limitations.actions.close import CauseNeeded, NotRemedied, close
from tinhso.domain.limitations.actions.give_remedy import give_remedy
from tinhso.domain.limitations.actions.name_cause import name_cause
from tinhso.domain.limitations.actions.record_limitation import InTheFuture, record_limitation
from tinhso.domain.limitations.actions.reopen import reopen
from tinhso.domain.limitations.models import Limitation, Turn
from tinhso.domain.limitations.policies import NotAllowed
from tinhso.domain.limitations.workflow import Cause, LimitationState
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import files
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import NewUnit

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
DUE = Deadline(on=TODAY + timedelta(days=30), bound="by")


@pytest.fixture
def cast():
    return a_province()


def a_limitation(cast, **facts):
    """The office records what a commune lacks."""
    return record_limitation(
        **{
            "title": "Đường truyền tới thôn chưa ổn định",
            "owner_id": cast.commune.pk,
            "source": "tests",
            "source_id": str(uuid.uuid4()),
            "by": scope_of(cast.head_of_office),
            "at": NOW,
            **facts,
        }
    )


def remedied(cast, limitation, *, evidence=True, confirmed=True):
    """Its duty, on its way as far as asked."""
    office, commune = scope_of(cast.head_of_office), scope_of(cast.commune_head)
    duty = give_remedy(
        limitation, title="Lắp bộ phát dự phòng", lead_unit_id=cast.commune.pk, deadline=DUE,
        token=uuid.uuid4(), by=office, at=NOW,
    )  # fmt: skip
    scope_of(cast.commune_head)
    accept(duty, by=commune, at=NOW)
    kept = []
    if evidence:
        paper = ContentFile(b"Bien ban nghiem thu\n", name="nghiem-thu.txt")
        kept = [files.store(paper, by=commune, at=NOW, readers=duty.readers).pk]
    submit_result(duty, text="Đã lắp.", files=kept, by=commune, at=NOW)
    if confirmed:
        confirm_result(duty, by=scope_of(cast.head_of_office), at=NOW)
    limitation.refresh_from_db()
    return duty


def explained(cast, limitation):
    limitation.refresh_from_db()
    return name_cause(
        limitation, cause="Thiếu nguồn điện dự phòng", cause_kind=Cause.OBJECTIVE, version=limitation.version,
        by=scope_of(cast.commune_officer), at=NOW,
    )  # fmt: skip


# --- the rule -------------------------------------------------------------------------------------------------


def test_the_same_source_names_it_once(cast):
    first = a_limitation(cast, source_id="7")
    assert a_limitation(cast, source_id="7", title="Khác").pk == first.pk
    assert Entry.objects.filter(event="limitation.recorded").count() == 1


def test_it_is_closed_by_the_confirmed_evidence_of_its_remedy(cast):
    lacking = explained(cast, a_limitation(cast))
    duty = remedied(cast, lacking)
    assert lacking.state == LimitationState.IN_REMEDY and duty.source == "limitations.remedy"
    close(lacking, note="Đường truyền đạt 99 %.", by=scope_of(cast.head_of_office), at=NOW)
    lacking.refresh_from_db()
    assert lacking.state == LimitationState.CLOSED and lacking.closed_by == cast.head_of_office.person


@pytest.mark.parametrize("way", [{"evidence": False}, {"confirmed": False}])
def test_without_confirmed_evidence_it_stays_open(cast, way):
    lacking = explained(cast, a_limitation(cast))
    remedied(cast, lacking, **way)
    with pytest.raises(NotRemedied):
        close(lacking, note="Xong.", by=scope_of(cast.head_of_office), at=NOW)
    lacking.refresh_from_db()
    assert lacking.state == LimitationState.IN_REMEDY and not Turn.objects.exists()


def test_one_remedy_still_on_its_way_keeps_it_open(cast):
    lacking = explained(cast, a_limitation(cast))
    remedied(cast, lacking)
    remedied(cast, lacking, confirmed=False)
    with pytest.raises(NotRemedied):
        close(lacking, note="Xong.", by=scope_of(cast.head_of_office), at=NOW)


def test_nothing_is_closed_without_a_cause(cast):
    lacking = a_limitation(cast)
    remedied(cast, lacking)
    with pytest.raises(CauseNeeded):
        close(lacking, note="Xong.", by=scope_of(cast.head_of_office), at=NOW)
    with pytest.raises(IntegrityError, match="a_closed_limitation_says"), transaction.atomic():
        Limitation.objects.filter(pk=lacking.pk).update(state="closed", closed_at=NOW, closing_note="x")


def test_what_comes_back_is_opened_again_and_keeps_its_turns(cast):
    lacking = explained(cast, a_limitation(cast))
    remedied(cast, lacking)
    office = scope_of(cast.head_of_office)
    close(lacking, note="Đạt.", by=office, at=NOW)
    reopen(lacking, reason="Mất điện lại làm đứt mạng.", by=office, at=NOW)
    lacking.refresh_from_db()
    assert lacking.state == LimitationState.OPEN and [t.note for t in Turn.objects.all()] == [
        "Đạt.", "Mất điện lại làm đứt mạng.",
    ]  # fmt: skip
    with pytest.raises(claims.Closed):
        reopen(lacking, reason="Lần nữa.", by=office, at=NOW)


def test_two_presses_give_one_remedy(cast):
    lacking, token = a_limitation(cast), uuid.uuid4()
    for _twice in range(2):
        give_remedy(
            lacking, title="Lắp bộ phát", lead_unit_id=cast.commune.pk, deadline=DUE, token=token,
            by=scope_of(cast.head_of_office), at=NOW,
        )  # fmt: skip
    assert Duty.objects.count() == 1 and lacking.remedies.count() == 1


def test_who_writes_a_cause_over_anothers_is_told(cast):
    lacking = a_limitation(cast)
    shown = lacking.version
    explained(cast, lacking)
    with pytest.raises(claims.ChangedMeanwhile):
        name_cause(
            lacking, cause="Khác", cause_kind=Cause.SUBJECTIVE, version=shown,
            by=scope_of(cast.commune_head), at=NOW,
        )  # fmt: skip
    lacking.refresh_from_db()
    assert lacking.cause == "Thiếu nguồn điện dự phòng"


def test_nothing_is_found_tomorrow_and_nobody_records_for_a_unit_out_of_reach(cast):
    with pytest.raises(InTheFuture):
        a_limitation(cast, found_on=TODAY + timedelta(days=1))
    with pytest.raises(NotAllowed):
        a_limitation(cast, by=scope_of(cast.stranger))


def test_the_owner_does_not_acquit_itself(cast):
    lacking = explained(cast, a_limitation(cast))
    remedied(cast, lacking)
    with pytest.raises(NotAllowed):
        close(lacking, note="Tự đóng.", by=scope_of(cast.commune_head), at=NOW)


# --- who sees it ----------------------------------------------------------------------------------------------


def test_behind_the_walls_owner_and_recorder_see_it_and_a_stranger_does_not(cast):
    remedied(cast, a_limitation(cast))
    with as_application():
        for account, seen in [(cast.commune_officer, 1), (cast.leader, 1), (cast.stranger, 0)]:
            scope_of(account)
            assert Limitation.objects.count() == seen
        leave()
        assert Limitation.objects.count() == 0


# --- the pages ------------------------------------------------------------------------------------------------


def test_the_whole_way_in_the_browser(cast, as_account):
    office, commune = as_account(cast.head_of_office), as_account(cast.commune_officer)
    assert "Chưa ghi tồn tại" in office.get(reverse("limitations:list")).content.decode()
    made = office.post(
        reverse("limitations:new"),
        {"title": "Ít hồ sơ trực tuyến", "owner": str(cast.commune.pk), "source_text": "Báo cáo 9 tháng", "token": str(uuid.uuid4())},
    )  # fmt: skip
    page = made["Location"]
    cause = {"cause": "Người dân chưa quen", "cause_kind": "subjective", "version": "1"}
    assert commune.post(page + "/nguyen-nhan", cause)["Location"] == page
    assert commune.post(page + "/nguyen-nhan", cause).status_code == 422
    remedy = {
        "title": "Mở lớp hướng dẫn tại thôn", "lead": str(cast.commune.pk), "due_on": f"{DUE.on:%d/%m/%Y}",
        "bound": "by", "token": str(uuid.uuid4()),
    }  # fmt: skip
    assert office.post(page + "/bien-phap", remedy)["Location"] == page
    shown = commune.get(page).content.decode()
    assert "Mở lớp hướng dẫn tại thôn" in shown and "Người dân chưa quen" in shown
    duty = commune.get(reverse("duties:duty", args=[Duty.objects.get().pk])).content.decode()
    assert page in duty, "from the duty one click leads back"
    refused = office.post(page + "/dong", {"note": "Xong."})
    assert refused.status_code == 422 and "Chưa đóng được" in refused.content.decode()


def test_a_stranger_gets_404_and_an_officer_may_not_give_remedies(cast, as_account):
    page = reverse("limitations:limitation", args=[a_limitation(cast).pk])
    assert as_account(cast.stranger).get(page).status_code == 404
    assert as_account(cast.commune_officer).get(page).status_code == 200
    assert as_account(cast.commune_officer).get(page + "/bien-phap").status_code == 403


def test_the_register_is_narrowed_searched_and_taken_away(cast, as_account):
    explained(cast, a_limitation(cast))
    a_limitation(cast, title="Chưa số hóa kết quả")
    client, address = as_account(cast.leader), reverse("limitations:list")
    assert client.get(address, {"nguyen_nhan": "khong"}).content.decode().count("data-row") == 1
    assert client.get(address, {"q": "so hoa ket qua"}).content.decode().count("data-row") == 1
    assert client.get(address, {"export": "xlsx"})["Content-Type"].endswith("sheet")


# --- units that change ----------------------------------------------------------------------------------------


def test_what_is_not_closed_belongs_to_whoever_takes_over(cast):
    lacking = a_limitation(cast)
    act = merge(
        [cast.commune.pk, cast.other_commune.pk],
        into=NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk),
        document=BASIS, effective_on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    done(act, at=NOW, answers=first_choice(act, at=NOW))
    act.refresh_from_db()
    lacking.refresh_from_db()
    heir = Unit.objects.get(pk=act.realised["-1"])
    assert lacking.owner == heir and heir.pk in lacking.readers and lacking.recorder == cast.office
