"""Duties are found by what they say, with and without marks, within the reach of the reader."""

import pytest
from django.db import connection
from django.urls import reverse

from tinhso.kernel.duties import search
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.transfer import transfer
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.factories import a_duty, at
from tinhso.kernel.people.tests.cast import as_application, scope_of


def titles(text, account, **how):
    with as_application():
        return [duty.title for duty in search.found(text, scope_of(account), **how)]


@pytest.fixture
def three(cast):
    a_duty(cast, title="Đăng ký khai sinh cho trẻ em theo 48-NQ/TU")
    a_duty(cast, title="Khai sinh lại, rồi đăng ký", product="Kế hoạch chuyển đổi năm 2026")
    a_duty(cast, title="Rà soát hạ tầng", lead_unit_id=cast.finance.pk)
    return cast


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("đăng ký khai sinh", 1),
        ("dang ky khai sinh", 1),
        ("DANG KY KHAI SINH", 1),
        ("khai sinh cho tre em theo 48 n", 0),  # too short to be a beginning
        ("ky khai", 1),
        ("khai ky", 0),
        ("khai sinh", 2),
        ("48-nq/tu", 1),
        ("48 nq", 1),
        ("ke hoach chuye", 1),
        ("rà soát", 1),
        ("ha ta", 0),
        ("ra soat hạ tầng", 1),
        ("ra soat ha tang", 1),
        ("ra soat ha tang so", 0),
        ("@u1", 0),
        ("@open", 0),
        ("'); drop table", 0),
        ("!!! & | <->", 0),
    ],
)
def test_words_stand_together_in_their_order_and_the_last_may_be_unfinished(three, typed, found):
    assert len(titles(typed, three.leader)) == found


def test_only_what_the_post_reaches_is_found(three):
    assert len(titles("khai sinh", three.science_officer)) == 2
    assert titles("khai sinh", three.commune_officer) == titles("ra soat", three.science_officer) == []
    assert titles("ra soat", three.stranger) == ["Rà soát hạ tầng"]


def test_nobody_finds_anything_without_a_scope(three):
    with as_application(), connection.cursor() as cursor:
        cursor.execute("select set_config('tinhso.scope', '', true)")
        cursor.execute("select count(*) from duties_found('khai sinh', false, 9)")
        assert cursor.fetchone() == (0,)


def test_a_transferred_duty_is_found_by_its_new_lead(three):
    duty = Duty.objects.get(title__startswith="Rà soát")
    transfer(duty, to_unit_id=three.culture.pk, reason="x", by=None, at=at("2026-10-08"))
    assert titles("ra soat", three.culture_officer) == ["Rà soát hạ tầng"]


def test_closed_ones_can_be_left_out(three):
    stop(Duty.objects.get(title__startswith="Đăng"), reason="x", by=None, at=at("2026-10-08"))
    assert len(titles("khai sinh", three.leader)) == 2
    assert len(titles("khai sinh", three.leader, only_open=True)) == 1


def test_the_spelling_with_the_same_marks_comes_first_and_then_the_newest(cast):
    a_duty(cast, title="Xã Minh Quán")
    a_duty(cast, title="Xã Minh Quân")
    assert titles("Minh Quán", cast.leader) == ["Xã Minh Quán", "Xã Minh Quân"]
    assert titles("minh quan", cast.leader) == ["Xã Minh Quân", "Xã Minh Quán"]


def test_a_duty_is_found_by_its_number_within_reach(three):
    duty = Duty.objects.get(title__startswith="Rà soát")
    assert titles(str(duty.pk), three.leader)[0] == "Rà soát hạ tầng"
    assert titles(str(duty.pk), three.commune_officer) == []
    assert titles("9" * 30, three.leader) == []


MANY = """
insert into duties_duty (id, source, source_id, origin, title, product, lead_unit_id, accountable_text,
    assigner_unit_id, readers, given_at, due_bound, due_text, no_deadline_reason, priority, state, changed_at,
    stop_reason, folded)
select n, 'tests.many', n, '', 'Việc', '', %(lead)s, '', %(office)s, array[%(lead)s, %(office)s]::bigint[],
    '2026-10-05', '', '', 'x', 'thuong', 'accepted', '2026-10-05', '',
    case when n %% 400000 = 7 then 'tu hiem' when n > 900000 then 'ke hoach' else 'bao cao' end
from generate_series(7, 1200007, 2000) n
"""


def test_old_and_rare_ones_are_found_across_all_steps_and_the_newest_of_common_ones(cast):
    with connection.cursor() as cursor:
        cursor.execute(MANY, {"lead": cast.science.pk, "office": cast.office.pk})
    for account in (cast.leader, cast.science_officer):
        with as_application():
            scope = scope_of(account)
            rare = list(search.found("tu hiem", scope).values_list("pk", flat=True))
            assert rare == [1_200_007, 800_007, 400_007, 7]
            common = list(search.found("bao cao", scope).values_list("pk", flat=True))
            assert len(common) == search.MOST and common == sorted(common, reverse=True)
            assert max(common) < 900_000


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_teaches_searches_and_exports(three, as_account):
    client, url = as_account(three.science_officer), reverse("duties:search")
    assert "Các từ phải đứng liền nhau" in client.get(url).content.decode()
    found = client.get(url, {"q": "khai sinh"}).content.decode()
    assert "Đăng ký khai sinh" in found and "Rà soát" not in found and "2 dòng" in found
    assert "Không có việc nào nói như vậy" in client.get(url, {"q": "rà soát"}).content.decode()
    assert client.get(url, {"q": "khai sinh", "export": "xlsx"})["Content-Disposition"].endswith('.xlsx"')


def test_the_search_in_the_header_leads_here(three, as_account):
    page = as_account(three.science_officer).get("/").content.decode()
    assert f'action="{reverse("duties:search")}"' in page


def test_who_may_not_read_duties_may_not_search_them(three, as_account):
    assert as_account(three.administrator).get(reverse("duties:search"), {"q": "x"}).status_code == 403
