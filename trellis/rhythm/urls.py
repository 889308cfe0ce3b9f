"""The addresses of the rhythm of a school or grouping: routine, wall calendar, exceptions, each duty."""

from django.urls import include, path

from trellis.rhythm import views
from trellis.schools import converters

converters.register()

app_name = "rhythm"

_duty = [
    path("", views.duty, name="duty"),
    path("change/", views.change, name="change"),
    path("hand-on/", views.give, name="give"),
    path("end/", views.end, name="end"),
    path("turn/", views.turn, name="turn"),
    path("done/", views.done, name="done"),
    path("tick/", views.tick, name="tick"),
    path("undo/", views.undo, name="undo"),
]

_school = [
    path("", views.routine, name="routine"),
    path("calendar/", views.calendar, name="calendar"),
    path("exceptions/", views.exceptions, name="exceptions"),
    path("add/", views.add, name="add"),
    path("enter/", views.enter, name="enter"),
    path("hand-on/", views.give_all, name="give_all"),
    path("<int:duty_id>/", include(_duty)),
]

_grouping = [
    path("", views.routine, name="grouping_routine"),
    path("add/", views.add, name="grouping_add"),
    path("hand-on/", views.give_all, name="grouping_give_all"),
    path("<int:duty_id>/", views.grouping_duty, name="grouping_duty"),
    path("<int:duty_id>/change/", views.change, name="grouping_change"),
    path("<int:duty_id>/hand-on/", views.give, name="grouping_give"),
    path("<int:duty_id>/end/", views.end, name="grouping_end"),
]

urlpatterns = [
    path("schools/<str:urn>/rhythm/", include(_school)),
    path("groupings/<slug:kind>/<name:name>/rhythm/", include(_grouping)),
]
