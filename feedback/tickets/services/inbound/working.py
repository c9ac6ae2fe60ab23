"""Working on mails that are stored: each becomes a ticket or a note, or is left alone with a reason. Once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _

from feedback.tickets.choices import CameBy, InboundReason, InboundState
from feedback.tickets.models import InboundMail, Ticket
from feedback.tickets.rules import inbound as codes
from feedback.tickets.rules.mail import loops
from feedback.tickets.rules.mail.message import Body, body_of, head_of
from feedback.tickets.rules.mail.quotes import own_words
from feedback.tickets.services.commenting import ticket_comment
from feedback.tickets.services.common import MAX_TEXT
from feedback.tickets.services.inbound.finding import own_addresses, service_of, ticket_of
from feedback.tickets.services.opening import ticket_open
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused
from portal.core.wording import listed
from portal.people.models import User
from portal.records.files import MAX_FILES, check_uploads, content_of
from portal.records.models import StoredFile
from portal.records.services import event_write, notify

log = structlog.get_logger(__name__)
BATCH = 20


class LeftAlone(Exception):
    """The mail is not worked on; the argument is a reason code."""


def mails_work(*, now: Callable[[], dt.datetime], limit: int = BATCH) -> int:
    """One batch of the sweep: how many mails were taken. Several workers may run it at once.

    Each mail is claimed in a transaction of its own, worked on and marked in another: a worker that dies in between
    leaves it to the next one after the lease, and has done nothing.
    """
    for count in range(limit):
        claimed = _claim(now())
        if claimed is None:
            return count
        _work(claimed, now())
    return limit


def _claim(now: dt.datetime) -> InboundMail | None:
    with transaction.atomic():
        rows = InboundMail.objects.filter(state=InboundState.WAITING, next_attempt_at__lte=now)
        mail: InboundMail | None = (
            rows.order_by("next_attempt_at", "id").select_for_update(skip_locked=True, of=("self",)).first()
        )
        if mail is None:
            return None
        mail.attempts += 1
        mail.next_attempt_at = now + codes.LEASE
        mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def _work(claimed: InboundMail, now: dt.datetime) -> None:
    """Whatever a mail raises ends this attempt, not the worker. A refusal is final until somebody looks at it."""
    if claimed.attempts > codes.MAX_ATTEMPTS:
        _give_up(claimed, claimed.fault or "died", now)
        return
    try:
        raw = raw_of(claimed)
        body = body_of(raw) if claimed.size <= settings.INBOUND_LIMIT_BYTES else Body("", ())
        with transaction.atomic():
            mail = _still(claimed)
            if mail is not None:
                _decide(mail, raw, body, now)
    except (Malformed, Refused) as exc:
        _give_up(claimed, exc.code, now)
    except Exception as exc:  # noqa: BLE001  (tried again, at last stuck; the raw mail stays)
        log.warning("inbound_mail_failed", mail=claimed.reference, exception=type(exc).__name__)
        if claimed.attempts >= codes.MAX_ATTEMPTS:
            _give_up(claimed, type(exc).__name__, now)
            return
        InboundMail.objects.filter(pk=claimed.pk, attempts=claimed.attempts, state=InboundState.WAITING).update(
            next_attempt_at=now + codes.wait_after(claimed.attempts), fault=type(exc).__name__[:60]
        )


def raw_of(mail: InboundMail) -> bytes:
    return content_of(StoredFile.objects.about(mail).earliest("pk"))


def _still(claimed: InboundMail) -> InboundMail | None:
    """The row under its lock, unless another worker took it over after the lease."""
    rows = InboundMail.objects.select_for_update(of=("self",)).filter(
        pk=claimed.pk, attempts=claimed.attempts, state=InboundState.WAITING
    )
    found: InboundMail | None = rows.first()
    return found


def _decide(mail: InboundMail, raw: bytes, body: Body, now: dt.datetime) -> None:
    try:
        head = head_of(raw)
        domain, authority = settings.MAIL_DOMAIN, settings.INBOUND_AUTH_SERVER
        if reason := loops.reason_of(head, own=own_addresses(), domain=domain, authority=authority):
            raise LeftAlone(reason)
        by = User.objects.alias(key=Lower("email")).filter(key=mail.sender.lower(), is_active=True).first()
        if by is None:
            raise LeftAlone(codes.UNKNOWN_SENDER)
        if mail.size > settings.INBOUND_LIMIT_BYTES:
            raise LeftAlone(codes.TOO_LARGE)
        _hold_sender(mail)
        _require_first(mail)
        _require_few(mail, now)
        bring_in(mail, body, by=by, now=now)
    except LeftAlone as left:
        mail.state, mail.reason = InboundState.IGNORED, InboundReason(str(left))
        mark(mail, by=None, now=now)


def _hold_sender(mail: InboundMail) -> None:
    """One mail of a sender at a time, until the end of the transaction: counting and comparing then hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 25))", [mail.sender])


