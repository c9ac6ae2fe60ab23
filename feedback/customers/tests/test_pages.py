"""Pages of contacts, customers, lines and sources; a file in, and the list out and in again unchanged."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from feedback.customers.models import Contact, Identity, ServiceLine, Source
from feedback.customers.services import contacts_apply, contacts_cancel, contacts_upload
from feedback.customers.tests.factory import NOW, Scene, contact, row, send
from portal.core.errors import NotAllowed, NotFound, Refused
from portal.core.export import xlsx
from portal.people.models import User
from portal.people.services.importing.keeping import import_files_forget
from portal.records.jobs import jobs_run
from portal.records.models import Job, StoredFile
from tests.forms import StaleEdit


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def up(content: bytes, name: str = "contacts.csv") -> Any:
    return SimpleUploadedFile(name, content)


def imported(scene: Scene, upload: Any) -> Job:
    job = contacts_upload(by=scene.experience, now=NOW, uploads=[upload])
    jobs_run(now=lambda: NOW)
    job.refresh_from_db()
    if job.state != "done":
        return job
    job = contacts_apply(by=scene.experience, now=NOW, job=job.reference)
    jobs_run(now=lambda: NOW)
    job.refresh_from_db()
    return job


HEAD = "source,external_id,channel,offered_at,answered_at,ended_at,agent,customer,customer_phone\n"


def test_a_file_is_previewed_then_imported(scene: Scene) -> None:
    lines = "HOTLINE,1,phone,2026-11-16 10:00,2026-11-16 10:01,2026-11-16 10:09,agent@example.test,C1,13800138000\n"
    client = client_of(scene.experience)
    assert "offered_at" in client.get("/customers/contacts/import/").content.decode()
    started = client.post("/customers/contacts/import/", {"files": up((HEAD + lines).encode())})
    assert started.status_code == 302
    assert not Contact.objects.exists()
    jobs_run(now=lambda: NOW)
    page = client.get(started["Location"]).content.decode()
    assert "Import now" in page
    applied = client.post(started["Location"] + "apply/")
    jobs_run(now=lambda: NOW)
    assert "Imported" in client.get(applied["Location"]).content.decode()
    assert contact().agent == scene.agent
    again = imported(scene, up((HEAD + lines).encode()))
    assert (again.result["changes"], again.result["counts"]["contacts"]["unchanged"]) == (0, 1)


def test_a_workbook_and_its_broken_rules(scene: Scene) -> None:
    head = ["source", "external_id", "channel", "offered_at"]
    good, wrong = ["HOTLINE", 7, "chat", "2026-11-16 10:00"], ["HOTLINE", 8, "pigeon", "soon"]
    assert imported(scene, up(xlsx([("contacts", head, [good])]), "a.xlsx")).result["changes"] == 1
    job = imported(scene, up(xlsx([("contacts", head, [good, wrong])]), "a.xlsx"))
    assert job.state == "refused"
    found = {(each["file"], each["row"], each["column"], each["rule"]) for each in job.result["errors"]}
    assert found == {("a.xlsx", 3, "channel", "bad_choice"), ("a.xlsx", 3, "offered_at", "bad_instant")}
    page = client_of(scene.experience).get(f"/customers/contacts/import/{job.reference}/").content.decode()
    assert "A time such as" in page
    with pytest.raises(Refused) as caught:
        contacts_apply(by=scene.experience, now=NOW, job=job.reference)
    assert caught.value.code == "not_previewed"


def test_an_import_is_its_owners(scene: Scene) -> None:
    job = contacts_upload(by=scene.experience, now=NOW, uploads=[up(HEAD.encode())])
    assert client_of(scene.steward).get(f"/customers/contacts/import/{job.reference}/").status_code == 404
    for verb in (contacts_apply, contacts_cancel):
        with pytest.raises(NotFound):
            verb(by=scene.steward, now=NOW, job=job.reference)
    with pytest.raises(NotAllowed):
        contacts_upload(by=scene.agent, now=NOW, uploads=[])
    client_of(scene.experience).post(f"/customers/contacts/import/{job.reference}/cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    import_files_forget(now=NOW.replace(year=2027))
    assert not StoredFile.objects.exists(), "uploads go a week after the job has ended"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_imports_again_unchanged(scene: Scene, kind: str) -> None:
    send(
        scene,
        row(offered_at="2026-11-16 10:00:07.5", customer_name="=李", customer_phone="+86 138 0013 8000"),
        row("2", answered_at=None, ended_at=None, customer="", customer_name="", solved=None, agent="", number="web"),
        row("3", customer="", customer_phone="", customer_name="", number="021 6666 1234", solved=False),
    )
    before = list(Contact.objects.order_by("id").values())
    answer = client_of(scene.experience).get(f"/customers/contacts/?export={kind}")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    job = imported(scene, up(content, f"contacts.{kind}"))
    assert job.state == "done", job.result
    assert job.result["counts"]["contacts"] == {"new": 0, "changed": 0, "unchanged": 3}
    assert job.result["counts"]["customers"]["changed"] == 0
    assert list(Contact.objects.order_by("id").values()) == before


def test_lists_and_details(scene: Scene) -> None:
    send(scene, row(), row("2", agent="", customer="", customer_phone="", customer_name=""))
    client = client_of(scene.experience)
    page = client.get("/customers/contacts/").content.decode()
    assert "李女士" in page
    assert "Unknown customer" in page
    assert "李女士" not in client_of(scene.executive).get("/customers/contacts/").content.decode()
    one = client.get(f"/customers/contacts/{contact().reference}/").content.decode()
    assert "10 min" in one
    identity = contact().identity
    assert identity is not None
    story = client.get(f"/customers/{identity.reference}/").content.decode()
    assert "Everything about this customer" in story
    assert "refund" in story
    assert client.get("/customers/?q=李女").content.decode().count(f'id="row-{identity.reference}"') == 1
    export = client.get("/customers/?export=csv")
    assert "13800138000" in b"".join(export.streaming_content).decode().replace(" ", "")  # type: ignore[attr-defined]
    for path in ("/customers/contacts/CT-0/", "/customers/CU-0/", "/customers/contacts/%00/", "/customers/%00/"):
        assert client.get(path).status_code == 404
    assert client_of(scene.colleague).get(f"/customers/{identity.reference}/").status_code == 404


def test_customers_are_found_by_words_and_by_telephone(scene: Scene) -> None:
    send(scene, row())
    for words in ("李女士", "C1", "+86 138-0013-8000", "013800138000"):
        assert "李女士" in client_of(scene.experience).get("/search/", {"q": words}).content.decode(), words
    for person in (scene.colleague, scene.executive):
        assert "李女士" not in client_of(person).get("/search/", {"q": "C1"}).content.decode()


def test_lines_and_sources(scene: Scene) -> None:
    client = client_of(scene.admin)
    form = {
        "name_zh": "夜间", "name_en": "Night", "numbers": "95530\n+61 2 9876 5432\n",
        "department": scene.back.reference, "calendar": scene.calendar.reference, "active": "on",
    }  # fmt: skip
    made = client.post("/customers/lines/new/", form)
    assert made.status_code == 302
    line = ServiceLine.objects.get(name_en="Night")
    assert [each.digits for each in line.numbers.order_by("id")] == ["8695530", "61298765432"]
    assert "95530" in client.get(f"/customers/lines/{line.reference}/").content.decode()
    refused = client.post("/customers/lines/new/", form | {"numbers": "021 6666 1234"})
    assert (refused.status_code, "belongs to the line" in refused.content.decode()) == (422, True)
    assert client.post("/customers/sources/new/", {"code": "card", "name_zh": "卡", "name_en": "C"}).status_code == 302
    taken = client.post("/customers/sources/new/", {"code": "CARD", "name_zh": "卡", "name_en": "C"})
    assert (taken.status_code, "Another source has this code" in taken.content.decode()) == (422, True)
    assert "New source" not in client_of(scene.agent).get("/customers/sources/").content.decode()


def test_nobody_saves_over_somebody_elses_line(scene: Scene) -> None:
    def quicker() -> None:
        ServiceLine.objects.filter(pk=scene.line.pk).update(name_en="Theirs", version=9)

    edit = StaleEdit(client_of(scene.admin), f"/customers/lines/{scene.line.reference}/edit/", quicker, name_en="Mine")
    assert edit.differences["name_en"] == ("Theirs", "Mine")
    edit.save_mine()
    assert ServiceLine.objects.get(pk=scene.line.pk).name_en == "Mine"
    assert Source.objects.count() == 2
    assert not Identity.objects.exists()
