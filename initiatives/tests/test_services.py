"""New value-added services: planned, launched with evidence, countersigned elsewhere, still used, retired, counted."""

import datetime as dt
import json
from dataclasses import astuple
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from initiatives.models import UseEvidence, ValueService
from initiatives.queries.services import counted, counted_by_department, to_countersign, wall
from initiatives.rules.services import check_on, is_other_department
from initiatives.services.launching import (
    Use,
    service_countersign,
    service_doubt,
    service_edit,
    service_launch,
    service_plan,
    service_retire,
    service_still_used,
    services_ask,
)
from initiatives.services.leaving import services_hand_over
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.people.models import Department, Role, User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_department, make_user
from tests.crowd import at_once

DAY = dt.timedelta(days=1)
SEEN = Use(TODAY, "Forty guests booked it on the first day; the list is in the shared folder.")


def make_service(cast: Cast, **fields: Any) -> ValueService:
    values = {
        "name": "Lounge for families", "serves": "customers", "for_whom": "Families", "text": "A quiet room.",
        "department": cast.department, "owner": cast.owner, "by": cast.head, "now": NOW,
    }  # fmt: skip
    return service_plan(**values | fields)


def launched(cast: Cast, on: dt.date = TODAY, now: dt.datetime = NOW, **fields: Any) -> ValueService:
    service = make_service(cast, **fields)
    use = Use(on, SEEN.text)
    return service_launch(reference=service.reference, launched_on=on, use=use, by=cast.owner, now=now)


def confirmed(cast: Cast, on: dt.date = TODAY, **fields: Any) -> ValueService:
    service = launched(cast, on, **fields)
    return service_countersign(reference=service.reference, by=cast.other_head, now=NOW)


# -- rules


def test_use_is_shown_again_after_ninety_days() -> None:
    assert check_on(dt.date(2026, 8, 4)) == dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("own", "offering", "other"),
    [
        ([1, 2], [1, 3], True),
        ([1, 2], [1, 2], False),
        ([1], [1, 2], False),
        ([1, 2, 4], [1, 2], False),
        ([], [1], False),
    ],
)
def test_who_is_of_another_department(own: list[int], offering: list[int], other: bool) -> None:
    assert is_other_department(own, offering) is other


# -- verbs


def test_from_the_plan_to_what_counts(cast: Cast) -> None:
    service = confirmed(cast)
    kept = ValueService.objects.get(pk=service.pk)
    assert (kept.state, kept.launched_on, kept.confirmed_by, kept.confirmed_department) == (
        "confirmed", TODAY, cast.other_head, cast.elsewhere,
    )  # fmt: skip
    assert [row.text for row in UseEvidence.objects.all()] == [SEEN.text]
    verbs = list(Event.objects.about(kept).order_by("id").values_list("verb", "from_state", "to_state"))
    assert verbs == [
        ("service.planned", "", "planned"),
        ("service.launched", "planned", "launched"),
        ("service.countersigned", "launched", "confirmed"),
    ]
    assert counted(TODAY).days_30 == 1
    told = OutboxRow.objects.filter(kind="service-countersigned", channel="inbox").values_list("recipient", flat=True)
    assert list(told) == [cast.owner.pk]


def test_it_does_not_count_before_it_is_countersigned(cast: Cast) -> None:
    launched(cast)
    assert astuple(counted(TODAY)) == (0, 0, 0, 0, 0)
    assert wall(TODAY, 5) == (counted(TODAY), [])


def test_nobody_of_the_offering_side_countersigns(cast: Cast) -> None:
    service = launched(cast)
    below = make_department("below", parent=cast.department)
    for by in (cast.head, make_user("down", Role.CUSTOMER_EXPERIENCE, department=below)):
        with pytest.raises(NotAllowed) as refusal:
            service_countersign(reference=service.reference, by=by, now=NOW)
        assert refusal.value.code == "own_service"
    with pytest.raises(NotAllowed):
        service_countersign(reference=service.reference, by=cast.outsider, now=NOW)
    assert ValueService.objects.get().state == "launched"


def test_the_owner_never_countersigns_even_from_elsewhere(cast: Cast) -> None:
    service = launched(cast)
    ValueService.objects.update(owner=cast.other_head)
    with pytest.raises(NotAllowed):
        service_countersign(reference=service.reference, by=cast.other_head, now=NOW)


def test_doubt_leads_back_with_a_reason(cast: Cast) -> None:
    service = launched(cast)
    service_doubt(reference=service.reference, reason="The room is locked.", by=cast.other_head, now=NOW)
    kept = ValueService.objects.get()
    assert (kept.state, kept.launched_on, kept.check_on) == ("planned", None, None)
    assert OutboxRow.objects.filter(kind="service-doubted", recipient=cast.owner, channel="inbox").count() == 1
    with pytest.raises(Malformed):
        service_doubt(reference=service.reference, reason=" ", by=cast.other_head, now=NOW)


