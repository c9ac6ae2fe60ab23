"""Reads of charters: the present text of each section, and the versions of one."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from initiatives.choices import Section
from initiatives.models import CharterText, Initiative
from portal.core.errors import NotFound


def present_texts() -> QuerySet[CharterText]:
    """The newest version of each section of the outer initiative, for a subquery."""
    rows = CharterText.objects.filter(initiative=OuterRef("pk"))
    return rows.order_by("section", "-number").distinct("section")


def present(initiative: Initiative) -> list[CharterText]:
    """The newest version of each section that was ever written, in the order of the charter."""
    rows = CharterText.objects.filter(initiative=initiative).order_by("section", "-number").distinct("section")
    places = {section.value: place for place, section in enumerate(Section)}
    return sorted(rows.select_related("by"), key=lambda row: places[row.section])


def newest(initiative: Initiative, section: Section) -> CharterText | None:
    rows = CharterText.objects.filter(initiative=initiative, section=section)
    return rows.select_related("by").order_by("-number").first()


def versions(initiative: Initiative, section: Section) -> Any:
    """All versions of a section, the newest first."""
    rows = CharterText.objects.filter(initiative=initiative, section=section)
    return rows.select_related("by").order_by("-number")


def section_named(text: str) -> Section:
    """A section by its name in an address, else NotFound."""
    if text not in Section.values:
        raise NotFound()
    return Section(text)
