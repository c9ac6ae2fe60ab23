"""The rules of mails that come in, with literals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.tickets.rules.inbound import references_in, title_of, wait_after, without_tag
from feedback.tickets.rules.mail.charsets import decoded, header_text
from feedback.tickets.rules.mail.html import words_of
from feedback.tickets.rules.mail.loops import proved, reason_of
from feedback.tickets.rules.mail.message import addresses, body_of, digest_of, head_of
from feedback.tickets.rules.mail.quotes import own_words
from feedback.tickets.tests.mails import raw_mail, with_attachment


@pytest.mark.parametrize(
    ("reply", "own"),
    [
        ("Yes.\n\nOn Mon, 16 Nov 2026 at 09:00, Portal <p@x> wrote:\n> Which card?", "Yes."),
        ("Yes.\n\nOn Mon, 16 Nov 2026 at 09:00, Portal\n<p@x> wrote:\n> Which card?", "Yes."),
        ("好的。\n\n在 2026年11月16日 09:00，门户写道：\n> 哪张卡？", "好的。"),
        ("好的。\n\n门户 <p@x> 于2026年11月16日周一 09:00写道：\n\n> 哪张卡？", "好的。"),
        ("好的。\n\n发件人: 门户\n发送时间: 2026年11月16日\n收件人: 王芳\n主题: 卡\n\n哪张卡？", "好的。"),
        ("Yes.\n\nFrom: Portal\nSent: Monday\nTo: Wang\nSubject: Card\n\nWhich card?", "Yes."),
        ("Yes.\n\n-----Original Message-----\nFrom: Portal\n\nWhich?", "Yes."),
        ("好的。\n\n------------------ 原始邮件 ------------------\n发件人: 门户", "好的。"),
        ("Yes.\n________________________________\nFrom: Portal", "Yes."),
        ("Yes.\n-- \nWang Fang\nTel. 4711", "Yes."),
        ("Yes.\n\nSent from my iPhone", "Yes."),
        ("好的。\n\n发自我的iPhone", "好的。"),
        ("> Which card?\nThe blue one.\n> Really?\nYes.", "The blue one.\nYes."),
        ("On Monday I wrote: nothing", "On Monday I wrote: nothing"),
        ("From: the shop in town it takes an hour.", "From: the shop in town it takes an hour."),
        ("> all of it\n> is quoted", "> all of it\n> is quoted"),
    ],
)
def test_own_words(reply: str, own: str) -> None:
    assert own_words(reply) == own


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ("Auto-Submitted: auto-replied", "auto_reply"),
        ("Auto-Submitted: auto-generated; owner-email=x", "auto_reply"),
        ("Auto-Submitted: no", ""),
        ("X-Auto-Response-Suppress: OOF, AutoReply", "auto_reply"),
        ("X-Autoreply: yes", "auto_reply"),
        ("Precedence: bulk", "bulk"),
        ("Precedence: JUNK", "bulk"),
        ("Precedence: list", "bulk"),
        ("List-Id: <news.example>", "bulk"),
        ("Precedence: first-class", ""),
        ("Return-Path: <>", "bounce"),
        ("Return-Path: <agent@example.org>", ""),
        ("", ""),
    ],
)
def test_reasons_in_headers(extra: str, reason: str) -> None:
    assert reason_of(head_of(raw_mail(extra=extra)), own={"portal@localhost"}, domain="portal.localhost") == reason


def test_reasons_in_who_wrote() -> None:
    def reason(raw: bytes) -> str:
        return reason_of(head_of(raw), own={"portal@localhost"}, domain="portal.localhost")

    assert reason(raw_mail(sender="PORTAL@localhost")) == "loop"
    assert reason(raw_mail(message_id=f"<{'0a' * 20}@portal.localhost>")) == "loop"
    assert reason(raw_mail(message_id="<human@portal.localhost>")) == ""
    assert reason(raw_mail(sender="mailer-daemon@example.org")) == "bounce"
    assert reason(raw_mail(sender="noreply@example.org")) == "auto_reply"
    assert reason(raw_mail().replace(b"text/plain", b"multipart/report; report-type=delivery-status")) == "bounce"
    assert reason(raw_mail(sender="nobody")) == "no_sender"
    assert reason(raw_mail(extra="From: other@example.org")) == "no_sender"
    assert reason(raw_mail(extra="From: agent@example.org")) == ""


def test_only_the_word_of_our_own_mail_server_counts() -> None:
    def says(results: str) -> bool:
        return proved(head_of(raw_mail(extra=results)), "mx.portal.example")

    assert says("Authentication-Results: mx.portal.example; spf=pass; dmarc=pass header.from=example.org")
    assert not says("Authentication-Results: mx.portal.example; dmarc=fail")
    assert not says("Authentication-Results: elsewhere.example; dmarc=pass")
    forged = (
        "Authentication-Results: mx.portal.example; dmarc=fail\nAuthentication-Results: mx.portal.example; dmarc=pass"
    )
    assert not says(forged)
    assert not says("X-Nothing: there")


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("退款镕".encode("gb18030"), "gb2312", "退款镕"),
        ("退款㐂".encode("gb18030"), "GBK", "退款㐂"),
        ("返金①".encode("iso2022_jp_ext", "ignore"), "iso-2022-jp", "返金"),
        ("返金".encode("iso-2022-jp"), "", "返金"),
        ("退款".encode(), "x-unknown", "退款"),
        ("退款".encode("gb18030"), "utf-8", "退款"),
        (b"a\x00b\r\nc", "utf-8", "ab\nc"),
        (b"\xff\xff\xff", "utf-8", "\ufffd\ufffd\ufffd"),
        (b"price \x80", "iso-8859-1", "price €"),
    ],
)
def test_decoded(raw: bytes, charset: str, text: str) -> None:
    assert decoded(raw, charset) == text


def test_headers_as_they_are_read() -> None:
    assert header_text("=?gb2312?B?zcu/7g==?=") == "退款"
    assert header_text("=?utf-8?Q?a_=E9?= tail").endswith("tail")
    assert header_text("=?utf-8?B?%%%?=") == "=?utf-8?B?%%%?="
    assert header_text("plain\n folded") == "plain folded"


def test_html_becomes_words() -> None:
    page = "<head><title>x</title></head><body><p>Hello <b>you</b></p><script>bad()</script><div>two</div></body>"
    assert words_of(page) == "Hello you\ntwo"
    assert words_of("<p>Yes</p><blockquote>Which card?</blockquote>") == "Yes\n> Which card?"
    assert words_of("a &lt; b<br>c") == "a < b\nc"


def test_the_digest_is_of_the_mail_and_not_of_its_way() -> None:
    raw = raw_mail()
    assert digest_of(raw) == digest_of(b"From agent Mon Nov 16\nReceived: by mx\n" + raw.replace(b"\n", b"\r\n"))
    others = (raw_mail(text="Other"), raw_mail(message_id="<second@mail.example>"), raw_mail(subject="Other"))
    assert len({digest_of(each) for each in (raw, *others)}) == 4
    assert digest_of(raw_mail(message_id=None)) != digest_of(raw_mail(message_id=None, text="Other"))


def test_what_is_attached() -> None:
    body = body_of(with_attachment("发票.pdf", b"%PDF-1.4 x"))
    assert body.text == "See there."
    assert [(each.name, each.content) for each in body.attached] == [("发票.pdf", b"%PDF-1.4 x")]


def test_small_ones() -> None:
    assert references_in("Re: Resolved: t-7k3m9q2x and T-7K3M9Q2X, IT-7K3M9Q2X") == ["T-7K3M9Q2X"]
    assert references_in("/tickets/T-7K3M9Q2X/#promises") == ["T-7K3M9Q2X"]
    assert title_of("Re: 回复：AW: Card", "") == "Card"
    assert title_of("", "\n First line\nsecond") == "First line"
    assert title_of("", "") == "—"
    assert len(title_of("x" * 400, "")) == 200
    assert without_tag("Help+abc@Portal.example") == "help@portal.example"
    assert [wait_after(count).total_seconds() for count in (1, 2, 3, 4)] == [60, 120, 240, 480]
    assert addresses(['"Wang, Fang <boss@evil.example>" <Wang@example.org>']) == ["wang@example.org"]
    assert addresses(["not an address"]) == []


@given(st.binary(max_size=2_000))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    head = head_of(raw)
    assert "\x00" not in head.subject
    assert len(digest_of(raw)) == 64
    reason_of(head, own=set(), domain="portal.localhost")


@given(st.text(max_size=60), st.text(max_size=200), st.sampled_from(["utf-8", "gb2312", "iso-2022-jp", "x-y", "utf-7"]))
def test_no_words_make_it_raise(subject: str, text: str, charset: str) -> None:
    raw = (
        b"Subject: " + subject.encode("utf-8", "replace") + f"\nContent-Type: text/html; charset={charset}\n\n".encode()
    )
    body = body_of(raw + text.encode("utf-8", "replace"))
    assert "\x00" not in body.text
    own_words(body.text)
