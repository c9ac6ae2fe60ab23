"""Which role may do what, and how far each reaches."""

from portal.people.models import Role, Scope
from portal.people.registry import register_actions

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
        # To begin with; each ticket is asked for itself.
        "tickets.bulk": {Role.EMPLOYEE: Scope.OWN},
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
        "tickets.ask_approval": WORKING,
        # Read by who is asked, who asked, who works on the ticket, and its working side; answered by who is asked.
        "approvals.view": {Role.EMPLOYEE: Scope.OWN, **WORKING},
        "approvals.answer": {Role.EMPLOYEE: Scope.OWN},
        "approvals.withdraw": {Role.EMPLOYEE: Scope.OWN, **WORKING},
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
        # Whoever reads "came here by a rule" may read the rule.
        "routing.view": {Role.EMPLOYEE: Scope.ALL},
        "routing.edit": {
            Role.ADMINISTRATOR: Scope.ALL,
            Role.CUSTOMER_EXPERIENCE: Scope.ALL,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
        },
        "inbound.view": POSTMASTERS,
        "inbound.work": POSTMASTERS,
        "inbound.address_edit": {Role.ADMINISTRATOR: Scope.ALL},
        "texts.view": {Role.EMPLOYEE: Scope.ALL},
        "texts.edit": {Role.ADMINISTRATOR: Scope.ALL, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
        "catalogue.view": {Role.EMPLOYEE: Scope.ALL},
        "catalogue.edit": {Role.ADMINISTRATOR: Scope.ALL, Role.DEPARTMENT_HEAD: Scope.DEPARTMENT},
    }
)
