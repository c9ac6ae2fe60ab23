from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.core.assets import AssetMissing, build


class Command(BaseCommand):
    help = "Copy the browser assets that pages load from node_modules to <state>/assets and build the icon sprite."
    requires_system_checks: list[str] = []  # runs at set-up, before there is a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--node-modules", type=Path, default=settings.BASE_DIR / "node_modules")

    def handle(self, *args: Any, **options: Any) -> None:
        target = settings.STATE_DIR / "assets" / "vendor"
        try:
            changed = build(options["node_modules"], target)
        except AssetMissing as missing:
            raise CommandError(str(missing)) from missing
        if options["verbosity"]:
            self.stdout.write(f"{target}: {', '.join(changed) if changed else 'up to date'}")
