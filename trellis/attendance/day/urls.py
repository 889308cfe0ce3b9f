"""The addresses of the day itself."""

from django.urls import path

from trellis.attendance.day import (
    answer_views,
    ask_views,
    call_views,
    closure_views,
    desk_views,
    every_child_views,
    going_views,
    illness_views,
    leave_views,
    on_site_views,
    planned_views,
    several_views,
    still_out_views,
    told_views,
)
from trellis.schools import converters

_LEAVE = "schools/<str:urn>/pupils/<int:pupil_id>/leave/<int:leave_id>/"

converters.register()

urlpatterns = [
    path("schools/<str:urn>/absence/told/", told_views.told, name="told"),
    path("schools/<str:urn>/absence/planned/", planned_views.planned, name="planned"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/planned/<int:absence_plan_id>/",
        planned_views.go_on,
        name="plan",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/planned/<int:absence_plan_id>/withdraw/",
        planned_views.withdraw,
        name="withdraw_plan",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/absence/<int:told_id>/",
        told_views.correct_told,
        name="correct_told",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/absence/<int:told_id>/withdraw/",
        told_views.withdraw_told,
        name="withdraw_told",
    ),
    path("schools/<str:urn>/absence/closures/", closure_views.closures, name="closures"),
    path("schools/<str:urn>/absence/closures/<int:closure_id>/", closure_views.closure, name="closure"),
    path(
        "schools/<str:urn>/absence/closures/<int:closure_id>/open/",
        closure_views.open_closure,
        name="open_closure",
    ),
    path(
        "schools/<str:urn>/absence/closures/<int:closure_id>/write/",
        closure_views.write_closure,
        name="write_closure",
    ),
    path(
        "schools/<str:urn>/absence/closures/<int:closure_id>/tell/",
        closure_views.tell_closure,
        name="tell_closure",
    ),
    path("groupings/<grouping:urn>/closures/", several_views.closures, name="closures_of_several"),
    path(
        "groupings/<grouping:urn>/closures/<int:several_id>/",
        several_views.closure,
        name="closure_of_several",
    ),
    path("schools/<str:urn>/absence/leave/", leave_views.leave, name="leave"),
    path(_LEAVE, leave_views.leave_request, name="leave_request"),
    path(f"{_LEAVE}meeting/", leave_views.arrange_leave, name="arrange_leave"),
    path(f"{_LEAVE}met/", leave_views.meet_about_leave, name="meet_about_leave"),
    path(f"{_LEAVE}not-taken-up/", leave_views.leave_not_taken_up, name="leave_not_taken_up"),
    path(f"{_LEAVE}decide/", leave_views.decide, name="decide_leave"),
    path(f"{_LEAVE}take-back/", leave_views.take_leave_back, name="take_leave_back"),
    path(f"{_LEAVE}write/", leave_views.write_about_leave, name="write_about_leave"),
    path("schools/<str:urn>/absence/", call_views.call_list, name="calls"),
    path("schools/<str:urn>/absence/claim/", call_views.claim, name="claim_call"),
    path("schools/<str:urn>/absence/log/", call_views.log, name="log_call"),
    path("schools/<str:urn>/absence/script/<str:language>/", call_views.script, name="call_script"),
    path("schools/<str:urn>/absence/lead/", call_views.lead_told, name="lead_told"),
    path("schools/<str:urn>/absence/write/", call_views.write, name="write_code"),
    path("schools/<str:urn>/absence/every-child/", every_child_views.every_child, name="every_child"),
    path("schools/<str:urn>/absence/still-out/", still_out_views.still_out, name="still_out"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/still-out/", still_out_views.what_was_done, name="say_step"
    ),
    path("schools/<str:urn>/absence/ask/", ask_views.ask, name="ask"),
    path(
        "schools/<str:urn>/absence/ask/<int:answer_link_id>/revoke/",
        ask_views.revoke,
        name="revoke_answer_link",
    ),
    path("schools/<str:urn>/absence/ask/words/<str:language>/", ask_views.answer_words, name="answer_words"),
    path("schools/<str:urn>/late/", desk_views.late_desk, name="late_desk"),
    path("schools/<str:urn>/late/screens/", desk_views.desk_links, name="desk_links"),
    path(
        "schools/<str:urn>/late/screens/<int:desk_link_id>/revoke/",
        desk_views.revoke_link,
        name="revoke_desk_link",
    ),
    path("schools/<str:urn>/late/<int:arrival_id>/", desk_views.match_arrival, name="match_arrival"),
    path("schools/<str:urn>/late/<int:arrival_id>/decide/", desk_views.decide_arrival, name="decide_arrival"),
    path("schools/<str:urn>/out/", going_views.out, name="out"),
    path("schools/<str:urn>/out/<int:leaving_id>/back/", going_views.back, name="back_in"),
    path("schools/<str:urn>/unwell/", illness_views.unwell, name="unwell"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/unwell/<int:unwell_id>/",
        illness_views.unwell_one,
        name="unwell_one",
    ),
    path("schools/<str:urn>/on-site/", on_site_views.on_site, name="on_site"),
    path("schools/<str:urn>/on-site/paper/", on_site_views.on_site_paper, name="on_site_paper"),
    path("late/<str:key>/", desk_views.desk_screen, name="desk_screen"),
    path("answer/<str:key>/", answer_views.answer, name="answer"),
]
