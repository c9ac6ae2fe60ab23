"""`manage.py setup_code`: prints the code that the first administrator enters at /setup/."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core.errors import NotFound
from portal.people.services.setup import setup_code


class Command(BaseCommand):
    help = "Print the one-time code for /setup/ while there is no account yet."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(setup_code())
        except NotFound:
            raise CommandError("The portal is set up already.") from None
