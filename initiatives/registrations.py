"""What this area puts into the registries of the ground, besides permissions and messages."""

from typing import Any

from django.db import IntegrityError
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from initiatives.choices import InitiativeState, ServiceState
from initiatives.choices.steering import (
    RiskState,
)
from initiatives.models import (
    Action,
    AnswerTime,
    Challenge,
    CompanyTarget,
    Idea,
    Initiative,
    PlanTemplate,
    Programme,
    Risk,
    Scorecard,
    Tag,
    Target,
    ValueService,
)
from initiatives.models.answers import ANSWER_TIME_ONCE
from initiatives.models.evaluations import EVALUATION_ONE_OPEN
from initiatives.models.tags import (
    TAG_KEY,
)
from initiatives.models.thanks import THANKS_ONCE
from initiatives.queries.evaluations import waiting
from initiatives.services import (
    company_readings,
    packs,
)
from initiatives.services.answer_times import answer_time_exists
from initiatives.services.evaluating import evaluated_already
from initiatives.services.importing.keeping import BOOKS, runner
from initiatives.services.leaving import ANSWERABLE, challenges_hand_over, initiatives_hand_over, services_hand_over
from initiatives.services.programmes import (
    programmes_hand_over,
)
from initiatives.services.scorecards import scorecards_leave
from initiatives.services.tags import (
    tag_exists,
)
from initiatives.services.thanking import thanked_already
from portal.core.errors import Refused
from portal.core.nameless import register_nameless
from portal.core.races import register_constraint
from portal.core.search import search_q
from portal.core.search_registry import Hit, Searchable, register_search
from portal.people.handover import HandOver, OpenWork, register_handover
from portal.people.models import User
from portal.people.services.importing.keeping import FORGOTTEN
from portal.records.jobs import JobKind, register_job
from portal.records.subjects import Subject, register_subject


def _taken(exc: IntegrityError) -> Refused:
    return Refused("external_id_taken", _("Another record has this external id already."), field="external_id")


def _subject(model: Any) -> Subject:
    def visible(user: Any, pk: int) -> bool:
        return bool(model.objects.visible_to(user).filter(pk=pk).exists())

    return Subject(visible=visible, internal=lambda _user, _pk: False)


def _find(model: Any, route: str) -> Any:
    def find(user: Any, text: str, limit: int) -> list[Hit]:
        rows = model.objects.visible_to(user).filter(search_q(text)).order_by("-created_at", "-id")
        return [
            Hit(row["reference"], row["title"], reverse(route, args=[row["reference"]]))
            for row in rows.values("reference", "title")[:limit]
        ]

    return find


def _open_work(user: User) -> list[OpenWork]:
    rows = Initiative.objects.filter(owner=user).exclude(state=InitiativeState.CLOSED).order_by("id")
    owned = [
        OpenWork(row["reference"], row["title"], reverse("initiatives:initiative", args=[row["reference"]]))
        for row in rows.values("reference", "title")
    ]
    return owned + _open_actions(user) + _open_benefits(user) + _open_risks(user)


def _open_risks(user: User) -> list[OpenWork]:
    rows = Risk.objects.filter(owner=user).exclude(state=RiskState.CLOSED).order_by("id")
    return [
        OpenWork(row["reference"], row["text"], reverse("initiatives:risks", args=[row["initiative__reference"]]))
        for row in rows.values("reference", "text", "initiative__reference")
    ]


def _open_benefits(user: User) -> list[OpenWork]:
    rows = Target.objects.filter(owner=user, realised_on=None).order_by("id")
    return [
        OpenWork(row["reference"], row["metric"], reverse("initiatives:benefit", args=[row["reference"]]))
        for row in rows.values("reference", "metric")
    ]


def _open_actions(user: User) -> list[OpenWork]:
    rows = Action.objects.filter(assignee=user, done_on=None).order_by("due_on", "id")
    return [
        OpenWork(row["reference"], row["title"], reverse("initiatives:work", args=[row["initiative__reference"]]))
        for row in rows.values("reference", "title", "initiative__reference")
    ]


def _find_services(user: Any, text: str, limit: int) -> list[Hit]:
    rows = ValueService.objects.visible_to(user).filter(search_q(text)).order_by("-created_at", "-id")
    return [
        Hit(row["reference"], row["name"], reverse("initiatives:service", args=[row["reference"]]))
        for row in rows.values("reference", "name")[:limit]
    ]


def _open_services(user: User) -> list[OpenWork]:
    rows = ValueService.objects.filter(owner=user).exclude(state=ServiceState.RETIRED).order_by("id")
    return [
        OpenWork(row["reference"], row["name"], reverse("initiatives:service", args=[row["reference"]]))
        for row in rows.values("reference", "name")
    ]


