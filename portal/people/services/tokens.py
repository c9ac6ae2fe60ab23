"""Verbs about API tokens. Only their owner makes, sees and revokes them."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Refused
from portal.people.access import access_of, get_visible, not_allowed
from portal.people.models import ApiToken, User
from portal.people.registry import token_scopes
from portal.people.rules import MAX_TOKEN_DAYS, unknown_scopes
from portal.records.services import event_write

MAX_LIVE = 50


def token_create(
    *, by: User, now: dt.datetime, name: str, scopes: Iterable[str], days: int = 90
) -> tuple[ApiToken, str]:
    """A token of `by`, valid for `days` (1 to 365), and its key, which is kept nowhere.

    Refuses unknown or no scopes and other days (Malformed), more than 50 live tokens (`too_many_tokens`), and a
    caller who came with a token: a leaked one must not make another.
    """
    _only_by_session(by)
    scopes = sorted(set(scopes))
    _check(scopes, days)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        live = ApiToken.objects.filter(user=by, revoked_at=None, expires_at__gt=now).count()
        if live >= MAX_LIVE:
            text = _("You have %(count)s tokens. Revoke one that you don't need first.") % {"count": live}
            raise Refused("too_many_tokens", text)
        key = ApiToken.new_key()
        token = ApiToken.objects.create(
            user=by,
            name=name.strip() or _("API token"),
            digest=ApiToken.digest_of(key),
            hint=key[:8],
            scopes=scopes,
            created_at=now,
            expires_at=now + dt.timedelta(days=days),
        )
        event_write(subject=by, verb="token.created", by=by, at=now, data={"token": token.reference, "scopes": scopes})
    return token, key


def token_revoke(*, by: User, now: dt.datetime, token: str) -> ApiToken:
    """End a token at once; a second time changes nothing."""
    _only_by_session(by)
    with transaction.atomic():
        row: ApiToken = get_visible(ApiToken, by, token, lock=True)
        if row.revoked_at is None:
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            event_write(subject=by, verb="token.revoked", by=by, at=now, data={"token": row.reference})
    return row


def _only_by_session(by: User) -> None:
    access = access_of(by)
    if access.scopes is not None:
        raise Refused("session_only", _("Tokens are made and revoked in the browser, not by another token."))
    if not access.may("people.token"):
        raise not_allowed("people.token")


def _check(scopes: list[str], days: int) -> None:
    errors: dict[str, list[str]] = {}
    unknown = unknown_scopes(scopes, token_scopes())
    if unknown:
        errors["scopes"] = [_("Unknown scopes: %(names)s.") % {"names": ", ".join(unknown)[:200]}]
    elif not scopes:
        errors["scopes"] = [_("Choose at least one scope.")]
    if not 1 <= days <= MAX_TOKEN_DAYS:
        errors["days"] = [_("A number of days from 1 to %(max)s.") % {"max": MAX_TOKEN_DAYS}]
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
