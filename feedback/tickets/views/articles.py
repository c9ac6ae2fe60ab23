"""Knowledge articles: the list, one article with its steps, writing, approving, “this solved it”."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feedback.tickets import services
from feedback.tickets.choices import ArticleState, Language, QuestionState
from feedback.tickets.filters import ArticleFilterSet
from feedback.tickets.forms.articles import ApproveArticleForm, ArticleForm
from feedback.tickets.models import Article, Question, Ticket
from feedback.tickets.queries.articles import ANNOTATIONS, VALUES, ArticleRow, article_row
from feedback.tickets.rules import articles as rules
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.wording import is_chinese
from portal.people.access import access_of, allowed_actions, get_visible, require
from portal.records.pages import form_page, step_page
from portal.records.queries import history
from portal.records.stale import Edited, version_of, written_as

COLUMNS = [
    Column(gettext_lazy("Knowledge article"), "main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Serving department"), "department"),
    Column(gettext_lazy("Owner"), "owner"),
    Column(gettext_lazy("Solved tickets"), numeric=True),
    Column(gettext_lazy("Valid until"), numeric=True),
]
ORDERINGS: list[tuple[Ordering, Text]] = [(Ordering("newest", ("written_at", "id")), gettext_lazy("Newest first"))]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("title", lambda row: row.title),
    ExportColumn("text", lambda row: row.text),
    ExportColumn("language", lambda row: row.language),
    ExportColumn("state", lambda row: str(ArticleState(row.state).label)),
    ExportColumn("service", lambda row: row.service.name if row.service else ""),
    ExportColumn("department", lambda row: row.department.name),
    ExportColumn("owner", lambda row: row.owner.name),
    ExportColumn("approved_by", lambda row: row.approved_by.name if row.approved_by else ""),
    ExportColumn("approved_at", lambda row: row.approved_at),
    ExportColumn("valid_until", lambda row: row.valid_until),
    ExportColumn("used", lambda row: row.use_count),
]
WORDS: dict[str, Text] = {
    "article.written": gettext_lazy("wrote the article"),
    "article.edited": gettext_lazy("changed the article; it needs approval again"),
    "article.approved": gettext_lazy("approved the article until %(valid_until)s"),
    "article.retired": gettext_lazy("retired the article"),
    "article.ending": gettext_lazy("The owner was reminded that it ends soon"),
}
STEPS = ("approve", "edit", "retire")


def article_list(request: HttpRequest) -> HttpResponseBase:
    tabs = [Tab(gettext_lazy("Approved and valid"), "valid=true")]
    if access_of(request.user).reach("articles.approve").departments:
        tabs.append(Tab(pgettext_lazy("articles", "To approve"), "mine=approve"))
    page = ListPage(
        name="articles",
        title=gettext_lazy("Knowledge articles"),
        rows=Article.objects.visible_to(request.user),
        values=VALUES,
        annotations=ANNOTATIONS,
        rows_template="tickets/_article_rows.jinja",
        columns=COLUMNS,
        orderings=ORDERINGS,
        filterset=ArticleFilterSet,
        prepare=_rows,
        tabs=[*tabs, Tab(gettext_lazy("Written by me"), "mine=own"), Tab(gettext_lazy("All"))],
        actions=[Action(gettext_lazy("New article"), reverse("tickets:article-new"), primary=True)],
        empty=Empty(
            gettext_lazy("No knowledge article yet. A good answer to a question becomes one."),
            gettext_lazy("New article"),
            reverse("tickets:article-new"),
            icon="book",
        ),
        export_columns=EXPORT,
        default_query="valid=true",
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[ArticleRow]:
    today = timezone.localdate()
    return [article_row(values, today) for values in found]


def article_detail(request: HttpRequest, reference: str) -> HttpResponse:
    article: Article = get_visible(Article, request.user, reference.upper())
    row = article_row(
        Article.objects.filter(pk=article.pk).annotate(**ANNOTATIONS).values(*VALUES).get(), timezone.localdate()
    )
    context = {
        "row": row,
        "steps": _steps(request, article),
        "timeline": history(article, words=WORDS),
        "facts": _facts(row),
        # The page was opened from a ticket: there it may have been the solution.
        "ticket": _ticket(request),
    }
    return render(request, "tickets/article.html", context)


def _ticket(request: HttpRequest) -> str:
    wanted = request.GET.get("ticket", "").upper()
    if not wanted or "\x00" in wanted:
        return ""
    return wanted if Ticket.objects.visible_to(request.user).filter(reference=wanted).exists() else ""


def _steps(request: HttpRequest, article: Article) -> list[dict[str, Any]]:
    may = allowed_actions(request.user, article, [f"articles.{name}" for name in STEPS])
    looks: dict[str, dict[str, Any]] = {
        "approve": {"label": _("Approve"), "icon": "check", "primary": article.state == ArticleState.DRAFT},
        "edit": {"label": _("Edit"), "icon": "edit"},
        "retire": {"label": _("Retire"), "icon": "archive", "post": True},
    }
    return [
        {"url": reverse(f"tickets:article-{name}", args=[article.reference])} | looks[name]
        for name in STEPS
        if f"articles.{name}" in may and rules.TRANSITIONS.allows(name, article.state)
    ]


def _facts(row: ArticleRow) -> list[dict[str, Any]]:
    return [
        {"label": _("Serving department"), "value": row.department.name},
        {"label": _("Service"), "value": row.service.name if row.service else ""},
        {"label": _("Owner"), "value": row.owner.name},
        {"label": _("Approved by"), "value": row.approved_by.name if row.approved_by else ""},
        {"label": _("Valid until"), "value": row.valid_until},
        {"label": _("Language"), "value": row.language_label},
        {"label": _("Solved tickets"), "value": row.use_count},
    ]


def article_new(request: HttpRequest) -> HttpResponse:
    """Empty, or with `?question=` filled with a good answer."""
    question = _question(request)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        source = question.reference if question else ""
        article = services.article_write(by=_user(request), now=timezone.now(), question=source, **data)
        return article.get_absolute_url(), _("Written. The head of the serving department is asked to approve it.")

    return form_page(
        request,
        form=ArticleForm,
        run=run,
        title=_("New article"),
        submit=_("Write it"),
        cancel_url=question.get_absolute_url() if question else reverse("tickets:articles"),
        initial=_from(question) if question else {"language": Language.ZH if is_chinese() else Language.EN},
    )


def _question(request: HttpRequest) -> Question | None:
    """The answered question that the article is made from."""
    wanted = request.GET.get("question", "").upper()
    if not wanted:
        return None
    question: Question = get_visible(Question, request.user, wanted)
    return question if question.state == QuestionState.ANSWERED else None


def _from(question: Question) -> dict[str, Any]:
    first = question.text.strip().splitlines()[0]
    text = question.text + question.answer
    service = question.ticket.service
    return {
        "title": first[:200],
        "text": question.answer,
        "language": Language.ZH if any("\u4e00" <= letter <= "\u9fff" for letter in text) else Language.EN,
        "department": service.department.reference,
        "service": service.reference,
    }


def article_edit(request: HttpRequest, reference: str) -> HttpResponse:
    article: Article = get_visible(Article, request.user, reference.upper())
    require(request.user, "articles.edit", article)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.article_edit(
            reference=article.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return article.get_absolute_url(), _("Saved. Others find it once it is approved.")

    return form_page(
        request,
        form=ArticleForm,
        run=run,
        title=_("Edit"),
        intro=article.title,
        submit=_("Save"),
        cancel_url=article.get_absolute_url(),
        edited=Edited(article, written_as("article.edited", "article.approved", "article.retired"), _values),
    )


def _values(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in ("title", "text", "language")} | {
        "department": article.department.reference,
        "service": article.service.reference if article.service else "",
    }


def approve(request: HttpRequest, reference: str) -> HttpResponse:
    article: Article = get_visible(Article, request.user, reference.upper())
    require(request.user, "articles.approve", article)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.article_approve(reference=article.reference, by=_user(request), now=timezone.now(), **data)
        return article.get_absolute_url(), _("Approved. Everybody finds it now.")

    return form_page(
        request,
        form=ApproveArticleForm,
        run=run,
        title=_("Approve"),
        intro=article.title,
        submit=_("Approve"),
        cancel_url=article.get_absolute_url(),
        initial={"valid_until": timezone.localdate() + rules.USUALLY},
    )


def retire(request: HttpRequest, reference: str) -> HttpResponse:
    article: Article = get_visible(Article, request.user, reference.upper())

    def run() -> Text:
        services.article_retire(reference=article.reference, by=_user(request), now=timezone.now())
        return _("Retired. Nobody finds it any more.")

    return step_page(request, run=run, back=article.get_absolute_url())


def use(request: HttpRequest, reference: str) -> HttpResponse:
    """“This solved it”, of a ticket or of what needed none."""
    article: Article = get_visible(Article, request.user, reference.upper())
    ticket = request.POST.get("ticket", "").upper().replace("\x00", "")

    def run() -> Text:
        services.article_use(reference=article.reference, by=_user(request), now=timezone.now(), ticket=ticket)
        return _("Noted: this solved it.")

    back = reverse("tickets:detail", args=[ticket]) if ticket else article.get_absolute_url()
    return step_page(request, run=run, back=back)


def _user(request: HttpRequest) -> Any:
    return request.user
