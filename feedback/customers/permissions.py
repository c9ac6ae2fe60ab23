"""Rows of the permission table for customers, their contacts, sources and service lines.

Contacts: one's own, those of one's department for its head, all for customer experience, stewards and executives.
Names and telephone numbers are for those who serve the customer or answer for it: an executive reads figures and
contacts without them. A customer who is on the line is found by their number (`customers.pop`), whoever they are.
"""

from django.db.models import Q

from feedback.customers.models import Contact, Identity, ServiceLine, Source
from portal.people.models import Role, Scope, User
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

SERVING = {
    Role.FRONT_AGENT: Scope.OWN,
    Role.BACK_AGENT: Scope.OWN,
    Role.SALESPERSON: Scope.OWN,
    Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
    Role.CUSTOMER_EXPERIENCE: Scope.ALL,
    Role.DATA_STEWARD: Scope.ALL,
}
KEEPERS = {Role.CUSTOMER_EXPERIENCE: Scope.ALL, Role.DATA_STEWARD: Scope.ALL, Role.ADMINISTRATOR: Scope.ALL}
AT_THE_PHONE = {
    Role.FRONT_AGENT: Scope.ALL,
    Role.BACK_AGENT: Scope.ALL,
    Role.SALESPERSON: Scope.ALL,
    Role.CUSTOMER_EXPERIENCE: Scope.ALL,
    Role.DATA_STEWARD: Scope.ALL,
}

register_actions(
    {
        "contacts.view": {Role.EMPLOYEE: Scope.OWN, **SERVING, Role.EXECUTIVE: Scope.ALL},
        "contacts.import": KEEPERS,
        # That a contact is about a new service, and which words of it everybody may read.
        "contacts.tell": {Role.FRONT_AGENT: Scope.OWN, Role.CUSTOMER_EXPERIENCE: Scope.ALL},
        "customers.view": SERVING,
        "customers.personal_view": {Role.EMPLOYEE: Scope.OWN, **SERVING},
        "customers.pop": AT_THE_PHONE,
        "customers.edit": KEEPERS,
        "sources.view": {Role.EMPLOYEE: Scope.ALL},
        "sources.edit": KEEPERS,
        "lines.view": {Role.EMPLOYEE: Scope.ALL},
        "lines.edit": KEEPERS,
    }
)


def _own_customers(user: User) -> Q:
    """Whom this person was in touch with, or wrote down."""
    return Q(created_by=user) | Q(pk__in=Contact.objects.filter(agent=user).values("identity"))


def _department_customers(departments: frozenset[int]) -> Q:
    return Q(pk__in=Contact.objects.filter(department_id__in=departments).values("identity"))


register_scopes(
    Contact,
    ModelScopes(
        view="contacts.view",
        own=lambda user: Q(agent=user),
        department=lambda departments: Q(department_id__in=departments),
    ),
)
register_scopes(Identity, ModelScopes(view="customers.view", own=_own_customers, department=_department_customers))
register_scopes(Source, ModelScopes(view="sources.view"))
register_scopes(ServiceLine, ModelScopes(view="lines.view"))

register_routes(
    {
        "customers:list": {"GET": "customers.view"},
        "customers:customer": {"GET": "customers.view"},
        "customers:contacts": {"GET": "contacts.view"},
        "customers:contact": {"GET": "contacts.view"},
        "customers:contact-service-new": "contacts.tell",
        "customers:contact-service-remove": {"POST": "contacts.tell"},
        "customers:report": {"GET": "contacts.view"},
        "customers:import": "contacts.import",
        "customers:import-job": {"GET": "contacts.import"},
        "customers:import-apply": {"POST": "contacts.import"},
        "customers:import-cancel": {"POST": "contacts.import"},
        "customers:sources": {"GET": "sources.view"},
        "customers:source-new": "sources.edit",
        "customers:source-edit": "sources.edit",
        "customers:lines": {"GET": "lines.view"},
        "customers:line": {"GET": "lines.view"},
        "customers:line-new": "lines.edit",
        "customers:line-edit": "lines.edit",
        "api:contact-list": {"GET": "contacts.view"},
        "api:contact-detail": {"GET": "contacts.view"},
        "api:contact-services": {"GET": "contacts.view", "POST": "contacts.tell"},
        "api:contact-services-remove": {"POST": "contacts.tell"},
        "api:contact-batch": {"POST": "contacts.import"},
        "api:contact-report": {"GET": "contacts.view"},
        "api:customer-list": {"GET": "customers.view", "POST": "customers.edit"},
        "api:customer-detail": {"GET": "customers.view"},
        "api:source-list": {"GET": "sources.view", "POST": "sources.edit"},
        "api:source-detail": {"GET": "sources.view", "PATCH": "sources.edit"},
        "api:service-line-list": {"GET": "lines.view", "POST": "lines.edit"},
        "api:service-line-detail": {"GET": "lines.view", "PATCH": "lines.edit"},
    }
)
