"""Rows of the permission table for the inbox, the outbox and the state of the system."""

from django.db.models import Q

from portal.people.models import Role, Scope
from portal.people.registry import PUBLIC, SIGNED_IN, ModelScopes, register_actions, register_routes, register_scopes
from portal.records.models import OutboxRow

register_actions(
    {
        "delivery.inbox_view": {Role.EMPLOYEE: Scope.OWN},
        "delivery.read": {Role.EMPLOYEE: Scope.OWN},
        "delivery.outbox_view": {Role.ADMINISTRATOR: Scope.ALL},
        "delivery.resend": {Role.ADMINISTRATOR: Scope.ALL},
        "delivery.system_view": {Role.ADMINISTRATOR: Scope.ALL},
    }
)
register_scopes(
    OutboxRow,
    ModelScopes(
        view="delivery.inbox_view",
        own=lambda user: Q(recipient=user, channel=OutboxRow.Channel.INBOX),
        always=Q(channel=OutboxRow.Channel.MAIL),
    ),
)

INBOX, READ = {"GET": "delivery.inbox_view"}, {"POST": "delivery.read"}
OUTBOX, RESEND = {"GET": "delivery.outbox_view"}, {"POST": "delivery.resend"}
register_routes(
    {
        "delivery:healthz": {"GET": PUBLIC},
        "delivery:system": {"GET": "delivery.system_view"},
        "delivery:inbox": INBOX,
        "delivery:open": INBOX,
        "delivery:read": READ,
        "delivery:read-all": READ,
        "delivery:outbox": OUTBOX,
        "delivery:resend": RESEND,
        "delivery:resend-all": RESEND,
        "delivery:give-up": RESEND,
        "api:inbox-list": INBOX,
        "api:inbox-read": READ,
        "api:inbox-read-all": READ,
        "api:outbox-list": OUTBOX,
        "api:outbox-resend": RESEND,
        "api:outbox-give-up": RESEND,
        # Each event is shown to whom its subject is open (portal/records/subjects.py).
        "api:event-list": {"GET": SIGNED_IN},
    }
)
