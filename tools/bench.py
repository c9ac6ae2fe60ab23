"""`make bench`: what requests cost on a big company, on a PostgreSQL of its own.

Words after the module's name go to `python -m bench`, so do those of ARGS="…" of make.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tools.paths import PYTHON, ROOT, STATE, private_folder
from tools.say import GiveUp, need_space, readable_failures
from tools.test import database_url
from tools.translations import compile_catalogues

# A million tickets with their clocks and events, the indexes, and as much again for the peer's copy.
SPACE = 15 * 1024**3


def main() -> None:
    with readable_failures(STATE):
        need_space(private_folder(STATE), SPACE)
        compile_catalogues()
        with database_url("bench") as url:
            environment = {
                **os.environ,
                "DATABASE_URL": url,
                "PORTAL_STATE": str(private_folder(STATE / "bench")),
                "PORTAL_PROCESS": "bench",
                "DJANGO_SETTINGS_MODULE": "portal.settings",
                "PYTHONPATH": str(ROOT),
            }
            assets = [str(PYTHON), "-m", "tools.prepare", "assets"]
            if subprocess.run(assets, cwd=ROOT, env=environment, check=False).returncode:
                raise GiveUp("Style sheets and scripts could not be collected; the reason stands above.")
            argv = [str(PYTHON), "-m", "bench", *sys.argv[1:]]
            status = subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode
            if not status and not sys.argv[1:]:
                argv = [str(PYTHON), "-m", "bench.ideas"]
                status = subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode
            sys.exit(status)


if __name__ == "__main__":
    main()
