"""Import of ideas: previewed, all or nothing, without twins; the export of the list comes back unchanged."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from initiatives.choices import Anonymity, DecisionKind, IdeaState
from initiatives.models import Idea
from initiatives.services.decisions import idea_decide
from initiatives.services.importing.columns import plain
from initiatives.services.importing.keeping import BOOKS, book_apply, book_cancel, book_upload
from initiatives.tests.factory import NOW, make_idea
from initiatives.tests.importing import book_of, broken, lines, run, store, up
from initiatives.tests.test_nameless import published
from portal.core.errors import Malformed, NotAllowed, NotFound
from portal.core.export import safe_cell
from portal.core.tables import cell_text
from portal.people.models import Role, User
from portal.records.jobs import jobs_run
from portal.records.models import Event, Job, OutboxRow
from tests.cast import Cast, make_user
from tests.crowd import at_once

__all__ = ["store"]
HEAD = ["external_id", "title", "text", "department"]


def csv(*rows: Any, head: list[str] = HEAD) -> Any:
    return up(lines(head, *rows), "ideas.csv")


def ideas() -> list[Any]:
    return list(Idea.objects.order_by("id").values())


def exported(user: User, kind: str) -> bytes:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/ideas/?all=1&export={kind}")
    return b"".join(answer)  # type: ignore[arg-type]


def test_it_works(cast: Cast, office: User) -> None:
    head = [*HEAD, "author", "anonymity"]
    rows = [
        ["a1", "Warm meals", "At night", "hub", cast.owner.email, ""],
        ["a2", "Late buses", "At night", "away", "", "office"],
        ["a3", "More light", "At the gate", "hub", cast.colleague.reference, "named"],
    ]
    preview = run("ideas", office, csv(*rows, head=head), apply=False)
    assert preview.result == {"counts": {"ideas": {"new": 3, "changed": 0, "unchanged": 0}}, "changes": 3}
    assert not Idea.objects.exists()
    job = book_apply(book="ideas", by=office, now=NOW, job=preview.reference)
    assert book_apply(book="ideas", by=office, now=NOW, job=preview.reference) == job
    jobs_run(now=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.result["changes"]) == ("done", 3)
    meals, buses, light = Idea.objects.order_by("external_id")
    assert (meals.author, buses.author, light.author) == (cast.owner, office, cast.colleague)
    assert (meals.state, meals.answering, meals.unindexed) == (IdeaState.OPEN, cast.department, True)
    assert meals.answer_due_at == light.answer_due_at > NOW
    assert buses.anonymity == Anonymity.OFFICE
    assert [Event.objects.about(each).get().actor for each in (meals, buses)] == [office, None]
    told = OutboxRow.objects.filter(kind="ideas-imported", channel="inbox").order_by("recipient")
    assert {row.recipient: row.params["count"] for row in told} == {cast.head: 2, cast.other_head: 1}
    assert Event.objects.about(job).get().verb == "ideas.imported"


def test_again_changes_nothing(cast: Cast, office: User) -> None:
    rows = [["a1", "Warm meals", "At night", "hub"], ["a2", "Late buses", "At night", "away"]]
    run("ideas", office, csv(*rows))
    before = ideas()
    assert run("ideas", office, csv(*rows)).result["changes"] == 0
    assert ideas() == before


def test_what_came_by_an_external_id_is_brought_up_to_date(cast: Cast, office: User) -> None:
    run("ideas", office, csv(["a1", "Warm meals", "At night", "hub"]))
    job = run("ideas", office, csv(["a1", "Warm meals for all", "At night", "away"]))
    assert job.result["counts"]["ideas"]["changed"] == 1
    idea = Idea.objects.get()
    assert (idea.title, idea.answering, idea.version) == ("Warm meals for all", cast.elsewhere, 2)
    assert Event.objects.about(idea).latest("id").data == {"fields": ["title", "department"]}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_comes_back_unchanged(cast: Cast, office: User, kind: str, language: str) -> None:
    User.objects.filter(pk=office.pk).update(language=language)
    make_idea(cast.owner, title="=1+1", text="@SUM(1)\r\nsecond line\n")
    make_idea(cast.owner, title="'=1+1", text="'quoted', \"twice\"")
    make_idea(cast.colleague, title="  +5 % ", text="-1", anonymity=Anonymity.OFFICE)
    idea_decide(
        reference=make_idea(cast.owner).reference, decision=DecisionKind.DECLINE, reason="No", by=cast.head, now=NOW
    )
    run("ideas", office, csv(["a1", "Warm meals", "At night", "hub"]))
    nameless, _code = published(cast)
    before, events = ideas(), Event.objects.count()
    found = exported(User.objects.get(pk=office.pk), kind)
    job = run("ideas", office, up(found, f"ideas.{kind}"), apply=False)
    assert job.result["changes"] == 0, job.result
    assert job.result["counts"]["ideas"]["unchanged"] == Idea.objects.count()
    assert run("ideas", office, up(found, f"ideas.{kind}")).state == Job.State.DONE
    assert (ideas(), Event.objects.count()) == (before, events)
    assert Idea.objects.get(pk=nameless.pk).author is None


ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
QUOTED = st.text("'=+-@\t\r\n ＝\x0b\x1f\ufffd字", max_size=8)


@settings(max_examples=300, deadline=None)
@given(ANYTHING | QUOTED)
def test_every_text_comes_back_from_a_csv_and_from_a_workbook(text: str) -> None:
    """As far as an import compares it: line breaks, blank ends and what XML can't hold aside."""
    assert plain(plain(text)) == plain(text)
    assert plain(cell_text(safe_cell(text))) == plain(text)
    in_xml = ILLEGAL_CHARACTERS_RE.sub("\ufffd", safe_cell(text)).replace("\r\n", "\n").replace("\r", "\n")
    assert plain(cell_text(in_xml)) == plain(text)


