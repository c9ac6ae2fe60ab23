"""Pages of ideas: list, detail, vote, comment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from initiatives.choices import IDEA_LOOKS, Anonymity, IdeaState
from initiatives.choices.words import IDEA_WORDS
from initiatives.forms.ideas import CommentForm
from initiatives.models import Idea
from initiatives.queries.authors import author_of, author_of_row, author_words, is_author
from initiatives.queries.challenges import calls_on_page
from initiatives.queries.demand import demand_of
from initiatives.queries.evaluations import OfIdea, cards_beside, of_idea
from initiatives.queries.filters import IdeaFilters
from initiatives.queries.ideas import ORDERINGS, ROW, beside_row, idea_for
from initiatives.queries.mentions import with_names_read
from initiatives.queries.nameless import notes_about
from initiatives.queries.thanks import thanks_beside, thanks_of
from initiatives.services.saying import idea_comment
from initiatives.services.votes import idea_unvote, idea_vote
from portal.core.errors import Refused
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, ListState, Tab
from portal.core.names import in_language
from portal.core.wording import day
from portal.people.access import access_of
from portal.records.pages import form_page
from portal.records.queries import attached, files_of, timeline
from portal.records.views import saved_views_of

LABELS = [gettext_lazy("Newest"), gettext_lazy("Most wanted"), gettext_lazy("Rising")]
# By `escalation`: who holds it when the answering department let it pass.
LEVELS = ["", gettext_lazy("one level up"), gettext_lazy("at the programme office")]
ANSWERED = (IdeaState.ACCEPTED, IdeaState.DECLINED, IdeaState.LATER)
COLUMNS = [
    Column(gettext_lazy("Votes"), css="votes"),
    Column(gettext_lazy("Idea"), css="main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Department concerned"), css="department"),
    Column(gettext_lazy("Author"), css="owner"),
]
# Read again by an import (services/importing/columns.py), with more for people to read.
EXPORT = [
    ExportColumn("reference", lambda row: row["reference"]),
    ExportColumn("external_id", lambda row: row["external_id"] if told(row) else ""),
    ExportColumn("title", lambda row: row["title"]),
    ExportColumn("state", lambda row: row["state"]),
    ExportColumn("text", lambda row: row["text"]),
    ExportColumn("department", lambda row: row["department__code"]),
    ExportColumn("department_name", lambda row: row["department_name"]),
    ExportColumn("author", lambda row: row["author"]["reference"] if row["author"] else ""),
    ExportColumn("author_name", lambda row: row["author_name"]),
    ExportColumn("votes", lambda row: row["vote_count"]),
    ExportColumn("comments", lambda row: row["comment_count"]),
    ExportColumn("created_at", lambda row: row["created_at"]),
    ExportColumn("decided_at", lambda row: row["decided_at"]),
    ExportColumn("answering_department", lambda row: row["answering_name"]),
    ExportColumn("answer_due_at", lambda row: row["answer_due_at"]),
    ExportColumn("overdue_since", lambda row: row["breached_at"]),
    ExportColumn("challenge", lambda row: row["challenge__reference"]),
    ExportColumn("tags", lambda row: ", ".join(tag["name"] for tag in row["tagged"])),
]
# Beside ROW, in an export only.
EXPORT_VALUES = ("external_id", "text", "department__code")


def told(row: dict[str, Any]) -> bool:
    """Whether an external id may be told: one of an author who isn't shown could be theirs."""
    return bool(row["author"])


