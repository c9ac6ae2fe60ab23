"""Verbs of thanks: say it, take it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Idea, Thanks
from initiatives.models.thanks import THANKS_MAX
from initiatives.queries.thanks import MODELS, Thankable, find_subject, hidden_authors, thankable
from initiatives.services.ideas import check_text
from initiatives.services.standing import root_for
from portal.core.errors import Malformed, NotFound, Refused
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write, notify


def thanks_give(*, reference: str, receiver: User | None, text: str, by: User, now: datetime) -> Thanks:
    """Thank a named author, who carries an initiative or acts in it, or who launched a service; they are told.

    Without `receiver` an idea's author is thanked who isn't shown, the same for all of them: known to the office, they
    are told by a message that nobody else sees; known to nobody, they read it by their receipt code. Refuses an empty
    or long text (Malformed), oneself (`own`), who can't be thanked for it (`not_theirs`), and a second time
    (`thanked_already`).
    """
    check_text(text)
    if len(text) > THANKS_MAX:
        sentence = _("At most %(max)s characters.") % {"max": THANKS_MAX}
        raise Malformed("malformed", sentence, errors={"text": [sentence]})
    kind, found = find_subject(by, reference)
    with transaction.atomic():
        row: Any = root_for(found, by) if kind == "idea" else get_visible(MODELS[kind], by, found)
        require(by, "thanks.give")
        _check_receiver(thankable(kind, row, by), receiver, by)
        if Thanks.objects.filter(**{kind: row}, giver=by, receiver=receiver).exists():
            raise thanked_already()
        made = Thanks.objects.create(**{kind: row}, giver=by, receiver=receiver, text=text.strip(), at=now)
        event_write(subject=row, verb=f"{kind}.thanked", by=by, at=now, data={"thanks": made.reference})
        _tell(made, row, now)
    return made


def _check_receiver(those: Thankable, receiver: User | None, by: User) -> None:
    if (receiver is not None and receiver.pk == by.pk) or (receiver is None and those.own):
        raise Refused("own", _("Thanks are for colleagues, not for oneself."), field="receiver")
    fits = those.hidden if receiver is None else receiver.pk in {person.pk for person in those.people}
    if not fits:
        text = _("This isn't theirs. Thank its author, its owner, or who has an action in it.")
        raise Refused("not_theirs", text, field="receiver")


def thanked_already() -> Refused:
    return Refused("thanked_already", _("You have thanked them for this already."), field="receiver")


def _tell(made: Thanks, row: Any, now: datetime) -> None:
    """The words aren't in the message: they would stay in it after they were taken back."""
    facts = {"reference": row.reference, "title": getattr(row, "title", "") or getattr(row, "name", "")}
    hidden = made.receiver is None
    people = hidden_authors(row) if hidden and isinstance(row, Idea) else [made.receiver]
    notify(
        kind="thanks-author" if hidden else "thanks-given",
        key=f"thanks:{made.pk}",
        recipients=[person for person in people if person],
        params=facts,
        url=reverse("initiatives:thanks"),
        at=now,
    )


def thanks_withdraw(*, reference: str, by: User, now: datetime) -> Any:
    """Take back what one has said; gives what it was for. Of others' thanks it is NotFound."""
    with transaction.atomic():
        row = Thanks.objects.select_for_update(of=("self",)).filter(reference=reference.upper(), giver=by).first()
        if row is None:
            raise NotFound()
        require(by, "thanks.withdraw", row)
        kind = next(name for name in MODELS if getattr(row, f"{name}_id"))
        data = {"thanks": row.reference}
        event_write(subject=row.subject, verb=f"{kind}.thanks_withdrawn", by=by, at=now, data=data)
        subject = row.subject
        row.delete()
    return subject
