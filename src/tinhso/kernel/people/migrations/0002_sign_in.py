import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('people', '0001_initial'),
    ]

    operations = [
        # Sessions have a table of their own from here on; whoever is logged in logs in again.
        migrations.RunSQL('drop table if exists django_session', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('password', 'Password'), ('second_factor', 'Second Factor'), ('mail', 'Mail')], max_length=20)),
                ('unknown', models.IntegerField(null=True)),
                ('address', models.GenericIPAddressField(null=True)),
                ('known_device', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.BinaryField(unique=True)),
                ('data', models.TextField(help_text='signed by the web process; not readable by list')),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('device', models.CharField(help_text='browser/system, in codes (sessions.py)', max_length=60)),
                ('network', models.CharField(help_text='the address without its last part', max_length=60)),
            ],
        ),
        migrations.AddField(
            model_name='account',
            name='second_factor_asked_at',
            field=models.DateTimeField(editable=False, help_text='when a second factor was first demanded: the grace runs from here', null=True),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(django.db.models.functions.text.Lower('username'), name='account_by_name'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(django.db.models.functions.text.Lower('email'), name='account_by_address'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='session',
            name='account',
            field=models.ForeignKey(help_text='null: a guest', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['account', 'at'], name='attempts_at_account'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('account', None)), fields=['unknown', 'at'], name='attempts_at_nobody'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['address', 'at'], name='attempts_from_place'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account', None), ('unknown__isnull', False)), models.Q(('account__isnull', False), ('unknown', None)), _connector='OR'), name='an_attempt_is_of_an_account_or_of_a_stranger'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['expires_at'], name='session_by_end'),
        ),
    ]
