"""The form of a service, set by whoever keeps the service: each change is a new version."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.models import CatalogueService, FormVersion
from feedback.tickets.queries.forms import form_of
from feedback.tickets.rules import forms as rules
from feedback.tickets.rules.forms import Field, Option
from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write

LONGEST_LABEL, LONGEST_HINT, LONGEST_OPTION = 120, 200, 80
TEXTS = {"label_en": LONGEST_LABEL, "label_zh": LONGEST_LABEL, "hint_en": LONGEST_HINT, "hint_zh": LONGEST_HINT}


def service_set_form(
    *,
    reference: str,
    fields: Sequence[Mapping[str, Any]],
    by: User,
    now: dt.datetime,
    version: int | None = None,
) -> CatalogueService:
    """Replace what a service asks; what stands on tickets stays as it was asked and answered.

    Each field has kind, label_en, label_zh and may have key, hint_en, hint_zh, required, options (en, zh, maybe key).
    A key that is left out is made of the English words. Nothing different writes nothing. Refuses more than
    MOST_FIELDS, unknown kinds, missing labels, choices with less than two options (Malformed, by the number of the
    field), and Stale.
    """
    with transaction.atomic():
        service: CatalogueService = get_visible(CatalogueService, by, reference, lock=True)
        require(by, "catalogue.edit", service)
        check_version(service, version)
        last = FormVersion.objects.filter(service=service).order_by("-number").first()
        before = form_of(last).fields
        wanted = fields_checked(fields, before)
        if wanted == before:
            return service
        number = last.number + 1 if last else 1
        kept = [rules.stored(field) for field in wanted]
        FormVersion.objects.create(service=service, number=number, fields=kept, made_at=now)
        service.version += 1
        service.save(update_fields=["version"])
        event_write(subject=service, verb="service.edit", by=by, at=now, data={"fields": ["form"], "form": number})
    return service


def fields_checked(given: Sequence[Mapping[str, Any]], before: Sequence[Field] = ()) -> tuple[Field, ...]:
    """The fields as they are kept. Options that read as before keep their keys."""
    errors: dict[str, list[Any]] = {}
    if len(given) > rules.MOST_FIELDS:
        errors["fields"] = [_("At most %(max)s fields: who fills them in has something else to do.") % {
            "max": rules.MOST_FIELDS
        }]  # fmt: skip
    known = {field.key: field for field in before}
    taken = {str(each.get("key") or "") for each in given}
    found = []
    for number, each in enumerate(given[: rules.MOST_FIELDS], start=1):
        field, wrong = _field(each, taken, known)
        errors |= {f"{name}_{number}": [text] for name, text in wrong.items()}
        taken.add(field.key)
        found.append(field)
    keys = [field.key for field in found]
    errors |= {
        f"key_{number}": [_("Two fields have this key.")] for number, key in enumerate(keys, 1) if keys.count(key) > 1
    }
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
    return tuple(found)


def _field(given: Mapping[str, Any], taken: set[str], known: Mapping[str, Field]) -> tuple[Field, dict[str, str]]:
    texts = {name: str(given.get(name) or "").strip() for name in TEXTS}
    wrong = {name: _("Say in both languages what is asked.") for name in ("label_en", "label_zh") if not texts[name]}
    for name, longest in TEXTS.items():
        if len(texts[name]) > longest or "\x00" in texts[name]:
            wrong[name] = _("At most %(max)s characters.") % {"max": longest}
    kind = str(given.get("kind") or "")
    if kind not in rules.KINDS:
        wrong["kind"] = _("Choose one of those offered.")
    key = str(given.get("key") or "") or rules.key_for(texts["label_en"], taken)
    if not key.isascii() or not key.replace("_", "a").isalnum() or key != key.lower() or len(key) > 40:
        wrong["key"] = _("Small letters, digits and _ alone.")
    options: tuple[Option, ...] = ()
    if kind == rules.CHOICE:
        options, problem = _options(given.get("options") or [], known.get(key))
        if problem:
            wrong["options"] = problem
    return Field(key=key, kind=kind, required=bool(given.get("required")), options=options, **texts), wrong


def _options(given: Sequence[Mapping[str, str]], before: Field | None) -> tuple[tuple[Option, ...], str]:
    kept = {text: option.key for option in (before.options if before else ()) for text in (option.zh, option.en)}
    found: list[Option] = []
    for each in given:
        en, zh = str(each.get("en") or "").strip(), str(each.get("zh") or "").strip()
        if not en or not zh or "\x00" in en + zh:
            return (), _("Each option in both languages: 中文 | English")
        if max(len(en), len(zh)) > LONGEST_OPTION:
            return (), _("At most %(max)s characters.") % {"max": LONGEST_OPTION}
        taken = {option.key for option in found}
        key = each.get("key") or kept.get(en) or kept.get(zh) or ""
        found.append(Option(rules.key_for(str(key) or en, taken), en, zh))
    if not 2 <= len(found) <= rules.MOST_OPTIONS:
        return (), _("Between 2 and %(max)s options.") % {"max": rules.MOST_OPTIONS}
    return tuple(found), ""
