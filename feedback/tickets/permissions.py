"""Rows of the permission table for tickets and the service catalogue.

Working side: agents and heads of the department that has the ticket; departments that had it before keep seeing it,
internal notes included, and may add to it. The requester and their department's head see its public side.
Customer experience and executives read all public sides. An administrator sees none of it by that role.
"""

from django.db.models import Exists, OuterRef, Q

from feedback.tickets.models import (
    PUBLISHED,
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
    StartingText,
    Ticket,
)
from portal.people.models import Role, Scope, User
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

WORKING = {
    Role.FRONT_AGENT: Scope.DEPARTMENT,
    Role.BACK_AGENT: Scope.DEPARTMENT,
    Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
}
TICKET_READERS: dict[Role, Scope | tuple[Scope, ...]] = {
    Role.EMPLOYEE: Scope.OWN,
    Role.FRONT_AGENT: Scope.DEPARTMENT,
    Role.BACK_AGENT: Scope.DEPARTMENT,
    Role.DEPARTMENT_HEAD: (Scope.DEPARTMENT, Scope.SERVED),
    Role.CUSTOMER_EXPERIENCE: Scope.ALL,
    Role.EXECUTIVE: Scope.ALL,
}
# Who decides about the jumps of a department's people; nobody about their own.
JUDGES: dict[Role, Scope | tuple[Scope, ...]] = {
    Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
    Role.CUSTOMER_EXPERIENCE: Scope.ALL,
    Role.EXECUTIVE: Scope.ALL,
}
# Mails that came in: who runs the portal, and who answers for what customers live through.
POSTMASTERS: dict[Role, Scope | tuple[Scope, ...]] = {
    Role.CUSTOMER_EXPERIENCE: Scope.ALL,
    Role.ADMINISTRATOR: Scope.ALL,
}
CHANGES = ("take", "release", "wait", "resume", "hand_over", "pass_on", "resolve", "merge", "split", "open_child")
# Reports name no person: departments and steps, for those who answer for them.
REPORT_READERS: dict[Role, Scope | tuple[Scope, ...]] = {
    Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
    Role.CUSTOMER_EXPERIENCE: Scope.ALL,
    Role.EXECUTIVE: Scope.ALL,
}

