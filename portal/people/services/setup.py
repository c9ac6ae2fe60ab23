"""The first start: one administrator, the company, its first site and department."""

import datetime as dt
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import NotFound, Refused
from portal.core.refs import ALPHABET, LENGTH, normalise
from portal.people.models import Role, RoleAssignment, Side, Site, User
from portal.people.services.departments import department_create
from portal.people.services.writing import SETUP_LOCK, derive, lock
from portal.people.setup_registry import CALENDARS
from portal.records.services import event_write

TRIES, WINDOW = 10, 300


class _Known:
    """Once somebody exists there is always somebody: the question is asked until the first yes."""

    somebody = False


def is_set_up() -> bool:
    if not _Known.somebody:
        _Known.somebody = User.objects.exists()
    return _Known.somebody


def forget_set_up() -> None:
    """For tests and for commands that empty the database."""
    _Known.somebody = False


def code_file() -> Path:
    return Path(settings.STATE_DIR) / "setup_code"


def setup_code() -> str:
    """The one-time code: who reads the server's state folder owns the installation. Made once, readable by us alone.

    Refuses (NotFound) once there is somebody.
    """
    if User.objects.exists():
        raise NotFound()
    path = code_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH + 2))
    with os.fdopen(descriptor, "w") as file:
        file.write(f"SET-{body}\n")
    return f"SET-{body}"


def setup_finish(
    *,
    now: dt.datetime,
    code: str,
    email: str,
    password: str,
    full_name: str,
    company_en: str,
    company_zh: str,
    site: str,
    timezone: str,
    calendar: str,
    department_en: str,
    department_zh: str,
    side: str,
) -> User:
    """Everything that a first day needs, in one transaction. The company is the root of the department tree.

    Refuses NotFound once there is somebody, `wrong_code`, and `too_many_tries` (10 in five minutes).
    """
    with transaction.atomic():
        lock(SETUP_LOCK)
        _check_code(code)
        admin = _administrator(email=email, password=password, full_name=full_name, now=now)
        place = Site.objects.create(code="main", name_en=site, name_zh=site, timezone=timezone)
        root = department_create(
            by=admin, now=now, code="company", name_en=company_en, name_zh=company_zh, side=Side.SUPPORT, site=place
        )
        first = department_create(
            by=admin,
            now=now,
            code="first",
            name_en=department_en,
            name_zh=department_zh,
            parent=root,
            side=side,
            site=place,
        )
        User.objects.filter(pk=admin.pk).update(department=first)
        if calendar:
            CALENDARS[calendar].load(admin, now)
        event_write(subject=admin, verb="portal.set_up", by=admin, at=now)
    code_file().unlink(missing_ok=True)
    admin.refresh_from_db()
    return admin


def administrator_create(*, email: str, password: str, full_name: str, now: dt.datetime) -> User:
    """From the command line: a new administrator, or the role for somebody who is here. Their password stays."""
    with transaction.atomic():
        lock(SETUP_LOCK)
        person: User | None = User.objects.select_for_update().filter(email=email.lower()).first()
        if person is None:
            return _administrator(email=email, password=password, full_name=full_name, now=now)
        if not person.is_active:
            raise Refused("person_left", _("Somebody who has left holds no role."))
        RoleAssignment.objects.get_or_create(user=person, role=Role.ADMINISTRATOR, department=None)
        event_write(subject=person, verb="employee.role_granted", by=None, at=now, data={"role": "administrator"})
    return person


def _administrator(*, email: str, password: str, full_name: str, now: dt.datetime) -> User:
    admin = User(email=email.strip().lower(), full_name=full_name)
    admin.set_password(password)
    derive(admin)
    admin.save(force_insert=True)
    admin.refresh_from_db(fields=["search"])
    RoleAssignment.objects.create(user=admin, role=Role.ADMINISTRATOR)
    event_write(subject=admin, verb="employee.created", by=None, at=now)

    return admin


def _check_code(code: str) -> None:
    right = setup_code()
    cache.add("setup-tries", 0, WINDOW)
    if cache.incr("setup-tries") > TRIES:
        raise Refused("too_many_tries", _("Too many codes were tried. Wait five minutes."), field="code")
    if not secrets.compare_digest(normalise(code).encode(), normalise(right).encode()):
        raise Refused("wrong_code", _("This isn't the code that stands on the server."), field="code")
