"""REST, `/api/v1/`: the router of every area, the OpenAPI document and its pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerView

from portal.core.api.schema_view import SchemaView

app_name = "api"
urlpatterns = [
    path("", include("portal.people.api.urls")),
    path("", include("portal.records.api.urls")),
    path("", include("portal.calendars.api.urls")),
    path("", include("portal.delivery.api.urls")),
    path("", include("initiatives.api.urls")),
    path("", include("training.api.urls")),
    path("", include("feedback.customers.api.urls")),
    path("", include("feedback.tickets.api.urls")),
    path("", include("feedback.insights.api.urls")),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
]
