from rest_framework.routers import SimpleRouter

from portal.records.api.events import EventViewSet

router = SimpleRouter()
router.register("events", EventViewSet, basename="event")

urlpatterns = router.urls
