"""Two ideas that mean the same become one, by a link that can be undone: nothing is moved or rewritten."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from initiatives.models import Idea, IdeaMerge, Vote
from initiatives.queries.authors import authors_told
from initiatives.services.decisions import check_reason
from initiatives.services.evaluating import end_with
from initiatives.services.ideas import check_open, check_standing, tell
from initiatives.services.promises import CLOCK, clock_again, clock_stop
from initiatives.services.votes import votes_write
from portal.core.errors import Malformed, Refused
from portal.core.refs import normalise
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def idea_merge(
    *, reference: str, into: str, reason: str, by: User, now: datetime, expected_version: int | None = None
) -> Idea:
    """Join an open idea to another one that means the same; gives that one, in which both go on.

    What was merged into it before goes along, so that a link is never longer than one. Voters of all count there,
    each once; authors become co-authors and are told. Nothing is due for the source while it is merged. Refuses
    others than those who answer the idea (NotAllowed), an answered or merged one, itself, and at the field `into` what
    isn't there.
    """
    check_reason(reason, _("Say why: the authors read it."))
    with transaction.atomic():
        source, target = _both(reference, into, by)
        require(by, "ideas.merge", source)
        check_version(source, expected_version)
        check_standing(source)
        check_open(source, _("It is answered, so it stays by itself."))
        moved = list(Idea.objects.filter(canonical=source).order_by("pk").values_list("pk", flat=True))
        Idea.objects.filter(pk__in=moved).update(canonical=target)
        told = authors_told(source)
        source.canonical = target
        clock_stop(source)
        end_with(source, now=now)
        _changed(source, target, comments=source.comment_count)
        IdeaMerge.objects.create(source=source, target=target, moved=moved, reason=reason, by=by, at=now)
        for each in (source, target):
            votes_gather(each)
        facts = {"into": target.reference, "from": source.reference}
        event_write(subject=source, verb="idea.merged", by=by, at=now, reason=reason, data=facts)
        event_write(subject=target, verb="idea.took_in", by=by, at=now, reason=reason, data=facts)
        people = {person.pk: person for person in [*told, *authors_told(target)] if person.pk != by.pk}
        tell(target, "idea-merged", f"idea:{source.pk}:merged:{source.version}", list(people.values()), now, facts)
    return target


def idea_unmerge(*, reference: str, by: User, now: datetime, expected_version: int | None = None) -> Idea:
    """Take a merged idea out again, with what had been merged into it before; gives it. Its answer promise goes on.

    Votes, comments and links are as if it had never been merged, but for what people changed since. Refuses one that
    isn't merged, and others than those who answer it.
    """
    with transaction.atomic():
        source, target = _pair(reference, by)
        require(by, "ideas.merge", source)
        check_version(source, expected_version)
        merge = IdeaMerge.objects.filter(source=source, undone_at=None).first()
        if merge is None:
            raise Refused("not_merged", _("It isn't merged into another idea."))
        merge.undone_at = now
        merge.save(update_fields=["undone_at"])
        told = authors_told(target)
        Idea.objects.filter(pk__in=merge.moved, canonical=target).update(canonical=source)
        source.canonical = None
        clock_again(source, now=now)
        _changed(source, target, comments=-source.comment_count)
        for each in (source, target):
            votes_gather(each)
        facts = {"into": target.reference, "from": source.reference}
        event_write(subject=source, verb="idea.unmerged", by=by, at=now, data=facts)
        event_write(subject=target, verb="idea.gave_back", by=by, at=now, data=facts)
        people = [person for person in told if person.pk != by.pk]
        tell(source, "idea-unmerged", f"idea:{source.pk}:unmerged:{source.version}", people, now, facts)
    return source


def _changed(source: Idea, target: Idea, *, comments: int) -> None:
    target.comment_count += comments
    for each in (source, target):
        each.version += 1
    source.save(update_fields=["canonical", "version", *CLOCK])
    target.save(update_fields=["comment_count", "version"])


def _both(reference: str, into: str, by: User) -> tuple[Idea, Idea]:
    """Both ideas under their locks, of a merged target the one in which it goes on.

    Locks are taken in the order of ids, whichever is merged into which. What was merged in between is seen under them.
    """
    seen: Idea = get_visible(Idea, by, reference)
    named = Idea.objects.visible_to(by).filter(reference=normalise(into.replace("\x00", ""))).first()
    if named is None:
        text = _("There is no such idea, or it is not open to you.")
        raise Malformed("unknown_idea", text, errors={"into": [text]})
    before = Idea.objects.filter(canonical=seen).values_list("pk", flat=True)
    rows = _locked([seen.pk, named.canonical_id or named.pk, *before])
    source, target = rows[seen.pk], rows[named.canonical_id or named.pk]
    if source.pk == target.pk or target.canonical_id == source.pk:
        raise Refused("same_idea", _("An idea can't be merged into itself."), field="into")
    if target.canonical_id is not None:
        raise Refused("moved_on", _("The other idea was merged in the meantime. Look again."), field="into")
    return source, target


def _pair(reference: str, by: User) -> tuple[Idea, Idea]:
    seen: Idea = get_visible(Idea, by, reference)
    if seen.canonical_id is None:
        raise Refused("not_merged", _("It isn't merged into another idea."))
    rows = _locked([seen.pk, seen.canonical_id])
    source, target = rows[seen.pk], rows[seen.canonical_id]
    if source.canonical_id != target.pk:
        raise Refused("moved_on", _("The other idea was merged in the meantime. Look again."))
    return source, target


def _locked(ids: Iterable[int]) -> dict[int, Idea]:
    rows = Idea.objects.filter(pk__in=set(ids)).order_by("pk").select_for_update(of=("self",))
    return {row.pk: row for row in rows}


def votes_gather(idea: Idea) -> None:
    """Write the votes that an idea has from those merged into it, and count it anew, under its lock.

    They are rows of its own, marked as gathered: who has voted, and how many did, is asked of one idea alone.
    """
    Vote.objects.filter(idea=idea, gathered=True).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO initiatives_vote (idea_id, user_id, at, gathered)"
            " SELECT %s, v.user_id, min(v.at), true FROM initiatives_vote v JOIN initiatives_idea i ON i.id = v.idea_id"
            " WHERE i.canonical_id = %s AND NOT v.gathered GROUP BY v.user_id"
            " ON CONFLICT (idea_id, user_id) DO NOTHING",
            [idea.pk, idea.pk],
        )
    votes_write(idea, Vote.objects.filter(idea=idea).count())
