"""Mails that came in: two became tickets, the others were left alone, each for its reason."""

import datetime as dt

from feedback.insights.demo import mails as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.models import CatalogueService
from feedback.tickets.services import address_set, mail_receive, mails_work


def load_mails(stage: Stage) -> None:
    for address, key in words.ADDRESSES:
        service = CatalogueService.objects.get(external_id=key)
        address_set(address=address, service=service.reference, by=stage.admin, now=stage.days_ago(30))
    for number, (login, subject, text, more) in enumerate(words.MAILS):
        sender = login if "@" in login else stage.people[login].email
        to = words.ADDRESSES[number % len(words.ADDRESSES)][0]
        head = f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{number}@mails.example>\n{more}"
        raw = f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
        _come(raw, to, stage.now - dt.timedelta(hours=3 * (len(words.MAILS) - number)))


def _come(raw: bytes, to: str, at: dt.datetime) -> None:
    mail_receive(raw=raw, route="pipe", now=at, recipient=to)
    mails_work(now=lambda: at)
