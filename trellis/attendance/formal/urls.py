"""The addresses of the formal steps."""

from django.urls import path

from trellis.attendance.formal import across_views, agreeing_views, notice_views, pack_views

urlpatterns = [
    path("groupings/<slug:kind>/<name:name>/notices/", across_views.notices_across, name="notices_across"),
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
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/notices/<int:formal_notice_id>/letter/",
        agreeing_views.write_about_notice,
        name="write_about_notice",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/<int:contact_id>/contract/",
        agreeing_views.offer,
        name="offer_contract",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/contracts/<int:contract_id>/",
        agreeing_views.contract,
        name="contract",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/contracts/<int:contract_id>/letter/",
        agreeing_views.write_about_contract,
        name="write_about_contract",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/<int:contact_id>/improve/",
        agreeing_views.begin_improving,
        name="begin_improving",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/improving/<int:improving_id>/",
        agreeing_views.improving,
        name="improving",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/improving/<int:improving_id>/letter/",
        agreeing_views.write_about_improving,
        name="write_about_improving",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/considered/",
        agreeing_views.note_considered,
        name="note_considered",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/packs/",
        pack_views.put_together,
        name="put_pack_together",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/formal/packs/<int:pack_id>/",
        pack_views.pack,
        name="pack",
    ),
]
