"""The addresses of the attendance day."""

from django.urls import path

from trellis.attendance import list_views, pupil_views, school_views, views

app_name = "attendance"

urlpatterns = [
    path("schools/<str:urn>/attendance/", school_views.school, name="school"),
    path("schools/<str:urn>/attendance/groups/", school_views.groups, name="groups"),
    path("schools/<str:urn>/attendance/classes/", school_views.classes, name="classes"),
    path("schools/<str:urn>/attendance/days/", school_views.days, name="days"),
    path("schools/<str:urn>/attendance/counted/<str:measure>/", school_views.counted, name="counted"),
    path("schools/<str:urn>/attendance/pupils/", list_views.pupils, name="pupils"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/", pupil_views.pupil, name="pupil"),
    path("schools/<str:urn>/attendance/letters/", views.draw_up_letters, name="draw_up_letters"),
]
