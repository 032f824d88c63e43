"""The agreement: proposals and signatures, points, handoffs, absences, what is due."""

import detente.crm.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0005_list_speed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('is_withdrawn', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'crm_absence',
            },
        ),
        migrations.CreateModel(
            name='Capacity',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='capacity', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('open_leads', models.SmallIntegerField(null=True)),
                ('weight', models.DecimalField(decimal_places=2, default=1, max_digits=4)),
                ('takes_leads', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'crm_capacity',
            },
        ),
        migrations.CreateModel(
            name='DueJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=80)),
                ('due_at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('claimed_by', models.CharField(max_length=80, null=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('failure', models.TextField(default='')),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'crm_due_job',
            },
        ),
        migrations.CreateModel(
            name='Handoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=detente.crm.ids.new_uuid, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('handed_over', 'handed_over'), ('passed', 'passed')], max_length=12)),
                ('made_at', models.DateTimeField()),
                ('responded_to_at', models.DateTimeField()),
                ('assigned_at', models.DateTimeField(null=True)),
                ('warn_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('attempt_due_at', models.DateTimeField(null=True)),
                ('reassign_at', models.DateTimeField(null=True)),
                ('route', models.CharField(max_length=40)),
                ('route_facts', models.JSONField(default=dict)),
                ('is_randomised', models.BooleanField(default=False)),
                ('pooled_seconds', models.IntegerField(default=0)),
                ('reassignments', models.SmallIntegerField(default=0)),
                ('warned_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('score', models.SmallIntegerField(null=True)),
                ('band', models.CharField(max_length=8, null=True)),
                ('fit_band', models.CharField(max_length=8, null=True)),
                ('brief_share', models.SmallIntegerField(null=True)),
                ('playbook', models.IntegerField()),
                ('answer', models.CharField(choices=[('accepted', 'accepted'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn')], max_length=10, null=True)),
                ('reason', models.CharField(max_length=60, null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer_seconds', models.IntegerField(null=True)),
                ('answer_business_seconds', models.IntegerField(null=True)),
                ('version', models.IntegerField(default=1)),
            ],
            options={
                'db_table': 'crm_handoff',
            },
        ),
        migrations.CreateModel(
            name='LeadScore',
            fields=[
                ('lead', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='scoring', serialize=False, to='crm.lead')),
                ('score', models.SmallIntegerField()),
                ('fit', models.SmallIntegerField()),
                ('engagement', models.SmallIntegerField()),
                ('band', models.CharField(max_length=8)),
                ('fit_band', models.CharField(max_length=8)),
                ('is_ready', models.BooleanField(default=False)),
                ('playbook', models.IntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('scored_at', models.DateTimeField()),
                ('changes_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'crm_lead_score',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=detente.crm.ids.new_uuid, editable=False, unique=True)),
                ('base', models.IntegerField()),
                ('document', models.JSONField()),
                ('edition', models.IntegerField(default=1)),
                ('summary', models.CharField(blank=True, default='', max_length=300)),
                ('proposed_at', models.DateTimeField()),
                ('starts_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('open', 'open'), ('enacted', 'enacted'), ('withdrawn', 'withdrawn'), ('outdated', 'outdated')], default='draft', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('backtest', models.JSONField(null=True)),
                ('draft', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'crm_playbook_proposal',
            },
        ),
        migrations.CreateModel(
            name='Signatory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('marketing', 'marketing'), ('sales', 'sales')], max_length=10)),
                ('is_deputy', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'crm_signatory',
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.IntegerField()),
                ('side', models.CharField(max_length=10)),
                ('is_signed', models.BooleanField()),
                ('capacity', models.CharField(max_length=10)),
                ('reason', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'crm_playbook_signature',
            },
        ),
        migrations.AddField(
            model_name='lead',
            name='is_randomised',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='lead',
            name='next_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='lead',
            name='next_by',
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.AddField(
            model_name='lead',
            name='next_channel',
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('next_at__isnull', False)), fields=['owner', 'next_at'], name='lead_next'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('is_archived', False)), fields=['owner', 'stage', 'stage_since', 'attempts', 'deal'], name='lead_held'),
        ),
        migrations.AddField(
            model_name='absence',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='absence',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='capacity',
            constraint=models.CheckConstraint(condition=models.Q(('open_leads__isnull', True), ('open_leads__gte', 0), _connector='OR'), name='capacity_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='capacity',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 0)), name='capacity_weight_not_negative'),
        ),
        migrations.AddIndex(
            model_name='duejob',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at', 'id'], name='due_job_waiting'),
        ),
        migrations.AddConstraint(
            model_name='duejob',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('kind', 'key'), name='due_job_waits_once'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoff',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoff',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='crm.event'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='lead',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handoffs', to='crm.lead'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handoffs', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='leadscore',
            index=models.Index(fields=['-score', '-lead'], name='lead_score_order'),
        ),
        migrations.AddIndex(
            model_name='leadscore',
            index=models.Index(fields=['band', '-score', '-lead'], name='lead_score_band'),
        ),
        migrations.AddIndex(
            model_name='leadscore',
            index=models.Index(fields=['changes_at'], name='lead_score_changes'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='became',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='crm.playbook'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signatory',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signs_for', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signature',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signature',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='crm.proposal'),
        ),
        migrations.AddIndex(
            model_name='absence',
            index=models.Index(fields=['user', 'last_on'], name='absence_user'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind__in', ('captured', 'touched'))), fields=['lead', 'at', 'code'], name='event_touch'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='absence_ends_after_it_starts'),
        ),
        migrations.AddIndex(
            model_name='handoff',
            index=models.Index(condition=models.Q(('answer__isnull', True)), fields=['to', 'due_at', 'id'], name='handoff_to_answer'),
        ),
        migrations.AddIndex(
            model_name='handoff',
            index=models.Index(condition=models.Q(('answer__isnull', True), ('to__isnull', True)), fields=['made_at', 'id'], name='handoff_in_the_pool'),
        ),
        migrations.AddIndex(
            model_name='handoff',
            index=models.Index(fields=['answered_at', 'id'], name='handoff_answered'),
        ),
        migrations.AddIndex(
            model_name='handoff',
            index=models.Index(fields=['lead', 'id'], name='handoff_of_lead'),
        ),
        migrations.AddIndex(
            model_name='handoff',
            index=models.Index(fields=['to', '-assigned_at'], name='handoff_last_given'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=models.UniqueConstraint(condition=models.Q(('answer__isnull', True)), fields=('lead',), name='one_open_handoff_per_lead'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', True), ('answered_at__isnull', True)), models.Q(('answer__isnull', False), ('answered_at__isnull', False)), _connector='OR'), name='handoff_answered_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(fields=['status', 'owner', 'expected_on', 'is_archived'], name='deal_held'),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(fields=['status', 'closed_at', 'owner'], name='deal_ended'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['state', '-proposed_at'], name='proposal_state'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.UniqueConstraint(fields=('side', 'is_deputy'), name='one_signatory_and_one_deputy'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('proposal', 'edition', 'side'), name='one_answer_per_side'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ('marketing', 'sales', 'both', 'executive'))), name='signature_side_known'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ('signatory', 'deputy', 'both', 'deadlock'))), name='signature_capacity_known'),
        ),
    ]
