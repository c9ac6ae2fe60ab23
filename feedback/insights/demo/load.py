"""Bring the demonstration company in, through the verbs, as if it had worked here for weeks."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from feedback.insights.demo.load_benefits import load_benefits
from feedback.insights.demo.load_calls import load_calls
from feedback.insights.demo.load_customers import load_customers
from feedback.insights.demo.load_evaluations import load_evaluations
from feedback.insights.demo.load_initiatives import load_ideas, load_initiatives, load_nameless
from feedback.insights.demo.load_mails import load_mails
from feedback.insights.demo.load_participation import load_participation
from feedback.insights.demo.load_people import load_absence, load_calendars, load_people
from feedback.insights.demo.load_problems import load_problems
from feedback.insights.demo.load_programmes import load_programmes
from feedback.insights.demo.load_reports import load_reports
from feedback.insights.demo.load_routing import load_routing
from feedback.insights.demo.load_services import load_services
from feedback.insights.demo.load_steering import load_steering
from feedback.insights.demo.load_thanks import load_thanks
from feedback.insights.demo.load_tickets import load_tickets
from feedback.insights.demo.load_training import load_training
from feedback.insights.demo.load_types import load_types
from feedback.insights.demo.load_words import load_words
from feedback.insights.demo.stage import Stage
from portal.people.models import Role, RoleAssignment, User
from portal.records.models import OutboxRow


@transaction.atomic
def load_demo(now: dt.datetime) -> None:
    """All or nothing. Refused by the command when anybody is there already."""
    with _without_savepoints():
        _load(now)


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Every verb is its own transaction, here a savepoint: two in five statements, and none is ever gone back to."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


def _load(now: dt.datetime) -> None:
    stage = Stage(now=now, admin=_builder())
    load_people(stage)
    load_calendars(stage)
    load_initiatives(stage, load_ideas(stage))
    load_nameless(stage)
    load_calls(stage)
    load_evaluations(stage)
    load_benefits(stage)
    load_types(stage)
    load_steering(stage)
    load_services(stage)
    load_thanks(stage)
    load_tickets(stage)
    load_customers(stage)
    load_mails(stage)
    load_reports(stage)
    load_problems(stage)
    load_routing(stage)
    load_training(stage)
    load_programmes(stage)
    load_words(stage)
    load_absence(stage)
    _settle(stage)
    load_participation(stage)


def _builder() -> User:
    """Who sets the company up; ends when it stands, so that nobody can sign in by it."""
    builder: User = User.objects.create_user("setup@yunhai.example", full_name="系统初始化", latin_name="Set-up")
    for role in (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICE, Role.CUSTOMER_EXPERIENCE):
        RoleAssignment.objects.create(user=builder, role=role)
    return builder


def _settle(stage: Stage) -> None:
    """The past is not mailed again, old notices count as read, and the builder is gone."""
    OutboxRow.objects.filter(channel=OutboxRow.Channel.MAIL).delete()
    old = OutboxRow.objects.filter(created_at__lt=stage.now - dt.timedelta(days=2))
    old.update(read_at=stage.now)
    RoleAssignment.objects.filter(user=stage.admin).delete()
    User.objects.filter(pk=stage.admin.pk).update(is_active=False)
