"""The airline's turnaround: a bold aim, four numbers of the whole company, and two years of readings from a file."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from feedback.insights.demo.programmes import AIM, CURRICULA, NAME, SERVICES, TARGETS
from feedback.insights.demo.stage import Stage
from feedback.insights.services import programme_curriculum_add
from initiatives.choices import Better
from initiatives.models import Initiative, Programme, ValueService
from initiatives.services import company_readings
from initiatives.services.company_targets import TargetPlan, company_target_add
from initiatives.services.launching import service_edit
from initiatives.services.programmes import ProgrammePlan, programme_create, programme_take_in
from portal.people.services.importing.reading import Errors, Place, Row
from training.models import Curriculum

READINGS = Path(__file__).parent / "turnaround.csv"
MONTHS = 24


def load_programmes(stage: Stage) -> None:
    by, began = stage.fresh("liu.bei"), stage.days_ago(100)
    today = timezone.localdate(stage.now)
    plan = ProgrammePlan(
        name=NAME,
        aim=AIM,
        sponsor=stage.people["zhang.wei"],
        starts_on=_month_end(today, MONTHS),
        due_on=today + dt.timedelta(days=180),
    )
    programme = programme_create(plan=plan, by=by, now=began, external_id="air-turnaround")
    for external_id, metric, unit, better, baseline, target in TARGETS:
        values = TargetPlan(metric, Decimal(baseline), Decimal(target), unit, Better(better))
        company_target_add(programme=programme.reference, plan=values, external_id=external_id, by=by, now=began)
    _readings(stage, today)
    for initiative in Initiative.objects.order_by("id"):
        programme_take_in(reference=programme.reference, initiative=initiative.reference, by=by, now=began)
    _services(stage, programme)
    for name in CURRICULA:
        curriculum = Curriculum.objects.get(name_en=name)
        programme_curriculum_add(
            programme=programme.reference, curriculum=curriculum.reference, by=by, now=stage.days_ago(60)
        )


def _readings(stage: Stage, today: dt.date) -> None:
    """The file as an upload would be taken: its rules hold here, too. It counts back from today in months."""
    by, errors = stage.fresh("liu.bei"), Errors()
    with READINGS.open(encoding="utf-8", newline="") as file:
        rows = [_row(number, cells, today) for number, cells in enumerate(csv.DictReader(file), start=2)]
    plan = company_readings.make_plan(rows, errors, by=by, now=stage.now)
    if errors.count:
        raise ValueError(f"{READINGS.name} breaks its rules: {errors.kept[:3]}")
    company_readings.write(plan, by=by, now=stage.days_ago(1))


def _row(number: int, cells: dict[str, str], today: dt.date) -> Row:
    day = _month_end(today, int(cells["months_ago"]))
    values = {name: cells[name] for name in ("target", "source", "external_id")}
    return Row(Place(READINGS.name, "", number), values | {"as_of": day, "value": Decimal(cells["value"])})


def _month_end(today: dt.date, ago: int) -> dt.date:
    """The last day of the month so many months before the one that ended last."""
    months = today.year * 12 + today.month - 1 - ago
    return dt.date(months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)


def _services(stage: Stage, programme: Programme) -> None:
    """Some launched services came out of its initiatives."""
    for initiative in programme.initiatives.filter(title__in=SERVICES).order_by("id"):
        service = ValueService.objects.filter(name=SERVICES[initiative.title]).first()
        if service:
            service_edit(
                reference=service.reference,
                changes={"initiative": initiative},
                by=stage.fresh("liu.bei"),
                now=stage.days_ago(20),
            )
