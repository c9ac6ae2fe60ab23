"""The one permission table. Each app registers its rows in `permissions.py`; nothing else grants anything.

A row: action -> role -> scope. A route: URL name -> method -> action. A URL without a route fails the build.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, Q

from portal.people.models import Role, Scope, User

PUBLIC = "public"  # no sign-in needed
SIGNED_IN = "signed_in"  # any active colleague

Grant = Scope | tuple[Scope, ...]
Rows = Mapping[str, Mapping[Role, Grant]]
RouteRule = str | Mapping[str, str]

ROWS: dict[str, Mapping[Role, Grant]] = {}
ROUTES: dict[str, RouteRule] = {}


@dataclass(frozen=True)
class ModelScopes:
    """What belongs to a scope for one model, as queries. `view` is the action behind `visible_to`.

    `own` gets the user, `department` and `served` the department ids that the role reaches.
    A scope without a query holds nothing. `always` narrows every scope but own (drafts, withdrawn rows).
    `department_by_action`: actions for which a department reaches less than it may see (a ticket is seen by every
    department it was in, and changed by the one that has it); `own_by_action` says the same of one's own.
    """

    view: str
    own: Callable[[User], Q] | None = None
    department: Callable[[frozenset[int]], Q] | None = None
    served: Callable[[frozenset[int]], Q] | None = None
    always: Q | None = None
    department_by_action: Mapping[str, Callable[[frozenset[int]], Q]] = field(default_factory=dict)
    own_by_action: Mapping[str, Callable[[User], Q]] = field(default_factory=dict)


SCOPES: dict[type[Model], ModelScopes] = {}


def register_actions(rows: Rows) -> None:
    """`{"tickets.take": {Role.BACK_AGENT: Scope.DEPARTMENT}}`. Everybody holds Role.EMPLOYEE."""
    for action, roles in rows.items():
        if action in ROWS:
            raise ValueError(f"Action {action} is registered twice")
        ROWS[action] = roles


def register_routes(routes: Mapping[str, RouteRule]) -> None:
    """`{"tickets:list": "tickets.view", "api:ticket-list": {"GET": "tickets.view", "POST": "tickets.open"}}`."""
    for name, rule in routes.items():
        if name in ROUTES:
            raise ValueError(f"Route {name} is registered twice")
        ROUTES[name] = rule


def register_scopes(model: type[Model], scopes: ModelScopes) -> None:
    SCOPES[model] = scopes


def action_for(route: str, method: str) -> str | None:
    """The action that a request needs; None: this route doesn't take this method. Raises KeyError: no row."""
    rule = ROUTES[route]
    if isinstance(rule, str):
        return rule
    return rule.get("GET" if method in ("HEAD", "OPTIONS") else method)


def grants(action: str, role: Role) -> tuple[Scope, ...]:
    grant = ROWS[action].get(role, ())
    return grant if isinstance(grant, tuple) else (grant,)


def roles_for(action: str) -> list[Role]:
    return list(ROWS.get(action, {}))


def token_scope(action: str) -> str:
    """The API-token scope that covers an action: `tickets.view` -> `tickets:read`, all else `…:write`."""
    area, _, verb = action.partition(".")
    return f"{area}:{'read' if verb == 'view' or verb.endswith('_view') else 'write'}"


def token_scopes() -> list[str]:
    return sorted({token_scope(action) for action in ROWS})


def scopes_of(model: type[Model]) -> ModelScopes:
    return SCOPES[model]
