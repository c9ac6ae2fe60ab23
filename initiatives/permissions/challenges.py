"""Who may do what with calls for ideas, and their routes."""

from django.db.models import Q

from initiatives.models import Challenge
from initiatives.permissions.ideas import DECIDERS
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        # Once it was opened (ChallengeQuerySet.visible_to joins the two).
        "challenges.view": {Role.EMPLOYEE: Scope.ALL},
        "challenges.plan_view": {Role.EMPLOYEE: Scope.OWN} | DECIDERS,
        "challenges.create": DECIDERS,
        "challenges.edit": DECIDERS,
    }
)

# Own: whom it names. Department: whose call it is; the company's is the programme office's.
register_scopes(
    Challenge,
    ModelScopes(
        view="challenges.view",
        own=lambda user: Q(sponsor=user) | Q(answerer=user),
        department=lambda ids: Q(department__in=ids),
    ),
)

EDIT = {"GET": "challenges.edit", "POST": "challenges.edit"}
register_routes(
    {
        "initiatives:challenges": {"GET": "challenges.view"},
        "initiatives:challenge": {"GET": "challenges.view"},
        "initiatives:challenge-new": {"GET": "challenges.create", "POST": "challenges.create"},
        "initiatives:challenge-edit": EDIT,
        "initiatives:challenge-end": EDIT,
        "api:challenge-list": {"GET": "challenges.view", "POST": "challenges.create"},
        "api:challenge-detail": {"GET": "challenges.view", "PATCH": "challenges.edit"},
        "api:challenge-end": {"POST": "challenges.edit"},
    }
)
