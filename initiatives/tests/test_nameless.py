"""Ideas known to nobody: the code, the batch, the talk, and that nothing tells who it was."""

import datetime as dt
import hashlib
import json
import logging
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from initiatives.models import Idea, NamelessPicture, NamelessSubmission, Receipt, ReceiptNote
from initiatives.rules.nameless import digest, grouped, is_ready, typed
from initiatives.services.indexing import ideas_index, terms_count
from initiatives.services.nameless import (
    MOST_A_DAY,
    idea_write_to_author,
    nameless_note,
    nameless_publish,
    nameless_submit,
)
from initiatives.tasks import publish_nameless
from initiatives.tests.factory import NOW, make_idea
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused
from portal.people.day_pass import day_pass
from portal.people.models import Department, Role
from portal.records.files import content_of
from portal.records.models import Event, OutboxRow, StoredFile
from tests.cast import Cast, make_user

DAY = dt.timedelta(days=1)


def send(cast: Cast, now: dt.datetime = NOW, **fields: Any) -> str:
    values = {"title": "Shifts", "text": "Nobody dares to say it.", "department": cast.elsewhere} | fields
    return nameless_submit(**{"day_pass": day_pass(now.date()), "now": now} | values)


def published(cast: Cast) -> tuple[Idea, str]:
    code = send(cast)
    send(cast)
    send(cast)
    assert nameless_publish(now=NOW + DAY) == 3
    return Receipt.objects.get(digest=digest(typed(code))).idea, code


# -- rules


def test_a_code_is_read_however_it_was_typed() -> None:
    assert typed(" 7k3m-9q2x-oil u") == "7K3M9Q2X011V"
    assert grouped("7K3M9Q2X") == "7K3M-9Q2X"
    assert digest("A") == hashlib.sha256(b"A").hexdigest()


def test_a_batch_is_three_or_waited_three_days() -> None:
    today = dt.date(2026, 11, 5)
    assert not is_ready([], today)
    assert not is_ready([today - DAY, today - 2 * DAY], today)
    assert is_ready([today - 3 * DAY], today)
    assert is_ready([today - DAY] * 3, today)


# -- submitting and publishing


def test_it_works(cast: Cast) -> None:
    code = send(cast)
    row = NamelessSubmission.objects.get()
    assert (row.title, row.day, row.digest) == ("Shifts", NOW.date(), digest(typed(code)))
    assert code not in json.dumps(list(NamelessSubmission.objects.values()), default=str)
    assert not Idea.objects.exists()


def test_published_together_with_the_next_day_as_their_time(cast: Cast) -> None:
    idea, _code = published(cast)
    assert (idea.author, idea.anonymity, idea.department) == (None, "nobody", cast.elsewhere)
    assert len({row.created_at for row in Idea.objects.all()}) == 1
    assert idea.created_at == dt.datetime(2026, 11, 2, 16, 0, tzinfo=dt.UTC)  # midnight in the portal's zone
    assert not NamelessSubmission.objects.exists()
    assert set(Event.objects.values_list("verb", "actor")) == {("idea.submitted", None)}
    assert set(OutboxRow.objects.values_list("recipient", flat=True)) == {cast.other_head.pk}


def test_not_on_the_same_day_and_not_alone(cast: Cast) -> None:
    send(cast)
    assert nameless_publish(now=NOW) == 0
    assert nameless_publish(now=NOW + DAY) == 0
    assert nameless_publish(now=NOW + 3 * DAY) == 1
    assert nameless_publish(now=NOW + 3 * DAY) == 0


def test_keys_and_places_in_the_list_tell_no_order(cast: Cast) -> None:
    for number in range(20):
        send(cast, title=f"{number:02}")
    nameless_publish(now=NOW + DAY)
    titles = list(Idea.objects.order_by("id").values_list("title", flat=True))
    assert titles != sorted(titles)
    assert min(Idea.objects.values_list("id", flat=True)) > 2**60


