"""Who may do what with initiatives, and their routes."""

from django.db.models import Exists, OuterRef, Q

from initiatives.models import Action, Initiative, Participation, Risk
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
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
        # Those who carry it and the heads of the departments that take part write the charter together.
        "initiatives.charter": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: (Scope.DEPARTMENT, Scope.SERVED),
            Role.PROGRAMME_OFFICE: Scope.ALL,
        },
        # The sponsor, or the programme office; nobody decides what they asked for themselves.
        "initiatives.decide_gate": {Role.EMPLOYEE: Scope.OWN, Role.PROGRAMME_OFFICE: Scope.ALL},
        "initiatives.comment": {Role.EMPLOYEE: Scope.ALL},
        "initiatives.import": {Role.PROGRAMME_OFFICE: Scope.ALL},
    }
)

# Own: owner or sponsor. Department: the owner's. Served: the departments that take part.
register_scopes(
    Initiative,
    ModelScopes(
        view="initiatives.view",
        own=lambda user: Q(owner=user) | Q(sponsor=user),
        department=lambda ids: Q(department__in=ids),
        served=lambda ids: Q(Exists(Participation.objects.filter(initiative=OuterRef("pk"), department__in=ids))),
        own_by_action={
            "initiatives.decide_gate": lambda user: Q(sponsor=user),
            "initiatives.risk": lambda user: (
                Q(owner=user) | Q(sponsor=user) | Q(Exists(Risk.objects.filter(initiative=OuterRef("pk"), owner=user)))
            ),
            "initiatives.act": lambda user: (
                Q(owner=user)
                | Q(sponsor=user)
                | Q(Exists(Action.objects.filter(initiative=OuterRef("pk"), assignee=user)))
            ),
        },
    ),
)

register_routes(
    {
        "initiatives:portfolio": {"GET": "initiatives.view"},
        "initiatives:timeline": {"GET": "initiatives.view"},
        "initiatives:workbook": {"GET": "initiatives.view"},
        "initiatives:initiative-import": "initiatives.import",
        "initiatives:initiative-import-job": {"GET": "initiatives.import"},
        "initiatives:initiative-import-apply": {"POST": "initiatives.import"},
        "initiatives:initiative-import-cancel": {"POST": "initiatives.import"},
        "api:initiative-workbook": {"GET": "initiatives.view"},
        "api:initiative-import-list": {"POST": "initiatives.import"},
        "api:initiative-import-detail": {"GET": "initiatives.import"},
        "api:initiative-import-apply": {"POST": "initiatives.import"},
        "api:initiative-import-cancel": {"POST": "initiatives.import"},
        "initiatives:new": {"GET": "initiatives.create", "POST": "initiatives.create"},
        "initiatives:initiative": {"GET": "initiatives.view"},
        "initiatives:edit": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:start": {"POST": "initiatives.edit"},
        "initiatives:close": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:follow": {"POST": "initiatives.view"},
        "initiatives:unfollow": {"POST": "initiatives.view"},
        "initiatives:retype": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:charter": {"GET": "initiatives.view"},
        "initiatives:charter-edit": {"GET": "initiatives.charter", "POST": "initiatives.charter"},
        "initiatives:gate-request": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:gate-decide": {"GET": "initiatives.decide_gate", "POST": "initiatives.decide_gate"},
        "initiatives:agenda": {"GET": "initiatives.view"},
        "initiatives:initiative-comment": {"GET": "initiatives.comment", "POST": "initiatives.comment"},
        "initiatives:report-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:reading-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:milestone-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:milestone-done": {"POST": "initiatives.edit"},
        "initiatives:participant-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:participant-remove": {"POST": "initiatives.edit"},
        "api:initiative-list": {"GET": "initiatives.view", "POST": "initiatives.create"},
        "api:initiative-detail": {"GET": "initiatives.view", "PATCH": "initiatives.edit"},
        "api:initiative-start": {"POST": "initiatives.edit"},
        "api:initiative-people": {"GET": "initiatives.comment"},
        "api:initiative-comments": {"GET": "initiatives.view", "POST": "initiatives.comment"},
        "api:initiative-follow": {"POST": "initiatives.view"},
        "api:initiative-unfollow": {"POST": "initiatives.view"},
        "api:initiative-retype": {"POST": "initiatives.edit"},
        "api:initiative-close": {"POST": "initiatives.edit"},
        "api:initiative-charter": {"GET": "initiatives.view", "POST": "initiatives.charter"},
        "api:initiative-charter-history": {"GET": "initiatives.view"},
        "api:initiative-gates": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-gate-decide": {"POST": "initiatives.decide_gate"},
        "api:initiative-milestones": {"POST": "initiatives.edit"},
        "api:initiative-milestone-done": {"POST": "initiatives.edit"},
        "api:initiative-milestone-reopen": {"POST": "initiatives.edit"},
        "api:initiative-status-reports": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-readings": {"POST": "initiatives.edit"},
        "api:initiative-participants": {"POST": "initiatives.edit"},
        "api:initiative-participant-remove": {"POST": "initiatives.edit"},
    }
)
