"""Follow-up: the ladder of reminders, obstacles and explanations, samples of confirmed results, documents of decisions."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


# --- Results that were taken back -------------------------------------------------------------------------
# A standing may keep the completion that its days counted (models.clock.Standing); the tally asks it first. The
# functions are those of 0002 with that one difference.

FROM_0002 = import_module('tinhso.kernel.duties.migrations.0002_tally')


def functions(done: str, confirmed: str) -> str:
    """The three functions of the tally. `done` and `confirmed` are SQL of a duty {d}'s and its standing s."""

    def of(duty: str, sign: int, rows: str) -> str:
        return (
            f"select {sign} as sign, s, {duty}.source, {duty}.parent_id is null as top,"
            f" {done.format(d=duty)} as done, {confirmed.format(d=duty)} as confirmed from {rows}"
        )

    def rows_in(table: str, sign: int) -> str:
        return of('d', sign, f'{table} s join duties_duty d on d.id = s.duty_id')

    def rows_of(duty: str, sign: int) -> str:
        return of(duty, sign, f'duties_standing s where s.duty_id = {duty}.id')

    note, definer = FROM_0002.note, FROM_0002.DEFINER
    return f"""
create or replace function duties_note_standings() returns trigger {definer} as $$
begin
  if tg_op = 'INSERT' then {note(rows_in('came', 1))}
  elsif tg_op = 'DELETE' then {note(rows_in('went', -1))}
  else {note(rows_in('came', 1), rows_in('went', -1))}
  end if;
  return null;
end $$;
create or replace function duties_note_duty() returns trigger {definer} as $$
begin
  if tg_op = 'DELETE' then {note(rows_of('old', -1))}
  else {note(rows_of('new', 1), rows_of('old', -1))}
  end if;
  return null;
end $$;
create or replace function duties_all_changes()
returns table (at timestamptz, lead_unit_id bigint, assigner_unit_id bigint, source varchar, top boolean,
               done_on_time bigint, done_late bigint, open_in_term bigint, open_overdue bigint,
               undated_done bigint, undated_open bigint)
language sql stable as $$ {FROM_0002.changes_of(rows_in('duties_standing', 1))} $$;
"""


KEPT = functions('coalesce(s.done_at, {d}.done_at)', 'coalesce(s.confirmed_at, {d}.confirmed_at)')
BEFORE = functions('{d}.done_at', '{d}.confirmed_at')


