"""Fetches what is new in the mailbox now, instead of at the next minute."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from feedback.tickets.services.inbound.fetching import mailbox_fetch


class Command(BaseCommand):
    help = "Store the unseen mails of the mailbox of INBOUND_IMAP_URL and print how many were new."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(mailbox_fetch(now=timezone.now)))
