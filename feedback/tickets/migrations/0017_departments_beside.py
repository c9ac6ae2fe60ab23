import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Its trigger copies the ticket's departments at every update.
FILL = [
    f"UPDATE {table} SET ticket_id = ticket_id"  # noqa: S608  our own names
    for table in ("tickets_promise", "tickets_question", "tickets_approval", "tickets_jump")
]


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0016_service_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="departments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="jump",
            name="departments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="departments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="departments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="departments_of_ticket",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="SELECT departments INTO NEW.departments FROM tickets_ticket WHERE id = NEW.ticket_id; RETURN NEW;",
                    hash="2e1474cd34b4320edd6d87791d9772deb50df2a1",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_departments_of_ticket_2b96d",
                    table="tickets_approval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="jump",
            trigger=pgtrigger.compiler.Trigger(
                name="departments_of_ticket",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="SELECT departments INTO NEW.departments FROM tickets_ticket WHERE id = NEW.ticket_id; RETURN NEW;",
                    hash="02bfc339d4b6e36a9999e5a5e0901dac29b375be",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_departments_of_ticket_3aaa8",
                    table="tickets_jump",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promise",
            trigger=pgtrigger.compiler.Trigger(
                name="departments_of_ticket",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="SELECT departments INTO NEW.departments FROM tickets_ticket WHERE id = NEW.ticket_id; RETURN NEW;",
                    hash="86d9bdb87ba1b34119076b1416dcbd906d3b7e26",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_departments_of_ticket_962d9",
                    table="tickets_promise",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="departments_of_ticket",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="SELECT departments INTO NEW.departments FROM tickets_ticket WHERE id = NEW.ticket_id; RETURN NEW;",
                    hash="634c8ae49955e6041b578d7bf1f615616161f953",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_departments_of_ticket_4fc5d",
                    table="tickets_question",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="departments_passed_on",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."departments" IS DISTINCT FROM (NEW."departments"))',
                    func="UPDATE tickets_promise SET ticket_id = ticket_id WHERE ticket_id = NEW.id; UPDATE tickets_question SET ticket_id = ticket_id WHERE ticket_id = NEW.id; UPDATE tickets_approval SET ticket_id = ticket_id WHERE ticket_id = NEW.id; UPDATE tickets_jump SET ticket_id = ticket_id WHERE ticket_id = NEW.id; RETURN NULL;",
                    hash="1f05207a026967fd67bc6866c92686573fef4f8f",
                    operation='UPDATE OF "departments"',
                    pgid="pgtrigger_departments_passed_on_c5d31",
                    table="tickets_ticket",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
