"""Knowledge articles: written, approved by the serving department, used, reminded of, retired."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets.choices import ArticleState, Language, QuestionState
from feedback.tickets.models import Article, ArticleUse, CatalogueService, Question, Ticket
from feedback.tickets.rules import articles as rules
from feedback.tickets.services.common import heads_of, required_text
from portal.core.errors import Malformed, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.models import Event
from portal.records.services import event_write, notify

BATCH = 100
FIELDS = ("title", "text", "language", "service", "department")


def article_write(
    *,
    title: str,
    text: str,
    department: str,
    by: User,
    now: dt.datetime,
    language: str = Language.ZH,
    service: str = "",
    question: str = "",
) -> Article:
    """A draft, owned by `by`; the head of the serving department is asked to approve it.

    `question` is the reference of the answered question that it is made from, once. Refuses an unknown department or
    service (Malformed), a question without an answer (`no_answer`) and one that has an article (`already_written`).
    """
    require(by, "articles.write")
    with transaction.atomic():
        source = _question(question, by) if question else None
        article = Article(owner=by, question=source, written_at=now)
        _set(article, title=title, text=text, language=language, service=service, department=department)
        article.save()
        event = _event(article, "write", by=by, now=now)
        _tell(article, "article.written", heads_of(article.department, now=now), event=event, by=by, now=now)
    return article


def article_edit(*, reference: str, by: User, now: dt.datetime, version: int | None = None, **values: str) -> Article:
    """By its owner or the serving department's head; what others read changes only when it is approved again."""
    with transaction.atomic():
        article = _article_for("edit", reference, by, version)
        before = _values(article)
        _set(article, **before | values)
        changed = sorted(name for name, value in _values(article).items() if value != before[name])
        if not changed:
            return article
        article.state = rules.TRANSITIONS.target("edit", article.state, label=_label(article))
        article.approved_by = article.approved_at = article.valid_until = article.reminded_at = None
        event = _save(article, "edit", by=by, now=now, fields=changed)
        _tell(article, "article.written", heads_of(article.department, now=now), event=event, by=by, now=now)
    return article


def article_approve(
    *, reference: str, valid_until: dt.date, by: User, now: dt.datetime, version: int | None = None
) -> Article:
    """By the head or the deputy of the serving department, until a day within two years; again to make it longer."""
    with transaction.atomic():
        article = _article_for("approve", reference, by, version)
        if not rules.may_end_on(valid_until, timezone.localdate(now)):
            text = _("A day after today, within two years.")
            raise Malformed("malformed", text, errors={"valid_until": [text]})
        article.state = rules.TRANSITIONS.target("approve", article.state, label=_label(article))
        article.approved_by, article.approved_at = by, now
        article.valid_until, article.reminded_at = valid_until, None
        event = _save(article, "approve", by=by, now=now, valid_until=valid_until.isoformat())
        _tell(article, "article.approved", [article.owner], event=event, by=by, now=now)
    return article


