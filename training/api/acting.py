"""What the resources of training share: a step runs its verb and answers with the object as it is then."""

from typing import Any

from django.utils import timezone
from rest_framework.response import Response

from portal.records.api.viewsets import PortalViewSet


class ActingViewSet(PortalViewSet):
    def _shown(self, reference: str, status: int = 200) -> Response:
        """The object as a detail; each resource has its own."""
        raise NotImplementedError

    def _do(self, verb: Any, **values: Any) -> Response:
        verb(
            reference=self.reference,
            by=self.request.user,
            now=timezone.now(),
            expected=self.expected_version(),
            **values,
        )
        return self._shown(self.reference)
