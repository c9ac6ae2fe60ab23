import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_given_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("seen_at", models.DateTimeField()),
                ("answering_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject_type", "subject_id", "person"), name="presence_once")
                ],
            },
        ),
        # Written at every pulse and worth nothing after a crash: no write-ahead log, and room for updates in place.
        migrations.RunSQL(
            "ALTER TABLE records_presence SET UNLOGGED; ALTER TABLE records_presence SET (fillfactor = 60)",
            "ALTER TABLE records_presence SET LOGGED",
        ),
    ]
