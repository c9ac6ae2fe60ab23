"""What a receipt code opens, and what those who answer read of the talk with an author whom nobody knows."""

from dataclasses import dataclass, field
from typing import Any

from initiatives.models import Idea, IdeaDecision, NamelessSubmission, Receipt, ReceiptNote
from initiatives.queries.story import Station, story_of
from initiatives.queries.thanks import thanks_to_hidden
from initiatives.rules.nameless import digest, typed
from portal.core.errors import NotFound


@dataclass(frozen=True)
class Opened:
    """`idea` is None while the submission still waits for its batch; then only `title` is known."""

    title: str
    idea: Idea | None = None
    decision: IdeaDecision | None = None
    notes: list[ReceiptNote] | None = None
    # Of the idea in which it goes on, when it was merged: as every colleague sees it.
    stations: list[Station] = field(default_factory=list)
    # To the author who isn't shown, of that idea.
    thanks: list[dict[str, Any]] = field(default_factory=list)


def opened_by(code: str) -> Opened:
    """What belongs to this code; a code of nothing is NotFound, whatever is wrong with it."""
    key = digest(typed(code))
    receipt = Receipt.objects.select_related("idea__department", "idea__canonical").filter(digest=key).first()
    if receipt is None:
        waiting = NamelessSubmission.objects.filter(digest=key).values_list("title", flat=True).first()
        if waiting is None:
            raise NotFound()
        return Opened(waiting)
    idea = receipt.idea
    decision = IdeaDecision.objects.filter(idea=idea).select_related("by").order_by("-at").first()
    whole = idea.canonical or idea
    thanks = thanks_to_hidden(whole)
    return Opened(idea.title, idea, decision, notes_about(idea), story_of(whole, None), thanks)


def notes_about(idea: Any) -> list[ReceiptNote]:
    return list(ReceiptNote.objects.filter(idea=idea).select_related("by").order_by("number"))
