"""An obstacle has a cause and somebody who can remove it; what is late wants an explanation, and lacks it visibly."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import loading, obstacles, queries
from tinhso.kernel.duties.actions.acknowledge_obstacle import acknowledge_obstacle
from tinhso.kernel.duties.actions.ask_extension import ask_extension
from tinhso.kernel.duties.actions.decide_extension import grant_extension
from tinhso.kernel.duties.actions.explain import NotLate, explain
from tinhso.kernel.duties.actions.remove_obstacle import remove_obstacle
from tinhso.kernel.duties.actions.report_progress import report_progress
from tinhso.kernel.duties.models import Duty, Obstacle, ObstacleCause, Progress
from tinhso.kernel.duties.policies import NotAllowed
from tinhso.kernel.duties.steps import NoteNeeded
from tinhso.kernel.duties.tests.factories import an_accepted_duty, at
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.tests.cast import Province, as_application, scope_of

pytestmark = pytest.mark.django_db
PACK = Path(__file__).resolve().parents[5] / "packs/tuyen-quang"
NOW = timezone.now()
LATE = {"given": NOW - timedelta(days=20), "due": timezone.localdate() - timedelta(days=3)}
LIST = "/viec/vuong-mac"


@pytest.fixture
def causes(db) -> None:
    loading.load(PACK)


def an_obstacle(cast: Province, *, duty: Duty | None = None, **more) -> Obstacle:
    """The science officer reports that the department of culture has not sent its figures."""
    more.setdefault("remover_unit_id", cast.culture.pk)
    duty = duty or an_accepted_duty(cast, title="Kết nối cơ sở dữ liệu", **LATE)
    report_progress(
        duty, text="Đã làm một nửa.", obstacle="Chưa nhận được số liệu.", by=scope_of(cast.science_officer),
        at=NOW, **more,
    )  # fmt: skip
    return Obstacle.objects.get(duty=duty)


def told(account, event: str) -> int:
    return Notice.objects.filter(person=account.person, event=event).count()


# --- the life of an obstacle ------------------------------------------------------------------------------


def test_the_causes_of_the_pack_are_loaded_once_and_one_that_goes_is_offered_no_more(tmp_path) -> None:
    assert loading.load(PACK) == ObstacleCause.objects.count() > 5
    assert loading.load(PACK) == 0
    assert set(ObstacleCause.objects.values_list("group", flat=True)) == {"objective", "subjective"}
    assert not ObstacleCause.objects.filter(verified=True).exists()
    (tmp_path / loading.FILE).write_text(
        "code,group,name,source,verified\nkinh-phi,objective,Kinh phí,x,no\n"
    )
    loading.load(tmp_path)
    assert list(ObstacleCause.objects.filter(offered=True).values_list("name", flat=True)) == ["Kinh phí"]
    (tmp_path / loading.FILE).write_text("code,group,name,source,verified\nx,other,X,x,no\n")
    with pytest.raises(ValueError, match=r"obstacle_causes\.csv:2"):
        loading.load(tmp_path)


def test_the_unit_that_can_remove_it_is_told_reads_the_duty_and_answers(cast, causes) -> None:
    duty = an_accepted_duty(cast, **LATE)
    with as_application():
        obstacle = an_obstacle(cast, duty=duty, cause="phoi-hop")
        assert told(cast.culture_officer, "duty.obstacle_raised") == 0  # one's own notices only
        culture = scope_of(cast.culture_officer)
        assert told(cast.culture_officer, "duty.obstacle_raised") == 1
        assert list(obstacles.to_remove(culture)) == [obstacle]
        assert Duty.objects.readable_by(culture).get() == obstacle.duty
        acknowledge_obstacle(obstacle, by=culture, at=NOW)
        with pytest.raises(obstacles.AlreadySettled):
            acknowledge_obstacle(Obstacle.objects.get(), by=culture, at=NOW)
        remove_obstacle(obstacle, note="Đã gửi số liệu.", by=culture, at=NOW)
        assert not obstacles.to_remove(culture).exists()
        scope_of(cast.science_officer)
        assert told(cast.science_officer, "duty.obstacle_removed") == 1
        scope_of(cast.stranger)
        assert not Obstacle.objects.exists()
    events = (
        Entry.objects.filter(event__startswith="duty.obstacle").order_by("pk").values_list("event", flat=True)
    )
    assert list(events) == ["duty.obstacle_raised", "duty.obstacle_acknowledged", "duty.obstacle_removed"]
    assert list(obstacle.duty.steps.values_list("move", flat=True))[-2:] == [
        "take_obstacle",
        "remove_obstacle",
    ]


def test_who_may_take_it_on_and_who_may_say_that_it_is_removed(cast) -> None:
    obstacle = an_obstacle(cast)
    for account in (cast.science_officer, cast.head_of_office, cast.stranger):
        with pytest.raises(NotAllowed):
            acknowledge_obstacle(obstacle, by=scope_of(account), at=NOW)
    for account in (cast.stranger, cast.commune_officer):
        with pytest.raises(NotAllowed):
            remove_obstacle(obstacle, note="x", by=scope_of(account), at=NOW)
    with pytest.raises(NoteNeeded):
        remove_obstacle(obstacle, note=" ", by=scope_of(cast.science_officer), at=NOW)
    remove_obstacle(obstacle, note="Tự gỡ được.", by=scope_of(cast.science_officer), at=NOW)


def test_a_report_sent_twice_raises_one_obstacle(cast, causes, as_account) -> None:
    duty = an_accepted_duty(cast, **LATE)
    form = {"text": "Đang làm", "obstacle": "Thiếu kinh phí", "cause": "kinh-phi", "remover": str(cast.finance.pk),
            "remover_text": cast.finance.name, "token": "7f1d5a52-6a0e-4b7e-9f43-2f1f4f1f6f10"}  # fmt: skip
    client = as_account(cast.science_officer)
    for _twice in range(2):
        assert client.post(f"/viec/{duty.pk}/tien-do", form).status_code == 302
    obstacle = Obstacle.objects.get()
    assert (obstacle.cause_id, obstacle.remover_unit, Progress.objects.count()) == (
        "kinh-phi",
        cast.finance,
        1,
    )


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"obstacle": "Thiếu kinh phí"}, "Chọn nguyên nhân của vướng mắc."),
        ({"cause": "kinh-phi"}, "Ghi vướng mắc là gì"),
        ({"obstacle": "x", "cause": "bịa"}, "bịa"),
    ],
)
def test_an_obstacle_without_its_cause_and_a_cause_without_its_obstacle_are_sent_back(
    cast, causes, as_account, sent, said
) -> None:
    duty = an_accepted_duty(cast, **LATE)
    answer = as_account(cast.science_officer).post(f"/viec/{duty.pk}/tien-do", {"text": "Đang làm", **sent})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Progress.objects.exists()


def test_the_list_counts_by_cause_and_each_post_sees_its_own(cast, causes, as_account) -> None:
    an_obstacle(cast, cause="phoi-hop")
    an_obstacle(cast, cause="phoi-hop", duty=an_accepted_duty(cast, **LATE))
    an_obstacle(cast, cause="kinh-phi", duty=an_accepted_duty(cast, **LATE))
    culture = as_account(cast.culture_officer)
    page = culture.get(LIST).content.decode()
    assert page.count("data-row") == 3 and "nguyen_nhan=phoi-hop" in page
    assert "danh mục chưa được đối chiếu" in page
    assert culture.get(LIST + "?nguyen_nhan=phoi-hop").content.decode().count("data-row") == 2
    assert culture.get(LIST + "?nhom=objective").content.decode().count("data-row") == 1
    assert "Chờ đơn vị gỡ vướng" in culture.get("/viec/").content.decode()
    assert (
        as_account(cast.science_officer).get(LIST + "?muc=cua-viec").content.decode().count("data-row") == 3
    )
    assert as_account(cast.leader).get(LIST + "?muc=tat-ca").content.decode().count("data-row") == 3
    assert (
        "Không có vướng mắc nào ở đây" in as_account(cast.stranger).get(LIST + "?muc=tat-ca").content.decode()
    )
    assert culture.get(LIST + "?export=xlsx")["Content-Type"].startswith("application/vnd.openxml")


def test_the_page_of_an_obstacle_is_for_both_sides_and_a_404_for_strangers(cast, causes, as_account) -> None:
    obstacle = an_obstacle(cast, cause="phoi-hop")
    address = f"{LIST}/{obstacle.pk}"
    culture, science = as_account(cast.culture_officer), as_account(cast.science_officer)
    assert "Nhận gỡ vướng" in culture.get(address).content.decode()
    assert "Nhận gỡ vướng" not in science.get(address).content.decode()
    assert f"{obstacle.pk}" in science.get(f"/viec/{obstacle.duty_id}").content.decode()
    for _twice in range(2):
        assert culture.post(address + "/nhan").status_code == 302
    assert culture.post(address + "/da-go", {"note": ""}).status_code == 422
    assert culture.post(address + "/da-go", {"note": "Đã gửi."}).status_code == 302
    assert science.post(address + "/da-go", {"note": "Tôi nữa."}).status_code == 409
    assert "Đã gửi." in science.get(address).content.decode()
    for url in (address, address + "/da-go"):
        assert as_account(cast.stranger).get(url).status_code == 404
    assert as_account(cast.stranger).post(address + "/nhan").status_code == 404


# --- explanations -----------------------------------------------------------------------------------------


def unexplained(now=NOW) -> int:
    return Duty.objects.filter(queries.unexplained(now)).count()


def test_what_is_late_wants_an_explanation_and_an_obstacle_is_one(cast) -> None:
    first, second = an_accepted_duty(cast, **LATE), an_accepted_duty(cast, **LATE)
    an_accepted_duty(cast, given=NOW, due=timezone.localdate() + timedelta(days=9))
    assert unexplained() == 2 and first.unexplained(NOW)
    explain(first, text="Chờ ý kiến bộ.", by=scope_of(cast.science_officer), at=NOW)
    assert unexplained() == 1 and not Duty.objects.get(pk=first.pk).unexplained(NOW)
    assert told(cast.head_of_office, "duty.explain") == 1
    an_obstacle(cast, duty=second)
    assert unexplained() == 0


def test_an_obstacle_raised_before_the_deadline_explains_nothing_afterwards(cast) -> None:
    duty = an_accepted_duty(cast, **LATE)
    before = NOW - timedelta(days=9)
    report_progress(duty, text="x", obstacle="Vướng", by=scope_of(cast.science_officer), at=before)
    assert unexplained() == 1


def test_nothing_is_explained_before_its_deadline_and_by_nobody_but_the_lead(cast) -> None:
    duty = an_accepted_duty(cast)
    with pytest.raises(NotLate):
        explain(duty, text="x", by=scope_of(cast.science_officer), at=at("2026-10-14"))
    late = an_accepted_duty(cast, **LATE)
    for account in (cast.head_of_office, cast.stranger, cast.culture_officer):
        with pytest.raises(NotAllowed):
            explain(late, text="x", by=scope_of(account), at=NOW)


def test_a_later_deadline_that_passes_wants_its_own_explanation(cast) -> None:
    duty = an_accepted_duty(cast)
    explain(duty, text="x", by=None, at=at("2026-10-16"))
    ask_extension(duty, due_on=date(2026, 10, 22), reason="x", by=None, at=at("2026-10-17"))
    grant_extension(duty, by=None, at=at("2026-10-17"))
    assert unexplained(at("2026-10-20")) == 0
    assert unexplained(at("2026-10-23")) == 1


def test_the_inbox_marks_what_is_not_explained_and_the_page_offers_to(cast, as_account) -> None:
    duty = an_accepted_duty(cast, title="Việc im lặng", **LATE)
    other = an_accepted_duty(cast, title="Việc đã giải trình", **LATE)
    explain(other, text="Chờ ý kiến bộ.", by=None, at=NOW)
    client = as_account(cast.science_officer)
    page = client.get("/viec/?thoi_han=chua-giai-trinh").content.decode()
    assert "Việc im lặng" in page and "Việc đã giải trình" not in page and "chưa giải trình" in page
    assert "Giải trình" in client.get(f"/viec/{duty.pk}").content.decode()
    assert f"/viec/{other.pk}/giai-trinh" not in client.get(f"/viec/{other.pk}").content.decode()
    assert client.post(f"/viec/{duty.pk}/giai-trinh", {"note": "Thiếu người."}).status_code == 302
    assert "Việc im lặng" not in client.get("/viec/?thoi_han=chua-giai-trinh").content.decode()
