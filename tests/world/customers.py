"""Sources, a service line, customers and their contacts in each state, an import that broke a rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.customers import services
from feedback.customers.models import Contact, Identity
from feedback.tickets.models import CatalogueService
from feedback.tickets.services import call_ticket_open, ticket_promise
from portal.calendars.models import Calendar
from portal.records.jobs import jobs_run
from tests.world.base import World

PHONE = "13800138000"
SOURCES = (("HOTLINE", "Hackney", "热线系统"), ("SHOP", "Holborn", "门店系统"), ("APP", "Kew", "应用系统"))
LINES = (("服务热线", ["95530", "400-820-8888"]), ("商务热线", ["021 6666 1234"]), ("会员热线", ["021 6666 5678"]))


def add(world: World) -> None:
    by, now = world.visitor, world.now
    sources = [
        services.source_create(code=code, name_en=english, name_zh=chinese, by=by, now=now)
        for code, english, chinese in SOURCES
    ]
    calendar = Calendar.objects.get(name="客服热线")
    lines = [
        services.line_create(
            name_en="Hoxton", name_zh=name, department=world.front.reference, calendar=calendar.reference,
            numbers=numbers, by=by, now=now,
        )
        for name, numbers in LINES
    ]  # fmt: skip
    services.contacts_import(contacts=[contact(world, number) for number in range(12)], by=by, now=now)
    table = SimpleUploadedFile("contacts.csv", b"source,external_id,channel,offered_at\nHOTLINE,,phone,2026-01-05\n")
    job = services.contacts_upload(by=by, now=now, uploads=[table])
    jobs_run(now=lambda: now)
    service = CatalogueService.objects.order_by("id")[0].reference
    ticket = call_ticket_open(phone=PHONE, title="会员等级没有更新", service=service, by=by, now=now)
    ticket_promise(
        reference=ticket.reference, text="今天下班前回电", due_at=now + dt.timedelta(hours=4), channel="phone", by=by,
        now=now,
    )  # fmt: skip
    customer = Identity.objects.get(contacts__external_id="4")
    world.samples |= {
        "customers:import-*": (job.reference,),
        "customers:customer": (customer.reference,),
        "customers:contact": (Contact.objects.get(external_id="0").reference,),
        "customers:line*": (lines[0].reference,),
        "customers:source*": (sources[0].reference,),
        "api:contact-*": (Contact.objects.get(external_id="0").reference,),
        "api:customer-*": (customer.reference,),
        "api:source-*": (sources[0].reference,),
        "api:service-line-*": (lines[0].reference,),
    }


def contact(world: World, number: int) -> dict[str, Any]:
    """Every channel, kind and outcome; one that is not answered, one that goes on."""
    offered = world.now - dt.timedelta(days=number * 5, minutes=30)
    answered, ended = offered + dt.timedelta(seconds=20), offered + dt.timedelta(minutes=9)
    return {
        "source": "HOTLINE" if number % 3 else "SHOP",
        "external_id": str(number),
        "channel": ("phone", "chat", "app", "web", "mail", "shop", "social")[number % 7],
        "offered_at": offered.isoformat(),
        "answered_at": None if number == 1 else answered.isoformat(),
        "ended_at": None if number == 2 else ended.isoformat(),
        "number": "95530",
        "agent": "" if number == 1 else (world.visitor if number % 2 else world.agent).email,
        "customer": "" if number == 5 else f"K{number % 4}",
        "customer_name": "" if number == 5 else ("李女士", "王先生", "赵女士", "钱先生")[number % 4],
        "customer_phone": PHONE if number % 4 == 0 else "",
        "service": "退款",
        "kind": ("request", "question", "complaint", "compliment")[number % 4],
        "outcome": ("solved", "passed_on", "", "call_back", "other", "abandoned")[number % 6],
        "solved": number % 2 == 0,
    }
