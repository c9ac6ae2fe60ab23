"""Benefits: one with readings and a forecast, one realised, one counted in another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from initiatives.models import Initiative, Target
from initiatives.services.benefits import BenefitPlan, benefit_add, benefit_forecast, benefit_read, benefit_realise
from initiatives.services.tracking import Value
from tests.world.base import World


def add(world: World) -> None:
    reference = world.samples["initiatives:*"][0]
    initiative = Initiative.objects.get(reference=reference)
    by, now = world.visitor, world.now
    who: dict[str, Any] = {"by": by, "now": now}

    def benefit(metric: str, counted_in: Target | None = None) -> Target:
        plan = BenefitPlan(metric, Decimal(0), Decimal(400), "小时", owner=by, counted_in=counted_in)
        return benefit_add(initiative=reference, plan=plan, **who)

    whole = benefit("每月少花的时间")
    benefit("每月少打的回访电话", whole)
    realised = benefit("每月少写的邮件")
    for row, value in ((whole, 120), (realised, 410)):
        reading = Value(Decimal(value), timezone.localdate(now), "月度报表")
        benefit_read(reference=row.reference, reading=reading, **who)
    day = initiative.starts_on + dt.timedelta(days=0)
    benefit_read(reference=whole.reference, reading=Value(Decimal(60), day, "月度报表"), **who)
    benefit_forecast(reference=whole.reference, forecast=Decimal(390), note="两个部门还没上线", **who)
    benefit_realise(reference=realised.reference, **who)
    world.samples |= {
        "initiatives:benefit": (whole.reference,),
        "initiatives:benefit-*": (whole.reference,),
        "initiatives:benefit-new": (reference,),
        "initiatives:benefit-take-back": (realised.reference,),
        "api:benefit-*": (whole.reference,),
        "api:benefit-take-back": (realised.reference,),
    }
