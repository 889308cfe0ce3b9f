"""Addresses of groups, below the support of a school."""

from django.urls import include, path

from trellis.support.groups import views

_session = [
    path("", views.group_register, name="group_register"),
    path("call-off/", views.call_off_session, name="call_off_session"),
]

_group = [
    path("", views.group, name="group"),
    path("change/", views.write_group, name="change_group"),
    path("end/", views.end_group, name="end_group"),
    path("leaders/", views.lead_group, name="lead_group"),
    path("leaders/<int:group_leader_id>/end/", views.lead_no_more, name="lead_no_more"),
    path("join/", views.join_group, name="join_group"),
    path("members/<int:group_member_id>/leave/", views.leave_group, name="leave_group"),
    path("times/", views.meet_weekly, name="meet_weekly"),
    path("times/<int:group_time_id>/end/", views.meet_no_more, name="meet_no_more"),
    path("times/<int:group_time_id>/<day:date>/", include(_session)),
]

at_school = [
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.write_group, name="new_group"),
    path("groups/rota/", views.rota, name="rota"),
    path("groups/rota/write/", views.write_rota, name="write_rota"),
    path("groups/week/", views.group_timetable, name="group_timetable"),
    path("groups/need/", views.group_coverage, name="group_coverage"),
    path("groups/<int:group_id>/", include(_group)),
]
