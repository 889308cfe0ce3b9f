"""The addresses of well-being, below a school."""

from django.urls import path

from trellis.support.wellbeing import views

at_school = [
    path("", views.daily_activity, name="daily_activity"),
    path("classes/<int:class_id>/done/", views.say_daily_activity, name="say_daily_activity"),
    path("staff/", views.staff_checks, name="staff_checks"),
    path("staff/new/", views.write_staff_check, name="write_staff_check"),
    path("staff/mine/", views.own_staff_checks, name="own_staff_checks"),
]
