"""The addresses of protection."""

from django.urls import path

from trellis.support.protection import views

_record = "children/<int:protected_id>/"

at_school = [
    path("children/", views.protection, name="protection"),
    path("children/new/", views.choose_protected, name="choose_protected"),
    path("children/new/<int:pupil_id>/", views.begin_protected, name="begin_protected"),
    path("children/opened/", views.openings, name="openings"),
    path(_record, views.protected, name="protected"),
    path(f"{_record}look/", views.point_to, name="point_to"),
    path(f"{_record}look/<int:pointer_id>/out/", views.take_out, name="take_out"),
    path(f"{_record}name/", views.name_somebody, name="name_somebody"),
    path(f"{_record}name/<int:named_id>/end/", views.name_no_more, name="name_no_more"),
    path(f"{_record}end/", views.end_protected, name="end_protected"),
    path(f"{_record}received/", views.received, name="received"),
]
