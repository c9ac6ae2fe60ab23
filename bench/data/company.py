"""Departments, employees with roles, and the catalogue: what tickets are opened for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from django.db.models import Model

from bench.data.copying import copy_rows, without_brakes
from bench.data.texts import quoted, reference
from feedback.tickets.models import CatalogueService, ServiceStep
from portal.core.search import index_tokens
from portal.people.models import Department, Role, RoleAssignment, User

EMPLOYEES, DEPARTMENTS = 50_000, 500
# Departments that serve others, each with a queue, and what each of them offers.
QUEUES, SERVICES = 60, 3
SURNAMES, GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
JOINED = "2024-01-01T00:00:00+00:00"


def fill_company(connection: psycopg.Connection[Any]) -> None:
    """Row ids count from 1: department d has the employees d, d + DEPARTMENTS, d + 2 DEPARTMENTS …"""
    parts: list[tuple[type[Model], str, Iterator[str]]] = [
        (Department, "id reference code name_en name_zh side path", departments()),
        (User, "id reference email full_name name_key department_id date_joined password search", employees()),
        (RoleAssignment, "user_id role", roles()),
        (
            CatalogueService,
            "id reference name_en name_zh department_id response_minutes resolution_minutes",
            services(),
        ),
        (ServiceStep, "service_id number department_id minutes name_en name_zh", ways()),
    ]
    with without_brakes(connection, *(model for model, _names, _lines in parts)):
        for model, names, lines in parts:
            copy_rows(connection, model, names.split(), lines)


def departments() -> Iterator[str]:
    for pk in range(1, DEPARTMENTS + 1):
        side = "back" if pk <= QUEUES else "front"
        yield "\t".join([str(pk), reference("D", pk), f"d{pk}", f"Department {pk}", f"第{pk}部", side, f"{{{pk}}}"])


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
    return EMPLOYEES


def services() -> Iterator[str]:
    for pk in range(1, QUEUES * SERVICES + 1):
        department = (pk - 1) % QUEUES + 1
        yield f"{pk}\t{reference('S', pk)}\tService {pk}\t服务{pk}\t{department}\t60\t{480 + pk % 5 * 480}"


def ways() -> Iterator[str]:
    """Two parts each: the serving department's and the next one's."""
    for pk in range(1, QUEUES * SERVICES + 1):
        department = (pk - 1) % QUEUES + 1
        yield f"{pk}\t1\t{department}\t240\tChecking\t核对"
        yield f"{pk}\t2\t{department % QUEUES + 1}\t240\tDelivery\t交付"
