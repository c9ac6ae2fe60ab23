"""`make test`: every test, on a PostgreSQL of its own and in a real Chromium.

Words after the module's name go to pytest, so do those of ARGS="…" of make.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools.install import install_debian
from tools.paths import PYTHON, ROOT, STATE, private_folder
from tools.postgres import Server
from tools.say import GiveUp, need_space, readable_failures, say
from tools.translations import compile_catalogues

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_PACKAGES = ["chromium", "fonts-noto-cjk", "fonts-liberation"]
# On two processors a third one works while the others wait for a browser, a database or a process that starts.
PROCESSES = "3"


def main() -> None:
    with readable_failures(STATE):
        need_space(private_folder(STATE))
        compile_catalogues()
        chromium = find_chromium()
        with only_test(), database_url() as url:
            environment = test_environment(url, chromium)
            build_assets(environment)
            sys.exit(run_pytest(environment, sys.argv[1:]))


def find_chromium() -> str:
    """Path of a Chromium; installed when there is none, because a skipped test tests nothing."""
    named = os.environ.get("CHROME")
    if named:
        if not shutil.which(named):
            raise GiveUp(f"CHROME={named} is not a program. Name a Chromium, or leave CHROME out.")
        return named
    if not installed_chromium():
        install_debian(CHROMIUM_PACKAGES, "A browser for the browser tests")
    return installed_chromium() or CHROMIUM_NAMES[0]


def installed_chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@contextmanager
def only_test() -> Iterator[None]:
    """Two runs in one checkout would share the test database."""
    with (STATE / "test.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GiveUp("Tests are already running in this checkout. Wait for them, or use another one.") from None
        yield


@contextmanager
def database_url(name: str = "test") -> Iterator[str]:
    """The one in the environment, else a server of our own that ends with the tests."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    server = Server(name)
    server.prepare()
    with (STATE / f"postgres-{name}.log").open("w") as output:
        process = server.start(output)
        try:
            server.wait_until_ready(process)
            server.make_role_and_database()
            yield server.url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def test_environment(url: str, chromium: str) -> dict[str, str]:
    """The tests' settings do not depend on what the shell happens to have set for a production start."""
    state = private_folder(STATE / "test")
    return {
        **{name: value for name, value in os.environ.items() if name not in ("PRODUCTION", "DEBUG", "SECRET_KEY")},
        "DATABASE_URL": url,
        "CHROME": chromium,
        "PORTAL_STATE": str(state),
        "PORTAL_PROCESS": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONPATH": str(ROOT),
    }


def build_assets(environment: dict[str, str]) -> None:
    """Pages of the browser tests load the same collected files as those of a real start."""
    answer = subprocess.run([str(PYTHON), "-m", "tools.prepare", "assets"], cwd=ROOT, env=environment, check=False)
    if answer.returncode:
        raise GiveUp("Style sheets and scripts could not be collected; the reason stands above.")


def run_pytest(environment: dict[str, str], words: list[str]) -> int:
    argv = [str(PYTHON), "-m", "pytest", *([] if given_processes(words) else ["-n", PROCESSES]), *words]
    say(" ".join(["pytest", *argv[3:]]))
    with subprocess.Popen(argv, cwd=ROOT, env=environment) as process:
        # Ctrl-C reaches pytest by the terminal; wait for its summary and only then stop the database.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return process.wait()


def given_processes(words: list[str]) -> bool:
    return any(word.startswith(("-n", "--numprocesses")) for word in words)


if __name__ == "__main__":
    main()
