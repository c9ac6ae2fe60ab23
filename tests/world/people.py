"""Departments, colleagues, tokens."""

from __future__ import annotations

import datetime as dt

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.people.models import Role, Side, User
from portal.people.registry import token_scopes
from portal.people.services.departments import department_create
from portal.people.services.employees import employee_create
from portal.people.services.importing.keeping import import_upload
from portal.people.services.roles import role_grant
from portal.people.services.tokens import token_create
from portal.records.jobs import jobs_run
from tests.cast import PASSWORD, make_department, make_head, make_user
from tests.world.base import World

GIVEN = [role for role in Role if role not in (Role.EMPLOYEE, Role.DEPARTMENT_HEAD)]


def start(now: dt.datetime) -> World:
    house = make_department("house", name_en="Aldgate", name_zh="信用卡中心", side=Side.BACK)
    visitor = make_head(house, "visitor", full_name="林晓", password=PASSWORD)
    for role in GIVEN:
        visitor.role_assignments.create(role=role)
    front = department_create(by=visitor, now=now, code="front", name_en="Borough", name_zh="服务台", side=Side.FRONT)
    return World(
        now=now,
        house=house,
        front=front,
        visitor=visitor,
        agent=make_user("agent", Role.FRONT_AGENT, department=front, full_name="王芳", password=PASSWORD),
        clerk=make_user("clerk", Role.BACK_AGENT, department=house, full_name="李强"),
    )


def add(world: World) -> None:
    by, now = world.visitor, world.now
    closed = make_department("closed", name_en="Camden", name_zh="旧分部", active=False)
    person = employee_create(by=by, now=now, email="chen@example.test", full_name="陈晨", department=world.front)
    role_grant(by=by, now=now, employee=person.reference, role=Role.COACH)
    left = make_user("left", full_name="周一", is_active=False, left_on=timezone.localdate(now))
    tokens = [token_create(by=by, now=now, name=f"月报 {number}", scopes=token_scopes())[0] for number in range(3)]
    table = SimpleUploadedFile("departments.csv", "code,name_en,name_zh\nfront,Borough,服务台\n,,缺编码\n".encode())
    job = import_upload(by=by, now=now, uploads=[table])
    jobs_run(now=lambda: now)
    world.samples |= {
        "people:import-*": (job.reference,),
        "account_reset_password_from_key": (user_pk_to_url_str(person), default_token_generator.make_token(person)),
        "people:department*": (world.front.reference,),
        "people:department-activate": (closed.reference,),
        "people:employee*": (person.reference,),
        "people:employee-return": (left.reference,),
        "people:role-*": (person.reference,),
        "people:token-*": (tokens[0].reference,),
        "api:department-*": (world.front.reference,),
        "api:employee-*": (person.reference,),
        "api:token-*": (tokens[0].reference,),
    }


def somebody(world: World, number: int) -> User:
    return make_user(f"colleague{number}", department=world.front, full_name=f"同事{number}")
