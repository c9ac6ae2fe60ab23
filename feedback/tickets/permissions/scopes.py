"""Which rows own, department and served mean, of each model."""

from typing import Any

from django.db.models import Q, QuerySet

from feedback.tickets.models import (
    PUBLISHED,
    Approval,
    ApprovalSeat,
    Article,
    Asked,
    CatalogueService,
    Charge,
    Duty,
    EscalationLevel,
    InboundAddress,
    InboundMail,
    Jump,
    JumpPass,
    OneButton,
    Problem,
    Promise,
    Purpose,
    Question,
    Resolution,
    RoutingRule,
    StartingText,
    Ticket,
)
from feedback.tickets.permissions.actions import CHANGES
from portal.core.lookups import any_of, one_of
from portal.core.statistics import common_elements
from portal.people.access import access_of
from portal.people.models import RoleAssignment, User
from portal.people.registry import ModelScopes, register_scopes


def _own(user: User) -> Q:
    """Opened, held, or first taken by this person, or holding what they had opened."""
    joined = any_of("pk", Ticket.objects.filter(joined__contains=[user.pk]).values("pk"))
    return Q(requester=user) | Q(owner=user) | Q(first_owner=user) | joined


def _of_own(user: User, view: str) -> Q:
    """What hangs on their tickets."""
    return _among("ticket_id", Ticket.objects.filter(_own(user)).values("pk"), user, view)


def _among(column: str, found: QuerySet[Any], user: User, view: str) -> Q:
    """`column` is one of those that `found` reads, one person's, so few: they are looked up first.

    A list that is walked in its order anyway, because much of it is of their departments, asks a table of them for each
    row: an array would be searched from end to end, which took longer than the rest.
    """
    departments = access_of(user).reach(view).departments
    walked = departments and not _few_went(*departments)
    return Q(**{f"{column}__in": found}) if walked else any_of(column, found)


def _ever_here(departments: frozenset[int]) -> Q:
    """Of departments through which many go, a list in its order soon finds fifty rows on the way. Where few or none
    went PostgreSQL believes so too, and would walk through all: there they are looked up first."""
    passed = Q(departments__overlap=list(departments))
    return any_of("pk", Ticket.objects.filter(passed).values("pk")) if _few_went(*departments) else passed


def _of_those_ever_here(departments: frozenset[int]) -> Q:
    """The same of what hangs on tickets and has their departments beside it (models.OfTicket)."""
    if _few_went(*departments):
        passed = Ticket.objects.filter(departments__overlap=list(departments))
        return any_of("ticket_id", passed.values("pk"))
    return Q(departments__overlap=list(departments))


def _few_went(*departments: int | None) -> bool:
    return common_elements(Ticket, "departments").isdisjoint(map(str, departments))


def _here(departments: frozenset[int]) -> Q:
    return one_of("department_id", departments)


register_scopes(
    Ticket,
    ModelScopes(
        view="tickets.view",
        own=_own,
        department=_ever_here,
        served=lambda departments: one_of("requester_department_id", departments),
        department_by_action={f"tickets.{action}": _here for action in (*CHANGES, "reopen", "edit", "settle")},
    ),
)
register_scopes(
    Promise,
    ModelScopes(
        view="promises.view",
        own=lambda user: Q(promised_by=user) | _of_own(user, "promises.view"),
        department=_of_those_ever_here,
        served=lambda departments: Q(ticket__requester_department_id__in=departments),
    ),
)


def _passed(departments: frozenset[int]) -> Q:
    """Jumps that went, go or would go through these departments, or were started there."""
    passed = JumpPass.objects.filter(department_id__in=departments).values("jump_id")
    through = any_of("pk", passed) if _few_went(*departments) else Q(pk__in=passed)
    return _of_those_ever_here(departments) | one_of("department_id", departments) | through


register_scopes(
    Jump,
    ModelScopes(
        view="jumps.view",
        own=lambda user: Q(asked_by=user) | _of_own(user, "jumps.view"),
        department=_passed,
        served=lambda departments: Q(ticket__requester_department_id__in=departments),
        department_by_action={
            f"jumps.{action}": lambda departments: one_of("department_id", departments)
            for action in ("grant", "refuse", "review", "stop")
        },
    ),
)


