"""Who may ask for, give and read evaluations of ideas, and their routes. What is read when: rules/evaluations.py."""

from django.db.models import Q

from initiatives.models import Evaluation, Scorecard
from initiatives.permissions.ideas import ANSWERERS
from portal.people.models import Role, Scope, User
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        # Own: asked to score it, or answers the idea in person.
        "evaluations.view": ANSWERERS,
        # Asking for one is `ideas.decide`; to close it and to read all of it takes the same people.
        "evaluations.decide": ANSWERERS,
        "evaluations.score": {Role.EMPLOYEE: Scope.OWN},
    }
)


def _reviewed(user: User) -> Q:
    return Q(pk__in=Scorecard.objects.filter(reviewer=user).values("evaluation"))


register_scopes(
    Evaluation,
    ModelScopes(
        view="evaluations.view",
        own=lambda user: _reviewed(user) | Q(idea__answerer=user),
        department=lambda ids: Q(idea__answering__in=ids),
        own_by_action={
            "evaluations.decide": lambda user: Q(idea__answerer=user),
            "evaluations.score": _reviewed,
        },
    ),
)

SCORE = {"GET": "evaluations.score", "POST": "evaluations.score"}
register_routes(
    {
        "initiatives:evaluations": {"GET": "evaluations.view"},
        "initiatives:evaluation": {"GET": "evaluations.view"},
        "initiatives:evaluation-ask": {"GET": "ideas.decide", "POST": "ideas.decide"},
        "initiatives:evaluation-ask-call": {"GET": "ideas.decide", "POST": "ideas.decide"},
        "initiatives:evaluation-card": SCORE,
        "initiatives:evaluation-decline": SCORE,
        "initiatives:evaluation-end": {"POST": "evaluations.decide"},
        "api:evaluation-list": {"GET": "evaluations.view", "POST": "ideas.decide"},
        "api:evaluation-detail": {"GET": "evaluations.view"},
        "api:evaluation-results": {"GET": "evaluations.view"},
        "api:evaluation-save": {"POST": "evaluations.score"},
        "api:evaluation-send": {"POST": "evaluations.score"},
        "api:evaluation-decline": {"POST": "evaluations.score"},
        "api:evaluation-end": {"POST": "evaluations.decide"},
        "api:challenge-evaluate": {"POST": "ideas.decide"},
    }
)
