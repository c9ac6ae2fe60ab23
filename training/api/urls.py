from rest_framework.routers import SimpleRouter

from training.api.cohorts import CohortViewSet, EnrolmentViewSet
from training.api.curricula import CurriculumViewSet
from training.api.sessions import RoomViewSet, SessionViewSet

router = SimpleRouter()
router.register("curricula", CurriculumViewSet, basename="curriculum")
router.register("cohorts", CohortViewSet, basename="cohort")
router.register("enrolments", EnrolmentViewSet, basename="enrolment")
router.register("sessions", SessionViewSet, basename="session")
router.register("rooms", RoomViewSet, basename="room")

urlpatterns = router.urls
