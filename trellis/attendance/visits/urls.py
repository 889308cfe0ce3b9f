"""The addresses of visits at home."""

from django.urls import path

from trellis.attendance.visits import away, views

_ROUND = "schools/<str:urn>/visits/rounds/<int:round_id>/"
_VISIT = "schools/<str:urn>/pupils/<int:pupil_id>/visits/<int:visit_id>/"

urlpatterns = [
    path("schools/<str:urn>/visits/", views.visits, name="visits"),
    path("schools/<str:urn>/visits/rounds/new/", views.new_round, name="new_round"),
    path(_ROUND, views.visit_round, name="visit_round"),
    path(f"{_ROUND}paper/", views.round_paper, name="round_paper"),
    path(f"{_ROUND}out/", views.go_out, name="go_out"),
    path(f"{_ROUND}check-in/", views.check_in_round, name="check_in_round"),
    path(_VISIT, views.visit_outcome, name="visit_outcome"),
    path(f"{_VISIT}note/", views.safety_note, name="safety_note"),
    path(
        "schools/<str:urn>/visits/outcomes/<int:outcome_id>/done/",
        views.visit_step_done,
        name="visit_step_done",
    ),
    path("schools/<str:urn>/visits/away/", away.away, name="away"),
    path("visiting/<str:key>/", away.device_standing, name="device_standing"),
    path("schools/<str:urn>/visits/away/take/", away.take_sheet, name="take_sheet"),
    path("schools/<str:urn>/visits/away/send/", away.send_back, name="send_back"),
    path(
        "schools/<str:urn>/visits/devices/<int:device_id>/revoke/",
        views.revoke_visit_device,
        name="revoke_visit_device",
    ),
]
