"""The verb on the budget of an initiative: an entry more. What is wrong is taken back by a negative one."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices.steering import EntryKind
from initiatives.models import BudgetEntry, Initiative
from initiatives.services.initiatives import check_not_closed, editable
from portal.core.errors import Malformed, Refused
from portal.people.models import User
from portal.records.services import event_write


@dataclass(frozen=True)
class Amount:
    """An entry before it is written. `source` says where it can be looked up, `currency` is its three letters."""

    kind: EntryKind
    amount: Decimal
    currency: str
    day: date
    purpose: str
    source: str


def budget_add(*, reference: str, entry: Amount, by: User, now: datetime) -> BudgetEntry:
    """Add what is planned, or was spent. Spending goes on after closing: bills come late.

    Refuses nothing at all (zero), a spending of a day to come, a plan for a closed initiative, what would leave
    less than nothing planned or spent in its currency, and (Malformed) another currency than three letters, or an
    entry without purpose or source.
    """
    currency = entry.currency.strip().upper()
    _check(entry, currency, timezone.localdate(now))
    with transaction.atomic():
        initiative = editable(reference, by)
        if entry.kind == EntryKind.PLANNED:
            check_not_closed(initiative)
        if entry.amount < 0:
            _check_sum(initiative, entry, currency)
        row = BudgetEntry.objects.create(
            initiative=initiative,
            kind=entry.kind,
            amount=entry.amount,
            currency=currency,
            day=entry.day,
            purpose=entry.purpose,
            source=entry.source,
            by=by,
            at=now,
        )
        data = {"entry": row.reference, "amount": f"{row.amount:f}", "currency": currency, "title": row.purpose}
        event_write(subject=initiative, verb=f"initiative.budget_{row.kind}", by=by, at=now, data=data)
    return row


def _check(entry: Amount, currency: str, today: date) -> None:
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        text = _("Name the currency by its three letters, for example CNY.")
        raise Malformed("currency", text, errors={"currency": [text]})
    for name, sentence in (("purpose", _("Say what it is for.")), ("source", _("Say where it can be looked up."))):
        if not getattr(entry, name).strip():
            raise Malformed(f"{name}_missing", sentence, errors={name: [sentence]})
    if entry.amount == 0:
        raise Refused("zero", _("An amount of nothing changes nothing."), field="amount")
    if entry.kind == EntryKind.SPENT and entry.day > today:
        raise Refused("day_ahead", _("This day hasn't come yet. What is to come is planned, not spent."), field="day")


def _check_sum(initiative: Initiative, entry: Amount, currency: str) -> None:
    """Under the initiative's lock, so that two who take back at once don't take back more than there is."""
    rows = BudgetEntry.objects.filter(initiative=initiative, kind=entry.kind, currency=currency)
    there = rows.aggregate(there=Sum("amount"))["there"] or Decimal(0)
    if there + entry.amount < 0:
        text = _("Only %(there)s %(currency)s are there to take back.")
        raise Refused("below_nothing", text % {"there": f"{there:f}", "currency": currency}, field="amount")
