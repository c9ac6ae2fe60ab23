"""Home, the inbox and the search over everything, and colleagues."""

from bench.targets.spec import AGENT, CHIEF, CLERK, DETAIL, HOME, LIST, SEARCH, Spec

PREFIXES = ("home", "search", "people:employee", "delivery:inbox", "api:employee", "api:inbox")
SPECS = [
    Spec("home", HOME, by=AGENT, peer="dashboard"),
    Spec("home", HOME, by=CLERK, peer="dashboard"),
    Spec("home", HOME, by=CHIEF, peer="dashboard"),
    Spec("home", HOME, peer="dashboard"),
    Spec("search", SEARCH, "q=行李"),
    Spec("search", SEARCH, "q=行李", by=AGENT),
    Spec("search", SEARCH, "q=voucher", by=CLERK),
    Spec("people:employees", LIST, "all=1", floor="employees"),
    Spec("people:employees", SEARCH, "q=王伟"),
    Spec("people:employee", DETAIL, of="employee"),
    Spec("delivery:inbox", LIST, by=CLERK),
    Spec("api:employee-list", LIST, floor="employees"),
    Spec("api:employee-detail", DETAIL, of="employee"),
    Spec("api:inbox-list", LIST, by=CLERK),
]
SKIPPED = {"forms of few fields": "people:employee-away people:employee-leave people:employee-return"}


def samples() -> dict[str, str]:
    from portal.people.models import User  # noqa: PLC0415  needs Django's settings

    return {"employee": User.objects.get(pk=7).reference}
