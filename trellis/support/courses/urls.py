"""Addresses of courses and extended services, below the support of a school or a grouping."""

from django.urls import include, path

from trellis.support.courses import views

_course = [
    path("", views.course, name="course"),
    path("change/", views.write_course, name="change_course"),
    path("enrol/", views.enrol_adult, name="enrol_adult"),
    path("enrolments/<int:course_enrolment_id>/", views.end_enrolment, name="end_course_enrolment"),
    path("register/<day:date>/", views.course_register, name="course_register"),
]

at_school = [
    path("courses/", views.courses, name="courses"),
    path("courses/new/", views.write_course, name="new_course"),
    path("courses/needs/", views.course_needs, name="course_needs"),
    path("courses/needs/note/", views.note_need, name="note_need"),
    path("courses/needs/<int:course_need_id>/end/", views.need_no_more, name="need_no_more"),
    path("courses/<int:course_id>/", include(_course)),
    path("extended-services/", views.extended_services, name="extended_services"),
    path("extended-services/<slug:service_part>/", views.say_of_service, name="say_of_service"),
]

at_grouping = [
    path("courses/", views.shared_courses, name="shared_courses"),
    path("courses/new/", views.write_shared_course, name="new_shared_course"),
    path("courses/<int:course_id>/", views.write_shared_course, name="shared_course"),
    path("extended-services/", views.services_grid, name="services_grid"),
]
