"""Verbs around ideas known to nobody. None takes an actor for what the author does: there is none to give.

What is stored: title, text, department concerned, the day, what can be seen on pictures, and the digest of a receipt
code. Published in batches, in random order, under random keys. Nothing of it can be undone or looked up later, by
administrators neither.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import Anonymity
from initiatives.models import Challenge, Idea, NamelessPicture, NamelessSubmission, Receipt, ReceiptNote
from initiatives.models.nameless import random_id
from initiatives.queries.answering import holders_of
from initiatives.rules.nameless import LENGTH, digest, grouped, is_ready, typed
from initiatives.services.ideas import check_call, check_department, check_text, concerned, idea_put, tell
from portal.core.errors import Malformed, NotFound, Refused
from portal.core.refs import ALPHABET
from portal.people.access import get_visible, require
from portal.people.day_pass import require_day_pass
from portal.people.models import Department, User
from portal.records.files import check_uploads, keep
from portal.records.pictures import plain_picture
from portal.records.services import event_write

# Nobody can be held to a limit of their own here, so all together are: a flood stops at this.
MOST_A_DAY = 500
MOST_NOTES = 100
MOST_PICTURES = 3


def nameless_submit(
    *,
    title: str,
    text: str,
    day_pass: str,
    now: dt.datetime,
    department: Department | None = None,
    challenge: Challenge | None = None,
    pictures: Sequence[Any] = (),
) -> str:
    """Take an idea from nobody; gives the receipt code, which is kept nowhere.

    To any open call: whether it asks this colleague can't be known. Refuses a pass that isn't of today or yesterday, a
    closed department, a call that takes no ideas now, more than MOST_A_DAY in one day, and what are no pictures or
    more than MOST_PICTURES. Of a picture its pixels are kept (records.pictures.plain_picture): no name, no format.
    """
    require_day_pass(day_pass, now=now)
    department = concerned(department, challenge)
    check_department(department)
    check_call(challenge, now=now)
    # Before pictures are read, which costs more than everything else here, and again in the transaction.
    _check_flood(timezone.localdate(now))
    plain = _plain(pictures)
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    day = timezone.localdate(now)
    with transaction.atomic():
        _check_flood(day)
        row = NamelessSubmission.objects.create(
            title=title, text=text, department=department, challenge=challenge, day=day, digest=digest(code)
        )
        for number, content in enumerate(plain, 1):
            NamelessPicture.objects.create(submission=row, number=number, content=content)
    return grouped(code)


def _check_flood(day: dt.date) -> None:
    if NamelessSubmission.objects.filter(day=day).count() >= MOST_A_DAY:
        raise Refused("too_many_today", _("Too many such ideas came in today. Send it again tomorrow."))


def _plain(pictures: Sequence[Any]) -> list[bytes]:
    if len(pictures) > MOST_PICTURES:
        text = _("At most %(max)s pictures.") % {"max": MOST_PICTURES}
        raise Malformed("too_many_files", text, errors={"pictures": [text]})
    try:
        kinds = check_uploads(list(pictures))
        return [plain_picture(upload, kind) for upload, kind in zip(pictures, kinds, strict=True)]
    except Malformed as refusal:
        raise Malformed(refusal.code, refusal.message, errors={"pictures": refusal.errors["files"]}) from refusal


def nameless_publish(*, now: dt.datetime) -> int:
    """Publish what came in before today, all at once, in random order; gives how many.

    Waits until there are enough together (rules.nameless.is_ready). They count as submitted at the start of today.
    Authors' notes of earlier days are told to those who answer in the same round.
    """
    today = timezone.localdate(now)
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    with transaction.atomic():
        waiting: list[Any] = list(
            NamelessSubmission.objects.select_for_update(of=("self",))
            .select_related("department", "challenge__answering__parent", "challenge__answerer")
            .filter(day__lt=today)
            .order_by("id")
        )
        _tell_of_notes(today, midnight)
        if not is_ready([row.day for row in waiting], today):
            return 0
        secrets.SystemRandom().shuffle(waiting)
        for row in waiting:
            _publish(row, midnight)
        NamelessSubmission.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


def _publish(row: NamelessSubmission, at: dt.datetime) -> None:
    idea = Idea(
        pk=random_id(),
        title=row.title,
        text=row.text,
        department=row.department,
        challenge=row.challenge,
        anonymity=Anonymity.NOBODY,
    )
    idea_put(idea, actor=None, now=at)
    Receipt.objects.create(digest=row.digest, idea=idea)
    for picture in row.pictures.order_by("number"):
        name = f"picture-{picture.number}.jpg"
        keep(subject=idea, name=name, content_type="image/jpeg", content=bytes(picture.content), internal=False, at=at)


def nameless_note(*, code: str, text: str, now: dt.datetime) -> ReceiptNote:
    """The author writes, by the code. Refuses a code of nothing (NotFound), an empty text, and a flood of notes."""
    with transaction.atomic():
        receipt = Receipt.objects.filter(digest=digest(typed(code))).select_related("idea").first()
        if receipt is None:
            if NamelessSubmission.objects.filter(digest=digest(typed(code))).exists():
                raise Refused("not_published", _("It is not published yet. Come back in a few days with your code."))
            raise NotFound()
        check_text(text)
        return _note(receipt.idea, by=None, text=text, now=now)


def idea_write_to_author(*, reference: str, text: str, by: User, now: dt.datetime) -> ReceiptNote:
    """Those who answer write to an author whom nobody knows; they read it with their code.

    Refuses whoever may not (NotAllowed), an idea with a known author (`author_known`), an empty text.
    """
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference)
        require(by, "ideas.talk", idea)
        if idea.anonymity != Anonymity.NOBODY:
            raise Refused("author_known", _("This idea has an author. Write a comment instead."))
        check_text(text)
        note = _note(idea, by=by, text=text, now=now)
        event_write(subject=idea, verb="idea.author_written_to", by=by, at=now)
    return note


def _note(idea: Idea, *, by: User | None, text: str, now: dt.datetime) -> ReceiptNote:
    Idea.objects.select_for_update().get(pk=idea.pk)  # numbers follow each other
    last = ReceiptNote.objects.filter(idea=idea).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_NOTES:
        raise Refused("too_many_notes", _("There are %(max)s notes already.") % {"max": MOST_NOTES})
    return ReceiptNote.objects.create(idea=idea, number=last + 1, by=by, day=timezone.localdate(now), text=text)


def _tell_of_notes(today: dt.date, at: dt.datetime) -> None:
    untold = ReceiptNote.objects.select_for_update().filter(by=None, told=False, day__lt=today)
    ids = set(untold.values_list("idea", flat=True))
    for idea in Idea.objects.filter(pk__in=ids).select_related("answering__parent"):
        key = f"idea:{idea.pk}:notes:{today.isoformat()}"
        tell(idea, "idea-author-wrote", key, holders_of(idea), at)
    ReceiptNote.objects.filter(idea__in=ids, by=None, told=False, day__lt=today).update(told=True)
