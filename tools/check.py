"""`make check`: everything that can be known without running a test. All at once, each finding with its command."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tools.paths import PYTHON, ROOT, STATE, private_folder
from tools.say import readable_failures, say

# The checks need no server; Django only has to be able to read the settings.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "CELERY_BROKER_URL": "filesystem://",
    "SECRET_KEY": "checks-sign-nothing-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "PRODUCTION": "0",
    "DEBUG": "0",
}
PRODUCTION = {
    "PRODUCTION": "1",
    "ALLOWED_HOSTS": "portal.example.org",
    "PUBLIC_URL": "https://portal.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://portal.example.org",
    "CELERY_BROKER_URL": "amqp://portal@rabbitmq.example.org",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
# makemigrations also asks the database which migrations it has seen; there is none here, and that is no finding.
QUIET = "ignore:Got an error checking a consistent migration history:RuntimeWarning"


@dataclass(frozen=True)
class Step:
    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


STEPS = (
    # The slowest first: two processors share the rest while it runs.
    Step("types", ("-m", "mypy", "--no-error-summary")),
    Step("lint", ("-m", "ruff", "check", "--quiet", ".")),
    Step("format", ("-m", "ruff", "format", "--check", "--quiet", "--diff", ".")),
    Step("layers", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")),
    Step("translations", ("-m", "tools.translations", "check")),
    # Runs Django's own checks before it compares models with migrations.
    Step("models", ("-W", QUIET, "manage.py", "makemigrations", "--check", "--dry-run")),
    Step("production", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
)


def main(names: list[str]) -> int:
    """Run all steps, or only those named; status 1 when one finds something."""
    began = time.monotonic()
    with readable_failures(STATE):
        private_folder(STATE)
        wanted = [step for step in STEPS if step.name in names or not names]
        with ThreadPoolExecutor(max_workers=2) as pool:
            failed = [step.name for step, passed in zip(wanted, pool.map(run, wanted), strict=True) if not passed]
    say(
        f"{len(wanted)} checks in {time.monotonic() - began:.1f} s"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed or not wanted else 0


def run(step: Step) -> bool:
    began = time.monotonic()
    answer = subprocess.run(
        [str(PYTHON), *step.words],
        cwd=ROOT,
        env={**os.environ, **SETTINGS, **step.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = answer.returncode == 0
    line = f"{'ok    ' if passed else 'FAILED'} {step.name:<14}{time.monotonic() - began:5.1f} s"
    say(line if passed else f"{line}\n{answer.stdout.rstrip()}")
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
