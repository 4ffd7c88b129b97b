"""Time of lists at growing numbers of duties: inbox, search, board of today and of past days, rows of a number.

    python bench/lists.py [--sizes 10000 1000000 5000000] [--times 40] [--keep FOLDER]

Server time of whole pages through the whole stack – middleware, session, scope, walls, queries, template – called in
process by Django's test client as the database role of the web server; the network and Granian are not in it. For a
leader (whole province), a department's head and a commune's officer. Each page is opened a few times before it is
measured. Bars: p95 at the largest size within 1.5 times the smallest and under 50 ms; a past day under 150 ms.
"""

import random
import time
from datetime import date, timedelta
from typing import Any

from _installation import arguments, installation, percentile, session_of
from _seed import THINGS, duties

PAST = 150
BAR = 50


def pages(client: Any, times: int, seed: int) -> dict[str, list[float]]:
    """Name -> seconds of each opening."""
    chance = random.Random(seed)
    today = date.today()

    def past() -> str:
        return (today - timedelta(days=chance.randrange(2, 1000))).isoformat()

    def words() -> str:
        rare = f"co so {int(chance.random() ** 3 * 20000)}"
        return chance.choice(
            ["ke hoach", chance.choice(THINGS), rare, f"{chance.randrange(3000)}-CĐ/TU", "khong co dau"]
        )

    cells = ["open_overdue", "open_in_term", "done_on_time", "done_late"]
    which = {
        "home": lambda: ("/", {}),
        "inbox": lambda: ("/viec/", {}),
        "inbox, page 7": lambda: ("/viec/", {"page": 7}),
        "inbox, overdue": lambda: ("/viec/", {"thoi_han": "qua-han"}),
        "inbox, helping": lambda: ("/viec/", {"muc": "phoi-hop"}),
        "inbox, given": lambda: ("/viec/", {"muc": "da-giao"}),
        "inbox, to decide": lambda: ("/viec/", {"muc": "cho-xac-nhan"}),
        "inbox, closed": lambda: ("/viec/", {"muc": chance.choice(["da-xong", "giao-xong"])}),
        "search": lambda: ("/viec/tim", {"q": words()}),
        "board, today": lambda: ("/bang/", {}),
        "board, past day": lambda: ("/bang/", {"ngay": past()}),
        "rows of a cell": lambda: ("/bang/viec", {"ngay": today.isoformat(), "cell": chance.choice(cells)}),
        "rows, past day": lambda: ("/bang/viec", {"ngay": past(), "cell": chance.choice(cells)}),
    }
    taken: dict[str, list[float]] = {}
    for name, address in which.items():
        for turn in range(times + 3):
            path, query = address()
            began = time.perf_counter()
            answer = client.get(path, query)
            spent = time.perf_counter() - began
            assert answer.status_code == 200, (path, query, answer.status_code)
            if turn >= 3:
                taken.setdefault(name, []).append(spent)
    return taken


def main() -> None:
    asked = arguments(
        __doc__,
        sizes=([10_000, 1_000_000, 5_000_000], "numbers of duties"),
        times=(40, "openings of each page"),
    )
    table: dict[tuple[str, str], list[float]] = {}
    with installation("lists", keep=asked.keep) as home:
        from django.conf import settings
        from django.test import Client

        for size in asked.sizes:
            began = time.monotonic()
            with home.owner() as owner:
                duties(owner, size)
                named = "select username, id from people_account where username like 'thu-%'"
                accounts = dict(owner.execute(named).fetchall())
            print(f"{size:,} duties seeded in {time.monotonic() - began:.0f} s")
            for who in ("leader-0", "unit_head-3", "officer-120"):
                client = Client()
                client.cookies[settings.SESSION_COOKIE_NAME] = session_of(accounts[f"thu-{who}"])
                for name, seconds in pages(client, asked.times, seed=size).items():
                    table.setdefault((name, who), []).append(percentile(seconds, 0.95) * 1000)
    print(f"\np95 in ms     {'  '.join(f'{size:>10,}' for size in asked.sizes)}   growth")
    for (name, who), found in table.items():
        bar = PAST if "past" in name else BAR
        growth = found[-1] / found[0]
        verdict = "" if found[-1] < bar and growth < 1.5 else f"  over the bar ({bar} ms, 1.5)"
        numbers = "  ".join(f"{value:10.1f}" for value in found)
        print(f"{name:18} {who:12} {numbers}   {growth:5.2f}{verdict}")


if __name__ == "__main__":
    main()
