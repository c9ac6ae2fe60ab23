from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from initiatives.api.views.answering import AnswerTimeViewSet
from initiatives.api.views.benefits import BenefitViewSet
from initiatives.api.views.challenges import ChallengeViewSet
from initiatives.api.views.copying import TemplateViewSet
from initiatives.api.views.evaluations import EvaluationViewSet
from initiatives.api.views.ideas import IdeaViewSet
from initiatives.api.views.importing import IdeaImportViewSet, InitiativeImportViewSet, WorkbookView
from initiatives.api.views.initiatives import InitiativeViewSet
from initiatives.api.views.nameless import NamelessViewSet, TalkViewSet
from initiatives.api.views.packs import PackViewSet
from initiatives.api.views.programmes import CompanyTargetViewSet, ProgrammeViewSet, ReadingImportViewSet
from initiatives.api.views.services import ValueServiceViewSet
from initiatives.api.views.similar import SimilarViewSet
from initiatives.api.views.tags import TagViewSet
from initiatives.api.views.thanks import ThanksViewSet

router = SimpleRouter()
router.register("ideas/imports", IdeaImportViewSet, basename="idea-import")
router.register("initiatives/imports", InitiativeImportViewSet, basename="initiative-import")
router.register("ideas/similar", SimilarViewSet, basename="idea-similar")
router.register("ideas", IdeaViewSet, basename="idea")
router.register("challenges", ChallengeViewSet, basename="challenge")
router.register("evaluations", EvaluationViewSet, basename="evaluation")
router.register("answer-times", AnswerTimeViewSet, basename="answer-time")
router.register("initiative-templates", TemplateViewSet, basename="initiative-template")
router.register("initiatives", InitiativeViewSet, basename="initiative")
router.register("tags", TagViewSet, basename="tag")
router.register("thanks", ThanksViewSet, basename="thanks")
router.register("benefits", BenefitViewSet, basename="benefit")
router.register("programmes", ProgrammeViewSet, basename="programme")
router.register("company-targets", CompanyTargetViewSet, basename="company-target")
router.register("board-packs", PackViewSet, basename="board-pack")
router.register("reading-imports", ReadingImportViewSet, basename="reading-import")
router.register("services", ValueServiceViewSet, basename="service")

urlpatterns = [
    path("initiatives/workbook/", WorkbookView.as_view({"get": "retrieve"}), name="initiative-workbook"),
    path("ideas/nameless/", NamelessViewSet.as_view({"post": "submit"}), name="idea-nameless"),
    path("ideas/nameless/similar/", NamelessViewSet.as_view({"post": "similar"}), name="idea-nameless-similar"),
    path("ideas/nameless/receipt/", NamelessViewSet.as_view({"post": "receipt"}), name="idea-receipt"),
    path("ideas/nameless/receipt/note/", NamelessViewSet.as_view({"post": "note"}), name="idea-receipt-note"),
    re_path(
        r"^ideas/(?P<id>[A-Za-z0-9-]{1,40})/talk/$",
        TalkViewSet.as_view({"get": "list", "post": "create"}),
        name="idea-talk",
    ),
    *router.urls,
]
