"""Knowledge articles as lists, cards and the search field read them."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from feedback.tickets.choices import ARTICLE_LOOKS, ARTICLE_OVER, ArticleState, Language
from feedback.tickets.models import PUBLISHED, Article, ArticleUse
from feedback.tickets.queries.rows import Ref
from portal.core.names import in_language, person_name
from portal.core.reading import Beside
from portal.core.search import search_q
from portal.core.search_registry import Hit
from portal.core.states import Look
from portal.core.telling import LEAST, telling
from portal.people.access import scope_q

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
ANNOTATIONS = Beside(use_count=_USES)
VALUES = (
    "id", "reference", "title", "text", "language", "state", "valid_until", "approved_at", "written_at", "version",
    "use_count", "question__reference",
    "service__reference", "service__name_en", "service__name_zh",
    "department__reference", "department__name_en", "department__name_zh",
    "owner__reference", "owner__full_name", "owner__latin_name",
    "approved_by__reference", "approved_by__full_name", "approved_by__latin_name",
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


def article_row(values: dict[str, Any]) -> ArticleRow:
    until = values["valid_until"]
    over = values["state"] == ArticleState.APPROVED and until < timezone.localdate()
    service, approver = values["service__reference"], values["approved_by__reference"]
    return ArticleRow(
        id=values["reference"],
        look=ARTICLE_OVER if over else ARTICLE_LOOKS[values["state"]],
        question=values["question__reference"],
        service=Ref(service, in_language(values, "service__name")) if service else None,
        department=Ref(values["department__reference"], in_language(values, "department__name")),
        owner=Ref(values["owner__reference"], person_name(values, "owner")),
        approved_by=Ref(approver, person_name(values, "approved_by")) if approver else None,
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
