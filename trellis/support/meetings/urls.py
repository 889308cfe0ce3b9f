"""The addresses of meetings about cases, below a school’s support."""

from django.urls import include, path

from trellis.support.meetings import views

_meeting = [
    path("", views.case_meeting, name="case_meeting"),
    path("print/", views.print_meeting, name="print_meeting"),
    path("minutes/", views.meeting_minutes, name="meeting_minutes"),
    path("add/", views.add_child, name="add_child"),
    path("take-up/", views.take_up, name="take_up_child"),
    path("close/", views.close_meeting, name="close_meeting"),
]

at_school = [
    path("meetings/", views.case_bodies, name="case_bodies"),
    path("meetings/new/", views.write_body, name="new_body"),
    path("meetings/<int:body_id>/", views.case_body, name="case_body"),
    path("meetings/<int:body_id>/change/", views.write_body, name="change_body"),
    path("meetings/<int:body_id>/open/", views.open_meeting, name="open_meeting"),
    path("meetings/<int:body_id>/evaluate/", views.evaluate, name="evaluate_body"),
    path("meetings/held/<int:case_meeting_id>/", include(_meeting)),
    path("meetings/children/<int:agenda_item_id>/", views.agenda_item, name="agenda_item"),
    path("meetings/children/<int:agenda_item_id>/decide/", views.decide, name="decide"),
    path("meetings/children/<int:agenda_item_id>/leave/", views.leave_item, name="leave_item"),
    path("meetings/decisions/<int:decision_id>/", views.decision, name="decision"),
]
