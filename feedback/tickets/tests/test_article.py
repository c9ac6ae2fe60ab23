"""Knowledge articles: written from a good answer, approved by the serving department, valid until a day."""

import datetime as dt
from typing import Any

from django.utils import timezone

from feedback.tickets.models import Article, ArticleUse
from feedback.tickets.queries.articles import find_articles, similar_articles
from feedback.tickets.rules.articles import is_ending, may_end_on
from feedback.tickets.services import (
    article_approve,
    article_edit,
    article_retire,
    article_use,
    article_write,
    question_answer,
    remind_article_owners,
)
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import Scene, open_ticket
from feedback.tickets.tests.test_api import client_of
from feedback.tickets.tests.test_question import asked
from tests.forms import StaleEdit

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
IN_MAY = TODAY + dt.timedelta(days=150)


def written(scene: Scene, **values: Any) -> Article:
    given = {
        "title": "跨境退款几天到账",
        "text": "三到五个工作日。",
        "department": scene.billing.reference,
        "service": scene.service.reference,
        "by": scene.clerk,
        "now": NOW,
    } | values
    return article_write(**given)


def approved(scene: Scene, **values: Any) -> Article:
    article = written(scene, **values)
    return article_approve(reference=article.reference, valid_until=IN_MAY, by=scene.clerk_head, now=NOW)


