"""Every page. REST stands in api_urls.py. Each name needs a row in the permission table.

The areas above are named by string, so that the ground imports none of them.
"""

from django.urls import include, path

urlpatterns = [
    path("", include("feedback.insights.urls")),
    path("", include("portal.people.urls")),
    path("", include("portal.delivery.urls")),
    path("calendars/", include("portal.calendars.urls")),
    path("", include("initiatives.urls")),
    path("training/", include("training.urls")),
    path("customers/", include("feedback.customers.urls")),
    path("pop/", include("feedback.tickets.pop_urls")),
    path("tickets/", include("feedback.tickets.urls")),
    path("accounts/", include("portal.people.account_urls")),
    path("", include("portal.records.urls")),
    path("api/v1/", include("portal.api_urls")),
]

handler404 = "portal.core.views.not_found"
handler500 = "portal.core.views.fault"
