"""The charter of an initiative: writing a section, and the versions of it with what changed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import Section
from initiatives.forms.gates import charter_form
from initiatives.models import Initiative
from initiatives.queries.charter import newest, section_named, versions
from initiatives.queries.initiatives import initiative_for
from initiatives.services.charter import charter_write
from initiatives.views.initiatives import url_of
from portal.core.errors import NotFound
from portal.people.access import require
from portal.records.models import Event
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of

VERSIONS_SHOWN = 100


@dataclass
class Present:
    """A section as `form_page` edits it: its number is its version."""

    initiative: Initiative
    section: Section
    version: int = 0
    text: str = ""

    def refresh_from_db(self) -> None:
        row = newest(self.initiative, self.section)
        self.version, self.text = (row.number, row.text) if row else (0, "")


def _written(present: Present) -> Any:
    return Event.objects.about(present.initiative).filter(verb=f"initiative.charter_{present.section}")


def charter_edit(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.charter", found)
    present = Present(found, section_named(section))
    present.refresh_from_db()

    def run(data: dict[str, Any]) -> tuple[str, str]:
        charter_write(
            reference=found.reference,
            section=present.section,
            text=data["text"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected=version_of(request),
        )
        return f"{url_of(found.reference)}#charter", _("Saved.")

    return form_page(
        request,
        form=charter_form(present.section),
        run=run,
        title=_("Edit the charter"),
        submit=_("Save"),
        cancel_url=url_of(found.reference),
        intro=found.title,
        edited=Edited(present, _written, lambda now: {"text": now.text}),
    )


def charter(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Every version of a section; one of them in full, with what it changed. `?version=` says which."""
    found = initiative_for(request.user, reference.upper())
    name = section_named(section)
    rows = list(versions(found, name)[:VERSIONS_SHOWN])
    shown = _chosen(rows, request.GET.get("version", ""))
    before = next((row for row in rows if shown and row.number == shown.number - 1), None)
    edit_url = reverse("initiatives:charter-edit", args=[found.reference, name.value])
    context = {
        "initiative": found,
        "section": name,
        "rows": rows,
        "shown": shown,
        "pieces": rules.texts.difference(before.text if before else "", shown.text) if shown else [],
        "edit_url": edit_url if found.may_charter else "",
    }
    return render(request, "initiatives/portfolio/charter.html", context)


def _chosen(rows: list[Any], text: str) -> Any:
    """The version that the address names, else the newest; NotFound for one that isn't there."""
    if not text:
        return rows[0] if rows else None
    found = next((row for row in rows if str(row.number) == text), None)
    if found is None:
        raise NotFound()
    return found
