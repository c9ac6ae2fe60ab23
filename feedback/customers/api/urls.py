from rest_framework.routers import SimpleRouter

from feedback.customers.api.views import ContactViewSet, CustomerViewSet, ServiceLineViewSet, SourceViewSet

router = SimpleRouter()
router.register("contacts", ContactViewSet, basename="contact")
router.register("customers", CustomerViewSet, basename="customer")
router.register("sources", SourceViewSet, basename="source")
router.register("service-lines", ServiceLineViewSet, basename="service-line")

urlpatterns = router.urls
