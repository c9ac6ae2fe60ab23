"""Benefits of running initiatives: one forecast, one realised, one counted in another."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from feedback.insights.demo.stage import Stage
from initiatives.choices import InitiativeState
from initiatives.models import Initiative, Target
from initiatives.services.benefits import BenefitPlan, benefit_add, benefit_forecast, benefit_read, benefit_realise
from initiatives.services.tracking import Value

# (metric, target, readings as days ago and value, forecast with its note, realised, counted in the one before)
BENEFITS = [
    ("每月少花的处理时间", 400, [(25, 120), (6, 210)], (360, "还有两个部门没上线"), False, False),
    ("其中：少打的回访电话", 150, [(6, 80)], None, False, True),
    ("每月少补的单证", 60, [(20, 45), (5, 66)], None, True, False),
]


def load_benefits(stage: Stage) -> None:
    """Of the two initiatives that run longest."""
    began = timezone.localdate(stage.days_ago(30))
    rows = Initiative.objects.filter(state=InitiativeState.RUNNING, starts_on__lte=began, due_on__gt=began)
    by = stage.fresh("liu.bei")
    for initiative in rows.order_by("starts_on", "id")[:2]:
        before: Target | None = None
        for metric, target, readings, forecast, realised, counted in BENEFITS:
            plan = BenefitPlan(metric, Decimal(0), Decimal(target), "小时", counted_in=before if counted else None)
            made = benefit_add(initiative=initiative.reference, plan=plan, by=by, now=stage.days_ago(29))
            for days, value in readings:
                at = stage.days_ago(days)
                reading = Value(Decimal(value), timezone.localdate(at), "月度工时表")
                benefit_read(reference=made.reference, reading=reading, by=by, now=at)
            at = stage.days_ago(readings[-1][0]) + dt.timedelta(hours=1)
            if forecast:
                value, note = forecast
                benefit_forecast(reference=made.reference, forecast=Decimal(value), note=note, by=by, now=at)
            if realised:
                benefit_realise(reference=made.reference, by=by, now=at)
            before = made
