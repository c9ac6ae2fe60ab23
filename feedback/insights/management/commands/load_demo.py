"""`manage.py load_demo`: the demonstration company, into an empty portal only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feedback.insights.demo.load import load_demo
from portal.people.models import User


class Command(BaseCommand):
    help = "Loads the demonstration company into an empty portal."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are people in this portal already; the demonstration company needs an empty one.")
        load_demo(timezone.now())
        self.stdout.write("The demonstration company is there; the README lists its logins.")
