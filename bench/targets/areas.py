"""The areas that are measured, and which of their routes nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bench.database import Caller
from bench.targets import company, customers, tickets
from bench.targets.asking import Asking, Target

AREAS = (company, customers, tickets)
# Forms of few fields are skipped by their names; opening a ticket is the one that is measured.
FORMS = ("-new", "-edit")


def targets(callers: Mapping[str, Caller], port: int) -> list[Target]:
    samples = {name: each for area in AREAS for name, each in area.samples().items()}
    asking = Asking(callers, samples, port)
    return [asking.target(spec) for area in AREAS for spec in area.SPECS]


def forgotten(routes: Iterable[str]) -> dict[str, list[str]]:
    """Of the routes that belong to an area: those that it neither measures nor skips, and what it names in vain."""
    known = set(routes)
    named = {spec.route for area in AREAS for spec in area.SPECS} | skipped()
    prefixes = tuple(prefix for area in AREAS for prefix in area.PREFIXES)
    return {
        "neither measured nor skipped": sorted(
            r for r in known - named if r.startswith(prefixes) and not r.endswith(FORMS)
        ),
        "no such route": sorted(named - known),
    }


def skipped() -> set[str]:
    return {route for area in AREAS for routes in area.SKIPPED.values() for route in routes.split()}
