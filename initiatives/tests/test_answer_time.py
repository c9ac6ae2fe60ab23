from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import AnswerTime
from initiatives.services.answer_times import answer_time_create, answer_time_edit
from initiatives.tests.factory import NOW
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.people.models import User
from portal.records.models import Event
from tests.cast import Cast, make_department


def test_the_office_sets_the_companys_a_head_their_own(cast: Cast, office: User) -> None:
    company = answer_time_create(department=None, days=15, by=office, now=NOW)
    own = answer_time_create(department=cast.department, days=5, by=cast.head, now=NOW)
    below = make_department("below", parent=cast.department)
    del cast.head._access
    answer_time_create(department=below, days=4, by=cast.head, now=NOW)
    answer_time_edit(reference=own.reference, days=6, by=cast.head, now=NOW)
    kept = set(AnswerTime.objects.values_list("department", "days", "version"))
    assert kept == {(None, 15, 1), (cast.department.pk, 6, 2), (below.pk, 4, 1)}
    assert Event.objects.filter(verb="answer_time.edited", data__days=6).count() == 1
    answer_time_edit(reference=company.reference, days=15, by=office, now=NOW)
    assert Event.objects.filter(verb="answer_time.edited").count() == 1, "nothing different writes nothing"


def test_a_head_sets_neither_the_companys_nor_anothers(cast: Cast, office: User) -> None:
    for department in (None, cast.elsewhere):
        with pytest.raises(NotAllowed):
            answer_time_create(department=department, days=5, by=cast.head, now=NOW)
    company = answer_time_create(department=None, days=15, by=office, now=NOW)
    with pytest.raises(NotAllowed):
        answer_time_edit(reference=company.reference, days=1, by=cast.head, now=NOW)


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider"])
def test_others_set_none(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        answer_time_create(department=cast.department, days=5, by=getattr(cast, who), now=NOW)


def test_refusals(cast: Cast, office: User) -> None:
    for days in (0, 91, -1):
        with pytest.raises(Malformed):
            answer_time_create(department=None, days=days, by=office, now=NOW)
    made = answer_time_create(department=None, days=5, by=office, now=NOW)
    with pytest.raises(Refused) as refusal:
        answer_time_create(department=None, days=6, by=office, now=NOW)
    assert refusal.value.code == "answer_time_exists"
    with pytest.raises(Stale):
        answer_time_edit(reference=made.reference, days=9, by=office, now=NOW, expected_version=4)


def test_pages(client: Client, cast: Cast, office: User) -> None:
    client.force_login(cast.head)
    form = client.get(reverse("initiatives:answer-time-new")).content.decode()
    assert cast.department.name in form
    assert cast.elsewhere.name not in form
    assert "The whole company" not in form
    sent: dict[str, Any] = {"department": cast.department.reference, "days": "7"}
    assert client.post(reverse("initiatives:answer-time-new"), sent).status_code == 302
    refused = client.post(reverse("initiatives:answer-time-new"), sent)
    assert refused.status_code == 422
    assert "has its answer time already" in refused.content.decode()
    row = AnswerTime.objects.get()
    url = reverse("initiatives:answer-time-edit", args=[row.reference])
    assert client.post(url, {"days": "200", "version": "1"}).status_code == 422
    assert client.post(url, {"days": "8", "version": "1"}).status_code == 302
    assert "8 working days" in client.get(reverse("initiatives:answer-times")).content.decode()
    exported = client.get(reverse("initiatives:answer-times") + "?export=csv").getvalue().decode()
    assert f"{cast.department.name},8" in exported
    client.force_login(cast.owner)
    assert "8 working days" in client.get(reverse("initiatives:answer-times")).content.decode()
    assert client.get(reverse("initiatives:answer-time-new")).status_code == 403


def test_rest(cast: Cast, office: User) -> None:
    rest, head = Rest(office), Rest(cast.head)
    made = rest("POST", "/answer-times/", {"days": 12})
    assert (made.status_code, made.json()["department"], made["ETag"]) == (201, None, '"1"')
    own = head("POST", "/answer-times/", {"days": 3, "department": cast.department.reference}).json()
    assert own["department"]["id"] == cast.department.reference
    assert head("PATCH", f"/answer-times/{own['id']}/", {"days": 4}).json()["days"] == 4
    assert head("PATCH", f"/answer-times/{own['id']}/", {"days": 4}, **{"If-Match": '"1"'}).status_code == 412
    assert head("PATCH", f"/answer-times/{made.json()['id']}/", {"days": 4}).status_code == 403
    assert head("POST", "/answer-times/", {"days": 0}).status_code == 400
    assert [row["days"] for row in Rest(cast.owner)("GET", "/answer-times/").json()["results"]] == [4, 12]
