"""Sources: which systems customers' records come from."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.models import Source
from feedback.customers.services.common import refused_field, required_text
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def source_create(*, code: str, name_en: str, name_zh: str, by: User, now: dt.datetime) -> Source:
    """Add a system. Refuses a code that is empty, has spaces (Malformed), or belongs to another one (`code_taken`)."""
    require(by, "sources.edit")
    with transaction.atomic():
        source = Source(
            code=_code(code), name_en=required_text("name_en", name_en), name_zh=required_text("name_zh", name_zh)
        )
        source.save()
        event_write(subject=source, verb="source.create", by=by, at=now)
    return source


def source_edit(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    name_en: str | None = None,
    name_zh: str | None = None,
    version: int | None = None,
) -> Source:
    """Change the names; the code stays, because other systems send it. Refuses Stale."""
    with transaction.atomic():
        source: Source = get_visible(Source, by, reference, lock=True)
        require(by, "sources.edit", source)
        check_version(source, version)
        wanted = {"name_en": name_en, "name_zh": name_zh}
        texts = {name: required_text(name, text) for name, text in wanted.items() if text is not None}
        changed = sorted(name for name, text in texts.items() if getattr(source, name) != text)
        if not changed:
            return source
        for name in changed:
            setattr(source, name, texts[name])
        source.version += 1
        source.save()
        event_write(subject=source, verb="source.edit", by=by, at=now, data={"fields": changed})
    return source


def source_upsert(
    *, code: str, by: User, now: dt.datetime, version: int | None = None, **names: Any
) -> tuple[Source, bool]:
    """The source with this code, added or brought to these names; whether it was added."""
    known = Source.objects.filter(code=code.strip().upper()).first()
    if known is None:
        return source_create(code=code, by=by, now=now, **names), True
    return source_edit(reference=known.reference, by=by, now=now, version=version, **names), False


def _code(text: str) -> str:
    code = required_text("code", text).upper()
    if not code.isprintable() or " " in code:
        raise refused_field("bad_code", "code", _("A code has no spaces; letters and digits, such as HOTLINE."))
    return code