def again(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def test_it_works(scene: Scene) -> None:
    article = written(scene)
    assert (article.state, article.owner, told(scene.clerk_head)) == ("draft", scene.clerk, ["article.written"])
    assert not Article.objects.visible_to(scene.outsider).exists()
    assert find_articles(scene.outsider, "跨境退款", 5) == similar_articles("跨境退款几天") == []
    article_approve(reference=article.reference, valid_until=IN_MAY, by=scene.clerk_head, now=NOW)
    assert (again(article).state, again(article).approved_by) == ("approved", scene.clerk_head)
    assert told(scene.clerk)[-1] == "article.approved"
    assert [hit.reference for hit in find_articles(scene.outsider, "跨境退款", 5)] == [article.reference]
    assert [found.id for found in similar_articles("客户问跨境退款几天到账")] == [article.reference]


def test_only_the_serving_department_approves(scene: Scene) -> None:
    article = written(scene)
    values = {"reference": article.reference, "valid_until": IN_MAY, "now": NOW}
    refused("not_allowed", article_approve, by=scene.clerk, **values)
    refused("not_found", article_approve, by=scene.driver_head, **values)
    refused("malformed", article_approve, by=scene.clerk_head, **values | {"valid_until": TODAY})
    far = TODAY + dt.timedelta(days=732)
    refused("malformed", article_approve, by=scene.clerk_head, **values | {"valid_until": far})
    article_approve(by=scene.clerk_head, **values)
    # Somebody else's head sees it now and may still not.
    refused("not_allowed", article_approve, by=scene.driver_head, **values)


def test_changed_text_needs_approval_again(scene: Scene) -> None:
    article = approved(scene)
    same = article_edit(reference=article.reference, text="三到五个工作日。", by=scene.clerk, now=NOW)
    assert same.state == "approved"
    article_edit(reference=article.reference, text="七个工作日。", by=scene.clerk, now=NOW)
    changed = again(article)
    assert (changed.state, changed.approved_by, changed.valid_until) == ("draft", None, None)
    assert similar_articles("跨境退款几天到账") == []
    refused("not_found", article_edit, reference=article.reference, text="!", by=scene.driver, now=NOW)
    values = {"by": scene.clerk, "now": NOW, "reference": article.reference}
    refused("stale", article_edit, text="!", version=1, **values)
    refused("malformed", article_edit, title=" ", **values)
    refused("malformed", article_edit, title="x" * 201, **values)
    refused("malformed", article_edit, department="D-0", **values)
    refused("malformed", article_edit, service="S-0", **values)
    refused("malformed", article_edit, language="fr", **values)


def test_only_who_answers_for_it_changes_it(scene: Scene) -> None:
    article = approved(scene)
    refused("not_allowed", article_edit, reference=article.reference, text="!", by=scene.outsider, now=NOW)
    refused("not_allowed", article_retire, reference=article.reference, by=scene.outsider, now=NOW)
    article_retire(reference=article.reference, by=scene.clerk_head, now=NOW)
    assert similar_articles("跨境退款几天到账") == []
    refused("wrong_state", article_retire, reference=article.reference, by=scene.clerk, now=NOW)
    refused(
        "wrong_state", article_approve, reference=article.reference, valid_until=IN_MAY, by=scene.clerk_head, now=NOW
    )


def test_after_its_last_day_nobody_finds_it(scene: Scene) -> None:
    article = approved(scene)
    Article.objects.update(valid_until=TODAY)
    assert len(similar_articles("跨境退款几天到账")) == 1
    Article.objects.update(valid_until=TODAY - dt.timedelta(days=1))
    assert similar_articles("跨境退款几天到账") == []
    assert not Article.objects.visible_to(scene.outsider).exists()
    refused("not_valid", article_use, reference=article.reference, by=scene.clerk, now=NOW)


def test_owner_and_head_are_reminded_once(scene: Scene) -> None:
    article = approved(scene)
    assert remind_article_owners(now=NOW) == 0
    Article.objects.update(valid_until=TODAY + dt.timedelta(days=14))
    assert remind_article_owners(now=NOW) == 1
    assert remind_article_owners(now=NOW) == 0
    assert told(scene.clerk)[-1] == told(scene.clerk_head)[-1] == "article.ending"
    article_approve(reference=article.reference, valid_until=IN_MAY, by=scene.clerk_head, now=NOW)
    assert again(article).reminded_at is None


def test_the_rules() -> None:
    day = dt.date(2026, 11, 16)
    assert is_ending(dt.date(2026, 11, 30), day)
    assert not is_ending(dt.date(2026, 12, 1), day)
    assert is_ending(day, day)
    assert not may_end_on(day, day)
    assert may_end_on(dt.date(2026, 11, 17), day)


def test_a_good_answer_becomes_one_once(scene: Scene) -> None:
    question = asked(scene)
    refused("no_answer", written, scene=scene, question=question.reference)
    question_answer(reference=question.reference, text="Three days", by=scene.driver, now=question.asked_at)
    client = client_of(scene.clerk)
    page = client.get(f"/tickets/articles/new/?question={question.reference}").content.decode()
    assert "How long does it take?" in page
    assert "Three days" in page
    article = written(scene, question=question.reference)
    assert article.question == question
    refused("already_written", written, scene=scene, question=question.reference)
    refused("not_found", written, scene=scene, question=question.reference, by=scene.outsider)
    assert article.title in client.get(question.get_absolute_url()).content.decode()


def test_this_solved_it_counts_once_for_a_ticket(scene: Scene) -> None:
    article, ticket = approved(scene), open_ticket(scene)
    values = {"reference": article.reference, "now": NOW}
    article_use(by=scene.clerk, ticket=ticket.reference, **values)
    article_use(by=scene.other_clerk, ticket=ticket.reference, **values)
    assert ArticleUse.objects.count() == 1
    assert verbs(ticket)[-1] == "article.used"
    article_use(by=scene.agent, **values)
    article_use(by=scene.agent, **values)
    assert ArticleUse.objects.count() == 2
    refused("not_found", article_use, by=scene.outsider, ticket=ticket.reference, **values)


def test_pages(scene: Scene) -> None:
    head, client, ticket = client_of(scene.clerk_head), client_of(scene.clerk), open_ticket(scene)
    form = {
        "title": "Refund is missing",
        "text": "Three days",
        "language": "en",
        "department": scene.billing.reference,
        "service": scene.service.reference,
    }
    assert client.post("/tickets/articles/new/", form | {"title": ""}).status_code == 422
    assert client.post("/tickets/articles/new/", form).status_code == 302
    article = Article.objects.get()
    url = article.get_absolute_url()
    assert "Refund is missing" in head.get("/tickets/articles/?mine=approve").content.decode()
    assert head.post(f"{url}approve/", {"valid_until": IN_MAY.isoformat()}).status_code == 302
    assert article.reference in client_of(scene.outsider).get("/tickets/articles/").content.decode()
    assert article.reference in client.get(f"{ticket.get_absolute_url()}similar/").content.decode()
    page = client.get(f"{url}?ticket={ticket.reference}").content.decode()
    assert f"This solved {ticket.reference}" in page
    assert client.post(f"{url}use/", {"ticket": ticket.reference}).status_code == 302
    assert article.title in client.get(ticket.get_absolute_url()).content.decode()
    assert client.get("/tickets/articles/?all=1&export=csv").status_code == 200
    assert article.reference in client_of(scene.outsider).get("/search/?q=refund+missing").content.decode()
    assert head.post(f"{url}retire/").status_code == 302
    assert client_of(scene.outsider).get(url).status_code == 404


def test_a_stale_edit_shows_both_texts(scene: Scene) -> None:
    article = written(scene)

    def change() -> None:
        article_edit(reference=article.reference, title="Theirs", by=scene.clerk_head, now=NOW)

    edit = StaleEdit(client_of(scene.clerk), f"{article.get_absolute_url()}edit/", change, title="Mine")
    assert "Theirs" in edit.page
    assert "Mine" in edit.page


def test_rest(scene: Scene) -> None:
    client, head = client_of(scene.clerk), client_of(scene.clerk_head)

    def post(who: Any, path: str, data: dict[str, Any]) -> Any:
        return who.post(f"/api/v1/articles/{path}", data, content_type="application/json")

    body = {"title": "Refund is missing", "text": "Three days", "language": "en", "department": scene.billing.reference}
    made = post(client, "", body)
    assert (made.status_code, made.json()["state"], made.json()["valid"]) == (201, "draft", False)
    one = made.json()["id"]
    assert post(client, f"{one}/approve/", {"valid_until": IN_MAY.isoformat()}).status_code == 403
    assert post(head, f"{one}/approve/", {"valid_until": IN_MAY.isoformat()}).json()["valid"] is True
    assert post(client, f"{one}/use/", {}).json()["uses"] == 1
    found = client_of(scene.outsider).get("/api/v1/articles/?q=refund&valid=true").json()["results"]
    assert [row["id"] for row in found] == [one]
    change = client.patch(f"/api/v1/articles/{one}/", {"text": "Four days"}, content_type="application/json")
    assert change.json()["state"] == "draft"
    assert client_of(scene.outsider).get(f"/api/v1/articles/{one}/").status_code == 404
    assert post(client, f"{one}/retire/", {}).status_code == 200
