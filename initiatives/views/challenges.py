"""Pages of calls for ideas: the list, one with its ideas, its forms."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from initiatives.choices import CHALLENGE_LOOKS, IDEA_LOOKS, ChallengeState, IdeaState
from initiatives.forms.challenges import ChallengeForm, EndForm
from initiatives.models import Challenge, Idea
from initiatives.queries.challenges import ORDERINGS, ROW, beside, challenge_for, counts_of, shown
from initiatives.queries.evaluations import standings_of
from initiatives.queries.filters import ChallengeFilters
from initiatives.services import challenges as verbs
from initiatives.views.plans import people_context
from initiatives.views.shared import CHALLENGE_CHANGES, CHALLENGE_WORDS
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.wording import day_range, listed
from portal.people.access import access_of, not_allowed, require
from portal.records.pages import form_page
from portal.records.queries import history
from portal.records.stale import Edited, version_of, written_as
from portal.records.views import saved_views_of

MOST_WANTED = 10
COLUMNS = [
    Column(gettext_lazy("Call for ideas"), css="main"),
    Column(pgettext_lazy("call for ideas", "State")),
    Column(gettext_lazy("Ideas"), numeric=True),
    Column(gettext_lazy("Answering department"), css="department"),
    Column(gettext_lazy("Last day"), css="due-cell"),
]
NAMES = (
    *("reference", "question", "state", "opens_on", "closes_on", "idea_count", "answering_name"),
    *("answerer_name", "answer_days", "sponsor_name", "department_name"),
)


def _column(name: str) -> ExportColumn:
    return ExportColumn(name.removesuffix("_name"), lambda row: row[name])


def challenges(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    actions = [Action(_("Ideas"), reverse("initiatives:ideas"), icon="bulb")]
    if access_of(user).may("challenges.create"):
        actions.append(Action(_("New call for ideas"), reverse("initiatives:challenge-new"), primary=True))
    return ListPage(
        name="challenges",
        title=_("Calls for ideas"),
        rows=Challenge.objects.visible_to(user),
        values=ROW,
        annotations=beside(user),
        prepare=lambda found: [shown(row) for row in found],
        rows_template="initiatives/challenges/_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ORDERINGS, [_("Last to close"), _("Newest")], strict=True)),
        filterset=ChallengeFilters,
        tabs=[Tab(_("All"), "sort=closing"), *[Tab(state.label, f"state={state}") for state in ChallengeState]],
        actions=actions,
        empty=Empty(_("No call for ideas yet. Ask a question, and everybody can answer it."), icon="speakerphone"),
        export_columns=[_column(name) for name in NAMES],
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    ).respond(request)


def challenge(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = challenge_for(user, reference.upper())
    state = ChallengeState(found.state_on(timezone.localdate()))
    context = {
        "call": found,
        "state": state,
        "look": CHALLENGE_LOOKS[state],
        "counts": counts_of(found),
        "wanted": _most_wanted(user, found),
        "standings": standings_of(found, user),
        "steps": _steps(found, state, _evaluates(user, found)),
        "facts": _facts(found),
        "timeline": history(found, words=CHALLENGE_WORDS),
        "ideas_url": f"{reverse('initiatives:ideas')}?challenge={found.reference}",
    }
    return render(request, "initiatives/challenges/detail.html", context)


def _most_wanted(user: Any, found: Challenge) -> list[dict[str, Any]]:
    rows = Idea.objects.visible_to(user).listed_for(user).filter(challenge=found).order_by("-vote_count", "-id")
    values = rows.values("reference", "title", "vote_count", "state")[:MOST_WANTED]
    return [row | {"look": IDEA_LOOKS[IdeaState(row["state"])]} for row in values]


def _evaluates(user: Any, found: Any) -> bool:
    """Whether they decide ideas of this call, as far as the call tells; an idea that was passed on may differ."""
    reach = access_of(user).reach("ideas.decide")
    return reach.all or found.answering_id in reach.departments or found.answerer_id == user.pk


def _steps(found: Any, state: ChallengeState, evaluates: bool) -> list[dict[str, Any]]:
    submit = f"{reverse('initiatives:submit')}?challenge={found.reference}"
    running = state in (ChallengeState.PLANNED, ChallengeState.OPEN)
    offered = [
        (state == ChallengeState.OPEN and found.i_am_asked, _("Submit an idea"), submit, "bulb", True),
        (
            evaluates and found.idea_count and state in (ChallengeState.OPEN, ChallengeState.ANSWERING),
            _("Have every open idea evaluated"),
            _url("evaluation-ask-call", found),
            "users",
            False,
        ),
        (found.may_edit and running, _("Edit"), _url("challenge-edit", found), "pencil", False),
        (found.may_edit and running, _("End early"), _url("challenge-end", found), "x", False),
    ]
    return [
        {"label": label, "url": url, "icon": icon, "primary": primary}
        for open_now, label, url, icon, primary in offered
        if open_now
    ]


def _url(route: str, found: Challenge) -> str:
    return reverse(f"initiatives:{route}", args=[found.reference])


def _facts(found: Any) -> list[dict[str, Any]]:
    answered = found.answerer.display_name if found.answerer else found.answering.name
    facts = [
        {"label": _("Takes ideas"), "value": day_range(found.opens_on, found.closes_on)},
        {
            "label": _("Asked"),
            "value": listed(unit.name for unit in found.asked.all()) or pgettext("call for ideas", "Everybody"),
        },
        {"label": pgettext("call for ideas", "Answered by"), "value": answered},
        {"label": _("Sponsor"), "value": found.sponsor.display_name},
        {"label": _("Whose call it is"), "value": found.department.name if found.department else _("The company's")},
        {"label": _("Reference"), "value": found.reference, "copy_text": found.reference},
    ]
    if found.answer_days:
        words = ngettext("%(n)s working day", "%(n)s working days", found.answer_days) % {"n": found.answer_days}
        facts.insert(3, {"label": _("Answer within"), "value": words})
    return facts


def new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    require(user, "challenges.create")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = verbs.challenge_create(call=verbs.Call(**data), by=user, now=timezone.now())
        return made.get_absolute_url(), _("The call is set up. Those asked are told on its first day.")

    return form_page(
        request,
        form=partial(ChallengeForm, reach=access_of(user).reach("challenges.create")),
        run=run,
        title=_("New call for ideas"),
        submit=_("Set up call"),
        cancel_url=reverse("initiatives:challenges"),
        initial={"opens_on": timezone.localdate(), "sponsor": user} | _own(user),
        template="initiatives/form.html",
        context=people_context(),
    )


def _own(user: Any) -> dict[str, Any]:
    """A head's call is the own department's unless they choose one below it."""
    own = not access_of(user).reach("challenges.create").all
    return {"department": user.department, "answering": user.department} if own else {}


def _editable(user: Any, reference: str) -> Any:
    """What the row itself says costs no query more."""
    found = challenge_for(user, reference.upper())
    if not found.may_edit:
        raise not_allowed("challenges.edit")
    return found


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = _editable(user, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        verbs.challenge_edit(
            reference=found.reference, changes=data, by=user, now=timezone.now(), expected_version=version
        )
        return found.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=partial(ChallengeForm, reach=access_of(user).reach("challenges.edit")),
        run=run,
        title=_("Edit call for ideas"),
        submit=_("Save"),
        cancel_url=found.get_absolute_url(),
        edited=Edited(found, written_as(*CHALLENGE_CHANGES), _values),
        template="initiatives/form.html",
        context=people_context(),
    )


def _values(found: Challenge) -> dict[str, Any]:
    return {name: getattr(found, name) for name in verbs.COLUMNS} | {"asked": list(found.asked.all())}


def end(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = _editable(user, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        verbs.challenge_end(reference=found.reference, by=user, now=timezone.now(), expected_version=version, **data)
        return found.get_absolute_url(), _("Ended. What came in is answered.")

    return form_page(
        request,
        form=EndForm,
        run=run,
        title=_("End early"),
        submit=_("End early"),
        intro=found.question,
        cancel_url=found.get_absolute_url(),
        edited=Edited(found, written_as(*CHALLENGE_CHANGES)),
    )
