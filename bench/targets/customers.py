"""Customers and their contacts."""

from bench.targets.spec import CLERK, DETAIL, LIST, REPORT, SEARCH, Spec, without_floor

PREFIXES = (
    "customers:", "pop:", "api:contact-", "api:customer-", "api:source-", "api:service-line-",
)  # fmt: skip
SPECS = [
    Spec("customers:list", LIST, "all=1", floor="customers"),
    Spec("customers:list", SEARCH, "q=王客户"),
    Spec("customers:contacts", LIST, "all=1", floor="contacts"),
    Spec("customers:contacts", LIST, "all=1", by=CLERK),
    Spec("customers:customer", DETAIL, of="customer", floor="customer"),
    Spec("customers:contact", DETAIL, of="contact", floor="contact"),
    Spec("pop:customer", DETAIL, "phone={phone}", by=CLERK),
    *without_floor(LIST, "customers:lines customers:sources api:service-line-list api:source-list"),
    *without_floor(DETAIL, "customers:line api:service-line-detail", of="line"),
    *without_floor(DETAIL, "api:source-detail", of="source"),
    *without_floor(REPORT, "customers:report api:contact-report"),
    Spec("api:customer-list", LIST, floor="customers"),
    Spec("api:customer-list", SEARCH, "q=王客户"),
    Spec("api:customer-detail", DETAIL, of="customer"),
    Spec("api:contact-list", LIST, floor="contacts"),
    Spec("api:contact-detail", DETAIL, of="contact", floor="contact"),
    Spec("api:contact-services", DETAIL, of="contact"),
]
SKIPPED = {
    "bench/import_contacts.py measures imports": "customers:import customers:import-job customers:import-apply "
    "customers:import-cancel",
    "a step, not a page": "customers:contact-service-remove",
}


def samples() -> dict[str, str]:
    from feedback.customers.models import Contact, Identity, ServiceLine, Source  # noqa: PLC0415  needs settings

    customer = Identity.objects.get(pk=5)
    return {
        "customer": customer.reference,
        "phone": customer.phone,
        "contact": Contact.objects.get(pk=5).reference,
        "line": ServiceLine.objects.get(pk=1).reference,
        "source": Source.objects.get(pk=1).reference,
    }
