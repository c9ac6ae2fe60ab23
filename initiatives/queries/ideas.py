"""Reads of ideas for lists and details."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, OuterRef, Value, When
from django.db.models.functions import JSONObject

from initiatives.models import Idea, Initiative, Vote
from initiatives.queries.flags import may_flags
from initiatives.queries.follows import following_ideas
from initiatives.queries.names import DEPARTMENT, PERSON, columns
from initiatives.queries.tags import tags_beside
from portal.core.errors import NotFound
from portal.core.keyset import Ordering

ORDERINGS = [
    Ordering("newest", ("created_at", "id")),
    Ordering("wanted", ("vote_count", "id")),
    Ordering("rising", ("rank", "id")),
]
# Of what waits for an answer: the one that is due first.
DUE_FIRST = Ordering("due", ("answer_due_at", "id"), descending=False)
CALL = ("reference", "question")
ROW = (
    *("id", "reference", "title", "state", "vote_count", "rank", "comment_count", "created_at", "decided_at"),
    *("author_id", "anonymity", "voted"),
    *columns("author", PERSON),
    *columns("department", DEPARTMENT),
    *("answer_due_at", "breached_at", "asked_at", "later_on", "escalation"),
    *columns("answering", DEPARTMENT),
    *columns("challenge", CALL),
    "tagged",
)


def voted_by(user: Any) -> dict[str, Any]:
    return {"voted": Exists(Vote.objects.filter(idea=OuterRef("pk"), user=user.pk))}


def beside_row(user: Any) -> dict[str, Any]:
    """Whether this person has voted, and the idea's tags, read beside each row."""
    return voted_by(user) | tags_beside()


def idea_for(user: Any, reference: str, **beside: Any) -> Any:
    """An idea with its names, what `user` may do, and what became of it; absent and not visible are NotFound.

    `beside`: expressions that are read along with it.

    One query: `voted`, `following`, what they may (`may_edit` …), and `became`, the visible initiatives as JSON.
    """
    initiatives = Initiative.objects.visible_to(user).filter(ideas=OuterRef("pk")).order_by("id")
    became = ArraySubquery(initiatives.values(row=JSONObject(reference="reference", title="title", type="type")))
    flags = may_flags(
        user,
        Idea,
        may_edit="ideas.edit",
        may_decide="ideas.decide",
        may_turn="ideas.turn",
        may_reassign="ideas.reassign",
        may_reply="ideas.reply",
        may_object="ideas.object",
        may_merge="ideas.merge",
        may_tag="ideas.tag",
    )
    merged = Idea.objects.filter(canonical=OuterRef("pk")).order_by("id")
    merged_here = ArraySubquery(merged.values(row=JSONObject(id="id", reference="reference", title="title")))
    follows = Case(When(following_ideas(user), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = (
        Idea.objects.visible_to(user)
        .select_related("author", "department", "answering", "objection", "canonical", "challenge", "answerer")
        .annotate(**beside_row(user), **flags, following=follows, became=became, merged_here=merged_here, **beside)
    )
    found = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found
