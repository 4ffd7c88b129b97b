"""A thousand people read their inboxes at the same time, for a minute: errors, and how long they wait.

    python bench/readers.py [--people 1000] [--seconds 60] [--duties 100000] [--pause 10]

Each person has a connection and a session of their own, opens the inbox of their unit and reads it for a while (on
average --pause seconds) before opening another page: its tabs, home, the board. Granian as `tinhso up` starts it.
--pause 0 asks without a rest: then the figure is what the server can bear, and people wait in line.
"""

import random
import time

from _clients import Client, Taken, run
from _installation import arguments, installation, session_of, summary
from _seed import duties

PAGES = ["/viec/", "/viec/", "/viec/?muc=phoi-hop", "/viec/?thoi_han=qua-han", "/", "/bang/"]
PAUSE = [10.0]


def read(client: Client, number: int, until: float) -> Taken:
    """Open a page, read it, open the next."""
    chance, seen = random.Random(number), Taken()
    time.sleep(chance.random() * min(PAUSE[0] or 1, 10))  # nobody begins at the same millisecond
    while time.monotonic() < until:
        began = time.perf_counter()
        status, _page = client.ask("GET", chance.choice(PAGES))
        seen.seconds.append(time.perf_counter() - began)
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
        if PAUSE[0]:
            time.sleep(chance.expovariate(1 / PAUSE[0]))
    return seen


def main() -> None:
    asked = arguments(
        __doc__,
        people=(1000, "people at once"),
        seconds=(60, "how long"),
        duties=(100_000, "duties there"),
        pause=(10.0, "seconds of reading between two pages"),
    )
    PAUSE[0] = asked.pause
    with installation("readers", keep=asked.keep) as home, home.owner() as owner:
        duties(owner, asked.duties, say=lambda text: None)
        ids = [pk for (pk,) in owner.execute("select id from people_account order by id")]
        sessions = [session_of(ids[n % len(ids)]) for n in range(asked.people)]
        with home.served() as port:
            seen, spent = run(port, sessions, read, asked.seconds)
    wrong = {status: n for status, n in seen.statuses.items() if status != 200}
    print(
        f"{asked.people} people, {asked.seconds} s, {asked.duties:,} duties, {asked.pause} s between two pages"
    )
    print(f"{len(seen.seconds) / spent:.1f} pages/s   {summary(seen.seconds)}   errors: {wrong or 'none'}")


if __name__ == "__main__":
    main()
