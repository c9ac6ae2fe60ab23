"""Risks: added, edited, moved, shown as a heat picture, by page and REST, handed over."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from initiatives.choices.steering import RiskState
from initiatives.models import Initiative, Risk
from initiatives.services import risks as verbs
from initiatives.services.leaving import initiatives_hand_over
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast
from tests.forms import StaleEdit

DAY = dt.timedelta(days=1)


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def make_risk(initiative: Initiative, by: User, **fields: Any) -> Risk:
    values = {"text": "No room to train", "likelihood": 4, "impact": 5, "owner": by} | fields
    return verbs.risk_add(reference=initiative.reference, plan=verbs.RiskPlan(**values), by=by, now=NOW)


def move(risk: Risk, by: User, state: str, **fields: Any) -> Risk:
    values = {"reason": "It rained in.", "now": NOW} | fields
    where = {"reference": risk.initiative.reference, "risk": risk.reference}
    return verbs.risk_move(state=RiskState(state), by=by, **where, **values)


def edit(risk: Risk, by: User, version: int | None = None, **changes: Any) -> Risk:
    where = {"reference": risk.initiative.reference, "risk": risk.reference}
    return verbs.risk_edit(changes=changes, by=by, now=NOW, expected_version=version, **where)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


def test_it_works_and_its_owner_is_told(cast: Cast, initiative: Initiative) -> None:
    risk = make_risk(initiative, cast.owner, owner=cast.colleague, answer="Rent one", due_on=TODAY + DAY)
    assert (risk.state, risk.version) == ("open", 1)
    event = Event.objects.about(initiative).latest("id")
    assert (event.verb, event.data["title"]) == ("initiative.risk_added", "No room to train")
    assert OutboxRow.objects.filter(kind="risk-yours", recipient=cast.colleague, channel="inbox").count() == 1


def test_its_owner_edits_and_moves_it(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    risk = make_risk(initiative, cast.owner, owner=cast.colleague)
    assert edit(risk, cast.colleague, impact=2).version == 2
    assert move(risk, cast.colleague, "occurred").version == 3
    told = OutboxRow.objects.filter(kind="risk-occurred", channel="inbox").values_list("recipient", flat=True)
    assert set(told) == {cast.owner.pk, sponsor.pk}
    assert Event.objects.about(initiative).latest("id").reason == "It rained in."
    assert move(risk, cast.owner, "closed").state == "closed"
    assert move(risk, cast.owner, "open").state == "open"
    assert Event.objects.about(initiative).latest("id").verb == "initiative.risk_reopened"


def test_refusals(cast: Cast, initiative: Initiative) -> None:
    assert code_of(lambda: make_risk(initiative, cast.owner, likelihood=6)) == "grade"
    assert code_of(lambda: make_risk(initiative, cast.owner, impact=0)) == "grade"
    with pytest.raises(Malformed):
        make_risk(initiative, cast.owner, text=" ")
    gone = User.objects.get(pk=cast.colleague.pk)
    gone.is_active = False
    assert code_of(lambda: make_risk(initiative, cast.owner, owner=gone)) == "left"
    risk = make_risk(initiative, cast.owner)
    with pytest.raises(Malformed):
        move(risk, cast.owner, "occurred", reason="")
    assert code_of(lambda: move(risk, cast.owner, "open")) == "same_state"
    with pytest.raises(Stale):
        edit(risk, cast.owner, 7, impact=1)
    for by in (cast.colleague, cast.outsider, cast.other_head):
        with pytest.raises(NotAllowed):
            make_risk(initiative, by)
        with pytest.raises(NotAllowed):
            edit(risk, by, impact=1)
        with pytest.raises(NotAllowed):
            move(risk, by, "closed")
    Initiative.objects.filter(pk=initiative.pk).update(state="closed")
    assert code_of(lambda: make_risk(initiative, cast.owner)) == "closed"
    assert code_of(lambda: move(risk, cast.owner, "closed")) == "closed"


def test_a_risk_of_another_initiative_is_not_there(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    other = make_risk(make_initiative(cast.owner, sponsor), cast.owner)
    with pytest.raises(NotFound):
        verbs.risk_edit(
            reference=initiative.reference, risk=other.reference, changes={"impact": 1}, by=cast.owner, now=NOW
        )


def test_the_database_knows_the_grades(cast: Cast, initiative: Initiative) -> None:
    risk = make_risk(initiative, cast.owner)
    with pytest.raises(DatabaseError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(impact=6)


def test_a_leavers_risks_move(cast: Cast, initiative: Initiative) -> None:
    risk = make_risk(initiative, cast.owner, owner=cast.colleague)
    closed = move(make_risk(initiative, cast.owner, owner=cast.colleague), cast.owner, "closed")
    initiatives_hand_over(cast.colleague, None, cast.head, NOW)
    risk.refresh_from_db()
    closed.refresh_from_db()
    assert (risk.owner, closed.owner) == (cast.owner, cast.colleague)


def test_the_page_draws_and_lists(client: Client, cast: Cast, initiative: Initiative) -> None:
    url = reverse("initiatives:risks", args=[initiative.reference])
    client.force_login(cast.owner)
    assert "No risk is written down yet" in client.get(url).content.decode()
    make_risk(initiative, cast.owner, text="Bad", likelihood=5, impact=5)
    make_risk(initiative, cast.owner, text="Mild", likelihood=1, impact=2)
    occurred = move(make_risk(initiative, cast.owner, text="Here", likelihood=2, impact=2), cast.owner, "occurred")
    closed = move(make_risk(initiative, cast.owner, text="Over"), cast.owner, "closed")
    page = client.get(url)
    assert [row["row"].text for row in page.context["rows"]] == ["Here", "Bad", "Mild", "Over"]
    assert sum(cell["count"] for line in page.context["picture"] for cell in line["cells"]) == 3
    assert "Bad" in client.get(reverse("initiatives:initiative", args=[initiative.reference])).content.decode()
    agenda = client.get(reverse("initiatives:agenda", args=[initiative.reference])).content.decode()
    assert ("Highest risks" in agenda, "Over" in agenda.split("What changed")[0]) == (True, False)
    client.force_login(cast.outsider)
    text = client.get(url).content.decode()
    assert (occurred.text in text, f"{closed.reference}/edit" in text) == (True, False)
    assert (
        client.get(reverse("initiatives:risk-edit", args=[initiative.reference, closed.reference])).status_code == 403
    )


def test_the_forms(client: Client, cast: Cast, initiative: Initiative) -> None:
    client.force_login(cast.owner)
    new = reverse("initiatives:risk-new", args=[initiative.reference])
    data = {"text": "Late", "likelihood": "2", "impact": "3", "owner": cast.colleague.email}
    assert client.post(new, data | {"impact": "9"}).status_code == 422
    assert client.post(new, data).status_code == 302
    risk = Risk.objects.get()
    client.force_login(cast.colleague)
    step = reverse("initiatives:risk-move", args=[initiative.reference, risk.reference])
    assert client.post(step, {"state": "occurred", "reason": "", "version": 1}).status_code == 422
    assert client.post(step, {"state": "occurred", "reason": "Now", "version": 1}).status_code == 302
    url = reverse("initiatives:risk-edit", args=[initiative.reference, risk.reference])
    stale = StaleEdit(client, url, lambda: edit(risk, cast.owner, text="Theirs"), text="Mine")
    assert (stale.stale["differences"][0]["theirs"], stale.stale["differences"][0]["mine"]) == ("Theirs", "Mine")


def test_rest(cast: Cast, initiative: Initiative) -> None:
    rest, where = Rest(cast.owner), f"/initiatives/{initiative.reference}"
    body = {"text": "Late", "likelihood": 3, "impact": 5, "owner": cast.colleague.reference}
    assert rest("POST", f"{where}/risks/", body | {"impact": 6}).status_code == 400
    made = rest("POST", f"{where}/risks/", body).json()
    assert (made["score"], made["level"], made["state"]) == (15, "high", "open")
    theirs = Rest(cast.colleague)
    sent = {"risk": made["id"], "impact": 1}
    assert theirs("POST", f"{where}/risk-edit/", sent, **{"If-Match": '"4"'}).status_code == 412
    assert theirs("POST", f"{where}/risk-edit/", sent).json()["level"] == "low"
    moved = theirs("POST", f"{where}/risk-move/", {"risk": made["id"], "state": "closed", "reason": "Gone"}).json()
    assert (moved["state"], moved["version"]) == ("closed", 3)
    assert rest("GET", f"{where}/risks/?state=open").json()["results"] == []
    assert len(theirs("GET", f"{where}/risks/?mine=true").json()["results"]) == 1
    assert Rest(cast.outsider)("POST", f"{where}/risk-edit/", sent).status_code == 403
