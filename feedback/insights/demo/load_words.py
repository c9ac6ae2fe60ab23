"""What customers said about new services: contacts since the launch, linked by customer experience."""

import datetime as dt
from typing import Any

from django.utils import timezone

from feedback.customers.choices import Channel, Outcome
from feedback.customers.models import Contact, Identity
from feedback.customers.services import contact_service_add, contacts_import
from feedback.insights.demo.company import DOMAIN, PEOPLE
from feedback.insights.demo.stage import Stage
from feedback.insights.demo.words import WORDS
from initiatives.models import ValueService
from portal.people.models import Role

TAKES = dt.timedelta(minutes=6)


def load_words(stage: Stage) -> None:
    by = stage.fresh("xu.jing")
    services = {service.name: service for service in ValueService.objects.all()}
    rows = [_contact(stage, place, services[name], kind) for place, (name, kind, _words) in enumerate(WORDS)]
    contacts_import(contacts=rows, by=by, now=stage.now)
    for row, (name, _kind, words) in zip(rows, WORDS, strict=True):
        contact = Contact.objects.get(source__code=row["source"], external_id=row["external_id"])
        at = min(contact.offered_at + dt.timedelta(days=1), stage.now)
        contact_service_add(contact=contact.reference, service=services[name].reference, words=words, by=by, now=at)


def _contact(stage: Stage, place: int, service: ValueService, kind: str) -> dict[str, Any]:
    """Spread over the days since the launch, by turns of channel, customer and adviser."""
    advisers = [each.login for each in PEOPLE if each.department == "CS" and Role.FRONT_AGENT in each.roles]
    customer = Identity.objects.order_by("id").select_related("source")[place * 7 + 3]
    days = (timezone.localdate(stage.now) - service.launched_on).days  # type: ignore[operator]
    at = stage.days_ago(1 + place * 5 % max(1, days - 2)) - TAKES
    return {
        "source": "HOTLINE",
        "external_id": f"service-{place:02}",
        "channel": list(Channel)[place % len(Channel)].value,
        "offered_at": at.isoformat(),
        "answered_at": (at + dt.timedelta(seconds=20)).isoformat(),
        "ended_at": (at + TAKES).isoformat(),
        "agent": f"{advisers[place % len(advisers)]}@{DOMAIN}",
        "customer_source": customer.source.code,
        "customer": customer.key,
        "service": service.name,
        "kind": kind,
        "outcome": Outcome.SOLVED.value,
    }
