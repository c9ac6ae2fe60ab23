"""Who thanks, and who reads thanks; with the routes. Whom one may thank for what: queries/thanks.py."""

from django.db.models import Q

from initiatives.models import Thanks
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        # With what they are for (ThanksQuerySet.visible_to); the collection is its receiver's alone.
        "thanks.view": {Role.EMPLOYEE: Scope.ALL},
        "thanks.give": {Role.EMPLOYEE: Scope.ALL},
        "thanks.withdraw": {Role.EMPLOYEE: Scope.OWN},
    }
)
register_scopes(Thanks, ModelScopes(view="thanks.view", own=lambda user: Q(giver=user)))

GIVE = {"GET": "thanks.give", "POST": "thanks.give"}
register_routes(
    {
        "initiatives:thanks": {"GET": "thanks.view"},
        "initiatives:thank-idea": GIVE,
        "initiatives:thank-initiative": GIVE,
        "initiatives:thank-service": GIVE,
        "initiatives:thanks-withdraw": {"POST": "thanks.withdraw"},
        "api:thanks-list": {"GET": "thanks.view", "POST": "thanks.give"},
        "api:thanks-withdraw": {"POST": "thanks.withdraw"},
    }
)
