"""service_create and service_edit."""

import pytest

from feedback.tickets.models import CatalogueService
from feedback.tickets.services import service_create, service_edit
from feedback.tickets.tests.check import refused
from feedback.tickets.tests.factory import MONDAY, Scene
from portal.people.models import User

VALUES = {"name_en": "Invoice", "name_zh": "发票", "response_minutes": 30, "resolution_minutes": 60, "now": MONDAY}


def test_it_works(scene: Scene) -> None:
    service = service_create(department=scene.billing.reference, by=scene.clerk_head, **VALUES)
    assert service.reference.startswith("S-")
    edited = service_edit(reference=service.reference, name_en="Invoices", by=scene.admin, now=MONDAY, version=1)
    assert (edited.name_en, edited.version) == ("Invoices", 2)


def test_the_same_again_changes_nothing(scene: Scene) -> None:
    assert service_edit(reference=scene.service.reference, response_minutes=60, by=scene.admin, now=MONDAY).version == 1


def test_to_another_department(scene: Scene) -> None:
    reference, target = scene.service.reference, scene.logistics.reference
    refused("not_allowed", service_edit, reference=reference, department=target, by=scene.clerk_head, now=MONDAY)
    assert (
        service_edit(reference=reference, department=target, by=scene.admin, now=MONDAY).department == scene.logistics
    )


def test_only_administrators_and_the_departments_head(scene: Scene) -> None:
    for person in (scene.clerk, scene.driver_head, scene.agent, scene.reader):
        refused("not_allowed", service_create, department=scene.billing.reference, by=person, **VALUES)
        refused("not_allowed", service_edit, reference=scene.service.reference, active=False, by=person, now=MONDAY)
    assert CatalogueService.objects.get().active


def test_stale(scene: Scene) -> None:
    refused(
        "stale", service_edit, reference=scene.service.reference, active=False, by=scene.admin, now=MONDAY, version=2
    )


@pytest.mark.parametrize(
    "change",
    [
        {"response_minutes": 0},
        {"resolution_minutes": 10**7},
        {"response_minutes": 61},
        {"name_zh": "  "},
    ],
)
def test_malformed(scene: Scene, change: dict[str, object]) -> None:
    by: User = scene.admin
    values = VALUES | {"department": scene.billing.reference, "by": by} | change
    refused("malformed", service_create, **values)


def test_unknown_department(scene: Scene) -> None:
    refused("unknown_department", service_create, department="D-0", by=scene.admin, **VALUES)
