"""Who reads who takes part: heads, the programme office and executives, all of them the same table."""

from portal.people.models import Role, Scope
from portal.people.registry import register_actions, register_routes

register_actions(
    {
        # Not by department: the same numbers for every reader, so that two readers together learn no more than one.
        "ideas.participation_view": {
            Role.DEPARTMENT_HEAD: Scope.ALL,
            Role.PROGRAMME_OFFICE: Scope.ALL,
            Role.EXECUTIVE: Scope.ALL,
        },
    }
)
register_routes(
    {
        "initiatives:participation": {"GET": "ideas.participation_view"},
        "api:idea-participation": {"GET": "ideas.participation_view"},
    }
)
