"""The addresses of the ladder and of the steps that are due."""

from django.urls import path

from trellis.attendance.ladder import due_views, ladder_views, step_views

urlpatterns = [
    path("schools/<str:urn>/steps/", due_views.due, name="steps_due"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/steps/<int:ladder_step_id>/<int:occasion>/",
        due_views.answer,
        name="answer_step",
    ),
    path("schools/<str:urn>/steps/ladders/", ladder_views.ladders, name="ladders"),
    path("schools/<str:urn>/steps/ladders/<int:ladder_id>/", ladder_views.ladder, name="ladder"),
    path(
        "schools/<str:urn>/steps/ladders/<int:ladder_id>/rehearse/",
        ladder_views.rehearsal,
        name="rehearse_ladder",
    ),
    path(
        "schools/<str:urn>/steps/ladders/<int:ladder_id>/switch-on/",
        ladder_views.turn_on,
        name="switch_on_ladder",
    ),
    path("schools/<str:urn>/steps/ladders/<int:ladder_id>/stop/", ladder_views.turn_off, name="stop_ladder"),
    path(
        "schools/<str:urn>/steps/ladders/<int:ladder_id>/throw-away/",
        ladder_views.discard,
        name="throw_away_ladder",
    ),
    path("schools/<str:urn>/steps/ladders/<int:ladder_id>/steps/new/", step_views.new, name="new_step"),
    path(
        "schools/<str:urn>/steps/ladders/<int:ladder_id>/steps/<int:ladder_step_id>/",
        step_views.change,
        name="step",
    ),
    path(
        "schools/<str:urn>/steps/ladders/<int:ladder_id>/steps/<int:ladder_step_id>/remove/",
        step_views.remove,
        name="remove_step",
    ),
    path(
        "schools/<str:urn>/steps/ladders/<int:ladder_id>/steps/<int:ladder_step_id>/up/",
        step_views.up,
        name="move_step_up",
    ),
]
