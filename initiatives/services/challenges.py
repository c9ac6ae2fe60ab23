"""Verbs on calls for ideas: make, edit, end early. That one opens and finishes is a sweep's work (services.calling)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.models import Challenge
from initiatives.queries.challenges import asked_people
from initiatives.rules import challenges
from initiatives.services.decisions import check_reason
from initiatives.services.ideas import check_department
from portal.core.errors import Malformed, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.services import event_write, notify


@dataclass(frozen=True)
class Call:
    """What a call is made with. Without `department` it is the whole company's; without `asked` it asks everybody
    of those whose call it is. `answerer` answers in person, else the head of `answering` does."""

    question: str
    opens_on: date
    closes_on: date
    answering: Department | None
    sponsor: User
    text: str = ""
    department: Department | None = None
    asked: Sequence[Department] = ()
    answerer: User | None = None
    answer_days: int | None = None


EDITABLE = tuple(field.name for field in fields(Call))
COLUMNS = tuple(name for name in EDITABLE if name != "asked")


def challenge_create(*, call: Call, by: User, now: datetime) -> Challenge:
    """Make a call for ideas; one that begins today is open at once, those asked are told by a sweep.

    The programme office may ask everybody; a head asks the own department and those below, who answer it too.
    Refuses others (NotAllowed), days that don't fit, an empty question (Malformed), a closed department, somebody
    without department or who left, and fewer than five colleagues (`too_few_asked`).
    """
    require(by, "challenges.create")
    values = _settled({name: getattr(call, name) for name in EDITABLE})
    today = timezone.localdate(now)
    _check(values, by=by, today=today, action="challenges.create")
    with transaction.atomic():
        row = Challenge(**{name: values[name] for name in COLUMNS}, created_at=now)
        row.search = search_vector(row.question, row.text)
        row.save(force_insert=True)
        row.asked.set(values["asked"])
        event_write(subject=row, verb="challenge.created", by=by, at=now)
        if row.opens_on <= today:
            challenge_open(row, now=now)
        _tell_named(row, ("sponsor", "answerer"), by, now)
    row.search = None
    return row


def challenge_open(challenge: Challenge, *, now: datetime) -> None:
    """From now on everybody sees it; under its lock, or in the transaction that makes it."""
    challenge.opened_at = now
    challenge.save(update_fields=["opened_at"])
    event_write(subject=challenge, verb="challenge.opened", by=None, at=now)


def challenge_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> Challenge:
    """Change any of EDITABLE. Who answers and by when counts for ideas from now on.

    Refuses what `challenge_create` refuses, an edit of an older version (Stale), another first day once it is open
    (`began`), and one that is over (`call_over`).
    """
    with transaction.atomic():
        row: Challenge = get_visible(Challenge, by, reference, lock=True)
        require(by, "challenges.edit", row)
        check_version(row, expected_version)
        today = timezone.localdate(now)
        _check_not_over(row, today)
        old = {name: getattr(row, name) for name in COLUMNS} | {"asked": list(row.asked.order_by("pk"))}
        values = _settled(old | dict(changes))
        changed = [name for name in EDITABLE if values[name] != old[name]]
        if not changed:
            return row
        _check(values, by=by, today=today, action="challenges.edit", old=row)
        for name in COLUMNS:
            setattr(row, name, values[name])
        row.asked.set(values["asked"])
        if "asked" in changed:  # whoever is asked now and wasn't before is told; nobody is told twice
            row.told_up_to, row.told_at = 0, None
        row.version += 1
        row.search = search_vector(row.question, row.text)
        row.save(update_fields=[*COLUMNS, "version", "search", "told_up_to", "told_at"])
        event_write(subject=row, verb="challenge.edited", by=by, at=now, data={"fields": changed})
        if row.opened_at is None and row.opens_on <= today:
            challenge_open(row, now=now)
        _tell_named(row, [name for name in ("sponsor", "answerer") if name in changed], by, now)
    row.search = None
    return row


def challenge_end(
    *, reference: str, reason: str, by: User, now: datetime, expected_version: int | None = None
) -> Challenge:
    """Close it before its last day: no idea more is taken. Refuses without a reason, and one that is over."""
    check_reason(reason, _("Say why it ends early: everybody reads it."))
    with transaction.atomic():
        row: Challenge = get_visible(Challenge, by, reference, lock=True)
        require(by, "challenges.edit", row)
        check_version(row, expected_version)
        _check_not_over(row, timezone.localdate(now))
        row.ended_at = now
        row.version += 1
        row.save(update_fields=["ended_at", "version"])
        event_write(subject=row, verb="challenge.ended", by=by, at=now, reason=reason)
    return row


def _settled(values: Mapping[str, Any]) -> dict[str, Any]:
    """A department's call asks that department and those below it; who answers in person answers for theirs."""
    settled = dict(values)
    settled["asked"] = sorted(
        settled["asked"] or ([settled["department"]] if settled["department"] else []), key=lambda unit: unit.pk
    )
    if settled["answerer"] is not None and settled["answerer"].department is not None:
        settled["answering"] = settled["answerer"].department
    return settled


