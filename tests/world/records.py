"""Files, saved views, messages in the inbox."""

from __future__ import annotations

from portal.records.models import SavedView, StoredFile
from tests.world.base import World


def add(world: World) -> None:
    view = SavedView.objects.create(
        owner=world.visitor, list_name="tickets", name="我的工单", query="state=new", shared=True
    )
    world.samples |= {
        "records:file": (StoredFile.objects.latest("pk").reference,),
        "records:delete-view": (view.reference,),
    }
