"""The addresses of the formal steps."""

from django.urls import path

from trellis.attendance.formal import notice_views

urlpatterns = [
    path("schools/<str:urn>/formal/", notice_views.formal, name="formal"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/formal/", notice_views.formal_child, name="formal_child"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/<int:contact_id>/",
        notice_views.formal_parent,
        name="formal_parent",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/<int:contact_id>/elsewhere/",
        notice_views.note_elsewhere,
        name="note_notice",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/notices/<int:formal_notice_id>/",
        notice_views.notice,
        name="formal_notice",
    ),
]
