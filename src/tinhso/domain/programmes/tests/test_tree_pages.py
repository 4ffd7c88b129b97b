"""The pages of the cascade, behind the walls, as different people see them."""

import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tinhso.domain.programmes.actions.link_nodes import link_nodes
from tinhso.domain.programmes.models import Link, Node, Target
from tinhso.domain.programmes.tests.stories import AT, a_cascade, a_directive, a_node, tied
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.duties.tests.factories import a_duty
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


@pytest.fixture
def story(cast):
    return a_cascade(cast)


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_without_anything_the_pages_teach(cast, as_account):
    reader = as_account(cast.commune_officer)
    assert "Bắt đầu từ một mục tiêu của Đại hội" in text(reader.get(url("tops")))
    assert "Thêm mục tiêu" not in text(reader.get(url("tops")))
    assert "Chưa có mục nào" in text(reader.get(url("list")))
    assert "Chưa có chỉ tiêu nào" in text(reader.get(url("targets")))
    assert "Thêm mục tiêu" in text(as_account(cast.head_of_office).get(url("tops")))


def test_the_tree_opens_level_by_level_without_javascript(cast, story, as_account):
    reader = as_account(cast.commune_officer)
    assert url("tree", story["goal"].pk) in text(reader.get(url("tops")))
    page = text(reader.get(url("tree", story["goal"].pk)))
    assert "901-NQ/TU" in page and "902-CTr/TU" not in page
    opened = f"?mo={story['resolution'].pk}"
    assert f"{opened}#n{story['resolution'].pk}" in page
    page = text(reader.get(url("tree", story["goal"].pk) + opened))
    assert "902-CTr/TU" in page and "903/KH-UBND" not in page
    assert text(reader.get(url("tree", story["goal"].pk) + "?mo=x,99999999999999999999,7"))


def test_every_number_opens_its_rows(cast, story, as_account):
    tied(
        cast,
        story["task"],
        a_duty(cast, title="Việc trong hạn của sở", due=(AT + timedelta(days=3000)).date()),
    )
    late = a_node(cast, Kind.TASK, story["plan"])
    tied(cast, late, a_duty(cast, title="Việc quá hạn của xã", lead_unit_id=cast.commune.pk))
    page = text(as_account(cast.leader).get(url("tree", story["goal"].pk)))
    rows = url("rows", story["goal"].pk)
    assert (
        f'href="{rows}?nhom=open_overdue">1</a>' in page and f'href="{rows}?nhom=open_in_term">1</a>' in page
    )
    found = text(as_account(cast.leader).get(rows + "?nhom=open_overdue"))
    assert "Việc quá hạn của xã" in found and "Việc trong hạn của sở" not in found
    own = text(as_account(cast.commune_officer).get(url("tree", story["goal"].pk)))
    assert "Chỉ đếm những việc đơn vị bạn được xem." in own and '?nhom=open_in_term">0</a>' in own
    assert "Không có việc nào" in text(as_account(cast.stranger).get(rows))


def test_from_the_duty_to_the_goal(cast, story, as_account):
    duty = a_duty(cast)
    tied(cast, story["task"], duty)
    reader = as_account(cast.science_officer)
    page = text(reader.get(reverse("duties:duty", args=[duty.pk])))
    assert "Vì sao có việc này?" in page and url("why", duty.pk) in page
    page = text(reader.get(url("why", duty.pk)))
    places = [
        page.index(words) for words in ("Mục tiêu thử của Đại hội", "901-NQ/TU", "902-CTr/TU", "903/KH-UBND")
    ]
    assert places == sorted(places)
    assert as_account(cast.stranger).get(url("why", duty.pk)).status_code == 404
    loose = a_duty(cast)
    assert "chưa nối vào cây mục tiêu" in text(reader.get(url("why", loose.pk)))
    assert "Vì sao có việc này?" not in text(reader.get(reverse("duties:duty", args=[loose.pk])))


def test_a_duty_that_the_reader_may_not_read_is_not_named(cast, story, as_account):
    tied(cast, story["task"], a_duty(cast, title="Việc riêng của sở"))
    page = text(as_account(cast.stranger).get(url("tree", story["task"].pk)))
    assert "Việc riêng của sở" not in page and "ngoài phạm vi bạn được xem" in page


