"""What rows of contacts would change: compared with the database, nothing written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from feedback.customers.models import Contact, LineNumber, ServiceLine, Source
from feedback.customers.rules.handling import LONGEST
from feedback.customers.rules.hours import Hours
from feedback.customers.services.common import chunks
from feedback.customers.services.importing.customers import CHUNK, Customers, plan_customers
from feedback.customers.services.importing.sharing import share_minutes
from feedback.customers.services.importing.target import BLANK, FIELDS, PLAIN, Target
from portal.people.models import User
from portal.people.services.importing.finding import people_named
from portal.people.services.importing.reading import Errors, Row

# How far the clock of another system may be ahead.
AHEAD = dt.timedelta(minutes=10)


class Agent(NamedTuple):
    pk: int
    department_id: int | None


@dataclass
class ContactPlan:
    targets: list[Target] = field(default_factory=list)
    customers: Customers = field(default_factory=Customers)
    # Contacts that are not among the rows, but whose agent's minutes are shared otherwise now.
    reshared: dict[int, dt.timedelta] = field(default_factory=dict)

    @property
    def new(self) -> list[Target]:
        return [target for target in self.targets if target.before is None]

    @property
    def changed(self) -> list[Target]:
        return [target for target in self.targets if target.before is not None and target.differs]

    def counts(self) -> dict[str, dict[str, int]]:
        new, changed = len(self.new), len(self.changed)
        contacts = {"new": new, "changed": changed, "unchanged": len(self.targets) - new - changed}
        return {"contacts": contacts, "customers": self.customers.counts()}

    def changes(self) -> int:
        return sum(table["new"] + table["changed"] for table in self.counts().values())


def make_plan(
    rows: list[Row], errors: Errors, *, by: User, now: dt.datetime, step: Callable[[], None] = lambda: None
) -> ContactPlan:
    """Compare these rows with what is there. What breaks a rule is noted in `errors`. Nine queries for 5,000 rows."""
    sources = {source.code: source for source in Source.objects.all()}
    plan = ContactPlan()
    plan.customers, keys = plan_customers(rows, sources, errors, by=by, now=now)
    step()
    known = _known(rows, sources)
    agents = _agents(rows)
    seen: dict[tuple[int, str], Row] = {}
    for row, key in zip(rows, keys, strict=True):
        source = sources.get(row.values["source"])
        if source is None:
            errors.add(row.place, "source", "unknown_source", value=row.values["source"])
            continue
        mark = (source.pk, row.values["external_id"])
        if mark in seen:
            errors.add(row.place, "external_id", "value_twice", row=seen[mark].place.row)
            continue
        seen[mark] = row
        pk, before = known.get(mark, (None, None))
        target = Target(*mark, dict(before or BLANK), before, row.place, pk, key)
        target.customer_named = bool({"customer", "customer_phone"} & row.values.keys())
        _fill(target, row, agents, errors)
        _check_times(target, now, errors)
        plan.targets.append(target)
    step()
    if not errors.count:
        _place(plan, _lines())
        _point(plan)
        step()
        plan.reshared = share_minutes(plan.targets)
    return plan


def _known(rows: list[Row], sources: dict[str, Source]) -> dict[tuple[int, str], tuple[int, dict[str, Any]]]:
    """Contacts that are there already, by source and external id."""
    found = {}
    for chunk in chunks(rows, CHUNK):
        wanted = {sources[row.values["source"]].pk for row in chunk if row.values["source"] in sources}
        ids = [row.values["external_id"] for row in chunk]
        kept = Contact.objects.filter(source__in=wanted, external_id__in=ids)
        for pk, source_id, external_id, *cells in kept.values_list("pk", "source_id", "external_id", *FIELDS):
            found[source_id, external_id] = (pk, dict(zip(FIELDS, cells, strict=True)))
    return found


def _agents(rows: list[Row]) -> dict[str, Agent]:
    """By e-mail, employee number and reference, lower case."""
    people = User.objects.only("department_id", "reference", "employee_number", "email")
    found = people_named((row.values.get("agent") or "" for row in rows), people)
    return {name: Agent(person.pk, person.department_id) for name, person in found.items()}


def _lines() -> dict[str, ServiceLine]:
    rows = LineNumber.objects.select_related("line__calendar")
    return {row.digits: row.line for row in rows}


def _fill(target: Target, row: Row, agents: dict[str, Agent], errors: Errors) -> None:
    """What the row says; an absent column leaves the value as it is."""
    values, given = target.values, row.values
    values |= {name: given[name] for name in PLAIN if name in given}
    if "agent" not in given:
        return
    agent = agents.get(given["agent"]) if given["agent"] else None
    if agent is None and given["agent"]:
        errors.add(row.place, "agent", "unknown_agent", value=given["agent"])
    agent_id = agent.pk if agent else None
    if agent_id != values["agent_id"]:
        # Whose department it counts for stays with the contact when the agent moves on.
        values["agent_id"], values["department_id"] = agent_id, agent.department_id if agent else None


def _check_times(target: Target, now: dt.datetime, errors: Errors) -> None:
    values = target.values
    offered, answered, ended = (values[name] for name in ("offered_at", "answered_at", "ended_at"))
    for name in ("offered_at", "answered_at", "ended_at"):
        if values[name] and values[name] > now + AHEAD:
            errors.add(target.place, name, "ahead")
    if answered and answered < offered:
        errors.add(target.place, "answered_at", "answered_before")
    if ended and ended < (answered or offered):
        errors.add(target.place, "ended_at", "ended_before")
    elif ended and ended - (answered or offered) > LONGEST:
        errors.add(target.place, "ended_at", "lasts_too_long")


def _place(plan: ContactPlan, lines: dict[str, ServiceLine]) -> None:
    """Line, hours, department. A contact that keeps time and line keeps its hours, whatever the calendar says now."""
    moved: dict[int, list[Target]] = {}
    calendars = {}
    for target in plan.targets:
        values, before = target.values, target.before
        line = lines.get(values["number"])
        if line is not None:
            values["line_id"] = line.pk
            values["department_id"] = values["department_id"] or line.department_id
            calendars[line.pk] = line.calendar
        elif before is None or values["number"] != before["number"]:
            values["line_id"] = None
        kept = before and all(values[name] == before[name] for name in ("offered_at", "line_id"))
        if not kept:
            values["in_hours"] = True
            if line is not None:
                moved.setdefault(line.pk, []).append(target)
    for pk, targets in moved.items():
        is_open = Hours(calendars[pk].rules(), [target.values["offered_at"] for target in targets])
        for target in targets:
            target.values["in_hours"] = is_open(target.values["offered_at"])


def _point(plan: ContactPlan) -> None:
    """The customer's id where they are known; -1 stands for one who is written with this import."""
    for target in plan.targets:
        if target.customer_named:
            identity = plan.customers.by_key.get(target.customer) if target.customer else None
            target.values["identity_id"] = (identity.pk or -1) if identity else None
