"""The addresses of clinics and other gatherings with families."""

from django.urls import include, path

from trellis.attendance.clinics import views

_family = [
    path("", views.invited_family, name="invited_family"),
    path("came/", views.family_came, name="family_came"),
    path("move/", views.move_family, name="move_family"),
    path("agree/", views.agree_with_family, name="agree_with_family"),
    path("take-off/", views.take_family_off, name="take_family_off"),
    path("agreed/<int:agreed_step_id>/", views.agreed_step, name="agreed_step"),
]

_clinic = [
    path("", views.clinic, name="clinic"),
    path("write/", views.write_invitations, name="write_invitations"),
    path("paper/", views.clinic_paper, name="clinic_paper"),
    path("call-off/", views.call_off_clinic, name="call_off_clinic"),
    path("families/<int:family_id>/", include(_family)),
]

urlpatterns = [
    path("schools/<str:urn>/clinics/", views.clinics, name="clinics"),
    path("schools/<str:urn>/clinics/new/", views.new_clinic, name="new_clinic"),
    path("schools/<str:urn>/clinics/invite/", views.invite_families, name="invite_families"),
    path("schools/<str:urn>/clinics/<int:clinic_id>/", include(_clinic)),
]