def _find_programmes(user: Any, text: str, limit: int) -> list[Hit]:
    rows = Programme.objects.visible_to(user).filter(search_q(text)).order_by("-created_at", "-id")
    return [
        Hit(row["reference"], row["name"], reverse("initiatives:programme", args=[row["reference"]]))
        for row in rows.values("reference", "name")[:limit]
    ]


def _sponsored(user: User) -> list[OpenWork]:
    rows = Programme.objects.filter(sponsor=user).order_by("id")
    return [
        OpenWork(row["reference"], row["name"], reverse("initiatives:programme", args=[row["reference"]]))
        for row in rows.values("reference", "name")
    ]


def _find_calls(user: Any, text: str, limit: int) -> list[Hit]:
    rows = Challenge.objects.visible_to(user).filter(search_q(text)).order_by("-created_at", "-id")
    return [
        Hit(row["reference"], row["question"], reverse("initiatives:challenge", args=[row["reference"]]))
        for row in rows.values("reference", "question")[:limit]
    ]


def _open_calls(user: User) -> list[OpenWork]:
    """Calls that name them, and ideas that they answer in person."""
    calls = Challenge.objects.filter(Q(sponsor=user) | Q(answerer=user), finished_at=None).order_by("id")
    named = [
        OpenWork(row["reference"], row["question"], reverse("initiatives:challenge", args=[row["reference"]]))
        for row in calls.values("reference", "question")
    ]
    ideas = Idea.objects.filter(answerer=user).filter(ANSWERABLE).order_by("id")
    return named + [
        OpenWork(row["reference"], row["title"], reverse("initiatives:idea", args=[row["reference"]]))
        for row in ideas.values("reference", "title")
    ]


def _open_cards(user: User) -> list[OpenWork]:
    rows = waiting(Scorecard.objects.filter(reviewer=user)).order_by("id")
    return [
        OpenWork(reference, title, reverse("initiatives:evaluation", args=[reference]))
        for reference, title in rows.values_list("evaluation__reference", "evaluation__idea__title")
    ]


register_subject(Challenge, _subject(Challenge))
register_subject(Tag, _subject(Tag))
register_constraint(EVALUATION_ONE_OPEN, lambda _exc: evaluated_already())
register_handover("evaluations", HandOver(_lazy("Evaluations"), _open_cards, scorecards_leave))
register_constraint(THANKS_ONCE, lambda _exc: thanked_already())
register_constraint(TAG_KEY, lambda _exc: tag_exists())
register_subject(AnswerTime, _subject(AnswerTime))
register_subject(Target, _subject(Target))
register_subject(PlanTemplate, _subject(PlanTemplate))
register_constraint(ANSWER_TIME_ONCE, lambda _exc: answer_time_exists())
_models: list[type[Model]] = [Idea, Initiative, ValueService, Programme, CompanyTarget]
for _model in _models:
    register_subject(_model, _subject(_model))
    register_constraint(f"{_model._meta.db_table}_external_id_key", _taken)

register_nameless("/ideas/nameless/", "/api/v1/ideas/nameless/")
for _book in BOOKS.values():
    register_job(JobKind(_book.kinds[0], _lazy("Preview of an import"), runner(_book, writes=False)))
    register_job(JobKind(_book.kinds[1], _lazy("Import"), runner(_book, writes=True)))
    FORGOTTEN.extend(kind for kind in _book.kinds if kind not in FORGOTTEN)
register_search("ideas", Searchable(_lazy("Ideas"), "bulb", _find(Idea, "initiatives:idea")))
register_search("initiatives", Searchable(_lazy("Initiatives"), "rocket", _find(Initiative, "initiatives:initiative")))
register_search("challenges", Searchable(_lazy("Calls for ideas"), "speakerphone", _find_calls))
register_search("services", Searchable(_lazy("New value-added services"), "star", _find_services))
register_handover("challenges", HandOver(_lazy("Calls for ideas"), _open_calls, challenges_hand_over))
register_handover("services", HandOver(_lazy("New value-added services"), _open_services, services_hand_over))
register_handover("initiatives", HandOver(_lazy("Initiatives"), _open_work, initiatives_hand_over))
register_search("programmes", Searchable(_lazy("Programmes"), "target-arrow", _find_programmes))
register_handover("programmes", HandOver(_lazy("Programmes"), _sponsored, programmes_hand_over))
register_job(JobKind(company_readings.PREVIEW, _lazy("Preview of an import of readings"), company_readings.run_preview))
register_job(JobKind(company_readings.APPLY, _lazy("Import of readings"), company_readings.run_apply))
FORGOTTEN.extend(kind for kind in company_readings.KINDS if kind not in FORGOTTEN)
register_job(JobKind(packs.KIND, _lazy("Board pack"), packs.run_pack))
FORGOTTEN.append(packs.KIND)
