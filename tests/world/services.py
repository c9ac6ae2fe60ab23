"""New value-added services in each state."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from feedback.customers.models import Contact
from feedback.customers.services import contact_service_add
from initiatives.models import ValueService
from initiatives.services.launching import Use, service_countersign, service_launch, service_plan
from tests.world.base import World
from tests.world.people import somebody

# Names of the REST resource begin like those of the catalogue.
STEPS = ("detail", "launch", "countersign", "doubt", "still-used", "retire")


def add(world: World) -> None:
    """Of the visitor's department one in each state, and one of another that waits for the visitor's signature."""
    owner = somebody(world, 21)
    by, now, day = world.visitor, world.now, timezone.localdate(world.now) - dt.timedelta(days=95)

    def service(name: str, department: object = world.house) -> ValueService:
        return service_plan(
            name=name,
            serves="customers",
            for_whom="中转旅客",
            text="安静的房间，孩子可以睡一会儿。",
            department=department,  # type: ignore[arg-type]
            owner=owner,
            by=by,
            now=now,
        )

    def launch(made: ValueService) -> ValueService:
        use = Use(day, "第一天有四十个家庭使用")
        return service_launch(reference=made.reference, launched_on=day, use=use, by=by, now=now)

    planned, signed, waiting = (
        service("夜间热餐"),
        launch(service("亲子休息室")),
        launch(service("行李直达", world.front)),
    )
    service_countersign(reference=waiting.reference, by=by, now=now)
    to_sign = launch(service("电子回单", world.front))
    contacts = Contact.objects.order_by("-offered_at")[:4]
    for contact, words in zip(contacts, ("孩子睡着了，谢谢", "", "周末要排队", ""), strict=True):
        contact_service_add(contact=contact.reference, service=waiting.reference, words=words, by=by, now=now)
    idea = world.samples["initiatives:idea*"]
    world.samples |= {
        "idea-words": idea,
        "api:idea-words": idea,
        "service-words": (waiting.reference,),
        "api:service-words": (waiting.reference,),
        "customers:contact-service-new": (contacts[0].reference,),
        "customers:contact-service-remove": (contacts[0].reference, waiting.reference),
        "initiatives:service": (waiting.reference,),
        "initiatives:service-*": (waiting.reference,),
        "initiatives:service-launch": (planned.reference,),
        "initiatives:service-countersign": (to_sign.reference,),
        "initiatives:service-doubt": (to_sign.reference,),
        "initiatives:service-edit": (signed.reference,),
        **{f"api:service-{step}": (waiting.reference,) for step in STEPS},
    }
