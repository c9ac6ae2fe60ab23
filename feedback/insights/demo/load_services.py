"""Launched services: some counted, one that waits for its countersignature, one still planned."""

import datetime as dt

from django.utils import timezone

from feedback.insights.demo.services import SERVICES
from feedback.insights.demo.stage import Stage
from initiatives.services.launching import Use, service_countersign, service_launch, service_plan, service_still_used
from portal.people.models import User


def load_services(stage: Stage) -> None:
    office = stage.fresh("liu.bei")
    for name, serves, whom, text, code, days, first, witness, still in SERVICES:
        department = stage.departments[code]
        at = stage.days_ago(days + 3)
        head = User.objects.filter(pk=department.head_id).first() or office
        made = service_plan(
            name=name, serves=serves, for_whom=whom, text=text, department=department, owner=head, by=office, now=at
        )
        if not first:
            continue
        launched_on = timezone.localdate(stage.days_ago(days))
        at = stage.days_ago(days) + dt.timedelta(hours=1)
        use = Use(launched_on, first)
        service_launch(reference=made.reference, launched_on=launched_on, use=use, by=office, now=at)
        if witness:
            service_countersign(reference=made.reference, by=stage.fresh(witness), now=at + dt.timedelta(days=1))
        if still:
            on = stage.days_ago(days - 92)
            use = Use(timezone.localdate(on), still)
            service_still_used(reference=made.reference, use=use, by=office, now=on)
