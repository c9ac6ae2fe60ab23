"""Pages of evaluations: my list, asking, the scorecard, results."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from initiatives.choices.evaluations import CARD_LOOKS, OVER_LOOK, CardState, Criterion
from initiatives.forms.evaluations import AskEvaluationForm, DeclineCardForm, ScorecardForm
from initiatives.queries.challenges import challenge_for
from initiatives.queries.evaluations import (
    CARD,
    ORDERINGS,
    View,
    card_shown,
    cards_of,
    evaluation_for,
    scores_of,
    waiting,
)
from initiatives.queries.filters import CardFilters
from initiatives.queries.ideas import idea_for
from initiatives.services import evaluating as verbs
from initiatives.services import scorecards
from initiatives.views.shared import EVALUATION_WORDS
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.people.access import require
from portal.records.pages import form_page, step_page
from portal.records.queries import history

COLUMNS = [
    Column(gettext_lazy("Idea"), css="main"),
    Column(pgettext_lazy("evaluation", "State")),
    Column(gettext_lazy("Due"), css="due-cell"),
    Column(gettext_lazy("Your step")),
]
EXPORT = ("reference", "idea", "title", "state", "due_on", "asked_at", "answered_at")
COUNT_CAP = 1001
# Of the picture: one line for each criterion, the scale from 1 to 5 across.
LEFT, STEP, LINE = 20, 80, 48


def evaluations(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    mine = cards_of(user)
    return ListPage(
        name="evaluations",
        title=_("My evaluations"),
        rows=mine,
        values=CARD,
        prepare=lambda found: [card_shown(row) for row in found],
        rows_template="initiatives/evaluations/_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ORDERINGS, [_("Due first"), _("Newest")], strict=True)),
        filterset=CardFilters,
        tabs=[
            Tab(pgettext("scorecard", "Waits for me"), "waiting=true", waiting(mine)[:COUNT_CAP].count()),
            Tab(pgettext("scorecard", "Sent"), "state=sent"),
            Tab(_("All"), "sort=newest"),
        ],
        default_query="waiting=true",
        actions=[Action(_("Ideas"), reverse("initiatives:ideas"), icon="bulb")],
        empty=Empty(
            _("No evaluation waits for you. Whoever decides an idea may ask you for one."), icon="circle-check"
        ),
        export_columns=[_column(name) for name in EXPORT],
    ).respond(request)


def _column(name: str) -> ExportColumn:
    return ExportColumn(name, lambda row: row[name])


def ask(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = idea_for(user, reference.upper())
    require(user, "ideas.decide", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = verbs.evaluation_ask(idea=found.reference, request=verbs.Request(**data), by=user, now=timezone.now())
        return reverse("initiatives:evaluation", args=[made.reference]), _("Asked. They have been told.")

    return form_page(
        request,
        form=AskEvaluationForm,
        run=run,
        title=_("Ask for an evaluation"),
        submit=pgettext("evaluation", "Ask them"),
        intro=found.title,
        cancel_url=reverse("initiatives:idea", args=[found.reference]),
    )


def ask_call(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = challenge_for(user, reference.upper())
    require(user, "ideas.decide")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        done = verbs.evaluations_ask(
            challenge=found.reference, request=verbs.Request(**data), by=user, now=timezone.now()
        )
        words = {"asked": len(done.asked), "passed_over": done.passed_over}
        return found.get_absolute_url(), _("Asked for %(asked)s ideas; passed over: %(passed_over)s.") % words

    return form_page(
        request,
        form=AskEvaluationForm,
        run=run,
        title=_("Have every open idea evaluated"),
        submit=pgettext("evaluation", "Ask them"),
        intro=_("%(question)s The same colleagues score every open idea of this call that you decide, 50 at most.")
        % {"question": found.question},
        cancel_url=found.get_absolute_url(),
    )


def evaluation(request: HttpRequest, reference: str) -> HttpResponse:
    """Progress for those who decide, the way to the card for a reviewer, results as soon as somebody may read them."""
    view = evaluation_for(request.user, reference.upper())
    rows = criteria_shown(view)
    context = {
        "view": view,
        "idea": view.row.idea,
        "look": OVER_LOOK if view.over else CARD_LOOKS[CardState.WAITING],
        "criteria": rows,
        "height": LINE * len(rows) + 24,
        "scale": [(LEFT + STEP * step, step + 1) for step in range(5)],
        "cards": [{"card": card, "scores": _scores(card)} for card in view.sent],
        # Who did what, as soon as names are no secret for this reader.
        "timeline": history(view.row, words=EVALUATION_WORDS) if view.readable else [],
        "blind": view.may_score,
        "steps": _steps(view),
        "facts": _facts(view),
    }
    return render(request, "initiatives/evaluations/detail.html", context)


def _scores(card: Any) -> list[tuple[str, Any]]:
    return [(str(Criterion(name).label), score) for name, score in scores_of(card).items()]


def criteria_shown(view: View) -> list[dict[str, Any]]:
    """Each criterion with its words and where it stands in the picture."""
    if view.sums is None or not view.sums.cards:
        return []
    return [
        {
            "sum": each,
            "label": Criterion(each.name).label,
            "y": LINE * place + 32,
            "low_x": _x(each.low),
            "high_x": _x(each.high),
            "mean_x": _x(each.mean),
        }
        for place, each in enumerate(view.sums.criteria)
    ]


def _x(score: Any) -> float:
    return round(LEFT + STEP * (float(score) - 1), 1)


def _steps(view: View) -> list[dict[str, Any]]:
    reference, steps = view.row.reference, []
    if view.may_score:
        steps.append(
            {
                "label": _("Fill in the scorecard"),
                "route": "evaluation-card",
                "primary": True,
                "icon": "clipboard-check",
            }
        )
    if view.row.may_decide and not view.over:
        steps.append({"label": _("Close the evaluation"), "route": "evaluation-end", "icon": "x", "post": True})
    return [step | {"url": reverse(f"initiatives:{step['route']}", args=[reference])} for step in steps]


def _facts(view: View) -> list[dict[str, Any]]:
    row = view.row
    return [
        {"label": _("Idea"), "value": row.idea.title, "url": reverse("initiatives:idea", args=[row.idea.reference])},
        {"label": pgettext("evaluation", "Asked by"), "value": row.asked_by.display_name},
        {"label": pgettext("evaluation", "Asked"), "when": row.asked_at},
        {"label": _("Reference"), "value": row.reference, "copy_text": row.reference},
    ]


def card(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep as a draft or send, by the button that was pressed; what was answered leads to the results."""
    user: Any = request.user
    view = evaluation_for(user, reference.upper())
    require(user, "evaluations.score", view.row)
    url = reverse("initiatives:evaluation", args=[view.row.reference])
    if request.method == "GET" and not view.may_score:
        return redirect(url)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        comment = data.pop("comment")
        what: dict[str, Any] = {"reference": view.row.reference, "scores": data, "comment": comment}
        if "save" in request.POST:
            scorecards.scorecard_save(**what, by=user, now=timezone.now())
            return request.path, _("Kept. Nobody else sees it until you send it.")
        scorecards.scorecard_send(**what, by=user, now=timezone.now())
        return url, _("Sent. Thank you.")

    mine: Any = view.mine
    return form_page(
        request,
        form=ScorecardForm,
        run=run,
        title=_("Scorecard"),
        submit=pgettext("scorecard", "Send"),
        cancel_url=reverse("initiatives:evaluations"),
        initial=scores_of(mine) | {"comment": mine.comment},
        template="initiatives/evaluations/card.html",
        context={"idea": view.row.idea, "view": view},
    )


def decline(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    view = evaluation_for(user, reference.upper())
    require(user, "evaluations.score", view.row)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        scorecards.scorecard_decline(reference=view.row.reference, by=user, now=timezone.now(), **data)
        return reverse("initiatives:evaluations"), _("Declined. Whoever asked you reads why.")

    return form_page(
        request,
        form=DeclineCardForm,
        run=run,
        title=_("Decline to evaluate"),
        submit=pgettext("scorecard", "Decline"),
        intro=view.row.idea.title,
        cancel_url=reverse("initiatives:evaluation-card", args=[view.row.reference]),
    )


def end(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def run() -> str:
        verbs.evaluation_end(reference=reference.upper(), by=user, now=timezone.now())
        return _("Closed. What was sent counts.")

    return step_page(request, run=run, back=reverse("initiatives:evaluation", args=[reference.upper()]))