@pytest.mark.parametrize("given", ["", "0" * 64, day_pass(NOW.date() - 2 * DAY)])
def test_no_pass_of_today_or_yesterday_is_refused(cast: Cast, given: str) -> None:
    with pytest.raises(Refused) as refusal:
        send(cast, day_pass=given)
    assert refusal.value.code == "pass_expired"
    assert send(cast, day_pass=day_pass(NOW.date() - DAY))


def test_a_closed_department_is_refused(cast: Cast) -> None:
    Department.objects.filter(pk=cast.elsewhere.pk).update(active=False)
    cast.elsewhere.refresh_from_db()
    with pytest.raises(Refused):
        send(cast)
    assert not NamelessSubmission.objects.exists()


def test_a_flood_is_stopped(cast: Cast) -> None:
    rows = [
        NamelessSubmission(title="x", text="x", department=cast.elsewhere, day=NOW.date(), digest=str(number))
        for number in range(MOST_A_DAY)
    ]
    NamelessSubmission.objects.bulk_create(rows)
    with pytest.raises(Refused) as refusal:
        send(cast)
    assert refusal.value.code == "too_many_today"


# -- the talk


def test_author_and_those_who_answer_talk_by_the_code(cast: Cast) -> None:
    idea, code = published(cast)
    OutboxRow.objects.all().delete()
    idea_write_to_author(reference=idea.reference, text="Which shift?", by=cast.other_head, now=NOW + DAY)
    nameless_note(code=code.lower(), text="The night one", now=NOW + DAY)
    assert list(ReceiptNote.objects.order_by("number").values_list("number", "by", "text")) == [
        (1, cast.other_head.pk, "Which shift?"),
        (2, None, "The night one"),
    ]
    assert not OutboxRow.objects.exists()  # the minute of a message would say when somebody was at a keyboard
    nameless_publish(now=NOW + 2 * DAY)
    told = OutboxRow.objects.filter(kind="idea-author-wrote", channel="inbox").get()
    assert told.recipient == cast.other_head
    nameless_publish(now=NOW + 3 * DAY)
    assert OutboxRow.objects.filter(kind="idea-author-wrote", channel="inbox").count() == 1


def test_a_wrong_code_opens_nothing(cast: Cast) -> None:
    published(cast)
    with pytest.raises(NotFound):
        nameless_note(code="0" * 20, text="x", now=NOW)


def test_before_it_is_published_there_is_nobody_to_write_to(cast: Cast) -> None:
    code = send(cast)
    with pytest.raises(Refused) as refusal:
        nameless_note(code=code, text="x", now=NOW)
    assert refusal.value.code == "not_published"


def test_an_empty_note_is_refused(cast: Cast) -> None:
    _idea, code = published(cast)
    with pytest.raises(Malformed):
        nameless_note(code=code, text="  ", now=NOW)


def test_colleagues_may_not_write_to_the_author(cast: Cast) -> None:
    idea, _code = published(cast)
    for user in (cast.colleague, cast.head):
        with pytest.raises(NotAllowed):
            idea_write_to_author(reference=idea.reference, text="Who are you?", by=user, now=NOW)
    assert not ReceiptNote.objects.exists()


def test_a_known_author_is_written_to_by_comments(cast: Cast) -> None:
    idea = make_idea(cast.owner, cast.elsewhere)
    with pytest.raises(Refused) as refusal:
        idea_write_to_author(reference=idea.reference, text="x", by=cast.other_head, now=NOW)
    assert refusal.value.code == "author_known"


# -- pages and REST, asked as a browser and a program ask them


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_gives_the_code_once(cast: Cast, today: None) -> None:
    form = signed_in(cast.owner).get("/ideas/new/?as=nobody").content.decode()
    assert day_pass(NOW.date()) in form
    body = {"title": "T", "text": "t", "department": cast.elsewhere.pk, "day_pass": day_pass(NOW.date())}
    answer = Client(enforce_csrf_checks=True).post("/ideas/nameless/", body)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "<svg" in answer.content.decode()
    assert NamelessSubmission.objects.count() == 1


