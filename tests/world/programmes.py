"""A programme with targets, an initiative and a curriculum; one upload of readings that breaks a rule."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from feedback.insights.services import programme_curriculum_add
from initiatives.services.company_readings import readings_upload
from initiatives.services.company_targets import TargetPlan, company_reading_add, company_target_add
from initiatives.services.packs import PackWish, pack_start
from initiatives.services.programmes import ProgrammePlan, programme_create, programme_take_in
from initiatives.services.tracking import Value
from portal.records.jobs import jobs_run
from tests.world.base import World
from training.models import Curriculum


def add(world: World) -> None:
    by, now, today = world.visitor, world.now, timezone.localdate(world.now)
    who: dict[str, Any] = {"by": by, "now": now}
    begun = today - dt.timedelta(days=300)
    plan = ProgrammePlan("全面振兴", "两年内重回四星", by, begun, today + dt.timedelta(days=200))
    programme = programme_create(plan=plan, **who)
    target = company_target_add(
        programme=programme.reference, plan=TargetPlan("年度利润", Decimal(-30), Decimal(5), "百万元"), **who
    )
    for days, value in ((200, -22), (100, -9), (10, 2)):
        reading = Value(Decimal(value), today - dt.timedelta(days=days), "利润表")
        company_reading_add(reference=target.reference, reading=reading, **who)
    company_target_add(programme=programme.reference, plan=TargetPlan("评级", Decimal(3), Decimal(4), "星"), **who)
    company_target_add(programme=programme.reference, plan=TargetPlan("准点率", Decimal(80), Decimal(90), "%"), **who)
    for name in ("服务年", "后台先行"):
        programme_create(plan=ProgrammePlan(name, "全公司", by, begun, today + dt.timedelta(days=90)), **who)
    initiative = world.samples["initiatives:*"][0]
    programme_take_in(reference=programme.reference, initiative=initiative, **who)
    curriculum = Curriculum.objects.filter(versions__state="published").earliest("pk")
    programme_curriculum_add(programme=programme.reference, curriculum=curriculum.reference, **who)
    table = SimpleUploadedFile("readings.csv", "target,as_of,value,source\nnobody,2026-01-31,x,利润表\n".encode())
    job = readings_upload(uploads=[table], **who)
    pack = pack_start(wish=PackWish("xlsx", "zh-hans", ""), **who)
    jobs_run(now=lambda: now)
    world.samples |= {
        "initiatives:programme*": (programme.reference,),
        "initiatives:programme-leave-out": (programme.reference, initiative),
        "initiatives:company-target*": (target.reference,),
        "initiatives:company-target-new": (programme.reference,),
        "initiatives:readings-import-*": (job.reference,),
        "initiatives:pack-job": (pack.reference,),
        "api:board-pack-*": (pack.reference,),
        "programme-training": (programme.reference,),
        "programme-training-remove": (programme.reference, curriculum.reference),
        "api:programme-*": (programme.reference,),
        "api:company-target-*": (target.reference,),
        "api:reading-import-*": (job.reference,),
    }
