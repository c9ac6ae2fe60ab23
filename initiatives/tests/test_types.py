"""Types: whole company unless said otherwise, pilots with reason and end, their decision, their marks, coverage."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from initiatives import rules
from initiatives.choices import InitiativeType
from initiatives.models import Initiative
from initiatives.queries.coverage import coverage_of
from initiatives.services.initiatives import initiative_create
from initiatives.services.reach import reach_add
from initiatives.services.types import initiative_retype, pilots_ask
from initiatives.tests.factory import NOW, TODAY, make_initiative, make_plan
from initiatives.tests.test_rest import Rest, plan
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast
from tests.crowd import at_once

DAY = dt.timedelta(days=1)
END = TODAY + 20 * DAY
PILOT = {"type": InitiativeType.PILOT, "pilot_reason": "Only two machines so far.", "pilot_until": END}
LATER = NOW + dt.timedelta(days=21)


@pytest.fixture
def pilot(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor, **PILOT)


def retype(initiative: Initiative, by: User, kind: str = "company", **fields: Any) -> Initiative:
    values = {"reason": "The other machines came.", "now": NOW} | fields
    return initiative_retype(reference=initiative.reference, type=InitiativeType(kind), by=by, **values)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


def refused(**facts: Any) -> str:
    given = {"type": "pilot", "reason": "Why", "until": END, "starts_on": TODAY, "today": TODAY} | facts
    return rules.types.refusal(**given)


def test_the_rule() -> None:
    assert refused() == refused(until=TODAY) == ""
    assert refused(reason=" ") == "pilot_reason_missing"
    assert refused(until=None) == "pilot_end_missing"
    assert refused(until=TODAY - DAY) == refused(until=TODAY, starts_on=TODAY + DAY) == "pilot_end_past"
    assert refused(type="company", until=None, reason="") == refused(type="improvement", until=None, reason="") == ""
    assert refused(type="company") == refused(type="improvement", reason="") == "not_a_pilot"
    assert not rules.types.over(TODAY, TODAY)
    assert rules.types.over(TODAY, TODAY + DAY)
    assert not rules.types.over(None, TODAY)


def test_it_is_for_the_whole_company_unless_said_otherwise(cast: Cast, sponsor: User) -> None:
    assert make_initiative(cast.owner, sponsor).type == InitiativeType.COMPANY
    assert make_initiative(cast.owner, sponsor, type=InitiativeType.IMPROVEMENT).pilot_until is None


@pytest.mark.parametrize("name", ["pilot_reason", "pilot_until"])
def test_a_pilot_needs_reason_and_end(cast: Cast, sponsor: User, name: str) -> None:
    empty = {"pilot_reason": "", "pilot_until": None}[name]
    with pytest.raises(Malformed) as refusal:
        make_initiative(cast.owner, sponsor, **(PILOT | {name: empty}))
    assert list(refusal.value.errors) == [name]


def test_the_database_refuses_one_without_too(pilot: Initiative) -> None:
    for changes in ({"pilot_reason": ""}, {"pilot_until": None}, {"type": "company"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Initiative.objects.filter(pk=pilot.pk).update(**changes)


def test_made_whole_company_with_a_reason(cast: Cast, sponsor: User, pilot: Initiative) -> None:
    changed = retype(pilot, cast.owner, expected_version=1)
    assert (changed.type, changed.pilot_reason, changed.pilot_until, changed.version) == ("company", "", None, 2)
    event = Event.objects.about(pilot).latest("id")
    assert (event.verb, event.reason, event.data["from"]) == (
        "initiative.type_company",
        "The other machines came.",
        "pilot",
    )
    assert OutboxRow.objects.filter(kind="initiative-type", recipient=sponsor, channel="inbox").count() == 1


def test_extended_with_a_reason(cast: Cast, pilot: Initiative) -> None:
    longer = retype(pilot, cast.owner, "pilot", until=END + DAY, reason="They come later.")
    assert (longer.pilot_until, longer.pilot_reason) == (END + DAY, "They come later.")
    assert Event.objects.about(pilot).latest("id").verb == "initiative.pilot_extended"


def test_refusals(cast: Cast, sponsor: User, pilot: Initiative) -> None:
    assert code_of(lambda: retype(pilot, cast.owner, reason=" ")) == "reason_missing"
    assert code_of(lambda: retype(pilot, cast.owner, "pilot", until=END)) == "same_type"
    assert code_of(lambda: retype(pilot, cast.owner, "pilot", until=TODAY - DAY)) == "pilot_end_past"
    assert code_of(lambda: retype(pilot, cast.owner, "pilot")) == "pilot_end_missing"
    assert code_of(lambda: retype(pilot, cast.owner, until=END)) == "not_a_pilot"
    with pytest.raises(Stale):
        retype(pilot, cast.owner, expected_version=7)
    for by in (cast.colleague, cast.outsider, cast.other_head):
        with pytest.raises(NotAllowed):
            retype(pilot, by)
    draft = make_initiative(cast.owner, sponsor, draft=True)
    with pytest.raises(NotFound):
        retype(draft, cast.outsider, "improvement")
    Initiative.objects.filter(pk=pilot.pk).update(state="closed")
    assert code_of(lambda: retype(pilot, cast.owner)) == "closed"


def test_an_upsert_leaves_the_type_to_its_verb(cast: Cast, sponsor: User, office: User) -> None:
    def upsert(**fields: Any) -> Initiative:
        made = make_plan(cast.owner, sponsor, **fields)
        return initiative_create(plan=made, by=office, now=NOW, external_id="X-1")

    made = upsert(**PILOT)
    assert upsert(title="Another title").pk == made.pk
    made.refresh_from_db()
    assert (made.title, made.type) == ("Another title", "pilot")
    assert code_of(lambda: upsert(type=InitiativeType.COMPANY)) == "type_has_its_verb"


def test_a_pilot_is_not_in_the_coverage(cast: Cast, pilot: Initiative) -> None:
    reached: dict[str, Any] = {"department": cast.department, "people": 1, "as_of": TODAY, "source": "List"}
    reach_add(reference=pilot.reference, **reached, by=cast.owner, now=NOW)
    assert coverage_of(cast.owner, TODAY).now.people == 0
    retype(pilot, cast.owner)
    assert coverage_of(cast.owner, TODAY).now.people == 1


def test_the_decision_is_asked_for_once(cast: Cast, sponsor: User, pilot: Initiative) -> None:
    assert pilots_ask(now=NOW + dt.timedelta(days=20)) == 0
    assert pilots_ask(now=LATER) == 1
    assert pilots_ask(now=LATER) == 0
    told = OutboxRow.objects.filter(kind="pilot-ended", channel="inbox").values_list("recipient", flat=True)
    assert set(told) == {cast.owner.pk, sponsor.pk}
    retype(pilot, cast.owner, "pilot", until=END + 5 * DAY, now=LATER)
    assert pilots_ask(now=LATER) == 0
    assert pilots_ask(now=LATER + 6 * DAY) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once(cast: Cast, pilot: Initiative) -> None:
    asked = at_once(4, lambda _number: pilots_ask(now=LATER))
    assert sum(asked) == 1
    assert OutboxRow.objects.filter(kind="pilot-ended", channel="inbox").count() == 2


def test_pages_mark_it_and_ask_for_the_decision(client: Client, cast: Cast, pilot: Initiative) -> None:
    client.force_login(cast.owner)
    url = reverse("initiatives:initiative", args=[pilot.reference])
    with time_machine.travel(NOW, tick=False):
        for page in ("/initiatives/", "/initiatives/timeline/", url, f"{url}work/", f"{url}board/", f"{url}agenda/"):
            assert "Pilot</span>" in client.get(page).content.decode(), page
        assert pilot.title not in client.get("/initiatives/?attention=true").content.decode()
        assert "needs a decision" not in client.get(f"{url}agenda/").content.decode()
    with time_machine.travel(LATER, tick=False):
        client.force_login(cast.owner)
        assert "The pilot has ended: decide" in client.get("/initiatives/?attention=true").content.decode()
        assert pilot.title in client.get("/initiatives/?pilot_over=true").content.decode()
        assert "needs a decision" in client.get(f"{url}agenda/").content.decode()
        assert "needs a decision" in client.get(url).content.decode()
        answer: Any = client.get("/initiatives/?state=running&export=csv")
        csv = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert "type,pilot_until" in csv.splitlines()[0]
        assert f"pilot,{END}" in csv


def test_the_form_extends_and_widens(client: Client, cast: Cast, pilot: Initiative) -> None:
    url = reverse("initiatives:retype", args=[pilot.reference])
    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.owner)
        assert END.isoformat() in client.get(url).content.decode()
        answer = client.post(url, {"type": "pilot", "until": "", "reason": "x", "version": 1})
        assert answer.status_code == 422
        assert client.post(url, {"type": "company", "reason": "All came", "version": 1}).status_code == 302
        assert client.post(url, {"type": "improvement", "reason": "y", "version": 1}).status_code == 422
        client.force_login(cast.outsider)
        assert client.get(url).status_code == 403


def test_rest(cast: Cast, sponsor: User, office: User) -> None:
    as_office = Rest(office)
    day = (dt.date.today() + 30 * DAY).isoformat()  # noqa: DTZ011
    assert as_office("POST", "/initiatives/", plan(cast, sponsor, type="pilot")).status_code == 400
    body = plan(cast, sponsor, type="pilot", pilot_reason="Two machines", pilot_until=day)
    made = as_office("POST", "/initiatives/", body).json()
    assert (made["type"], made["pilot_reason"], made["pilot_until"]) == ("pilot", "Two machines", day)
    rows = as_office("GET", "/initiatives/?type=pilot").json()["results"]
    assert [(row["id"], row["type"]) for row in rows] == [(made["id"], "pilot")]
    path = f"/initiatives/{made['id']}/type/"
    assert as_office("POST", path, {"type": "company"}).status_code == 400
    assert as_office("POST", path, {"type": "company", "reason": "all"}, **{"If-Match": '"9"'}).status_code == 412
    assert as_office("POST", path, {"type": "company", "reason": "all"}).json()["pilot_until"] is None
    assert Rest(cast.outsider)("POST", path, {"type": "improvement", "reason": "x"}).status_code == 403
    assert as_office("PATCH", f"/initiatives/{made['id']}/", {"type": "pilot"}).status_code == 400
