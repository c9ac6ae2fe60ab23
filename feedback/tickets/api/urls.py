from django.urls import path
from rest_framework.routers import SimpleRouter

from feedback.tickets.api.approvals import ApprovalViewSet
from feedback.tickets.api.articles import ArticleViewSet
from feedback.tickets.api.bulk import TicketBulkViewSet
from feedback.tickets.api.duties import DutyViewSet
from feedback.tickets.api.inbound import InboundMailViewSet
from feedback.tickets.api.jumps import JumpViewSet
from feedback.tickets.api.levels import LevelViewSet
from feedback.tickets.api.live import TicketReadersViewSet
from feedback.tickets.api.one_button import OneButtonViewSet
from feedback.tickets.api.problems import ProblemViewSet
from feedback.tickets.api.promises import PromiseViewSet
from feedback.tickets.api.purposes import PurposeViewSet
from feedback.tickets.api.questions import OpennessView, QuestionViewSet
from feedback.tickets.api.reports import TicketFailureViewSet, TicketReportViewSet
from feedback.tickets.api.routing import RoutingRuleViewSet
from feedback.tickets.api.starting_texts import StartingTextViewSet
from feedback.tickets.api.views import CatalogueViewSet, TicketCommentViewSet, TicketViewSet

router = SimpleRouter()
router.register("tickets", TicketViewSet, basename="ticket")
router.register("duties", DutyViewSet, basename="duty")
router.register("escalation-levels", LevelViewSet, basename="escalation-level")
router.register("inbound-mails", InboundMailViewSet, basename="inbound-mail")
router.register("jumps", JumpViewSet, basename="jump")
router.register("problems", ProblemViewSet, basename="problem")
router.register("promises", PromiseViewSet, basename="promise")
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("articles", ArticleViewSet, basename="article")
router.register("one-button-resolutions", OneButtonViewSet, basename="one-button")
router.register("questions", QuestionViewSet, basename="question")
router.register("routing-rules", RoutingRuleViewSet, basename="routing-rule")
router.register("starting-texts", StartingTextViewSet, basename="starting-text")
router.register("ticket-reports", TicketReportViewSet, basename="ticket-report")
router.register("ticket-failures", TicketFailureViewSet, basename="ticket-failure")
router.register("purposes", PurposeViewSet, basename="purpose")
router.register("service-catalogue", CatalogueViewSet, basename="service-catalogue")

urlpatterns = [
    path("me/questions/", OpennessView.as_view({"get": "retrieve", "patch": "partial_update"}), name="me-questions"),
    path("tickets/bulk/", TicketBulkViewSet.as_view({"post": "create"}), name="ticket-bulk"),
    *router.urls,
    path("tickets/<str:id>/readers/", TicketReadersViewSet.as_view({"get": "list"}), name="ticket-readers"),
    path(
        "tickets/<str:id>/comments/",
        TicketCommentViewSet.as_view({"get": "list", "post": "create"}),
        name="ticket-comments",
    ),
]
