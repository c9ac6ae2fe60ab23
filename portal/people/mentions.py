"""Naming colleagues in what is said: whom a text names, who may read it, and who is offered while it is written.

Each area says on what, and to whom that may be shown; the marks in the text are `portal/core/mentions.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Replace
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import mentions
from portal.core.errors import Malformed, Refused, Text
from portal.core.wording import listed
from portal.people.models import Department, Role, RoleAssignment, Scope, User
from portal.people.registry import grants, roles_for

SUGGESTED = 8


def colleagues_in(text: str, *, may_read: Callable[[User], bool], refusal: Text) -> list[User]:
    """Whom a text names, by their ids.

    Refuses, at the field `text`, too many, somebody who is not here (Malformed), and somebody who may not read it:
    `refusal` says so, with `%(people)s`.
    """
    references = mentions.mentioned(text)
    if not references:
        return []
    if len(references) > mentions.MOST:
        problem = _("At most %(max)s colleagues can be mentioned in one note.") % {"max": mentions.MOST}
        raise Malformed("malformed", problem, errors={"text": [problem]})
    people = list(User.objects.filter(reference__in=references, is_active=True).order_by("id"))
    missing = set(references) - {person.reference for person in people}
    if missing:
        words = {"references": listed(sorted(missing))}
        problem = _("Nobody who works here has the reference %(references)s.") % words
        raise Malformed("unknown_person", problem, errors={"text": [problem]})
    blind = [person for person in people if not may_read(person)]
    if blind:
        words = {"people": listed(person.display_name for person in blind)}
        detail = {"people": [person.reference for person in blind]}
        raise Refused("mention_not_visible", str(refusal) % words, detail, field="text")
    return people


def named_in(texts: Iterable[str]) -> dict[str, User]:
    """Reference to colleague, of everybody whom these texts name: one query, none where nobody is named."""
    references = {reference for text in texts for reference in mentions.mentioned(text)}
    if not references:
        return {}
    return {person.reference: person for person in User.objects.filter(reference__in=references)}


def people_like(rows: QuerySet[User], text: str) -> list[User]:
    """The first few active colleagues of `rows` whose name begins like `text`.

    Names in characters, in Latin letters, in pinyin with or without gaps ("wangxiao"), or its initials ("wx").
    """
    rows = rows.filter(is_active=True)
    if wanted := text.replace("\0", "").strip()[:40]:
        rows = rows.annotate(pinyin=Replace(F("name_key"), Value(" "), Value(""))).filter(_named_like(wanted))
    return list(rows.select_related("department").order_by("name_key", "id")[:SUGGESTED])


def _named_like(text: str) -> Q:
    found = Q(full_name__icontains=text) | Q(latin_name__icontains=text)
    letters = text.lower().replace(" ", "")
    found |= Q(pinyin__startswith=letters)
    if letters.isascii() and letters.isalpha() and len(letters) <= 4:
        found |= Q(name_key__regex="^" + " ".join(f"{letter}[a-z]*" for letter in letters))
    return found


def who_may(action: str, *, own: Iterable[int | None], departments: Mapping[Scope, Iterable[int | None]]) -> Q:
    """The permission table the other way round: the colleagues who may do `action` on one thing.

    `own`: whose it is; `departments`: by scope, those in whose reach it lies. Good for suggesting people. Whether
    somebody really may, the verbs ask the table itself.
    """
    reach = {scope: {pk for pk in ids if pk is not None} for scope, ids in departments.items()}
    paths = dict(Department.objects.filter(pk__in=set().union(*reach.values())).values_list("pk", "path"))
    above = {scope: {each for pk in ids for each in paths.get(pk, ())} for scope, ids in reach.items()}
    found = Q(pk__in=[])
    for role in roles_for(action):
        for scope in grants(action, role):
            if scope == Scope.OWN:
                found |= Q(pk__in=[each for each in own if each is not None])
            else:
                found |= _holding(role, None if scope == Scope.ALL else above.get(scope, set()))
    return found


def _holding(role: Role, roots: set[int] | None) -> Q:
    """Who holds a role for one of these departments; for any of them where `roots` is None."""
    if role == Role.EMPLOYEE:  # everybody does
        return Q(pk__isnull=False) if roots is None else Q(department__in=roots)
    held: QuerySet[Any] = RoleAssignment.objects.filter(role=role)
    if roots is not None:
        held = held.annotate(root=Coalesce("department_id", "user__department_id")).filter(root__in=roots)
    found = Q(pk__in=held.values("user_id"))
    if role == Role.DEPARTMENT_HEAD:
        headed = Department.objects.filter(active=True)
        headed = headed if roots is None else headed.filter(pk__in=roots)
        found |= Q(pk__in=headed.values("head_id")) | Q(pk__in=headed.values("deputy_id"))
    return found


def offer_mentions(field: forms.Field, url: str) -> None:
    """Let a text suggest colleagues after @ from `url` (`mentions.js`); the page includes `_mentions_head.html`."""
    field.widget.attrs |= {"data-mentions": url, "data-mentions-label": _("Colleagues")}
    field.help_text = gettext_lazy("Type @ and a name to mention a colleague")
