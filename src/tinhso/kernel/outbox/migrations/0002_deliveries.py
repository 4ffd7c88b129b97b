import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


# What was mailed is a delivery; what was not yet mailed is planned by the relay, and its old job is not needed.
CARRY_OVER = """
update outbox_notice set told_at = at, planned_at = mailed_at;
insert into outbox_delivery (id, person_id, notice_id, channel, state, problem, answer, urgent, attempts, doubts,
                             created_at, next_try_at, ended_at)
  select md5(id::text || '/mail')::uuid, person_id, id, 'mail', 'sent', '', '', false, 1, 0, at, at, mailed_at
  from outbox_notice where mailed_at is not null;
do $$ begin
  if to_regclass('procrastinate_jobs') is not null then
    delete from procrastinate_jobs
     where task_name = 'tinhso.kernel.outbox.jobs.mail_notices' and status in ('todo', 'failed');
  end if;
end $$;
"""
CARRY_BACK = """
update outbox_notice n set mailed_at = d.ended_at
  from outbox_delivery d where d.notice_id = n.id and d.channel = 'mail' and d.state = 'sent';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('address', models.CharField(max_length=120)),
                ('wanted_at', models.DateTimeField(help_text='when the person agreed to be told this way')),
                ('code_asked_at', models.DateTimeField(null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('verified_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=20)),
                ('digest_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('waiting', 'Chờ gửi'), ('held', 'Để vào bản tin ngày'), ('carried', 'Nằm trong bản tin ngày'), ('sending', 'Đang gửi'), ('sent', 'Đã gửi'), ('redirected', 'Đã chuyển kênh khác'), ('skipped', 'Không cần gửi nữa'), ('failed', 'Không gửi được')], default='waiting', max_length=12)),
                ('problem', models.CharField(blank=True, choices=[('', ''), ('read', 'Người nhận đã đọc trong phần mềm'), ('no_address', 'Người nhận không còn địa chỉ ở kênh này'), ('later', 'Máy chủ nhận tạm thời từ chối, đang gửi lại'), ('refused', 'Nơi nhận từ chối hẳn (địa chỉ sai hoặc đã đóng)'), ('too_long', 'Nơi nhận từ chối tạm thời quá nhiều ngày'), ('in_doubt', 'Tiến trình gửi dừng giữa chừng, không rõ đã gửi hay chưa'), ('broken', 'Lỗi của chính phần mềm khi soạn thư')], default='', max_length=12)),
                ('answer', models.CharField(blank=True, default='', help_text="the receiver's code, no text", max_length=200)),
                ('urgent', models.BooleanField(default=False)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('doubts', models.PositiveIntegerField(default=0, help_text='how often it may have been sent without our knowing')),
                ('created_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sender', models.IntegerField(help_text='the advisory lock that its sender holds while alive', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('channel', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('paused_at', models.DateTimeField(null=True)),
                ('down_since', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('answer', models.CharField(blank=True, default='', max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('manner', models.CharField(choices=[('now', 'Gửi ngay'), ('digest', 'Gộp vào bản tin mỗi ngày'), ('product', 'Chỉ trong phần mềm')], max_length=10)),
                ('channel', models.CharField(blank=True, default='', help_text="empty: the province's order", max_length=20)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('ran_at', models.DateTimeField()),
                ('day', models.DateField(null=True)),
                ('problem', models.CharField(blank=True, default='', max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Quiet',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='people.person')),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='planned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='told_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='notice',
            name='urgent',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='notice',
            name='at',
            field=models.DateTimeField(help_text='when the act counts, said by whoever acts'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('planned_at', None)), fields=['told_at'], name='notice_to_plan'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='carried_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='carries', to='outbox.delivery'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='outbox.contactpoint'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='outbox.notice'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='preference',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.UniqueConstraint(fields=('person', 'channel'), name='one_address_of_a_person_by_a_channel', violation_error_message='Bạn đã có địa chỉ ở kênh này.'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['channel', '-urgent', 'next_try_at'], name='delivery_to_send'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['channel'], name='delivery_in_doubt'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'held')), fields=['person'], name='delivery_held'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['channel', 'problem'], name='delivery_failed'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['ended_at'], name='delivery_by_end'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', True), ('digest_on__isnull', True), ('notice__isnull', False)), models.Q(('contact__isnull', True), ('digest_on__isnull', False), ('notice__isnull', True)), models.Q(('contact__isnull', False), ('digest_on__isnull', True), ('notice__isnull', True)), _connector='OR'), name='a_delivery_carries_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('notice', 'channel'), name='one_delivery_of_a_notice_by_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('digest_on__isnull', False)), fields=('person', 'digest_on'), name='one_digest_of_a_person_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), models.Q(('claimed_at__isnull', False), ('sender__isnull', False)), _connector='OR'), name='what_is_being_sent_has_a_sender'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(fields=('person', 'kind'), name='one_wish_of_a_person_for_a_kind'),
        ),
        migrations.RunSQL(CARRY_OVER, CARRY_BACK),
        migrations.RemoveField(
            model_name='notice',
            name='mailed_at',
        ),
    ]
