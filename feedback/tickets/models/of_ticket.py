"""What hangs on a ticket and is listed by itself: promises, questions, approvals, jumps."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

# What is saved from a row that was read earlier must not bring back what its ticket had then.
COPY = "SELECT departments INTO NEW.departments FROM tickets_ticket WHERE id = NEW.ticket_id; RETURN NEW;"
TABLES = ("tickets_promise", "tickets_question", "tickets_approval", "tickets_jump")
PASS_ON = "".join(f"UPDATE {table} SET ticket_id = ticket_id WHERE ticket_id = NEW.id; " for table in TABLES)  # noqa: S608


class OfTicket(models.Model):
    """`departments` are its ticket's. The database keeps them (this trigger, and the one on Ticket), so that a list in
    its own order tells what a department may see from its own rows: reading thousands of tickets beside them took
    most of what such a list cost."""

    departments = ArrayField(models.BigIntegerField(), default=list, editable=False)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="departments_of_ticket",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=COPY,
            )
        ]
