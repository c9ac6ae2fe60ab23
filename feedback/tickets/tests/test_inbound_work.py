"""Mails that come in: stored once, worked on once, threaded, left alone with a reason."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from feedback.tickets import services, tasks
from feedback.tickets.models import CatalogueService, InboundMail, Ticket
from feedback.tickets.services import mail_receive, mails_work, ticket_comment
from feedback.tickets.services.inbound import working
from feedback.tickets.tests.check import told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    make_scene,
    merged_ticket,
    open_ticket,
    resolved_ticket,
    waiting_ticket,
)
from feedback.tickets.tests.mails import raw_mail, with_attachment
from portal.people.models import User
from portal.records.models import Comment, Event, OutboxRow, StoredFile
from tests.crowd import at_once

HELP = "help@portal.example"


@pytest.fixture
def scene(db: None) -> Scene:
    return with_address(make_scene())


def with_address(scene: Scene) -> Scene:
    services.address_set(address=HELP, service=scene.service.reference, by=scene.admin, now=MONDAY)
    return scene


def came(raw: bytes, *, now: dt.datetime = MONDAY, **values: Any) -> InboundMail:
    mail, _new = mail_receive(raw=raw, route="pipe", now=now, **values)
    mails_work(now=lambda: now)
    return InboundMail.objects.select_related("ticket").get(pk=mail.pk)


def from_agent(scene: Scene, **values: Any) -> bytes:
    return raw_mail(**{"sender": scene.agent.email, **values})


def ours(user: User, kind: str) -> str:
    """The Message-ID of our latest mail of this kind to somebody."""
    return str(OutboxRow.objects.filter(recipient=user, channel="mail", kind=kind).latest("pk").message_id)


def test_a_mail_to_an_address_opens_a_ticket(scene: Scene) -> None:
    mail = came(from_agent(scene, subject="Re: Refund", text="Order 4711\n> kept\n-- \nme"))
    assert (mail.state, mail.reason, mail.sender) == ("done", "", scene.agent.email)
    ticket = mail.ticket
    assert ticket is not None
    assert (ticket.title, ticket.text) == ("Refund", "Order 4711\n> kept\n-- \nme"), "a new ticket keeps everything"
    assert (ticket.requester, ticket.service, ticket.opened_at) == (scene.agent, scene.service, MONDAY)
    assert told(scene.agent) == ["inbound.opened"]
    assert list(Event.objects.about(mail).order_by("pk").values_list("verb", "to_state")) == [
        ("inbound.received", "waiting"),
        ("inbound.worked", "done"),
    ]


def test_the_raw_mail_is_kept_as_it_came(scene: Scene) -> None:
    raw = from_agent(scene, text="退款", charset="gb18030", named="gb2312")
    kept = StoredFile.objects.about(came(raw)).get()
    assert (kept.content_type, kept.internal, kept.size) == ("message/rfc822", True, len(raw))
    with default_storage.open(kept.key) as found:
        assert found.read() == raw


def test_the_same_mail_again_is_the_row_that_is_there(scene: Scene) -> None:
    raw = from_agent(scene)
    first = came(raw)
    again, new = mail_receive(raw=b"Received: by mx2\r\n" + raw.replace(b"\n", b"\r\n"), route="imap", now=MONDAY)
    assert (again.pk, new) == (first.pk, False)
    mails_work(now=lambda: MONDAY)
    assert Ticket.objects.count() == InboundMail.objects.count() == StoredFile.objects.count() == 1


def test_one_message_id_for_two_mails_loses_none(scene: Scene) -> None:
    first, second = came(from_agent(scene)), came(from_agent(scene, text="Another matter", subject="Another"))
    assert first.ticket != second.ticket
    footer = came(from_agent(scene, text="Order 4711 was returned.\n--\nYou get this because you are on the list"))
    assert (footer.state, footer.reason) == ("ignored", "repeated")


def test_an_answer_to_our_mail_is_a_note_without_what_it_quotes(scene: Scene) -> None:
    opened = came(from_agent(scene)).ticket
    assert opened is not None
    answer = from_agent(
        scene,
        subject="RE: whatever",
        message_id="<second@mail.example>",
        answers=ours(scene.agent, "inbound.opened"),
        text="One more thing\n\nOn Monday, Portal <p@x> wrote:\n> We have your mail",
        to="portal@localhost",
    )
    mail = came(answer)
    assert (mail.ticket, mail.state) == (opened, "done")
    note = Comment.objects.about(opened).get()
    assert (note.text, note.author, note.internal, note.pk) == ("One more thing", scene.agent, False, mail.comment_id)


def test_by_the_reference_in_the_subject_and_by_their_own_mail(scene: Scene) -> None:
    ticket = open_ticket(scene)
    assert came(from_agent(scene, subject=f"about {ticket.reference.lower()}", to="x@y.example")).ticket == ticket
    first = came(from_agent(scene, message_id="<one@mail.example>"))
    second = came(from_agent(scene, message_id="<two@mail.example>", answers="<one@mail.example>"))
    assert second.ticket == first.ticket


def test_the_requesters_answer_lets_the_clocks_run_again(scene: Scene) -> None:
    ticket = waiting_ticket(scene)
    came(from_agent(scene, answers=ours(scene.agent, "ticket.asked"), text="The blue one"))
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"
    assert "ticket.resumed" in verbs(ticket)
    assert told(scene.clerk)[-1] == "ticket.answered"


def test_an_answer_to_a_resolved_ticket_is_a_note_and_reopens_nothing(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    mail = came(from_agent(scene, answers=ours(scene.agent, "ticket.resolved"), text="Thank you!"))
    ticket.refresh_from_db()
    assert (mail.ticket, ticket.state) == (ticket, "resolved")


def test_an_answer_to_a_merged_ticket_goes_on_where_that_does(scene: Scene) -> None:
    merged = merged_ticket(scene)
    mail = came(from_agent(scene, subject=merged.reference))
    assert mail.ticket == merged.merged_into


def test_a_ticket_that_the_sender_may_not_see_is_not_written_on(scene: Scene) -> None:
    ticket = open_ticket(scene)
    mail = came(raw_mail(sender=scene.outsider.email, subject=ticket.reference))
    assert (mail.state, mail.reason, mail.ticket) == ("ignored", "not_visible", None)
    assert not Comment.objects.about(ticket).exists()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"sender": "stranger@elsewhere.example"}, "unknown_sender"),
        ({"to": "nobody@portal.example"}, "unknown_address"),
        ({"extra": "Auto-Submitted: auto-replied"}, "auto_reply"),
        ({"extra": "Return-Path: <>"}, "bounce"),
        ({"extra": "Precedence: list"}, "bulk"),
        ({"sender": "portal@localhost"}, "loop"),
        ({"sender": HELP}, "loop"),
    ],
)
def test_left_alone(scene: Scene, values: dict[str, Any], reason: str) -> None:
    before = OutboxRow.objects.count()
    mail = came(from_agent(scene, **values))
    assert (mail.state, mail.reason) == ("ignored", reason)
    assert (Ticket.objects.count(), OutboxRow.objects.count()) == (0, before)


def test_who_has_left_is_a_stranger(scene: Scene) -> None:
    User.objects.filter(pk=scene.agent.pk).update(is_active=False)
    assert came(from_agent(scene)).reason == "unknown_sender"


def test_more_than_so_many_an_hour_wait_for_somebody(scene: Scene, settings: Any) -> None:
    settings.INBOUND_PER_HOUR = 2
    mails = [came(from_agent(scene, message_id=f"<{n}@mail.example>", subject=f"No {n}")) for n in range(3)]
    assert [mail.reason for mail in mails] == ["", "", "too_many"]
    later = MONDAY + dt.timedelta(hours=1)
    services.inbound_retry(reference=mails[2].reference, by=scene.reader, now=later)
    mails_work(now=lambda: later)
    assert InboundMail.objects.filter(state="done").count() == 3


def test_large_ones(scene: Scene, settings: Any) -> None:
    pdf = b"%PDF-1.4 " + b"x" * settings.UPLOAD_LIMIT_BYTES
    raw = with_attachment("发票.pdf", pdf).replace(b"agent@example.org", scene.agent.email.encode())
    mail = came(raw)
    assert (mail.state, mail.left_out) == ("done", 1)
    assert mail.ticket is not None
    assert "发票.pdf" in mail.ticket.text
    assert StoredFile.objects.about(mail).get().size == len(raw), "the attachment is in the stored mail"
    settings.INBOUND_LIMIT_BYTES = 100
    assert came(from_agent(scene)).reason == "too_large"


def test_attachments_pass_the_checks_of_every_upload(scene: Scene) -> None:
    def attached(name: str, content: bytes, kind: str) -> InboundMail:
        raw = with_attachment(name, content, kind).replace(b"agent@example.org", scene.agent.email.encode())
        return came(raw.replace(b"with@", f"{name}@".encode()).replace(b"Subject: File", f"Subject: {name}".encode()))

    good = attached("a.pdf", b"%PDF-1.4 x", "application/pdf")
    bad = attached("a.exe", b"MZ\x00\x01" * 99, "application/pdf")
    page = attached("a.htm", b"<script>x</script>", "application/pdf")
    assert good.ticket
    assert bad.ticket
    assert StoredFile.objects.about(good.ticket).get().name == "a.pdf"
    assert not StoredFile.objects.about(bad.ticket).exists()
    assert (good.left_out, bad.left_out, page.left_out) == (0, 1, 1)


def test_a_closed_service_makes_it_stuck_until_somebody_helps(scene: Scene) -> None:
    CatalogueService.objects.update(active=False)
    mail = came(from_agent(scene))
    assert (mail.state, mail.fault) == ("stuck", "service_closed")
    CatalogueService.objects.update(active=True)
    services.inbound_retry(reference=mail.reference, by=scene.admin, now=MONDAY)
    mails_work(now=lambda: MONDAY)
    mail.refresh_from_db()
    assert (mail.state, mail.fault) == ("done", "")


def test_a_worker_that_dies_in_between_leaves_it_to_the_next(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(*_args: Any, **_values: Any) -> None:
        raise Killed

    mail, _new = mail_receive(raw=from_agent(scene), route="pipe", now=MONDAY)
    with monkeypatch.context() as patch:
        patch.setattr(working, "_say_it_is_there", killed)
        with pytest.raises(Killed):
            mails_work(now=lambda: MONDAY)
    assert not Ticket.objects.exists()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert mails_work(now=lambda: MONDAY + dt.timedelta(minutes=4)) == 0
    assert mails_work(now=lambda: MONDAY + dt.timedelta(minutes=5)) == 1
    assert Ticket.objects.count() == 1


def test_a_fault_is_tried_again_and_at_last_stuck(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise RecursionError

    monkeypatch.setattr(working, "body_of", broken)
    mail, _new = mail_receive(raw=from_agent(scene), route="pipe", now=MONDAY)
    now = MONDAY
    for _each in range(5):
        assert mails_work(now=lambda moment=now: moment) == 1
        now += dt.timedelta(hours=1)
    mail.refresh_from_db()
    assert (mail.state, mail.fault, mail.attempts) == ("stuck", "RecursionError", 5)


def test_who_lost_its_lease_does_nothing(scene: Scene) -> None:
    mail, _new = mail_receive(raw=from_agent(scene), route="pipe", now=MONDAY)
    slow = working._claim(MONDAY)
    assert slow is not None
    assert mails_work(now=lambda: MONDAY + dt.timedelta(minutes=6)) == 1
    working._work(slow, MONDAY + dt.timedelta(minutes=7))
    assert Ticket.objects.count() == 1
    mail.refresh_from_db()
    assert mail.state == "done"


def test_nobody_is_mentioned_by_mail(scene: Scene) -> None:
    ticket = open_ticket(scene)
    came(from_agent(scene, subject=ticket.reference, text=f"@[{scene.outsider.reference}] look"))
    assert told(scene.outsider) == []


def test_words_that_are_too_many_are_cut_and_none_is_no_fault(scene: Scene) -> None:
    long, none = (
        came(from_agent(scene, text="长" * 30_000)),
        came(from_agent(scene, subject="", text="", message_id="<e@m>")),
    )
    assert long.ticket
    assert none.ticket
    assert len(long.ticket.text) <= 20_000
    assert (none.ticket.title, none.ticket.text) == ("—", "—")


def test_the_envelopes_recipient_and_a_tag_find_the_service(scene: Scene) -> None:
    assert came(from_agent(scene, to="list@x.example"), recipient="Help+tag@portal.example").state == "done"


def test_the_database_knows_no_halves(scene: Scene) -> None:
    mail = came(from_agent(scene))
    for values in ({"ticket": None}, {"reason": "loop"}, {"state": "ignored"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InboundMail.objects.filter(pk=mail.pk).update(**values)


def test_the_task_works_until_nothing_waits(scene: Scene) -> None:
    for number in range(3):
        mail_receive(
            raw=from_agent(scene, message_id=f"<{number}@m.example>", subject=str(number)), route="pipe", now=MONDAY
        )
    assert tasks.work_inbound() == 3
    assert tasks.work_inbound() == tasks.fetch_mail() == 0


def test_a_note_on_the_page_and_one_by_mail_are_the_same(scene: Scene) -> None:
    ticket = open_ticket(scene)
    came(from_agent(scene, subject=ticket.reference, text="By mail"))
    ticket_comment(reference=ticket.reference, text="On the page", by=scene.agent, now=MONDAY)
    kinds = {(note.author_id, note.internal) for note in Comment.objects.about(ticket)}
    assert kinds == {(scene.agent.pk, False)}


def test_delivered_by_many_at_once_it_is_one(transactional_db: None) -> None:
    scene = with_address(make_scene())
    raw = from_agent(scene)
    answers = at_once(6, lambda _index: mail_receive(raw=raw, route="pipe", now=MONDAY))
    assert [new for _mail, new in answers].count(True) == 1
    assert len({mail.pk for mail, _new in answers}) == InboundMail.objects.count() == 1
    at_once(4, lambda _index: mails_work(now=lambda: MONDAY))
    assert Ticket.objects.count() == 1
