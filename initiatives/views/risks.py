"""The risks of an initiative: the heat picture with its table, and the forms."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import InitiativeState
from initiatives.choices.steering import RiskState
from initiatives.forms.steering import RiskForm, RiskMoveForm
from initiatives.models import Risk
from initiatives.queries.initiatives import initiative_for
from initiatives.queries.steering import risks_of
from initiatives.rules.steering import GRADES, heat, level
from initiatives.services import risks as verbs
from initiatives.views.plans import people_context
from initiatives.views.shared import type_look
from portal.people.access import require
from portal.records.models import Event
from portal.records.pages import form_page
from portal.records.stale import Edited, attributes, version_of


def url_of(reference: str) -> str:
    return reverse("initiatives:risks", args=[reference])


def risks(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    rows = risks_of(found)
    is_open = found.state != InitiativeState.CLOSED
    for row in rows:
        row["may_change"] = is_open and (found.may_edit or row["row"].owner_id == request.user.pk)
    live = [row["row"] for row in rows if row["row"].state != RiskState.CLOSED]
    context = {
        "initiative": found,
        "type_look": type_look(found.type),
        "rows": rows,
        "picture": _picture(live) if live else [],
        "grades": GRADES,
        "live": len(live),
        "may_change": found.may_edit and is_open,
        "today": timezone.localdate(),
    }
    return render(request, "initiatives/steering/risks.html", context)


def _picture(live: list[Risk]) -> list[dict[str, Any]]:
    """Lines of the heat picture, the highest impact on top: each cell with its count and its level."""
    counts = heat((row.likelihood, row.impact) for row in live)
    return [
        {
            "impact": impact,
            "cells": [
                {"count": counts[likelihood, impact], "level": level(likelihood, impact), "likelihood": likelihood}
                for likelihood in GRADES
            ],
        }
        for impact in reversed(GRADES)
    ]


def risk_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        plan = verbs.RiskPlan(**data)
        verbs.risk_add(reference=found.reference, plan=plan, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return url_of(found.reference), _("Risk added.")

    return form_page(
        request,
        form=RiskForm,
        run=run,
        title=_("Add risk"),
        submit=_("Add risk"),
        cancel_url=url_of(found.reference),
        intro=found.title,
        initial={"owner": request.user},
        template="initiatives/form.html",
        context=people_context(),
    )


def _events(row: Risk) -> Any:
    return Event.objects.about(row.initiative).filter(verb__startswith="initiative.risk_", data__risk=row.reference)


def _risk_page(
    request: HttpRequest,
    reference: str,
    risk: str,
    *,
    form: type[forms.Form],
    act: Callable[[dict[str, Any], dict[str, Any]], str],
    title: str,
    fields: tuple[str, ...],
) -> HttpResponse:
    """A form on one risk, for its owner and for whoever may edit the initiative."""
    found = initiative_for(request.user, reference.upper())
    row = verbs.find_risk(found, risk.upper())
    if row.owner_id != request.user.pk:
        require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        where = {"reference": found.reference, "risk": row.reference, "expected_version": version_of(request)}
        return url_of(found.reference), act(data, where | {"by": request.user, "now": timezone.now()})

    return form_page(
        request,
        form=form,
        run=run,
        title=title,
        submit=_("Save"),
        cancel_url=url_of(found.reference),
        intro=row.text,
        edited=Edited(row, _events, attributes(*fields)),
        template="initiatives/form.html",
        context=people_context() if form is RiskForm else {},
    )


def risk_edit(request: HttpRequest, reference: str, risk: str) -> HttpResponse:
    def act(data: dict[str, Any], where: dict[str, Any]) -> str:
        verbs.risk_edit(changes=data, **where)
        return _("Saved.")

    return _risk_page(request, reference, risk, form=RiskForm, act=act, title=_("Edit risk"), fields=verbs.EDITABLE)


def risk_move(request: HttpRequest, reference: str, risk: str) -> HttpResponse:
    def act(data: dict[str, Any], where: dict[str, Any]) -> str:
        verbs.risk_move(**data, **where)
        return _("Saved.")

    return _risk_page(
        request, reference, risk, form=RiskMoveForm, act=act, title=_("State of the risk"), fields=("state",)
    )
