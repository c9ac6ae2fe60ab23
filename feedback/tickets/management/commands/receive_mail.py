"""Takes one mail on standard input: `receive_mail --to ${recipient}` behind a mail server's pipe."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error
from django.utils import timezone

from feedback.tickets.choices import Route
from feedback.tickets.services.inbound.receiving import mail_receive

TRY_AGAIN_LATER = 75  # EX_TEMPFAIL: the mail server keeps the mail and tries again


class Command(BaseCommand):
    help = "Store the mail on standard input and print its reference. Status 75: not taken, try again later."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="the envelope's recipient")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        try:
            mail, _new = mail_receive(raw=raw, route=Route.PIPE, now=timezone.now(), recipient=options["to"])
        except (Error, OSError) as exc:
            self.stderr.write(f"not taken: {type(exc).__name__}")
            sys.exit(TRY_AGAIN_LATER)
        self.stdout.write(mail.reference)
