from rest_framework.routers import SimpleRouter

from portal.records.api.events import EventViewSet
from portal.records.api.saved_views import SavedViewViewSet

router = SimpleRouter()
router.register("events", EventViewSet, basename="event")
router.register("saved-views", SavedViewViewSet, basename="saved-view")

urlpatterns = router.urls
