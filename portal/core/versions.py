"""Optimistic locking: objects carry `version`; an edit that was made on an older one is refused."""

from typing import Any

from django.utils.translation import gettext as _

from portal.core.errors import Stale


def check_version(obj: Any, expected: int | None) -> None:
    """Refuse with Stale when the caller has read an older version. Call it under the row's lock."""
    if expected is not None and obj.version != expected:
        raise Stale(
            "stale",
            _("This was changed since you read it (version %(now)s, yours %(yours)s). Look at it again first.")
            % {"now": obj.version, "yours": expected},
            {"version": obj.version},
        )
