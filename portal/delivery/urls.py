from django.urls import path

from portal.delivery.views import inbox, outbox, system

app_name = "delivery"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read-all"),
    path("inbox/<str:handle>/", inbox.open_message, name="open"),
    path("inbox/<str:handle>/read/", inbox.read, name="read"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/resend/", outbox.resend_all, name="resend-all"),
    path("outbox/<str:handle>/resend/", outbox.resend, name="resend"),
    path("outbox/<str:handle>/give-up/", outbox.give_up, name="give-up"),
    path("system/", system.system, name="system"),
    path("healthz/", system.healthz, name="healthz"),
]
