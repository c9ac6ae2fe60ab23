"""One log format for web, worker and beat: a JSON line with process, request and task ids, no personal data."""

import os
import re
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


# Links that are secrets themselves: password reset keys, personal calendar feeds.
_SECRET_PATH = re.compile(r"(/password/reset/key/|/feed/)[^/\s]+")


def loggable(request: str) -> str:
    """`GET /path` without its query (people search for names and numbers) and without secret links."""
    return _SECRET_PATH.sub(r"\1…", request.partition("?")[0])


def _drop_personal(_logger: object, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Addresses and browser names identify people; request and user ids are enough to follow a fault."""
    for key in ("ip", "user_agent"):
        event.pop(key, None)
    if isinstance(event.get("request"), str):
        event["request"] = loggable(event["request"])
    event["process"] = os.environ.get("PORTAL_PROCESS", "manage")
    return event


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _drop_personal,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "filters": {"nameless": {"()": "portal.core.nameless.NamelessFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        # allauth and Django name people in their own lines only at debug level.
        "django.request": {"filters": ["nameless"]},
        "django.server": {"level": "WARNING", "propagate": True},
        "django_structlog.celery": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}


def configure_structlog() -> None:
    """Route structlog through the standard library, so that both write the same line."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
