"""Departments in a tree, employees with roles, and the catalogue: what tickets are opened for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from django.db.models import Model

from bench.data.copying import NULL, copy_rows, without_brakes
from bench.data.growth import Growth
from bench.data.texts import quoted, reference
from feedback.tickets.models import CatalogueService, ServiceStep
from portal.calendars.models import Calendar
from portal.core.search import index_tokens
from portal.people.models import Department, Role, RoleAssignment, User

EMPLOYEES, DEPARTMENTS = 50_000, 500
# The first departments serve others, each with a queue; what each of them offers; the two at the root of all others.
QUEUES, SERVICES = 60, 3
BACK_OFFICE, FRONT_OFFICE = DEPARTMENTS - 1, DEPARTMENTS
SURNAMES, GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
JOINED = "2024-01-01T00:00:00+00:00"


def fill(connection: psycopg.Connection[Any], growth: Growth) -> None:
    """Row ids count from 1: department d has the employees d, d + DEPARTMENTS, d + 2 DEPARTMENTS …"""
    if not growth.first:
        return
    working_hours(growth)
    parts: list[tuple[type[Model], str, Iterator[str]]] = [
        (Department, "id reference code name_en name_zh side parent_id path head_id", departments()),
        (User, "id reference email full_name name_key department_id date_joined password search", employees()),
        (RoleAssignment, "user_id role", roles()),
        (
            CatalogueService,
            "id reference name_en name_zh department_id response_minutes resolution_minutes",
            services(),
        ),
        (ServiceStep, "service_id number stage department_id minutes name_en name_zh", ways()),
    ]
    with without_brakes(connection, *(model for model, _names, _lines in parts)):
        for model, names, lines in parts:
            copy_rows(connection, model, names.split(), lines)


def working_hours(growth: Growth) -> None:
    hours = {str(day): [["09:00", "18:00"]] for day in range(5)}
    spec = {"name": "Bench", "timezone": "Asia/Shanghai", "hours": hours, "holidays": [], "shifts": {}}
    Calendar.objects.get_or_create(is_default=True, defaults={"name": "Bench", "spec": spec, "created_at": growth.now})


def departments() -> Iterator[str]:
    """The heads are the second ones of each; each root's own is its first, who heads all below."""
    for pk in range(1, DEPARTMENTS + 1):
        side = "back" if pk <= QUEUES or pk == BACK_OFFICE else "front"
        root = BACK_OFFICE if side == "back" else FRONT_OFFICE
        parent, path = (NULL, f"{{{pk}}}") if pk == root else (str(root), f"{{{root},{pk}}}")
        head = str(pk if pk == root else head_of(pk))
        names = [f"Department {pk}", f"第{pk}部"]
        yield "\t".join([str(pk), reference("D", pk), f"d{pk}", *names, side, parent, path, head])


def head_of(department: int) -> int:
    return department + DEPARTMENTS


def employees() -> Iterator[str]:
    for pk in range(1, EMPLOYEES + 1):
        name = SURNAMES[pk % 20] + GIVEN[pk // 20 % 26] + GIVEN[pk // 520 % 26]
        department = str((pk - 1) % DEPARTMENTS + 1)
        tokens = quoted(index_tokens(name, f"e{pk}"))
        values = [
            str(pk),
            reference("P", pk),
            f"e{pk}@example.test",
            name,
            f"k{pk:06d}",
            department,
            JOINED,
            "!",
            tokens,
        ]
        yield "\t".join(values)


def roles() -> Iterator[str]:
    for pk in range(1, EMPLOYEES + 1):
        serves = (pk - 1) % DEPARTMENTS < QUEUES
        yield f"{pk}\t{Role.BACK_AGENT if serves else Role.FRONT_AGENT}"
    yield f"{overseer()}\t{Role.CUSTOMER_EXPERIENCE}"


def overseer() -> int:
    """The employee who sees every ticket."""
    return EMPLOYEES - DEPARTMENTS // 2


def callers() -> dict[str, int]:
    """Who asks: an agent of a queue, its head, the chief of all queues, a front-office clerk, the overseer."""
    return {
        "agent": 1,
        "head": head_of(1),
        "chief": BACK_OFFICE,
        "clerk": QUEUES + 1,
        "overseer": overseer(),
    }


def services() -> Iterator[str]:
    for pk in range(1, QUEUES * SERVICES + 1):
        department = (pk - 1) % QUEUES + 1
        yield f"{pk}\t{reference('S', pk)}\tService {pk}\t服务{pk}\t{department}\t60\t{480 + pk % 5 * 480}"


def ways() -> Iterator[str]:
    """Two parts each: the serving department's and the next one's."""
    for pk in range(1, QUEUES * SERVICES + 1):
        department = (pk - 1) % QUEUES + 1
        yield f"{pk}\t1\t1\t{department}\t240\tChecking\t核对"
        yield f"{pk}\t2\t2\t{department % QUEUES + 1}\t240\tDelivery\t交付"