def _asked(user: User) -> Q:
    return _among("pk", Asked.objects.filter(person=user).values("question_id"), user, "questions.view")


def _asker(user: User) -> Q:
    return Q(asked_by=user)


def _on_held(user: User, view: str) -> Q:
    """On a ticket that they hold."""
    return _among("ticket_id", Ticket.objects.filter(owner=user).values("pk"), user, view)


register_scopes(
    Question,
    ModelScopes(
        view="questions.view",
        own=lambda user: _asked(user) | _asker(user) | _on_held(user, "questions.view"),
        department=_of_those_ever_here,
        own_by_action={
            "questions.answer": _asked,
            "questions.decline": _asked,
            "questions.withdraw": _asker,
            "questions.rate": _asker,
        },
    ),
)


def _approver(user: User) -> Q:
    """The yeses that this person gives or gave: their own, a leaver's or a superior's, those of a role they hold."""
    roles = RoleAssignment.objects.filter(user=user).values("role")
    by_role = Q(person=None, role__in=roles, asked_at__isnull=False)
    named = Q(person=user) | Q(stand_in=user) | Q(answered_by=user)
    return _among("pk", ApprovalSeat.objects.filter(named | by_role).values("approval_id"), user, "approvals.view")


def _handed_on(user: User) -> Q:
    return _among("pk", ApprovalSeat.objects.filter(given_by=user).values("approval_id"), user, "approvals.view")


register_scopes(
    Approval,
    ModelScopes(
        view="approvals.view",
        own=lambda user: _approver(user) | _handed_on(user) | Q(asked_by=user) | _on_held(user, "approvals.view"),
        department=_of_those_ever_here,
        own_by_action={
            "approvals.answer": _approver,
            "approvals.withdraw": lambda user: Q(asked_by=user) | _on_held(user, "approvals.view"),
        },
        department_by_action={
            "approvals.withdraw": lambda departments: Q(ticket__department_id__in=departments),
        },
    ),
)
register_scopes(
    Article,
    ModelScopes(
        view="articles.view",
        own=lambda user: Q(owner=user) | PUBLISHED,
        department=lambda departments: one_of("department_id", departments),
        own_by_action={f"articles.{action}": lambda user: Q(owner=user) for action in ("edit", "retire")},
    ),
)
register_scopes(
    Duty,
    ModelScopes(view="duties.view", department=lambda departments: one_of("department_id", departments)),
)
register_scopes(
    EscalationLevel,
    ModelScopes(view="levels.view", department=lambda departments: one_of("department_id", departments)),
)
register_scopes(
    RoutingRule,
    ModelScopes(view="routing.view", department=lambda departments: one_of("department_id", departments)),
)
register_scopes(
    StartingText,
    ModelScopes(view="texts.view", department=lambda departments: one_of("department_id", departments)),
)
register_scopes(
    CatalogueService,
    ModelScopes(view="catalogue.view", department=lambda departments: one_of("department_id", departments)),
)

register_scopes(
    OneButton,
    ModelScopes(view="catalogue.view", department=lambda departments: Q(service__department_id__in=departments)),
)
register_scopes(InboundMail, ModelScopes(view="inbound.view"))
register_scopes(InboundAddress, ModelScopes(view="inbound.view"))
register_scopes(Purpose, ModelScopes(view="purposes.view"))
register_scopes(
    Charge,
    ModelScopes(view="tickets.report_view", department=lambda departments: one_of("department_id", departments)),
)
register_scopes(
    Resolution,
    ModelScopes(view="tickets.report_view", department=lambda departments: one_of("department_id", departments)),
)

register_scopes(
    Problem,
    ModelScopes(
        view="problems.view",
        own=lambda user: Q(owner=user),
        department=lambda departments: one_of("department_id", departments) | one_of("suffering_id", departments),
        department_by_action={"problems.decide": lambda departments: one_of("department_id", departments)},
    ),
)
