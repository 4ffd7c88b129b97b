"""The tally of the four cells, and the indexes that keep lists quick at any number of duties.

Why: docs/decisions/0009-tally.md.
"""

import datetime
import django.db.models.deletion
import tinhso.kernel.duties.workflow
from django.db import migrations, models


# --- What the new columns say of the rows that are there ---------------------------------------------------

FILL = """
update duties_standing s set assigner_unit_id = d.assigner_unit_id from duties_duty d where d.id = s.duty_id;
update duties_coordination c set open = d.closed_at is null, due_at = d.due_at
  from duties_duty d where d.id = c.duty_id;
update duties_duty d set extension_asked_at = e.asked_at
  from duties_extension e where e.duty_id = d.id and e.state = 'requested' and d.closed_at is null;
set constraints all immediate;
set constraints all deferred;
"""

# --- The changes that a standing makes: cells.cell, turned around -------------------------------------------
# A standing is in one cell at a time, so it makes at most three stretches; each begins with +1 and ends with -1.
# least() and greatest() pass over nulls, and a stretch without an end has no second change.

CHANGES = """
create function duties_changes(begun timestamptz, ended timestamptz, due timestamptz, paused boolean,
                               done timestamptz, confirmed timestamptz)
returns table (at timestamptz, cell text, n integer) language sql immutable as $$
  select change.at, stretch.cell, change.n
  from (values
    ('open_in_term', due is not null, begun, least(case when not paused then due end, confirmed, ended)),
    ('open_overdue', due is not null and not paused, greatest(begun, due), least(confirmed, ended)),
    ('undated_open', due is null, begun, least(confirmed, ended)),
    (case when due is null then 'undated_done' when done >= due then 'done_late' else 'done_on_time' end,
     confirmed is not null, greatest(begun, confirmed), ended)
  ) as stretch(cell, there_is, since, until)
  cross join lateral (values (stretch.since, 1), (stretch.until, -1)) as change(at, n)
  where stretch.there_is and (stretch.until is null or stretch.since < stretch.until) and change.at is not null
$$;
"""

CELLS = ('done_on_time', 'done_late', 'open_in_term', 'open_overdue', 'undated_done', 'undated_open')
KEY = 'at, lead_unit_id, assigner_unit_id, source, top'


def changes_of(standings: str) -> str:
    """The changes that `standings` make, summed by key; what cancels out is left away.

    `standings` is SQL with the columns sign, s (a row of duties_standing), source, top, done, confirmed.
    """
    sums = [f"coalesce(sum(r.sign * c.n) filter (where c.cell = '{cell}'), 0)" for cell in CELLS]
    return f"""
      select c.at, (r.s).lead_unit_id, (r.s).assigner_unit_id, r.source, r.top, {', '.join(sums)}
      from ({standings}) r
      cross join lateral duties_changes(
        lower((r.s).during)::timestamp at time zone 'Asia/Ho_Chi_Minh',
        upper((r.s).during)::timestamp at time zone 'Asia/Ho_Chi_Minh',
        (r.s).due_at, (r.s).paused, r.done, r.confirmed) c
      group by 1, 2, 3, 4, 5
      having {' or '.join(f'{one} <> 0' for one in sums)}
    """


def note(*standings: str) -> str:
    """Write the changes into the journal."""
    return (
        f"insert into duties_journal ({KEY}, {', '.join(CELLS)})"
        + changes_of(' union all '.join(standings)) + ';'
    )


def standings_in(table: str, sign: int) -> str:
    """The standings of a transition table, each with its duty."""
    return (
        f"select {sign} as sign, s, d.source, d.parent_id is null as top, d.done_at as done,"
        f" d.confirmed_at as confirmed from {table} s join duties_duty d on d.id = s.duty_id"
    )


def standings_of(duty: str, sign: int) -> str:
    """The standings of a duty as it was (old) or is (new)."""
    return (
        f"select {sign} as sign, s, {duty}.source, {duty}.parent_id is null as top, {duty}.done_at as done,"
        f" {duty}.confirmed_at as confirmed from duties_standing s where s.duty_id = {duty}.id"
    )


# The triggers run as the owner: whoever writes a duty cannot write the journal, nor leave it out.
DEFINER = "language plpgsql security definer set search_path = public, pg_temp"

