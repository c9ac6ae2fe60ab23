from django.urls import path

from portal.calendars.views import calendars, days, due, effect

app_name = "calendars"
urlpatterns = [
    path("", calendars.listing, name="list"),
    path("new/", calendars.new, name="new"),
    path("<str:reference>/", calendars.detail, name="detail"),
    path("<str:reference>/edit/", calendars.edit, name="edit"),
    path("<str:reference>/due/", due.due, name="due"),
    path("<str:reference>/make-default/", calendars.make_default, name="make-default"),
    path("<str:reference>/departments/", calendars.assign, name="assign"),
    path("<str:reference>/departments/withdraw/", calendars.withdraw, name="withdraw"),
    path("<str:reference>/days/", days.day, name="day"),
    path("<str:reference>/effect/", effect.effect, name="effect"),
    path("<str:reference>/official/", days.official, name="official"),
    path("<str:reference>/<int:year>/", days.year, name="year"),
]
