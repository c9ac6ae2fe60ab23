"""The entries of the side bar, of the account menu and of "New", by URL name: the ground imports no area above."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text
from portal.core.statements import Statement
from portal.records.models import OutboxRow


@dataclass(frozen=True)
class Entry:
    route: str
    label: Text
    icon: str
    key: str  # after G on the keyboard
    prefixes: tuple[str, ...]


NAVIGATION = [
    Entry("home", _("Home"), "home", "h", ("/",)),
    Entry(
        "initiatives:ideas",
        _("Ideas & initiatives"),
        "bulb",
        "i",
        ("/ideas/", "/initiatives/", "/benefits/", "/services/", "/programmes/", "/company-targets/", "/thanks/"),
    ),
    Entry("training:cohorts", _("Training"), "school", "t", ("/training/",)),
    Entry("tickets:list", _("Tickets"), "ticket", "k", ("/tickets/",)),
    Entry("customers:contacts", _("Customers & voice"), "headset", "c", ("/customers/", "/pop/")),
]
NEW = [
    ("tickets:open", _("New ticket")),
    ("initiatives:capture", _("New idea")),
    ("training:cohort-new", _("New cohort")),
]
# What opens in a dialog over any page, with its icon on a phone and its key; without scripts it is a link.
QUICK = {"initiatives:capture": ("bulb", "i")}
# In the account menu: who works here and how the portal is run.
ORGANISATION = [
    ("people:employees", _("Colleagues"), "users"),
    ("people:departments", _("Departments"), "sitemap"),
    ("calendars:list", _("Working calendars"), "calendar"),
    ("people:import", _("Import of the organisation"), "upload"),
    ("delivery:outbox", _("Deliveries"), "mail"),
    ("delivery:system", _("System"), "settings"),
]


def _unread(person: int) -> QuerySet[Any]:
    rows = OutboxRow.objects.filter(recipient_id=person, channel=OutboxRow.Channel.INBOX, read_at=None)
    return rows.order_by().values_list("id")[:100]


_UNREAD = Statement(_unread, -7001)


def unread_of(user: Any) -> int:
    """Unread rows of the inbox, 100 at most."""
    return len(_UNREAD.rows(user.pk))