TRIGGERS = f"""
create function duties_note_standings() returns trigger {DEFINER} as $$
begin
  if tg_op = 'INSERT' then {note(standings_in('came', 1))}
  elsif tg_op = 'DELETE' then {note(standings_in('went', -1))}
  else {note(standings_in('came', 1), standings_in('went', -1))}
  end if;
  return null;
end $$;
create trigger tally_came after insert on duties_standing
  referencing new table as came for each statement execute function duties_note_standings();
create trigger tally_changed after update on duties_standing
  referencing new table as came old table as went for each statement execute function duties_note_standings();
create trigger tally_went after delete on duties_standing
  referencing old table as went for each statement execute function duties_note_standings();

create function duties_note_duty() returns trigger {DEFINER} as $$
begin
  if tg_op = 'DELETE' then {note(standings_of('old', -1))}
  else {note(standings_of('new', 1), standings_of('old', -1))}
  end if;
  return null;
end $$;
create trigger tally_moved after update on duties_duty for each row
  when ((old.confirmed_at, old.done_at, old.source, old.parent_id)
        is distinct from (new.confirmed_at, new.done_at, new.source, new.parent_id))
  execute function duties_note_duty();
create trigger tally_gone after delete on duties_duty for each row execute function duties_note_duty();

create function duties_fill_coordination() returns trigger {DEFINER} as $$
begin
  select closed_at is null, due_at into new.open, new.due_at from duties_duty where id = new.duty_id;
  return new;
end $$;
create trigger coordination_as_its_duty before insert on duties_coordination
  for each row execute function duties_fill_coordination();

create function duties_move_coordinations() returns trigger {DEFINER} as $$
begin
  update duties_coordination set open = new.closed_at is null, due_at = new.due_at where duty_id = new.id;
  return null;
end $$;
create trigger coordinations_follow after update on duties_duty for each row
  when ((old.closed_at is null, old.due_at) is distinct from (new.closed_at is null, new.due_at))
  execute function duties_move_coordinations();

create function duties_all_changes()
returns table (at timestamptz, lead_unit_id bigint, assigner_unit_id bigint, source varchar, top boolean,
               done_on_time bigint, done_late bigint, open_in_term bigint, open_overdue bigint,
               undated_done bigint, undated_open bigint)
language sql stable as $$ {changes_of(standings_in('duties_standing', 1))} $$;
comment on function duties_all_changes() is 'the whole tally from the rows, to verify it or to make it anew';
insert into duties_tally ({KEY}, {', '.join(CELLS)}) select * from duties_all_changes();
"""

