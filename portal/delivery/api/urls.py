from rest_framework.routers import SimpleRouter

from portal.delivery.api.views import InboxViewSet, OutboxViewSet

router = SimpleRouter()
router.register("inbox", InboxViewSet, basename="inbox")
router.register("outbox", OutboxViewSet, basename="outbox")

urlpatterns = router.urls
