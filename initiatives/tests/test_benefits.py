"""Benefits: added, edited, forecast, read, realised with proof, taken back, counted once."""

import datetime as dt
import json
import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from initiatives.models import Initiative, Target
from initiatives.queries.benefits import benefit_for, benefits_of, computed_forecast, sums_of
from initiatives.queries.initiatives import initiative_with_parts
from initiatives.services import benefits as verbs
from initiatives.services.initiatives import initiative_close, initiative_edit
from initiatives.services.leaving import initiatives_hand_over
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_user
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor, starts_on=TODAY - 10 * DAY)


def make_benefit(initiative: Initiative, by: User, **fields: Any) -> Target:
    values = {"metric": "Hours saved", "baseline": Decimal(0), "target_value": Decimal(400), "unit": "h"} | fields
    return verbs.benefit_add(initiative=initiative.reference, plan=verbs.BenefitPlan(**values), by=by, now=NOW)


def read(target: Target, by: User, value: int, as_of: dt.date = TODAY, source: str = "Monthly report") -> None:
    verbs.benefit_read(reference=target.reference, reading=Value(Decimal(value), as_of, source), by=by, now=NOW)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


# -- add and edit


def test_a_second_benefit_leaves_the_main_target_alone(cast: Cast, initiative: Initiative) -> None:
    benefit = make_benefit(initiative, cast.owner)
    read(benefit, cast.owner, 100)
    found = benefit_for(cast.colleague, benefit.reference)
    assert (verbs.benefit_owner(found), found.due) == (cast.owner, initiative.due_on)
    _row, parts = initiative_with_parts(cast.owner, initiative.reference)
    assert parts.target
    assert parts.target["metric"] == "Answered within a day"
    assert (parts.value, parts.readings) == (None, [])
    assert [row["metric"] for row in parts.benefits] == ["Answered within a day", "Hours saved"]
    assert Event.objects.about(benefit).get().verb == "benefit.added"


def test_its_own_owner_may_change_it_and_is_told(cast: Cast, initiative: Initiative) -> None:
    benefit = make_benefit(initiative, cast.owner, owner=cast.colleague)
    assert OutboxRow.objects.filter(kind="benefit-yours", recipient=cast.colleague, channel="inbox").count() == 1
    read(benefit, cast.colleague, 100)
    edited = verbs.benefit_edit(
        reference=benefit.reference, changes={"due_on": TODAY + DAY}, by=cast.colleague, now=NOW, expected_version=1
    )
    assert (edited.due_on, edited.version) == (TODAY + DAY, 2)
    with pytest.raises(Stale):
        verbs.benefit_edit(
            reference=benefit.reference, changes={"unit": "min"}, by=cast.owner, now=NOW, expected_version=1
        )


def test_others_change_nothing(cast: Cast, initiative: Initiative) -> None:
    benefit = make_benefit(initiative, cast.owner)
    for by in (cast.colleague, cast.outsider, cast.other_head):
        with pytest.raises(NotAllowed):
            make_benefit(initiative, by)
        with pytest.raises(NotAllowed):
            read(benefit, by, 1)
        with pytest.raises(NotAllowed):
            verbs.benefit_edit(reference=benefit.reference, changes={"metric": "x"}, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            verbs.benefit_realise(reference=benefit.reference, by=by, now=NOW)


def test_a_drafts_benefits_are_hidden_like_the_draft(cast: Cast, sponsor: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    benefit = make_benefit(draft, cast.owner)
    with pytest.raises(NotFound):
        benefit_for(cast.outsider, benefit.reference)
    assert not benefits_of(cast.outsider).exists()
    assert sums_of(benefits_of(cast.owner)) == []
    assert code_of(lambda: read(benefit, cast.owner, 1)) == "not_running"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"target_value": Decimal(0)}, "target_no_better"),
        ({"metric": " "}, "metric_missing"),
        ({"due_on": TODAY - 11 * DAY}, "due_before_start"),
    ],
)
def test_a_benefit_has_to_make_sense(cast: Cast, initiative: Initiative, fields: Any, code: str) -> None:
    assert code_of(lambda: make_benefit(initiative, cast.owner, **fields)) == code
    assert Target.objects.count() == 1


