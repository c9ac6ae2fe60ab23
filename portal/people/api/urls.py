from django.urls import path
from rest_framework.routers import SimpleRouter

from portal.people.api.imports import ImportViewSet, OrganisationExportView
from portal.people.api.views import DepartmentViewSet, EmployeeViewSet, MeView, TokenViewSet

router = SimpleRouter()
router.register("departments", DepartmentViewSet, basename="department")
router.register("employees", EmployeeViewSet, basename="employee")
router.register("tokens", TokenViewSet, basename="token")
router.register("imports", ImportViewSet, basename="import")

urlpatterns = [
    path("me/", MeView.as_view({"get": "retrieve", "patch": "partial_update"}), name="me"),
    path("organisation/export/", OrganisationExportView.as_view({"get": "retrieve"}), name="organisation-export"),
    *router.urls,
]
