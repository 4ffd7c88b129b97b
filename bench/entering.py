"""Measure the database's entering function, which runs in every request: own post, delegated post, list of ways.

    tinhso migrate && python bench/entering.py [--people 5000] [--loops 2000]

Fills a transaction with people, posts, tenures, changes of posts and delegations, calls the functions in loops
inside the database (the network is not measured), prints microseconds per call, and rolls everything back.
"""

import argparse
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
os.environ.setdefault("TINHSO_DATABASE_ROLE", "owner")


def main() -> None:
    """Fill, measure, undo."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=5000)
    options.add_argument("--loops", type=int, default=2000)
    asked = options.parse_args()
    from tinhso.config import local

    local.prepare()
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        calls = fill(asked.people)
        for name, call in calls.items():
            print(f"{name:<12}{measured(call, asked.loops):8.0f} µs")
        transaction.set_rollback(True)


def fill(number: int) -> dict[str, str]:
    """The rows, and the calls to measure for somebody in their middle."""
    from django.db import connection
    from django.utils import timezone

    from tinhso.kernel.people.models import Account, Delegation, Person, Post, PostChange, Tenure
    from tinhso.kernel.people.tests.cast import a_unit

    now, today = timezone.now(), timezone.localdate()
    unit = a_unit("Sở Đo Thử")
    people = Person.objects.bulk_create(
        Person(full_name=f"Người {n}", folded=f"nguoi {n}", sort_key="n") for n in range(number)
    )
    posts = Post.objects.bulk_create(Post(unit=unit, title="Chuyên viên", role="officer") for _ in people)
    Tenure.objects.bulk_create(
        Tenure(post=post, person=person, during=(today - timedelta(days=n % 900 + 1), None))
        for n, (post, person) in enumerate(zip(posts, people, strict=True))
    )
    accounts = Account.objects.bulk_create(
        Account(username=f"do{n}", person=person, password="!") for n, person in enumerate(people)
    )
    PostChange.objects.bulk_create(
        PostChange(post=post, since=today, title="X", role="officer", was_title="Y", was_role="officer")
        for post in posts[::4]
    )
    lent = Delegation.objects.bulk_create(
        Delegation(
            post=post,
            giver=giver,
            delegate=delegate,
            during=(today, today + timedelta(days=9)),
            permissions=["READ_DUTIES"],
            made_at=now,
            made_by=giver,
        )
        for post, giver, delegate in zip(posts, people, people[1:], strict=False)
    )
    with connection.cursor() as cursor:
        for table in ("tenure", "post", "person", "account", "postchange", "delegation"):
            cursor.execute(f"analyze people_{table}")
    middle = number // 2
    account = accounts[middle + 1].pk
    return {
        "own": f"tinhso_enter({account}, null, null, null)",
        "delegated": f"tinhso_enter({account}, null, {lent[middle].pk}, null)",
        "ways": f"tinhso_posts_of({account})",
    }


def measured(call: str, loops: int) -> float:
    """Microseconds per call: the best of three loops."""
    from django.db import connection

    loop = f"do $$ begin for i in 1..{loops} loop perform * from {call}; end loop; end $$"
    best = float("inf")
    with connection.cursor() as cursor:
        for _ in range(3):
            began = time.perf_counter()
            cursor.execute(loop)
            best = min(best, (time.perf_counter() - began) / loops * 1e6)
    return best


if __name__ == "__main__":
    main()
