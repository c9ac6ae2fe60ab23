"""The work of an initiative: timeline with its table, board, and the forms on actions and dependencies."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import InitiativeState
from initiatives.choices.actions import ACTION_LOOKS, ActionState
from initiatives.forms.actions import ActionForm, dependency_form
from initiatives.forms.initiatives import MilestoneForm
from initiatives.models import Action, Milestone
from initiatives.queries.actions import Item, work_of
from initiatives.queries.initiatives import initiative_for
from initiatives.services import actions as verbs
from initiatives.services import dependencies, milestones
from initiatives.services.actions import find_action
from initiatives.views.pictures import gantt_of
from initiatives.views.plans import people_context
from initiatives.views.shared import type_look
from portal.core.errors import NotFound, Text
from portal.people.access import require
from portal.records.models import Event
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, attributes, version_of


def url_of(reference: str, page: str = "work") -> str:
    return reverse(f"initiatives:{page}", args=[reference])


def _context(request: HttpRequest, reference: str) -> tuple[Any, list[Item], dict[str, Any]]:
    found = initiative_for(request.user, reference.upper())
    items = work_of(found)
    context = {
        "initiative": found,
        "items": items,
        "type_look": type_look(found.type),
        "today": timezone.localdate(),
        "looks": ACTION_LOOKS,
        "states": ActionState,
        "may_change": found.may_edit and found.state != InitiativeState.CLOSED,
        "open": found.state != InitiativeState.CLOSED,
    }
    return found, items, context


def work(request: HttpRequest, reference: str) -> HttpResponse:
    """Bars of actions, diamonds of milestones, and the same as a table with what waits for what."""
    found, items, context = _context(request, reference)
    looks = [{"item": item, "look": ACTION_LOOKS[ActionState(_state(item))]} for item in items]
    picture = gantt_of(found, items, context["today"])
    return render(request, "initiatives/portfolio/work.html", context | {"picture": picture, "rows": looks})


def _state(item: Item) -> str:
    if item.kind == "action":
        return str(item.row.state)
    return ActionState.DONE if item.row.done_on else ActionState.TODO


def board(request: HttpRequest, reference: str) -> HttpResponse:
    """Actions in columns; every card is moved by its menu, with a mouse also by dragging."""
    _found, items, context = _context(request, reference)
    columns = [
        {
            "look": ACTION_LOOKS[state],
            "state": state,
            "items": [item for item in items if item.kind == "action" and item.row.state == state],
        }
        for state in ActionState
    ]
    return render(request, "initiatives/portfolio/board.html", context | {"columns": columns})


def action_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        verbs.action_add(reference=found.reference, **data, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return url_of(found.reference), _("Action added.")

    return form_page(
        request,
        form=ActionForm,
        run=run,
        title=_("Add action"),
        submit=_("Add action"),
        cancel_url=url_of(found.reference),
        intro=found.title,
        initial={"assignee": request.user},
        template="initiatives/form.html",
        context=people_context(),
    )


def _events(action: Action) -> Any:
    return Event.objects.about(action.initiative).filter(
        verb__startswith="initiative.action_", data__action=action.reference
    )


def action_edit(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)
    row = find_action(found, action.upper())

    def run(data: dict[str, Any]) -> tuple[str, str]:
        verbs.action_edit(
            reference=found.reference,
            action=row.reference,
            changes=data,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return url_of(found.reference), _("Saved.")

    return form_page(
        request,
        form=ActionForm,
        run=run,
        title=_("Edit action"),
        submit=_("Save"),
        cancel_url=url_of(found.reference),
        intro=found.title,
        edited=Edited(row, _events, attributes("title", "assignee", "due_on", "starts_on")),
        template="initiatives/form.html",
        context=people_context(),
    )


def _milestone_events(row: Milestone) -> Any:
    names = ("initiative.milestone_edited", "initiative.milestone_removed")
    return Event.objects.about(row.initiative).filter(verb__in=names, data__milestone=row.reference)


def milestone_edit(request: HttpRequest, reference: str, milestone: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)
    row = milestones.find_milestone(found, milestone.upper())

    def run(data: dict[str, Any]) -> tuple[str, str]:
        milestones.milestone_edit(
            reference=found.reference,
            milestone=row.reference,
            changes=data | {"owner": data["owner"] or found.owner},
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return url_of(found.reference), _("Saved.")

    return form_page(
        request,
        form=MilestoneForm,
        run=run,
        title=_("Edit milestone"),
        submit=_("Save"),
        cancel_url=url_of(found.reference),
        intro=found.title,
        edited=Edited(row, _milestone_events, attributes("title", "due_on", "owner")),
        template="initiatives/form.html",
        context=people_context(),
    )


def milestone_remove(request: HttpRequest, reference: str, milestone: str) -> HttpResponse:
    def run(who: dict[str, Any]) -> Text:
        milestones.milestone_remove(milestone=milestone.upper(), **who)
        return _("The milestone is removed.")

    return _step(request, reference, run)


def _step(
    request: HttpRequest, reference: str, run: Callable[[dict[str, Any]], Text], page: str = "work"
) -> HttpResponse:
    who = {"reference": reference.upper(), "by": request.user, "now": timezone.now()}
    return step_page(request, run=lambda: run(who), back=url_of(reference.upper(), page))


def action_move(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """POST `state` names the column."""

    def run(who: dict[str, Any]) -> Text:
        state = request.POST.get("state", "")
        if state not in ActionState.values:
            raise NotFound()
        row = verbs.action_move(action=action.upper(), state=ActionState(state), **who)
        return _("Moved to “%(state)s”.") % {"state": ActionState(row.state).label}

    return _step(request, reference, run, "board" if request.POST.get("board") else "work")


def action_remove(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    def run(who: dict[str, Any]) -> Text:
        verbs.action_remove(action=action.upper(), **who)
        return _("The action is removed.")

    return _step(request, reference, run)


def dependency_new(request: HttpRequest, reference: str) -> HttpResponse:
    found, items, _rest = _context(request, reference)
    require(request.user, "initiatives.edit", found)
    choices = [(item.reference, item.row.title) for item in items]

    def run(data: dict[str, Any]) -> tuple[str, str]:
        dependencies.dependency_add(reference=found.reference, **data, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return url_of(found.reference), _("Dependency added.")

    return form_page(
        request,
        form=dependency_form(choices),
        run=run,
        title=_("Add dependency"),
        submit=_("Add dependency"),
        cancel_url=url_of(found.reference),
        intro=found.title,
    )


def dependency_remove(request: HttpRequest, reference: str, dependency: str) -> HttpResponse:
    def run(who: dict[str, Any]) -> Text:
        dependencies.dependency_remove(dependency=dependency.upper(), **who)
        return _("The dependency is removed.")

    return _step(request, reference, run)