register_actions(
    {
        "tickets.view": TICKET_READERS,
        "tickets.internal_view": WORKING,
        "tickets.open": {Role.EMPLOYEE: Scope.OWN},
        **{f"tickets.{change}": WORKING for change in CHANGES},
        "tickets.reopen": {Role.EMPLOYEE: Scope.OWN, **WORKING},
        "tickets.edit": {Role.EMPLOYEE: Scope.OWN, **WORKING},
        "tickets.comment": {
            Role.EMPLOYEE: Scope.OWN,
            **WORKING,
            Role.DEPARTMENT_HEAD: (Scope.DEPARTMENT, Scope.SERVED),
        },
        "tickets.internal_comment": WORKING,
        "tickets.watch": TICKET_READERS,
        "tickets.promise": {Role.EMPLOYEE: Scope.OWN, **WORKING},
        "tickets.jump": {
            Role.FRONT_AGENT: (Scope.OWN, Scope.DEPARTMENT),
            Role.SALESPERSON: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.CUSTOMER_EXPERIENCE: Scope.ALL,
        },
        "tickets.ask": WORKING,
        # What was authorised in advance, on what they opened or have.
        "tickets.settle": {Role.FRONT_AGENT: (Scope.OWN, Scope.DEPARTMENT)},
        # A question is read by who asked, who is asked, the ticket's owner, and the working side of the ticket.
        "questions.view": {Role.EMPLOYEE: Scope.OWN, **WORKING},
        "questions.answer": {Role.EMPLOYEE: Scope.OWN},
        "questions.decline": {Role.EMPLOYEE: Scope.OWN},
        "questions.withdraw": {Role.EMPLOYEE: Scope.OWN},
        "questions.rate": {Role.EMPLOYEE: Scope.OWN},
        "questions.openness": {Role.EMPLOYEE: Scope.OWN},
        "questions.openness_view": {Role.EMPLOYEE: Scope.OWN},
        # Approved and valid ones are everybody's; drafts their owner's and the serving department's.
        "articles.view": {Role.EMPLOYEE: Scope.OWN, **WORKING},
        "articles.write": {Role.EMPLOYEE: Scope.OWN},
        "articles.edit": {Role.EMPLOYEE: Scope.OWN, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "articles.retire": {Role.EMPLOYEE: Scope.OWN, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "articles.approve": {Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "articles.use": {Role.EMPLOYEE: Scope.OWN},
        # On one's own tickets; the verbs say whose part it is: the first owner's, the requester's.
        "tickets.chase": {Role.EMPLOYEE: Scope.OWN},
        "tickets.confirm": {Role.EMPLOYEE: Scope.OWN},
        "purposes.view": {Role.EMPLOYEE: Scope.ALL},
        "purposes.dismiss": {Role.EMPLOYEE: Scope.ALL},
        "purposes.edit": {Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "tickets.report_view": REPORT_READERS,
        "jumps.view": TICKET_READERS,
        "jumps.acknowledge": WORKING,
        "jumps.grant": JUDGES,
        "jumps.refuse": JUDGES,
        "jumps.review": JUDGES,
        "jumps.stop": {Role.FRONT_AGENT: Scope.OWN, Role.SALESPERSON: Scope.OWN, **JUDGES},
        "jumps.policy": {Role.ADMINISTRATOR: Scope.ALL},
        # Heads of either side, whoever answers for it, and those who read every report.
        "problems.view": {Role.EMPLOYEE: Scope.OWN, **REPORT_READERS},
        "problems.propose": REPORT_READERS,
        "problems.decide": {Role.DEPARTMENT_HEAD: Scope.DEPARTMENT, Role.EXECUTIVE: Scope.ALL},
        "problems.change": {Role.EMPLOYEE: Scope.OWN, **REPORT_READERS},
        "problems.consent": {Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "promises.view": TICKET_READERS,
        "promises.change": {Role.EMPLOYEE: Scope.OWN, **WORKING},
        # Who is on duty is everybody's to know.
        "duties.view": {Role.EMPLOYEE: Scope.ALL},
        "duties.edit": {Role.ADMINISTRATOR: Scope.ALL, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "levels.view": {Role.EMPLOYEE: Scope.ALL},
        "levels.edit": {Role.ADMINISTRATOR: Scope.ALL, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "inbound.view": POSTMASTERS,
        "inbound.work": POSTMASTERS,
        "inbound.address_edit": {Role.ADMINISTRATOR: Scope.ALL},
        "texts.view": {Role.EMPLOYEE: Scope.ALL},
        "texts.edit": {Role.ADMINISTRATOR: Scope.ALL, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "catalogue.view": {Role.EMPLOYEE: Scope.ALL},
        "catalogue.edit": {Role.ADMINISTRATOR: Scope.ALL, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
    }
)


def _own(user: User) -> Q:
    """Opened, held, or first taken by this person, or holding what they had opened."""
    return Q(requester=user) | Q(owner=user) | Q(first_owner=user) | Q(joined__contains=[user.pk])


def _here(departments: frozenset[int]) -> Q:
    return Q(department_id__in=departments)


register_scopes(
    Ticket,
    ModelScopes(
        view="tickets.view",
        own=_own,
        department=lambda departments: Q(departments__overlap=list(departments)),
        served=lambda departments: Q(requester_department_id__in=departments),
        department_by_action={f"tickets.{action}": _here for action in (*CHANGES, "reopen", "edit", "settle")},
    ),
)
register_scopes(
    Promise,
    ModelScopes(
        view="promises.view",
        own=lambda user: (
            Q(promised_by=user)
            | Q(ticket__requester=user)
            | Q(ticket__owner=user)
            | Q(ticket__first_owner=user)
            | Q(ticket__joined__contains=[user.pk])
        ),
        department=lambda departments: Q(ticket__departments__overlap=list(departments)),
        served=lambda departments: Q(ticket__requester_department_id__in=departments),
    ),
)


def _passed(departments: frozenset[int]) -> Q:
    """Jumps that went, go or would go through these departments, or were started there."""
    passed = JumpPass.objects.filter(department_id__in=departments).values("jump_id")
    return Q(ticket__departments__overlap=list(departments)) | Q(department_id__in=departments) | Q(pk__in=passed)


register_scopes(
    Jump,
    ModelScopes(
        view="jumps.view",
        own=lambda user: (
            Q(asked_by=user)
            | Q(ticket__requester=user)
            | Q(ticket__owner=user)
            | Q(ticket__first_owner=user)
            | Q(ticket__joined__contains=[user.pk])
        ),
        department=_passed,
        served=lambda departments: Q(ticket__requester_department_id__in=departments),
        department_by_action={
            f"jumps.{action}": lambda departments: Q(department_id__in=departments)
            for action in ("grant", "refuse", "review", "stop")
        },
    ),
)


def _asked(user: User) -> Q:
    return Q(Exists(Asked.objects.filter(question=OuterRef("pk"), person=user)))


def _asker(user: User) -> Q:
    return Q(asked_by=user)


register_scopes(
    Question,
    ModelScopes(
        view="questions.view",
        own=lambda user: _asked(user) | _asker(user) | Q(ticket__owner=user),
        department=lambda departments: Q(ticket__departments__overlap=list(departments)),
        own_by_action={
            "questions.answer": _asked,
            "questions.decline": _asked,
            "questions.withdraw": _asker,
            "questions.rate": _asker,
        },
    ),
)
register_scopes(
    Article,
    ModelScopes(
        view="articles.view",
        own=lambda user: Q(owner=user) | PUBLISHED,
        department=lambda departments: Q(department_id__in=departments),
        own_by_action={f"articles.{action}": lambda user: Q(owner=user) for action in ("edit", "retire")},
    ),
)
register_scopes(
    Duty,
    ModelScopes(view="duties.view", department=lambda departments: Q(department_id__in=departments)),
)
register_scopes(
    EscalationLevel,
    ModelScopes(view="levels.view", department=lambda departments: Q(department_id__in=departments)),
)
register_scopes(
    StartingText,
    ModelScopes(view="texts.view", department=lambda departments: Q(department_id__in=departments)),
)
register_scopes(
    CatalogueService,
    ModelScopes(view="catalogue.view", department=lambda departments: Q(department_id__in=departments)),
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
    ModelScopes(view="tickets.report_view", department=lambda departments: Q(department_id__in=departments)),
)
register_scopes(
    Resolution,
    ModelScopes(view="tickets.report_view", department=lambda departments: Q(department_id__in=departments)),
)

register_scopes(
    Problem,
    ModelScopes(
        view="problems.view",
        own=lambda user: Q(owner=user),
        department=lambda departments: Q(department_id__in=departments) | Q(suffering_id__in=departments),
        department_by_action={"problems.decide": lambda departments: Q(department_id__in=departments)},
    ),
)

register_routes(
    {
        "pop:customer": "customers.pop",
        "tickets:reports": {"GET": "tickets.report_view"},
        "tickets:problems": {"GET": "problems.view"},
        "tickets:problem-new": "problems.propose",
        "tickets:problem": {"GET": "problems.view"},
        "tickets:problem-accept": "problems.decide",
        "tickets:problem-decline": "problems.decide",
        "tickets:problem-join": "problems.change",
        "tickets:problem-leave": {"POST": "problems.change"},
        "tickets:problem-change": "problems.change",
        "tickets:problem-consent": {"POST": "problems.consent"},
        "tickets:problem-close": "problems.change",
        "tickets:problem-initiative": "problems.change",
        "api:problem-list": {"GET": "problems.view", "POST": "problems.propose"},
        "api:problem-detail": {"GET": "problems.view"},
        "api:problem-tickets": {"GET": "problems.view"},
        "api:problem-effect": {"GET": "problems.view"},
        "api:problem-accept": {"POST": "problems.decide"},
        "api:problem-decline": {"POST": "problems.decide"},
        "api:problem-join": {"POST": "problems.change"},
        "api:problem-leave": {"POST": "problems.change"},
        "api:problem-change": {"POST": "problems.change"},
        "api:problem-consent": {"POST": "problems.consent"},
        "api:problem-close": {"POST": "problems.change"},
        "api:problem-initiative": {"POST": "problems.change"},
        "tickets:chase": {"POST": "tickets.chase"},
        "tickets:confirm": {"POST": "tickets.confirm"},
        "api:ticket-chase": {"POST": "tickets.chase"},
        "api:ticket-confirm": {"POST": "tickets.confirm"},
        "tickets:handling-report": {"GET": "tickets.report_view"},
        "tickets:service-handling": {"GET": "tickets.report_view"},
        "tickets:service-band": "catalogue.edit",
        "api:ticket-report-handling": {"GET": "tickets.report_view"},
        "api:service-catalogue-handling": {"GET": "tickets.report_view", "POST": "catalogue.edit"},
        "tickets:origin-report": {"GET": "tickets.report_view"},
        "tickets:failures": {"GET": "tickets.report_view"},
        "api:ticket-report-origins": {"GET": "tickets.report_view"},
        "api:ticket-failure-list": {"GET": "tickets.report_view"},
        "tickets:purposes": {"GET": "purposes.view"},
        "tickets:purpose-set": "purposes.edit",
        "tickets:purpose-dismiss": {"POST": "purposes.dismiss"},
        "api:purpose-list": {"GET": "purposes.view", "POST": "purposes.edit"},
        "api:purpose-dismiss": {"POST": "purposes.dismiss"},
        "tickets:contact-report": {"GET": "tickets.report_view"},
        "api:ticket-report-first-contact": {"GET": "tickets.report_view"},
        "tickets:desk-report": {"GET": "tickets.report_view"},
        "api:ticket-report-desk": {"GET": "tickets.report_view"},
        "tickets:list": {"GET": "tickets.view"},
        "tickets:open": "tickets.open",
        "tickets:detail": {"GET": "tickets.view"},
        "tickets:take": {"POST": "tickets.take"},
        "tickets:release": {"POST": "tickets.release"},
        "tickets:wait": "tickets.wait",
        "tickets:resume": {"POST": "tickets.resume"},
        "tickets:hand-over": "tickets.hand_over",
        "tickets:pass-on": "tickets.pass_on",
        "tickets:resolve": "tickets.resolve",
        "tickets:reopen": "tickets.reopen",
        "tickets:edit": "tickets.edit",
        "tickets:comment": "tickets.comment",
        "tickets:merge": "tickets.merge",
        "tickets:split": "tickets.split",
        "tickets:open-child": "tickets.open_child",
        "tickets:watch": {"POST": "tickets.watch"},
        "tickets:unwatch": {"POST": "tickets.watch"},
        "tickets:promise": "tickets.promise",
        "tickets:promises": {"GET": "promises.view"},
        "tickets:promise-report": {"GET": "promises.view"},
        "tickets:promise-keep": {"POST": "promises.change"},
        "tickets:promise-renegotiate": "promises.change",
        "tickets:jump": "tickets.jump",
        "tickets:jumps": {"GET": "jumps.view"},
        "tickets:jump-report": {"GET": "jumps.view"},
        "tickets:jump-policies": {"GET": "jumps.view"},
        "tickets:jump-policy": "jumps.policy",
        "tickets:jump-detail": {"GET": "jumps.view"},
        "tickets:jump-acknowledge": {"POST": "jumps.acknowledge"},
        "tickets:jump-grant": "jumps.grant",
        "tickets:jump-refuse": "jumps.refuse",
        "tickets:jump-stop": {"POST": "jumps.stop"},
        "tickets:jump-review": "jumps.review",
        "tickets:duties": {"GET": "duties.view"},
        "tickets:duty-list": {"GET": "duties.view"},
        "tickets:duty-new": "duties.edit",
        "tickets:duty-edit": "duties.edit",
        "tickets:duty-cancel": {"POST": "duties.edit"},
        "api:duty-list": {"GET": "duties.view", "POST": "duties.edit"},
        "api:duty-detail": {"GET": "duties.view", "PATCH": "duties.edit"},
        "api:duty-cancel": {"POST": "duties.edit"},
        "tickets:levels": {"GET": "levels.view"},
        "tickets:level-new": "levels.edit",
        "tickets:level-edit": "levels.edit",
        "api:escalation-level-list": {"GET": "levels.view", "POST": "levels.edit"},
        "api:escalation-level-detail": {"GET": "levels.view", "PATCH": "levels.edit"},
        "tickets:ask": "tickets.ask",
        "tickets:similar": {"GET": "tickets.view"},
        "tickets:questions": {"GET": "questions.view"},
        "tickets:question": {"GET": "questions.view"},
        "tickets:question-answer": "questions.answer",
        "tickets:question-decline": "questions.decline",
        "tickets:question-withdraw": {"POST": "questions.withdraw"},
        "tickets:question-rate": {"POST": "questions.rate"},
        "tickets:openness": {"GET": "questions.openness_view", "POST": "questions.openness"},
        "tickets:found": {"GET": "tickets.open"},
        "tickets:settle": {"POST": "tickets.settle"},
        "tickets:service-button-new": "catalogue.edit",
        "tickets:button-edit": "catalogue.edit",
        "tickets:articles": {"GET": "articles.view"},
        "tickets:article": {"GET": "articles.view"},
        "tickets:article-new": "articles.write",
        "tickets:article-edit": "articles.edit",
        "tickets:article-approve": "articles.approve",
        "tickets:article-retire": {"POST": "articles.retire"},
        "tickets:article-use": {"POST": "articles.use"},
        "tickets:mails": {"GET": "inbound.view"},
        "tickets:mail": {"GET": "inbound.view"},
        "tickets:mail-retry": {"POST": "inbound.work"},
        "tickets:mail-take-over": "inbound.work",
        "tickets:mail-addresses": {"GET": "inbound.view"},
        "tickets:mail-address-new": "inbound.address_edit",
        "tickets:mail-address-edit": "inbound.address_edit",
        "api:inbound-mail-list": {"GET": "inbound.view"},
        "api:inbound-mail-detail": {"GET": "inbound.view"},
        "api:inbound-mail-retry": {"POST": "inbound.work"},
        "tickets:texts": {"GET": "texts.view"},
        "tickets:text-new": "texts.edit",
        "tickets:text-edit": "texts.edit",
        "tickets:services": {"GET": "catalogue.view"},
        "tickets:service": {"GET": "catalogue.view"},
        "tickets:service-new": "catalogue.edit",
        "tickets:service-edit": "catalogue.edit",
        "tickets:service-way": "catalogue.edit",
        "tickets:service-effect": {"GET": "catalogue.edit"},
        "api:ticket-list": {"GET": "tickets.view", "POST": "tickets.open"},
        "api:ticket-detail": {"GET": "tickets.view", "PATCH": "tickets.edit"},
        "api:ticket-take": {"POST": "tickets.take"},
        "api:ticket-release": {"POST": "tickets.release"},
        "api:ticket-wait": {"POST": "tickets.wait"},
        "api:ticket-resume": {"POST": "tickets.resume"},
        "api:ticket-hand-over": {"POST": "tickets.hand_over"},
        "api:ticket-pass-on": {"POST": "tickets.pass_on"},
        "api:ticket-resolve": {"POST": "tickets.resolve"},
        "api:ticket-reopen": {"POST": "tickets.reopen"},
        "api:ticket-merge": {"POST": "tickets.merge"},
        "api:ticket-split": {"POST": "tickets.split"},
        "api:ticket-open-child": {"POST": "tickets.open_child"},
        "api:ticket-watch": {"POST": "tickets.watch"},
        "api:ticket-unwatch": {"POST": "tickets.watch"},
        "api:ticket-people": {"GET": "tickets.comment"},
        "api:ticket-steps": {"GET": "tickets.view"},
        "api:ticket-why": {"GET": "tickets.view"},
        "api:ticket-comments": {"GET": "tickets.view", "POST": "tickets.comment"},
        "api:promise-list": {"GET": "promises.view", "POST": "tickets.promise"},
        "api:promise-detail": {"GET": "promises.view"},
        "api:promise-keep": {"POST": "promises.change"},
        "api:promise-renegotiate": {"POST": "promises.change"},
        "api:promise-report": {"GET": "promises.view"},
        "api:jump-list": {"GET": "jumps.view", "POST": "tickets.jump"},
        "api:jump-detail": {"GET": "jumps.view"},
        "api:jump-acknowledge": {"POST": "jumps.acknowledge"},
        "api:jump-grant": {"POST": "jumps.grant"},
        "api:jump-refuse": {"POST": "jumps.refuse"},
        "api:jump-stop": {"POST": "jumps.stop"},
        "api:jump-review": {"POST": "jumps.review"},
        "api:jump-report": {"GET": "jumps.view"},
        "api:jump-policies": {"GET": "jumps.view", "POST": "jumps.policy"},
        "api:question-list": {"GET": "questions.view", "POST": "tickets.ask"},
        "api:question-detail": {"GET": "questions.view"},
        "api:question-answer": {"POST": "questions.answer"},
        "api:question-decline": {"POST": "questions.decline"},
        "api:question-withdraw": {"POST": "questions.withdraw"},
        "api:question-rate": {"POST": "questions.rate"},
        "api:ticket-colleagues": {"GET": "tickets.ask"},
        "api:ticket-similar": {"GET": "tickets.view"},
        "api:me-questions": {"GET": "questions.openness_view", "PATCH": "questions.openness"},
        "api:ticket-settle": {"POST": "tickets.settle"},
        "api:one-button-list": {"GET": "catalogue.view", "POST": "catalogue.edit"},
        "api:one-button-detail": {"GET": "catalogue.view", "PATCH": "catalogue.edit"},
        "api:article-list": {"GET": "articles.view", "POST": "articles.write"},
        "api:article-detail": {"GET": "articles.view", "PATCH": "articles.edit"},
        "api:article-approve": {"POST": "articles.approve"},
        "api:article-retire": {"POST": "articles.retire"},
        "api:article-use": {"POST": "articles.use"},
        "api:ticket-texts": {"GET": "tickets.internal_comment"},
        "api:starting-text-list": {"GET": "texts.view", "POST": "texts.edit"},
        "api:starting-text-detail": {"GET": "texts.view", "PATCH": "texts.edit"},
        "api:service-catalogue-list": {"GET": "catalogue.view", "POST": "catalogue.edit"},
        "api:service-catalogue-detail": {"GET": "catalogue.view", "PATCH": "catalogue.edit"},
        "api:service-catalogue-way": {"GET": "catalogue.view", "POST": "catalogue.edit"},
        "api:service-catalogue-effect": {"POST": "catalogue.edit"},
    }
)
