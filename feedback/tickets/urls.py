from django.urls import path
from django.views.decorators.http import require_POST

from feedback.tickets.views import catalogue, detail, edit, jumps, lists, promises, steps, way

app_name = "tickets"
urlpatterns = [
    path("", lists.ticket_list, name="list"),
    path("new/", steps.ticket_open, name="open"),
    path("services/", catalogue.service_list, name="services"),
    path("services/new/", catalogue.service_new, name="service-new"),
    path("services/<str:reference>/", catalogue.service_detail, name="service"),
    path("services/<str:reference>/edit/", catalogue.service_edit, name="service-edit"),
    path("services/<str:reference>/way/", way.service_way, name="service-way"),
    path("services/<str:reference>/effect/", way.service_effect, name="service-effect"),
    path("jumps/", jumps.jump_list, name="jumps"),
    path("jumps/report/", jumps.jump_report, name="jump-report"),
    path("jumps/policies/", jumps.policy_list, name="jump-policies"),
    path("jumps/policies/set/", jumps.policy_set, name="jump-policy"),
    path("jumps/<str:reference>/", jumps.jump_detail, name="jump-detail"),
    path("jumps/<str:reference>/acknowledge/", require_POST(jumps.acknowledge), name="jump-acknowledge"),
    path("jumps/<str:reference>/grant/", jumps.grant, name="jump-grant"),
    path("jumps/<str:reference>/refuse/", jumps.refuse, name="jump-refuse"),
    path("jumps/<str:reference>/stop/", require_POST(jumps.stop), name="jump-stop"),
    path("jumps/<str:reference>/review/", jumps.review, name="jump-review"),
    path("promises/", promises.promise_list, name="promises"),
    path("promises/report/", promises.promise_report, name="promise-report"),
    path("promises/<str:reference>/keep/", require_POST(promises.keep), name="promise-keep"),
    path("promises/<str:reference>/renegotiate/", promises.renegotiate, name="promise-renegotiate"),
    path("<str:reference>/", detail.ticket_detail, name="detail"),
    path("<str:reference>/take/", require_POST(steps.take), name="take"),
    path("<str:reference>/release/", require_POST(steps.release), name="release"),
    path("<str:reference>/wait/", steps.wait, name="wait"),
    path("<str:reference>/resume/", require_POST(steps.resume), name="resume"),
    path("<str:reference>/hand-over/", steps.hand_over, name="hand-over"),
    path("<str:reference>/pass-on/", steps.pass_on, name="pass-on"),
    path("<str:reference>/resolve/", steps.resolve, name="resolve"),
    path("<str:reference>/reopen/", steps.reopen, name="reopen"),
    path("<str:reference>/edit/", edit.ticket_edit, name="edit"),
    path("<str:reference>/jump/", jumps.jump, name="jump"),
    path("<str:reference>/promise/", promises.promise, name="promise"),
    path("<str:reference>/comment/", steps.comment, name="comment"),
]
