"""Tickets, and everything that hangs on them."""

from bench.targets.spec import (
    AGENT,
    CHIEF,
    CLERK,
    CREATE,
    DETAIL,
    HEAD,
    LIST,
    QUEUE_GROWTH,
    REPORT,
    SEARCH,
    Spec,
    without_floor,
)

# One, two and four characters, and words: common and rare ones. Who sees all, who sees one department's past.
WORDS = ("行", "行李", "行李破损", "luggage", "voucher", "轮")
QUEUE = "mine=queue&state=open"
PREFIXES = (
    "tickets:", "api:ticket-", "api:duty-", "api:escalation-level-", "api:inbound-mail-", "api:jump-",
    "api:problem-", "api:promise-", "api:article-", "api:one-button-", "api:question-", "api:starting-text-",
    "api:purpose-", "api:service-catalogue-", "api:me-questions", "api:routing-rule-", "api:approval-",
)  # fmt: skip
SPECS = [
    Spec("tickets:list", LIST, "all=1", floor="tickets", peer="list", least_peers=100),
    # A full page at every size. The agent's queue has five rows among 10,000 tickets and fifty among a million.
    Spec("tickets:list", LIST, "state=open", floor="tickets open", peer="open", least_peers=15, growth=QUEUE_GROWTH),
    Spec("tickets:list", LIST, QUEUE, by=AGENT, floor="tickets of a queue"),
    Spec("tickets:list", LIST, "all=1", by=AGENT, floor="tickets of a queue"),
    Spec("tickets:list", LIST, "all=1&sort=newest", by=HEAD, floor="tickets of a queue"),
    Spec("tickets:list", LIST, "all=1", by=CHIEF, floor="tickets of a queue"),
    Spec("tickets:list", LIST, "all=1&sort=newest", by=CLERK, floor="tickets of a queue"),
    *without_floor(REPORT, "tickets:queues api:ticket-report-queues"),
    Spec("tickets:detail", DETAIL, of="ticket", by=AGENT, floor="ticket with its past", peer="detail"),
    Spec("tickets:similar", REPORT, of="ticket", by=AGENT),
    Spec("tickets:found", SEARCH, "title=行李没有到达", by=AGENT),
    Spec("tickets:open", CREATE, by=AGENT, peer="create"),
    Spec("tickets:services", LIST, "all=1", floor="services"),
    Spec("tickets:mails", LIST, "all=1", floor="mails"),
    Spec("tickets:mail-addresses", LIST, "all=1", floor="addresses"),
    Spec("tickets:texts", LIST, "all=1", floor="texts"),
    Spec("tickets:duty-list", LIST, "all=1", floor="duties"),
    Spec("tickets:rules", LIST, "all=1", floor="rules"),
    Spec("tickets:levels", LIST, "all=1", floor="levels"),
    Spec("tickets:jumps", LIST, "all=1", floor="jumps"),
    Spec("tickets:jump-policies", LIST, "all=1", floor="policies"),
    Spec("tickets:purposes", LIST, "all=1", floor="purposes"),
    Spec("tickets:problems", LIST, "all=1", floor="problems"),
    Spec("tickets:promises", LIST, "all=1", floor="promises"),
    Spec("tickets:promises", LIST, "all=1", by=AGENT, floor="promises"),
    Spec("tickets:articles", LIST, "all=1", floor="articles"),
    Spec("tickets:articles", SEARCH, "q=行李"),
    Spec("tickets:questions", LIST, "all=1", floor="questions"),
    Spec("tickets:questions", LIST, "all=1", by=AGENT, floor="questions"),
    Spec("tickets:approvals", LIST, "all=1", floor="approvals", by=AGENT),
    Spec("tickets:failures", LIST, "all=1", floor="failures"),
    *without_floor(DETAIL, "tickets:service tickets:service-handling", of="service"),
    *without_floor(DETAIL, "tickets:service-way", of="service", by=HEAD),
    *without_floor(DETAIL, "tickets:mail", of="mail"),
    *without_floor(DETAIL, "tickets:rule api:routing-rule-detail", of="rule"),
    *without_floor(DETAIL, "tickets:jump-detail", of="jump"),
    *without_floor(DETAIL, "tickets:problem", of="problem"),
    *without_floor(DETAIL, "tickets:article", of="article"),
    *without_floor(DETAIL, "tickets:question", of="question", by=CHIEF),
    *without_floor(DETAIL, "tickets:approval api:approval-detail", of="approval", by=CHIEF),
    *without_floor(REPORT, "tickets:duties tickets:reports tickets:promise-report tickets:jump-report"),
    *without_floor(REPORT, "tickets:handling-report tickets:contact-report"),
    *without_floor(REPORT, "tickets:desk-report tickets:origin-report"),
    *without_floor(REPORT, "tickets:desk-report tickets:origin-report", by=HEAD),
    Spec("api:ticket-list", LIST, floor="tickets", peer="list", least_peers=100),
    Spec("api:ticket-list", LIST, "state=open", floor="tickets open", peer="open", least_peers=15),
    Spec("api:ticket-list", LIST, "mine=queue", by=AGENT, floor="tickets of a queue"),
    *(
        Spec("api:ticket-list", SEARCH, f"q={word}", floor="tickets search", peer="search", least_peers=100)
        for word in WORDS
    ),
    *(Spec("api:ticket-list", SEARCH, f"q={word}", by=HEAD, floor="tickets search") for word in WORDS),
    *(Spec("api:ticket-list", SEARCH, f"q={word}", by=CLERK, floor="tickets search") for word in WORDS[:4]),
    Spec("tickets:list", SEARCH, "q=行李破损", floor="tickets search", peer="search", least_peers=100),
    Spec("api:ticket-detail", DETAIL, of="ticket", by=AGENT, floor="ticket"),
    Spec("api:ticket-list", CREATE, by=AGENT, peer="create"),
    *without_floor(
        DETAIL,
        "api:ticket-steps api:ticket-why api:ticket-comments api:ticket-texts api:ticket-readers",
        of="ticket",
        by=AGENT,
    ),
    *without_floor(REPORT, "api:ticket-colleagues api:ticket-similar api:ticket-people", of="ticket", by=AGENT),
    Spec("api:service-catalogue-list", LIST, floor="services"),
    Spec("api:inbound-mail-list", LIST, floor="mails"),
    Spec("api:starting-text-list", LIST, floor="texts"),
    Spec("api:duty-list", LIST, floor="duties"),
    Spec("api:routing-rule-list", LIST, floor="rules"),
    Spec("api:escalation-level-list", LIST, floor="levels"),
    Spec("api:jump-list", LIST, floor="jumps"),
    Spec("api:jump-policies", LIST, floor="policies"),
    Spec("api:purpose-list", LIST, floor="purposes"),
    Spec("api:problem-list", LIST, floor="problems"),
    Spec("api:promise-list", LIST, floor="promises"),
    Spec("api:article-list", LIST, floor="articles"),
    Spec("api:one-button-list", LIST, floor="buttons"),
    Spec("api:question-list", LIST, floor="questions", by=AGENT),
    Spec("api:approval-list", LIST, floor="approvals", by=AGENT),
    Spec("api:ticket-failure-list", LIST, floor="failures"),
    Spec("api:service-catalogue-detail", DETAIL, of="service"),
    *without_floor(DETAIL, "api:service-catalogue-way api:service-catalogue-approvals", of="service"),
    *without_floor(DETAIL, "api:service-catalogue-handling api:service-catalogue-form", of="service"),
    *without_floor(DETAIL, "api:duty-detail", of="duty"),
    *without_floor(DETAIL, "api:escalation-level-detail", of="level"),
    *without_floor(DETAIL, "api:inbound-mail-detail", of="mail"),
    *without_floor(DETAIL, "api:jump-detail", of="jump"),
    *without_floor(DETAIL, "api:problem-detail api:problem-effect api:problem-tickets", of="problem"),
    *without_floor(DETAIL, "api:promise-detail", of="promise"),
    *without_floor(DETAIL, "api:article-detail", of="article"),
    *without_floor(DETAIL, "api:one-button-detail", of="button"),
    *without_floor(DETAIL, "api:question-detail", of="question", by=CHIEF),
    *without_floor(DETAIL, "api:starting-text-detail", of="text"),
    *without_floor(DETAIL, "api:me-questions", by=AGENT),
    *without_floor(REPORT, "api:jump-report api:promise-report api:ticket-report-desk api:ticket-report-handling"),
    *without_floor(REPORT, "api:ticket-report-origins api:ticket-report-first-contact"),
]
SKIPPED = {
    "forms of few fields: opening a ticket is the one that is measured": """
        tickets:approval-approve tickets:approval-decline tickets:approval-withdraw tickets:ask-approval
        tickets:service-approvals tickets:service-effect tickets:service-band tickets:mail-take-over
        tickets:jump-policy tickets:jump-grant tickets:jump-refuse tickets:jump-review tickets:purpose-set
        tickets:problem-accept tickets:problem-decline tickets:problem-join tickets:problem-change
        tickets:problem-close tickets:problem-initiative tickets:promise-renegotiate tickets:article-approve
        tickets:openness tickets:question-answer tickets:question-decline tickets:wait tickets:hand-over
        tickets:pass-on tickets:resolve tickets:reopen tickets:edit tickets:jump tickets:ask tickets:promise
        tickets:comment tickets:merge tickets:split tickets:open-child tickets:rule-preview tickets:service-form
        tickets:form-preview tickets:open-fields tickets:bulk
    """,
    "single rows are written, no page is made": """
        tickets:mail-retry tickets:duty-cancel tickets:jump-acknowledge tickets:jump-stop
        tickets:purpose-dismiss tickets:problem-leave tickets:problem-consent tickets:promise-keep
        tickets:article-retire tickets:article-use tickets:question-withdraw tickets:question-rate tickets:take
        tickets:release tickets:resume tickets:chase tickets:confirm tickets:settle tickets:watch
        tickets:unwatch tickets:approval-delegate tickets:bulk tickets:rule-move tickets:rule-copy
        tickets:rule-switch
    """,
}


def samples() -> dict[str, str]:
    """The newest of each that the agent's department has to do with."""
    from feedback.tickets import models  # noqa: PLC0415  needs Django's settings

    first = {
        "service": models.CatalogueService, "mail": models.InboundMail, "jump": models.Jump, "duty": models.Duty,
        "level": models.EscalationLevel, "article": models.Article, "button": models.OneButton,
        "question": models.Question, "text": models.StartingText, "promise": models.Promise,
        "rule": models.RoutingRule,
        "approval": models.Approval,
    }  # fmt: skip
    found = {name: model.objects.order_by("pk")[0].reference for name, model in first.items()}
    busy = models.Ticket.objects.filter(department=1, state="in_progress", promises__isnull=False).order_by("pk")
    problem = models.Problem.objects.filter(state="open").order_by("pk")
    return {**found, "ticket": busy[0].reference, "problem": problem[0].reference}
