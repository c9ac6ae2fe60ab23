from django.urls import path

from feedback.customers.views import contacts, customers, importing, lines, telling

app_name = "customers"
urlpatterns = [
    path("", customers.customer_list, name="list"),
    path("contacts/", contacts.contact_list, name="contacts"),
    path("contacts/report/", contacts.contact_report, name="report"),
    path("contacts/import/", importing.upload, name="import"),
    path("contacts/import/<str:reference>/", importing.job, name="import-job"),
    path("contacts/import/<str:reference>/apply/", importing.apply, name="import-apply"),
    path("contacts/import/<str:reference>/cancel/", importing.cancel, name="import-cancel"),
    path("contacts/<str:reference>/", contacts.contact_detail, name="contact"),
    path("contacts/<str:reference>/services/new/", telling.service_new, name="contact-service-new"),
    path(
        "contacts/<str:reference>/services/<str:service>/remove/",
        telling.service_remove,
        name="contact-service-remove",
    ),
    path("lines/", lines.line_list, name="lines"),
    path("lines/new/", lines.line_new, name="line-new"),
    path("lines/<str:reference>/", lines.line_detail, name="line"),
    path("lines/<str:reference>/edit/", lines.line_edit, name="line-edit"),
    path("sources/", lines.source_list, name="sources"),
    path("sources/new/", lines.source_new, name="source-new"),
    path("sources/<str:reference>/edit/", lines.source_edit, name="source-edit"),
    path("<str:reference>/", customers.customer_detail, name="customer"),
]
