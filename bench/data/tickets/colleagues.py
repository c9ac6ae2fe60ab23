"""What colleagues say around a ticket: questions, articles, notes, watchers, messages, mails."""

from __future__ import annotations

import datetime as dt
import json

from django.db.models import Model

from bench.data.copying import NULL
from bench.data.texts import Words, reference
from bench.data.tickets.core import Lines
from bench.data.tickets.facts import Facts, colleague
from feedback.tickets.models import Approval, ApprovalSeat, Article, ArticleUse, Asked, InboundMail, Question, Watch
from portal.records.models import Comment, OutboxRow, StoredFile

DAY = dt.timedelta(days=1)
# One in so many tickets has each of these.
ASKED, ARTICLE, MAILED, NOTED, TOLD, WATCHED = 50, 200, 20, 4, 5, 5
COLUMNS: dict[type[Model], str] = {
    Question: "id reference ticket_id departments text asked_by_id asked_at due_at state ended_at answer "
    "answered_by_id",
    Asked: "question_id person_id day",
    Article: "id reference title text language service_id department_id owner_id state approved_by_id approved_at "
    "valid_until written_at search",
    ArticleUse: "article_id ticket_id by_id at day",
    Approval: "id reference ticket_id departments text asked_by_id asked_at state due_at ended_at",
    ApprovalSeat: "approval_id number level mode who person_id minutes asked_at due_at answered_at answered_by_id "
    "agreed",
    InboundMail: "id reference digest route size sender subject received_at state reason ticket_id next_attempt_at "
    "worked_at",
    StoredFile: "subject_type subject_id reference key name content_type size",
    Comment: "subject_type subject_id author_id at text internal",
    OutboxRow: "delivery_key channel kind params url recipient_id state message_id next_attempt_at created_at sent_at "
    "read_at",
    Watch: "ticket_id person_id since",
}


class Colleagues:
    def __init__(self, titles: list[Words], texts: list[Words]) -> None:
        self.titles, self.texts = titles, texts

    def lines(self, t: Facts) -> Lines:
        text = self.texts[(t.mix >> 10) % len(self.texts)].text
        return {
            **questions(t, text),
            **self.articles(t),
            **approvals(t, text),
            ArticleUse: uses(t),
            InboundMail: mails(t, self.titles[t.mix % len(self.titles)].text),
            StoredFile: raw_mails(t),
            Comment: [f"tickets.ticket\t{t.n}\t{t.who}\t{t.moved}\t{text}\t{'tf'[t.mix & 1]}"]
            if t.n % NOTED == 0
            else [],
            OutboxRow: messages(t, self.titles[t.mix % len(self.titles)].text),
            Watch: [f"{t.n}\t{colleague(t.first, t.mix >> 4)}\t{t.taken}"] if t.n % WATCHED == 3 else [],
        }

    def articles(self, t: Facts) -> Lines:
        """They never expire while the bench lasts; one in five is still a draft."""
        if t.n % ARTICLE:
            return {}
        title, text = self.titles[(t.mix >> 3) % len(self.titles)], self.texts[(t.mix >> 5) % len(self.texts)]
        language = "en" if text.text.isascii() else "zh"
        until = (t.now + 300 * DAY).date()
        approved = f"approved\t{t.who}\t{t.opened}\t{until}" if t.mix % 5 else f"draft\t{NULL}\t{NULL}\t{NULL}"
        head = f"{t.n}\t{reference('KA', t.n)}\t{title.text}\t{text.text}\t{language}\t{t.service}\t{t.first}\t{t.who}"
        return {Article: [f"{head}\t{approved}\t{t.opened}\t{title.tokens} {text.tokens}"]}


def questions(t: Facts, text: str) -> Lines:
    if t.n % ASKED:
        return {}
    due = t.moved + DAY if t.ended else t.now + DAY + dt.timedelta(minutes=t.mix % 5000)
    end = f"answered\t{t.moved}\t{text}\t{t.first_owner}" if t.ended else f"asked\t{NULL}\t\t{NULL}"
    row = f"{t.n}\t{reference('Q', t.n)}\t{t.n}\t{t.departments}\t{text}\t{t.who}\t{t.taken}\t{due}\t{end}"
    people = {t.first_owner, colleague(t.first, t.mix >> 6), colleague(t.first, t.mix >> 7)}
    return {Question: [row], Asked: [f"{t.n}\t{person}\t{t.taken.date()}" for person in people]}


def approvals(t: Facts, text: str) -> Lines:
    """Of one colleague in the serving department; whatever is resolved was approved."""
    if t.n % ASKED != 3:
        return {}
    due, approver = t.moved + DAY if t.ended else t.now + DAY, colleague(t.first, t.mix >> 8)
    end, answer = (
        (f"approved\t{due}\t{t.moved}", f"{t.moved}\t{approver}\tt")
        if t.ended
        else (f"requested\t{due}\t{NULL}", f"{NULL}\t{NULL}\t{NULL}")
    )
    row = f"{t.n}\t{reference('AP', t.n)}\t{t.n}\t{t.departments}\t{text}\t{t.first_owner}\t{t.taken}\t{end}"
    seat = f"{t.n}\t1\t1\tall\tperson\t{approver}\t480\t{t.taken}\t{due}\t{answer}"
    return {Approval: [row], ApprovalSeat: [seat]}


def uses(t: Facts) -> list[str]:
    article = t.n // ARTICLE * ARTICLE
    return [f"{article}\t{t.n}\t{t.who}\t{t.moved}\t{t.moved.date()}"] if article and t.n % MAILED == 1 else []


def mails(t: Facts, subject: str) -> list[str]:
    if t.n % MAILED != 7:
        return []
    head, sender, received = f"{t.n}\t{reference('IM', t.n)}\t{t.n:064x}", f"e{t.requester}@example.test", t.opened
    end = f"done\t\t{t.n}" if t.mix % 10 else f"ignored\tauto_reply\t{NULL}"
    return [f"{head}\tpipe\t9000\t{sender}\t{subject}\t{received}\t{end}\t{received}\t{received}"]


def raw_mails(t: Facts) -> list[str]:
    if t.n % MAILED != 7:
        return []
    return [f"tickets.inboundmail\t{t.n}\t{reference('F', t.n)}\tbench/{t.n}\tmail.eml\tmessage/rfc822\t9000"]


def messages(t: Facts, title: str) -> list[str]:
    """Who opened it is told that somebody has it; the old ones are read."""
    if t.n % TOLD:
        return []
    ref = reference("T", t.n)
    params = json.dumps({"reference": ref, "title": title, "actor": f"e{t.first_owner}"}, ensure_ascii=False)
    read = NULL if t.ended is None else str(t.moved)
    what = (
        f"bench-{t.n}\tinbox\tticket.taken\t{params}\t/tickets/{ref}/\t{t.requester}\tsent\t<bench-{t.n}@example.test>"
    )
    return [f"{what}\t{t.taken}\t{t.taken}\t{t.taken}\t{read}"]
