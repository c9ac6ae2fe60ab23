"""`manage.py create_admin EMAIL [--name NAME]`: an administrator; the password is asked for, or read from stdin."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from portal.core.errors import Refused
from portal.people.models import User
from portal.people.services.setup import administrator_create


class Command(BaseCommand):
    help = "Make an administrator, or give the role to somebody who is here already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("This is no e-mail address.") from None
        password = "" if User.objects.filter(email=email).exists() else self._password()
        name = options["name"].strip() or email.partition("@")[0]
        try:
            person = administrator_create(email=email, password=password, full_name=name[:120], now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(f"{person.reference} is an administrator.")

    def _password(self) -> str:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
        except ValidationError as exc:
            raise CommandError(" ".join(exc.messages)) from None
        return password
