"""Thanks that the visitor was given for an idea, an initiative and a service, and one that they have said."""

from __future__ import annotations

from initiatives.models import Initiative, ValueService
from initiatives.models.services import LAUNCHED
from initiatives.services.ideas import idea_submit
from initiatives.services.thanking import thanks_give
from tests.world.base import World


def add(world: World) -> None:
    by, now = world.visitor, world.now
    own = idea_submit(title="交班单", text="交班前念一遍。", department=world.house, by=by, now=now)
    theirs = idea_submit(title="热水间", text="夜班也有热水。", department=world.house, by=world.agent, now=now)
    initiative = Initiative.objects.get(reference=world.samples["initiatives:*"][0])
    for thing in (own, initiative):
        for giver in (world.agent, world.clerk):
            thanks_give(reference=thing.reference, receiver=by, text="客户当场就笑了。", by=giver, now=now)
    said = thanks_give(reference=theirs.reference, receiver=world.agent, text="夜班谢谢您。", by=by, now=now)
    service = ValueService.objects.filter(state__in=LAUNCHED).earliest("pk")
    world.samples |= {
        "initiatives:thank-idea": (theirs.reference,),
        "initiatives:thank-initiative": (initiative.reference,),
        "initiatives:thank-service": (service.reference,),
        "initiatives:thanks-withdraw": (said.reference,),
        "api:thanks-*": (said.reference,),
    }