def article_retire(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Article:
    """Not true any more: nobody finds it, those who answer for it may still edit it."""
    with transaction.atomic():
        article = _article_for("retire", reference, by, version)
        article.state = rules.TRANSITIONS.target("retire", article.state, label=_label(article))
        _save(article, "retire", by=by, now=now)
    return article


def article_use(*, reference: str, by: User, now: dt.datetime, ticket: str = "") -> ArticleUse:
    """“This solved it”, of a ticket that `by` sees, or of what needed none. Repeated it counts once.

    Refuses an article that is not approved or no longer valid (`not_valid`).
    """
    with transaction.atomic():
        found: Ticket | None = get_visible(Ticket, by, ticket, lock=True) if ticket else None
        article: Article = get_visible(Article, by, reference)
        require(by, "articles.use", article)
        today = timezone.localdate(now)
        if article.state != ArticleState.APPROVED or article.valid_until is None or article.valid_until < today:
            raise Refused("not_valid", _("This article is not approved or no longer valid."), {"state": article.state})
        key: dict[str, Any] = {"ticket": found} if found else {"ticket": None, "by": by, "day": today}
        use, made = ArticleUse.objects.get_or_create(
            article=article, **key, defaults={"by": by, "at": now, "day": today}
        )
        if made and found:
            data = {"article": article.reference}
            event_write(subject=found, verb=rules.EVENTS["use"], by=by, at=now, data=data)
    return use


def remind_article_owners(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: articles that end within two weeks; owner and head are told once."""
    today = timezone.localdate(now)
    with transaction.atomic():
        rows = Article.objects.filter(
            state=ArticleState.APPROVED, reminded_at=None, valid_until__lte=today + rules.REMIND
        ).select_related("owner", "department__head", "department__deputy")
        found = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("valid_until", "id")[:limit])
        for article in found:
            article.reminded_at = now
            article.save(update_fields=["reminded_at"])
            event = _event(article, "remind", by=None, now=now)
            people = [article.owner, *heads_of(article.department, now=now)]
            _tell(article, "article.ending", people, event=event, by=None, now=now)
    return len(found)


def _article_for(action: str, reference: str, by: User, version: int | None) -> Article:
    """Under its row lock, for somebody who may do `action`. Refuses NotFound, NotAllowed and Stale."""
    article: Article = get_visible(Article, by, reference, lock=True)
    require(by, f"articles.{action}", article)
    check_version(article, version)
    return article


def _question(reference: str, by: User) -> Question:
    question: Question = get_visible(Question, by, reference.upper(), lock=True)
    if question.state != QuestionState.ANSWERED:
        raise Refused("no_answer", _("Only an answered question becomes an article."), {"state": question.state})
    written = Article.objects.filter(question=question).first()
    if written is not None:
        raise already_written(written)
    return question


def already_written(article: Article | None = None) -> Refused:
    detail = {"article": article.reference} if article else {}
    return Refused("already_written", _("This answer has become an article already."), detail)


def _values(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "service": article.service.reference if article.service else "",
        "department": article.department.reference,
    }


def _set(article: Article, *, title: str, text: str, language: str, service: str, department: str) -> None:
    article.title = required_text("title", title)
    if len(article.title) > 200:
        raise _malformed("title", _("At most %(max)s characters.") % {"max": 200})
    article.text = required_text("text", text)
    if language not in Language.values:
        raise _malformed("language", _("Chinese or English."))
    article.language = language
    article.service = _service(service) if service else None
    found = Department.objects.filter(reference=department.upper(), active=True).first()
    if found is None:
        raise _malformed("department", _("There is no such department, or it is closed."))
    article.department = found
    article.search = search_vector(article.reference, article.title, article.text)


def _service(reference: str) -> CatalogueService:
    found = CatalogueService.objects.filter(reference=reference.upper()).first()
    if found is None:
        raise _malformed("service", _("There is no such service in the catalogue."))
    return found


def _malformed(field: str, text: str) -> Malformed:
    return Malformed("malformed", text, errors={field: [text]})


def _label(article: Article) -> str:
    return str(ArticleState(article.state).label)


def _save(article: Article, action: str, *, by: User, now: dt.datetime, **data: Any) -> Event:
    article.version += 1
    article.save()
    return _event(article, action, by=by, now=now, **data)


def _event(article: Article, action: str, *, by: User | None, now: dt.datetime, **data: Any) -> Event:
    return event_write(subject=article, verb=rules.EVENTS[action], by=by, at=now, to_state=article.state, data=data)


def _tell(article: Article, kind: str, people: list[User], *, event: Event, by: User | None, now: dt.datetime) -> None:
    notify(
        kind=kind,
        key=f"{kind}:{article.pk}:event:{event.pk}",
        recipients=[each for each in people if by is None or each.pk != by.pk],
        params={"reference": article.reference, "title": article.title, "actor": by.full_name if by else ""},
        url=article.get_absolute_url(),
        at=now,
    )
