"""Two small steps beside the bold ones: an improvement, and a pilot whose last day has passed."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from feedback.insights.demo.stage import Stage
from initiatives.choices import InitiativeType
from initiatives.models import Initiative
from initiatives.services.initiatives import Plan, initiative_create


def load_types(stage: Stage) -> None:
    """Set up by the programme office; owner and sponsor are those of the first initiative."""
    first = Initiative.objects.select_related("owner__department", "sponsor").earliest("id")
    improvement = _plan(stage, first, "登机口广播改用慢速双语", "听清广播的旅客", 85, 95)
    pilot = _plan(stage, first, "行李转盘旁的自助改签机", "自助改签的份额", 0, 40)
    reason = "设备只到了两台，先放在国内到达厅；其余年底到货后全公司使用。"
    until = timezone.localdate(stage.days_ago(4))
    office, at = stage.fresh("liu.bei"), stage.days_ago(45)
    initiative_create(plan=Plan(**improvement, type=InitiativeType.IMPROVEMENT), by=office, now=at)
    plan = Plan(**pilot, type=InitiativeType.PILOT, pilot_reason=reason, pilot_until=until)
    initiative_create(plan=plan, by=office, now=at)


def _plan(stage: Stage, first: Initiative, title: str, metric: str, baseline: int, target: int) -> dict[str, Any]:
    return {
        "title": title,
        "owner": first.owner,
        "sponsor": first.sponsor,
        "department": first.department,
        "due_on": timezone.localdate(stage.now) + dt.timedelta(days=60),
        "metric": metric,
        "unit": "%",
        "baseline": Decimal(baseline),
        "target_value": Decimal(target),
    }
