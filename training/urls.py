from django.urls import path

from training.views import calendar, changes, cohorts, curricula, feed, rooms, sessions

app_name = "training"
urlpatterns = [
    path("", cohorts.cohorts, name="cohorts"),
    path("new/", changes.new, name="cohort-new"),
    path("preview/", changes.preview, name="preview"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/events/", calendar.events, name="events"),
    path("plan/", calendar.plan, name="plan"),
    path("curricula/", curricula.curricula, name="curricula"),
    path("curricula/new/", curricula.new, name="curriculum-new"),
    path("curricula/<str:reference>/", curricula.detail, name="curriculum"),
    path("curricula/<str:reference>/edit/", curricula.rename, name="curriculum-edit"),
    path("curricula/<str:reference>/draft/", curricula.draft, name="curriculum-draft"),
    path("curricula/<str:reference>/publish/", curricula.publish, name="curriculum-publish"),
    path("curricula/<str:reference>/phases/new/", curricula.phase, name="phase-new"),
    path("curricula/<str:reference>/phases/<int:order>/", curricula.phase, name="phase-edit"),
    path("curricula/<str:reference>/phases/<int:order>/remove/", curricula.phase_remove, name="phase-remove"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/new/", rooms.new, name="room-new"),
    path("rooms/<str:reference>/use/", rooms.set_active, name="room-active"),
    path("feed/", feed.settings, name="feed-settings"),
    path("feed/off/", feed.revoke, name="feed-revoke"),
    path("feed/<str:token>.ics", feed.feed, name="feed"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<str:reference>/", sessions.detail, name="session"),
    path("sessions/<str:reference>/attendance/", sessions.attend, name="attend"),
    path("sessions/<str:reference>/staff/", sessions.staff, name="staff"),
    path("sessions/<str:reference>/staff/remove/", sessions.unstaff, name="unstaff"),
    path("sessions/<str:reference>/move/", sessions.move, name="move"),
    path("enrolments/<str:reference>/withdraw/", changes.withdraw, name="withdraw"),
    path("<str:reference>/", cohorts.detail, name="cohort"),
    path("<str:reference>/edit/", changes.edit, name="cohort-edit"),
    path("<str:reference>/enrol/", changes.enrol, name="enrol"),
    path("<str:reference>/cancel/", changes.cancel, name="cohort-cancel"),
]