def test_an_author_is_neither_told_nor_guessed(cast: Cast, office: User) -> None:
    """Whatever a file says about the author of a known idea, the answer is the same."""
    hidden = make_idea(cast.owner, anonymity=Anonymity.OFFICE)
    nameless, _code = published(cast)
    head = ["reference", "title", "text", "department", "author", "anonymity"]
    answers = []
    for guess in (cast.owner.email, cast.colleague.email, "nobody@example.test", ""):
        rows = [
            [idea.reference, idea.title, idea.text, idea.department.code, guess, "named"] for idea in (hidden, nameless)
        ]
        answers.append(run("ideas", office, csv(*rows, head=head)).result)
    assert answers == [{"counts": {"ideas": {"new": 0, "changed": 0, "unchanged": 2}}, "changes": 0}] * 4
    for user in (cast.colleague, cast.head):
        text = exported(user, "csv").decode()
        assert cast.owner.reference not in text
        assert cast.owner.full_name not in text


def test_nobodys_idea_comes_by_its_own_page_alone(cast: Cast, office: User) -> None:
    job = run("ideas", office, csv(["a1", "x", "y", "hub", "nobody"], head=[*HEAD, "anonymity"]))
    assert broken(job) == [(2, "anonymity", "nameless_by_page")]


def test_every_broken_rule_is_named_and_nothing_is_written(cast: Cast, office: User) -> None:
    answered = make_idea(cast.owner, external_id="old", title="Old")
    idea_decide(reference=answered.reference, decision=DecisionKind.ACCEPT, reason="Good", by=cast.head, now=NOW)
    other = make_idea(cast.owner, title="Other")
    gone = make_user("gone", is_active=False)
    head = ["reference", *HEAD, "author"]
    job = run(
        "ideas", office,
        csv(
            ["", "n1", "Fine", "Fine", "hub", ""],
            ["", "n2", "", "Fine", "hub", ""],
            ["", "n3", "x" * 151, "Fine", "hub", ""],
            ["", "n4", "Fine", "Fine", "moon", ""],
            ["", "n1", "Twin", "Fine", "hub", ""],
            ["", "", "Fine", "Fine", "hub", ""],
            ["I-00000000", "", "Fine", "Fine", "hub", ""],
            [other.reference, "n5", "Fine", "Fine", "hub", ""],
            [other.reference, "", "Not mine", "Fine", "hub", ""],
            ["", "old", "New words", "Fine", "hub", ""],
            ["", "n6", "Fine", "Fine", "hub", gone.email],
            ["", "n7", "Fine", "Fine", "hub", "nobody"],
            head=head,
        ),
    )  # fmt: skip
    assert broken(job) == [
        (3, "title", "required"),
        (4, "title", "too_long"),
        (5, "department", "absent_department"),
        (6, "external_id", "value_twice"),
        (7, "external_id", "no_name"),
        (8, "reference", "absent_reference"),
        (9, "external_id", "other_external_id"),
        (10, "reference", "value_twice"),
        (11, "title", "answered_idea"),
        (12, "author", "person_left"),
        (13, "author", "absent_person"),
    ]
    assert Idea.objects.count() == 2
    job = run("ideas", office, csv([other.reference, "", "Not mine", other.text, "hub", ""], head=head))
    assert broken(job) == [(2, "title", "not_your_idea")]


