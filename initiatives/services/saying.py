"""Comments on ideas and initiatives: what is said, and who is told because the text names them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Idea, Initiative
from initiatives.queries.authors import authors_told, shown_actor
from initiatives.services.ideas import check_text, tell
from initiatives.services.standing import root_for
from portal.core.mentions import kept
from portal.people.access import get_visible, require
from portal.people.mentions import colleagues_in
from portal.people.models import User
from portal.records.files import attach
from portal.records.models import Comment
from portal.records.services import comment_write, event_write, notify


def idea_comment(*, reference: str, text: str, by: User, now: datetime, uploads: list[Any] | None = None) -> Comment:
    """Say something about an idea, answered or not; its author is told, and at once whoever is named in it.

    Refuses an empty text (Malformed), and names of nobody or of somebody who may not see it (`mention_not_visible`).
    """
    with transaction.atomic():
        idea = root_for(reference, by)
        require(by, "ideas.comment", idea)
        check_text(text)
        named = _named(idea, text, by)
        actor = shown_actor(idea, by)
        comment = comment_write(subject=idea, by=actor, text=kept(text), internal=False, at=now)
        attach(subject=idea, uploads=uploads or [], by=actor, comment=comment, bare=True)
        Idea.objects.filter(pk=idea.pk).update(comment_count=F("comment_count") + 1)
        event_write(subject=idea, verb="idea.commented", by=actor, at=now, data={"comment": comment.pk})
        # Without who wrote it: a hidden author comments as well, and a missing name would tell.
        tell(idea, "idea-mentioned", f"idea:{idea.pk}:mention:{comment.pk}", named, now)
        told = [author for author in authors_told(idea) if author.pk != by.pk and author not in named]
        tell(idea, "idea-commented", f"idea:{idea.pk}:comment:{comment.pk}", told, now)
    return comment


def initiative_comment(
    *, reference: str, text: str, by: User, now: datetime, uploads: list[Any] | None = None
) -> Comment:
    """Say something about an initiative; whoever is named in it is told at once. Refuses as `idea_comment`."""
    with transaction.atomic():
        initiative: Initiative = get_visible(Initiative, by, reference)
        require(by, "initiatives.comment", initiative)
        check_text(text)
        named = _named(initiative, text, by)
        comment = comment_write(subject=initiative, by=by, text=kept(text), internal=False, at=now)
        attach(subject=initiative, uploads=uploads or [], by=by, comment=comment)
        event_write(subject=initiative, verb="initiative.commented", by=by, at=now, data={"comment": comment.pk})
        facts = {"reference": initiative.reference, "title": initiative.title, "actor": by.full_name}
        url = reverse("initiatives:initiative", args=[initiative.reference])
        key = f"initiative:{initiative.pk}:mention:{comment.pk}"
        notify(kind="initiative-mentioned", key=key, recipients=named, params=facts, url=url, at=now)
    return comment


def _named(subject: Idea | Initiative, text: str, by: User) -> list[User]:
    """Those who are told that they are named; whoever wrote it knows."""

    def may_read(person: User) -> bool:
        return bool(type(subject).objects.visible_to(person).filter(pk=subject.pk).exists())

    refusal = _("%(people)s can't see this, so they can't be mentioned here.")
    return [person for person in colleagues_in(text, may_read=may_read, refusal=refusal) if person.pk != by.pk]
