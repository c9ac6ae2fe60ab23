"""Brings database, assets and translations to what the checkout contains. May be run at any time."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from tools.paths import ROOT, STATE, private_folder
from tools.say import readable_failures, say
from tools.translations import AREAS, compile_catalogues

# Brought by packages and used by no page of ours; to compress them takes longer than all the rest.
UNUSED = ["redoc", "rest_framework", "django_htmx"]
ASSETS_STAMP = STATE / "assets.stamp"


def main(arguments: list[str]) -> None:
    """Everything; with the word `assets` only what browsers load."""
    with readable_failures(STATE):
        # The settings name this folder only when it is there, and they are read once.
        private_folder(STATE / "assets")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        django.setup()
        if arguments == ["assets"]:
            collect_assets()
            return
        compile_catalogues()
        say("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        collect_assets()
        fill_an_empty_portal()


def collect_assets() -> None:
    """Collect and compress what browsers load, when any of it changed."""
    call_command("build_assets", verbosity=0)
    wanted = fingerprint(asset_sources())
    target = Path(settings.STATIC_ROOT)
    if target.is_dir() and ASSETS_STAMP.exists() and ASSETS_STAMP.read_text() == wanted:
        return
    say("Collecting style sheets, scripts and pictures …")
    ASSETS_STAMP.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    ASSETS_STAMP.write_text(wanted)


def asset_sources() -> Iterable[Path]:
    """Our own files by themselves, those of packages by the lock file."""
    yield ROOT / "requirements.txt"
    yield ROOT / "tools" / "prepare.py"
    yield ROOT / "portal" / "settings.py"
    for folder in (STATE / "assets", *(ROOT / area for area in AREAS)):
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and is_asset(path))


def is_asset(path: Path) -> bool:
    return path.is_relative_to(STATE / "assets") or "static" in path.relative_to(ROOT).parts


def fingerprint(paths: Iterable[Path]) -> str:
    seen = hashlib.sha256()
    for path in paths:
        if path.exists():
            found = path.stat()
            seen.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def fill_an_empty_portal() -> None:
    """At the first start: the demonstration company, or with DEMO=0 the code that the first administrator enters."""
    if get_user_model().objects.exists():
        return
    if os.environ.get("DEMO") == "0":
        say("Nobody is here yet. Open the portal and enter this code to set it up:")
        call_command("setup_code")
        return
    say("Loading the demonstration company, about half a minute …")
    call_command("load_demo")


if __name__ == "__main__":
    main(sys.argv[1:])
