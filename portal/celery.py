"""The Celery application. The broker only wakes workers up; what is to be done stands in PostgreSQL."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log_format(**_: Any) -> None:
    """Celery sets up no logging of its own when somebody listens here; Django's LOGGING stands already."""
