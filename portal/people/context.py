"""What the shell shows on every page."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.core.addresses import place
from portal.core.errors import Text
from portal.people.access import access_of
from portal.people.registry import action_for
from portal.people.shell import NAVIGATION, NEW, ORGANISATION, QUICK, unread_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a fragment that doesn't draw the shell pays nothing for it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": "auto", "nav": [], "new": [], "inbox_unread": 0, "person": None, "shortcuts": True}
    return {
        "theme": user.theme,
        "nav": [entry for item in NAVIGATION if (entry := _entry(request, item))],
        "new": [_new(request, name, label) for name, label in NEW if _open(user, name)],
        "organisation": [
            {"url": place(name), "label": label, "icon": icon}
            for name, label, icon in ORGANISATION
            if _open(user, name)
        ],
        "inbox_unread": unread_of(user),
        "person": user,
        "shortcuts": user.shortcuts,
        "search_url": place("search"),
        "search_hint": _("Search tickets, ideas, people"),
    }


def _new(request: HttpRequest, name: str, label: Text) -> dict[str, Any]:
    """A form that opens over the page is told where it was opened."""
    url = place(name)
    if name not in QUICK:
        return {"url": url, "label": label}
    icon, key = QUICK[name]
    return {"url": f"{url}?{urlencode({'from': request.path})}", "label": label, "icon": icon, "key": key}


def _entry(request: HttpRequest, item: Any) -> dict[str, Any] | None:
    if not _open(request.user, item.route):
        return None
    url = place(item.route)
    active = request.path == url if url == "/" else request.path.startswith(item.prefixes)
    return {"url": url, "label": item.label, "icon": item.icon, "active": active, "key": item.key}


def _open(user: Any, route: str) -> bool:
    action = action_for(route, "GET")
    return action is not None and access_of(user).may(action)
