"""gunicorn's settings; every name here is one of its own. Memory and threads measured for a small machine."""

import gc
import os
from typing import Any, cast

from portal.logs import LOGGING

worker_class = "gthread"
# Imported once and then forked: half the time to start, and the workers share the memory.
preload_app = True
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
# A request that takes longer than this is lost anyway: PostgreSQL gives up after 30 s.
timeout = 60
graceful_timeout = 10
keepalive = 5
# The heartbeat file in memory: on a disk that is full or slow a healthy worker would be killed.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# Header lines a client may send; more is answered with 431 before the portal sees it.
limit_request_fields = 100
limit_request_field_size = 8190
_own_lines: dict[str, Any] = {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}}
logconfig_dict = {**LOGGING, "loggers": cast(dict[str, Any], LOGGING["loggers"]) | _own_lines}
# The portal's own request line has ids and no addresses; gunicorn's would have addresses.
accesslog = None
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """Before the workers are forked: what the programs are made of is no garbage, and need not be looked through.

    A collection that walks through all of it stands in some request's way, and unshares its memory.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
