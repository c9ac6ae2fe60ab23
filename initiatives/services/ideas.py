"""Verbs of people with an idea: submit, edit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import Anonymity, IdeaState
from initiatives.models import Challenge, Idea
from initiatives.models.ideas import PATH_MAX
from initiatives.queries.answering import holders_of
from initiatives.queries.authors import shown_actor
from initiatives.queries.challenges import open_calls, open_calls_for
from initiatives.services.indexing import idea_index
from initiatives.services.likeness import differs
from initiatives.services.promises import CLOCK, clock_of_other, clock_start
from initiatives.services.tags import tags_put
from portal.core.errors import Malformed, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.files import attach
from portal.records.services import event_write, notify

ANSWER = "initiatives:idea-decide"
EDITABLE = ("title", "text", "department")


def idea_submit(
    *,
    title: str,
    text: str,
    department: Department | None = None,
    by: User,
    now: datetime,
    challenge: Challenge | None = None,
    uploads: list[Any] | None = None,
    external_id: str | None = None,
    anonymity: Anonymity = Anonymity.NAMED,
    differs_from: Sequence[str] = (),
    came_up_on: str = "",
    tags: Sequence[str] = (),
) -> Idea:
    """Put an idea before the department concerned; its head and deputy are told.

    With `office` the author is known to the programme office only. Known to nobody has a verb of its own.

    An external id that is known already edits that idea instead (see `idea_edit`).
    `came_up_on`: path of the page on which it was written; kept only with a name (`own_path`).
    `differs_from`: references of ideas that were shown as similar before it was submitted all the same.
    `challenge`: the call that it answers; then whoever answers the call answers it, and by the call's time. Without a
    department it concerns the one that answers the call.
    Refuses a closed department, a call that takes no ideas now (`call_not_open`) or doesn't ask this person
    (`not_asked`), and files that aren't taken (Malformed).
    """
    require(by, "ideas.submit")
    if (
        known := external_id
        and Idea.objects.filter(external_id=external_id).values_list("reference", flat=True).first()
    ):
        changes = {"title": title, "text": text} | ({"department": department} if department else {})
        return idea_edit(reference=known, changes=changes, by=by, now=now)
    department = concerned(department, challenge)
    check_department(department)
    with transaction.atomic():
        check_call(challenge, now=now, by=by)
        idea = Idea(
            title=title,
            text=text,
            department=department,
            challenge=challenge,
            author=by,
            anonymity=anonymity,
            external_id=external_id or None,
            came_up_on=own_path(came_up_on) if anonymity == Anonymity.NAMED else "",
        )
        actor = shown_actor(idea, by)
        idea_put(idea, actor=actor, now=now)
        tags_put(idea, tags, now=now)
        differs(idea, differs_from, by=by, now=now)
        attach(subject=idea, uploads=uploads or [], by=actor, bare=True)
    return idea


def idea_put(idea: Idea, *, actor: User | None, now: datetime) -> None:
    """What every way of submitting shares: the row, the promise, its event, and the head who answers is told."""
    idea.rank, idea.created_at = rules.rank(0, now), now
    idea.search = search_vector(idea.title, idea.text)
    call = idea.challenge
    idea.answering, idea.answerer = (call.answering, call.answerer) if call else (idea.department, None)
    clock_start(idea, now=now)
    idea.save(force_insert=True)
    idea_index(idea)
    event_write(subject=idea, verb="idea.submitted", by=actor, at=now, to_state=idea.state)
    # A head who isn't told would be known as the author.
    told = [head for head in holders_of(idea) if actor is None or head.pk != actor.pk]
    tell(idea, "idea-submitted", f"idea:{idea.pk}:submitted", told, now, route=ANSWER)
    idea.search = None  # an expression until it is read again


def own_path(path: str) -> str:
    """The path of a page of this portal, without what stands behind the ?; empty for anything else."""
    path = path.split("?", 1)[0].split("#", 1)[0]
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path if len(path) <= PATH_MAX else ""


def concerned(department: Department | None, challenge: Challenge | None) -> Department:
    """The department concerned; to a call it may be left out."""
    found = department or (challenge.answering if challenge else None)
    if found is None:
        text = _("Say whose work would change.")
        raise Malformed("department_missing", text, errors={"department": [text]})
    return found


def check_call(challenge: Challenge | None, *, now: datetime, by: User | None = None) -> None:
    """Refuse a call that takes no ideas today, and, of somebody who is known, one that doesn't ask them."""
    if challenge is None:
        return
    calls = open_calls(timezone.localdate(now)).filter(pk=challenge.pk)
    if not calls.exists():
        text = _("This call takes no ideas now. Submit your idea without it.")
        raise Refused("call_not_open", text, {"challenge": challenge.reference}, field="challenge")
    if by is not None and not open_calls_for(by, timezone.localdate(now)).filter(pk=challenge.pk).exists():
        text = _("This call asks other departments. Submit your idea without it.")
        raise Refused("not_asked", text, {"challenge": challenge.reference}, field="challenge")