# Reports of before named obstacles in words only: of open duties they become obstacles without a cause.
BACKFILL = """
insert into duties_obstacle (duty_id, progress_id, text, state, raised_at, raised_unit_id, raised_by_id, removal_note)
select p.duty_id, p.id, p.obstacle, 'raised', p.at, p.unit_id, p.person_id, ''
  from duties_progress p join duties_duty d on d.id = p.duty_id and d.closed_at is null where p.obstacle <> '';
update duties_duty d set explained_at = o.at
  from (select duty_id, max(raised_at) as at from duties_obstacle group by duty_id) o
 where o.duty_id = d.id and d.due_at <= o.at;
set constraints all immediate;
set constraints all deferred;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0006_succession'),
        ('duties', '0004_search_by_place'),
        ('people', '0004_succession'),
        ('units', '0002_reorganisation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Obstacle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='Khó khăn, vướng mắc')),
                ('state', models.CharField(choices=[('raised', 'Đã nêu, chờ tiếp nhận'), ('acknowledged', 'Đang gỡ'), ('removed', 'Đã gỡ')], default='raised', max_length=12)),
                ('raised_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('removal_note', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='ObstacleCause',
            fields=[
                ('code', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('group', models.CharField(choices=[('objective', 'Khách quan'), ('subjective', 'Chủ quan')], max_length=12)),
                ('name', models.CharField(max_length=200)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('source', models.CharField(max_length=200)),
                ('verified', models.BooleanField(default=False)),
                ('offered', models.BooleanField(default=True, help_text='false: of an earlier list, kept for its obstacles')),
            ],
            options={
                'ordering': ['place', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(help_text='the deadline reminded of; another one begins anew')),
                ('moment', models.SmallIntegerField()),
                ('on', models.DateField()),
                ('lead_unit_id', models.BigIntegerField()),
                ('assigner_unit_id', models.BigIntegerField()),
                ('to_holder', models.BooleanField()),
                ('to_head', models.BooleanField()),
                ('to_assigner', models.BooleanField()),
                ('urgent', models.BooleanField(help_text="told at once and by itself, not in the day's notice")),
            ],
        ),
        migrations.CreateModel(
            name='ReminderRun',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('since', models.DateField(help_text='moments after this day are reminded of: the day of the run before')),
                ('begun_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('deadline', models.DateField(help_text='the cursor: the deadline under way', null=True)),
                ('after_due', models.DateTimeField(null=True)),
                ('after_id', models.BigIntegerField(default=0)),
                ('written', models.BigIntegerField(default=0)),
                ('prepared_at', models.DateTimeField(help_text='every reminder of the day is written', null=True)),
                ('told', models.IntegerField(default=0, help_text='persons')),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('top', models.BooleanField(help_text='of everything given at the top; else of what the unit itself gave')),
                ('first', models.DateField(verbose_name='Từ ngày')),
                ('last', models.DateField(verbose_name='Đến ngày')),
                ('percent', models.PositiveSmallIntegerField()),
                ('seed', models.CharField(max_length=64)),
                ('population', models.IntegerField(help_text='confirmed results of the period at the time')),
                ('drawn_at', models.DateTimeField()),
                ('token', models.UUIDField(help_text='of the form: sending it twice draws once', null=True, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='SampledResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_unit', models.IntegerField(help_text='how many results of this unit it was drawn from')),
                ('confirmed_at', models.DateTimeField()),
                ('verdict', models.CharField(blank=True, choices=[('', 'Chờ kiểm tra'), ('right', 'Đúng'), ('late', 'Muộn so với xác nhận'), ('wrong', 'Không đúng')], default='', max_length=6)),
                ('reason', models.TextField(blank=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('reopened', models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name='duty',
            name='explained_at',
            field=models.DateTimeField(help_text='the last explanation given after the deadline', null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='done_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='document',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.officialdocument'),
        ),
        migrations.AddField(
            model_name='step',
            name='document_text',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('paused_at__isnull', True), models.Q(('explained_at__isnull', True), ('explained_at__lt', models.F('due_at')), _connector='OR')), fields=['due_at', 'id'], name='duty_unexplained'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False)), fields=['confirmed_at'], name='standing_taken_back'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('move', 'confirm_result')), fields=['at'], name='step_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('done_at__isnull', True)), models.Q(('confirmed_at__isnull', False), ('done_at__isnull', False)), _connector='OR'), name='what_was_taken_back_was_done_and_confirmed'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='acknowledged_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='duty',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='obstacles', to='duties.duty'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='progress',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='raised', to='duties.progress'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='raised_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='raised_unit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='removed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='remover_unit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='obstacle',
            name='cause',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duties.obstaclecause'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='duty',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='duties.duty'),
        ),
        migrations.AddField(
            model_name='sample',
            name='drawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='sample',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='sampledresult',
            name='checked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='sampledresult',
            name='duty',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='duties.duty'),
        ),
        migrations.AddField(
            model_name='sampledresult',
            name='lead_unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='sampledresult',
            name='sample',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='duties.sample'),
        ),
        migrations.AddIndex(
            model_name='obstacle',
            index=models.Index(condition=models.Q(('state', 'removed'), _negated=True), fields=['remover_unit', '-id'], name='obstacle_to_remove'),
        ),
        migrations.AddIndex(
            model_name='obstacle',
            index=models.Index(fields=['cause'], name='obstacle_by_cause'),
        ),
        migrations.AddConstraint(
            model_name='obstacle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', False), ('state', 'removed'), models.Q(('removal_note', ''), _negated=True)), models.Q(models.Q(('state', 'removed'), _negated=True), ('removed_at__isnull', True)), _connector='OR'), name='a_removed_obstacle_says_when_and_how'),
        ),
        migrations.AddConstraint(
            model_name='obstacle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('state', 'raised')), models.Q(('acknowledged_at__isnull', False), ('state', 'acknowledged')), ('state', 'removed'), _connector='OR'), name='an_acknowledged_obstacle_says_when'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['on', 'lead_unit_id', 'due_at'], name='reminder_of_lead'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('to_assigner', True)), fields=['on', 'assigner_unit_id', 'due_at'], name='reminder_of_assigner'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('duty', 'due_at', 'moment'), name='a_duty_is_reminded_once_at_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('to_holder', True), ('to_head', True), ('to_assigner', True), _connector='OR'), name='a_reminder_reminds_somebody'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('first__lte', models.F('last'))), name='a_sample_has_a_period'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('percent__gte', 1), ('percent__lte', 100)), name='a_sample_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='sampledresult',
            constraint=models.UniqueConstraint(fields=('sample', 'duty'), name='a_result_is_sampled_once'),
        ),
        migrations.AddConstraint(
            model_name='sampledresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), ('checked_at__isnull', False)), _connector='OR'), name='a_checked_result_says_when'),
        ),
        migrations.AddConstraint(
            model_name='sampledresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict__in', ['late', 'wrong']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_result_found_late_or_wrong_says_why', violation_error_message='Ghi rõ muộn hoặc không đúng ở chỗ nào.'),
        ),
        migrations.RunSQL(KEPT, BEFORE),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
