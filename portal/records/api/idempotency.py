"""`Idempotency-Key`: the same key and body get the same answer, however often and however parallel.

The key's row is inserted in the same transaction as the verb's work. A parallel request with the key waits at
the unique index until the first one has committed, and then reads its answer; if the first one was refused or
died, everything is rolled back, the key included, and the next one does the work.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.response import Response

from portal.core.errors import Malformed, Refused
from portal.records.models import IdempotencyKey

HEADER = "Idempotency-Key"
MAX_LENGTH = 100


class KeyReused(Refused):
    """The key came before with another body: 422."""

    status = 422


class IdempotentMixin:
    """For REST views: every POST that carries the header goes through `run_once`.

    A view with `once_per_row` keeps a key for each row instead: its rows are transactions of their own.
    """

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        whole = not getattr(self, "once_per_row", False)
        if whole and request.method == "POST" and HEADER in request.headers and request.user.is_authenticated:
            handler = self.post  # type: ignore[has-type]
            self.post = lambda request, *a, **k: run_once(request, lambda: handler(request, *a, **k))


def run_once(request: Any, handle: Callable[[], Response]) -> Response:
    """The answer of `handle`, or the kept one. A refusal leaves no key behind, so it can be tried again."""
    key = key_of(request)
    with transaction.atomic():
        row = _claim(request.user, key, _digest(request))
        if row.status is not None:
            return _replay(row)
        response = handle()
        _keep(row, response)
        return response


def key_of(request: Any) -> str:
    """The header's key, empty without one; a key that can't be kept is Malformed."""
    key: str = request.headers.get(HEADER, "")
    if HEADER in request.headers and not (0 < len(key) <= MAX_LENGTH and key.isprintable()):
        text = _("A key of 1 to %(max)s printable characters.") % {"max": MAX_LENGTH}
        raise Malformed("bad_idempotency_key", text, errors={HEADER: [text]})
    return key


def redirect_once(*, user: Any, key: str, handle: Callable[[], str]) -> str:
    """The same for a page's form: `handle` does the work and gives the URL to go to; a second click gets it too."""
    with transaction.atomic():
        row = _claim(user, key, "page")
        if row.status is None:
            row.status, row.headers = 302, {"Location": handle()}
            row.save(update_fields=["status", "headers"])
        return str(row.headers["Location"])


def once(*, user: Any, key: str, digest: str, handle: Callable[[], Any]) -> None:
    """Do the work of one row among many, unless this key did it before; a refusal leaves no key behind."""
    with transaction.atomic():
        row = _claim(user, key, digest)
        if row.status is None:
            handle()
            row.status = 200
            row.save(update_fields=["status"])


def _claim(user: Any, key: str, digest: str) -> IdempotencyKey:
    """Insert the key or wait for whoever holds it; refuses a key that came with another body."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_idempotencykey (user_id, key, request_digest, body, headers, created_at)"
            " VALUES (%s, %s, %s, '', '{}', now()) ON CONFLICT (user_id, key) DO NOTHING",
            [user.pk, key, digest],
        )
    row = IdempotencyKey.objects.select_for_update().get(user=user, key=key)
    if row.request_digest != digest:
        raise KeyReused("key_reused", _("This Idempotency-Key came before with another request. Use a new one."))
    return row


def _digest(request: Any) -> str:
    parts = [request.method, request.path, json.dumps(request.data, sort_keys=True, default=str)]
    parts += [f"{name}:{upload.size}" for name, upload in sorted(request.FILES.items())] if request.FILES else []
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _keep(row: IdempotencyKey, response: Response) -> None:
    row.status = response.status_code
    row.body = json.dumps(response.data, default=str, ensure_ascii=False).encode()
    row.headers = {name: response[name] for name in ("ETag", "Location") if name in response}
    row.save(update_fields=["status", "body", "headers"])


def _replay(row: IdempotencyKey) -> Response:
    response = Response(json.loads(bytes(row.body) or b"null"), status=row.status)
    for name, value in row.headers.items():
        response[name] = value
    return response
