"""Verbs of the personal calendar feed: its address is a key, stored as a hash, and can be taken back."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction

from portal.people.access import require
from portal.people.models import User
from portal.records.services import event_write


def digest_of(token: str) -> str:
    """Plain SHA-256: the token is 256 random bits, so there is nothing to slow a guesser down for."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_token_make(*, by: User, now: dt.datetime) -> str:
    """A new token for one's own feed, shown once; the address with the old one stops working."""
    require(by, "training.feed")
    token = secrets.token_urlsafe(32)
    _keep(by, digest_of(token), "feed.made", now)
    return token


def feed_token_revoke(*, by: User, now: dt.datetime) -> None:
    """Switch one's own feed off. Nothing happens when there is none."""
    require(by, "training.feed")
    if by.feed_token is not None:
        _keep(by, None, "feed.revoked", now)


def _keep(user: User, digest: str | None, verb: str, now: dt.datetime) -> None:
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(feed_token=digest)
        event_write(subject=user, verb=verb, by=user, at=now)
    user.feed_token = digest