def test_errors_come_back_with_what_was_typed_in_the_language_of_the_form(cast: Cast, today: None) -> None:
    body = {"title": "", "text": "夜班", "language": "zh-hans", "day_pass": day_pass(NOW.date())}
    answer = Client().post("/ideas/nameless/", body)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "夜班" in text
    assert "完全匿名提交" in text
    assert not answer.cookies


def test_the_code_opens_the_idea_on_a_page_and_over_rest(cast: Cast, today: None) -> None:
    idea, code = published(cast)
    client = Client()
    assert idea.text in client.post("/ideas/nameless/receipt/", {"code": code}).content.decode()
    assert client.post("/ideas/nameless/receipt/", {"code": "1234"}).status_code == 422
    said = client.post("/ideas/nameless/receipt/note/", {"code": code, "text": "One thing more"})
    assert "One thing more" in said.content.decode()
    opened = rest(client, "/api/v1/ideas/nameless/receipt/", code=code)
    assert (opened.status_code, opened.json()["id"], len(opened.json()["notes"])) == (200, idea.reference, 1)
    assert rest(client, "/api/v1/ideas/nameless/receipt/", code="x").status_code == 404
    assert rest(client, "/api/v1/ideas/nameless/receipt/note/", code=code, text="And more").status_code == 201


