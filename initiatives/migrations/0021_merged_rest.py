"""Nothing is due for an idea that was merged into another one."""

from typing import Any

from django.db import migrations, models


def stop(apps: Any, editor: Any) -> None:
    apps.get_model("initiatives", "Idea").objects.exclude(canonical=None).update(escalate_at=None)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0020_follows")]

    operations = [
        migrations.RunPython(stop, migrations.RunPython.noop),
        migrations.RemoveConstraint("idea", "idea_escalates_open"),
        migrations.AddConstraint(
            "idea",
            models.CheckConstraint(
                condition=models.Q(("escalate_at", None))
                | models.Q(("asked_at", None), ("canonical", None), ("state", "open")),
                name="idea_escalates_open",
            ),
        ),
    ]