def check_department(department: Department) -> None:
    if not department.active:
        text = _("%(name)s is closed. Choose the department that does this work now.") % {"name": department.name}
        raise Refused("department_closed", text, {"department": department.reference}, field="department")


def tell(
    idea: Idea,
    kind: str,
    key: str,
    people: list[User],
    now: datetime,
    params: Mapping[str, str] | None = None,
    *,
    route: str = "initiatives:idea",
) -> None:
    """A message about an idea that leads to its page, or to the form that those who get it are asked to fill in."""
    facts = {"reference": idea.reference, "title": idea.title} | dict(params or {})
    url = reverse(route, args=[idea.reference])
    notify(kind=kind, key=key, recipients=people, params=facts, url=url, at=now)


def idea_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> Idea:
    """Change title, text or department of one's own idea while it is open.

    Refuses other people (NotAllowed), an answered idea, and an edit of an older version (Stale).
    """
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.edit", idea)
        check_version(idea, expected_version)
        check_standing(idea)
        check_open(idea, _("It is answered, so its text stays as it was answered. Add a comment instead."))
        fields = [name for name in EDITABLE if name in changes and getattr(idea, name) != changes[name]]
        if not fields:
            return idea
        if "department" in fields:
            check_department(changes["department"])
        idea_rewrite(idea, {name: changes[name] for name in fields}, actor=shown_actor(idea, by), by=by, now=now)
    return idea


def idea_rewrite(idea: Idea, changes: Mapping[str, Any], *, actor: User | None, by: User, now: datetime) -> None:
    """Write what differs into a locked, open idea; the part that editing by page and by import share.

    `actor` is who is written down for it, if anybody.
    """
    follows = "department" in changes and idea.answering_id == idea.department_id and not idea.challenge_id
    for name, value in changes.items():
        setattr(idea, name, value)
    if follows:  # nobody has passed it on, so the department that the author names now answers
        clock_of_other(idea, idea.department)
    idea.version += 1
    idea.search = search_vector(idea.title, idea.text)
    idea.save(update_fields=[*changes, "answering", *CLOCK, "version", "search"])
    idea_index(idea)
    event_write(subject=idea, verb="idea.edited", by=actor, at=now, data={"fields": list(changes)})
    if follows:
        told = [head for head in holders_of(idea) if actor is None or head.pk != by.pk]
        key = f"idea:{idea.pk}:{idea.version}:answering"
        tell(idea, "idea-submitted", key, told, now, route=ANSWER)
    idea.search = None


def check_standing(idea: Idea) -> None:
    """Refuse with `merged` once the idea goes on in another one."""
    if idea.canonical is not None:
        words = {"into": idea.canonical.reference}
        raise Refused("merged", _("It was merged into %(into)s and goes on there.") % words, words)


def check_open(idea: Idea, message: str) -> None:
    """Refuse with `decided` once the idea has its answer, with `merged` once it goes on in another one."""
    check_standing(idea)
    if idea.state != IdeaState.OPEN:
        raise Refused("decided", message, {"state": idea.state})


def check_text(text: str) -> None:
    if not text.strip():
        sentence = _("Write something first.")
        raise Malformed("empty_text", sentence, errors={"text": [sentence]})
