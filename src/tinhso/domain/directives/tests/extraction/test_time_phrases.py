"""Time phrases, systematically: every marker with every form of date, rhythms, terms, events, and what is no deadline.

All is read as of Tuesday 10 March 2026. A line holds a phrase, then what it must say.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.domain.directives.extraction import deadlines

TODAY = date(2026, 3, 10)


def read(clause, today=TODAY):
    """The strongest deadline of a clause, or None."""
    found = deadlines.find(clause, clause.lower(), today)
    return found[0] if found else None


def lines(table):
    """The lines of a table; its columns are separated by bars."""
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


# ---- markers: the bound ----------------------------------------------------------------------------------

BEFORE, BY, WITHIN = "2026-06-15 before date", "2026-06-15 by date", "2026-06-15 within date"
MARKERS = [
    ("trước", BEFORE), ("trước ngày", BEFORE), ("xong trước", BEFORE), ("xong trước ngày", BEFORE), ("hoàn thành trước ngày", BEFORE),
    ("hoàn thành xong trước ngày", BEFORE), ("thời hạn: trước ngày", BEFORE), ("thời gian hoàn thành: trước", BEFORE),
    ("thời hạn hoàn thành trước ngày", BEFORE), ("đến trước ngày", BEFORE), ("chậm nhất trước ngày", BEFORE),
    ("chậm nhất", BY), ("chậm nhất ngày", BY), ("chậm nhất là", BY), ("chậm nhất là ngày", BY), ("chậm nhất vào ngày", BY),
    ("chậm nhất là vào ngày", BY), ("chậm nhất đến ngày", BY), ("chậm nhất đến hết ngày", BY), ("chậm nhất trong ngày", BY),
    ("chậm nhất:", BY), ("muộn nhất", BY), ("muộn nhất là ngày", BY), ("muộn nhất vào ngày", BY), ("trễ nhất ngày", BY),
    ("không quá ngày", BY), ("không muộn hơn ngày", BY), ("không chậm hơn ngày", BY), ("không để quá ngày", BY), ("không được quá ngày", BY),
    ("đến hết ngày", BY), ("hết ngày", BY), ("đến ngày", BY), ("từ nay đến ngày", BY), ("từ nay đến hết ngày", BY), ("vào ngày", BY),
    ("hoàn thành vào ngày", BY), ("hoàn thành ngày", BY), ("hoàn thành chậm nhất ngày", BY), ("thời hạn:", BY),
    ("thời hạn hoàn thành:", BY), ("thời hạn hoàn thành là ngày", BY), ("thời gian hoàn thành: ngày", BY), ("hạn cuối:", BY), ("xong ngày", BY),
    ("thời gian thực hiện đến hết ngày", BY), ("trong ngày", WITHIN), ("ngay trong ngày", WITHIN), ("xong trong ngày", WITHIN),
    ("hoàn thành trong ngày", WITHIN),
]  # fmt: skip


@pytest.mark.parametrize(("marker", "meaning"), MARKERS)
def test_a_marker_tells_the_bound_of_a_day(marker, meaning):
    found = read(f"Giao Sở Nội vụ xây dựng quy chế tuyển dụng, {marker} 15/6/2026.")
    assert f"{found.day} {found.bound} {found.kind}" == meaning
    assert "15/6/2026" in found.raw


# ---- days ------------------------------------------------------------------------------------------------

DAYS = lines("""
5/5                              | 2026-05-05
05/05/2026                       | 2026-05-05
5-5-2026                         | 2026-05-05
5.5.2026                         | 2026-05-05
05.5                             | 2026-05-05
5-5                              | 2026-05-05
5 / 5 / 2026                     | 2026-05-05
15/5/26                          | 2026-05-15
ngày 05 tháng 5                  | 2026-05-05
ngày 05 tháng 5 năm 2026         | 2026-05-05
ngày 05 tháng 5/2026             | 2026-05-05
ngày 05 tháng 5, năm 2026        | 2026-05-05
ngày 5/5 năm 2026                | 2026-05-05
ngày 10 tháng Bảy năm 2026       | 2026-07-10
ngày 10 tháng Mười hai           | 2026-12-10
ngày 31 tháng 12 tới             | 2026-12-31
ngày 31/12 năm nay               | 2026-12-31
ngày 31/01 năm sau               | 2027-01-31
ngày 15 tháng này                | 2026-03-15
ngày 05 tháng sau                | 2026-04-05
ngày 05 tháng tới                | 2026-04-05
thứ Sáu (29/5/2026)              | 2026-05-29
thứ Sáu, ngày 29/5/2026          | 2026-05-29
ngày thứ Sáu, 29/5/2026          | 2026-05-29
thứ Sáu tuần này                 | 2026-03-13
thứ Hai tuần sau                 | 2026-03-16
Chủ nhật tuần này                | 2026-03-15
hôm nay                          | 2026-03-10
ngày mai                         | 2026-03-11
sáng mai                         | 2026-03-11
sáng ngày 12/3/2026              | 2026-03-12
buổi sáng ngày 12/3/2026         | 2026-03-12
ngày cuối tháng 4/2026           | 2026-04-30
ngày cuối cùng của tháng 4       | 2026-04-30
ngày cuối cùng của quý II/2026   | 2026-06-30
08/01                            | 2027-01-08
ngày 01 tháng 01                 | 2027-01-01
10/3                             | 2026-03-10
""")


@pytest.mark.parametrize(("form", "day"), DAYS)
def test_a_day_is_read_in_every_form(form, day):
    found = read(f"Giao Sở Nội vụ xây dựng quy chế tuyển dụng, xong trước {form}.")
    assert (str(found.day), found.bound, found.kind) == (day, "before", "date")
    assert form.rstrip(".") in found.raw


TIMES = lines("""
trước 17 giờ ngày 12/3/2026                   | 2026-03-12 17:00 before
trước 17h ngày 12/3                           | 2026-03-12 17:00 before
trước 17h30 ngày 12/3/2026                    | 2026-03-12 17:30 before
trước 17 giờ 30 phút ngày 12/3/2026           | 2026-03-12 17:30 before
trước 17g00 ngày 12/3/2026                    | 2026-03-12 17:00 before
trước 17h00, ngày 12/3/2026                   | 2026-03-12 17:00 before
trước 08:00 ngày 12/3/2026                    | 2026-03-12 08:00 before
chậm nhất 11 giờ 30 phút ngày 14/5/2026       | 2026-05-14 11:30 by
chậm nhất vào lúc 16 giờ ngày 14/5/2026       | 2026-05-14 16:00 by
trước 16 giờ ngày thứ Sáu, 13/3/2026          | 2026-03-13 16:00 before
trước 16 giờ thứ Sáu, ngày 13/3/2026          | 2026-03-13 16:00 before
trước 5 giờ chiều ngày 12/3/2026              | 2026-03-12 17:00 before
trước 17 giờ hôm nay                          | 2026-03-10 17:00 before
trước 9 giờ sáng mai                          | 2026-03-11 09:00 before
""")


@pytest.mark.parametrize(("words", "meaning"), TIMES)
def test_an_hour_is_kept_beside_its_day(words, meaning):
    found = read(f"Yêu cầu các xã báo cáo tình hình mưa lũ {words}.")
    assert (f"{found.day} {found.time} {found.bound}", found.kind) == (meaning, "datetime")
    assert found.raw == words


# ---- periods ---------------------------------------------------------------------------------------------

PERIODS = lines("""
trong tháng 5/2026                    | 2026-05-31 within period_end
trong tháng 05 năm 2026               | 2026-05-31 within period_end
trong tháng 5                         | 2026-05-31 within period_end
trong tháng 5-2026                    | 2026-05-31 within period_end
trong tháng Năm                       | 2026-05-31 within period_end
trong tháng 1                         | None
trong tháng 01/2027                   | 2027-01-31 within period_end
trong tháng này                       | 2026-03-31 within period_end
trong tháng 3 này                     | 2026-03-31 within period_end
trong tháng sau                       | 2026-04-30 within period_end
vào tháng 11/2026                     | 2026-11-30 within period_end
sang tháng 9/2026                     | 2026-09-30 within period_end
trong tháng 6 và tháng 7              | 2026-07-31 within period_end
trong tháng 6, tháng 7/2026           | 2026-07-31 within period_end
trong tháng 5-6/2026                  | 2026-06-30 within period_end
trong quý I                           | 2026-03-31 within period_end
trong quý II/2026                     | 2026-06-30 within period_end
trong quý II-2026                     | 2026-06-30 within period_end
trong quý 2 năm 2026                  | 2026-06-30 within period_end
trong quý 2                           | 2026-06-30 within period_end
trong Q2/2026                         | 2026-06-30 within period_end
trong quý này                         | 2026-03-31 within period_end
trong quý II, III/2026                | 2026-09-30 within period_end
trong quý II và quý III/2026          | 2026-09-30 within period_end
trong năm 2026                        | 2026-12-31 within period_end
trong năm nay                         | 2026-12-31 within period_end
trong năm sau                         | 2027-12-31 within period_end
trong 6 tháng đầu năm                 | 2026-06-30 within period_end
trong 6 tháng đầu năm 2027            | 2027-06-30 within period_end
trong 9 tháng đầu năm 2026            | 2026-09-30 within period_end
trong 9 tháng năm 2026                | 2026-09-30 within period_end
trong 06 tháng cuối năm               | 2026-12-31 within period_end
trong 10 ngày đầu tháng 5/2026        | 2026-05-10 within period_end
xong trong quý IV năm 2026            | 2026-12-31 within period_end
xong trong 6 tháng đầu năm 2026       | 2026-06-30 within period_end
hoàn thành trong tháng 4/2026         | 2026-04-30 within period_end
hoàn thành quý II/2026                | 2026-06-30 within period_end
hoàn thành tháng 6/2026               | 2026-06-30 within period_end
thời hạn hoàn thành: quý III/2026     | 2026-09-30 within period_end
thời gian thực hiện: năm 2026         | 2026-12-31 within period_end
trước và trong tháng 5/2026           | 2026-05-31 within period_end
trong tuần này                        | 2026-03-15 within period_end ~
trong tuần sau                        | 2026-03-22 within period_end ~
trong tuần đầu tháng 4/2026           | 2026-04-07 within period_end ~
trong tuần đầu tiên của tháng 4       | 2026-04-07 within period_end ~
trong tuần thứ hai của tháng 4        | 2026-04-14 within period_end ~
trong tuần cuối tháng 4/2026          | 2026-04-30 within period_end ~
trong nửa đầu tháng 4/2026            | 2026-04-15 within period_end ~
trong nửa đầu năm 2027                | 2027-06-30 within period_end ~
vào đầu tháng 4/2026                  | 2026-04-10 within period_end ~
vào giữa tháng 4/2026                 | 2026-04-15 within period_end ~
vào cuối tháng 4/2026                 | 2026-04-30 within period_end ~
vào trung tuần tháng 4/2026           | 2026-04-20 within period_end ~
vào đầu quý III/2026                  | 2026-07-31 within period_end ~
vào cuối quý III/2026                 | 2026-09-30 within period_end ~
vào cuối năm 2026                     | 2026-12-31 within period_end ~
vào cuối năm                          | 2026-12-31 within period_end ~
chậm nhất là cuối tháng 9             | 2026-09-30 by period_end ~
chậm nhất trong tháng 9/2026          | 2026-09-30 by date
chậm nhất đến hết 6 tháng đầu năm 2026 | 2026-06-30 by date
đến hết tháng 11/2026                 | 2026-11-30 by date
đến hết quý II/2026                   | 2026-06-30 by date
hết quý II/2026                       | 2026-06-30 by date
đến hết năm 2026                      | 2026-12-31 by date
từ nay đến hết năm                    | 2026-12-31 by date
đến tháng 6/2026                      | 2026-06-30 by date
không quá tháng 6/2026                | 2026-06-30 by date
hoàn thành đến hết quý III/2026       | 2026-09-30 by date
trước tháng 6/2026                    | 2026-06-01 before date
trước năm 2027                        | 2027-01-01 before date
trước quý III/2026                    | 2026-07-01 before date
""")


@pytest.mark.parametrize(("words", "meaning"), PERIODS)
def test_a_period_ends_with_its_last_day(words, meaning):
    found = read(f"Giao Sở Nội vụ rà soát vị trí việc làm, {words}.")
    said = "None"
    if found:
        said = f"{found.day} {found.bound} {found.kind}" + " ~" * found.approximate
    assert said == meaning


CELLS = lines("""
10/12/2026                  | 2026-12-10 by date
Ngày 10/12/2026             | 2026-12-10 by date
17h00 ngày 10/12/2026       | 2026-12-10 by datetime
Trước 30/11/2026            | 2026-11-30 before date
Quý II/2026                 | 2026-06-30 within period_end
Quý II, III/2026            | 2026-09-30 within period_end
Q3/2026                     | 2026-09-30 within period_end
Tháng 3/2026                | 2026-03-31 within period_end
3/2026                      | 2026-03-31 within period_end
Tháng 5, tháng 6/2026       | 2026-06-30 within period_end
Năm 2026                    | 2026-12-31 within period_end
2026                        | 2026-12-31 within period_end
2026-2027                   | 2027-12-31 within period_end
Hết quý II/2026             | 2026-06-30 by date
Cuối năm 2026               | 2026-12-31 within period_end
6 tháng đầu năm 2026        | 2026-06-30 within period_end
Từ tháng 3 đến hết tháng 11/2026 | 2026-11-30 by date
Thường xuyên                | None None ongoing
Trong quá trình thực hiện   | None None ongoing
Hằng năm                    | None None recurring
Hằng quý                    | None None recurring
Theo quy định               | None None reference
Theo Phụ lục II             | None None reference
""")


@pytest.mark.parametrize(("cell", "meaning"), CELLS)
def test_a_cell_may_hold_only_a_time(cell, meaning):
    found = deadlines.bare(cell, TODAY)
    assert f"{found.day} {found.bound} {found.kind}" == meaning


# ---- rhythms ---------------------------------------------------------------------------------------------

RHYTHMS = [
    ("hằng tháng", {"freq": "monthly"}, None),
    ("hàng tháng", {"freq": "monthly"}, None),
    ("mỗi tuần", {"freq": "weekly"}, None),
    ("hằng ngày", {"freq": "daily"}, None),
    ("định kỳ hằng quý", {"freq": "quarterly"}, None),
    ("theo định kỳ hằng năm", {"freq": "yearly"}, None),
    ("định kỳ 6 tháng", {"freq": "half_yearly"}, None),
    ("định kỳ 06 tháng một lần", {"freq": "half_yearly"}, None),
    ("định kỳ 3 tháng/lần", {"freq": "quarterly"}, None),
    ("06 tháng/lần", {"freq": "half_yearly"}, None),
    ("03 giờ/lần", {"freq": "hourly", "interval": 3}, None),
    ("02 tuần/lần", {"freq": "weekly", "interval": 2}, None),
    ("05 năm một lần", {"freq": "yearly", "interval": 5}, None),
    ("mỗi quý một lần", {"freq": "quarterly"}, None),
    ("mỗi năm hai lần", {"freq": "half_yearly"}, None),
    ("02 lần/năm", {"freq": "half_yearly"}, None),
    ("4 lần/năm", {"freq": "quarterly"}, None),
    ("2 lần/tháng", {"freq": "monthly", "times": 2}, None),
    ("ít nhất 01 lần/quý", {"freq": "quarterly"}, None),
    ("mỗi năm hai lần, vào tháng 6 và tháng 12", {"freq": "half_yearly", "months": [6, 12]}, "within"),
    ("thứ Sáu hằng tuần", {"freq": "weekly", "weekday": 5}, None),
    ("sáng thứ Hai hằng tuần", {"freq": "weekly", "weekday": 1}, None),
    ("trước thứ Sáu hằng tuần", {"freq": "weekly", "weekday": 5}, "before"),
    ("trước 15 giờ hằng ngày", {"freq": "daily"}, "before"),
    ("ngày 25 hằng tháng", {"freq": "monthly", "day": 25}, "by"),
    ("vào ngày 25 hằng tháng", {"freq": "monthly", "day": 25}, "by"),
    ("trước ngày 25 hằng tháng", {"freq": "monthly", "day": 25}, "before"),
    ("chậm nhất ngày 25 hàng tháng", {"freq": "monthly", "day": 25}, "by"),
    ("hằng tháng (trước ngày 25)", {"freq": "monthly", "day": 25}, "before"),
    ("hằng tháng, chậm nhất vào ngày 25", {"freq": "monthly", "day": 25}, "by"),
    ("vào ngày cuối cùng hằng tháng", {"freq": "monthly", "day": -1}, "by"),
    ("trước ngày 15 tháng cuối quý", {"freq": "quarterly", "month_of_quarter": 3, "day": 15}, "before"),
    ("trước ngày 15 của tháng cuối mỗi quý", {"freq": "quarterly", "month_of_quarter": 3, "day": 15}, "before"),
    ("trước ngày 05 tháng đầu quý sau", {"freq": "quarterly", "month_of_quarter": 1, "day": 5}, "before"),
    ("trước ngày 30/11 hằng năm", {"freq": "yearly", "month": 11, "day": 30}, "before"),
    ("trước 30/11 hằng năm", {"freq": "yearly", "month": 11, "day": 30}, "before"),
    ("trước ngày 15 tháng 12 hằng năm", {"freq": "yearly", "month": 12, "day": 15}, "before"),
    ("chậm nhất là ngày 31 tháng 3 hàng năm", {"freq": "yearly", "month": 3, "day": 31}, "by"),
    ("hằng năm trước ngày 30 tháng 11", {"freq": "yearly", "month": 11, "day": 30}, "before"),
    ("tháng 10 hằng năm", {"freq": "yearly", "month": 10}, "within"),
    ("vào tháng 10 hằng năm", {"freq": "yearly", "month": 10}, "within"),
    ("trong quý I hằng năm", {"freq": "yearly", "month": 3}, "within"),
    ("trước 15/6 và 15/12 hằng năm", {"freq": "half_yearly", "dates": ["06-15", "12-15"]}, "before"),
    ("trước ngày 15/6 và ngày 15/12 hằng năm", {"freq": "half_yearly", "dates": ["06-15", "12-15"]}, "before"),
    ("định kỳ 6 tháng (trước ngày 15/6) và hằng năm (trước ngày 15/12)", {"freq": "half_yearly", "dates": ["06-15", "12-15"]}, "before"),
    ("định kỳ 6 tháng, hằng năm (trước 15/6 và 15/12)", {"freq": "half_yearly", "dates": ["06-15", "12-15"]}, "before"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "rhythm", "bound"), RHYTHMS)
def test_a_rhythm_keeps_its_frequency_and_day(words, rhythm, bound):
    found = read(f"Các đơn vị kiểm tra việc thực hiện {words}.")
    assert (found.kind, found.recurrence, found.bound, found.day) == ("recurring", rhythm, bound, None)


NO_RHYTHM = [
    "Sở Tư pháp tham mưu tổ chức Đại hội lần thứ hai của Hội Luật gia.",
    "Sở Nội vụ kiểm tra hàng hóa, hàng tiêu dùng.",
    "Hướng dẫn UBND cấp xã công khai kế hoạch sử dụng đất hằng năm.",
    "Sở Tài chính lập dự toán thu chi hằng năm.",
]


@pytest.mark.parametrize("clause", NO_RHYTHM)
def test_words_of_a_name_or_a_noun_are_no_rhythm(clause):
    assert read(clause) is None


# ---- terms counted from an event -------------------------------------------------------------------------

TERMS = [
    ("trong thời hạn 05 ngày làm việc kể từ ngày nhận hồ sơ", 5, "working_day", "ngày nhận hồ sơ", "by"),
    ("trong thời hạn tối đa 15 ngày kể từ ngày ký", 15, "day", "ngày ký", "by"),
    ("trong vòng 24 giờ kể từ khi phát hiện sự cố", 24, "hour", "khi phát hiện sự cố", "by"),
    ("trong vòng 30 phút sau khi nhận tin báo", 30, "minute", "khi nhận tin báo", "by"),
    ("trong 10 ngày kể từ ngày nhận hồ sơ", 10, "day", "ngày nhận hồ sơ", "by"),
    ("trong 02 tuần kể từ ngày ký ban hành", 2, "week", "ngày ký ban hành", "by"),
    ("sau 03 tháng kể từ ngày ban hành Thông báo này", 3, "month", "ngày ban hành Thông báo", "by"),
    (
        "chậm nhất 30 ngày kể từ ngày Quyết định này có hiệu lực",
        30,
        "day",
        "ngày Quyết định có hiệu lực",
        "by",
    ),
    ("chậm nhất sau 03 ngày kể từ ngày kết thúc đợt kiểm tra", 3, "day", "ngày kết thúc đợt kiểm tra", "by"),
    ("chậm nhất là mười lăm ngày kể từ ngày ký", 15, "day", "ngày ký", "by"),
    (
        "không quá 05 (năm) ngày làm việc kể từ ngày nhận đủ hồ sơ",
        5,
        "working_day",
        "ngày nhận đủ hồ sơ",
        "by",
    ),
    (
        "trong vòng 15 ngày làm việc tính từ ngày nhận được Công văn này",
        15,
        "working_day",
        "ngày nhận Công văn",
        "by",
    ),
    ("trong thời hạn 07 ngày làm việc", 7, "working_day", None, "by"),
    ("trong vòng 48 giờ", 48, "hour", None, "by"),
    ("chậm nhất 24 giờ trước khi xả lũ", -24, "hour", "khi xả lũ", "by"),
    ("chậm nhất 03 ngày làm việc trước phiên họp", -3, "working_day", "phiên họp", "by"),
    ("ít nhất 05 ngày trước kỳ họp", -5, "day", "kỳ họp", "before"),
    ("trước kỳ họp thứ 4 ít nhất 07 ngày", -7, "day", "kỳ họp thứ 4", "before"),
    ("trước ít nhất 05 ngày", -5, "day", None, "before"),
    ("trước 03 ngày so với ngày khai mạc", -3, "day", "ngày khai mạc", "before"),
    ("gia hạn thêm 15 ngày so với thời hạn cũ", 15, "day", "thời hạn cũ", "by"),
    ("kéo dài thời gian hoàn thành thêm 60 ngày", 60, "day", "hạn cũ", "by"),
]


@pytest.mark.parametrize(("words", "n", "unit", "start", "bound"), TERMS)
def test_a_term_keeps_its_number_unit_and_start(words, n, unit, start, bound):
    found = read(f"Sở Xây dựng thông báo kết quả {words}.")
    wanted = {"n": n, "unit": unit} | ({"from": start} if start else {})
    assert (found.kind, found.relative, found.bound, found.day) == ("relative", wanted, bound, None)


EVENTS = lines("""
ngay sau khi Nghị quyết được thông qua      | Nghị quyết được thông qua               | by
sau khi Chính phủ ban hành Nghị định        | Chính phủ ban hành Nghị định            | None
ngay khi có kết quả                         | có kết quả                              | by
ngay sau phiên họp này                      | phiên họp này                           | by
khi có lệnh                                 | có lệnh                                 | None
trước kỳ họp cuối năm 2026 của HĐND tỉnh    | kỳ họp cuối năm 2026 của HĐND tỉnh      | before
trước mùa mưa lũ năm 2026                   | mùa mưa lũ năm 2026                     | before
trước Tết Nguyên đán Đinh Mùi 2027          | Tết Nguyên đán Đinh Mùi 2027            | before
trước 30 Tết                                | 30 Tết                                  | before
trước ngày 23 tháng Chạp                    | ngày 23 tháng Chạp                      | before
trước ngày khai giảng                       | ngày khai giảng                         | before
trước khi tổ chức hội nghị                  | khi tổ chức hội nghị                    | before
từ nay đến hết Tết Nguyên đán               | hết Tết Nguyên đán                      | by
cho đến khi có thông báo mới                | khi có thông báo mới                    | by
trong năm học 2026-2027                     | năm học 2026-2027                       | within
ngay trong vụ thu hoạch năm nay             | vụ thu hoạch năm nay                    | within
phục vụ kỳ họp                              | kỳ họp                                  | None
báo cáo tại phiên họp thường kỳ tháng 4     | phiên họp thường kỳ tháng 4             | None
trình tại kỳ họp thường lệ giữa năm 2026    | kỳ họp thường lệ giữa năm 2026          | None
""")


@pytest.mark.parametrize(("words", "event", "bound"), EVENTS)
def test_an_event_is_kept_in_words(words, event, bound):
    found = read(f"Sở Tài chính hoàn thiện phương án, {words}.")
    assert (found.kind, found.event, str(found.bound), found.day) == ("event", event, bound, None)


REFERENCES = [
    "theo Phụ lục", "thời gian hoàn thành theo Phụ lục", "đúng thời hạn quy định", "theo quy định", "theo tiến độ tại Phụ lục II",
    "theo đúng thời hạn tại Mục IV Kế hoạch số 120/KH-UBND", "bảo đảm tiến độ theo kế hoạch đề ra", "thời hạn hoàn thành giữ nguyên theo Phụ lục",
]  # fmt: skip


@pytest.mark.parametrize("words", REFERENCES)
def test_a_deadline_may_stand_in_another_text(words):
    clause = f"Sở Tài chính hoàn thiện phương án, {words}."
    assert read(clause) is None
    found = deadlines.reference(clause, clause.lower())
    assert (found.kind, found.day, found.bound) == ("reference", None, None)


# ---- what is no deadline ---------------------------------------------------------------------------------

NEVER = """
thực hiện Kế hoạch số 15/KH-UBND ngày 12/01/2026 của UBND tỉnh
thực hiện Kế hoạch số 15/KH-UBND ngày 12/6/2026 của UBND tỉnh
triển khai Quyết định số 08/2026/QĐ-UBND ngày 05 tháng 3 năm 2026
trả lời Công văn ngày 3/4
căn cứ Nghị quyết số 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị
theo Biên bản làm việc ngày 11/3/2026
hoàn thiện báo cáo của Sở Y tế gửi UBND tỉnh ngày 02/3/2026
xây dựng Đề án đào tạo cán bộ đến năm 2030
xây dựng Đề án chuyển đổi số đến năm 2030, định hướng đến năm 2045
xây dựng Chương trình đến năm 2030, tầm nhìn 2050
xây dựng Kế hoạch giai đoạn 2026-2030
xây dựng Kế hoạch đầu tư công trung hạn 5 năm 2026-2030
sơ kết nhiệm kỳ 2025-2030
xây dựng dự toán năm 2027
ban hành Kế hoạch năm 2026
xây dựng kế hoạch công tác tháng 4/2026
báo cáo kết quả quý I/2026
tham mưu sơ kết 6 tháng đầu năm 2026
phấn đấu đến năm 2030 đạt 95 %
phấn đấu đến hết năm 2026 đạt 95 %
mục tiêu đến cuối năm 2026, tỷ lệ hộ nghèo còn 8 %
áp dụng từ ngày 01/7/2026
thực hiện kể từ ngày 01/7/2026
triển khai từ 01/7
triển khai từ tháng 7/2026
áp dụng từ quý III/2026
văn bản có hiệu lực thi hành từ ngày 01/7/2026
chuẩn bị hội nghị diễn ra vào ngày 20/6/2026
chuẩn bị hội nghị dự kiến tổ chức trong tháng 5/2026
phục vụ Lễ hội được tổ chức vào ngày 20/6/2026
rà soát các nhiệm vụ đến hạn trong tháng 4/2026
thay thế hợp đồng hết hạn trước ngày 30/6/2026
xử lý các hồ sơ tiếp nhận trước ngày 01/01/2026
tổng hợp số liệu đến ngày 31/3/2026
tính đến ngày 31/3/2026
xử lý 12/15 kiến nghị, đạt 80,5 %
bố trí lực lượng trực 24/24 giờ
trực 24/7 trong mọi tình huống
chịu trách nhiệm trước UBND tỉnh
nâng chỉ số lên hạng 10/34
từ trước đến nay chưa thực hiện
tháo gỡ khó khăn trong thời gian tới
mở rộng đường từ 5 m lên 7,5 m
chuẩn bị Ngày hội đại đoàn kết 18/11
nâng cấp tuyến quốc lộ 2, 3B và 279
""".strip().splitlines()


@pytest.mark.parametrize("words", NEVER)
def test_a_date_that_is_not_the_due_day_gives_no_day(words):
    found = deadlines.find(words, words.lower(), TODAY)
    assert [one.raw for one in found if one.day] == []


JUST_GONE = ["trước ngày 05/3", "trước 5/2", "trong tháng 2"]


@pytest.mark.parametrize("words", JUST_GONE)
def test_a_date_without_a_year_that_has_just_gone_by_is_not_moved_to_the_next_year(words):
    assert read(f"Sở Nội vụ gửi báo cáo {words}.") is None


TWO = [
    ("sơ kết vào tháng 6/2026, tổng kết vào cuối năm 2027", ["2026-06-30", "2027-12-31"]),
    ("gửi dự thảo trước 15/4, trình UBND tỉnh trước 15/5/2026", ["2026-04-15", "2026-05-15"]),
    ("tích hợp 25 dịch vụ trong quý 2 và toàn bộ dịch vụ còn lại trước ngày 30/11/2026", ["2026-06-30", "2026-11-30"]),
    ("mở cao điểm từ ngày 01/4 đến hết ngày 30/4/2026; báo cáo trước ngày 10/5/2026", ["2026-04-30", "2026-05-10"]),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "days"), TWO)
def test_two_deadlines_of_a_sentence_keep_their_places(clause, days):
    found = sorted(deadlines.find(clause, clause.lower(), TODAY), key=lambda one: one.start)
    assert [str(one.day) for one in found] == days


def test_a_written_day_wins_over_a_rhythm_elsewhere_in_the_clause():
    found = read("Khởi công trong năm nay và báo cáo tiến độ về Sở Tài chính vào ngày 20 hằng tháng")
    assert (str(found.day), found.bound) == ("2026-12-31", "within")


def test_the_day_of_sending_is_a_deadline_when_it_is_still_to_come():
    found = read("Tham mưu báo cáo sơ kết, gửi UBND tỉnh ngày 25/6/2026.")
    assert (str(found.day), found.bound, found.raw) == ("2026-06-25", "by", "ngày 25/6/2026")


STARTS = lines("""
kể từ ngày 01/7/2026                        | 2026-07-01
từ 01/7                                     | 2026-07-01
từ quý III/2026                             | 2026-07-01
từ tháng 7/2026                             | 2026-07-01
từ ngày 01/4 đến hết ngày 30/4/2026         | 2026-04-01
lùi thời hạn từ ngày 30/6/2026 sang ngày 31/8/2026 | None
""")


@pytest.mark.parametrize(("words", "day"), STARTS)
def test_a_start_is_read_as_a_start(words, day):
    assert str(deadlines.start_date(words.lower(), TODAY)) == day


# ---- properties ------------------------------------------------------------------------------------------

FORMS = (
    "{d}/{m}/{y}", "{d:02d}/{m:02d}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{d:02d} tháng {m:02d} năm {y}", "{d} tháng {m}/{y}",
)  # fmt: skip
COMING = st.dates(min_value=TODAY, max_value=TODAY + timedelta(days=2000))


@given(
    COMING,
    st.sampled_from(FORMS),
    st.sampled_from(("trước ngày", "chậm nhất ngày", "đến hết ngày", "xong trước ngày")),
)
def test_any_coming_day_behind_a_marker_comes_back(day, form, marker):
    words = f"{marker} {form.format(d=day.day, m=day.month, y=day.year)}"
    found = read(f"Sở Nội vụ rà soát vị trí việc làm {words}.")
    assert (found.day, found.raw) == (day, words)
    assert found.bound == ("before" if "trước" in marker else "by")


@given(st.dates(TODAY, date(2027, 1, 8)))
def test_a_day_without_a_year_is_the_first_such_day_to_come(day):
    found = read(f"Sở Nội vụ rà soát vị trí việc làm trước ngày {day.day}/{day.month}.")
    assert found.day == day


@given(
    st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    st.sampled_from(FORMS[:3]),
    st.integers(1, 3000),
    st.sampled_from(
        (
            "Kế hoạch số {n}/KH-UBND",
            "Công văn số {n}/UBND-KT",
            "Quyết định số {n}/QĐ-TTg",
            "Công văn",
            "Nghị quyết số {n}-NQ/TU,",
        )
    ),
)
def test_a_day_in_a_citation_never_becomes_a_deadline(day, form, number, document):
    cited = f"{document.format(n=number)} ngày {form.format(d=day.day, m=day.month, y=day.year)}"
    clause = f"Giao Sở Nội vụ tổ chức thực hiện {cited} của UBND tỉnh, bảo đảm chất lượng."
    assert [one for one in deadlines.find(clause, clause.lower(), TODAY) if one.day] == []


@given(st.text(alphabet="trướcngày áđếnhếtquýthsố 0123456789/-.,;:()IVX", max_size=60))
def test_no_text_breaks_the_reader_and_every_phrase_is_verbatim(text):
    for one in deadlines.find(text, text.lower(), TODAY):
        assert one.raw.rstrip(")") in text
        assert 0 <= one.start < one.end <= len(text)
    deadlines.bare(text, TODAY)
    deadlines.start_date(text.lower(), TODAY)
