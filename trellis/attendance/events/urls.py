"""The addresses of events for families."""

from django.urls import include, path

from trellis.attendance.events import views

_event = [
    path("", views.event, name="event"),
    path("invite/", views.invite_class, name="invite_class"),
    path("register/", views.parents_register, name="parents_register"),
    path("register/<int:pupil_id>/", views.came_besides, name="came_besides"),
]

_series = [
    path("", views.event_series, name="event_series"),
    path("change/", views.change_series, name="change_series"),
    path("days/", views.arrange_days, name="arrange_days"),
]

_events = [
    path("", views.events, name="events"),
    path("new/", views.new_event, name="new_event"),
    path("taking-part/", views.taking_part, name="taking_part"),
    path("not-seen/", views.not_seen_yet, name="not_seen"),
    path("classes/", views.class_by_class, name="by_teacher"),
    path("series/new/", views.new_series, name="new_series"),
    path("series/<int:event_series_id>/", include(_series)),
    path("<int:event_id>/", include(_event)),
]

urlpatterns = [path("schools/<str:urn>/events/", include(_events))]
