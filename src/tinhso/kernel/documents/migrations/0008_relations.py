"""Relations without loops, the search with all filters, and what is known of the documents that are here already."""

from pathlib import Path
from typing import Any

from django.db import migrations
from django.db.models import Q

from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.text import fold

FOLDER = Path(__file__).resolve().parents[1] / "sql"
RELATIONS = (FOLDER / "relations.sql").read_text(encoding="utf-8")
SEARCH = (FOLDER / "search_function.sql").read_text(encoding="utf-8")

UNDO_RELATIONS = """
drop trigger no_document_stands_above_itself on documents_documentrelation;
drop function documents_refuse_loops(); drop function documents_same(bigint);
"""
UNDO_SEARCH = """
drop index documents_newest_of_way, documents_newest_of_side, documents_newest_urgent, documents_newest_of_field;
drop function documents_search(text, text, text, text[], text, bigint[], text, date, date, int, int, text, text,
                               text, bigint);
"""
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # the hash of no words


def ways(apps: Any, editor: Any) -> None:
    """What we issued goes out; drafts stand in the register too."""
    documents = apps.get_model("documents", "OfficialDocument").objects
    documents.filter(Q(issued__isnull=False) | Q(number_taken__isnull=False)).update(direction="issued")
    drafts = apps.get_model("documents", "Draft").objects
    for draft in drafts.filter(issued__isnull=True).iterator():
        documents.create(
            direction="draft",
            draft=draft,
            doc_type=draft.doc_type,
            side=draft.side,
            abstract=draft.abstract,
            folded=fold(draft.abstract)[:900],
            text_hash=EMPTY,
            owner_unit_id=draft.owner_unit_id,
            readers=[draft.owner_unit_id],
            received_at=draft.changed_at,
            received_by_id=draft.changed_by_id,
        )


def keys(apps: Any, editor: Any) -> None:
    """The series of the State's documents whose issuer is a unit. Where one number stands twice the second keeps
    its place without a key; documents of the Party get theirs when somebody next describes them."""
    documents = apps.get_model("documents", "OfficialDocument").objects
    rows = documents.filter(issuer__isnull=False, issued_on__isnull=False, side="state", inherited_from=None)
    seen = set()
    for row in rows.exclude(direction="draft").order_by("pk").iterator():
        number = parse_number(row.number_raw or row.number)
        if not number.understood or number.party:
            continue
        key = f"u{row.issuer_id}|{row.issued_on.year}|{number.key}"[:200]
        if (row.owner_unit_id, key) not in seen:
            seen.add((row.owner_unit_id, key))
            documents.filter(pk=row.pk).update(series_key=key)


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_register")]
    operations = [
        migrations.RunSQL(RELATIONS, reverse_sql=UNDO_RELATIONS),
        migrations.RunSQL(SEARCH, reverse_sql=UNDO_SEARCH),
        migrations.RunPython(ways, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(keys, migrations.RunPython.noop, elidable=True),
    ]
