"""An edit that was made on an older version: nothing is saved, both texts are shown beside each other.

`form_page(…, edited=Edited(…))` does all of it: the hidden `version`, the first values, the page with both texts.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from portal.core.wording import day
from portal.records.models import Event

Values = Callable[[Any], dict[str, Any]]


def no_values(obj: Any) -> dict[str, Any]:
    return {}


def attributes(*names: str) -> Values:
    """Fields of the form that are fields of the object."""
    return lambda obj: {name: getattr(obj, name) for name in names}


def written_as(*verbs: str) -> Callable[[Any], Any]:
    """The events of the object with these verbs: those that raise its `version`."""
    return lambda obj: Event.objects.about(obj).filter(verb__in=verbs)


@dataclass(frozen=True)
class Edited:
    """What a form changes: an object with `version`.

    `events` finds what raised the version, the last of them tells who was quicker. `values` gives the present value
    of each field of the form, rows as instances; a form that only takes a step (cancel, close) has none.
    """

    obj: Any
    events: Callable[[Any], Any]
    values: Values = no_values


def version_of(request: HttpRequest) -> int:
    """The version that the posted form was made from; "Save mine" sends the newer one, shown beside it.

    A form without one that can be read counts as older than everything, so that it overwrites nothing unseen.
    """
    text = request.POST.get("save_mine") or request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def sent_version(request: HttpRequest) -> int | None:
    """The version that a button was shown at; None for one that carries none, which asks for no version."""
    return version_of(request) if "version" in request.POST or "save_mine" in request.POST else None


def who_was_quicker(edited: Edited) -> Event | None:
    """The event that raised the version last."""
    last: Event | None = edited.events(edited.obj).select_related("actor").order_by("-id").first()
    return last


def both_texts(request: HttpRequest, edited: Edited, form: forms.Form) -> dict[str, Any]:
    """What `_stale.html` shows. The object is read again: it may have changed after the page read it."""
    obj = edited.obj
    obj.refresh_from_db()
    last = who_was_quicker(edited)
    return {
        "who": last.actor.display_name if last and last.actor else "",
        "at": last.at if last else None,
        "differences": list(_differences(form, edited.values(obj))),
        "version": str(obj.version),
        "take_url": request.get_full_path(),
    }


def _differences(form: forms.Form, present: dict[str, Any]) -> list[dict[str, Any]]:
    pairs = {
        name: (words(form.fields[name], value), words(form.fields[name], form.cleaned_data.get(name)))
        for name, value in present.items()
    }
    return [
        {"label": form[name].label, "name": name, "theirs": theirs, "mine": mine}
        for name, (theirs, mine) in pairs.items()
        if theirs != mine
    ]


def words(field: forms.Field, value: Any) -> str:
    """A cleaned value as people read it; a field that knows better has `in_words`."""
    if hasattr(field, "in_words"):
        return str(field.in_words(value))
    if isinstance(field, forms.ModelChoiceField):
        return "" if value is None else str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        plain = "" if value is None else str(value)
        return str(dict(flatten_choices(choices)).get(plain, plain))
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    # Line ends as browsers send them make no difference.
    return str(value).replace("\r\n", "\n").strip()
