"""Decisions log and files: noted, corrected by another entry, never changed; pages and REST."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative, LogEntry
from initiatives.services.decision_log import Decided, decision_correct, decision_log, files_add
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.test_rest import API, Rest
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused
from portal.people.models import User
from portal.records.models import Event, StoredFile
from portal.records.subjects import visible_file
from tests.cast import Cast
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def decided(by: User, **fields: Any) -> Decided:
    values = {"what": "Start in May", "why": "It is quiet then", "decided_by": by, "decided_on": TODAY} | fields
    return Decided(**values)


def note(initiative: Initiative, by: User, **fields: Any) -> LogEntry:
    return decision_log(reference=initiative.reference, decided=decided(by, **fields), by=by, now=NOW)


def correct(entry: LogEntry, by: User, **fields: Any) -> LogEntry:
    where = {"reference": entry.initiative.reference, "entry": entry.reference}
    return decision_correct(decided=decided(by, **fields), by=by, now=NOW, **where)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


def test_noted_and_corrected(cast: Cast, initiative: Initiative) -> None:
    old = note(initiative, cast.owner)
    new = correct(old, cast.owner, what="Start in June")
    assert (new.corrects, old.what) == (old, "Start in May")
    assert code_of(lambda: correct(old, cast.owner)) == "corrected"
    assert correct(new, cast.owner).corrects == new
    verbs = Event.objects.about(initiative).filter(verb__contains="decision").values_list("verb", flat=True)
    assert list(verbs.order_by("id")) == ["initiative.decision_logged"] + ["initiative.decision_corrected"] * 2


def test_entries_stay(cast: Cast, initiative: Initiative) -> None:
    entry = note(initiative, cast.owner)
    with pytest.raises(DatabaseError), transaction.atomic():
        LogEntry.objects.filter(pk=entry.pk).update(what="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_refusals(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    entry = note(initiative, cast.owner)
    for name in ("what", "why"):
        with pytest.raises(Malformed):
            note(initiative, cast.owner, **{name: " "})
    assert code_of(lambda: note(initiative, cast.owner, decided_on=TODAY + DAY)) == "decided_ahead"
    for by in (cast.colleague, cast.outsider, cast.other_head):
        with pytest.raises(NotAllowed):
            note(initiative, by)
        with pytest.raises(NotAllowed):
            correct(entry, by)
    other = make_initiative(cast.owner, sponsor).reference
    with pytest.raises(NotFound):
        decision_correct(reference=other, entry=entry.reference, decided=decided(cast.owner), by=cast.owner, now=NOW)
    Initiative.objects.filter(pk=initiative.pk).update(state="closed")
    assert code_of(lambda: note(initiative, cast.owner)) == "closed"
    assert correct(entry, cast.owner).corrects == entry


@pytest.mark.django_db(transaction=True)
def test_of_ten_corrections_at_once_one_stands(cast: Cast, initiative: Initiative) -> None:
    entry = note(initiative, cast.owner)
    answers = at_once(10, lambda _number: correct(entry, cast.owner))
    assert sum(isinstance(answer, LogEntry) for answer in answers) == 1
    with connection.cursor() as cursor:  # the rows are protected, and this test has to leave none behind
        cursor.execute("TRUNCATE initiatives_logentry")


def test_pages(client: Client, cast: Cast, initiative: Initiative) -> None:
    url = reverse("initiatives:log", args=[initiative.reference])
    client.force_login(cast.owner)
    assert "No decision is noted yet" in client.get(url).content.decode()
    new = reverse("initiatives:log-new", args=[initiative.reference])
    sent = {"what": "Go", "why": "Ready", "decided_by": cast.head.email, "decided_on": str(TODAY)}
    assert client.post(new, sent | {"why": ""}).status_code == 422
    assert client.post(new, sent).status_code == 302
    entry = LogEntry.objects.get()
    step = reverse("initiatives:log-correct", args=[initiative.reference, entry.reference])
    assert "Ready" in client.get(step).content.decode()
    assert client.post(step, sent | {"what": "Wait"}).status_code == 302
    text = client.get(url).content.decode()
    assert ("Corrected by" in text, text.count(">Correct<") <= 1, "Wait" in text) == (True, True, True)
    assert "Wait" in client.get(reverse("initiatives:initiative", args=[initiative.reference])).content.decode()
    client.force_login(cast.outsider)
    assert f"{entry.reference}/correct" not in client.get(url).content.decode()
    assert client.get(step).status_code == 403


def test_rest(cast: Cast, initiative: Initiative) -> None:
    rest, where = Rest(cast.owner), f"/initiatives/{initiative.reference}"
    body = {"what": "Go", "why": "Ready", "decided_by": cast.head.reference, "decided_on": str(TODAY)}
    made = rest("POST", f"{where}/decisions/", body).json()
    new = rest("POST", f"{where}/decision-correct/", body | {"entry": made["id"], "what": "Wait"}).json()
    assert (new["corrects"], new["decided_by"]["id"]) == (made["id"], cast.head.reference)
    again = rest("POST", f"{where}/decision-correct/", body | {"entry": made["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "corrected")
    rows = rest("GET", f"{where}/decisions/").json()["results"]
    assert [row["corrected_by"] for row in rows] == [None, new["id"]]
    assert Rest(cast.outsider)("POST", f"{where}/decisions/", body).status_code == 403


def upload(name: str = "minutes.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"We start in May.")


def test_files(client: Client, cast: Cast, sponsor: User, initiative: Initiative) -> None:
    made = files_add(reference=initiative.reference, uploads=[upload()], by=cast.owner, now=NOW)
    with pytest.raises(Malformed):
        files_add(reference=initiative.reference, uploads=[], by=cast.owner, now=NOW)
    with pytest.raises(NotAllowed):
        files_add(reference=initiative.reference, uploads=[upload()], by=cast.outsider, now=NOW)
    draft = make_initiative(cast.owner, sponsor, draft=True)
    hidden = files_add(reference=draft.reference, uploads=[upload()], by=cast.owner, now=NOW)
    assert visible_file(made[0].reference, cast.outsider) == made[0]
    with pytest.raises(NotFound):
        visible_file(hidden[0].reference, cast.outsider)
    client.force_login(cast.owner)
    step = reverse("initiatives:files-new", args=[initiative.reference])
    assert client.post(step, {"attachments": upload("plan.txt")}).status_code == 302
    assert "plan.txt" in client.get(reverse("initiatives:initiative", args=[initiative.reference])).content.decode()
    path = f"{API}/initiatives/{initiative.reference}/files/"
    assert client.post(path, {"files": [upload("a.txt"), upload("b.txt")]}).status_code == 201
    assert [row["name"] for row in client.get(path).json()] == ["minutes.txt", "plan.txt", "a.txt", "b.txt"]
    assert client.post(path, {}).status_code == 400
    count = StoredFile.objects.count()
    Initiative.objects.filter(pk=initiative.pk).update(state="closed")
    assert client.post(step, {"attachments": upload()}).status_code == 422
    assert StoredFile.objects.count() == count