def test_a_leaver_owns_no_benefit(cast: Cast, initiative: Initiative) -> None:
    gone = make_user("gone", is_active=False)
    assert code_of(lambda: make_benefit(initiative, cast.owner, owner=gone)) == "left"
    benefit = make_benefit(initiative, cast.owner, owner=cast.colleague)
    initiatives_hand_over(cast.colleague, None, cast.head, NOW)
    assert Target.objects.get(pk=benefit.pk).owner is None


def test_after_closing_it_is_measured_and_realised_but_not_changed(cast: Cast, initiative: Initiative) -> None:
    benefit = make_benefit(initiative, cast.owner)
    initiative_close(
        reference=initiative.reference, result="Done", reading=Value(Decimal(80), TODAY, "x"), by=cast.owner, now=NOW
    )
    read(benefit, cast.owner, 410)
    verbs.benefit_realise(reference=benefit.reference, by=cast.owner, now=NOW)
    where = {"reference": benefit.reference, "by": cast.owner, "now": NOW}
    assert code_of(lambda: verbs.benefit_edit(changes={"baseline": Decimal(1)}, **where)) == "closed"
    assert code_of(lambda: make_benefit(initiative, cast.owner)) == "closed"


# -- forecast


def test_the_owners_forecast_stands_beside_the_computed_one(cast: Cast, initiative: Initiative) -> None:
    benefit = make_benefit(initiative, cast.owner, due_on=TODAY + 10 * DAY)
    read(benefit, cast.owner, 150)
    where = {"reference": benefit.reference, "by": cast.owner, "now": NOW}
    with pytest.raises(Malformed):
        verbs.benefit_forecast(forecast=Decimal(350), note=" ", **where)
    verbs.benefit_forecast(forecast=Decimal(350), note="Two teams are missing", **where)
    found = benefit_for(cast.owner, benefit.reference)
    assert (found.forecast, computed_forecast(found)) == (Decimal(350), Decimal(300))


# -- realise


def test_realised_only_with_an_actual_and_a_source(cast: Cast, initiative: Initiative) -> None:
    benefit = make_benefit(initiative, cast.owner)
    where = {"reference": benefit.reference, "by": cast.owner, "now": NOW}
    assert code_of(lambda: verbs.benefit_realise(**where)) == "no_actual"
    assert code_of(lambda: read(benefit, cast.owner, 5, source=" ")) == "source_missing"
    read(benefit, cast.owner, 0, TODAY - 2 * DAY)
    assert code_of(lambda: verbs.benefit_realise(**where)) == "no_gain"
    benefit.readings.create(value=9, as_of=TODAY - DAY, source="", by=cast.owner, at=NOW)
    assert code_of(lambda: verbs.benefit_realise(**where)) == "no_source"
    read(benefit, cast.owner, 380)
    assert code_of(lambda: verbs.benefit_realise(realised_on=TODAY + DAY, **where)) == "realised_ahead"
    assert code_of(lambda: verbs.benefit_realise(as_of=TODAY - 5 * DAY, **where)) == "no_actual"
    kept = verbs.benefit_realise(**where)
    assert kept.proof
    assert (kept.realised_on, kept.proof.value) == (TODAY, Decimal(380))
    assert code_of(lambda: verbs.benefit_realise(**where)) == "realised"
    told = OutboxRow.objects.filter(kind="benefit-realised", channel="inbox").values_list("recipient", flat=True)
    assert list(told) == [initiative.sponsor_id]


def test_what_is_realised_keeps_its_numbers_until_it_is_taken_back(cast: Cast, initiative: Initiative) -> None:
    main = initiative.targets.get()
    read(main, cast.owner, 90)
    where = {"by": cast.owner, "now": NOW}
    verbs.benefit_realise(reference=main.reference, **where)
    changes = {"target_value": Decimal(95)}
    assert code_of(lambda: verbs.benefit_edit(reference=main.reference, changes=changes, **where)) == "realised"
    assert code_of(lambda: initiative_edit(reference=initiative.reference, changes=changes, **where)) == "realised"
    assert (
        code_of(lambda: verbs.benefit_forecast(reference=main.reference, forecast=1, note="x", **where)) == "realised"
    )  # type: ignore[arg-type]
    with pytest.raises(Malformed):
        verbs.benefit_take_back(reference=main.reference, reason="", **where)
    verbs.benefit_take_back(reference=main.reference, reason="Counted twice", **where)
    assert Event.objects.about(main).latest("id").reason == "Counted twice"
    assert code_of(lambda: verbs.benefit_take_back(reference=main.reference, reason="x", **where)) == "not_realised"
    initiative_edit(reference=initiative.reference, changes=changes, **where)
    assert Target.objects.get(pk=main.pk).target_value == 95