def test_files_that_hold_something_else(cast: Cast, office: User) -> None:
    def answer(content: bytes | str, name: str) -> Any:
        return run("ideas", office, up(content, name)).result

    wrong = answer(book_of(Holidays=[["day", "name"], ["2026-01-01", "New year"]]), "a.xlsx")
    assert [error["rule"] for error in wrong["errors"]] == ["unknown_table"]
    columns = answer(lines(["external_id", "title", "colour"], ["1", "x", "red"]), "ideas.csv")
    assert {(error["column"], error["rule"]) for error in columns["errors"]} == {
        ("colour", "unknown_column"), ("text", "missing_column"), ("department", "missing_column"),
    }  # fmt: skip
    formula = answer(book_of(ideas=[HEAD, ["1", "Fine", "Fine", "hub"], ["2", "=A2", "x", "hub"]]), "a.xlsx")
    assert formula["code"] == "formula"
    assert "sheet ideas: B3" in formula["message"]
    many = answer(lines(HEAD, *([n, "t", "t", "hub"] for n in range(100_000))), "ideas.csv")
    assert many["code"] == "too_many_rows"
    assert "10,000" in many["message"]
    assert not Idea.objects.exists()


def test_merged_cells_are_named(cast: Cast, office: User) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "ideas"
    for row in (HEAD, ["1", "Fine", "Fine", "hub"], ["2", "x", "x", "hub"]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    file = io.BytesIO()
    book.save(file)
    result = run("ideas", office, up(file.getvalue(), "a.xlsx")).result
    assert result["code"] == "merged"
    assert "B2:B3" in result["message"]


def test_a_bomb_is_refused_at_the_door(cast: Cast, office: User) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * 20_000_000 + b"</a>")
    with pytest.raises(Malformed) as refusal:
        book_upload(book="ideas", by=office, now=NOW, uploads=[up(file.getvalue(), "a.xlsx")])
    assert refusal.value.code == "workbook_too_large"


def test_a_refusal_is_in_the_language_of_the_upload(cast: Cast, office: User) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    User.objects.filter(pk=office.pk).update(language="zh-hans")
    client.force_login(User.objects.get(pk=office.pk))
    client.post("/ideas/import/", {"files": up(book_of(ideas=[HEAD, ["1", "=A1", "x", "hub"]]), "a.xlsx")})
    jobs_run(now=lambda: NOW)
    job = Job.objects.get()
    assert "是公式" in job.result["message"]
    assert "是公式" in client.get(f"/ideas/import/{job.reference}/").content.decode()


