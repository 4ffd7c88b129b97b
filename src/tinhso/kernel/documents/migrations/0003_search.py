"""Full-text search over official documents; see sql/search.sql. The columns are the database's own: no model
field, so that no list reads them and no save writes them."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parents[1] / "sql" / "search.sql").read_text(encoding="utf-8")

UNDO = """
drop function if exists documents_search(text, text, text, text[], text, bigint[], text, date, date, int, int);
alter table documents_officialdocument drop column head, drop column words;
drop index documents_number_prefix, documents_newest;
drop function documents_vector(text, text, text, text);
drop function vn_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_series"), ("text", "0001_vn_fold")]
    operations = [migrations.RunSQL(SQL, reverse_sql=UNDO)]
