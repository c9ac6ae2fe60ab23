"""Rows and objects as the answers show them."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from initiatives import rules
from initiatives.queries.authors import author_of, author_of_row
from initiatives.queries.initiatives import Parts
from initiatives.queries.portfolio import light_of, progress_of
from initiatives.queries.scoreboard import BoardRow
from portal.core.mentions import mentioned
from portal.core.names import in_language, person_name
from portal.people.models import Department, User


def person(user: User) -> dict[str, str]:
    return {"reference": user.reference, "name": user.display_name}


def unit(department: Department) -> dict[str, str]:
    return {"reference": department.reference, "name": department.name}


def _nested(row: dict[str, Any], *people: str) -> dict[str, Any]:
    named = {path: _person(row, path) for path in people}
    department = {"reference": row["department__reference"], "name": in_language(row, "department__name")}
    return row | named | {"department": department}


def _person(row: dict[str, Any], path: str) -> dict[str, str] | None:
    reference = row[f"{path}__reference"]
    return {"reference": reference, "name": person_name(row, path)} if reference else None


def idea_row(row: dict[str, Any], user: Any) -> dict[str, Any]:
    return _nested(row) | {
        "author": author_of_row(row, user),
        "answering": {"reference": row["answering__reference"], "name": in_language(row, "answering__name")},
        "challenge": _call(row),
        "tags": _tags(row["tagged"]),
    }


def _tags(tagged: list[dict[str, str]]) -> list[str]:
    return [tag["name"] for tag in tagged]


def _call(row: dict[str, Any]) -> dict[str, Any] | None:
    reference = row["challenge__reference"]
    return {"reference": reference, "question": row["challenge__question"]} if reference else None


def initiative_row(row: dict[str, Any]) -> dict[str, Any]:
    return _nested(row, "owner", "sponsor") | {
        "progress": progress_of(row),
        "computed_light": light_of(row, timezone.localdate()),
    }


def idea_shape(idea: Any, user: Any) -> dict[str, Any]:
    """`idea` is what `idea_for` gives; two queries more."""
    fields = (
        *("reference", "title", "text", "state", "vote_count", "voted", "comment_count", "external_id", "version"),
        *("following", "anonymity", "came_up_on", "answer_due_at", "breached_at", "asked_at", "later_on", "escalation"),
    )
    author = author_of(idea, user)
    decisions = idea.decisions.select_related("by").order_by("at")
    return {name: getattr(idea, name) for name in fields} | {
        "department": unit(idea.department),
        "answering": unit(idea.answering),
        "challenge": idea.challenge,
        "tags": _tags(idea.tagged),
        "author": person(author) if author else None,
        "created_at": idea.created_at,
        "decided_at": idea.decided_at,
        "decisions": [_decision(row) for row in decisions],
        "questions": [_question(row) for row in idea.questions.select_related("asked_by").order_by("asked_at")],
        "objection": getattr(idea, "objection", None),
        "initiatives": [row["reference"] for row in idea.became],
    }


def _decision(row: Any) -> dict[str, Any]:
    fields = ("decision", "reason", "at", "later_on", "in_time", "days")
    return {name: getattr(row, name) for name in fields} | {"by": person(row.by)}


def _question(row: Any) -> dict[str, Any]:
    fields = ("question", "asked_at", "answer", "ended_at")
    return {name: getattr(row, name) for name in fields} | {"asked_by": person(row.asked_by)}


def board_row(row: BoardRow) -> dict[str, Any]:
    return vars(row) | {"department": unit(row.department), "share": row.share}


def answer_time(row: dict[str, Any]) -> dict[str, Any]:
    department = {"reference": row["department__reference"], "name": in_language(row, "department__name")}
    return row | {"department": department if row["department"] else None}


def initiative_shape(found: Any, parts: Parts) -> dict[str, Any]:
    fields = (
        *("reference", "title", "summary", "state", "stage", "light", "starts_on", "due_on", "result", "created_at"),
        *("type", "pilot_reason", "pilot_until"),
        *("closed_at", "archived_at", "following", "external_id", "version"),
    )
    target = parts.target
    return {name: getattr(found, name) for name in fields} | {
        "owner": person(found.owner),
        "sponsor": person(found.sponsor) if found.sponsor else None,
        "department": unit(found.department),
        "progress": rules.progress(target["baseline"], target["target_value"], parts.value) if target else 0.0,
        "computed_light": parts.light,
        "target": target | {"readings": parts.readings} if target else None,
        "milestones": [milestone(row) for row in parts.milestones],
        "participants": [
            {"department": {"reference": row["reference"], "name": row["name"]}, "role": row["role"]}
            for row in parts.participations
        ],
        "ideas": [row["reference"] for row in parts.ideas],
        "programme": found.programme.reference if found.programme else None,
    }


def milestone(row: Any) -> dict[str, Any]:
    fields = ("reference", "title", "due_on", "done_on", "version")
    return {name: getattr(row, name) for name in fields} | {"owner": person(row.owner)}


def comment(row: Any, people: Mapping[str, User]) -> dict[str, Any]:
    """`people`: whom these comments name, by reference."""
    named = [person(people[reference]) for reference in mentioned(row.text) if reference in people]
    author = person(row.author) if row.author else None
    return {"author": author, "text": row.text, "at": row.at, "mentions": named}


def report(row: Any) -> dict[str, Any]:
    return {"light": row.light, "computed": row.computed, "text": row.text, "by": person(row.by), "at": row.at}
