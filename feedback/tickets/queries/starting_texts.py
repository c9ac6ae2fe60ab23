"""Starting texts as a ticket offers them: read with the ticket, filled in when one is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from feedback.tickets.models import StartingText, Ticket
from feedback.tickets.rules.texts import filled
from portal.core.names import either
from portal.core.wording import exact

VALUES = (
    "id", "reference", "name_en", "name_zh", "text_en", "text_zh", "active", "version",
    "department", "department__reference", "department__name_en", "department__name_zh",
    "service__reference", "service__name_en", "service__name_zh",
)  # fmt: skip
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Offered:
    """A text that the department which has the ticket uses for its service, or for all of its services."""

    id: str
    name_en: str
    name_zh: str
    text_en: str
    text_zh: str

    @property
    def name(self) -> str:
        return either(self.name_en, self.name_zh)

    def filled(self, ticket: Ticket, language: str = "") -> str:
        """In the language asked for ("zh", "en"), else the reader's; placeholders hold the ticket's values."""
        texts = {"en": self.text_en, "zh": self.text_zh}
        return filled(texts.get(language) or either(self.text_en, self.text_zh), values_of(ticket))


def values_of(ticket: Ticket) -> dict[str, str]:
    return {
        "customer": ticket.customer_key,
        "reference": ticket.reference,
        "title": ticket.title,
        "due": exact(ticket.next_due_at) if ticket.next_due_at else "",
    }


def offered() -> ArraySubquery:
    """As an array of the query that reads a ticket."""
    columns = {name: name for name in ("name_en", "name_zh", "text_en", "text_zh")}
    rows = StartingText.objects.filter(
        Q(service=None) | Q(service=OuterRef("service")), department=OuterRef("department"), active=True
    )
    return ArraySubquery(rows.order_by("name_en", "pk").values(found=JSONObject(id="reference", **columns)))
