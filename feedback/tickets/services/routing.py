"""Where a new ticket lands: by the first rule that takes it, else with the department that serves."""

import datetime as dt
from typing import Any, NamedTuple

from feedback.tickets.models import Routed, RoutingRule, Ticket
from feedback.tickets.queries.routing import kept_because, rule_for
from feedback.tickets.services.answering import Answered
from portal.people.models import Department


class Landing(NamedTuple):
    """`facts` go into the event of the opening."""

    department: Department
    rule: RoutingRule | None
    because: list[dict[str, str]]
    facts: dict[str, Any]


def landing_of(ticket: Ticket, answered: Answered) -> Landing:
    """Ask the rules. One that sets a kind has set it then; one that names a closed department is passed over."""
    match, skipped = rule_for(ticket, answered.values, answered.texts)
    facts: dict[str, Any] = {"skipped": [rule.reference for rule in skipped]} if skipped else {}
    if match is None:
        return Landing(ticket.service.department, None, [], facts)
    rule, because = match.rule, kept_because(match)
    if rule.sets_kind:
        ticket.kind = rule.sets_kind
    facts |= {"rule": rule.reference, "rule_version": rule.version, "because": because}
    facts |= {"rule_en": rule.name_en, "rule_zh": rule.name_zh}
    return Landing(rule.target, rule, because, facts)


def landing_keep(ticket: Ticket, landing: Landing, *, now: dt.datetime) -> None:
    if landing.rule is not None:
        Routed.objects.create(
            ticket=ticket, rule=landing.rule, rule_version=landing.rule.version, because=landing.because, at=now
        )
