"""What hangs together around the tickets of the desk: who watches, who was asked to look, what is one matter and what two, what others do a part of."""

from feedback.insights.demo import relations as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.choices import State
from feedback.tickets.models import CatalogueService, Ticket
from feedback.tickets.services.commenting import ticket_comment
from feedback.tickets.services.families import ticket_open_child
from feedback.tickets.services.merging import ticket_merge, ticket_split
from feedback.tickets.services.opening import ticket_open
from feedback.tickets.services.starting_texts import text_create
from feedback.tickets.services.watching import ticket_watch
from portal.people.models import User


class Related:
    """Acts on what is in work when the company opens, in an order that is always the same."""

    def __init__(self, stage: Stage, services: dict[str, CatalogueService]) -> None:
        self.stage = stage
        self.services = services
        rows = Ticket.objects.filter(state__in=(State.IN_PROGRESS, State.WAITING)).select_related(
            "owner", "requester", "department__head", "service"
        )
        self.in_work = list(rows.order_by("-opened_at")[:24])

    def tell(self) -> None:
        self._texts()
        self._mention()
        self._merge()
        self._children()
        self._split()

    def _mention(self) -> None:
        """Owners ask their head to look; who asked for the ticket watches it."""
        for ticket, text in zip(self.in_work[::2], words.MENTIONS, strict=False):
            head = ticket.department.head
            if head is None or ticket.owner is None or head == ticket.owner:
                continue
            note = text % {"person": f"@[{head.reference}]"}
            ticket_comment(
                reference=ticket.reference, text=note, internal=True, by=self._fresh(ticket.owner), now=self.stage.now
            )
            ticket_watch(reference=ticket.reference, by=self._fresh(ticket.requester), now=self.stage.now)

    def _merge(self) -> None:
        """Somebody asked a second time; the owner of the first ticket joins both."""
        for ticket in self.in_work[::3]:
            if ticket.owner is None or ticket.service.department_id != ticket.department_id:
                continue
            asker = self._fresh(ticket.requester)
            second = ticket_open(
                service=ticket.service.reference, title=ticket.title, text=words.SAME, by=asker, now=self.stage.now
            )
            ticket_merge(
                reference=second.reference, into=ticket.reference, reason=words.SAME, by=self._fresh(ticket.owner),
                now=self.stage.now,
            )  # fmt: skip

    def _split(self) -> None:
        """A second wish in one ticket becomes a ticket of its own."""
        for ticket, (title, text) in zip(self.in_work[2::4], words.SECOND, strict=False):
            ticket.refresh_from_db()
            if ticket.owner is not None and ticket.is_open:
                ticket_split(
                    reference=ticket.reference, service=ticket.service.reference, title=title, text=text,
                    by=self._fresh(ticket.owner), now=self.stage.now,
                )  # fmt: skip

    def _texts(self) -> None:
        """What some departments often write; they have had it for a year."""
        for key, name_en, name_zh, text_en, text_zh in words.TEXTS:
            service = self.services[key]
            text_create(
                department=service.department.reference, service=service.reference, name_en=name_en, name_zh=name_zh,
                text_en=text_en, text_zh=text_zh, by=self.stage.admin, now=self.stage.days_ago(360),
            )  # fmt: skip

    def _children(self) -> None:
        """Owners ask another department for a part."""
        for ticket, (key, rule, title, text) in zip(self.in_work[1::2], words.CHILDREN, strict=False):
            ticket.refresh_from_db()
            service = self.services[key]
            if ticket.owner is not None and ticket.is_open and service.department_id != ticket.department_id:
                ticket_open_child(
                    reference=ticket.reference, service=service.reference, title=title, text=text, rule=rule,
                    by=self._fresh(ticket.owner), now=self.stage.now,
                )  # fmt: skip

    def _fresh(self, person: User) -> User:
        return self.stage.fresh(person.email.partition("@")[0])
