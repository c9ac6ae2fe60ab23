"""Which models carry files, comments and events, and who may see theirs: registered by each area."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from portal.core.errors import NotFound
from portal.records.models import StoredFile


@dataclass(frozen=True)
class Subject:
    """`visible(user, pk)` tells whether this person sees the subject, `internal(user, pk)` its internal side."""

    visible: Callable[[Any, int], bool]
    internal: Callable[[Any, int], bool]


SUBJECTS: dict[str, Subject] = {}
MODELS: dict[str, Any] = {}


def register_subject(model: type[Model], subject: Subject) -> None:
    """The model needs `objects.visible_to(user)` and a `reference`: its events are shown by them."""
    SUBJECTS[model._meta.label_lower] = subject
    MODELS[model._meta.label_lower] = model


def visible_references(subject_type: str, user: Any, ids: Iterable[int]) -> dict[int, str]:
    """Row id to public reference of those subjects that `user` sees, in one query; none of an unknown type."""
    model = MODELS.get(subject_type)
    if model is None:
        return {}
    return dict(model.objects.visible_to(user).filter(pk__in=set(ids)).values_list("pk", "reference"))


def visible_file(reference: str, user: Any) -> StoredFile:
    """The file if its subject is open to `user`; absent, foreign and internal are the same NotFound."""
    row = StoredFile.objects.filter(reference=reference).first()
    if row is None or not _may_read(row, user):
        raise NotFound()
    return row


def _may_read(row: StoredFile, user: Any) -> bool:
    if not row.subject_type:
        return row.uploaded_by_id == user.pk
    subject = SUBJECTS[row.subject_type]
    pk = row.subject_id or 0
    return subject.visible(user, pk) and (not row.internal or subject.internal(user, pk))
