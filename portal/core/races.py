"""A constraint that decides a race speaks as IntegrityError; this turns it into the refusal that people read.

An app registers the constraint's name with a function that makes the refusal; an unknown unique or
exclusion violation is still a 409, never a 500.
"""

from collections.abc import Callable

from django.db import DatabaseError, IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from portal.core.errors import Refused

RefusalMaker = Callable[[IntegrityError], Refused]
_MAKERS: dict[str, RefusalMaker] = {}

UNIQUE, EXCLUSION, FOREIGN_KEY = "23505", "23P01", "23503"
BUSY = ("40P01", "40001", "55P03", "57014")  # deadlock, serialisation, lock and statement time-outs


def register_constraint(name: str, maker: RefusalMaker) -> None:
    _MAKERS[name] = maker


def refusal_of_database(exc: Exception) -> Refused | None:
    """The refusal behind a database exception; None when it is a real fault."""
    if isinstance(exc, (ProtectedError, RestrictedError)):
        return Refused("in_use", _("Other records still need this one, so it can't be deleted."))
    if not isinstance(exc, DatabaseError):
        return None
    cause = exc.__cause__
    sqlstate = getattr(cause, "sqlstate", None)
    if isinstance(exc, IntegrityError):
        name = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
        if name in _MAKERS:
            return _MAKERS[name](exc)
        if sqlstate in (UNIQUE, EXCLUSION):
            return Refused("taken", _("Somebody else saved the same at the same moment. Look at theirs first."))
        if sqlstate == FOREIGN_KEY:
            return Refused("gone", _("Something that this refers to is no longer there. Load the page again."))
    if sqlstate in BUSY:
        return Refused("busy", _("Several people are changing this right now. Nothing was saved; try again."))
    return None
