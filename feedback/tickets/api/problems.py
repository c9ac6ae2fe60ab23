"""Problems over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers import problems as shape
from feedback.tickets.filters import ProblemFilterSet
from feedback.tickets.models import Problem
from feedback.tickets.queries.problems import ANNOTATIONS, VALUES, effect_found, tickets_joined
from initiatives.api.plans import plan_of
from initiatives.api.serializers import InitiativePlanBody
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.people.access import get_visible
from portal.records.api.viewsets import PortalViewSet

Detail = shape.TicketProblemSerializer


class ProblemViewSet(PortalViewSet):
    orderings = [Ordering("newest", ("proposed_at", "id")), Ordering("due", ("due_at", "id"), descending=False)]
    filterset = ProblemFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Problem.objects.visible_to(self.request.user).annotate(**ANNOTATIONS)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """Problems of the departments that you answer for, those you own, or all, the newest first."""
        return self.list_response(Problem.objects.visible_to(request.user), Detail, Columns(VALUES, ANNOTATIONS))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=shape.ProblemBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """Propose a problem; the head of the department with the step decides within five working days."""
        by: Any = request.user
        made = services.problem_propose(by=by, now=timezone.now(), **self.body(shape.ProblemBody))
        return self._shown(made.reference, 201)

    @extend_schema(request=shape.ProblemAcceptBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:  # noqa: A002
        """By the head of the department with the step; you answer for it unless you name an owner."""
        return self._do(services.problem_accept, **self.body(shape.ProblemAcceptBody))

    @extend_schema(request=shape.ProblemReasonBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:  # noqa: A002
        """By the head of the department with the step, with a reason."""
        return self._do(services.problem_decline, **self.body(shape.ProblemReasonBody))

    @extend_schema(request=shape.ProblemTicketBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, id: str) -> Response:  # noqa: A002
        """Add a ticket that failed by the same cause at the same step."""
        return self._do(services.problem_join, **self.body(shape.ProblemTicketBody))

    @extend_schema(request=shape.ProblemTicketBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take a ticket out; no sweep brings it back."""
        return self._do(services.problem_leave, **self.body(shape.ProblemTicketBody))

    @extend_schema(request=shape.ProblemChangeBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, id: str) -> Response:  # noqa: A002
        """Word the process change and its day. Consent that was given to another text or day counts no more."""
        return self._do(services.problem_change, **self.body(shape.ProblemChangeBody))

    @extend_schema(request=shape.ProblemConsentBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def consent(self, request: Request, id: str) -> Response:  # noqa: A002
        """As the head of one side, agree to the present text. With both sides it is agreed."""
        return self._do(services.problem_consent, **self.body(shape.ProblemConsentBody))

    @extend_schema(request=shape.ProblemResultBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, id: str) -> Response:  # noqa: A002
        """It is over, for what is said in `result`."""
        return self._do(services.problem_close, **self.body(shape.ProblemResultBody))

    @extend_schema(request=InitiativePlanBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def initiative(self, request: Request, id: str) -> Response:  # noqa: A002
        """Make an initiative of it, once, with all that an initiative needs. It begins at once; no draft."""
        return self._do(_initiative, plan=plan_of(self.body(InitiativePlanBody)))

    @extend_schema(responses=shape.JoinedTicketSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def tickets(self, request: Request, id: str) -> Response:  # noqa: A002
        """The newest fifty of its tickets that you may open."""
        rows = tickets_joined(get_visible(Problem, request.user, self.reference), request.user)
        return Response(shape.JoinedTicketSerializer(rows, many=True).data)

    @extend_schema(responses=shape.BeforeAfterSerializer)
    @action(detail=True)
    def effect(self, request: Request, id: str) -> Response:  # noqa: A002
        """Failures and minutes lost in the twelve weeks before the day of the change, and since; empty without one."""
        found = effect_found(get_visible(Problem, request.user, self.reference), now=timezone.now())
        return Response(shape.BeforeAfterSerializer(found).data if found else {})

    def _do(self, verb: Any, **values: Any) -> Response:
        by: Any = self.request.user
        problem = verb(reference=self.reference, by=by, now=timezone.now(), version=self.expected_version(), **values)
        return self._shown(problem.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(Detail(values).data, status=status, headers={"ETag": etag(values["version"])})


def _initiative(**values: Any) -> Problem:
    return services.problem_make_initiative(**values).problem
