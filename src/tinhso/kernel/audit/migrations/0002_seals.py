import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Cast

# Opens an era: the database cluster is another one than at the last batch (a restored dump, or the first start).
# Writers wait for the lock's holder, this one statement, at most once in the life of a cluster; and it gives up after
# a quarter of a second rather than make them wait for a writer that takes long (the sealer asks again).
OPEN_ERA = """
create or replace function tinhso_audit_open_era() returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare this_cluster bigint := (select system_identifier from pg_control_system());
begin
  if this_cluster = (select cluster from audit_era order by id desc limit 1) then return false; end if;
  perform set_config('lock_timeout', '250ms', true);
  lock table audit_entry in share mode;
  insert into audit_era (cluster, cut_id, horizon, opened_at)
    select this_cluster, coalesce(max(id), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
           clock_timestamp() from audit_entry;
  return true;
end $$;
"""

# How far sealing is, for monitors that have no scope. It tells numbers and times, no entry.
STATE = """
create or replace function tinhso_audit_state()
returns table (opened boolean, batch bigint, sealed_at timestamptz, unsealed bigint, oldest timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  with era as (select e.id, e.cut_id, e.horizon, e.cluster from audit_era e order by e.id desc limit 1),
       last as (select b.number, b.sealed_at, b.horizon, b.era_id from audit_batch b order by b.number desc limit 1),
       here as (select exists (select 1 from era, last where era.id = last.era_id
                               and era.cluster = (select system_identifier from pg_control_system())) as yes)
  select here.yes, (select number from last), (select last.sealed_at from last), count(e.id), min(e.recorded_at)
    from here left join audit_entry e on here.yes and e.id > (select cut_id from era)
                                     and e.transaction_id >= (select last.horizon from last)
   group by here.yes $$;
"""


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="transaction_id",
            field=models.BigIntegerField(
                help_text="which transaction wrote the row: the sealer knows by it what is complete",
                db_default=models.Func(template="pg_current_xact_id()::text::bigint", output_field=models.BigIntegerField()),
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="recorded_at",
            field=models.DateTimeField(
                help_text="when the row was written",
                db_default=models.Func(template="clock_timestamp()", output_field=models.DateTimeField()),
            ),
        ),
        migrations.RemoveIndex(model_name="entry", name="audit_by_time"),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=["recorded_at"], name="audit_by_time"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["transaction_id"], name="audit_by_transaction"),
        ),
        migrations.CreateModel(
            name="Era",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cluster", models.BigIntegerField(help_text="system_identifier of pg_control_system()")),
                ("cut_id", models.BigIntegerField()),
                ("horizon", models.BigIntegerField(help_text="every later entry has a transaction id from here on")),
                ("opened_at", models.DateTimeField()),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("key_id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("public_key", models.BinaryField()),
                ("added_at", models.DateTimeField()),
                ("after_batch", models.BigIntegerField()),
                ("handover", models.TextField(help_text="what the old key signed; empty for the first key and after a loss")),
                ("handover_signature", models.BinaryField(null=True)),
            ],
            options={"ordering": ["added_at", "key_id"]},
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("era", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.era")),
                ("opening", models.BooleanField(help_text="holds what an era found unsealed when it began")),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("size", models.IntegerField()),
                ("entry_ids", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("leaves", models.BinaryField()),
                ("root", models.BinaryField()),
                ("previous", models.BinaryField(unique=True)),
                ("chain", models.BinaryField()),
                ("horizon", models.BigIntegerField()),
                ("next_transaction", models.BigIntegerField(help_text="the first id not yet given out when this was sealed")),
                ("sealed_at", models.DateTimeField()),
                ("key", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audit.key")),
                ("signature", models.BinaryField()),
            ],
            options={
                "ordering": ["number"],
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(
                        models.Func(
                            models.F("first_id"),
                            models.F("last_id"),
                            Cast(models.Value("[]"), models.TextField()),
                            function="int8range",
                        ),
                        name="audit_batch_by_entry",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="a_batch_counts_its_entries",
                        condition=models.Q(size=models.Func("entry_ids", function="cardinality", output_field=models.IntegerField())),
                    ),
                    models.CheckConstraint(
                        name="a_batch_keeps_the_hash_of_each_entry",
                        condition=models.Q(size=models.Func("leaves", function="octet_length", output_field=models.IntegerField()) / models.Value(32)),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Destination",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("up_to", models.BigIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.RunSQL(OPEN_ERA, "drop function tinhso_audit_open_era()"),
        migrations.RunSQL(STATE, "drop function tinhso_audit_state()"),
    ]
