"""Who may be named in a comment on an idea or an initiative, and the names in those that are read."""

from collections.abc import Sequence
from dataclasses import replace

from initiatives.choices import InitiativeState
from initiatives.models import Idea, Initiative, Participation
from portal.core.mentions import with_names
from portal.people.mentions import named_in, people_like, who_may
from portal.people.models import Scope, User
from portal.records.queries import TimelineItem


def idea_people(idea: Idea, text: str) -> list[User]:
    """The first few colleagues whose name begins like `text` and who may read the idea.

    Never by being its author or its answerer: who is offered must not say who wrote it.
    """
    answering = {Scope.DEPARTMENT: [idea.answering_id]}
    return people_like(User.objects.filter(who_may("ideas.view", own=[], departments=answering)), text)


def initiative_people(initiative: Initiative, text: str) -> list[User]:
    """The same for an initiative; a draft is read by fewer."""
    draft = initiative.state == InitiativeState.DRAFT
    action = "initiatives.draft_view" if draft else "initiatives.view"
    parts = Participation.objects.filter(initiative=initiative).values_list("department", flat=True)
    departments = {Scope.DEPARTMENT: [initiative.department_id], Scope.SERVED: list(parts)}
    may = who_may(action, own=[initiative.owner_id, initiative.sponsor_id], departments=departments)
    return people_like(User.objects.filter(may), text)


def with_names_read(items: Sequence[TimelineItem]) -> list[TimelineItem]:
    """Comments as they are read: names in the place of references. One query where somebody is named."""
    people = named_in(str(item.text) for item in items if item.kind == "comment")
    if not people:
        return list(items)
    names = {reference: person.display_name for reference, person in people.items()}
    return [replace(item, text=with_names(str(item.text), names)) if item.kind == "comment" else item for item in items]
