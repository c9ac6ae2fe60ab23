"""An initiative's page and the forms on the initiative as a whole."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives import rules
from initiatives.choices import COMPUTED_LOOKS, GATE_LOOKS, INITIATIVE_LOOKS, LIGHT_LOOKS, InitiativeState, Stage
from initiatives.forms.ideas import CommentForm
from initiatives.forms.initiatives import CloseForm, EditPlanForm, NewInitiativeForm
from initiatives.models import Initiative, PlanTemplate
from initiatives.queries.initiatives import Parts, initiative_for, initiative_with_parts
from initiatives.queries.mentions import with_names_read
from initiatives.queries.thanks import thanks_about
from initiatives.services.initiatives import (
    first_target,
    initiative_close,
    initiative_create,
    initiative_edit,
    initiative_start,
    not_ready_words,
)
from initiatives.services.saying import initiative_comment
from initiatives.services.tracking import Value
from initiatives.services.types import is_over
from initiatives.views.pictures import Way, needs_of, stages_of, way_of
from initiatives.views.plans import changes_from, people_context, plan_from, plan_initial, values_of
from initiatives.views.shared import INITIATIVE_CHANGES, INITIATIVE_WORDS, type_look
from portal.core.states import Look
from portal.people.access import access_of, require
from portal.records.pages import form_page, step_page
from portal.records.queries import TimelineItem, attached, files_of, timeline
from portal.records.stale import Edited, attributes, version_of, written_as


def url_of(reference: str) -> str:
    return reverse("initiatives:initiative", args=[reference])


def initiative(request: HttpRequest, reference: str) -> HttpResponse:
    found, parts = initiative_with_parts(request.user, reference.upper())
    today = timezone.localdate()
    next_stage = _next_stage(found)
    files = files_of(found, internal=False)
    items = with_names_read(timeline(found, words=INITIATIVE_WORDS, internal=False, files=files))
    context = {
        "initiative": found,
        "type_look": type_look(found.type),
        "pilot_over": is_over(found, today),
        "look": INITIATIVE_LOOKS[InitiativeState(found.state)],
        "light_look": LIGHT_LOOKS[found.light] if found.state == InitiativeState.RUNNING else None,
        "computed_look": _computed(parts.light),
        "may_change": found.may_edit and found.state != InitiativeState.CLOSED,
        "steps": _steps(found, parts, request.user),
        "parts": parts,
        "target_way": _target_way(found, parts, today),
        "way": stages_of(found, parts.reviews),
        "next_stage": next_stage,
        "needs": needs_of(next_stage, parts.facts) if next_stage else [],
        "reviews": [
            row | {"look": GATE_LOOKS[row["decision"]], "stage": Stage(row["to_stage"])} for row in parts.reviews
        ],
        "may_write_charter": found.may_charter and found.state != InitiativeState.CLOSED,
        "today": today,
        "reports": _reports(items),
        "attachments": attached(files),
        "timeline": items,
        "comment_form": CommentForm(mentions_url=reverse("api:initiative-people", args=[found.reference])),
        "comment_url": reverse("initiatives:initiative-comment", args=[found.reference]),
        "draft_key": f"comment-{found.reference}",
        "facts": _facts(found),
        "thanks": thanks_about("initiative", found),
        "may_thank": True,
        "thank_url": reverse("initiatives:thank-initiative", args=[found.reference]),
        "relations": [
            {"label": idea["title"], "url": reverse("initiatives:idea", args=[idea["reference"]])}
            for idea in parts.ideas
        ],
    }
    return render(request, "initiatives/portfolio/detail.html", context)


def _review(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"look": GATE_LOOKS[row["decision"]], "stage": Stage(row["to_stage"])}


def _next_stage(found: Initiative) -> Stage | None:
    """The stage behind the next gate; None when it is closed."""
    name = rules.gates.next_stage(found.stage) if found.state != InitiativeState.CLOSED else None
    return Stage(name) if name else None


def _target_way(found: Initiative, parts: Parts, today: dt.date) -> Way | None:
    if parts.target is None:
        return None
    return way_of(
        baseline=parts.target["baseline"],
        target_value=parts.target["target_value"],
        value=parts.value,
        starts_on=found.starts_on,
        due_on=found.due_on,
        today=today,
    )


def _reports(items: list[TimelineItem]) -> list[dict[str, Any]]:
    """Status reports, newest first: their events carry light, words, name and time."""
    return [
        {
            "look": LIGHT_LOOKS[item.data["light"]],
            "computed": _computed(item.data.get("computed", "")),
            "text": item.reason,
            "by": item.actor,
            "at": item.at,
        }
        for item in reversed(items)
        if item.verb.startswith("initiative.reported_")
    ]


def _computed(light: str) -> Look | None:
    return COMPUTED_LOOKS.get(light)


def _facts(found: Initiative) -> list[dict[str, Any]]:
    above = found.programme
    linked = [{"label": _("Programme"), "value": above.name, "url": above.get_absolute_url()}] if above else []
    return [
        *linked,
        {"label": pgettext("initiative", "Owner"), "value": found.owner.display_name},
        {"label": _("Sponsor"), "value": found.sponsor.display_name if found.sponsor else ""},
        {"label": _("Owner's department"), "value": found.department.name},
        {"label": pgettext("initiative", "Type"), "value": found.get_type_display()},
        {"label": _("Set up"), "when": found.created_at},
        {"label": _("Reference"), "value": found.reference, "copy_text": found.reference},
    ]


def _steps(found: Any, parts: Parts, user: Any) -> list[dict[str, Any]]:
    """What this person may do now, the likeliest first: a gate that waits, then the work of those who carry it."""
    gate = _decision_step(found, parts, user)
    return (
        gate + (_own_steps(found, parts) if found.may_edit else []) + [_follow_step(found)] + _plan_steps(found, user)
    )


def _follow_step(found: Any) -> dict[str, Any]:
    if found.following:
        return _step(found, _("Stop following"), "unfollow", "bell", post=True)
    return _step(found, _("Follow"), "follow", "bell", post=True)


def _plan_steps(found: Any, user: Any) -> list[dict[str, Any]]:
    """What begins with its plan."""
    access = access_of(user)
    copy = [_step(found, _("Copy"), "copy", "copy")] if access.may("initiatives.create") else []
    keep = [_step(found, _("Keep as a template"), "template-keep", "star")] if access.may("templates.edit") else []
    return copy + keep


def _step(found: Initiative, label: str, route: str, icon: str, **options: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"initiatives:{route}", args=[found.reference]), "icon": icon} | options


def _decision_step(found: Any, parts: Parts, user: Any) -> list[dict[str, Any]]:
    review = parts.open_review
    if not review or not found.may_decide or review["asked_by_id"] == user.pk:
        return []
    return [_step(found, _("Decide the gate"), "gate-decide", "clipboard-check", primary=True)]


def _own_steps(found: Any, parts: Parts) -> list[dict[str, Any]]:
    edit = _step(found, _("Edit"), "edit", "pencil")
    reach = _step(found, _("Add people reached"), "reach-new", "users")
    work = _step(found, _("Actions"), "work", "list")
    agenda = _step(found, _("Agenda"), "agenda", "list")
    kind = _step(found, _("Type and pilot"), "retype", "flag")
    reading = _step(found, _("Add reading"), "reading-new", "target-arrow")
    gate = [] if parts.open_review else [_step(found, _("Ask for the gate"), "gate-request", "clipboard-check")]
    by_state = {
        InitiativeState.DRAFT: [_start_step(found, parts), *gate, edit, kind],
        InitiativeState.RUNNING: [
            _step(found, _("Report status"), "report-new", "message", primary=True),
            reading,
            reach,
            *gate,
            work,
            agenda,
            edit,
            kind,
            _step(found, pgettext("initiative", "Close"), "close", "archive"),
        ],
        InitiativeState.CLOSED: ([reading] if parts.target else []) + [_archive_step(found)],
    }
    return by_state[InitiativeState(found.state)]


def _archive_step(found: Any) -> dict[str, Any]:
    if found.archived_at:
        return _step(found, _("Out of the archive"), "unarchive", "archive", post=True)
    return _step(found, _("Into the archive"), "archive", "archive", post=True)


def _start_step(found: Any, parts: Parts) -> dict[str, Any]:
    absent = rules.gates.missing(rules.gates.START, parts.facts)
    blocked = {"blocked_reason": not_ready_words(absent)} if absent else {}
    return _step(found, _("Start"), "start", "player-play", primary=True, post=True, **blocked)


def new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = initiative_create(
            plan=plan_from(data), draft=data["draft"], uploads=data["attachments"], by=user, now=timezone.now()
        )
        return url_of(made.reference), _("The initiative is set up.")

    return form_page(
        request,
        form=NewInitiativeForm,
        run=run,
        title=_("New initiative"),
        submit=_("Set up initiative"),
        cancel_url=reverse("initiatives:portfolio"),
        initial=plan_initial(user),
        template="initiatives/portfolio/new.html",
        context=people_context()
        | {"draft_key": "initiative", "templates": PlanTemplate.objects.visible_to(user).order_by("name", "id")[:8]},
    )


def _editable(request: HttpRequest, reference: str) -> Initiative:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)
    return found


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    found = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        initiative_edit(
            reference=found.reference,
            changes={name: value for name, value in changes_from(data).items() if value is not None},
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return url_of(found.reference), _("Saved.")

    return form_page(
        request,
        form=EditPlanForm,
        run=run,
        title=_("Edit initiative"),
        submit=_("Save"),
        cancel_url=url_of(found.reference),
        edited=Edited(found, written_as(*INITIATIVE_CHANGES), lambda now: values_of(now, first_target(now))),
        template="initiatives/form.html",
        context=people_context(),
    )


def start(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        initiative_start(reference=reference.upper(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("The initiative has started. Every colleague sees it now.")

    return step_page(request, run=run, back=url_of(reference.upper()))


def close(request: HttpRequest, reference: str) -> HttpResponse:
    found = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        initiative_close(
            reference=found.reference,
            result=data["result"],
            reading=Value(data["value"], data["as_of"], data["source"]),
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return url_of(found.reference), _("The initiative is closed.")

    return form_page(
        request,
        form=CloseForm,
        run=run,
        title=_("Close initiative"),
        submit=_("Close initiative"),
        cancel_url=url_of(found.reference),
        intro=_("What came of it, and a last reading of its target. Readings can still be added later."),
        initial={"as_of": timezone.localdate()},
        edited=Edited(found, written_as(*INITIATIVE_CHANGES), attributes("result")),
    )


def comment(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())

    def run(data: dict[str, Any]) -> tuple[str, str]:
        initiative_comment(
            reference=found.reference,
            text=data["text"],
            uploads=data["attachments"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return f"{url_of(found.reference)}#timeline", _("Comment sent.")

    return form_page(
        request,
        form=CommentForm,
        run=run,
        title=_("Comment"),
        submit=_("Send comment"),
        cancel_url=url_of(found.reference),
    )