def rest(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json")


def test_rest_takes_it_with_the_pass_alone(cast: Cast, today: None) -> None:
    given = signed_in(cast.owner).get("/api/v1/me/").json()["day_pass"]
    body = {"title": "T", "text": "t", "department": cast.elsewhere.reference}
    made = rest(Client(), "/api/v1/ideas/nameless/", **body, day_pass=given)
    assert made.status_code == 201
    assert len(made.json()["receipt_code"]) == 24
    refused = rest(Client(), "/api/v1/ideas/nameless/", **body, day_pass="no")
    assert (refused.status_code, refused.json()["code"]) == (409, "pass_expired")


def test_similar_ideas_are_found_without_a_session(cast: Cast, today: None) -> None:
    idea = make_idea(cast.owner, cast.elsewhere, title="夜班没有热饭吃", text="夜里只有泡面")
    ideas_index()
    terms_count()
    body = {"title": "夜班的同事没有热饭", "text": "", "day_pass": day_pass(NOW.date())}
    assert idea.reference in Client().post("/ideas/nameless/similar/", body).content.decode()
    over_rest = rest(Client(), "/api/v1/ideas/nameless/similar/", **body | {"text": "x"})
    assert [row["id"] for row in over_rest.json()] == [idea.reference]
    for refused in (
        Client().post("/ideas/nameless/similar/", body | {"day_pass": "no"}),
        rest(Client(), "/api/v1/ideas/nameless/similar/", **body | {"day_pass": "no", "text": "x"}),
    ):
        assert refused.status_code == 409


def test_those_who_answer_talk_on_the_page_and_over_rest(cast: Cast) -> None:
    idea, _code = published(cast)
    head, colleague = signed_in(cast.other_head), signed_in(cast.colleague)
    path = f"/api/v1/ideas/{idea.reference}/talk/"
    assert rest(head, path, text="Which shift?").status_code == 201
    assert [note["text"] for note in head.get(path).json()["results"]] == ["Which shift?"]
    assert colleague.get(path).status_code == 403
    assert "Which shift?" in head.get(f"/ideas/{idea.reference}/").content.decode()
    assert "Which shift?" not in colleague.get(f"/ideas/{idea.reference}/").content.decode()
    assert head.post(f"/ideas/{idea.reference}/talk/", {"text": "Or both?"}).status_code == 302


# -- nobody can find out


def whole_database() -> str:
    """Everything in every table, sequences included, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found += [f"{table} {row[0]}" for row in cursor.fetchall()]
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1")
        return "\n".join([*found, *map(str, cursor.fetchall())])


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=0)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.getMessage()}")


def photo(owner: str) -> SimpleUploadedFile:
    """The same picture as two people's devices write it: with their names in it and on it, in sizes of their own."""
    image = Image.new("RGB", (400, 200), "blue")
    exif = Image.Exif()
    exif[0x013B] = exif[0x010F] = owner
    target = BytesIO()
    image.save(target, format="JPEG", exif=exif, quality=75 + len(owner), comment=owner.encode())
    return SimpleUploadedFile(f"{owner}.jpg", target.getvalue(), content_type="image/jpeg")


def acted(user: Any, cast: Cast) -> tuple[str, list[str]]:
    """What a colleague's sending, looking up and writing adds to the database and the log, cookies and all."""
    client = signed_in(user)
    before = whole_database()
    lines = Lines()
    logging.getLogger().addHandler(lines)
    try:
        body = {"title": "T", "text": "t", "department": cast.elsewhere.pk, "day_pass": day_pass(NOW.date())}
        named = {
            "HTTP_AUTHORIZATION": "Token stp_0",
            "REMOTE_ADDR": "10.0.0.7",
            "HTTP_X_FORWARDED_FOR": "10.0.0.7",
            "HTTP_USER_AGENT": "UA",
            "HTTP_IDEMPOTENCY_KEY": "k",
        }
        assert client.post("/ideas/nameless/similar/", body, **named).status_code == 200
        sent = body | {"pictures": [photo(user.full_name)]}
        assert client.post("/ideas/nameless/", sent, **named).status_code == 200
        api = body | {"department": cast.elsewhere.reference}
        code = client.post("/api/v1/ideas/nameless/", json.dumps(api), content_type="application/json", **named).json()[
            "receipt_code"
        ]
        assert client.post("/ideas/nameless/receipt/", {"code": code}, **named).status_code == 200
        assert client.get("/ideas/nameless/receipt/", **named).status_code == 200
        client.post("/ideas/nameless/receipt/note/", {"code": code, "text": "x"}, **named)
    finally:
        logging.getLogger().removeHandler(lines)
    added = sorted(set(whole_database().split("\n")) - set(before.split("\n")))
    return "\n".join(added), lines.lines


def test_two_colleagues_leave_the_same_traces(cast: Cast, today: None, settings: Any, tmp_path: Path) -> None:
    """Two databases that differ in nothing but who sent it: what was added differs in random values alone."""
    # A place of its own for files: in the common one other tests store theirs at the same time.
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    owner = traces(acted(cast.owner, cast)[0])
    # Two submissions and a picture, and nothing else: no session, event, key, file or message.
    assert sorted(table for table, _columns in owner) == [
        "initiatives_namelesspicture", *["initiatives_namelesssubmission"] * 2
    ]  # fmt: skip
    NamelessSubmission.objects.all().delete()
    assert traces(acted(cast.outsider, cast)[0]) == owner
    assert not list(tmp_path.iterdir())
    # It is where files would lie.
    default_storage.save("seen", ContentFile(b"1"))
    assert [path.name for path in tmp_path.iterdir()] == ["seen"]


def traces(added: str) -> list[tuple[str, list[str]]]:
    """Each added row as its table and its columns, without what is random: keys, digest, and whose picture it is."""
    rows = [line.partition(" ") for line in added.split("\n")]
    chosen = {"initiatives_namelesspicture": slice(1, 3)}
    return sorted(
        (table, row.split("(", 1)[1].split(",")[chosen.get(table, slice(1, 4))]) for table, _space, row in rows
    )


def published_picture(cast: Cast, owner: str) -> tuple[Any, ...]:
    for number in range(3):
        send(cast, title=f"{owner} {number}", pictures=[photo(owner)] if number == 1 else [])
    nameless_publish(now=NOW + DAY)
    idea = Idea.objects.get(title=f"{owner} 1")
    row = StoredFile.objects.about(idea).get()
    at = (row.uploaded_at, idea.created_at)
    return row.name, row.content_type, row.internal, row.uploaded_by, *at, content_of(row)


def test_a_published_picture_is_the_same_whosever_it_was(cast: Cast) -> None:
    first, other = (published_picture(cast, owner) for owner in ("Wang Fang", "Li"))
    assert first == other
    midnight = dt.datetime(2026, 11, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert first[:6] == ("picture-1.jpg", "image/jpeg", False, None, midnight, midnight)
    assert b"Exif" not in first[6]
    assert not NamelessPicture.objects.exists()


def test_pictures_are_made_alike_and_nothing_else_is_taken(cast: Cast) -> None:
    """A large transparent PNG is a small JPEG; other files, a fourth picture and a fake are refused."""
    target = BytesIO()
    Image.new("RGBA", (2000, 500), (0, 0, 0, 0)).save(target, format="PNG")
    send(cast, pictures=[SimpleUploadedFile("x.png", target.getvalue())])
    kept = NamelessPicture.objects.get().content
    with Image.open(BytesIO(kept)) as image:
        assert (image.format, image.size, image.getpixel((0, 0))) == ("JPEG", (1600, 400), (255, 255, 255))
    fake = SimpleUploadedFile("x.jpg", photo("x").read()[:200])
    for wrong in ([SimpleUploadedFile("x.txt", b"hello there")], [fake], [photo("x")] * 4):
        with pytest.raises(Malformed) as refusal:
            send(cast, pictures=wrong)
        assert set(refusal.value.errors) == {"pictures"}
    assert NamelessSubmission.objects.count() == 1


def test_uploads_of_nobody_never_lie_on_the_disk(cast: Cast, today: None, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    body = {"title": "T", "text": "t", "department": cast.elsewhere.pk, "day_pass": day_pass(NOW.date())}
    answer = Client().post("/ideas/nameless/", body | {"pictures": [photo("x")]})
    assert isinstance(answer.wsgi_request.FILES["pictures"], InMemoryUploadedFile)
    settings.UPLOAD_LIMIT_BYTES = 100
    refused = Client().post("/ideas/nameless/", body | {"pictures": [photo("x")]})
    assert refused.status_code == 422
    assert "too large together" in refused.content.decode()


def test_no_line_is_logged(cast: Cast, today: None) -> None:
    _database, lines = acted(cast.owner, cast)
    assert not [line for line in lines if "nameless" in line or "request_" in line]
    signed_in(cast.owner).get("/ideas/")  # the control: any other request has its line


def test_views_never_learn_who_asks(cast: Cast, today: None) -> None:
    client = signed_in(cast.owner)
    body = {"title": "T", "text": "t", "department": cast.elsewhere.pk, "day_pass": day_pass(NOW.date())}
    answer = client.post("/ideas/nameless/", body)
    request = answer.wsgi_request
    assert not request.COOKIES
    assert not request.user.is_authenticated
    assert "REMOTE_ADDR" not in request.META


def test_the_published_idea_is_the_same_for_every_reader(cast: Cast, today: None) -> None:
    idea, _code = published(cast)
    shown = [
        signed_in(user).get(f"/api/v1/ideas/{idea.reference}/").json()
        for user in (make_user("office", Role.PROGRAMME_OFFICE), make_user("admin", Role.ADMINISTRATOR), cast.owner)
    ]
    assert [row["author"] for row in shown] == [None, None, None]
    assert [row["anonymity"] for row in shown] == ["nobody"] * 3
    mine = signed_in(cast.owner).get("/api/v1/ideas/?mine=true").json()["results"]
    assert mine == []


def test_an_export_of_the_list_names_nobody(cast: Cast) -> None:
    idea, _code = published(cast)
    text = signed_in(cast.colleague).get("/ideas/?export=csv").getvalue().decode()
    line = next(row for row in text.splitlines() if idea.reference in row)
    assert "Known to nobody" in line


def test_the_task_runs(cast: Cast) -> None:
    send(cast, now=NOW - 30 * DAY)
    assert publish_nameless() == 1
