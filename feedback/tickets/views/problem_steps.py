"""The steps on a problem: proposing, deciding, its tickets, the process change, consent, the initiative, closing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.tickets import services
from feedback.tickets.choices import FailureKind
from feedback.tickets.forms import problems as forms
from feedback.tickets.models import Problem, Ticket
from feedback.tickets.queries.problems import day_of, problem_shown, recent_per_week, spots_of, title_of
from feedback.tickets.rules import problems as rules
from feedback.tickets.services.common import heads_of
from feedback.tickets.services.problem_sweep import above
from initiatives.forms.initiatives import PlanForm
from initiatives.views.plans import people_context, plan_from
from portal.core.errors import Text
from portal.people.access import get_visible, require
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, version_of, written_as


def problem_new(request: HttpRequest) -> HttpResponse:
    """Empty, with the place from the report's list, or from a ticket (`?ticket=`)."""
    ticket = _ticket(request)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        values = data | ({"ticket": ticket.reference} if ticket else {})
        made = services.problem_propose(by=_user(request), now=timezone.now(), **values)
        return made.get_absolute_url(), _("Proposed. The head of the department with the step decides.")

    return form_page(
        request,
        form=partial(forms.ProblemOfTicketForm, spots=spots_of(ticket)) if ticket else forms.ProblemForm,
        run=run,
        title=_("Propose a problem"),
        intro=f"{ticket.reference} · {ticket.title}" if ticket else "",
        submit=_("Propose it"),
        cancel_url=ticket.get_absolute_url() if ticket else reverse("tickets:problems"),
        initial={"title": ticket.title} if ticket else _place(request),
    )


def _ticket(request: HttpRequest) -> Ticket | None:
    wanted = request.GET.get("ticket", "").upper()
    if not wanted:
        return None
    found: Ticket = get_visible(Ticket, request.user, wanted)
    return found


def _place(request: HttpRequest) -> dict[str, Any]:
    """What the address says of the place; what doesn't parse is left open."""
    given = request.GET
    step = given.get("step", "")
    cause = given.get("cause", "")
    return {
        "department": given.get("department", "").upper()[:12],
        "step": int(step) if step.isascii() and step.isdecimal() and len(step) < 5 else None,
        "cause": cause if cause in FailureKind.values else None,
    }


def accept(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Accepted. Now word the process change together with the other side.")
    initial = {"owner": request.user}
    return _by_form(
        request, reference, "decide", services.problem_accept, forms.AcceptProblemForm, _("Accept"), said, initial
    )


def decline(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Declined. The other side is told why.")
    return _by_form(
        request,
        reference,
        "decide",
        services.problem_decline,
        forms.DeclineProblemForm,
        pgettext("a problem", "Decline"),
        said,
    )


def join(request: HttpRequest, reference: str) -> HttpResponse:
    title, said = _("Add a ticket"), _("The ticket is part of the problem.")
    return _by_form(request, reference, "change", services.problem_join, forms.JoinTicketForm, title, said)


def change(request: HttpRequest, reference: str) -> HttpResponse:
    problem: Problem = get_visible(Problem, request.user, reference.upper())
    require(request.user, "problems.change", problem)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.problem_change(
            reference=problem.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return problem.get_absolute_url(), _("Both heads are asked for their consent.")

    return form_page(
        request,
        form=forms.ProcessChangeForm,
        run=run,
        title=_("Word the process change"),
        intro=_("In force once the heads of both departments agree to the same text, from its day."),
        submit=_("Save"),
        cancel_url=problem.get_absolute_url(),
        edited=Edited(problem, written_as("problem.changed"), _worded),
    )


def _worded(problem: Problem) -> dict[str, Any]:
    usually = day_of(timezone.now()) + dt.timedelta(days=14)
    return {"change": problem.change, "effective_on": problem.effective_on or usually}


def close(request: HttpRequest, reference: str) -> HttpResponse:
    title, said = _("Close the problem"), _("Closed. Both sides are told what came of it.")
    return _by_form(request, reference, "change", services.problem_close, forms.CloseProblemForm, title, said)


def leave(request: HttpRequest, reference: str) -> HttpResponse:
    problem: Problem = get_visible(Problem, request.user, reference.upper())
    ticket = request.POST.get("ticket", "")

    def run() -> Text:
        services.problem_leave(reference=problem.reference, ticket=ticket, by=_user(request), now=timezone.now())
        return _("Taken out. No sweep brings it back.")

    return step_page(request, run=run, back=problem.get_absolute_url())


def consent(request: HttpRequest, reference: str) -> HttpResponse:
    problem: Problem = get_visible(Problem, request.user, reference.upper())
    side, version = request.POST.get("side", ""), version_of(request)

    def run() -> Text:
        services.problem_consent(
            reference=problem.reference, side=side, by=_user(request), now=timezone.now(), version=version
        )
        return _("Agreed. It is in force from its day once both sides agree.")

    return step_page(request, run=run, back=problem.get_absolute_url())


def make_initiative(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that an initiative needs is filled in, so that one click is enough."""
    problem = problem_shown(request.user, reference.upper())
    require(request.user, "problems.change", problem)
    require(request.user, "initiatives.create")

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        data.pop("draft", None)
        made = services.problem_make_initiative(
            reference=problem.reference, plan=plan_from(data), by=_user(request), now=timezone.now()
        )
        return reverse("initiatives:initiative", args=[made.initiative.reference]), _("The initiative is set up.")

    return form_page(
        request,
        form=PlanOfProblemForm,
        run=run,
        title=_("Make an initiative of it"),
        intro=problem.reference,
        submit=_("Set up initiative"),
        cancel_url=problem.get_absolute_url(),
        template="initiatives/form.html",
        context=people_context(),
        initial=_plan(request, problem),
    )


class PlanOfProblemForm(PlanForm):
    draft = None  # type: ignore[assignment]


def _plan(request: HttpRequest, problem: Problem) -> dict[str, Any]:
    """Halve within twelve weeks what failed a week over the last twelve."""
    today = day_of(timezone.now())
    baseline = Decimal(str(round(recent_per_week(problem, now=timezone.now()), 1))) or Decimal(1)
    starts = max(problem.effective_on or today, today)
    sponsors = above(problem.department) or heads_of(problem.department)
    return {
        "title": title_of(problem),
        "owner": problem.owner or request.user,
        "sponsor": sponsors[0] if sponsors else None,
        "metric": _("Failures a week"),
        "baseline": baseline,
        "target_value": (baseline / 2).quantize(Decimal("0.1")),
        "due_on": starts + rules.WEEK * rules.TRAILING,
        "department": problem.department,
        "summary": problem.change,
    }


def _by_form(
    request: HttpRequest,
    reference: str,
    action: str,
    verb: Any,
    form: Any,
    title: Text,
    said: Text,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    problem: Problem = get_visible(Problem, request.user, reference.upper())
    require(request.user, f"problems.{action}", problem)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        verb(reference=problem.reference, by=_user(request), now=timezone.now(), **data)
        return problem.get_absolute_url(), said

    return form_page(
        request,
        form=form,
        run=run,
        title=title,
        intro=" · ".join(part for part in (problem.reference, problem.title) if part),
        submit=title,
        cancel_url=problem.get_absolute_url(),
        initial=initial,
    )


def _user(request: HttpRequest) -> Any:
    return request.user
