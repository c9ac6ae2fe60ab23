"""Writing the terms by which ideas are found: in the verbs that write a text, and by a sweep that catches up."""

from django.db import connection, transaction

from initiatives.models import Idea, IdeaTerm
from initiatives.models.similar import TERM_MAX
from initiatives.queries.similar import ALL, shares_of
from initiatives.rules.similar import damp

BATCH = 500
# The terms are counted anew when so many ideas came or went since: 2 %, and at least ten.
SHARE, LEAST = 0.02, 10


def idea_index(idea: Idea) -> None:
    """Write the terms of an idea anew, in the transaction of the verb that wrote its text."""
    shares = shares_of(idea.title, idea.text)
    length = damp(len(shares))
    IdeaTerm.objects.filter(idea=idea).delete()
    IdeaTerm.objects.bulk_create(
        [IdeaTerm(term=term[:TERM_MAX], idea=idea, share=share * length) for term, share in shares.items()]
    )
    Idea.objects.filter(pk=idea.pk).update(unindexed=False)
    idea.unindexed = False


def ideas_index() -> int:
    """A sweep: write the terms of ideas that were made or changed without. Gives how many it wrote."""
    waiting = Idea.objects.filter(unindexed=True).order_by("id").values_list("id", flat=True)[:BATCH]
    return sum(_index_one(pk) for pk in list(waiting))


def _index_one(pk: int) -> bool:
    with transaction.atomic():
        idea = Idea.objects.select_for_update(skip_locked=True).filter(pk=pk, unindexed=True).first()
        if idea is not None:
            idea_index(idea)
    return idea is not None


def terms_count() -> bool:
    """A sweep: count anew how many ideas have each term, once enough ideas have come. Gives whether it did.

    Between two counts a new term counts as one that nobody has: it weighs a little more than it will.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('initiatives.terms_count'))")
        cursor.execute("SELECT coalesce(max(count), 0) FROM initiatives_termcount WHERE term = %s", [ALL])
        (counted,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM initiatives_idea")
        (total,) = cursor.fetchone()
        if abs(total - counted) < max(LEAST, counted * SHARE):
            return False
        cursor.execute("DELETE FROM initiatives_termcount")
        cursor.execute(
            "INSERT INTO initiatives_termcount (term, count)"
            " SELECT term, count(*) FROM initiatives_ideaterm GROUP BY term UNION ALL SELECT %s, %s",
            [ALL, total],
        )
    return True
