"""The addresses of the directory."""

from django.urls import path

from trellis.support.directory import views

_agreement = "agreements/<int:agreement_id>/"

of_either = [
    path("agreements/", views.agreements, name="agreements"),
]

at_school = [
    path("signposts/", views.signposts, name="signposts"),
    path("signposts/new/<int:pupil_id>/", views.point_family, name="point_family"),
    path("signposts/<int:signpost_id>/", views.came_of_it, name="came_of_it"),
    path("agreements/new/", views.write_agreement, name="new_agreement"),
    path(_agreement, views.write_agreement, name="agreement"),
    path(f"{_agreement}rate/", views.rate, name="rate_agreement"),
]
