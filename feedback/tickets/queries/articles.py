"""Knowledge articles as lists, cards and the search field read them."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from feedback.tickets.choices import ARTICLE_LOOKS, ARTICLE_OVER, ArticleState, Language
from feedback.tickets.models import PUBLISHED, Article, ArticleUse, CatalogueService, Question
from feedback.tickets.queries.rows import PERSON, THING, Ref, person_of, thing_of
from portal.core.names import looked_up
from portal.core.reading import Beside
from portal.core.search import search_q
from portal.core.search_registry import Hit
from portal.core.states import Look
from portal.core.telling import LEAST, telling
from portal.core.wording import is_chinese
from portal.people.access import scope_q
from portal.people.models import Department, User

_USES = Coalesce(
    Subquery(
        ArticleUse.objects.filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .annotate(n=Count("id"))
        .values("n")
    ),
    0,
)
ANNOTATIONS = Beside(
    use_count=_USES,
    question_named=looked_up(Question, "question_id", "reference"),
    service_named=looked_up(CatalogueService, "service_id", *THING),
    department_named=looked_up(Department, "department_id", *THING),
    owner_named=looked_up(User, "owner_id", *PERSON),
    approver_named=looked_up(User, "approved_by_id", *PERSON),
)
VALUES = (
    "id", "reference", "title", "text", "language", "state", "valid_until", "approved_at", "written_at", "version",
    *ANNOTATIONS,
)  # fmt: skip
PLAIN = (
    "title", "text", "language", "state", "valid_until", "approved_at", "written_at", "version", "use_count",
)  # fmt: skip


class ArticleRow(NamedTuple):
    id: str
    title: str
    text: str
    language: str
    state: str
    look: Look
    valid_until: dt.date | None
    approved_at: dt.datetime | None
    written_at: dt.datetime
    version: int
    use_count: int
    question: str | None
    service: Ref | None
    department: Ref
    owner: Ref
    approved_by: Ref | None

    @property
    def language_label(self) -> str:
        return str(Language(self.language).label)

    @property
    def is_valid(self) -> bool:
        """Whether others find it."""
        return self.look is ARTICLE_LOOKS[ArticleState.APPROVED]


def article_row(values: dict[str, Any], today: dt.date) -> ArticleRow:
    """`today` in the reader's zone."""
    over = values["state"] == ArticleState.APPROVED and values["valid_until"] < today
    in_chinese, question, service = is_chinese(), values["question_named"], values["service_named"]
    return ArticleRow(
        id=values["reference"],
        look=ARTICLE_OVER if over else ARTICLE_LOOKS[values["state"]],
        question=question[0] if question else None,
        service=thing_of(service, in_chinese) if service else None,
        department=thing_of(values["department_named"], in_chinese),
        owner=person_of(values["owner_named"], in_chinese) or Ref("", ""),
        approved_by=person_of(values["approver_named"], in_chinese),
        **{key: values[key] for key in PLAIN},
    )


def find_articles(user: Any, text: str, limit: int) -> list[Hit]:
    """The newest articles that hold all words: one query."""
    rows = Article.objects.visible_to(user).filter(search_q(text)).order_by("-written_at", "-id")
    return [Hit(row.reference, row.title, row.get_absolute_url()) for row in rows.only("reference", "title")[:limit]]


def to_approve(user: Any) -> Q:
    """Drafts of the departments for which this person approves."""
    return scope_q(user, "articles.approve", Article) & Q(state=ArticleState.DRAFT)


class FoundArticle(NamedTuple):
    id: str
    title: str
    beginning: str
    valid_until: dt.date
    used: int


def similar_articles(title: str, body: str = "", *, limit: int = 5) -> list[FoundArticle]:
    """Approved, valid articles like these words, the most alike first, then the most used: two queries."""
    wanted = telling(Article, title, body)
    if not wanted:
        return []
    rows: Any = Article.objects.filter(PUBLISHED, wanted.q()).alias(held=wanted.share()).filter(held__gte=LEAST)
    rows = rows.annotate(**ANNOTATIONS).order_by("-held", "-use_count", "-id")
    values = rows.values_list("reference", "title", "text", "valid_until", "use_count")[:limit]
    return [FoundArticle(key, title, text[:160], until, used) for key, title, text, until, used in values]


class UsedArticle(NamedTuple):
    id: str
    title: str


def articles_used() -> ArraySubquery:
    """What solved a ticket, as an array of the ticket's query."""
    rows = ArticleUse.objects.filter(ticket=OuterRef("pk")).order_by("at", "id")
    return ArraySubquery(rows.values(each=JSONObject(id=F("article__reference"), title=F("article__title"))))
