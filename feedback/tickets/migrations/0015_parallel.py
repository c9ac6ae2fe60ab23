from django.db import migrations, models
from django.db.models import F, Q


def one_by_one(apps, schema_editor):
    """Parts that were there run one after another, as before."""
    apps.get_model("tickets", "ServiceStep").objects.update(stage=F("number"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_approvals")]

    operations = [
        migrations.AddField(
            model_name="catalogueservice",
            name="parts_close",
            field=models.BooleanField(db_default=False, default=False, verbose_name="resolved by itself"),
        ),
        migrations.AddField(
            model_name="servicestep",
            name="rule",
            field=models.CharField(
                choices=[("all", "All of them have to be done"), ("first", "The first one is enough")],
                db_default="all",
                default="all",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="servicestep",
            name="stage",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.RunPython(one_by_one, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name="ticket",
            name="part",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name="servicestep",
            constraint=models.CheckConstraint(
                condition=Q(("stage__gte", 1), ("stage__lte", F("number"))), name="ticket_service_step_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=Q(("part", 0), ("parent__isnull", False), _connector="OR"), name="ticket_part_of_parent"
            ),
        ),
    ]
