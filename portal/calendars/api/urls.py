from rest_framework.routers import SimpleRouter

from portal.calendars.api.views import CalendarViewSet

router = SimpleRouter()
router.register("calendars", CalendarViewSet, basename="calendar")

urlpatterns = router.urls
