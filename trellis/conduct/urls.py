"""The addresses of incidents, below a school."""

from django.urls import include, path

from trellis.conduct import views

app_name = "conduct"

_one = [
    path("", views.incident, name="incident"),
    path("correct/", views.correct, name="correct"),
    path("children/", views.part, name="part"),
    path("children/<int:part_of_child_id>/leave-out/", views.leave_out, name="leave_out"),
    path("follow-up/", views.follow_up, name="follow_up"),
    path("take-back/", views.take_back, name="take_back"),
]

_incidents = [
    path("", views.incidents, name="incidents"),
    path("new/", views.record, name="record"),
    path("how-often/", views.figures, name="figures"),
    path("told/", views.told_figures, name="told_figures"),
    path("words/", views.own_words, name="words"),
    path("<int:incident_id>/", include(_one)),
]

urlpatterns = [
    path("schools/<str:urn>/incidents/", include(_incidents)),
    path("schools/<str:urn>/pupils/<int:pupil_id>/incidents/", views.pupil, name="pupil"),
]
