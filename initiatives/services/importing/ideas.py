"""Ideas of a file: who is who, what differs, and writing it. Nothing here tells who is behind an idea.

A row names its idea by reference or external id. The author is written with a new idea and never read again: what a
file says about the author of a known one is passed over, so that no answer could tell a right guess from a wrong one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import Anonymity, IdeaState
from initiatives.models import Idea
from initiatives.queries.answering import holders_of
from initiatives.services.ideas import idea_rewrite
from initiatives.services.importing.book import KEYS, Work, known_rows, meant, named_once
from initiatives.services.importing.columns import line, plain
from initiatives.services.promises import clock_start
from portal.core.errors import Refused
from portal.core.search import search_vector
from portal.people.models import Department, User
from portal.people.services.importing.finding import departments_named, people_named
from portal.people.services.importing.reading import Row
from portal.records.models import Event
from portal.records.services import notify

CHUNK = 1_000
CLOCK = ("clock_started_at", "answer_days", "answer_due_at", "escalate_at", "escalation")
one_line = line(1_000_000)


@dataclass(frozen=True)
class Change:
    """A known idea that the file has otherwise. `version` is the one that was compared."""

    pk: int
    version: int
    values: dict[str, Any]


def ideas_work(work: Work) -> None:
    """Compare every row; write them when nothing is broken and the work writes."""
    rows = work.content.of("ideas")
    known = _known(work, rows)
    departments = departments_named()
    people = people_named(row.values.get("author") or "" for row in rows)
    new: list[Idea] = []
    changes: list[Change] = []
    seen: dict[str, int] = {}
    tally = work.tally("ideas")
    for row in rows:
        department = departments.get(row.values["department"])
        if department is None:
            work.errors.add(row.place, "department", "absent_department", value=row.values["department"])
        if not named_once(row, seen, work.errors):
            continue
        before = meant(row, known, work.errors)
        if department is None or before is False:
            continue
        if before is None:
            if idea := _new(row, department, people, work):
                new.append(idea)
            tally.new += 1
        elif change := _change(row, department, before, work):
            changes.append(change)
            tally.changed += 1
        else:
            tally.unchanged += 1
    work.step()
    if work.writes and not work.errors.count:
        _write(new, changes, work)


def _known(work: Work, rows: list[Row]) -> dict[str, Idea]:
    names = ("title", "text", "department_id", "author_id", "state", "canonical_id", "version")
    visible = Idea.objects.visible_to(work.by).only("reference", "external_id", *names)
    return known_rows(visible, {name: {row.values.get(name) or "" for row in rows} for name in KEYS})


def _new(row: Row, department: Department, people: dict[str, User], work: Work) -> Idea | None:
    broken = work.errors.count
    anonymity = row.values.get("anonymity") or Anonymity.NAMED
    if not department.active:
        work.errors.add(row.place, "department", "closed_department", value=row.values["department"])
    if anonymity == Anonymity.NOBODY:
        work.errors.add(row.place, "anonymity", "nameless_by_page")
    named = row.values.get("author") or ""
    author = people.get(named) if named else work.by
    if author is None:
        work.errors.add(row.place, "author", "absent_person", value=named)
    elif not author.is_active:
        work.errors.add(row.place, "author", "person_left")
    if work.errors.count > broken:
        return None
    return Idea(
        title=row.values["title"],
        text=row.values["text"],
        department=department,
        answering=department,
        author=author,
        anonymity=anonymity,
        external_id=row.values["external_id"],
    )


def _change(row: Row, department: Department, before: Idea, work: Work) -> Change | None:
    """What differs from an idea that is known; it may be changed as its page would let it, or by its external id."""
    values: dict[str, Any] = {}
    if row.values["title"] != one_line(plain(before.title)):
        values["title"] = row.values["title"]
    if row.values["text"] != plain(before.text):
        values["text"] = row.values["text"]
    if department.pk != before.department_id:
        values["department"] = department
    if not values:
        return None
    column = next(iter(values))
    if before.canonical_id is not None or before.state != IdeaState.OPEN:
        work.errors.add(row.place, column, "answered_idea")
    elif before.author_id != work.by.pk and not before.external_id:
        work.errors.add(row.place, column, "not_your_idea")
    elif "department" in values and not department.active:
        work.errors.add(row.place, "department", "closed_department", value=row.values["department"])
    return Change(before.pk, before.version, values)


def _write(new: list[Idea], changes: list[Change], work: Work) -> None:
    _promise(new, work.now)
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        # The terms by which similar ideas are found follow with the sweep: `unindexed` is true.
        Idea.objects.bulk_create(chunk)
        Event.objects.bulk_create([_event(idea, work) for idea in chunk])
        work.step()
    for change in changes:
        idea = Idea.objects.select_for_update(of=("self",)).get(pk=change.pk)
        if idea.version != change.version or idea.state != IdeaState.OPEN or idea.canonical_id is not None:
            raise Refused("changed_meanwhile", _("Somebody changed one of the ideas meanwhile. Start it again."))
        idea_rewrite(idea, change.values, actor=_actor(idea, work), by=work.by, now=work.now)
        work.step()
    _tell(new, work)


def _promise(new: list[Idea], now: dt.datetime) -> None:
    """The clock of each: the same for all of one department, so it is worked out once for each department."""
    first: dict[int, Idea] = {}
    for idea in new:
        idea.created_at, idea.rank = now, rules.rank(0, now)
        idea.search = search_vector(idea.title, idea.text)
        like = first.get(idea.department_id)
        if like is None:
            clock_start(idea, now=now)
            first[idea.department_id] = idea
        else:
            for name in CLOCK:
                setattr(idea, name, getattr(like, name))


def _event(idea: Idea, work: Work) -> Event:
    return Event(
        subject_type=Idea._meta.label_lower,
        subject_id=idea.pk,
        verb="idea.submitted",
        actor=_actor(idea, work),
        at=work.now,
        to_state=idea.state,
        data={"imported": True},
    )


def _actor(idea: Idea, work: Work) -> User | None:
    """Nobody wherever the author isn't everybody's to know: one without a name among those with one would tell."""
    return work.by if idea.anonymity == Anonymity.NAMED else None


def _tell(new: list[Idea], work: Work) -> None:
    """Those who owe an answer now, once each, with how many."""
    counts = Counter(idea.department_id for idea in new)
    first = {idea.department_id: idea for idea in new}
    people: dict[int, User] = {}
    owed: Counter[int] = Counter()
    for pk, count in counts.items():
        for holder in holders_of(first[pk]):
            people[holder.pk] = holder
            owed[holder.pk] += count
    for pk, person in people.items():
        facts = {"count": owed[pk]}
        url = reverse("initiatives:decisions")
        notify(kind="ideas-imported", key=f"{work.key}:ideas", recipients=[person], params=facts, url=url, at=work.now)
