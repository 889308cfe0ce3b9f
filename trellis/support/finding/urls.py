"""Addresses of levels and cohorts, below the support of a school or a grouping."""

from django.urls import path

from trellis.support.finding import cohort_views, views

_of_a_place = [
    path("levels/table/", views.level_table, name="level_table"),
    path("levels/table/begin/", views.begin_table, name="begin_level_table"),
    path("levels/table/lay-aside/", views.lay_table_aside, name="lay_level_table_aside"),
    path("levels/table/new/", views.write_indicator, name="new_level_indicator"),
    path("levels/table/<int:level_indicator_id>/", views.write_indicator, name="level_indicator"),
    path(
        "levels/table/<int:level_indicator_id>/lay-aside/",
        views.lay_indicator_aside,
        name="lay_level_indicator_aside",
    ),
    path("levels/table/menu/<int:of_level>/", views.write_menu, name="level_menu"),
    path("levels/counts/", views.level_counts, name="level_counts"),
    path("levels/counts/put-in/", views.send_term, name="send_level_counts"),
]

at_school = [
    path("levels/", views.levels, name="levels"),
    path("levels/counts/keep/", views.keep_term, name="keep_level_counts"),
    path("levels/<int:pupil_id>/", views.level, name="level"),
    path("levels/<int:pupil_id>/note/", views.note, name="note_level_indicator"),
    path("levels/<int:pupil_id>/notes/<int:noted_id>/end/", views.end_note, name="end_level_indicator"),
    path("levels/<int:pupil_id>/decide/", views.decide, name="decide_level"),
    path("lists/", cohort_views.cohorts, name="cohorts"),
    path("lists/find/", cohort_views.find, name="find"),
    path("lists/<int:cohort_id>/", cohort_views.cohort, name="cohort"),
    *_of_a_place,
]

at_grouping = _of_a_place
