"""The base class of every REST resource."""

from portal.core.api.views import BaseViewSet
from portal.records.api.idempotency import IdempotentMixin


class PortalViewSet(IdempotentMixin, BaseViewSet):
    """References, `If-Match`, keyset lists, strict filters and bodies, idempotent POSTs."""