@pytest.mark.parametrize(
    ("on", "used", "text", "code"),
    [
        (TODAY + DAY, TODAY + DAY, "x", "launch_ahead"),
        (TODAY, TODAY - DAY, "x", "used_before_launch"),
        (TODAY, TODAY + DAY, "x", "used_ahead"),
        (TODAY, TODAY, "  ", "evidence_missing"),
    ],
)
def test_a_launch_needs_days_that_have_come_and_evidence(
    cast: Cast, on: dt.date, used: dt.date, text: str, code: str
) -> None:
    service = make_service(cast)
    with pytest.raises(Refused) as refusal:
        service_launch(reference=service.reference, launched_on=on, use=Use(used, text), by=cast.owner, now=NOW)
    assert refusal.value.code == code
    assert ValueService.objects.get().state == "planned"
    assert not UseEvidence.objects.exists()


def test_still_used_needs_a_day_ninety_days_later(cast: Cast) -> None:
    start = TODAY - 95 * DAY
    service = confirmed(cast, start)
    with pytest.raises(Refused) as refusal:
        service_still_used(reference=service.reference, use=Use(start + 89 * DAY, "x"), by=cast.owner, now=NOW)
    assert refusal.value.code == "too_early"
    service_still_used(reference=service.reference, use=Use(start + 90 * DAY, "Full every day"), by=cast.owner, now=NOW)
    kept = ValueService.objects.get()
    assert (kept.still_used_on, kept.check_on) == (start + 90 * DAY, None)
    assert astuple(counted(TODAY)) == (0, 0, 1, 1, 1)


def test_still_used_needs_the_countersignature(cast: Cast) -> None:
    service = launched(cast, TODAY - 95 * DAY)
    with pytest.raises(Refused) as refusal:
        service_still_used(reference=service.reference, use=SEEN, by=cast.owner, now=NOW)
    assert refusal.value.code == "wrong_state"


def test_a_retired_service_stays_and_no_longer_counts(cast: Cast) -> None:
    service = confirmed(cast)
    with pytest.raises(Malformed):
        service_retire(reference=service.reference, reason="", by=cast.owner, now=NOW)
    service_retire(reference=service.reference, reason="The terminal closed.", by=cast.owner, now=NOW)
    assert counted(TODAY).in_use == 0
    with pytest.raises(Refused):
        service_edit(reference=service.reference, changes={"name": "x"}, by=cast.owner, now=NOW)


