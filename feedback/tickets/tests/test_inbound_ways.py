"""The two ways in: the command behind a mail server's pipe, and the mailbox."""

import imaplib
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError

from feedback.tickets.management.commands import receive_mail
from feedback.tickets.models import InboundMail
from feedback.tickets.services.inbound import fetching, receiving
from feedback.tickets.services.inbound.fetching import NoMailbox, connect, fetch, mailbox_fetch
from feedback.tickets.tests.factory import MONDAY
from feedback.tickets.tests.imap_server import Box, mailbox
from feedback.tickets.tests.mails import raw_mail
from portal.records.models import StoredFile

FIRST = raw_mail(message_id="<one@mail.example>", text="退款", charset="gb18030", named="gb2312")
SECOND = raw_mail(message_id="<two@mail.example>", subject="Second")


def piped(raw: bytes, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("receive_mail", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


def test_the_pipe_prints_the_reference(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = piped(FIRST, monkeypatch, "--to", "Help@portal.example")
    mail = InboundMail.objects.get(reference=reference)
    assert (mail.route, mail.state, mail.recipients) == ("pipe", "waiting", ["help@portal.example"] * 2)
    assert piped(FIRST, monkeypatch) == reference


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"no header at all", b"Subject: only\n\n"])
def test_whatever_comes_is_kept(db: None, monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    mail = InboundMail.objects.get(reference=piped(raw, monkeypatch))
    assert StoredFile.objects.about(mail).get().size == len(raw)


@pytest.mark.parametrize("fault", [OperationalError("gone"), OSError("disk full")])
def test_what_was_not_taken_is_tried_again(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def refuse(**_values: Any) -> None:
        raise fault

    monkeypatch.setattr(receive_mail, "mail_receive", refuse)
    with pytest.raises(SystemExit) as left:
        piped(FIRST, monkeypatch)
    assert left.value.code == 75


def test_a_row_that_fails_leaves_no_file(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    deleted = []
    monkeypatch.setattr(receiving, "event_write", lambda **_values: 1 / 0)
    monkeypatch.setattr(receiving, "default_storage", SimpleNamespace(delete=deleted.append))
    with pytest.raises(ZeroDivisionError):
        receiving.mail_receive(raw=FIRST, route="pipe", now=MONDAY)
    assert not InboundMail.objects.exists()
    assert len(deleted) == 1
    default_storage.delete(deleted[0])


def signed_in(box: Box) -> imaplib.IMAP4:
    client = imaplib.IMAP4("127.0.0.1", box.port, timeout=5)
    client.login("user", "secret")
    return client


def test_the_mailbox_is_emptied_once(db: None) -> None:
    with mailbox(FIRST, SECOND, FIRST) as box:
        box.gone = {9}
        client = signed_in(box)
        assert fetch(client, "INBOX", now=lambda: MONDAY) == 2
        assert box.seen == {1, 2, 3}
        assert fetch(client, "INBOX", now=lambda: MONDAY) == 0
        client.logout()
    assert set(InboundMail.objects.values_list("message_id", "route")) == {
        ("<one@mail.example>", "imap"),
        ("<two@mail.example>", "imap"),
    }


def test_a_mail_that_could_not_be_stored_stays_unseen(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_values: Any) -> None:
        raise OSError

    with mailbox(FIRST) as box:
        client = signed_in(box)
        with monkeypatch.context() as patch:
            patch.setattr(fetching, "mail_receive", refuse)
            with pytest.raises(OSError):
                fetch(client, "INBOX", now=lambda: MONDAY)
        assert box.seen == set()
        assert fetch(client, "INBOX", now=lambda: MONDAY) == 1
        client.logout()


def test_never_without_tls() -> None:
    with mailbox(FIRST) as box:
        with pytest.raises(imaplib.IMAP4.error):
            connect(f"imap://user:secret@127.0.0.1:{box.port}/INBOX")
        assert not any("LOGIN" in command.upper() for command in box.log)


@pytest.mark.parametrize("url", ["http://x/INBOX", "imaps:///INBOX", 'imaps://x/a"b', "nothing"])
def test_an_address_that_is_no_mailbox(url: str) -> None:
    with pytest.raises(NoMailbox):
        connect(url)


def test_a_mailbox_that_does_not_answer_is_asked_again_later(settings: Any) -> None:
    settings.INBOUND_IMAP_URL = "imaps://user:secret@127.0.0.1:1/INBOX"
    assert mailbox_fetch(now=lambda: MONDAY) == 0
    settings.INBOUND_IMAP_URL = ""
    out = io.StringIO()
    call_command("fetch_mail", stdout=out)
    assert out.getvalue().strip() == "0"