def test_a_waiting_task_of_a_directive_is_said_to_wait(cast, story, as_account):
    task = a_directive(cast).tasks.get()
    office = as_account(cast.head_of_office)
    answer = office.post(url("tie", story["task"].pk), {"task": task.pk, "version": 1})
    assert answer.status_code == 302
    page = text(office.get(url("tree", story["task"].pk)))
    assert "Chờ giao" in page and reverse("directives:source", args=[task.pk]) in page


def test_out_of_the_system(cast, story, as_account):
    tied(cast, story["task"], a_duty(cast))
    second = a_node(cast, Kind.DOCUMENT, story["programme"], title="kế hoạch thứ hai")
    link_nodes(second.pk, story["task"].pk, by=None, at=AT)
    reader = as_account(cast.leader)
    outline = text(reader.get(url("print", story["goal"].pk)))
    assert outline.count("Xây dựng kế hoạch của sở") == 2 and "In của trình duyệt" in outline
    answer = reader.get(url("sheet", story["goal"].pk))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    head = next(n for n, row in enumerate(rows) if row[0] == "Cấp")
    assert [row[0] for row in rows[head + 1 :]] == [0, 1, 2, 3, 4, 3, 4]
    assert rows[head + 1][8:14].count(1) == 1
    graph = json.loads(reader.get(url("json", story["goal"].pk)).content)
    assert len(graph["nodes"]) == 6 and len(graph["links"]) == 6
    assert sum(graph["cells"].values()) == 1


def test_building_a_chain_on_the_pages(cast, as_account):
    office = as_account(cast.head_of_office)
    said = {"title": "Mục tiêu mới", "owner": cast.office.pk, "owner_text": cast.office.name}
    assert office.post(url("add_top") + "?loai=goal", said).status_code == 302
    goal = Node.objects.get(title="Mục tiêu mới")
    said |= {"title": "Tỷ trọng thử", "measure": "%", "operator": ">=", "baseline_year": "2025",
             "baseline": "6,19", "end_year": "2030", "end_value": "30"}  # fmt: skip
    answer = office.post(url("add", goal.pk) + "?loai=target", said)
    target = Node.objects.get(title="Tỷ trọng thử")
    assert answer.status_code == 302 and Target.objects.get(node=target).milestones.count() == 5
    page = text(office.get(answer.headers["Location"]))
    assert "10,95" in page and "≥ 30" in page
    assert office.get(url("add", goal.pk) + "?loai=task").status_code == 200
    assert office.get(url("add", target.pk) + "?loai=goal").status_code == 404
    wrong = office.post(url("add", goal.pk) + "?loai=target", said | {"end_year": "2024"})
    assert wrong.status_code == 422 and "Năm cuối kỳ phải sau năm gốc" in wrong.content.decode()


def test_milestones_on_the_page(cast, as_account):
    target = a_node(cast, Kind.TARGET, a_node(cast, Kind.GOAL))
    office = as_account(cast.head_of_office)
    assert 'value="10,95"' in text(office.get(url("milestones", target.pk)))
    slow = {"y2026": "7", "y2027": "8", "y2028": "9", "y2029": "10", "y2030": "30", "version": 1}
    wrong = office.post(url("milestones", target.pk), slow | {"y2028": "5"})
    assert wrong.status_code == 422 and "quay ngược" in wrong.content.decode()
    assert office.post(url("milestones", target.pk), slow).status_code == 302
    assert office.post(url("milestones", target.pk), slow).status_code == 409
    assert office.post(url("milestones", target.pk), {"chia_deu": "1", "version": 2}).status_code == 302
    assert "10,95" in text(office.get(url("tree", target.pk)))


def test_linking_and_unlinking_on_the_pages(cast, story, as_account):
    office = as_account(cast.head_of_office)
    link = url("link", story["task"].pk)
    assert office.post(link, {"parent": story["goal"].pk}).status_code == 302
    loop = office.post(url("link", story["resolution"].pk), {"parent": story["plan"].pk})
    assert loop.status_code == 422 and "vòng kín" in loop.content.decode()
    wrong = office.post(url("link", story["goal"].pk), {"parent": story["task"].pk})
    assert wrong.status_code == 422 and "không đặt dưới" in wrong.content.decode()
    assert office.post(link, {"parent": 99_999_999}).status_code == 404
    away = url("unlink", story["task"].pk, story["plan"].pk)
    assert office.post(away).status_code == 302
    assert office.post(away).status_code == 404
    last = office.post(url("unlink", story["task"].pk, story["goal"].pk))
    assert last.status_code == 409 and Link.objects.filter(child=story["task"]).count() == 1


