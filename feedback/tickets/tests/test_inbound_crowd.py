"""Thousands of mails of every kind, each delivered twice, worked on by two at once: none lost, none twice, no loop.

200 by default; `INBOUND_MAILS=10000 pytest …` runs as many as were asked for.
"""

import os
import random
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from feedback.tickets.models import InboundMail, Ticket
from feedback.tickets.services import mail_receive, mails_work
from feedback.tickets.services.inbound.working import raw_of
from feedback.tickets.tests.factory import MONDAY, make_scene
from feedback.tickets.tests.mails import REAL, REPLY, Sent, corpus
from feedback.tickets.tests.test_inbound_work import with_address
from portal.records.models import Comment, OutboxRow, StoredFile
from tests.cast import make_user
from tests.crowd import at_once

COUNT = int(os.environ.get("INBOUND_MAILS", "200"))


@pytest.mark.slow
def test_none_lost_none_twice_no_loop(transactional_db: None, settings: Any) -> None:
    settings.INBOUND_PER_HOUR = 10 * COUNT
    scene = with_address(make_scene())
    people = [make_user(f"colleague{number}", department=scene.front).email for number in range(20)]
    requester = scene.agent
    mail_receive(raw=corpus(1, [requester.email], ["<x@y>"])[0].raw, route="pipe", now=MONDAY)
    mails_work(now=lambda: MONDAY)
    thread = OutboxRow.objects.get(channel="mail", kind="inbound.opened").message_id
    ticket = Ticket.objects.get()
    Ticket.objects.update(joined=[user.pk for user in type(requester).objects.all()])
    sent = corpus(COUNT, people, [thread], seed=11)
    deliveries = [*sent, *sent]
    random.Random(5).shuffle(deliveries)
    _deliver(deliveries)
    _check(sent, ticket, mails_before=1)


def _deliver(deliveries: list[Sent]) -> None:
    """Two deliver while two work."""
    halves = (deliveries[::2], deliveries[1::2])
    done: list[int] = []

    def part(index: int) -> int:
        if index < 2:
            for each in halves[index]:
                mail_receive(raw=each.raw, route="pipe", now=timezone.now())
            done.append(index)
            return 0
        worked = 0
        while len(done) < 2 or InboundMail.objects.filter(state="waiting").exists():
            worked += mails_work(now=timezone.now)
        return worked

    answers = at_once(4, part)
    assert not [answer for answer in answers if isinstance(answer, BaseException)], answers
    connection.close()


def _check(sent: list[Sent], ticket: Ticket, *, mails_before: int) -> None:
    rows = list(InboundMail.objects.exclude(ticket=ticket, comment=None).select_related("ticket", "comment"))
    assert InboundMail.objects.count() == len(sent) + mails_before
    assert StoredFile.objects.filter(subject_type="tickets.inboundmail").count() == len(sent) + mails_before
    by_raw = {raw_of(mail): mail for mail in rows}
    assert len(by_raw) == len(sent), "every mail has exactly one row"
    wrong = [
        (each.fate, mail.state, mail.reason, mail.fault)
        for each in sent
        if (mail := by_raw[each.raw]).state != ("done" if each.fate in (REAL, REPLY) else "ignored")
        or mail.reason != ("" if each.fate in (REAL, REPLY) else each.fate)
    ]
    assert not wrong, Counter(wrong)
    real = [each for each in sent if each.fate == REAL]
    replies = [each for each in sent if each.fate == REPLY]
    texts = Counter(by_raw[each.raw].ticket_id for each in real)
    assert set(texts.values()) == {1}
    assert Ticket.objects.count() == len(real) + mails_before
    assert Comment.objects.about(ticket).count() == len(replies)
    for each in (*real, *replies):
        mail = by_raw[each.raw]
        said = f"{mail.ticket.title} {mail.ticket.text}" if each.fate == REAL else mail.comment.text
        assert each.mark in said, (each.raw[:600], said)
        assert "�" not in said
    _check_what_went_out(len(real), len(replies), mails_before)


def _check_what_went_out(real: int, replies: int, mails_before: int) -> None:
    """One mail per ticket opened and per note; nothing for machines, strangers and mails that came back."""
    out = Counter(OutboxRow.objects.filter(channel="mail").values_list("kind", flat=True))
    assert out["inbound.opened"] == real + mails_before
    assert out["ticket.commented"] <= replies
    assert set(out) <= {"inbound.opened", "ticket.commented"}
