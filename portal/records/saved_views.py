"""Saved views: a list's filters under a name, for oneself or shared as a link; one of them may open the list.

A view holds an address, never rows: whoever opens it sees of its rows what they may see anyway.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, NotFound, Refused
from portal.core.statements import Statement
from portal.records.models import SavedView


def views_for(user: Any) -> Any:
    """One's own, and those that others share."""
    return SavedView.objects.filter(Q(owner=user) | Q(shared=True))


def _of_list(person: int, list_name: str) -> Any:
    return views_for(person).filter(list_name=list_name).order_by("name", "id")


OF_LIST = Statement(_of_list, -7001, "a list's name")


def view_for(user: Any, reference: str) -> SavedView:
    found: SavedView | None = views_for(user).filter(reference=_clean(reference)).first()
    if found is None:
        raise NotFound()
    return found


def view_save(*, by: Any, list_name: str, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep `query` under a name; the same name again replaces what it held."""
    return SavedView.objects.update_or_create(
        owner=by, list_name=list_name, name=_named(name), defaults={"query": query, "shared": shared}
    )[0]


def view_change(*, by: Any, reference: str, **values: Any) -> SavedView:
    """Rename, share or not, take as what opens the list (`opens`), hold another `query`: only what is named changes.

    Only its owner may. Refuses a name that another view of the list has (`name_taken`).
    """
    with transaction.atomic():
        view = _own(by, reference)
        if "name" in values:
            values["name"] = _named(values["name"])
            same = SavedView.objects.filter(owner=by, list_name=view.list_name, name=values["name"])
            if same.exclude(pk=view.pk).exists():
                raise name_taken()
        if values.get("opens"):
            SavedView.objects.filter(owner=by, list_name=view.list_name, opens=True).update(opens=False)
        for name, value in values.items():
            setattr(view, name, value)
        view.save(update_fields=list(values))
    return view


def view_delete(*, by: Any, reference: str) -> None:
    _own(by, reference).delete()


def name_taken() -> Refused:
    return Refused("name_taken", _("You have a view of this name already."), field="name")


def _own(by: Any, reference: str) -> SavedView:
    """Under its lock. What others share is seen but theirs to change."""
    view: SavedView | None = SavedView.objects.select_for_update().filter(owner=by, reference=_clean(reference)).first()
    if view is None:
        raise NotFound()
    return view


def _clean(reference: str) -> str:
    return reference.replace("\x00", "").upper()


def _named(name: str) -> str:
    name = name.replace("\x00", "").strip()
    if not 0 < len(name) <= 60:
        text = _("Give the view a name of up to 60 characters.")
        raise Malformed("malformed", text, errors={"name": [text]})
    return name