def _check_not_over(row: Challenge, today: date) -> None:
    if row.state_on(today) not in (challenges.PLANNED, challenges.OPEN):
        raise Refused("call_over", _("This call is over. Make a new one."))


def _check(values: Mapping[str, Any], *, by: User, today: date, action: str, old: Challenge | None = None) -> None:
    if not values["question"].strip():
        _malformed("question", _("Say what you ask."))
    _check_days(values, today, old)
    if values["answering"] is None:
        _malformed("answering", _("Name the department or the colleague who answers."))
    if values["answer_days"] is not None and not 1 <= values["answer_days"] <= rules.MOST_DAYS:
        _malformed("answer_days", _("Between 1 and %(max)s working days.") % {"max": rules.MOST_DAYS})
    for unit in [values["answering"], *values["asked"], *([values["department"]] if values["department"] else [])]:
        check_department(unit)
    _check_people(values)
    _check_reach(values, by, action)
    if asked_people([unit.pk for unit in values["asked"]]) < challenges.FEWEST_ASKED:
        text = _("A call asks at least %(fewest)s colleagues, so that nobody is known by having answered it.")
        raise Refused("too_few_asked", text % {"fewest": challenges.FEWEST_ASKED}, field="asked")


def _malformed(name: str, text: str) -> None:
    raise Malformed("malformed", text, errors={name: [text]})


def _check_days(values: Mapping[str, Any], today: date, old: Challenge | None) -> None:
    was_open = old.opens_on if old is not None and old.opened_at else None
    fault = challenges.fault_of_days(
        opens_on=values["opens_on"], closes_on=values["closes_on"], today=today, was_open_on=was_open
    )
    words = {
        "order": ("closes_on", _("The last day is before the first.")),
        "past": ("closes_on" if was_open else "opens_on", _("This day is over. Choose today or a later one.")),
        "began": ("opens_on", _("It is open already, so its first day stays.")),
    }
    if fault:
        _malformed(*words[fault])


def _check_people(values: Mapping[str, Any]) -> None:
    for name in ("sponsor", "answerer"):
        person = values[name]
        if person is not None and not person.is_active:
            text = _("This colleague has left. Name somebody who is here.")
            raise Refused("left", text, field=name)
    if values["answerer"] is not None and values["answerer"].department is None:
        text = _("This colleague belongs to no department, so nobody would stand in for them.")
        raise Refused("no_department", text, field="answerer")


def _check_reach(values: Mapping[str, Any], by: User, action: str) -> None:
    """The company's is the office's; a head neither asks nor lets answer who isn't theirs."""
    reach = access_of(by).reach(action)
    units = [values["department"], values["answering"], *values["asked"]]
    if not reach.all and any(unit is None or unit.pk not in reach.departments for unit in units):
        raise not_allowed(action)


def _tell_named(row: Challenge, names: Sequence[str], by: User, now: datetime) -> None:
    people = [person for name in names if (person := getattr(row, name)) is not None and person.pk != by.pk]
    facts = {"reference": row.reference, "question": row.question, "until": row.closes_on.isoformat()}
    key = f"challenge:{row.pk}:named:{row.version}"
    notify(kind="challenge-yours", key=key, recipients=people, params=facts, url=row.get_absolute_url(), at=now)
