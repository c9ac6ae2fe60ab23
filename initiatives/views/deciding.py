"""The forms of an answer: decide, ask, reply, pass on, "this is not an answer"."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import DecisionKind, IdeaState
from initiatives.forms.answers import AskForm, DecideForm, ObjectForm, ReassignForm, ReplyForm
from initiatives.queries.ideas import idea_for
from initiatives.services.asking import idea_ask, idea_reply
from initiatives.services.decisions import idea_decide
from initiatives.services.passing import idea_object, idea_reassign
from initiatives.views.shared import IDEA_CHANGES
from portal.people.access import require
from portal.records.pages import form_page
from portal.records.queries import attached, files_of
from portal.records.stale import Edited, version_of, written_as

TEMPLATE = "initiatives/ideas/decide.html"


def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a message about an idea leads: the idea and the form on one page."""
    found = _found(request, reference, "ideas.decide")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        idea_decide(
            reference=found.reference,
            decision=DecisionKind(data["decision"]),
            reason=data["reason"],
            later_on=data["later_on"],
            by=_user(request),
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return _url(found), _("Answered. The author is told.")

    return form_page(
        request,
        form=DecideForm,
        run=run,
        title=_("Answer this idea"),
        submit=_("Send answer"),
        cancel_url=_url(found),
        edited=Edited(found, written_as(*IDEA_CHANGES)),
        template=TEMPLATE,
        context=_shown(found) | {"others": _others(found)},
    )


def ask(request: HttpRequest, reference: str) -> HttpResponse:
    found = _found(request, reference, "ideas.decide")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        idea_ask(reference=found.reference, by=_user(request), now=timezone.now(), **data)
        return _url(found), _("Asked. The promise waits until the author replies.")

    return form_page(
        request,
        form=AskForm,
        run=run,
        title=_("Ask the author"),
        submit=_("Send question"),
        cancel_url=_url(found),
        template=TEMPLATE,
        context=_shown(found),
    )


def reply(request: HttpRequest, reference: str) -> HttpResponse:
    found = _found(request, reference, "ideas.reply")
    question = found.questions.filter(ended_at=None).select_related("asked_by").first()

    def run(data: dict[str, Any]) -> tuple[str, str]:
        idea_reply(reference=found.reference, by=_user(request), now=timezone.now(), **data)
        return _url(found), _("Sent. The department goes on with your idea.")

    return form_page(
        request,
        form=ReplyForm,
        run=run,
        title=_("Answer the question"),
        submit=_("Send answer"),
        cancel_url=_url(found),
        template=TEMPLATE,
        context=_shown(found) | {"question": question},
    )


def reassign(request: HttpRequest, reference: str) -> HttpResponse:
    found = _found(request, reference, "ideas.reassign")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        idea_reassign(
            reference=found.reference, by=_user(request), now=timezone.now(), expected_version=version, **data
        )
        return _url(found), _("Passed on. The promise to the author goes on as it was.")

    return form_page(
        request,
        form=ReassignForm,
        run=run,
        title=_("Let another department answer"),
        submit=_("Pass on"),
        cancel_url=_url(found),
        edited=Edited(found, written_as(*IDEA_CHANGES)),
        template=TEMPLATE,
        context=_shown(found),
    )


def objection(request: HttpRequest, reference: str) -> HttpResponse:
    found = _found(request, reference, "ideas.object")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        idea_object(
            reference=found.reference,
            by=_user(request),
            now=timezone.now(),
            expected_version=version_of(request),
            **data,
        )
        return _url(found), _("Sent. Somebody one level up answers you.")

    return form_page(
        request,
        form=ObjectForm,
        run=run,
        title=_("This is not an answer"),
        submit=_("Ask for an answer"),
        cancel_url=_url(found),
        edited=Edited(found, written_as(*IDEA_CHANGES)),
        template=TEMPLATE,
        context=_shown(found) | {"decision": found.decisions.select_related("by").order_by("-at").first()},
    )


def _found(request: HttpRequest, reference: str, action: str) -> Any:
    found = idea_for(request.user, reference.upper())
    require(request.user, action, found)
    return found


def _shown(found: Any) -> dict[str, Any]:
    """What every form shows above its fields: the idea itself."""
    return {"idea": found, "attachments": attached(files_of(found, internal=False))}


def _others(found: Any) -> list[dict[str, str]]:
    """What else can be done instead of answering now."""
    if found.state != IdeaState.OPEN:
        return []
    steps = [] if found.asked_at or not found.author_id else [(_("Ask the author"), "idea-ask")]
    if found.may_reassign:
        steps.append((_("Let another department answer"), "idea-reassign"))
    return [{"label": label, "url": reverse(f"initiatives:{route}", args=[found.reference])} for label, route in steps]


def _url(found: Any) -> str:
    return reverse("initiatives:idea", args=[found.reference])


def _user(request: HttpRequest) -> Any:
    return request.user
