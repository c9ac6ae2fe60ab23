"""Verbs on tags: put them on an idea, and keep their words in order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from initiatives.models import Idea, IdeaTag, Tag
from initiatives.queries.authors import shown_actor
from initiatives.rules import tags as rules
from initiatives.services.standing import root_for
from portal.core.errors import Malformed, Refused
from portal.core.refs import normalise
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def idea_tag(*, reference: str, tags: Sequence[str], by: User, now: datetime) -> Idea:
    """Give an idea exactly these tags: its author, whoever answers it, the programme office.

    A word that is new becomes a tag. Refuses others (NotAllowed), and more than five or one too long (Malformed).
    """
    with transaction.atomic():
        idea = root_for(reference, by)
        require(by, "ideas.tag", idea)
        if tags_put(idea, tags, now=now):
            data = {"tags": list(Tag.objects.filter(ideas=idea).order_by("pk").values_list("reference", flat=True))}
            event_write(subject=idea, verb="idea.tagged", by=shown_actor(idea, by), at=now, data=data)
    return idea


def tags_put(idea: Idea, tags: Sequence[str], *, now: datetime) -> bool:
    """Whether the idea's tags changed; under its lock, or in the transaction that makes it."""
    wanted = set(tags_for(tags, now=now))
    had = set(IdeaTag.objects.filter(idea=idea).values_list("tag_id", flat=True))
    IdeaTag.objects.filter(idea=idea, tag__in=had - wanted).delete()
    rows = [IdeaTag(idea=idea, tag_id=pk) for pk in sorted(wanted - had)]
    IdeaTag.objects.bulk_create(rows, ignore_conflicts=True)
    return wanted != had


def tags_for(texts: Sequence[str], *, now: datetime) -> list[int]:
    """The tags of these words, new ones made, merged ones followed; two who make one at once get the same."""
    names = rules.once(texts)
    _check(names)
    wanted = {rules.key(name): name for name in names}
    rows = [Tag(name=name, key=key, created_at=now) for key, name in sorted(wanted.items())]
    missing = set(wanted) - set(Tag.objects.filter(key__in=wanted).values_list("key", flat=True))
    Tag.objects.bulk_create([row for row in rows if row.key in missing], ignore_conflicts=True)
    found = Tag.objects.filter(key__in=wanted).values_list("pk", "canonical_id")
    return list(dict.fromkeys(canonical or pk for pk, canonical in found))


def _check(names: Sequence[str]) -> None:
    text = ""
    if len(names) > rules.MOST:
        text = _("At most %(max)s tags on one idea.") % {"max": rules.MOST}
    elif any(len(name) > rules.LENGTH for name in names):
        text = _("A tag has at most %(max)s characters.") % {"max": rules.LENGTH}
    if text:
        raise Malformed("malformed", text, errors={"tags": [text]})


def tag_rename(*, reference: str, name: str, by: User, now: datetime, expected_version: int | None = None) -> Tag:
    """Write a tag otherwise, on all its ideas. Refuses an empty or long word (Malformed), and another tag's one."""
    shown = rules.written(name)
    if not shown or len(shown) > rules.LENGTH:
        text = _("A tag has between 1 and %(max)s characters.") % {"max": rules.LENGTH}
        raise Malformed("malformed", text, errors={"name": [text]})
    with transaction.atomic():
        tag: Tag = get_visible(Tag, by, reference, lock=True)
        require(by, "tags.edit", tag)
        check_version(tag, expected_version)
        _check_stands(tag)
        if tag.name == shown:
            return tag
        if Tag.objects.filter(key=rules.key(shown)).exclude(pk=tag.pk).exists():
            raise tag_exists()
        before, tag.name, tag.key = tag.name, shown, rules.key(shown)
        tag.version += 1
        tag.save(update_fields=["name", "key", "version"])
        event_write(subject=tag, verb="tag.renamed", by=by, at=now, data={"from": before, "to": shown})
    return tag


def tag_exists() -> Refused:
    return Refused("tag_exists", _("There is such a tag already. Merge this one into it."), field="name")


def tag_merge(*, reference: str, into: str, by: User, now: datetime, expected_version: int | None = None) -> Tag:
    """Put all its ideas under another tag; its word leads there from now on. Gives that one.

    Refuses itself and a merged one, and at the field `into` what isn't there.
    """
    with transaction.atomic():
        source, target = _both(reference, into, by)
        require(by, "tags.edit", source)
        check_version(source, expected_version)
        _check_stands(source)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO initiatives_ideatag (idea_id, tag_id) SELECT idea_id, %s FROM initiatives_ideatag"
                " WHERE tag_id = %s ON CONFLICT (tag_id, idea_id) DO NOTHING",
                [target.pk, source.pk],
            )
        IdeaTag.objects.filter(tag=source).delete()
        Tag.objects.filter(canonical=source).update(canonical=target)
        source.canonical = target
        source.version += 1
        source.save(update_fields=["canonical", "version"])
        event_write(subject=source, verb="tag.merged", by=by, at=now, data={"into": target.reference})
    return target


def _both(reference: str, into: str, by: User) -> tuple[Tag, Tag]:
    """Both under their locks, in the order of ids; `into` is a reference or the word itself."""
    seen: Tag = get_visible(Tag, by, reference)
    text = into.replace("\x00", "")
    named = Tag.objects.filter(reference=normalise(text)).first() or Tag.objects.filter(key=rules.key(text)).first()
    if named is None:
        problem = _("There is no such tag.")
        raise Malformed("unknown_tag", problem, errors={"into": [problem]})
    ids = {seen.pk, named.canonical_id or named.pk}
    if len(ids) == 1:
        raise Refused("same_tag", _("A tag can't be merged into itself."), field="into")
    rows = {row.pk: row for row in Tag.objects.filter(pk__in=ids).order_by("pk").select_for_update()}
    target = rows[named.canonical_id or named.pk]
    _check_stands(target)
    return rows[seen.pk], target


def _check_stands(tag: Tag) -> None:
    if tag.canonical_id is not None:
        raise Refused("tag_merged", _("This tag was merged into another one."))
