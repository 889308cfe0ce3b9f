"""The addresses of the rhythm of a school or grouping: routine, wall calendar, exceptions, each duty."""

from django.urls import include, path

from trellis.rhythm import arranging_views, done_views, views, wall_views
from trellis.schools import converters

converters.register()

app_name = "rhythm"

_duty = [
    path("", views.duty, name="duty"),
    path("change/", arranging_views.change, name="change"),
    path("hand-on/", arranging_views.give, name="give"),
    path("end/", arranging_views.end, name="end"),
    path("turn/", arranging_views.turn, name="turn"),
    path("done/", done_views.done, name="done"),
    path("tick/", done_views.tick, name="tick"),
    path("undo/", done_views.undo, name="undo"),
]

_school = [
    path("", views.routine, name="routine"),
    path("calendar/", wall_views.calendar, name="calendar"),
    path("exceptions/", views.exceptions, name="exceptions"),
    path("add/", arranging_views.add, name="add"),
    path("enter/", arranging_views.enter, name="enter"),
    path("hand-on/", arranging_views.give_all, name="give_all"),
    path("<int:duty_id>/", include(_duty)),
]

_grouping = [
    path("", views.routine, name="grouping_routine"),
    path("calendar/", wall_views.calendar, name="grouping_calendar"),
    path("add/", arranging_views.add, name="grouping_add"),
    path("hand-on/", arranging_views.give_all, name="grouping_give_all"),
    path("<int:duty_id>/", views.grouping_duty, name="grouping_duty"),
    path("<int:duty_id>/change/", arranging_views.change, name="grouping_change"),
    path("<int:duty_id>/hand-on/", arranging_views.give, name="grouping_give"),
    path("<int:duty_id>/end/", arranging_views.end, name="grouping_end"),
]

urlpatterns = [
    path("schools/<str:urn>/rhythm/", include(_school)),
    path("groupings/<slug:kind>/<name:name>/rhythm/", include(_grouping)),
]
