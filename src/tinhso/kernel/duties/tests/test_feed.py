"""A person's deadlines in their own calendar: a secret address, and nothing beyond what they may read today."""

import re
from datetime import date, timedelta

import icalendar
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.actions.pause import pause
from tinhso.kernel.duties.actions.renew_feed import NotInOwnRight, renew_feed
from tinhso.kernel.duties.models import Feed
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty, an_accepted_duty
from tinhso.kernel.people.models import Account, Tenure
from tinhso.kernel.people.scope import Via
from tinhso.kernel.people.tests.cast import a_post_for, as_application, scope_of

PAGE = "/viec/lich"
NOW, TODAY = timezone.now(), timezone.localdate()
SOON = {"given": NOW - timedelta(days=7), "due": TODAY + timedelta(days=14)}


def address(client: Client) -> str:
    """Press the button; the address is in the answer."""
    return re.search(
        r'value="http://[^/]+(/viec/lich/[^"]+\.ics)"', client.post(PAGE).content.decode()
    ).group(1)


def read(as_account, url: str):
    """As a phone does it: no session, behind the walls."""
    return as_account().get(url)


def titles(answer) -> list[str]:
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")]


def test_the_calendar_has_what_the_persons_units_lead_or_help_with_and_nothing_else(cast, as_account):
    a_duty(cast, title="Việc chủ trì", **SOON)
    a_duty(cast, title="Việc phối hợp", lead_unit_id=cast.culture.pk, coordinating=[cast.science.pk], **SOON)
    a_duty(cast, title="Việc của nơi khác", lead_unit_id=cast.culture.pk, **SOON)
    a_duty(cast, title="Việc không hạn", due=None, given=SOON["given"])
    a_completed_duty(cast, title="Việc đã xong", submitted=NOW, confirmed=NOW, **SOON)
    pause(an_accepted_duty(cast, title="Việc tạm dừng", **SOON), reason="lũ", by=None, at=NOW)
    url = address(as_account(cast.science_officer))
    answer = read(as_account, url)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert titles(answer) == ["Việc chủ trì", "Việc phối hợp"]


def test_an_entry_is_a_whole_day_on_the_last_day_in_time(cast, as_account):
    a_duty(cast, bound="before", **SOON)
    url = address(as_account(cast.science_officer))
    (entry,) = icalendar.Calendar.from_ical(read(as_account, url).content).walk("VEVENT")
    assert entry["DTSTART"].dt == SOON["due"] - timedelta(days=1)
    assert entry["DTEND"].dt - entry["DTSTART"].dt == timedelta(days=1) and isinstance(
        entry["DTSTART"].dt, date
    )
    assert entry["URL"].endswith(f"/viec/{entry['UID'].split('@')[0].removeprefix('duty-')}")


def test_lines_are_folded_and_signs_are_escaped(cast, as_account):
    title = "Báo cáo; gồm: số liệu, đánh giá\\kiến nghị " + "về chuyển đổi số " * 12
    a_duty(cast, title=title, **SOON)
    url = address(as_account(cast.science_officer))
    answer = read(as_account, url)
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines) and any(line.startswith(b" ") for line in lines)
    assert b"\\;" in answer.content and b"\\," in answer.content
    assert titles(answer) == [title.strip()]


def test_nothing_personal_is_in_it(cast, as_account):
    a_duty(cast, accountable_text="Ông Phạm Giám Đốc Thử", **SOON)
    url = address(as_account(cast.science_officer))
    text = read(as_account, url).content.decode()
    assert "Thử" not in text.replace("\r\n ", "") and "@example" not in text


def test_only_a_hash_is_kept_and_reading_leaves_a_trace(cast, as_account):
    url = address(as_account(cast.science_officer))
    token = url.rsplit("/", 1)[1].removesuffix(".ics")
    feed = Feed.objects.get()
    assert token.encode() not in bytes(feed.token_hash) and len(feed.token_hash) == 32
    assert token not in as_account(cast.science_officer).get(PAGE).content.decode()
    read(as_account, url)
    entry = Entry.objects.get(event="feed.looked_at")
    assert entry.details["feed"] == feed.pk and token not in str(entry.details)


def test_what_has_not_changed_is_not_sent_again(cast, as_account):
    duty = a_duty(cast, **SOON)
    url = address(as_account(cast.science_officer))
    first = read(as_account, url)
    assert first["Last-Modified"] and read(as_account, url)["ETag"] == first["ETag"]
    client = as_account()
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    pause(duty, reason="lũ", by=None, at=NOW)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_renewed_or_ended_the_old_address_is_a_404(cast, as_account):
    client = as_account(cast.science_officer)
    old = address(client)
    new = address(client)
    assert (
        old != new and read(as_account, old).status_code == 404 and read(as_account, new).status_code == 200
    )
    assert client.post(PAGE, {"end": "1"}).status_code == 302
    assert read(as_account, new).status_code == 404
    assert read(as_account, "/viec/lich/khong-co.ics").status_code == 404
    assert Entry.objects.filter(event="feed.ended").count() == 2


def test_whoever_leaves_the_post_reads_nothing_any_more_and_a_new_post_counts_at_once(cast, as_account):
    a_duty(cast, title="Việc chủ trì", **SOON)
    a_duty(cast, title="Việc văn hóa", lead_unit_id=cast.culture.pk, **SOON)
    url = address(as_account(cast.science_officer))
    a_post_for(cast.science_officer, cast.culture)
    assert titles(read(as_account, url)) == ["Việc chủ trì", "Việc văn hóa"]
    Tenure.objects.filter(person=cast.science_officer.person).delete()
    assert titles(read(as_account, url)) == []


def test_a_closed_account_reads_nothing(cast, as_account):
    a_duty(cast, **SOON)
    url = address(as_account(cast.science_officer))
    Account.objects.filter(pk=cast.science_officer.pk).update(is_active=False)
    assert titles(read(as_account, url)) == []


def test_a_delegate_gets_no_address(cast):
    from dataclasses import replace

    with pytest.raises(NotInOwnRight):
        renew_feed(by=replace(scope_of(cast.science_officer), via=Via.DELEGATION, via_id=1), at=NOW)


def test_behind_the_walls_a_feed_is_its_persons_own(cast, as_account):
    address(as_account(cast.science_officer))
    with as_application():
        for account, sees in ((cast.science_officer, 1), (cast.leader, 0), (cast.administrator, 0)):
            scope_of(account)
            assert Feed.objects.count() == sees
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from duties_feed_account('x')")
        assert cursor.fetchone() == (0,)


def test_one_address_is_live_at_a_time(cast, as_account):
    address(as_account(cast.science_officer))
    feed = Feed.objects.get()
    with pytest.raises(IntegrityError, match="a_person_has_one_live_feed"), transaction.atomic():
        Feed.objects.create(person=feed.person, account_id=1, token_hash=b"x", made_at=NOW)


def test_the_page_teaches_and_shows_a_picture_for_the_phone(cast, as_account):
    client = as_account(cast.science_officer)
    assert "chưa có địa chỉ lịch" in client.get(PAGE).content.decode()
    made = client.post(PAGE)
    assert "data:image/svg+xml" in made.content.decode() and made["Cache-Control"] == "no-store"
    assert as_account(cast.administrator).get(PAGE).status_code == 403
