"""`manage.py create_token EMAIL [--scopes a,b] [--days N] [--name TEXT]`: prints an API token, and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.core.errors import Malformed, Refused
from portal.people.models import User
from portal.people.registry import token_scopes
from portal.people.services.tokens import token_create


class Command(BaseCommand):
    help = "Print a new API token of an active colleague. Without --scopes it may everything that they may."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--scopes", help="comma-separated, for example tickets:read,tickets:write")
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--name", default="command line")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.active().filter(email=options["email"].strip().lower()).first()
        if owner is None:
            raise CommandError("No active colleague has this e-mail.")
        given = options["scopes"]
        scopes = token_scopes() if given is None else [name.strip() for name in given.split(",") if name.strip()]
        try:
            _token, key = token_create(
                by=owner, now=timezone.now(), name=options["name"][:80], scopes=scopes, days=options["days"]
            )
        except Malformed as refusal:
            raise CommandError("; ".join(str(text) for texts in refusal.errors.values() for text in texts)) from None
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(key)