def test_colleagues_and_outsiders_change_nothing(cast: Cast) -> None:
    service = make_service(cast)
    for by in (cast.colleague, cast.outsider, cast.other_head):
        with pytest.raises(NotAllowed):
            service_edit(reference=service.reference, changes={"name": "x"}, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            service_launch(reference=service.reference, launched_on=TODAY, use=SEEN, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        make_service(cast, by=cast.colleague)


def test_closed_departments_and_leavers_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        make_service(cast, owner=make_user("gone", is_active=False))
    Department.objects.filter(pk=cast.elsewhere.pk).update(active=False)
    with pytest.raises(Refused):
        make_service(cast, department=Department.objects.get(pk=cast.elsewhere.pk))


def test_an_edit_of_an_older_version_is_refused(cast: Cast) -> None:
    service = make_service(cast)
    service_edit(reference=service.reference, changes={"name": "New"}, by=cast.owner, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        service_edit(reference=service.reference, changes={"name": "x"}, by=cast.owner, now=NOW, expected_version=1)


def test_evidence_is_never_changed(cast: Cast) -> None:
    launched(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        UseEvidence.objects.update(text="Better")


def test_a_hidden_draft_is_neither_linked_nor_shown(cast: Cast) -> None:
    draft = make_initiative(cast.outsider, cast.outsider, draft=True, title="Secret plan")
    with pytest.raises(Refused) as refusal:
        make_service(cast, initiative=draft)
    assert (refusal.value.code, refusal.value.field) == ("unknown_initiative", "initiative")
    body = {"name": "N", "serves": "customers", "for_whom": "x", "text": "x"}
    body |= {"department": cast.department.reference, "owner": cast.owner.reference}
    hidden, absent = (
        rest(signed_in(cast.head), "", **body, initiative=reference) for reference in (draft.reference, "N-00000000")
    )
    assert (hidden.status_code, hidden.json()["errors"]) == (absent.status_code, absent.json()["errors"])
    office = make_user("office", Role.PROGRAMME_OFFICE)
    service = make_service(cast, initiative=draft, by=office)
    assert service.reference
    for path in (f"/services/{service.reference}/", f"/api/v1/services/{service.reference}/", "/api/v1/services/"):
        text = signed_in(cast.colleague).get(path).content.decode()
        assert "Secret plan" not in text
        assert draft.reference not in text
    assert draft.reference in signed_in(office).get(f"/api/v1/services/{service.reference}/").content.decode()


# -- counting


def test_counted_by_the_day_of_the_launch_and_by_department(cast: Cast) -> None:
    for days in (0, 29, 30, 89, 90, 364, 365):
        confirmed(cast, TODAY - days * DAY)
    assert astuple(counted(TODAY)) == (2, 4, 6, 7, 0)
    rows = counted_by_department(TODAY)
    assert [(row["department__reference"], row["days_30"], row["days_365"]) for row in rows] == [
        (cast.department.reference, 2, 6)
    ]
    assert wall(TODAY, 2)[0] == counted(TODAY)
    assert [row["launched_on"] for row in wall(TODAY, 2)[1]] == [TODAY, TODAY - 29 * DAY]


def test_what_waits_for_whose_signature(cast: Cast) -> None:
    service = launched(cast)
    assert list(to_countersign(cast.other_head)) == [service]
    assert list(to_countersign(cast.head)) == []
    assert list(to_countersign(cast.outsider)) == []


# -- the sweep, leavers, races


def test_owners_are_asked_once_after_ninety_days(cast: Cast) -> None:
    confirmed(cast, TODAY - 90 * DAY)
    confirmed(cast, TODAY - 89 * DAY)
    assert services_ask(now=NOW) == 1
    assert services_ask(now=NOW) == 0
    assert OutboxRow.objects.filter(kind="service-check", channel="inbox").count() == 1


def test_a_leavers_services_go_to_the_successor(cast: Cast) -> None:
    service = confirmed(cast)
    assert services_hand_over(cast.owner, cast.colleague, cast.head, NOW) == 1
    assert ValueService.objects.get(pk=service.pk).owner == cast.colleague


@pytest.mark.django_db(transaction=True)
def test_two_who_countersign_and_doubt_at_once(cast: Cast) -> None:
    """One outcome, one event, one message."""
    service = launched(cast)
    outcomes = at_once(8, lambda number: _sign_or_doubt(service.reference, cast.other_head.pk, number))
    assert sum(outcome is True for outcome in outcomes) == 1
    events = Event.objects.about(service).filter(verb__in=["service.countersigned", "service.doubted"])
    assert events.count() == 1
    kinds = ["service-countersigned", "service-doubted"]
    assert OutboxRow.objects.filter(kind__in=kinds, channel="inbox").count() == 1


def _sign_or_doubt(reference: str, pk: int, number: int) -> bool:
    by = User.objects.select_related("department").get(pk=pk)
    try:
        if number % 2:
            service_countersign(reference=reference, by=by, now=NOW)
        else:
            service_doubt(reference=reference, reason="Locked", by=by, now=NOW)
    except Refused:
        return False
    return True


# -- pages and REST


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rest(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/services/{path}", json.dumps(body), content_type="application/json")


def test_the_whole_way_over_rest(cast: Cast) -> None:
    head, owner, other = signed_in(cast.head), signed_in(cast.owner), signed_in(cast.other_head)
    made = rest(
        head, "", name="N", serves="colleagues", for_whom="Night shift", text="Hot meals",
        department=cast.department.reference, owner=cast.owner.reference, external_id="X-1",
    )  # fmt: skip
    assert made.status_code == 201
    path = f"{made.json()['id']}/"
    day = "2026-11-02"
    assert rest(owner, f"{path}launch/", launched_on=day, used_on=day, evidence="Forty meals").status_code == 200
    assert rest(owner, f"{path}countersign/").status_code == 403
    assert rest(other, f"{path}countersign/").json()["state"] == "confirmed"
    early = rest(owner, f"{path}still-used/", used_on=day, evidence="x")
    assert (early.status_code, early.json()["code"]) == (409, "too_early")
    assert rest(owner, f"{path}retire/", reason="No kitchen").json()["state"] == "retired"
    counts = owner.get("/api/v1/services/counts/").json()
    assert (counts["in_use"], counts["departments"]) == (0, [])
    assert [row["id"] for row in owner.get("/api/v1/services/?state=retired").json()["results"]] == [path[:-1]]


def test_the_whole_way_on_pages(cast: Cast) -> None:
    head, owner, other = signed_in(cast.head), signed_in(cast.owner), signed_in(cast.other_head)
    body = {
        "name": "Lounge", "serves": "customers", "for_whom": "Families", "text": "Quiet", "owner": cast.owner.email,
        "department": cast.department.pk,
    }  # fmt: skip
    assert head.post("/services/new/", body).status_code == 302
    url = f"/services/{ValueService.objects.get().reference}/"
    use = {"version": 1, "launched_on": "2026-11-02", "used_on": "2026-11-02", "evidence": "Forty families"}
    assert owner.post(f"{url}launch/", use | {"evidence": ""}).status_code == 422
    answer = owner.post(f"{url}launch/", use)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Countersign" in other.get(url).content.decode()
    assert other.get("/services/?to_countersign=true").context["page"].shown == 1
    assert other.post(f"{url}countersign/", {"version": 2}).status_code == 302
    assert "Lounge" in owner.get("/services/").content.decode()
    assert "Lounge" in owner.get("/").content.decode()
    assert b"Lounge" in b"".join(owner.get("/services/?export=csv"))  # type: ignore[arg-type]
    assert cast.department.name_en in owner.get("/services/report/").content.decode()
