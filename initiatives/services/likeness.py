"""What people say about ideas that were shown to them as similar."""

from collections.abc import Sequence
from datetime import datetime

from initiatives.choices import Verdict
from initiatives.models import Idea, LikenessLabel
from initiatives.queries.authors import shown_actor
from portal.core.refs import normalise
from portal.people.models import User

LABELS_MAX = 5


def differs(made: Idea, shown: Sequence[str], *, by: User, now: datetime) -> None:
    """Keep that an idea was submitted although these were shown as similar, in the transaction of the submission."""
    references = [normalise(each) for each in shown[:LABELS_MAX] if "\x00" not in each]
    rows = Idea.objects.visible_to(by).filter(reference__in=references).exclude(pk=made.pk)
    LikenessLabel.objects.bulk_create(
        [
            LikenessLabel(
                shown=each, title=made.title, made=made, verdict=Verdict.DIFFERENT, by=shown_actor(made, by), at=now
            )
            for each in rows
        ]
    )
