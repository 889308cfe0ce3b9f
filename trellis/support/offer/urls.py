"""The addresses of the offer."""

from django.urls import path

from trellis.support.offer import views

_step = "offer/steps/<int:offer_step_id>/"

of_either = [
    path("offer/", views.offer, name="offer"),
    path("offer/begin/", views.begin_offer, name="begin_offer"),
    path("offer/levels/<int:offer_level_id>/", views.write_level, name="offer_level"),
    path("offer/levels/<int:offer_level_id>/steps/new/", views.write_step, name="new_offer_step"),
    path(_step, views.write_step, name="offer_step"),
    path(f"{_step}lay-aside/", views.lay_step_aside, name="lay_step_aside"),
]

at_school = [
    path("offer/families/", views.for_families, name="offer_for_families"),
    path(f"{_step}carried-out/", views.carry_out, name="carry_out"),
    path(f"{_step}not-carried-out/", views.not_carried_out, name="not_carried_out"),
]