def ideas(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    rows = Idea.objects.visible_to(user).listed_for(user)
    page = ListPage(
        name="ideas",
        title=_("Ideas"),
        rows=rows,
        values=ROW,
        annotations=beside_row(user),
        prepare=lambda found: [idea_row(row, user) for row in found],
        rows_template="initiatives/ideas/_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ORDERINGS, LABELS, strict=True)),
        filterset=IdeaFilters,
        tabs=_tabs(user),
        default_query="sort=newest",
        actions=[
            Action(_("Initiatives"), reverse("initiatives:portfolio"), icon="rocket"),
            Action(_("Tags"), reverse("initiatives:tags"), icon="tag"),
            Action(_("Calls for ideas"), reverse("initiatives:challenges"), icon="speakerphone"),
            *_decisions(user),
            *_participation(user),
            *_import(user),
            Action(_("New idea"), reverse("initiatives:submit"), primary=True),
        ],
        empty=Empty(
            _("No idea yet. The first one could be yours."), _("New idea"), reverse("initiatives:submit"), "bulb"
        ),
        export_columns=EXPORT,
        export_values=EXPORT_VALUES,
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    )
    if request.headers.get("HX-Request") or request.GET.get("export"):
        return page.respond(request)
    context = {"page": ListState(page, request), "calls": calls_on_page(user)}
    response = render(request, "initiatives/ideas/list.html", context)
    response["Vary"] = "HX-Request"
    return response


def _decisions(user: Any) -> list[Action]:
    if not decides(user):
        return [Action(_("Who answers in time"), reverse("initiatives:answer-board"), icon="chart-bar")]
    return [Action(_("Decisions to make"), reverse("initiatives:decisions"), icon="clipboard-check")]


def decides(user: Any) -> bool:
    """For a department or the company; colleagues who answer a call in person find their ideas on the home page."""
    reach = access_of(user).reach("ideas.decide")
    return reach.all or bool(reach.departments)


def _participation(user: Any) -> list[Action]:
    if not access_of(user).may("ideas.participation_view"):
        return []
    return [Action(_("Who takes part"), reverse("initiatives:participation"), icon="chart-bar")]


def _import(user: Any) -> list[Action]:
    if not access_of(user).may("ideas.import"):
        return []
    return [Action(_("Import"), reverse("initiatives:idea-import"), icon="upload")]


def _tabs(user: Any) -> list[Tab]:
    tabs = [Tab(label, f"sort={ordering.name}") for ordering, label in zip(ORDERINGS, LABELS, strict=True)]
    tabs += [Tab(pgettext("ideas", "Mine"), "mine=true"), Tab(_("Followed"), "following=true")]
    if decides(user):
        tabs.append(Tab(_("To decide"), "to_decide=true", Idea.objects.visible_to(user).to_decide(user)[:1001].count()))
    return tabs


def idea_row(row: dict[str, Any], user: Any) -> dict[str, Any]:
    author = author_of_row(row, user)
    return row | {
        "look": IDEA_LOOKS[IdeaState(row["state"])],
        "author": author,
        "author_name": author["name"] if author else author_words(row["anonymity"]),
        "department_name": in_language(row, "department__name"),
        "answering_name": in_language(row, "answering__name"),
        "level_label": LEVELS[row["escalation"]] if row["state"] == IdeaState.OPEN else "",
        "is_mine": row["author_id"] is not None and row["author_id"] == user.pk,
        "votable": row["state"] == IdeaState.OPEN and row["author_id"] != user.pk,
    }


def idea(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = idea_for(user, reference.upper(), cards=cards_beside(), **thanks_beside())
    if found.canonical:
        words = {"reference": found.reference}
        messages.info(request, _("%(reference)s was merged into this idea.") % words)
        return redirect("initiatives:idea", found.canonical.reference)
    answered = found.state != IdeaState.OPEN
    also = [row["id"] for row in found.merged_here]
    files = files_of(found, internal=False, also=also)
    items = timeline(found, words=IDEA_WORDS, internal=False, files=files, also=also, unnamed=_("The author"))
    author = author_of(found, user)
    talks = found.anonymity == Anonymity.NOBODY and found.may_decide
    author_name = author.display_name if author else author_words(found.anonymity)
    evaluation = of_idea(found, user)
    context = {
        "idea": found,
        "author": author,
        "author_name": author_name,
        "look": IDEA_LOOKS[IdeaState(found.state)],
        "steps": _steps(found, evaluation),
        "evaluation": evaluation,
        "thanks": thanks_of(found),
        "may_thank": bool(found.merged_here) or not is_author(user, found),
        "thank_url": reverse("initiatives:thank-idea", args=[found.reference]),
        "votable": not answered and not is_author(user, found),
        "question": _open_question(found) if found.asked_at else None,
        "objection": getattr(found, "objection", None),
        "decision": found.decisions.select_related("by").order_by("-at").first() if answered else None,
        "initiatives": found.became,
        "merged": found.merged_here,
        "demand": demand_of([found.pk])[found.pk],
        "attachments": attached(files),
        "timeline": with_names_read(items),
        "notes": notes_about(found) if talks else [],
        "talks": talks,
        "comment_form": CommentForm(mentions_url=reverse("api:idea-people", args=[found.reference])),
        "comment_url": reverse("initiatives:idea-comment", args=[found.reference]),
        "draft_key": f"comment-{found.reference}",
        "facts": _facts(found, author_name),
    }
    return render(request, "initiatives/ideas/detail.html", context)


def _open_question(found: Any) -> Any:
    return found.questions.filter(ended_at=None).select_related("asked_by").first()


def _facts(found: Any, author_name: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [{"label": _("Department concerned"), "value": found.department.name}]
    if found.challenge:
        call = found.challenge
        facts.insert(0, {"label": _("Call for ideas"), "value": call.question, "url": call.get_absolute_url()})
    if found.answerer:
        facts.append({"label": pgettext("call for ideas", "Answered by"), "value": found.answerer.display_name})
    elif found.answering_id != found.department_id:
        facts.append({"label": _("Answering department"), "value": found.answering.name})
    if found.state == IdeaState.OPEN and not found.asked_at:
        facts.append({"label": _("Answer due"), "when": found.answer_due_at})
    if found.later_on:
        facts.append({"label": _("Comes back on"), "value": day(found.later_on)})
    if found.came_up_on:
        facts.append({"label": _("Came up on the page"), "value": found.came_up_on, "url": found.came_up_on})
    return [
        *facts,
        {"label": _("Author"), "value": author_name},
        {"label": _("Submitted"), "when": found.created_at},
        {"label": _("Reference"), "value": found.reference, "copy_text": found.reference},
    ]


def _steps(found: Any, evaluation: OfIdea) -> list[dict[str, Any]]:
    """The steps that this person may take now, and what everybody may read."""
    steps: list[dict[str, Any]] = [
        *_own_steps(found),
        follow_step(found),
        {"label": _("What became of it"), "route": "idea-story"},
    ]
    if found.state == IdeaState.OPEN and found.may_decide and (evaluation.over or not evaluation.reference):
        ask = {"label": _("Ask for an evaluation"), "route": "evaluation-ask", "icon": "users"}
        steps.insert(len(steps) - 2, ask)
    icon = {"icon": "route"}
    return [icon | step | {"url": reverse(f"initiatives:{step['route']}", args=[found.reference])} for step in steps]


def follow_step(found: Any) -> dict[str, Any]:
    """Without who else follows, or how many do: that could tell who wrote it."""
    label, route = (_("Stop following"), "idea-unfollow") if found.following else (_("Follow"), "idea-follow")
    return {"label": label, "route": route, "icon": "bell", "post": True}


def _own_steps(found: Any) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    is_open, answered = found.state == IdeaState.OPEN, found.state in ANSWERED
    if found.asked_at and found.may_reply:
        steps.append({"label": _("Answer the question"), "route": "idea-reply", "primary": True, "icon": "message"})
    if (is_open or found.state == IdeaState.LATER) and found.may_decide:
        steps.append(
            {"label": _("Answer this idea"), "route": "idea-decide", "primary": True, "icon": "clipboard-check"}
        )
    if is_open and found.may_decide and not found.asked_at and found.author_id:
        steps.append({"label": _("Ask the author"), "route": "idea-ask", "icon": "help-circle"})
    if is_open and found.may_reassign:
        steps.append({"label": _("Let another department answer"), "route": "idea-reassign", "icon": "arrow-right"})
    if answered and found.may_object and not hasattr(found, "objection"):
        steps.append({"label": _("This is not an answer"), "route": "idea-object", "icon": "flag"})
    if found.state == IdeaState.ACCEPTED and found.may_turn:
        steps.append({"label": _("Turn into an initiative"), "route": "idea-turn", "primary": True, "icon": "rocket"})
    if found.state == IdeaState.OPEN and found.may_merge:
        steps.append({"label": _("Merge into another idea"), "route": "idea-merge", "icon": "arrow-right"})
    if found.state == IdeaState.OPEN and found.may_edit:
        steps.append({"label": _("Edit"), "route": "idea-edit", "icon": "pencil"})
    return steps


def idea_vote_page(request: HttpRequest, reference: str) -> HttpResponse:
    """POST `take_back=1` withdraws the vote. htmx gets the button again, a browser without it goes back."""
    verb = idea_unvote if request.POST.get("take_back") else idea_vote
    refusal = ""
    try:
        verb(reference=reference.upper(), by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except Refused as exc:
        if exc.status != 409:
            raise
        refusal = str(exc.message)
    if not request.headers.get("HX-Request"):
        return redirect(_back(request, reference))
    found = idea_for(request.user, reference.upper())
    votable = found.state == IdeaState.OPEN and not is_author(request.user, found)
    context = {"idea": found, "votable": votable, "refusal": refusal, "focus": True}
    return render(request, "initiatives/ideas/_vote.html", context, status=409 if refusal else 200)


def _back(request: HttpRequest, reference: str) -> str:
    """Only a path of our own: `next=//evil` leads to the idea."""
    target = request.POST.get("next", "")
    safe = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if safe else reverse("initiatives:idea", args=[reference.upper()])


def idea_comment_page(request: HttpRequest, reference: str) -> HttpResponse:
    found = idea_for(request.user, reference.upper())
    back = reverse("initiatives:idea", args=[found.reference])

    def run(data: dict[str, Any]) -> tuple[str, str]:
        idea_comment(
            reference=found.reference,
            text=data["text"],
            uploads=data["attachments"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return f"{back}#timeline", _("Comment sent.")

    return form_page(request, form=CommentForm, run=run, title=_("Comment"), submit=_("Send comment"), cancel_url=back)
