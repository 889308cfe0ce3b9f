"""The addresses of protection."""

from django.urls import path

from trellis.support.auditing import urls as audits
from trellis.support.protection import reading_views, views

_record = "children/<int:protected_id>/"

_asked = "read/<int:to_read_id>/"

_to_read = [
    path("read/new/", reading_views.ask, name="ask_to_read"),
    path(f"{_asked}anew/", reading_views.ask, name="ask_anew"),
    path(f"{_asked}stop/", reading_views.stop, name="stop_asking"),
]

at_school = [
    path("", reading_views.to_read, name="to_read"),
    path(_asked, reading_views.readers, name="readers"),
    path(f"{_asked}confirm/", reading_views.confirm, name="confirm"),
    path(f"{_asked}confirm-for/", reading_views.confirm_for, name="confirm_for"),
    path("meetings/", reading_views.at_meetings, name="at_meetings"),
    *_to_read,
    *audits.of_either,
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

at_grouping = [
    path("", reading_views.asked_of_schools, name="asked_of_schools"),
    *_to_read,
    *audits.of_either,
]
