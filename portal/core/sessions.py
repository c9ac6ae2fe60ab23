"""Sessions in the database, as Django keeps them, found by a statement that is made once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from portal.core.statements import Statement


def _live(key: str, now: dt.datetime) -> Any:
    return SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now)[:1]


_LIVE = Statement(_live, "session key", dt.datetime(1901, 1, 1, tzinfo=dt.UTC))


class SessionStore(db.SessionStore):
    """Django looks for a class of this name in the module of `SESSION_ENGINE`."""

    def _get_session_from_db(self) -> Any:
        found = _LIVE.first(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found
