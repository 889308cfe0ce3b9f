"""The addresses of checks and targets."""

from django.urls import path

from trellis.attendance.knowing import (
    authority_views,
    beside_views,
    complete_views,
    reconcile_views,
    target_views,
    together_views,
)

urlpatterns = [
    path("schools/<str:urn>/checks/", complete_views.complete, name="complete"),
    path("schools/<str:urn>/checks/lateness/", together_views.together, name="lateness"),
    path("schools/<str:urn>/checks/scores/", beside_views.lateness_and_scores, name="lateness_and_scores"),
    path("schools/<str:urn>/checks/scores/told/", beside_views.scores_told, name="scores_told"),
    path("schools/<str:urn>/checks/authority/", authority_views.authority, name="authority"),
    path(
        "schools/<str:urn>/checks/authority/prepare/<str:watch>/",
        authority_views.prepare,
        name="prepare_authority_file",
    ),
    path("schools/<str:urn>/checks/authority/<int:file_id>/", authority_views.file, name="authority_file"),
    path(
        "schools/<str:urn>/checks/authority/<int:file_id>/approve/",
        authority_views.approve,
        name="approve_authority_file",
    ),
    path(
        "schools/<str:urn>/checks/authority/<int:file_id>/sent/",
        authority_views.sent,
        name="authority_file_sent",
    ),
    path(
        "schools/<str:urn>/checks/authority/<int:file_id>/throw-away/",
        authority_views.throw_away,
        name="throw_authority_file_away",
    ),
    path("schools/<str:urn>/pupils/<int:pupil_id>/enquiries/", authority_views.enquiries, name="enquiries"),
    path("schools/<str:urn>/checks/targets/", target_views.targets, name="targets"),
    path("schools/<str:urn>/checks/targets/tell/", target_views.tell, name="tell_targets"),
    path("schools/<str:urn>/checks/targets/told/<day:date>/", target_views.told, name="targets_told"),
    path("schools/<str:urn>/checks/targets/<int:target_id>/drop/", target_views.drop, name="drop_target"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/target/", target_views.pupil_target, name="pupil_target"),
    path(
        "groupings/<slug:kind>/<name:name>/targets/",
        target_views.grouping_targets,
        name="grouping_targets",
    ),
    path("schools/<str:urn>/checks/figures/", reconcile_views.printed_figures, name="printed_figures"),
    path("schools/<str:urn>/checks/figures/bring/", reconcile_views.bring, name="bring_printed_figure"),
    path(
        "schools/<str:urn>/checks/figures/<int:figure_id>/",
        reconcile_views.printed_figure,
        name="printed_figure",
    ),
    path(
        "schools/<str:urn>/checks/figures/<int:figure_id>/drop/",
        reconcile_views.drop,
        name="drop_printed_figure",
    ),
    path(
        "schools/<str:urn>/checks/figures/<int:figure_id>/<str:cause>/",
        reconcile_views.behind,
        name="behind_printed_figure",
    ),
]
