"""Tokens get a public reference; leavers of a coming day are found by an index."""

from django.db import migrations, models

import portal.core.refs


class Migration(migrations.Migration):
    dependencies = [("people", "0001_start")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="reference",
            field=models.CharField(
                default=portal.core.refs.ReferenceDefault("A"), editable=False, max_length=12, unique=True
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("is_active", True), ("left_on__isnull", False)),
                fields=["left_on"],
                name="user_leaving",
            ),
        ),
    ]
