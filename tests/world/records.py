"""Files, saved views, messages in the inbox."""

from __future__ import annotations

from portal.records.models import SavedView, StoredFile
from tests.world.base import World


def add(world: World) -> None:
    view, *_others = [
        SavedView.objects.create(
            owner=world.visitor, list_name="tickets", name=name, query="state=new", shared=name == "我的工单"
        )
        for name in ("我的工单", "我的退款", "我的发票")
    ]
    world.samples |= {
        "records:file": (StoredFile.objects.latest("pk").reference,),
        "records:delete-view": (view.reference,),
        "records:view": (view.reference,),
        "api:saved-view-*": (view.reference,),
    }
