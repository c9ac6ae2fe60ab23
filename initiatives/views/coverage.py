"""Coverage of the whole company as a heat map of department x month, and the form that adds a number."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.forms.reach import ReachForm
from initiatives.queries.coverage import Picture, coverage_of
from initiatives.queries.initiatives import initiative_for
from initiatives.services.reach import reach_add
from initiatives.views.initiatives import url_of
from portal.core.wording import share
from portal.people.access import require
from portal.records.pages import form_page

LABEL, WIDTH, HEIGHT, SHADES = 190, 64, 34, 4


@dataclass(frozen=True)
class Cell:
    x: int
    y: int
    text: str
    shade: int


def coverage(request: HttpRequest) -> HttpResponse:
    picture = coverage_of(request.user, timezone.localdate())
    return render(request, "initiatives/portfolio/coverage.html", coverage_context(picture))


def coverage_context(picture: Picture) -> dict[str, Any]:
    """What `_heat.html` draws."""
    return {
        "picture": picture,
        "cells": _cells(picture),
        "names": [(30 + HEIGHT * place, row["name"]) for place, row in enumerate(picture.rows)],
        "heads": [(LABEL + WIDTH * place + WIDTH // 2, month) for place, month in enumerate(picture.months)],
        "width": LABEL + WIDTH * len(picture.months),
        "height": 34 + HEIGHT * len(picture.rows),
        "cell_width": WIDTH - 2,
        "cell_height": HEIGHT - 2,
        "departments": share(picture.now.department_share),
        "people": share(picture.now.people_share),
        "table": [
            {"name": row["name"], "people": row["people"], "cells": [share(n / row["people"]) for n in row["cells"]]}
            for row in picture.rows
        ],
    }


def _cells(picture: Picture) -> list[Cell]:
    found = []
    for line, row in enumerate(picture.rows):
        for place, people in enumerate(row["cells"]):
            part = people / row["people"]
            shade = -(-people * SHADES // row["people"])  # 0 for nobody, else 1 to SHADES in quarters
            found.append(Cell(LABEL + WIDTH * place, 30 + HEIGHT * line, share(part) if people else "", shade))
    return found


def reach_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        reach_add(reference=found.reference, **data, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return url_of(found.reference), _("The number is added.")

    return form_page(
        request,
        form=ReachForm,
        run=run,
        title=_("Add people reached"),
        submit=_("Add people reached"),
        cancel_url=url_of(found.reference),
        intro=found.title,
        initial={"as_of": timezone.localdate()},
    )
