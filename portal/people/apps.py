from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"

    def ready(self) -> None:
        """Let every app put its rows into the registries (permission table, kinds of messages, …)."""
        autodiscover_modules("permissions", "messages", "registrations")