def test_the_database_wants_proof_too(cast: Cast, initiative: Initiative) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Target.objects.update(realised_on=TODAY)


# -- counted once


def test_what_another_benefit_counts_is_left_out_of_sums(cast: Cast, initiative: Initiative) -> None:
    whole = make_benefit(initiative, cast.owner)
    part = make_benefit(initiative, cast.owner, target_value=Decimal(100), counted_in=whole)
    read(whole, cast.owner, 300)
    read(part, cast.owner, 90)
    verbs.benefit_realise(reference=whole.reference, by=cast.owner, now=NOW)
    verbs.benefit_realise(reference=part.reference, by=cast.owner, now=NOW)
    found = {row.unit: row for row in sums_of(benefits_of(cast.owner))}
    assert (found["h"].benefits, found["h"].target, found["h"].realised) == (1, Decimal(400), Decimal(300))
    assert found["%"].target == 50


def test_no_chains_no_cycles_no_other_unit(cast: Cast, initiative: Initiative, sponsor: User) -> None:
    whole, part, third = (make_benefit(initiative, cast.owner, metric=name) for name in "ABC")
    other = make_benefit(initiative, cast.owner, unit="min")
    draft = make_benefit(make_initiative(cast.owner, sponsor, draft=True), cast.owner)

    def link(row: Target, into: Target) -> Any:
        return verbs.benefit_edit(reference=row.reference, changes={"counted_in": into}, by=cast.owner, now=NOW)

    link(part, whole)
    assert code_of(lambda: link(third, third)) == "counted_in_itself"
    assert code_of(lambda: link(third, part)) == "counted_on"
    assert code_of(lambda: link(whole, third)) == "counts_others"
    assert code_of(lambda: link(third, other)) == "other_unit"
    assert code_of(lambda: link(third, draft)) == "draft"
    for row in (whole, part):
        changes = {"unit": "min"}
        where = {"reference": row.reference, "changes": changes, "by": cast.owner, "now": NOW}
        assert code_of(lambda where=where: verbs.benefit_edit(**where)) == "unit_linked"
    for row, into in ((third, part), (whole, third), (third, other), (third, third)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Target.objects.filter(pk=row.pk).update(counted_in=into)


@pytest.mark.django_db(transaction=True)
def test_two_who_link_in_a_ring_at_once(cast: Cast, initiative: Initiative) -> None:
    """Each of two is to be counted in the other: one link stands, never both."""
    pair = [make_benefit(initiative, cast.owner, metric=name) for name in "AB"]
    outcomes = at_once(8, lambda number: _link(pair[number % 2].pk, pair[1 - number % 2].pk, cast.owner.pk))
    assert any(outcomes)
    assert Target.objects.filter(counted_in__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_the_ring_closes(cast: Cast, initiative: Initiative, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both have written before either commits, and the trigger of each sees nothing of the other."""
    pair = [make_benefit(initiative, cast.owner, metric=name) for name in "AB"]
    both = threading.Barrier(2, timeout=20)
    monkeypatch.setattr(verbs, "_lock", lambda ids: {row.pk: row for row in Target.objects.filter(pk__in=ids)})
    monkeypatch.setattr(verbs, "_event", lambda *_facts, **_more: both.wait())
    at_once(2, lambda number: _link(pair[number].pk, pair[1 - number].pk, cast.owner.pk))
    assert Target.objects.filter(counted_in__isnull=False).count() == 2


def test_an_edit_of_the_initiative_that_touches_its_target_is_told_there(cast: Cast, initiative: Initiative) -> None:
    changes = {"target_value": Decimal(95)}
    initiative_edit(reference=initiative.reference, changes=changes, by=cast.owner, now=NOW)
    main = initiative.targets.get()
    event = Event.objects.about(main).latest("id")
    assert (main.version, event.verb, event.data) == (2, "benefit.edited", {"fields": ["target_value"]})


def test_the_sums_of_the_list_follow_its_filters(cast: Cast, initiative: Initiative) -> None:
    make_benefit(initiative, cast.owner, owner=cast.colleague)
    client = signed_in(cast.colleague)
    everything, mine = (client.get(f"/benefits/?{query}").context["sums"] for query in ("all=1", "mine=true"))
    assert [row.unit for row in everything] == ["%", "h"]
    assert [row.unit for row in mine] == ["h"]
    swapped = client.get("/benefits/?mine=true", headers={"hx-request": "true"}).content.decode()
    assert 'id="benefit-sums" hx-swap-oob="true"' in swapped


def _link(pk: int, into: int, by: int) -> bool:
    row, whole = Target.objects.get(pk=pk), Target.objects.get(pk=into)
    user = User.objects.get(pk=by)
    try:
        verbs.benefit_edit(reference=row.reference, changes={"counted_in": whole}, by=user, now=NOW)
    except Refused:
        return False
    return True


# -- pages and REST


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_whole_way_over_rest(cast: Cast, initiative: Initiative) -> None:
    owner, outsider = signed_in(cast.owner), signed_in(cast.outsider)

    def post(client: Client, path: str, **body: Any) -> Any:
        return client.post(f"/api/v1/benefits/{path}", json.dumps(body), content_type="application/json")

    body = {
        "initiative": initiative.reference,
        "metric": "Cost",
        "unit": "CNY",
        "baseline": "900",
        "target_value": "700",
    }
    assert post(outsider, "", **body).status_code == 403
    made = post(owner, "", **body)
    assert (made.status_code, made.json()["better"]) == (201, "lower")
    path = f"{made.json()['id']}/"
    assert post(owner, f"{path}realise/").json()["code"] == "no_actual"
    assert post(owner, f"{path}readings/", value="750", as_of="2026-11-02", source="Ledger").status_code == 201
    assert post(owner, f"{path}forecast/", forecast="720", note="Slow").json()["forecast"] == "720.0000"
    done = post(owner, f"{path}realise/").json()
    assert (done["state"], done["realised_value"]) == ("realised", "750.0000")
    sums = {row["unit"]: row["realised"] for row in owner.get("/api/v1/benefits/sums/").json()}
    assert sums == {"CNY": "150.0000", "%": "0.0000"}
    assert post(owner, f"{path}take-back/", reason="Wrong ledger").json()["state"] == "open"
    assert [row["source"] for row in owner.get(f"/api/v1/benefits/{path}readings/").json()["results"]] == ["Ledger"]
    patched = owner.patch(f"/api/v1/benefits/{path}", json.dumps({"unit": "EUR"}), content_type="application/json")
    assert patched.json()["unit"] == "EUR"
    listed = owner.get("/api/v1/benefits/?unit=EUR&ordering=due").json()["results"]
    assert [row["id"] for row in listed] == [path[:-1]]


def test_the_whole_way_on_pages(cast: Cast, initiative: Initiative) -> None:
    owner = signed_in(cast.owner)
    body = {"metric": "Hours saved", "unit": "h", "better": "higher", "baseline": "0", "target_value": "400"}
    bad = owner.post(f"/initiatives/{initiative.reference}/benefits/new/", body | {"counted_in": "TG-NOTHING"})
    assert "counted_in" in bad.context["form"].errors
    assert owner.post(f"/initiatives/{initiative.reference}/benefits/new/", body).status_code == 302
    benefit = Target.objects.get(metric="Hours saved")
    url = f"/benefits/{benefit.reference}/"
    reading = {"version": 1, "value": "410", "as_of": "2026-11-02", "source": "Time sheets"}
    assert owner.post(f"{url}reading/", reading).status_code == 302
    assert owner.post(f"{url}forecast/", {"version": 1, "forecast": "410", "note": "There"}).status_code == 302
    assert owner.post(f"{url}realise/", {"version": 2, "as_of": "2026-11-01"}).status_code in (409, 422)
    assert owner.post(f"{url}realise/", {"version": 2, "as_of": "2026-11-02"}).status_code == 302
    page = owner.get(url).content.decode()
    assert "Time sheets" in page
    assert "curve-line" in page
    assert "Hours saved" in owner.get("/benefits/?state=realised").content.decode()
    assert "Hours saved" in owner.get(f"/initiatives/{initiative.reference}/").content.decode()
    assert b"Hours saved" in b"".join(owner.get("/benefits/?export=csv"))  # type: ignore[arg-type]
    assert owner.post(f"{url}take-back/", {"version": 3, "reason": "No"}).status_code == 302
    assert owner.post(f"{url}edit/", body | {"version": 4, "metric": "Hours"}).status_code == 302
    assert Target.objects.get(pk=benefit.pk).metric == "Hours"
