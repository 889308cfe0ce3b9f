"""The addresses of well-being, below a school."""

from django.urls import path

from trellis.support.wellbeing import views

at_school = [
    path("", views.daily_activity, name="daily_activity"),
    path("classes/<int:class_id>/done/", views.say_daily_activity, name="say_daily_activity"),
    path("staff/", views.staff_checks, name="staff_checks"),
    path("staff/new/", views.write_staff_check, name="write_staff_check"),
    path("staff/destroy/", views.destroy_staff_checks, name="destroy_staff_checks"),
    path("staff/talks/<int:staff_check_id>/", views.put_staff_check_right, name="put_staff_check_right"),
    path("staff/of/<int:colleague_id>/", views.staff_checks_of, name="staff_checks_of"),
    path("staff/of/<int:colleague_id>/file/", views.staff_checks_file, name="staff_checks_file"),
    path("staff/mine/", views.own_staff_checks, name="own_staff_checks"),
    path("staff/mine/file/", views.own_staff_checks_file, name="own_staff_checks_file"),
    path("staff/mine/<int:staff_check_id>/", views.say_of_own_check, name="say_of_own_check"),
]
