"""What became of an idea, as a line of stations with a table behind it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from initiatives.choices import IDEA_LOOKS, IdeaState, InitiativeState
from initiatives.choices.story import STATION_ICONS, StationKind
from initiatives.queries.ideas import idea_for
from initiatives.queries.story import Station, story_of
from portal.core.wording import day, number

ROUTES = {
    StationKind.IDEA: "idea",
    StationKind.INITIATIVE: "initiative",
    StationKind.GATE: "initiative",
    StationKind.MILESTONE: "work",
    StationKind.BENEFIT: "benefit",
    StationKind.SERVICE: "service",
    StationKind.THANKS: "service",
}


def story(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = idea_for(user, reference.upper())
    if found.canonical:
        return redirect("initiatives:idea-story", found.canonical.reference)
    stations = stations_shown(story_of(found, user))
    look = IDEA_LOOKS[IdeaState(found.state)]
    return render(request, "initiatives/ideas/story.html", {"idea": found, "stations": stations, "look": look})


def stations_shown(stations: list[Station], *, linked: bool = True) -> list[dict[str, Any]]:
    """Stations with their words; `linked=False` where the reader isn't signed in."""
    return [
        {
            "station": each,
            "label": each.kind.label,
            "icon": STATION_ICONS[each.kind],
            "url": _url(each) if linked else "",
            "facts": list(_facts(each)),
        }
        for each in stations
    ]


def _url(station: Station) -> str:
    route = ROUTES.get(station.kind)
    return reverse(f"initiatives:{route}", args=[station.reference]) if route and station.reference else ""


def _facts(station: Station) -> Iterator[str]:
    """Short sentences about a station, in the reader's language."""
    if not station.reached:
        yield _not_yet(station)
        return
    facts = station.facts
    if station.kind == StationKind.JOINED:
        yield _raised(facts["people"], facts["departments"])
    elif station.kind == StationKind.THANKED:
        yield ngettext("%(n)s colleague said thanks", "%(n)s colleagues said thanks", facts["people"]) % {
            "n": facts["people"]
        }
    elif station.kind == StationKind.ANSWER:
        yield from _answered(facts)
    elif station.kind == StationKind.INITIATIVE:
        yield from _initiative(facts)
    elif station.kind == StationKind.BENEFIT:
        yield from _benefit(facts)
    elif station.kind == StationKind.SERVICE:
        yield from _service(facts)


def _not_yet(station: Station) -> str:
    if station.kind == StationKind.ANSWER:
        if station.on is None:
            return _("The author is asked; the answer waits for that.")
        return _("Promised by %(day)s") % {"day": day(station.on)}
    if station.kind == StationKind.MILESTONE and station.on:
        return _("Next, due on %(day)s") % {"day": day(station.on)}
    if station.kind == StationKind.BENEFIT:
        return _("Nothing measured yet.")
    if station.kind == StationKind.SERVICE:
        return _("No new service launched yet.")
    return _("No initiative yet that everybody may see.")


def _raised(people: int, departments: int) -> str:
    if departments > 1:
        text = ngettext(
            "%(n)s colleague in %(departments)s departments", "%(n)s colleagues in %(departments)s departments", people
        )
        return text % {"n": people, "departments": departments}
    return ngettext("%(n)s colleague", "%(n)s colleagues", people) % {"n": people}


def _answered(facts: dict[str, Any]) -> Iterator[str]:
    if facts["later_on"]:
        yield _("Comes back on %(day)s") % {"day": day(facts["later_on"])}
    if facts["in_time"] is not None:
        yield pgettext("answer", "in time") if facts["in_time"] else pgettext("answer", "late")


def _initiative(facts: dict[str, Any]) -> Iterator[str]:
    yield str(InitiativeState(facts["state"]).label)
    if facts["closed_on"]:
        yield _("Closed on %(day)s") % {"day": day(facts["closed_on"])}
    else:
        yield _("Due on %(day)s") % {"day": day(facts["due_on"])}


def _benefit(facts: dict[str, Any]) -> Iterator[str]:
    values = {name: number(facts[name].normalize()) for name in ("value", "baseline", "target")}
    values["value"] = f"{values['value']} {facts['unit']}".strip()
    yield _("%(value)s, from %(baseline)s towards %(target)s") % values
    if facts["realised_on"]:
        yield _("Realised on %(day)s") % {"day": day(facts["realised_on"])}


def _service(facts: dict[str, Any]) -> Iterator[str]:
    on: dt.date | None = facts["countersigned_on"]
    if on and facts["countersigned_by"]:
        yield _("Countersigned by %(department)s on %(day)s") % {
            "department": facts["countersigned_by"],
            "day": day(on),
        }
    elif on:
        yield _("Countersigned on %(day)s") % {"day": day(on)}
    else:
        yield _("To be countersigned")
    if facts["still_used_on"]:
        yield _("Still used on %(day)s") % {"day": day(facts["still_used_on"])}
    if facts["retired_on"]:
        yield _("Retired on %(day)s") % {"day": day(facts["retired_on"])}
