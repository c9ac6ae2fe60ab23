"""Answers to the form of a service: checked when a ticket is opened, kept with the version that asked."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from feedback.tickets.models import CatalogueService, Ticket, TicketAnswers
from feedback.tickets.queries.forms import NOTHING, Form, form_now, form_of
from feedback.tickets.rules import forms as rules
from portal.core.errors import Malformed, Text


class Answered(NamedTuple):
    form: Form
    values: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        return rules.texts_in(self.form.fields, self.values)


UNASKED = Answered(NOTHING, {})


def answers_for(service: CatalogueService, given: Mapping[str, Any] | None) -> Answered:
    """None: nobody could be asked, by mail or on the telephone; then nothing is required."""
    if given is None:
        return UNASKED
    return _checked(form_now(service.reference), given)


def answers_keep(ticket: Ticket, answered: Answered) -> None:
    if answered.form.row is not None and (answered.values or TicketAnswers.objects.filter(ticket=ticket).exists()):
        TicketAnswers.objects.update_or_create(
            ticket=ticket, defaults={"form": answered.form.row, "values": answered.values}
        )


def answered_on(ticket: Ticket) -> Answered:
    """What stands on a ticket, by the version that asked; where nobody was asked, by what is asked now."""
    found = TicketAnswers.objects.select_related("form").filter(ticket=ticket).first()
    if found is not None:
        return Answered(form_of(found.form), found.values)
    return Answered(form_now(ticket.service.reference), {})


def answers_changed(before: Answered, given: Mapping[str, Any]) -> Answered:
    """`before` with what is given; a field that is not named stays, an empty one goes."""
    return _checked(before.form, {**before.values, **given})


def _checked(form: Form, given: Mapping[str, Any]) -> Answered:
    values, wrong = rules.read_answers(form.fields, given)
    if wrong:
        errors: dict[str, list[Any]] = {f"answers.{key}": [_problem(code)] for key, code in wrong.items()}
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
    return Answered(form, values)


def _problem(code: str) -> Text:
    return {
        rules.REQUIRED: _("The service needs this answer."),
        rules.UNKNOWN: _("The service does not ask this."),
        rules.NO_TEXT: _("A text, without characters that can't be stored."),
        rules.TOO_LONG: _("This text is too long."),
        rules.NO_NUMBER: _("A number with at most four decimals."),
        rules.NO_DATE: _("A day, like 2026-11-28."),
        rules.NOT_OFFERED: _("Choose one of those offered."),
        rules.NOT_YES_NO: _("Yes or no."),
    }[code]
