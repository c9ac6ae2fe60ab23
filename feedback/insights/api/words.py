"""What customers said in REST: `/ideas/{id}/customers/` and `/services/{id}/customers/`."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.customers.choices import Channel, Kind
from feedback.insights.queries.words import Words, words_about, words_about_idea
from initiatives.models import ValueService
from initiatives.queries.ideas import idea_for
from initiatives.queries.services import service_for
from portal.core.api.serializers import Answer
from portal.records.api.viewsets import PortalViewSet


class KindCounts(Answer):
    kind = serializers.ChoiceField(choices=Kind.choices)
    months = serializers.ListField(child=serializers.IntegerField(), help_text="In the order of `months`.")
    total = serializers.IntegerField(help_text="Of all months.")


class SaidShown(Answer):
    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    subject = serializers.CharField(help_text="What the contact was about, in the words of its source.")
    words = serializers.CharField(help_text="Written to be shown; else empty.")
    service = serializers.CharField(help_text="Reference of the new value-added service.")
    name = serializers.CharField()
    contact = serializers.CharField(help_text="Its reference, if you may see the contact.")


class WordsShown(Answer):
    months = serializers.ListField(child=serializers.DateField(), help_text="First days of the last twelve months.")
    kinds = KindCounts(many=True)
    said = SaidShown(many=True, help_text="The newest twenty.")


class WordsViewSet(PortalViewSet):
    """What customers said about new value-added services: counts by kind and month, and words to show."""

    pagination_class = None  # type: ignore[assignment]
    queryset = ValueService.objects.none()

    @extend_schema(operation_id="ideas_customers", responses=WordsShown, filters=False)
    def idea(self, request: Request, id: str) -> Response:  # noqa: A002
        """About the services that came of an idea, and of those merged into it."""
        self.filtered(self.get_queryset())
        found = idea_for(request.user, self.reference)
        return _shown(words_about_idea(found.canonical or found, request.user))

    @extend_schema(operation_id="services_customers", responses=WordsShown, filters=False)
    def service(self, request: Request, id: str) -> Response:  # noqa: A002
        """About one service."""
        self.filtered(self.get_queryset())
        found = service_for(request.user, self.reference)
        return _shown(words_about(ValueService.objects.filter(pk=found.pk), request.user))


def _shown(words: Words) -> Response:
    kinds = [{"kind": kind, "months": row, "total": words.totals[kind]} for kind, row in words.counts.items()]
    return Response(WordsShown({"months": words.months, "kinds": kinds, "said": words.said}).data)
