"""Every REST refusal is an RFC 9457 problem document with a stable `code` and, for input, `errors` per field."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from portal.core.errors import Malformed, NotFound, Refused
from portal.core.races import refusal_of_database

CONTENT_TYPE = "application/problem+json"


def problem(
    status_code: int,
    code: str,
    title: str,
    *,
    errors: dict[str, list[str]] | None = None,
    detail: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = _body(status_code, code, title, errors, detail)
    return Response(body, status=status_code, content_type=CONTENT_TYPE, headers=headers)


def _body(
    status_code: int, code: str, title: str, errors: dict[str, list[str]] | None, detail: dict[str, Any] | None
) -> dict[str, Any]:
    body: dict[str, Any] = {"type": f"urn:portal:{code}", "title": title, "status": status_code, "code": code}
    return body | ({"errors": errors} if errors else {}) | ({"detail": detail} if detail else {})


def refusal_problem(refusal: Refused) -> Response:
    return Response(problem_body(refusal), status=refusal.status, content_type=CONTENT_TYPE)


def problem_body(refusal: Refused) -> dict[str, Any]:
    """The document itself, where one answer holds several."""
    errors = {refusal.field: [str(refusal.message)]} if refusal.field else {}
    if isinstance(refusal, Malformed):
        errors |= {name: [str(text) for text in texts] for name, texts in refusal.errors.items()}
    return _body(refusal.status, refusal.code, str(refusal.message), errors, refusal.detail)


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook. What is not a refusal stays an exception: a real fault must reach the log."""
    if isinstance(exc, (Http404, PermissionDenied)):
        exc = NotFound() if isinstance(exc, Http404) else exceptions.PermissionDenied()
    if not isinstance(exc, Refused):
        exc = refusal_of_database(exc) or exc
    if isinstance(exc, Refused):
        return refusal_problem(exc)
    if isinstance(exc, exceptions.ValidationError):
        title = _("Some fields need a change.")
        return problem(status.HTTP_400_BAD_REQUEST, "malformed", title, errors=_flat(exc.detail))
    if isinstance(exc, exceptions.APIException):
        return problem(exc.status_code, _code(exc), str(exc.detail), headers=_headers(exc))
    return None


def _code(exc: exceptions.APIException) -> str:
    codes = exc.get_codes()
    return codes if isinstance(codes, str) else exc.default_code


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(max(1, int(exc.wait)))  # type: ignore[attr-defined]
    return headers


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as `{"targets.0.metric": ["…"]}`."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for key, value in detail.items():
            flat |= _flat(value, f"{path}.{key}" if path else str(key))
        return flat
    if isinstance(detail, list) and any(isinstance(item, (dict, list)) for item in detail):
        flat = {}
        for index, value in enumerate(detail):
            flat |= _flat(value, f"{path}.{index}" if path else str(index))
        return flat
    texts = detail if isinstance(detail, list) else [detail]
    return {path or "non_field_errors": [str(text) for text in texts]}
