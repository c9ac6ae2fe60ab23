"""Reads of tags: those of an idea beside it, the list with its counts, what is suggested while somebody types."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from initiatives.models import Idea, IdeaTag, Tag
from initiatives.rules import tags as rules
from portal.core.errors import NotFound
from portal.core.keyset import Ordering
from portal.people.access import scope_q

SUGGESTED = 8
ORDERINGS = [
    Ordering("name", ("name", "id"), descending=False),
    Ordering("used", ("idea_count", "id")),
]
ROW = ("id", "reference", "name", "idea_count", "version")


def tags_beside() -> dict[str, Any]:
    """The tags of each idea as JSON, read along with it."""
    rows = Tag.objects.filter(ideas=OuterRef("pk")).order_by("name", "id")
    return {"tagged": ArraySubquery(rows.values(row=JSONObject(reference="reference", name="name")))}


def counted() -> dict[str, Any]:
    rows = IdeaTag.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    count = Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return {"idea_count": Coalesce(count, 0)}


def standing(user: Any) -> Any:
    """Tags that aren't merged into another one."""
    return Tag.objects.visible_to(user).filter(canonical=None)


def with_tag(rows: Any, text: str) -> Any:
    """Those of `rows` with this tag, by its word or its reference; a merged word leads on."""
    named = Tag.objects.filter(Q(key=rules.key(text)) | Q(reference=text.strip().upper()))
    found = named.annotate(root=Coalesce("canonical_id", "id")).values("root")
    return rows.filter(Exists(IdeaTag.objects.filter(idea=OuterRef("pk"), tag__in=found)))


def suggested(user: Any, text: str) -> list[str]:
    """The tags that begin like `text`, the most used first; with nothing typed the most used ones."""
    rows = standing(user).filter(key__startswith=rules.key(text)).annotate(**counted())
    return list(rows.order_by("-idea_count", "name").values_list("name", flat=True)[:SUGGESTED])


def tag_for(user: Any, reference: str) -> Tag:
    found: Tag | None = Tag.objects.visible_to(user).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


def may_tag(user: Any, idea: Idea) -> bool:
    return Idea.objects.filter(scope_q(user, "ideas.tag", Idea), pk=idea.pk).exists()