UNDO = """
drop trigger tally_came on duties_standing; drop trigger tally_changed on duties_standing;
drop trigger tally_went on duties_standing; drop trigger tally_moved on duties_duty;
drop trigger tally_gone on duties_duty; drop trigger coordination_as_its_duty on duties_coordination;
drop trigger coordinations_follow on duties_duty;
drop function duties_note_standings(), duties_note_duty(), duties_fill_coordination(),
  duties_move_coordinations(), duties_all_changes(),
  duties_changes(timestamptz, timestamptz, timestamptz, boolean, timestamptz, timestamptz);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0001_initial'),
        ('people', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('lead_unit_id', models.BigIntegerField()),
                ('assigner_unit_id', models.BigIntegerField()),
                ('source', models.CharField(max_length=60)),
                ('top', models.BooleanField(help_text='given at the top, not a part of another duty')),
                ('done_on_time', models.BigIntegerField()),
                ('done_late', models.BigIntegerField()),
                ('open_in_term', models.BigIntegerField()),
                ('open_overdue', models.BigIntegerField()),
                ('undated_done', models.BigIntegerField()),
                ('undated_open', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Journal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('lead_unit_id', models.BigIntegerField()),
                ('assigner_unit_id', models.BigIntegerField()),
                ('source', models.CharField(max_length=60)),
                ('top', models.BooleanField(help_text='given at the top, not a part of another duty')),
                ('done_on_time', models.BigIntegerField()),
                ('done_late', models.BigIntegerField()),
                ('open_in_term', models.BigIntegerField()),
                ('open_overdue', models.BigIntegerField()),
                ('undated_done', models.BigIntegerField()),
                ('undated_open', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('lead_unit_id', models.BigIntegerField()),
                ('assigner_unit_id', models.BigIntegerField()),
                ('source', models.CharField(max_length=60)),
                ('top', models.BooleanField(help_text='given at the top, not a part of another duty')),
                ('done_on_time', models.BigIntegerField()),
                ('done_late', models.BigIntegerField()),
                ('open_in_term', models.BigIntegerField()),
                ('open_overdue', models.BigIntegerField()),
                ('undated_done', models.BigIntegerField()),
                ('undated_open', models.BigIntegerField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='duty',
            name='duty_closed_by_lead',
        ),
        migrations.RemoveIndex(
            model_name='duty',
            name='duty_by_origin',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='standing_on_a_day',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='standing_now',
        ),
        migrations.AddField(
            model_name='coordination',
            name='due_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='coordination',
            name='open',
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddField(
            model_name='duty',
            name='extension_asked_at',
            field=models.DateTimeField(help_text='a request waits for the assigner', null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='assigner_unit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='standing',
            name='assigner_unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AlterField(
            model_name='coordination',
            name='duty',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='coordinations', to='duties.duty'),
        ),
        migrations.AlterField(
            model_name='coordination',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='coordinations', to='units.unit'),
        ),
        migrations.AlterField(
            model_name='duty',
            name='assigner_post',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post'),
        ),
        migrations.AlterField(
            model_name='duty',
            name='field_of_work',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.fieldofwork'),
        ),
        migrations.AlterField(
            model_name='duty',
            name='parent',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='duties.duty'),
        ),
        migrations.AlterField(
            model_name='standing',
            name='lead_unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddIndex(
            model_name='coordination',
            index=models.Index(condition=models.Q(('open', True)), fields=['unit', 'due_at', 'duty'], name='helping_by_due'),
        ),
        migrations.AddIndex(
            model_name='coordination',
            index=models.Index(fields=['unit'], name='helping_of_unit'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('state__in', [tinhso.kernel.duties.workflow.State['ASSIGNED'], tinhso.kernel.duties.workflow.State['RETURNED']])), fields=['lead_unit', 'id'], name='duty_new'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), models.Q(('state__in', [tinhso.kernel.duties.workflow.State['SUBMITTED'], tinhso.kernel.duties.workflow.State['DECLINED']]), ('extension_asked_at__isnull', False), _connector='OR')), fields=['assigner_unit', 'due_at', 'id'], name='duty_to_decide'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), models.Q(('state__in', [tinhso.kernel.duties.workflow.State['SUBMITTED'], tinhso.kernel.duties.workflow.State['DECLINED']]), ('extension_asked_at__isnull', False), _connector='OR')), fields=['due_at', 'id'], name='duty_to_decide_by_due'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('paused_at__isnull', False)), fields=['due_at', 'id'], name='duty_paused'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['lead_unit', '-closed_at', '-id'], name='duty_closed_by_lead'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['assigner_unit', '-closed_at', '-id'], name='duty_closed_by_giver'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['-closed_at', '-id'], name='duty_closed'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('origin', ''), _negated=True), fields=['origin'], name='duty_by_origin'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='duty_parts'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('field_of_work__isnull', False)), fields=['field_of_work'], name='duty_of_field'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(fields=['duty'], name='standing_of_duty'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(models.F('lead_unit'), models.Case(models.When(paused=True, due_at__isnull=False, then=models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), default=models.F('due_at'), output_field=models.DateTimeField()), models.F('duty'), name='standing_of_lead'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(models.Case(models.When(paused=True, due_at__isnull=False, then=models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), default=models.F('due_at'), output_field=models.DateTimeField()), models.F('duty'), name='standing_by_deadline'),
        ),
        migrations.AddConstraint(
            model_name='balance',
            constraint=models.UniqueConstraint(fields=('at', 'top', 'lead_unit_id', 'assigner_unit_id', 'source'), name='a_month_has_one_balance'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['lead_unit_id', 'at'], name='tally_of_lead'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['assigner_unit_id', 'at'], name='tally_of_giver'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('top', 'at', 'lead_unit_id', 'assigner_unit_id', 'source'), name='a_change_is_tallied_once'),
        ),
        migrations.RunSQL(CHANGES + TRIGGERS, UNDO),
    ]
