"""Orders to many units, recurring work, deadlines that wait for an event, acts on many duties, calendars."""

import django.contrib.postgres.fields
import django.db.models.deletion
import tinhso.kernel.duties.rhythm
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0005_followup'),
        ('people', '0004_succession'),
        ('units', '0002_reorganisation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=60)),
                ('source_id', models.CharField(max_length=64)),
                ('origin', models.CharField(blank=True, max_length=80)),
                ('title', models.TextField(verbose_name='Việc')),
                ('product', models.TextField(blank=True, verbose_name='Sản phẩm')),
                ('group', models.CharField(blank=True, help_text='key of groups.py: as it is when it opens', max_length=20)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='coordinating units', size=None)),
                ('accountable_text', models.CharField(blank=True, max_length=200)),
                ('priority', models.CharField(choices=[('thuong', 'Thường'), ('cao', 'Cao'), ('khan', 'Khẩn'), ('thuong_khan', 'Thượng khẩn'), ('hoa_toc', 'Hỏa tốc')], default='thuong', max_length=12)),
                ('every', models.CharField(choices=[(tinhso.kernel.duties.rhythm.Every['WEEK'], 'Hằng tuần'), (tinhso.kernel.duties.rhythm.Every['MONTH'], 'Hằng tháng'), (tinhso.kernel.duties.rhythm.Every['QUARTER'], 'Hằng quý'), (tinhso.kernel.duties.rhythm.Every['YEAR'], 'Hằng năm')], max_length=8)),
                ('on', models.CharField(choices=[(tinhso.kernel.duties.rhythm.On['DAY'], 'ngày ấn định'), (tinhso.kernel.duties.rhythm.On['LAST_DAY'], 'ngày cuối kỳ'), (tinhso.kernel.duties.rhythm.On['LAST_WORKING_DAY'], 'ngày làm việc cuối kỳ')], default=tinhso.kernel.duties.rhythm.On['DAY'], max_length=16)),
                ('day', models.PositiveSmallIntegerField(help_text='of the month; of the week, Monday is 1', null=True)),
                ('month', models.PositiveSmallIntegerField(help_text='of the quarter or the year', null=True)),
                ('day_off', models.CharField(choices=[(tinhso.kernel.duties.rhythm.DayOff['NEXT'], 'lùi sang ngày làm việc tiếp theo'), (tinhso.kernel.duties.rhythm.DayOff['PREVIOUS'], 'đưa lên ngày làm việc liền trước'), (tinhso.kernel.duties.rhythm.DayOff['STAY'], 'giữ nguyên ngày')], default=tinhso.kernel.duties.rhythm.DayOff['NEXT'], max_length=8)),
                ('bound', models.CharField(choices=[('before', 'trước ngày'), ('by', 'chậm nhất ngày'), ('within', 'trong kỳ, đến hết ngày')], default='by', max_length=8)),
                ('due_text', models.CharField(blank=True, max_length=300)),
                ('days_ahead', models.PositiveSmallIntegerField(help_text='opened so many working days before the deadline')),
                ('begins_on', models.DateField(verbose_name='Bắt đầu từ ngày')),
                ('ends_on', models.DateField(null=True, verbose_name='Đến hết ngày')),
                ('next_period', models.DateField()),
                ('next_opens_on', models.DateField(help_text='null: nothing is opened any more', null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['next_opens_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('duty', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='waiting', serialize=False, to='duties.duty')),
                ('event', models.CharField(max_length=200, verbose_name='Sự kiện')),
                ('n', models.PositiveSmallIntegerField(null=True)),
                ('unit', models.CharField(choices=[('at_once', 'ngay sau đó'), ('working_day', 'ngày làm việc'), ('calendar_day', 'ngày (tính cả ngày nghỉ)'), ('week', 'tuần'), ('month', 'tháng'), ('working_hour', 'giờ làm việc')], max_length=12)),
                ('happened_at', models.DateTimeField(help_text='when the event happened', null=True)),
                ('shown_by', models.TextField(blank=True, help_text='the document or paper that shows it, in words')),
            ],
        ),
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('verb', models.CharField(choices=[('confirm', 'Xác nhận hoàn thành'), ('nudge', 'Nhắc việc'), ('transfer', 'Chuyển đơn vị khác'), ('extend', 'Gia hạn'), ('stop', 'Dừng việc')], max_length=10)),
                ('duty_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('asked', models.JSONField(help_text='the note, the unit, the day: what the form asked for')),
                ('account_id', models.BigIntegerField()),
                ('way', models.CharField(help_text='key of the way of acting (people.scope.Way)', max_length=40)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-begun_at'],
            },
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done', models.BooleanField()),
                ('said', models.CharField(blank=True, help_text='why not', max_length=300)),
                ('duty', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='duties.duty')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='duties.bulkrun')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField(help_text='whose posts it reads')),
                ('token_hash', models.BinaryField(unique=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=60)),
                ('source_id', models.CharField(max_length=64)),
                ('origin', models.CharField(help_text='what its duties are counted under on the board', max_length=80)),
                ('to_whom', models.CharField(max_length=300, verbose_name='Giao cho')),
                ('title', models.TextField(verbose_name='Việc')),
                ('product', models.TextField(blank=True, verbose_name='Sản phẩm')),
                ('given_at', models.DateTimeField(verbose_name='Ngày giao')),
                ('due_on', models.DateField(null=True, verbose_name='Thời hạn')),
                ('due_bound', models.CharField(blank=True, choices=[('before', 'trước ngày'), ('by', 'chậm nhất ngày'), ('within', 'trong kỳ, đến hết ngày')], max_length=8)),
                ('due_at', models.DateTimeField(null=True)),
                ('no_deadline_reason', models.CharField(blank=True, max_length=300)),
                ('priority', models.CharField(choices=[('thuong', 'Thường'), ('cao', 'Cao'), ('khan', 'Khẩn'), ('thuong_khan', 'Thượng khẩn'), ('hoa_toc', 'Hỏa tốc')], default='thuong', max_length=12)),
                ('folded', models.TextField(editable=False)),
            ],
            options={
                'ordering': ['-given_at', 'id'],
                'indexes': [models.Index(fields=['-given_at', 'id'], name='orders_newest')],
                'constraints': [models.UniqueConstraint(fields=('source', 'source_id'), name='a_source_gives_an_order_once'), models.CheckConstraint(condition=models.Q(('due_on__isnull', False), models.Q(('no_deadline_reason', ''), _negated=True), _connector='OR'), name='an_order_has_a_deadline_or_a_reason', violation_error_message='Cần có thời hạn, hoặc lý do vì sao không có thời hạn.')],
            },
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.DateField(help_text='its first day')),
                ('due_on', models.DateField()),
                ('duty', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occurrence', to='duties.duty')),
                ('order', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occurrence', to='duties.order')),
            ],
            options={
                'ordering': ['-period'],
            },
        ),
        migrations.AddField(
            model_name='duty',
            name='order',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='duties.order'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('order__isnull', False)), fields=['order', 'due_at', 'id'], name='duty_of_order'),
        ),
        migrations.AddField(
            model_name='recurrence',
            name='assigner_post',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post'),
        ),
        migrations.AddField(
            model_name='recurrence',
            name='assigner_unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='recurrence',
            name='field_of_work',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.fieldofwork'),
        ),
        migrations.AddField(
            model_name='recurrence',
            name='lead_unit',
            field=models.ForeignKey(help_text='or a group', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='recurrence',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='duties.recurrence'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='recurrence',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='occurrences', to='duties.recurrence'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('n__isnull', True), ('unit', 'at_once')), models.Q(models.Q(('unit', 'at_once'), _negated=True), ('n__gte', 1), ('n__isnull', False)), _connector='OR'), name='a_term_has_a_length_unless_at_once', violation_error_message='Ghi số ngày, tuần, tháng hoặc giờ của thời hạn.'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('happened_at__isnull', True), models.Q(('shown_by', ''), _negated=True), _connector='OR'), name='an_event_that_happened_is_shown_by_something'),
        ),
        migrations.AddConstraint(
            model_name='bulkitem',
            constraint=models.UniqueConstraint(fields=('run', 'duty'), name='a_run_does_a_duty_once'),
        ),
        migrations.AddConstraint(
            model_name='bulkitem',
            constraint=models.CheckConstraint(condition=models.Q(('done', True), models.Q(('said', ''), _negated=True), _connector='OR'), name='what_was_not_done_says_why'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person',), name='a_person_has_one_live_feed'),
        ),
        migrations.AddIndex(
            model_name='recurrence',
            index=models.Index(condition=models.Q(('next_opens_on__isnull', False), ('paused_at__isnull', True)), fields=['next_opens_on'], name='recurrences_to_open'),
        ),
        migrations.AddConstraint(
            model_name='recurrence',
            constraint=models.UniqueConstraint(fields=('source', 'source_id'), name='a_source_begins_a_recurrence_once'),
        ),
        migrations.AddConstraint(
            model_name='recurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group', ''), ('lead_unit__isnull', False)), models.Q(('lead_unit__isnull', True), models.Q(('group', ''), _negated=True)), _connector='OR'), name='a_recurrence_is_for_a_unit_or_a_group'),
        ),
        migrations.AddConstraint(
            model_name='recurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('on', 'day'), _negated=True), models.Q(('day__gte', 1), ('day__isnull', False), ('day__lte', 31)), _connector='OR'), name='a_recurrence_names_its_day', violation_error_message='Ghi ngày của kỳ.'),
        ),
        migrations.AddConstraint(
            model_name='recurrence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='a_recurrence_ends_after_it_begins', violation_error_message='Ngày kết thúc phải sau ngày bắt đầu.'),
        ),
        migrations.AddConstraint(
            model_name='recurrence',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_at__isnull', False), ('next_opens_on__isnull', True), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='an_ended_recurrence_says_why_and_opens_nothing'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.UniqueConstraint(fields=('recurrence', 'period'), name='a_period_is_opened_once'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(('duty__isnull', True), ('order__isnull', True), _connector='OR'), name='a_period_opens_a_duty_or_an_order'),
        ),
    ]
