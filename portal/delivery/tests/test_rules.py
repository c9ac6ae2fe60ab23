from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest

from portal.delivery.rules import FIRST_WAIT, LONGEST_WAIT, answer_of, wait_after


@pytest.mark.parametrize(
    ("fault", "words", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"a@b.c unknown")}), "recipient 550", True),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (450, b"later")}), "recipient 450", False),
        (smtplib.SMTPDataError(554, b"spam"), "content 554", True),
        (smtplib.SMTPSenderRefused(553, b"no", "x@y.z"), "sender 553", False),
        (smtplib.SMTPAuthenticationError(535, b"no"), "login 535", False),
        (smtplib.SMTPConnectError(421, b"busy"), "greeting 421", False),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "dropped", False),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out"), "timeout", False),
        (TimeoutError("timed out"), "timeout", False),
        (ConnectionRefusedError(), "unreachable", False),
        (ValueError("Invalid address; only a@b.c could be parsed"), "address", True),
    ],
)
def test_every_fault_has_a_word_without_a_name(fault: Exception, words: str, final: bool) -> None:
    answer = answer_of(fault)
    assert (str(answer), answer.final) == (words, final)


def test_waiting_grows_to_an_end_and_is_the_same_each_time() -> None:
    waits = [wait_after(attempt, "ticket:1") for attempt in range(1, 13)]
    assert waits == [wait_after(attempt, "ticket:1") for attempt in range(1, 13)]
    assert waits != [wait_after(attempt, "ticket:2") for attempt in range(1, 13)]
    assert FIRST_WAIT * 0.8 <= waits[0] <= FIRST_WAIT * 1.2
    assert all(wait <= LONGEST_WAIT * 1.2 for wait in waits)
    assert waits[-1] >= LONGEST_WAIT * 0.8
    assert wait_after(10_000, "ticket:1") < timedelta(hours=8)
