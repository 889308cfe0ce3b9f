"""The addresses of the attendance day."""

from django.urls import include, path

from trellis.attendance import (
    celebrating_views,
    chosen_views,
    league_views,
    list_views,
    pupil_views,
    recognition_views,
    school_views,
    views,
)

app_name = "attendance"

urlpatterns = [
    path("schools/<str:urn>/attendance/", school_views.school, name="school"),
    path("schools/<str:urn>/attendance/groups/", school_views.groups, name="groups"),
    path("schools/<str:urn>/attendance/classes/", school_views.classes, name="classes"),
    path("schools/<str:urn>/attendance/days/", school_views.days, name="days"),
    path("schools/<str:urn>/attendance/counted/<str:measure>/", school_views.counted, name="counted"),
    path("schools/<str:urn>/attendance/pupils/", list_views.pupils, name="pupils"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/", pupil_views.pupil, name="pupil"),
    path("schools/<str:urn>/attendance/pupils/write/", chosen_views.write_to, name="write_to"),
    path("schools/<str:urn>/attendance/letters/", views.draw_up_letters, name="draw_up_letters"),
    path("", include("trellis.attendance.day.urls")),
    path("", include("trellis.attendance.ladder.urls")),
    path("", include("trellis.attendance.formal.urls")),
    path("", include("trellis.attendance.clinics.urls")),
    path("", include("trellis.attendance.events.urls")),
    path("", include("trellis.attendance.knowing.urls")),
    path("", include("trellis.attendance.visits.urls")),
    path("schools/<str:urn>/celebrating/", league_views.league, name="league"),
    path("schools/<str:urn>/celebrating/announce/", league_views.announce, name="announce"),
    path("schools/<str:urn>/celebrating/hall/", league_views.hall_links, name="hall_links"),
    path(
        "schools/<str:urn>/celebrating/hall/<int:hall_link_id>/revoke/",
        league_views.revoke_hall_link,
        name="revoke_hall_link",
    ),
    path("hall/<str:key>/", league_views.screen, name="screen"),
    path("schools/<str:urn>/celebrating/certificates/", recognition_views.certificates, name="certificates"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/exemptions/",
        recognition_views.exemptions,
        name="exemptions",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/exemptions/<int:exemption_id>/end/",
        recognition_views.end_exemption,
        name="end_exemption",
    ),
    path("schools/<str:urn>/celebrating/draws/", celebrating_views.draws, name="draws"),
    path("schools/<str:urn>/celebrating/draws/fix/", celebrating_views.fix_tickets, name="fix_tickets"),
    path("schools/<str:urn>/celebrating/draws/<int:draw_id>/", celebrating_views.draw, name="draw"),
    path(
        "schools/<str:urn>/celebrating/draws/<int:draw_id>/draw/",
        celebrating_views.draw_winner,
        name="draw_winner",
    ),
    path(
        "schools/<str:urn>/celebrating/draws/<int:draw_id>/again/",
        celebrating_views.draw_again,
        name="draw_again",
    ),
    path("schools/<str:urn>/celebrating/100-days/", celebrating_views.full_days, name="full_days"),
    path(
        "schools/<str:urn>/celebrating/100-days/name/", celebrating_views.name_full_day, name="name_full_day"
    ),
    path(
        "schools/<str:urn>/celebrating/100-days/<int:full_day_id>/unname/",
        celebrating_views.unname_full_day,
        name="unname_full_day",
    ),
    path(
        "schools/<str:urn>/celebrating/tell-families/", celebrating_views.tell_families, name="tell_families"
    ),
    path("schools/<str:urn>/celebrating/gold-book/", celebrating_views.gold_book, name="gold_book"),
    path(
        "schools/<str:urn>/celebrating/gold-book/<int:nomination_id>/take-out/",
        celebrating_views.take_out,
        name="take_out",
    ),
]
