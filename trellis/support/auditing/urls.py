"""The addresses of audits."""

from django.urls import path

from trellis.support.auditing import views

_audit = "audits/<int:audit_id>/"
_question = f"{_audit}questions/<int:audit_question_id>/"

of_either = [
    path("audits/", views.audits, name="audits"),
    path("audits/begin/", views.begin, name="begin_audit"),
    path(_audit, views.audit, name="audit"),
    path(f"{_audit}ask/", views.ask, name="ask_in_audit"),
    path(f"{_audit}freeze/", views.freeze, name="freeze_audit"),
    path(_question, views.judge, name="judge"),
    path(f"{_question}out/", views.leave_out, name="leave_question_out"),
    path(f"{_question}follow-up/", views.follow_up, name="follow_up"),
    path(f"{_audit}steps/<int:audit_step_id>/", views.finish, name="finish_audit_step"),
]
