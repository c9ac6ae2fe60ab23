"""Ending what somebody is signed in with."""

import datetime as dt

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from portal.people.models import ApiToken, User


def sessions_end(*, user: User, keep: str | None = None) -> int:
    """Delete the sessions of `user`, but for the one with the key `keep`. The number of ended ones.

    A session that was never listed dies too, as every session carries a hash of the password: the leaver's
    verb takes the password away, a changed password changes the hash.
    """
    listed = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    keys = list(listed.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    listed.filter(session_key__in=keys).delete()
    return len(keys)


def tokens_end(*, user: User, now: dt.datetime) -> int:
    """Revoke every live token of `user`. The number of revoked ones."""
    return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
