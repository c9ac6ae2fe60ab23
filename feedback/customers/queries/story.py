"""Everything about a customer in one line of time."""

from typing import Any

from feedback.customers.models import Identity
from feedback.customers.queries.rows import CONTACT_VALUES, ContactRow, contact_row, shown_contacts
from feedback.customers.related import RELATED, Entry
from portal.core.wording import span

MOST = 50
ICONS = {"phone": "phone", "chat": "message-circle", "app": "device-desktop", "web": "link", "mail": "mail",
         "shop": "building", "social": "users"}  # fmt: skip


def story_of(user: Any, identities: list[Identity]) -> list[Entry]:
    """Contacts, and what other areas tell, the newest first. One query here, a constant number in each area."""
    rows = shown_contacts(user).filter(identity__in=identities).order_by("-offered_at", "-id")
    entries = [entry_of(contact_row(values)) for values in rows.values(*CONTACT_VALUES)[:MOST]]
    for related in RELATED.values():
        entries += related(user, identities)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[: 2 * MOST]


def entry_of(row: ContactRow) -> Entry:
    told = [row.kind_label, str(row.look.label)]
    if row.handling_minutes is not None:
        told.append(span(row.handling_minutes))
    if row.agent:
        told.append(row.agent.name)
    url = f"/customers/contacts/{row.id}/"
    return Entry(row.offered_at, ICONS[row.channel], row.channel_label, row.service or row.id, url, " · ".join(told))
