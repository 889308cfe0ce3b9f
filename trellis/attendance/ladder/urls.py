"""The addresses of the ladder and of the steps that are due; a trust or an authority keeps its ladders by the
same pages.
"""

from django.urls import include, path

from trellis.attendance.ladder import due_views, ladder_views, over_schools_views, step_views
from trellis.schools import converters

converters.register()

_ladders = [
    path("", ladder_views.ladders, name="ladders"),
    path("<int:ladder_id>/", ladder_views.ladder, name="ladder"),
    path("<int:ladder_id>/switch-on/", ladder_views.turn_on, name="switch_on_ladder"),
    path("<int:ladder_id>/stop/", ladder_views.turn_off, name="stop_ladder"),
    path("<int:ladder_id>/throw-away/", ladder_views.discard, name="throw_away_ladder"),
    path("<int:ladder_id>/steps/new/", step_views.new, name="new_step"),
    path("<int:ladder_id>/steps/<int:ladder_step_id>/", step_views.change, name="step"),
    path("<int:ladder_id>/steps/<int:ladder_step_id>/remove/", step_views.remove, name="remove_step"),
    path("<int:ladder_id>/steps/<int:ladder_step_id>/up/", step_views.up, name="move_step_up"),
]

urlpatterns = [
    path("schools/<str:urn>/steps/", due_views.due, name="steps_due"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/steps/<int:ladder_step_id>/<int:occasion>/",
        due_views.answer,
        name="answer_step",
    ),
    path("schools/<str:urn>/steps/ladders/", include(_ladders)),
    path(
        "schools/<str:urn>/steps/ladders/<int:ladder_id>/rehearse/",
        ladder_views.rehearsal,
        name="rehearse_ladder",
    ),
    path("groupings/<grouping:urn>/steps/ladders/", include(_ladders)),
    path(
        "groupings/<grouping:urn>/steps/ladders/<int:ladder_id>/rehearse/",
        over_schools_views.rehearsal,
        name="rehearse_over_schools",
    ),
]