def test_the_pages(cast: Cast, office: User) -> None:
    client = Client()
    client.force_login(office)
    assert "?all=1&amp;export=xlsx" in client.get("/ideas/import/").content.decode()
    client.post("/ideas/import/", {"files": csv(["a1", "Warm meals", "At night", "hub"])})
    jobs_run(now=lambda: NOW)
    preview = Job.objects.get()
    page = f"/ideas/import/{preview.reference}/"
    assert "Import now" in client.get(page).content.decode()
    client.post(f"{page}apply/")
    jobs_run(now=lambda: NOW)
    done = Job.objects.exclude(pk=preview.pk).get()
    assert "Imported" in client.get(f"/ideas/import/{done.reference}/").content.decode()
    assert Idea.objects.get().external_id == "a1"
    client.post(f"/ideas/import/{done.reference}/cancel/")
    colleague = Client()
    colleague.force_login(cast.owner)
    assert colleague.get("/ideas/import/").status_code == 403
    assert "/ideas/import/" not in colleague.get("/ideas/").content.decode()
    other = Client()
    other.force_login(make_user("office2", Role.PROGRAMME_OFFICE))
    assert other.get(page).status_code == 404


def test_rest(cast: Cast, office: User) -> None:
    client = Client()
    client.force_login(office)
    answer = client.post("/api/v1/ideas/imports/", {"files": csv(["a1", "Warm meals", "At night", "moon"])})
    assert answer.status_code == 202
    jobs_run(now=lambda: NOW)
    shown = client.get(f"/api/v1/ideas/imports/{answer.json()['id']}/").json()
    assert [error["text"] for error in shown["errors"]] == ["There is no department with the code or reference moon."]
    answer = client.post(
        "/api/v1/ideas/imports/", {"files": csv(["a1", "Warm meals", "At night", "hub"]), "apply": "true"}
    )
    jobs_run(now=lambda: NOW)
    assert client.get(f"/api/v1/ideas/imports/{answer.json()['id']}/").json()["counts"]["ideas"]["new"] == 1


def test_who_may(cast: Cast, office: User) -> None:
    job = run("ideas", office, csv(["a1", "x", "y", "hub"]), apply=False)
    for user in (cast.owner, cast.head, make_user("boss", Role.EXECUTIVE)):
        for verb in (book_apply, book_cancel):
            with pytest.raises(NotAllowed):
                verb(book="ideas", by=user, now=NOW, job=job.reference)
        with pytest.raises(NotAllowed):
            book_upload(book="ideas", by=user, now=NOW, uploads=[csv(["a1", "x", "y", "hub"])])
    with pytest.raises(NotFound):
        book_apply(book="initiatives", by=office, now=NOW, job=job.reference)


@pytest.mark.django_db(transaction=True)
class TestCrowd:
    def rows(self) -> list[Any]:
        return [[f"c{number}", "Crowd", "All at once", "hub"] for number in range(30)]

    def imported(self, office: User) -> list[Job]:
        """Four workers, each with the same file."""
        for _number in range(4):
            book_upload(book="ideas", by=office, now=NOW, uploads=[csv(*self.rows())], apply=True)
        at_once(4, lambda _number: jobs_run(now=lambda: NOW, limit=1))
        return list(Job.objects.all())

    def test_the_same_file_at_once_makes_no_twins(self, cast: Cast, office: User) -> None:
        jobs = self.imported(office)
        assert sorted(job.result["changes"] for job in jobs) == [0, 0, 0, 30]
        assert Idea.objects.count() == 30

    def test_without_the_lock_some_run_into_each_other(
        self, cast: Cast, office: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The control: the unique external id keeps twins out, but jobs are refused instead of comparing."""
        monkeypatch.setattr("initiatives.services.importing.keeping.lock", lambda _number: None)
        jobs = self.imported(office)
        assert any(job.state == Job.State.REFUSED for job in jobs)
        assert Idea.objects.count() == 30


def test_the_limits_leave_room_for_what_is_wanted() -> None:
    assert all(book.most >= 10_000 for book in BOOKS.values())
