"""Writes a plan into the database: people by COPY into a staging table and two statements."""

# ruff: noqa: S608  (only names of columns from this file are put into statements)

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils.translation import gettext as _

from portal.core.errors import Refused
from portal.core.names import sort_key
from portal.core.refs import new_reference
from portal.core.search import index_tokens
from portal.people.models import RoleAssignment, User
from portal.people.rules import has_left
from portal.people.services.importing.plan import KEYS, Person, Plan
from portal.people.services.importing.units import write_leaders, write_units
from portal.people.services.leaving import end_account
from portal.people.services.sessions import sessions_end
from portal.records.models import Event

# name, type: what is staged of every new or changed person.
STAGED = (
    ("id", "int8"), ("version", "int4"), ("reference", "text"), ("password", "text"), ("employee_number", "text"),
    ("email", "text"), ("full_name", "text"), ("latin_name", "text"), ("phone", "text"), ("job_title", "text"),
    ("department_id", "int8"), ("language", "text"), ("timezone", "text"), ("external_id", "text"), ("left_on", "date"),
    ("is_active", "bool"), ("name_key", "text"), ("tokens", "text[]"), ("rekeyed", "bool"), ("fields", "text"),
)  # fmt: skip
PLAIN = (
    "employee_number", "email", "full_name", "latin_name", "phone", "job_title", "department_id", "language",
    "timezone", "external_id", "left_on", "is_active", "name_key",
)  # fmt: skip


def write_plan(plan: Plan, *, by: User, now: dt.datetime, step: Callable[[], None]) -> None:
    """Everything or nothing, in the caller's transaction, under the locks of tree and import."""
    write_units(plan.units, by=by, now=now)
    _stage(plan, step)
    _write_people(by, now)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE staged_people")
    ids = _ids(plan)

    def id_of(person: Person) -> int:
        return person.pk or ids[person.values["email"]]

    RoleAssignment.objects.filter(pk__in=plan.roles_remove).delete()
    RoleAssignment.objects.bulk_create(
        [
            RoleAssignment(user_id=id_of(person), role=role, department_id=plan.units.ids[code] if code else None)
            for person, role, code in plan.roles_add
        ],
        batch_size=2000,
    )
    write_leaders(plan.units, id_of)
    _role_events(plan, id_of, by, now)
    _end_what_ends(plan, by, now, step)


def _stage(plan: Plan, step: Callable[[], None]) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in STAGED)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE staged_people ({columns}) ON COMMIT DROP")
        with cursor.copy("COPY staged_people FROM STDIN") as copy:
            copy.set_types([kind for _name, kind in STAGED])
            for count, row in enumerate(_staged_rows(plan)):
                copy.write_row(row)
                if count % 500 == 0:
                    step()
        cursor.execute("ANALYZE staged_people")


def _staged_rows(plan: Plan) -> Iterator[tuple[Any, ...]]:
    for person in plan.people:
        if person.pk is not None and not person.changed:
            continue
        values = person.values
        gone = has_left(values["left_on"], plan.today)
        yield (
            person.pk,
            person.version,
            new_reference("P") if person.pk is None else "",
            make_password(None) if person.pk is None else "",
            values["employee_number"],
            values["email"],
            values["full_name"],
            values["latin_name"],
            values["phone"],
            values["job_title"],
            plan.units.ids[values["department"]] if values["department"] else None,
            values["language"],
            values["timezone"],
            values["external_id"],
            values["left_on"],
            # A leaver's account is ended by the verb, later, with everything that belongs to it.
            not gone if person.pk is None or not person.active else True,
            sort_key(values["full_name"]),
            index_tokens(values["full_name"], values["latin_name"], values["email"], values["job_title"]),
            bool(set(KEYS) & set(person.changed)),
            ",".join(person.changed),
        )


def _write_people(by: User, now: dt.datetime) -> None:
    sets = ", ".join(f"{name} = s.{name}" for name in PLAIN)
    names = ", ".join(PLAIN)
    with connection.cursor() as cursor:
        # Out of the way first: within one file two people may swap what has to be unique.
        cursor.execute(
            "UPDATE people_user u SET email = '~' || u.id, employee_number = NULL, external_id = NULL"
            " FROM staged_people s WHERE u.id = s.id AND u.version = s.version AND s.rekeyed"
        )
        cursor.execute("SELECT count(*) FROM staged_people WHERE id IS NOT NULL")
        expected = cursor.fetchone()[0]
        cursor.execute(
            f"UPDATE people_user u SET {sets}, version = u.version + 1, search = array_to_tsvector(s.tokens)"
            " FROM staged_people s WHERE u.id = s.id AND u.version = s.version"
        )
        if cursor.rowcount != expected:
            raise Refused("changed_meanwhile", _("Somebody changed a colleague during the import. Start it again."))
        cursor.execute(
            "INSERT INTO people_user"
            f" (reference, password, version, search, theme, density, shortcuts, date_joined, {names})"
            f" SELECT reference, password, 1, array_to_tsvector(tokens), 'auto', '{{}}', true, %s, {names}"
            " FROM staged_people WHERE id IS NULL",
            [now],
        )
        cursor.execute(
            "INSERT INTO records_event"
            " (subject_type, subject_id, at, actor_id, verb, from_state, to_state, reason, data)"
            " SELECT 'people.user', u.id, %s, %s,"
            " CASE WHEN s.id IS NULL THEN 'employee.created' ELSE 'employee.edited' END, '', '', '',"
            " CASE WHEN s.id IS NULL THEN '{}'::jsonb"
            " ELSE jsonb_build_object('fields', string_to_array(s.fields, ',')) END"
            " FROM staged_people s JOIN people_user u ON u.email = s.email",
            [now, by.pk],
        )


def _ids(plan: Plan) -> dict[str, int]:
    emails = [person.values["email"] for person in plan.new]
    return dict(User.objects.filter(email__in=emails).values_list("email", "pk"))


def _role_events(plan: Plan, id_of: Callable[[Person], int], by: User, now: dt.datetime) -> None:
    granted: dict[int, list[str]] = {}
    for person, role, _code in plan.roles_add:
        granted.setdefault(id_of(person), []).append(role)
    rows = [
        Event(
            subject_type="people.user",
            subject_id=pk,
            verb="employee.roles_set",
            actor=by,
            at=now,
            data={"added": names},
        )
        for pk, names in granted.items()
    ]
    Event.objects.bulk_create(rows, batch_size=2000)


def _end_what_ends(plan: Plan, by: User, now: dt.datetime, step: Callable[[], None]) -> None:
    for person in plan.leaving:
        step()
        user = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        end_account(person=user, by=by, now=now)
    renamed = [person.pk for person in plan.changed if "email" in person.changed]
    for user in User.objects.filter(pk__in=renamed).exclude(pk=by.pk):
        sessions_end(user=user)
