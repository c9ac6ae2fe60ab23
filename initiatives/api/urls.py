from rest_framework.routers import SimpleRouter

from initiatives.api.views.ideas import IdeaViewSet
from initiatives.api.views.initiatives import InitiativeViewSet

router = SimpleRouter()
router.register("ideas", IdeaViewSet, basename="idea")
router.register("initiatives", InitiativeViewSet, basename="initiative")

urlpatterns = router.urls
