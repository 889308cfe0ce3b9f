"""The addresses of checks and targets."""

from django.urls import path

from trellis.attendance.knowing import complete_views, reconcile_views

urlpatterns = [
    path("schools/<str:urn>/checks/", complete_views.complete, name="complete"),
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
