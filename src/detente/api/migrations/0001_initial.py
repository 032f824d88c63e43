import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("crm", "0003_daily_use"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="crm.apitoken",
                    ),
                ),
                ("window", models.BigIntegerField(default=0)),
                ("taken", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "api_allowance",
            },
        ),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.SmallIntegerField()),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True, default="")),
                ("kept_at", models.DateTimeField()),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.apitoken"
                    ),
                ),
            ],
            options={
                "db_table": "api_kept_answer",
                "indexes": [models.Index(fields=["kept_at"], name="answer_kept_at")],
                "constraints": [models.UniqueConstraint(fields=("token", "key"), name="answer_kept_once")],
            },
        ),
    ]
