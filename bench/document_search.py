"""Measure the search over official documents, beside LIKE '%…%' on the same rows in the same run.

    python bench/document_search.py [--documents 200000] [--words 300] [--rounds 20] [--var FOLDER]

Makes an installation of its own in FOLDER (default: a temporary one), fills it with generated documents (topics
and administrative phrases over invented syllables, long-tailed), and asks as the application's role behind
row-level security, as a leader (whole province) and as a clerk of one commune: search, the page's rows and their
pieces of text, as the list page does. Server time of one connection, without HTML. A FOLDER that already holds
as many documents is used as it is.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

TOPICS = """chuyển đổi số|an toàn thông tin mạng|phòng cháy chữa cháy|cải cách hành chính|đất đai và môi trường
xây dựng nông thôn mới|giảm nghèo bền vững|bảo hiểm y tế toàn dân|phòng chống dịch bệnh|ngân sách nhà nước
đầu tư công trung hạn|đăng ký khai sinh|giáo dục mầm non|du lịch sinh thái|an toàn giao thông|thi đua khen thưởng
sắp xếp đơn vị hành chính|quy hoạch sử dụng đất|chứng thực chữ ký|người có công với cách mạng""".replace(
    "\n", "|"
).split("|")
PHRASES = """ủy ban nhân dân tỉnh|căn cứ luật tổ chức chính quyền địa phương|theo đề nghị của giám đốc sở
giao các sở ban ngành|ủy ban nhân dân các xã phường|chịu trách nhiệm thi hành|trong quá trình thực hiện
báo cáo kết quả trước ngày|phối hợp chặt chẽ với|tổ chức triển khai thực hiện""".replace("\n", "|").split("|")
TYPES = [
    ("quyet-dinh", "QĐ"),
    ("ke-hoach", "KH"),
    ("bao-cao", "BC"),
    ("thong-bao", "TB"),
    ("to-trinh", "TTr"),
]
QUERIES = {
    "a topic": TOPICS[:8],
    "a topic without marks": [
        "chuyen doi so",
        "giam ngheo ben vung",
        "dau tu cong trung han",
        "an toan giao thong",
    ],
    "unfinished": ["chuyen do", "phòng ch", "giam ng", "dau tu c", "bao hi"],
    "a number": ["559/QĐ-UBND", "12/kh", "1234", "88/BC-UBND"],
    "words that all have": ["uy ban nhan dan tinh", "ủy ban nhân dân", "to chuc trien khai thuc hien"],
    "common words, no such phrase": ["nhân tỉnh ban dân ủy", "thực chức khai tổ"],
    "two topics": ["chuyển đổi số giảm nghèo", "du lich sinh thai dau tu cong"],
    "nothing": ["xyzzy", "khong he co tu nay qqq"],
}
# The same words within what the list's filters leave: of each the share that fits stands in `fill`.
FILTERED = {
    "filtered: draft": {"way": "draft"},
    "filtered: issued, one type": {"way": "issued", "kind": "ke-hoach"},
    "filtered: the Party's": {"side": "party"},
    "filtered: most urgent": {"urgency": "hoa_toc"},
    "filtered: a field, a year": {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)},
}
FILTERED_WORDS = ["giam ngheo ben vung", "chuyển đổi số", "uy ban nhan dan tinh"]
COMMUNES = 124


def syllables() -> list[str]:
    """Invented syllables with the shape of Vietnamese ones."""
    onsets = [
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "gi",
        "h",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "nh",
        "ph",
        "qu",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    ]
    rimes = [
        "a",
        "à",
        "á",
        "ạ",
        "an",
        "ăn",
        "ân",
        "ang",
        "anh",
        "ao",
        "au",
        "ay",
        "âm",
        "e",
        "é",
        "eo",
        "ê",
        "êm",
        "i",
        "ia",
        "iên",
        "o",
        "oa",
        "oan",
        "oi",
        "ôm",
        "ông",
        "ơi",
        "u",
        "ua",
        "ui",
        "uôn",
        "ư",
        "ưa",
        "ương",
        "y",
    ]
    return [onset + rime for onset in onsets for rime in rimes]


def fill(count: int, length: int) -> None:
    """The units, two people, and the documents."""
    from django.utils import timezone

    from tinhso.kernel.documents.models import OfficialDocument
    from tinhso.kernel.people.roles import Role
    from tinhso.kernel.people.tests.cast import a_unit, an_officer_of
    from tinhso.kernel.text import fold
    from tinhso.kernel.units.models import FieldOfWork, Kind

    top = a_unit("Tỉnh Đo", Kind.PROVINCE)
    office = a_unit("Văn phòng Đo", parent=top)
    communes = [a_unit(f"Xã Đo {n}", Kind.COMMUNE, parent=top) for n in range(COMMUNES)]
    leader = an_officer_of(office, role=Role.LEADER)
    an_officer_of(communes[0])
    fields = [
        FieldOfWork.objects.create(key=f"do-{n}", name=topic, folded=fold(topic), sort_key=topic)
        for n, topic in enumerate(TOPICS)
    ]
    chance, words, now = random.Random(7), syllables(), timezone.now()
    chance.shuffle(words)
    weights = [1 / (rank + 5) for rank in range(len(words))]
    rows: list[Any] = []
    for number in range(count):
        topic, (kind, mark) = chance.choice(TOPICS), chance.choice(TYPES)
        pieces = chance.choices(words, weights, k=max(60, int(chance.lognormvariate(0, 0.7) * length)))
        for _ in range(len(pieces) // 20):
            pieces.insert(chance.randrange(len(pieces)), chance.choice(PHRASES))
        pieces.insert(chance.randrange(len(pieces)), chance.choice(TOPICS))
        to = chance.sample(communes, 3 if number % 10 else 30)
        row = OfficialDocument(
            number=f"{number % 3000 + 1}/{mark}-UBND",
            doc_type=kind,
            issuer=top,
            issued_on=date(2026, 11, 1) - timedelta(days=chance.randrange(3650)),
            abstract=f"Về {topic} tại {' '.join(chance.sample(words, 4))}",
            text=f"{' '.join(pieces).capitalize()}. {number}",
            direction=chance.choices(["incoming", "issued", "draft"], [70, 25, 5])[0],
            side="party" if number % 8 == 0 else "state",
            urgency=chance.choices(["", "khan", "hoa_toc"], [90, 8, 2])[0],
            field_of_work=chance.choice(fields),
            owner_unit=office,
            readers=[office.pk, *(unit.pk for unit in to)],
            received_at=now,
            received_by=leader.person,
        )
        row.fill()
        if row.direction == "draft":
            row.number = row.number_raw = row.number_key = ""
        rows.append(row)
        if len(rows) == 2000 or number == count - 1:
            OfficialDocument.objects.bulk_create(rows)
            rows.clear()
            print(f"\r{number + 1:,} documents", end="", file=sys.stderr)
    print(file=sys.stderr)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def a_page(scope: Any, typed: str, filters: dict[str, Any]) -> int:
    """What the list page asks the database for one search."""
    from tinhso.kernel.documents.models import OfficialDocument
    from tinhso.kernel.documents.search import Narrowed, search, snippets
    from tinhso.kernel.documents.workspace.library.views import LISTED

    found = search(typed, Narrowed(**filters))
    first = found.ids[:20]
    rows = OfficialDocument.objects.visible_to(scope).select_related(*LISTED).defer("text")
    list(rows.filter(pk__in=first))
    snippets(first, typed)
    return len(found.ids)


def measure(name: str, account: Any, rounds: int) -> None:
    """Print p50 and p95 of each kind of query, and of all."""
    from django.db import connection, transaction

    from tinhso.kernel.people.scope import enter
    from tinhso.kernel.units.models import FieldOfWork

    everything: list[float] = []
    print(f"\n{name}\n{'kind of query':32}{'hits':>8}{'p50 ms':>9}{'p95 ms':>9}")
    cases = [(kind, queries, {}) for kind, queries in QUERIES.items()]
    one = FieldOfWork.objects.order_by("pk").values_list("pk", flat=True).first()
    for kind, filters in FILTERED.items():
        cases.append((kind, FILTERED_WORDS, filters | ({"field": one} if "field" in kind else {})))
    for kind, queries, filters in cases:
        times, hits = [], 0
        for turn in range(rounds + 1):
            for typed in queries:
                with transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute("set local role tinhso_app")
                    scope = enter(account.pk)
                    began = time.perf_counter()
                    hits = max(hits, a_page(scope, typed, filters))
                    if turn:  # the first round warms the cache
                        times.append(1000 * (time.perf_counter() - began))
        everything += times
        print(f"{kind:32}{hits:8,}{statistics.median(times):9.1f}{p95(times):9.1f}")
    print(f"{'all':32}{'':8}{statistics.median(everything):9.1f}{p95(everything):9.1f}")


def yardstick(rounds: int) -> None:
    """LIKE over the folded text, newest 20, as the owner, without any wall."""
    from django.db import connection

    from tinhso.kernel.text import fold

    times: list[float] = []
    for typed in [queries[0] for queries in QUERIES.values()] * max(1, rounds // 10):
        with connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(
                "select count(*) from (select 1 from documents_officialdocument where lower(text) like %s limit 501) x",
                [f"%{typed.lower()}%"],
            )
            cursor.execute(
                "select count(*) from documents_officialdocument where folded like %s", [f"%{fold(typed)}%"]
            )
            times.append(1000 * (time.perf_counter() - began))
    print(
        f"\nyardstick: LIKE '%…%' on text and head, no wall: p50 {statistics.median(times):.1f} ms, p95 {p95(times):.1f} ms"
    )


def p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def main() -> None:
    """Prepare, fill, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--words", type=int, default=300, help="median length of a text")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--var", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        os.environ |= {
            "TINHSO_VAR": str(asked.var or spare),
            "TINHSO_DATABASE_ROLE": "owner",
            "TINHSO_TESTING": "yes",
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        }
        from tinhso.config import local

        local.prepare(durable=False)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from tinhso.kernel.documents.models import OfficialDocument
        from tinhso.kernel.people.models import Account

        call_command("migrate", verbosity=0)
        if OfficialDocument.objects.count() != asked.documents:
            fill(asked.documents, asked.words)
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_size_pretty(pg_total_relation_size('documents_officialdocument')),"
                " pg_size_pretty(pg_relation_size('documents_words')), pg_size_pretty(pg_relation_size('documents_head'))"
            )
            print(
                "{:,} documents; table {}, index of words {}, of heads {}".format(
                    asked.documents, *cursor.fetchone()
                )
            )
        leader, clerk = Account.objects.order_by("pk")[:2]
        measure("leader: the whole province", leader, asked.rounds)
        measure("clerk of a commune: some 4 % of the documents", clerk, asked.rounds)
        yardstick(asked.rounds)
        connection.close()


if __name__ == "__main__":
    main()
