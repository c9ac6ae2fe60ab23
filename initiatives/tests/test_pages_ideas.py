"""Pages of ideas: what they show, what their forms do, and what they cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import rules
from initiatives.models import Idea, Initiative, Vote
from initiatives.services.decisions import idea_turn
from initiatives.services.ideas import idea_edit
from initiatives.services.saying import idea_comment
from initiatives.services.votes import idea_vote
from initiatives.tests.factory import NOW, TODAY, make_accepted, make_idea, make_plan
from portal.people.models import User
from tests.cast import Cast
from tests.forms import StaleEdit

LIST = "/ideas/"
BUDGET = 12


@pytest.fixture
def as_owner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.owner)
    return client


def page(idea: Idea, name: str = "idea") -> str:
    return reverse(f"initiatives:{name}", args=[idea.reference])


def cost(client: Client, url: str) -> int:
    client.get(url)  # warm caches
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def many_ideas(cast: Cast, count: int) -> None:
    Idea.objects.bulk_create(
        Idea(
            title=f"Idea {i}", text="Text", department=cast.department, author=cast.colleague, created_at=NOW,
            rank=rules.rank(i, NOW), vote_count=i, answering=cast.department, clock_started_at=NOW,
            answer_days=10, answer_due_at=NOW,
        )
        for i in range(count)
    )  # fmt: skip


@pytest.mark.parametrize("query", ["", "?sort=wanted", "?sort=rising", "?mine=true", "?to_decide=true", "?q=Idea"])
def test_the_list_costs_the_same_at_any_size(client: Client, cast: Cast, query: str) -> None:
    client.force_login(cast.head)
    many_ideas(cast, 10)
    few = cost(client, LIST + query)
    many_ideas(cast, 490)
    assert cost(client, LIST + query) in (few, few + 1), "one more at most: beyond a page the rows are counted"
    assert few + 1 <= BUDGET


def test_the_detail_costs_at_most_twelve(client: Client, cast: Cast, sponsor: User) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    idea_turn(reference=idea.reference, plan=make_plan(cast.owner, sponsor), by=cast.head, now=NOW)
    client.force_login(cast.head)
    upload = [SimpleUploadedFile("a.txt", b"hello there")]
    text = f"@[{cast.colleague.reference}] A"
    idea_comment(reference=idea.reference, text=text, by=cast.outsider, now=NOW, uploads=upload)
    few = cost(client, page(idea))
    for _ in range(30):
        idea_comment(reference=idea.reference, text="More", by=cast.outsider, now=NOW)
    assert cost(client, page(idea)) == few <= BUDGET


def test_sorted_by_votes_by_rank_and_by_age(as_owner: Client, cast: Cast) -> None:
    many_ideas(cast, 3)
    for sort in ("wanted", "rising", "newest"):
        text = as_owner.get(f"{LIST}?sort={sort}").content.decode()
        assert text.index("Idea 2") < text.index("Idea 1") < text.index("Idea 0")


def test_search_finds_by_chinese_words(as_owner: Client, cast: Cast) -> None:
    make_idea(cast.owner, title="自助终端打印登机牌")
    make_idea(cast.owner, title="Another")
    text = as_owner.get(LIST, {"q": "登机牌"}).content.decode()
    assert "自助终端" in text
    assert "Another" not in text


def test_tabs_of_a_head_and_of_others(client: Client, cast: Cast) -> None:
    make_idea(cast.owner)
    client.force_login(cast.head)
    assert "To decide" in client.get(LIST).content.decode()
    assert "Boarding passes" in client.get(f"{LIST}?to_decide=true").content.decode()
    client.force_login(cast.other_head)
    assert "Boarding passes" not in client.get(f"{LIST}?to_decide=true").content.decode()
    client.force_login(cast.owner)
    assert "To decide" not in client.get(LIST).content.decode()


def test_submitting(as_owner: Client, cast: Cast) -> None:
    data = {"title": "Paperless", "text": "No paper", "department": cast.elsewhere.pk, "idempotency_key": "k1"}
    upload = SimpleUploadedFile("a.txt", b"hello there")
    response = as_owner.post("/ideas/new/", data | {"attachments": [upload]})
    idea = Idea.objects.get()
    assert response["Location"] == page(idea)
    assert "Paperless" in as_owner.get(page(idea)).content.decode()
    assert as_owner.post("/ideas/new/", data)["Location"] == page(idea), "a second click makes no second idea"
    assert Idea.objects.count() == 1


def test_an_incomplete_form_keeps_what_was_typed(as_owner: Client) -> None:
    response = as_owner.post("/ideas/new/", {"title": "Paperless", "text": ""})
    assert response.status_code == 422
    assert 'value="Paperless"' in response.content.decode()


def test_a_vote_without_scripts_leads_back(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.outsider)
    response = client.post(page(idea, "idea-vote"), {"next": "/ideas/?sort=wanted"})
    assert response["Location"] == "/ideas/?sort=wanted"
    assert Vote.objects.count() == 1
    client.post(page(idea, "idea-vote"), {"take_back": "1"})
    assert not Vote.objects.exists()


@pytest.mark.parametrize("evil", ["//evil.test/", "https://evil.test/", "javascript:alert(1)", "/\\evil.test"])
def test_a_vote_leads_to_no_foreign_page(client: Client, cast: Cast, evil: str) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.outsider)
    assert client.post(page(idea, "idea-vote"), {"next": evil})["Location"] == page(idea)


def test_a_vote_by_htmx_gets_the_button_again(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.outsider)
    text = client.post(page(idea, "idea-vote"), headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in text
    assert "<html" not in text


def test_a_refused_vote_says_why(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.owner)
    response = client.post(page(idea, "idea-vote"), headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "your own idea" in response.content.decode()


def test_editing_and_a_stale_edit(as_owner: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)

    def change() -> None:
        changes = {"title": "Theirs", "department": cast.elsewhere}
        idea_edit(reference=idea.reference, changes=changes, by=cast.owner, now=NOW)

    edit = StaleEdit(as_owner, page(idea, "idea-edit"), change, title="Mine")
    assert edit.differences == {"title": ("Theirs", "Mine"), "department": ("Away", "Hub")}
    assert Idea.objects.get().title == "Theirs"
    edit.save_mine()
    assert Idea.objects.get().title == "Mine"


def test_an_answer_to_an_older_text(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.head)

    def change() -> None:
        idea_edit(reference=idea.reference, changes={"title": "Theirs"}, by=cast.owner, now=NOW)

    answer = {"decision": "decline", "reason": "Too dear now"}
    edit = StaleEdit(client, page(idea, "idea-decide"), change, **answer)
    assert "Owner changed this" in edit.page
    assert "Theirs" in edit.page, "the idea stands there as it reads now"
    assert "Too dear now" in edit.page
    assert Idea.objects.get().state == "open"
    edit.save_mine()
    assert Idea.objects.get().state == "declined"


def test_answering(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.head)
    assert client.get(page(idea, "idea-decide")).status_code == 200
    missing = client.post(page(idea, "idea-decide"), {"decision": "decline", "reason": "", "version": 1})
    assert missing.status_code == 422
    client.post(page(idea, "idea-decide"), {"decision": "decline", "reason": "Too dear now", "version": 1})
    assert Idea.objects.get().state == "declined"
    client.force_login(cast.outsider)
    assert "Too dear now" in client.get(page(idea)).content.decode()


def test_steps_are_those_of_the_reader(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    seen = {}
    for who in ("owner", "head", "outsider"):
        client.force_login(getattr(cast, who))
        text = client.get(page(idea)).content.decode()
        seen[who] = (page(idea, "idea-edit") in text, page(idea, "idea-decide") in text)
    assert seen == {"owner": (True, False), "head": (False, True), "outsider": (False, False)}
    client.force_login(cast.outsider)
    assert client.get(page(idea, "idea-edit")).status_code == 403
    client.force_login(cast.other_head)
    assert client.get(page(idea, "idea-decide")).status_code == 403


def test_turning_into_an_initiative(client: Client, cast: Cast, sponsor: User) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    client.force_login(cast.head)
    assert idea.title in client.get(page(idea, "idea-turn")).content.decode()
    data = {
        "title": "Paperless boarding", "owner": cast.colleague.email, "sponsor": sponsor.full_name, "metric": "Share",
        "baseline": "10", "target_value": "60", "due_on": TODAY.replace(year=2199).isoformat(),
    }  # fmt: skip
    response = client.post(page(idea, "idea-turn"), data)
    initiative = Initiative.objects.get()
    assert response["Location"] == f"/initiatives/{initiative.reference}/"
    assert (initiative.owner, initiative.sponsor, initiative.department) == (cast.colleague, sponsor, cast.department)
    assert "Paperless boarding" in client.get(page(idea)).content.decode()
    assert idea.title in client.get(response["Location"]).content.decode()


def test_commenting(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.outsider)
    client.post(page(idea, "idea-comment"), {"text": "<script>alert(1)</script> 好"})
    text = client.get(page(idea)).content.decode()
    assert "&lt;script&gt;" in text
    assert "<script>alert(1)" not in text


def test_exports_hold_what_is_shown_and_no_formula(as_owner: Client, cast: Cast) -> None:
    make_idea(cast.owner, title="=HYPERLINK(1)")
    idea = make_idea(cast.owner, title="Plain")
    idea_vote(reference=idea.reference, by=cast.colleague, now=NOW)
    text = b"".join(as_owner.get(f"{LIST}?export=csv")).decode()  # type: ignore[arg-type]
    assert "'=HYPERLINK(1)" in text
    assert "Plain,open" in text
    assert b"".join(as_owner.get(f"{LIST}?export=xlsx&q=plain")).startswith(b"PK")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query", ["sort=nope", "state=nope", "department=nope", "q=%00", "cursor=nope", "mine=maybe", "q=" + "字" * 300]
)
def test_hostile_addresses_are_answered(as_owner: Client, cast: Cast, query: str) -> None:
    make_idea(cast.owner)
    assert as_owner.get(f"{LIST}?{query}").status_code in (200, 400)


def test_an_absent_idea_is_a_404(as_owner: Client) -> None:
    for path in ("/ideas/I-00000000/", "/ideas/I-00000000/edit/", "/ideas/nonsense/", "/ideas/%00/"):
        assert as_owner.get(path).status_code == 404, path


def test_both_languages(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    User.objects.filter(pk=cast.owner.pk).update(language="zh-hans")
    client.force_login(User.objects.get(pk=cast.owner.pk))
    for path, words in ((LIST, "建议"), (page(idea), "提交"), ("/ideas/new/", "一句话")):
        assert words in client.get(path).content.decode(), path
