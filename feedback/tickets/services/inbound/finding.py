"""Which ticket a mail answers, and which service its address belongs to."""

from django.conf import settings

from feedback.tickets.models import InboundAddress, InboundMail, Ticket
from feedback.tickets.rules.inbound import DONE, references_in, without_tag
from feedback.tickets.rules.mail.message import addresses
from portal.records.models import OutboxRow


def own_addresses() -> set[str]:
    """What the portal writes from and receives at."""
    return {*addresses([settings.DEFAULT_FROM_EMAIL]), *InboundAddress.objects.values_list("address", flat=True)}


def ticket_of(mail: InboundMail) -> Ticket | None:
    """By the mails that it answers, ours before others, else by a reference in its subject. Where that one was merged,
    the ticket that it goes on in."""
    references = [*_of_our_mails(mail.links), *_of_their_mails(mail.links), *references_in(mail.subject)]
    tickets = {each.reference: each for each in Ticket.objects.filter(reference__in=references)}
    found = next((tickets[reference] for reference in references if reference in tickets), None)
    return (found.merged_into or found) if found else None


def _of_our_mails(links: list[str]) -> list[str]:
    """The nearest first. Every message about a ticket leads to its page or to something on it."""
    rows = OutboxRow.objects.filter(message_id__in=links).values_list("message_id", "url", "params")
    found = {key: references_in(f"{url} {params.get('reference', '')}") for key, url, params in rows}
    return [reference for link in links for reference in found.get(link, [])]


def _of_their_mails(links: list[str]) -> list[str]:
    """A mail that answers one which became a ticket or a note, without ours in between."""
    rows = InboundMail.objects.filter(message_id__in=links, state=DONE)
    found = dict(rows.values_list("message_id", "ticket__reference"))
    return [found[link] for link in links if link in found]


def service_of(mail: InboundMail) -> str:
    """The reference of the service that the first known address of the mail belongs to, else nothing."""
    asked = [without_tag(each) for each in mail.recipients]
    rows = InboundAddress.objects.filter(address__in=[*asked, *mail.recipients], active=True)
    found = dict(rows.values_list("address", "service__reference"))
    return next(
        (found[each] for pair in zip(mail.recipients, asked, strict=True) for each in pair if each in found), ""
    )
