"""The addresses of a school's own pages and of a pupil's record and family."""

from django.urls import include, path

from trellis.schools import converters, pupil_views, views

converters.register()

app_name = "schools"

_enrolment = [
    path("leave/", pupil_views.leave, name="leave"),
    path("rejoin/", pupil_views.rejoin, name="rejoin"),
    path("class/", pupil_views.move_class, name="move_class"),
    path("sessions/", pupil_views.set_pattern, name="set_pattern"),
    path("sessions/end/", pupil_views.end_pattern, name="end_pattern"),
    path("<str:kind>/", pupil_views.set_characteristic, name="set_characteristic"),
]

_pupil = [
    path("record/", pupil_views.record, name="record"),
    path("record/correct/", pupil_views.correct, name="correct"),
    path("record/legal-hold/", pupil_views.place_legal_hold, name="place_legal_hold"),
    path(
        "record/legal-hold/<int:hold_id>/release/", pupil_views.release_legal_hold, name="release_legal_hold"
    ),
    path("record/<int:enrolment_id>/", include(_enrolment)),
    path("family/", pupil_views.family, name="family"),
    path("family/add/", pupil_views.add_contact, name="add_contact"),
    path("family/<int:link_id>/", pupil_views.change_contact, name="change_contact"),
    path("family/<int:link_id>/end/", pupil_views.end_contact, name="end_contact"),
    path("family/hold/", pupil_views.place_hold, name="place_hold"),
    path("family/hold/<int:hold_id>/release/", pupil_views.release_hold, name="release_hold"),
    path("who-looked/", views.pupil_access_log, name="pupil_access_log"),
]

_school = [
    path("settings/", views.settings, name="settings"),
    path("settings/<str:setting>/", views.change_setting, name="change_setting"),
    path("settings/<str:setting>/undecided/", views.go_by_default, name="go_by_default"),
    path("people/", views.people, name="people"),
    path("people/add/", views.appoint, name="appoint"),
    path("people/roles/", views.roles, name="roles"),
    path("people/<int:post_id>/end/", views.end_post, name="end_post"),
    path("teams/", views.teams, name="teams"),
    path("teams/<int:team_id>/", views.team, name="team"),
    path("teams/<int:team_id>/<int:membership_id>/leave/", views.leave_team, name="leave_team"),
    path("cover/", views.cover, name="cover"),
    path("who-looked/", views.access_log, name="access_log"),
    path("pupils/add/", pupil_views.admit, name="admit"),
    path("pupils/<int:pupil_id>/", include(_pupil)),
]

_grouping = [
    path("settings/", views.settings, name="grouping_settings"),
    path("settings/<str:setting>/", views.change_setting, name="grouping_change_setting"),
    path("settings/<str:setting>/undecided/", views.go_by_default, name="grouping_go_by_default"),
    path("people/", views.people, name="grouping_people"),
    path("people/add/", views.appoint, name="grouping_appoint"),
    path("people/<int:post_id>/end/", views.end_post, name="grouping_end_post"),
    path("teams/", views.teams, name="grouping_teams"),
    path("teams/<int:team_id>/", views.team, name="grouping_team"),
    path("teams/<int:team_id>/<int:membership_id>/leave/", views.leave_team, name="grouping_leave_team"),
]

urlpatterns = [
    path("settings/", views.choose, name="choose"),
    path("schools/<str:urn>/", include(_school)),
    path("groupings/<slug:kind>/<name:name>/", include(_grouping)),
]
