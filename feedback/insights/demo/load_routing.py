"""The rosters of a few departments, who is told how far a clock is, and which queue new tickets go to."""

import datetime as dt

from feedback.insights.demo import routing as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.models import CatalogueService
from feedback.tickets.services import duty_create, level_create, rule_create, service_set_form, ticket_open
from portal.people.models import Department, User


def load_routing(stage: Stage) -> None:
    _rosters(stage)
    _levels(stage)
    _forms(stage)
    _rules(stage)


def _rosters(stage: Stage) -> None:
    """Two a working day, in the morning and in the afternoon, in turn."""
    for code, logins in words.ROSTERS.items():
        department = stage.departments[code]
        by = _head(department, stage)
        shifts = [(day, *shift) for day in range(words.DAYS) for shift in words.SHIFTS]
        for number, (day, start, end, note) in enumerate(shifts):
            date = stage.workday(day, stage.calendars["office"])
            starts_at, ends_at = (_moment(date, each, stage) for each in (start, end))
            if ends_at > stage.now:
                person = stage.people[logins[number % len(logins)]]
                duty_create(
                    department=department.reference, person=person.reference, starts_at=starts_at, ends_at=ends_at,
                    note=note, by=by, now=stage.now,
                )  # fmt: skip


def _levels(stage: Stage) -> None:
    """What some departments want to hear before it is late; the clocks that run follow with the next sweep."""
    for code, clock, percent, minutes_after, tells in words.LEVELS:
        department = stage.departments[code]
        level_create(
            department=department.reference, clock=clock, percent=percent, minutes_after=minutes_after, tells=tells,
            by=_head(department, stage), now=stage.now,
        )  # fmt: skip


def _forms(stage: Stage) -> None:
    for key, fields in words.FORMS.items():
        service = CatalogueService.objects.select_related("department").get(external_id=key)
        service_set_form(reference=service.reference, fields=fields, by=_head(service.department, stage), now=stage.now)


def _rules(stage: Stage) -> None:
    """What some heads had to hand over again and again now goes there at once, and a few tickets that went that way."""
    services = {each.external_id: each.reference for each in CatalogueService.objects.all()}
    for code, name_en, name_zh, target, asked in words.RULES:
        by = _head(stage.departments[code], stage) if code else stage.admin
        service = services[asked["service"]] if "service" in asked else ""
        rule_create(
            department=stage.departments[code].reference if code else "", name_en=name_en, name_zh=name_zh,
            target=stage.departments[target].reference, by=by, now=stage.now, **asked | {"service": service},
        )  # fmt: skip
    for number, (key, kind, title, text, login) in enumerate(words.ROUTED, start=1):
        ticket_open(
            service=services[key], kind=kind, title=title, text=text, by=stage.fresh(login),
            now=stage.days_ago(number / 24), answers=words.ANSWERS.get(key),
        )  # fmt: skip


def _moment(day: dt.date, hour: int, stage: Stage) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=stage.office_hours.zone)


def _head(department: Department, stage: Stage) -> User:
    return User.objects.select_related("department").get(pk=Department.objects.get(pk=department.pk).head_id)
