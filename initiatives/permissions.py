"""Who may do what with ideas and initiatives, and the routes of this area."""

from django.db.models import Exists, OuterRef, Q

from initiatives.models import Idea, Initiative, Participation
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

_DECIDERS = {Role.DEPARTMENT_HEAD: Scope.DEPARTMENT, Role.PROGRAMME_OFFICE: Scope.ALL}

register_actions(
    {
        "ideas.view": {Role.EMPLOYEE: Scope.ALL},
        "ideas.submit": {Role.EMPLOYEE: Scope.ALL},
        "ideas.edit": {Role.EMPLOYEE: Scope.OWN},
        "ideas.vote": {Role.EMPLOYEE: Scope.ALL},
        "ideas.comment": {Role.EMPLOYEE: Scope.ALL},
        "ideas.decide": _DECIDERS,
        "ideas.turn": _DECIDERS,
        # Everything but drafts (InitiativeQuerySet.visible_to joins the two).
        "initiatives.view": {Role.EMPLOYEE: Scope.ALL},
        "initiatives.draft_view": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: (Scope.DEPARTMENT, Scope.SERVED),
            Role.PROGRAMME_OFFICE: Scope.ALL,
        },
        "initiatives.create": {
            Role.DEPARTMENT_HEAD: Scope.ALL,
            Role.PROGRAMME_OFFICE: Scope.ALL,
            Role.EXECUTIVE: Scope.ALL,
        },
        "initiatives.edit": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.PROGRAMME_OFFICE: Scope.ALL,
        },
        "initiatives.comment": {Role.EMPLOYEE: Scope.ALL},
    }
)

register_scopes(
    Idea,
    ModelScopes(
        view="ideas.view",
        own=lambda user: Q(author=user),
        department=lambda ids: Q(department__in=ids),
    ),
)
# Own: owner or sponsor. Department: the owner's. Served: the departments that take part.
register_scopes(
    Initiative,
    ModelScopes(
        view="initiatives.view",
        own=lambda user: Q(owner=user) | Q(sponsor=user),
        department=lambda ids: Q(department__in=ids),
        served=lambda ids: Q(Exists(Participation.objects.filter(initiative=OuterRef("pk"), department__in=ids))),
    ),
)

register_routes(
    {
        "initiatives:ideas": {"GET": "ideas.view"},
        "initiatives:submit": {"GET": "ideas.submit", "POST": "ideas.submit"},
        "initiatives:idea": {"GET": "ideas.view"},
        "initiatives:idea-edit": {"GET": "ideas.edit", "POST": "ideas.edit"},
        "initiatives:idea-vote": {"POST": "ideas.vote"},
        "initiatives:idea-comment": {"GET": "ideas.comment", "POST": "ideas.comment"},
        "initiatives:idea-decide": {"GET": "ideas.decide", "POST": "ideas.decide"},
        "initiatives:idea-turn": {"GET": "ideas.turn", "POST": "ideas.turn"},
        "initiatives:portfolio": {"GET": "initiatives.view"},
        "initiatives:timeline": {"GET": "initiatives.view"},
        "initiatives:new": {"GET": "initiatives.create", "POST": "initiatives.create"},
        "initiatives:initiative": {"GET": "initiatives.view"},
        "initiatives:edit": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:start": {"POST": "initiatives.edit"},
        "initiatives:close": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:initiative-comment": {"GET": "initiatives.comment", "POST": "initiatives.comment"},
        "initiatives:report-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:reading-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:milestone-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:milestone-done": {"POST": "initiatives.edit"},
        "initiatives:participant-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:participant-remove": {"POST": "initiatives.edit"},
        "api:idea-list": {"GET": "ideas.view", "POST": "ideas.submit"},
        "api:idea-detail": {"GET": "ideas.view", "PATCH": "ideas.edit"},
        "api:idea-vote": {"POST": "ideas.vote", "DELETE": "ideas.vote"},
        "api:idea-comments": {"GET": "ideas.view", "POST": "ideas.comment"},
        "api:idea-decide": {"POST": "ideas.decide"},
        "api:idea-turn": {"POST": "ideas.turn"},
        "api:initiative-list": {"GET": "initiatives.view", "POST": "initiatives.create"},
        "api:initiative-detail": {"GET": "initiatives.view", "PATCH": "initiatives.edit"},
        "api:initiative-start": {"POST": "initiatives.edit"},
        "api:initiative-close": {"POST": "initiatives.edit"},
        "api:initiative-milestones": {"POST": "initiatives.edit"},
        "api:initiative-milestone-done": {"POST": "initiatives.edit"},
        "api:initiative-milestone-reopen": {"POST": "initiatives.edit"},
        "api:initiative-status-reports": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-readings": {"POST": "initiatives.edit"},
        "api:initiative-participants": {"POST": "initiatives.edit"},
        "api:initiative-participant-remove": {"POST": "initiatives.edit"},
    }
)