def _require_first(mail: InboundMail) -> None:
    """A copy that was changed on its way (a list's footer) carries the same Message-ID."""
    if mail.message_id and _done(mail).filter(message_id=mail.message_id, subject=mail.subject).exists():
        raise LeftAlone(codes.REPEATED)


def _require_few(mail: InboundMail, now: dt.datetime) -> None:
    since = now - dt.timedelta(hours=1)
    if _done(mail).filter(worked_at__gt=since).count() >= settings.INBOUND_PER_HOUR:
        raise LeftAlone(codes.TOO_MANY)


def _done(mail: InboundMail) -> Any:
    return InboundMail.objects.filter(sender=mail.sender, state=InboundState.DONE).exclude(pk=mail.pk)


def bring_in(mail: InboundMail, body: Body, *, by: User, now: dt.datetime, service: str = "") -> None:
    """As if `by` had written it on a page: a note on the ticket that it answers, else a new ticket.

    `service` is the reference of the one to open it for, else that of the mail's address.
    """
    files, left = _files(body)
    # It is told in the sender's language what the ticket did not take.
    with translation.override(by.language or settings.LANGUAGE_CODE):
        note = _("Left out of this mail: %(names)s") % {"names": listed(left)} if left else ""
    ticket = None if service else ticket_of(mail)
    if ticket is None:
        found = service or service_of(mail)
        if not found:
            raise LeftAlone(codes.UNKNOWN_ADDRESS)
        title = codes.title_of(mail.subject, body.text)
        ticket = ticket_open(
            service=found, title=title, text=_text(body.text, title, note), by=by, now=now, files=files,
            came_by=CameBy.MAIL,
        )  # fmt: skip
        _say_it_is_there(ticket, mail, by=by, now=now)
    else:
        words = _text(own_words(body.text), mail.subject, note)
        mail.comment = _comment(ticket, words, files, by=by, now=now)
    mail.ticket, mail.left_out = ticket, len(left)
    mail.state, mail.reason = InboundState.DONE, ""
    mark(mail, by=None, now=now)


def _comment(ticket: Ticket, words: str, files: list[Any], *, by: User, now: dt.datetime) -> Any:
    try:
        return ticket_comment(reference=ticket.reference, text=words, by=by, now=now, files=files)
    except (NotFound, NotAllowed):
        raise LeftAlone(codes.NOT_VISIBLE) from None


def _files(body: Body) -> tuple[list[Any], list[str]]:
    """What the checks of every upload take, and the names of the others."""
    taken: list[Any] = []
    left: list[str] = []
    for each in body.attached:
        upload = SimpleUploadedFile(each.name[-150:] or "file", each.content)
        try:
            check_uploads([upload])
        except Malformed:
            left.append(each.name[:80])
            continue
        if len(taken) < MAX_FILES:
            taken.append(upload)
        else:
            left.append(each.name[:80])
    return taken, left


def _text(text: str, instead: str, note: str) -> str:
    """At most as long as a note may be, whatever is left out; nobody is mentioned by a mail."""
    words = (text.strip() or instead.strip() or "—").replace("@[", "@ [")
    room = MAX_TEXT - len(note) - 4
    cut = words if len(words) <= room else words[: room - 2] + " …"
    return f"{cut}\n\n{note[: MAX_TEXT // 2]}" if note else cut


def _say_it_is_there(ticket: Ticket, mail: InboundMail, *, by: User, now: dt.datetime) -> None:
    """So that the sender knows the reference, and an answer to it finds the ticket."""
    params = {"reference": ticket.reference, "title": ticket.title, "actor": ""}
    key = f"inbound.opened:{mail.pk}"
    notify(kind="inbound.opened", key=key, recipients=[by], params=params, url=ticket.get_absolute_url(), at=now)


def mark(mail: InboundMail, *, by: User | None, now: dt.datetime) -> None:
    """Save what became of it, with its event."""
    mail.worked_at = now
    mail.fault = mail.fault if mail.state == InboundState.STUCK else ""
    mail.version += 1
    mail.save()
    data = {"reason": mail.reason or None, "ticket": mail.ticket.reference if mail.ticket else None}
    event_write(
        subject=mail,
        verb=codes.EVENTS["work"],
        by=by,
        at=now,
        from_state=InboundState.WAITING,
        to_state=mail.state,
        data={name: value for name, value in data.items() if value},
    )


def _give_up(claimed: InboundMail, fault: str, now: dt.datetime) -> None:
    with transaction.atomic():
        mail = _still(claimed)
        if mail is not None:
            mail.state, mail.fault = InboundState.STUCK, fault[:60]
            mark(mail, by=None, now=now)
