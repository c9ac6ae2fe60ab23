"""Which idea a verb works on: what was merged leads on to the idea that it was merged into."""

from django.db import transaction

from initiatives.models import Idea
from portal.core.errors import NotFound
from portal.people.access import get_visible
from portal.people.models import User

TRIES = 5


def root_for(reference: str, by: User) -> Idea:
    """The idea with this reference, or the one that it was merged into, under its lock.

    Only that row is locked, so it can't deadlock with a merge, which takes both in the order of their ids. A merge
    or unmerge in between is seen once the lock is there; then the lock is given back and the look begins anew.
    """
    for _attempt in range(TRIES):
        with transaction.atomic():
            seen: Idea = get_visible(Idea, by, reference)
            root = seen.canonical_id or seen.pk
            found = Idea.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=root).first()
            if found is None:
                raise NotFound()
            now_at = Idea.objects.filter(pk=seen.pk).values_list("canonical_id", flat=True).first()
            if found.canonical_id is None and (now_at or seen.pk) == root:
                return found
            transaction.set_rollback(True)
    raise NotFound()