def test_dropping_asks_for_a_reason(cast, story, as_account):
    office = as_account(cast.head_of_office)
    assert office.post(url("drop", story["task"].pk), {"reason": "", "version": 1}).status_code == 422
    assert office.post(url("drop", story["plan"].pk), {"reason": "x", "version": 1}).status_code == 422
    assert office.post(url("drop", story["task"].pk), {"reason": "trùng", "version": 1}).status_code == 302
    assert "trùng" in text(office.get(url("tree", story["task"].pk)))
    assert office.post(url("correct", story["task"].pk), {}).status_code == 404


def test_who_may_change_what(cast, story, as_account):
    for account, status in (
        (cast.head_of_office, 200), (cast.commune_head, 403), (cast.science_officer, 403), (cast.leader, 403),
    ):  # fmt: skip
        assert as_account(account).get(url("correct", story["task"].pk)).status_code == status
    commune = as_account(cast.commune_head)
    own = {"title": "Việc của xã", "owner": cast.commune.pk, "owner_text": cast.commune.name}
    assert commune.post(url("add", story["plan"].pk) + "?loai=task", own).status_code == 302
    forged = commune.post(url("add", story["plan"].pk) + "?loai=task", own | {"owner": cast.office.pk})
    assert forged.status_code == 404
    assert as_account(cast.administrator).get(url("tops")).status_code == 403
    assert as_account(cast.commune_officer).get(url("tree", 99_999)).status_code == 404


def test_two_people_at_one_form(cast, story, as_account):
    office = as_account(cast.head_of_office)
    words = {"title": "Lời mới", "owner": cast.office.pk, "owner_text": cast.office.name, "version": 1}
    assert office.post(url("correct", story["task"].pk), words).status_code == 302
    late = office.post(url("correct", story["task"].pk), words | {"title": "Lời cũ"})
    assert late.status_code == 409 and "Có người đã làm trước" in late.content.decode()
    assert Node.objects.get(pk=story["task"].pk).title == "Lời mới"


def test_the_list_finds_what_is_missing(cast, story, as_account):
    reader = as_account(cast.leader)
    loose = a_node(cast, Kind.DOCUMENT, title="văn bản lạc", unverified="chưa rõ ngày")
    page = text(reader.get(url("list") + "?thieu=muc-tieu"))
    assert "văn bản lạc" in page and "901-NQ/TU" not in page
    page = text(reader.get(url("list") + "?thieu=viec&loai=task"))
    assert "Xây dựng kế hoạch của sở" in page and loose.title not in page
    assert "văn bản lạc" in text(reader.get(url("list") + "?thieu=nguon&q=van ban lac"))
    assert reader.get(url("list") + "?export=xlsx").status_code == 200


def test_suggestions_stay_within_reach(cast, story, as_account):
    duty = a_duty(cast, title="Chuyển đổi số ở sở")
    asked = url("suggest", "viec") + "?q=chuyen doi so"
    assert [hit["id"] for hit in as_account(cast.science_head).get(asked).json()["results"]] == [duty.pk]
    assert as_account(cast.commune_head).get(asked).json()["results"] == []
    nodes = as_account(cast.commune_head).get(url("suggest", "nut") + "?q=901").json()["results"]
    assert [hit["id"] for hit in nodes] == [story["resolution"].pk]
    for what in ("van-ban", "nhiem-vu"):
        assert as_account(cast.science_head).get(url("suggest", what) + "?q=xyz").json() == {"results": []}
    assert as_account(cast.science_head).get(url("suggest", "gi-do") + "?q=xyz").status_code == 404


def test_the_tree_asks_the_database_as_often_with_ten_branches_as_with_one(
    cast, story, as_account, django_assert_max_num_queries
):
    for _n in range(10):
        tied(cast, a_node(cast, Kind.TASK, story["plan"]), a_duty(cast))
    reader = as_account(cast.leader)
    with django_assert_max_num_queries(40):
        text(reader.get(url("tree", story["plan"].pk)))


def test_in_english_too(cast, story, as_account):
    scope_of(cast.leader)
    page = as_account(cast.leader).get(url("tops"), headers={"accept-language": "en"})
    assert page.status_code == 200
