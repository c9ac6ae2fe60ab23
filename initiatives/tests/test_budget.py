"""Budget: entries of each currency, what is taken back, what stays; pages, export, REST."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from initiatives.choices.steering import EntryKind
from initiatives.models import BudgetEntry, Initiative
from initiatives.queries.steering import money_of
from initiatives.services.budget import Amount, budget_add
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.people.models import User
from portal.records.models import Event
from tests.cast import Cast
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def put(initiative: Initiative, by: User, kind: str, amount: str, **fields: Any) -> BudgetEntry:
    values = {"currency": "CNY", "day": TODAY, "purpose": "Rooms", "source": "Invoice 7"} | fields
    entry = Amount(EntryKind(kind), Decimal(amount), **values)
    return budget_add(reference=initiative.reference, entry=entry, by=by, now=NOW)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


def test_each_currency_for_itself(cast: Cast, initiative: Initiative) -> None:
    put(initiative, cast.owner, "planned", "1000")
    put(initiative, cast.owner, "spent", "250.25", currency="cny ")
    put(initiative, cast.owner, "spent", "99", currency="EUR")
    rows = money_of(initiative)
    assert [(row.currency, row.remaining, row.over) for row in rows] == [
        ("CNY", Decimal("749.75"), False),
        ("EUR", Decimal(-99), True),
    ]
    event = Event.objects.about(initiative).filter(verb="initiative.budget_planned").get()
    assert (event.data["amount"], event.data["currency"]) == ("1000", "CNY")


def test_a_wrong_entry_is_taken_back_by_another(cast: Cast, initiative: Initiative) -> None:
    put(initiative, cast.owner, "spent", "100")
    put(initiative, cast.owner, "spent", "-40")
    assert code_of(lambda: put(initiative, cast.owner, "spent", "-60.01")) == "below_nothing"
    assert code_of(lambda: put(initiative, cast.owner, "planned", "-1")) == "below_nothing"
    assert code_of(lambda: put(initiative, cast.owner, "spent", "-1", currency="EUR")) == "below_nothing"
    assert money_of(initiative)[0].spent == Decimal(60)


def test_entries_stay(cast: Cast, initiative: Initiative) -> None:
    entry = put(initiative, cast.owner, "spent", "100")
    with pytest.raises(DatabaseError), transaction.atomic():
        BudgetEntry.objects.filter(pk=entry.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_refusals(cast: Cast, initiative: Initiative) -> None:
    assert code_of(lambda: put(initiative, cast.owner, "spent", "0")) == "zero"
    assert code_of(lambda: put(initiative, cast.owner, "spent", "5", day=TODAY + DAY)) == "day_ahead"
    put(initiative, cast.owner, "planned", "5", day=TODAY + DAY)
    for name, value in (("currency", "C1Y"), ("currency", "人民币"), ("purpose", " "), ("source", "")):
        with pytest.raises(Malformed) as refusal:
            put(initiative, cast.owner, "spent", "5", **{name: value})
        assert list(refusal.value.errors) == [name]
    for by in (cast.colleague, cast.outsider, cast.other_head):
        with pytest.raises(NotAllowed):
            put(initiative, by, "spent", "5")


def test_bills_come_after_closing_plans_do_not(cast: Cast, initiative: Initiative) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(state="closed")
    put(initiative, cast.owner, "spent", "5")
    assert code_of(lambda: put(initiative, cast.owner, "planned", "5")) == "closed"


@pytest.mark.django_db(transaction=True)
def test_ten_who_take_back_at_once_take_back_what_is_there(cast: Cast, initiative: Initiative) -> None:
    put(initiative, cast.owner, "spent", "100")
    answers = at_once(10, lambda _number: put(initiative, cast.owner, "spent", "-30"))
    assert sum(isinstance(answer, BudgetEntry) for answer in answers) == 3
    assert money_of(initiative)[0].spent == Decimal(10)
    with connection.cursor() as cursor:  # the rows are protected, and this test has to leave none behind
        cursor.execute("TRUNCATE initiatives_budgetentry")


def test_pages(client: Client, cast: Cast, initiative: Initiative) -> None:
    url = reverse("initiatives:budget", args=[initiative.reference])
    client.force_login(cast.owner)
    assert "Nothing is planned or spent yet" in client.get(url).content.decode()
    new = reverse("initiatives:budget-new", args=[initiative.reference])
    data = {"kind": "spent", "amount": "12.345", "currency": "CNY", "day": str(TODAY), "purpose": "R", "source": "I"}
    assert client.post(new, data).status_code == 422
    put(initiative, cast.owner, "planned", "400")
    put(initiative, cast.owner, "spent", "100", purpose="Chairs")
    text = client.get(url).content.decode()
    assert ("Chairs" in text, "25" in text, "300.00" in text) == (True, True, True)
    answer: Any = client.get(f"{url}?kind=spent&export=csv")
    csv = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert csv[0].startswith("reference,kind,amount,currency,day")
    assert len(csv) == 2
    client.force_login(cast.outsider)
    assert "budget/new" not in client.get(url).content.decode()
    assert client.get(new).status_code == 403


def test_rest(cast: Cast, initiative: Initiative) -> None:
    rest, where = Rest(cast.owner), f"/initiatives/{initiative.reference}"
    body = {"kind": "planned", "amount": "80.00", "currency": "CNY", "day": str(TODAY), "purpose": "R", "source": "I"}
    made = rest("POST", f"{where}/budget-entries/", body)
    assert (made.status_code, made.json()["amount"]) == (201, "80.00")
    assert rest("POST", f"{where}/budget-entries/", body | {"kind": "spent", "amount": "20"}).status_code == 201
    assert rest("POST", f"{where}/budget-entries/", body | {"amount": "1.234"}).status_code == 400
    assert rest("POST", f"{where}/budget-entries/", body | {"currency": "12X"}).status_code == 400
    assert rest("GET", f"{where}/budget/").json() == [
        {"currency": "CNY", "planned": "80.00", "spent": "20.00", "remaining": "60.00", "share": 0.25}
    ]
    assert len(rest("GET", f"{where}/budget-entries/?kind=spent").json()["results"]) == 1
    assert Rest(cast.outsider)("POST", f"{where}/budget-entries/", body).status_code == 403
