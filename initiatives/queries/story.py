"""What became of an idea: its stations, oldest first, each only as far as the reader may see it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from initiatives.choices import DecisionKind, GateDecision, IdeaState, InitiativeState, Stage
from initiatives.choices.story import StationKind
from initiatives.models import GateReview, Idea, IdeaDecision, Initiative, Milestone, Reading, Target, ValueService
from initiatives.models.services import LAUNCHED
from initiatives.queries.demand import demand_of
from initiatives.queries.names import DEPARTMENT, columns
from initiatives.queries.thanks import givers_of
from initiatives.related import STATIONS
from portal.core.names import in_language, person_name

# Enough for every story; what is beyond stands on the initiative's own page.
SHOWN = 50


@dataclass(frozen=True)
class Station:
    """`title`, `text` and `by` are people's own words and name; `facts` what the page makes a sentence of.

    `reached`: False for the next one to come. `on` is then the day by which it should be there, or None.
    """

    kind: StationKind
    title: str = ""
    on: dt.date | None = None
    reference: str = ""
    text: str = ""
    by: str = ""
    reached: bool = True
    facts: dict[str, Any] = field(default_factory=dict)


def story_of(idea: Any, user: Any) -> list[Station]:
    """Four queries, and one for each area that knows more.

    `idea` isn't merged itself; without a user only what every colleague may see. Nothing here tells who wrote an idea.
    Drafts that the reader may not see are as if they weren't there, with all that hangs on them.
    """
    merged = list(Idea.objects.filter(canonical=idea).order_by("created_at", "id"))
    found = [Station(StationKind.IDEA, idea.title, _day(idea.created_at), idea.reference)]
    found += [Station(StationKind.MERGED, row.title, _day(row.created_at), row.reference) for row in merged]
    demand = demand_of([idea.pk])[idea.pk]
    if demand.people > 1:
        facts = {"people": demand.people, "departments": demand.departments}
        found.append(Station(StationKind.JOINED, facts=facts))
    found += _answers(idea)
    ideas = [idea.pk, *(row.pk for row in merged)]
    if givers := givers_of(ideas):
        found.append(Station(StationKind.THANKED, facts={"people": givers}))
    initiatives = _initiatives(ideas, user)
    for row in initiatives:
        found += _way_of(row)
    if not initiatives and idea.state in (IdeaState.ACCEPTED, IdeaState.TURNED):
        found.append(Station(StationKind.INITIATIVE, reached=False))
    if initiatives:
        for stations in STATIONS.values():
            for station in stations(ideas, user):
                found.insert(_place(found, station), station)
    return found


def _place(found: list[Station], station: Station) -> int:
    """Behind the last that was reached by the day of this one."""
    day = station.on or dt.date.max
    return max((place + 1 for place, each in enumerate(found) if each.reached and (each.on or day) <= day), default=0)


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)


def _answers(idea: Any) -> Iterator[Station]:
    for row in IdeaDecision.objects.filter(idea=idea).select_related("by").order_by("at", "id"):
        facts = {"decision": row.decision, "in_time": row.in_time, "later_on": row.later_on}
        label = str(DecisionKind(row.decision).label)
        by = row.by.display_name
        yield Station(StationKind.ANSWER, label, _day(row.at), text=row.reason, by=by, facts=facts)
    if idea.state == IdeaState.OPEN:
        yield Station(StationKind.ANSWER, on=None if idea.asked_at else _day(idea.answer_due_at), reached=False)


def _initiatives(ideas: list[int], user: Any) -> list[dict[str, Any]]:
    """Initiatives that came of these ideas with what hangs on each as JSON: one query."""
    visible = Initiative.objects.exclude(state=InitiativeState.DRAFT)
    services, targets = ValueService.objects.all(), Target.objects.all()
    if user is not None:
        visible = Initiative.objects.visible_to(user)
        services, targets = ValueService.objects.visible_to(user), Target.objects.visible_to(user)
    linked = Initiative.ideas.through.objects.filter(idea__in=ideas).values("initiative")
    of_this = {"initiative": OuterRef("pk")}
    newest = Reading.objects.filter(target=OuterRef("pk")).order_by("-as_of", "-id")
    measured = targets.filter(**of_this).order_by("id").annotate(
        value=Subquery(newest.annotate(words=Cast("value", CharField())).values("words")[:1]),
        as_of=Subquery(newest.values("as_of")[:1]),
    )  # fmt: skip
    passed = GateReview.objects.filter(**of_this, decision=GateDecision.GO).order_by("id")
    decided = columns("decided_by", ("full_name", "latin_name"))
    milestones = Milestone.objects.filter(**of_this).order_by("due_on", "id")
    parts = {
        "gate_rows": _json(passed, "to_stage", "decided_at", "reason", *decided),
        "milestone_rows": _json(milestones, "title", "due_on", "done_on"),
        "benefit_rows": _json(
            measured, "reference", "metric", "unit", "value", "as_of", "realised_on",
            baseline=Cast("baseline", CharField()), target=Cast("target_value", CharField()),
        ),
        "service_rows": _json(
            services.filter(**of_this, state__in=LAUNCHED).order_by("launched_on", "id"),
            *("reference", "name", "for_whom", "state", "launched_on", "confirmed_at", "still_used_on", "retired_on"),
            *columns("confirmed_department", DEPARTMENT),
        ),
    }  # fmt: skip
    names = ("reference", "title", "state", "starts_on", "due_on", "closed_at", "result")
    rows = visible.filter(pk__in=linked).order_by("starts_on", "id").annotate(**parts)
    return list(rows.values(*names, *columns("owner", ("full_name", "latin_name")), *parts)[:SHOWN])


def _json(rows: Any, *names: str, **more: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**{name: F(name) for name in names}, **more))[:SHOWN])


def _way_of(row: dict[str, Any]) -> list[Station]:
    """The stations of one initiative by their day, and after them what is still to come."""
    closed = row["state"] == InitiativeState.CLOSED
    facts = {"state": row["state"], "due_on": row["due_on"], "closed_on": row["closed_at"] and _day(row["closed_at"])}
    first = Station(
        StationKind.INITIATIVE, row["title"], row["starts_on"], row["reference"], row["result"],
        person_name(row, "owner"), facts=facts,
    )  # fmt: skip
    there = [*_gates(row), *_milestones(row), *_benefits(row), *_services(row)]
    there.sort(key=lambda station: station.on or dt.date.min)
    ahead = [] if closed else _ahead(row)
    return [first, *there, *ahead]


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _moment_day(text: str | None) -> dt.date | None:
    return _day(dt.datetime.fromisoformat(text)) if text else None


def _gates(row: dict[str, Any]) -> Iterator[Station]:
    for gate in row["gate_rows"]:
        title, on = str(Stage(gate["to_stage"]).label), _moment_day(gate["decided_at"])
        yield Station(StationKind.GATE, title, on, row["reference"], gate["reason"], person_name(gate, "decided_by"))


def _milestones(row: dict[str, Any]) -> Iterator[Station]:
    for each in row["milestone_rows"]:
        if each["done_on"]:
            yield Station(StationKind.MILESTONE, each["title"], _date(each["done_on"]), row["reference"])


def _benefits(row: dict[str, Any]) -> Iterator[Station]:
    for each in row["benefit_rows"]:
        if each["value"] is not None:
            facts = {name: Decimal(each[name]) for name in ("value", "baseline", "target")}
            more = {"unit": each["unit"], "realised_on": _date(each["realised_on"])}
            on = _date(each["as_of"])
            yield Station(StationKind.BENEFIT, each["metric"], on, each["reference"], facts=facts | more)


def _services(row: dict[str, Any]) -> Iterator[Station]:
    for each in row["service_rows"]:
        facts = {
            "state": each["state"],
            "countersigned_on": _moment_day(each["confirmed_at"]),
            "countersigned_by": "",
            "still_used_on": _date(each["still_used_on"]),
            "retired_on": _date(each["retired_on"]),
        }
        if each["confirmed_at"] and each["confirmed_department__reference"]:
            facts["countersigned_by"] = in_language(each, "confirmed_department__name")
        on, words = _date(each["launched_on"]), each["for_whom"]
        yield Station(StationKind.SERVICE, each["name"], on, each["reference"], words, facts=facts)


def _ahead(row: dict[str, Any]) -> list[Station]:
    """Of a running initiative: the next milestone, then a benefit and a service where there is none yet."""
    found = []
    waiting = next((each for each in row["milestone_rows"] if not each["done_on"]), None)
    if waiting:
        due = _date(waiting["due_on"])
        found.append(Station(StationKind.MILESTONE, waiting["title"], due, row["reference"], reached=False))
    if not any(each["value"] is not None for each in row["benefit_rows"]):
        found.append(Station(StationKind.BENEFIT, on=row["due_on"], reached=False))
    if not row["service_rows"]:
        found.append(Station(StationKind.SERVICE, reached=False))
    return found
