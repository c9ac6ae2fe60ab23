from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"

    def ready(self) -> None:
        from portal.core.moments import read_moments_quickly  # noqa: PLC0415  once Django is set up

        read_moments_quickly()
