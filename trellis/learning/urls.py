"""The addresses of scores, below a school."""

from django.urls import include, path

from trellis.learning import views

app_name = "learning"

_scores = [
    path("", views.scales, name="scales"),
    path("new/", views.new_scale, name="new_scale"),
    path("<int:scale_id>/", views.scale, name="scale"),
    path("<int:scale_id>/change/", views.change_scale, name="change_scale"),
    path("<int:scale_id>/record/", views.choose, name="choose"),
    path("<int:scale_id>/record/<int:class_id>/", views.record, name="record"),
]

urlpatterns = [
    path("schools/<str:urn>/scores/", include(_scores)),
    path("schools/<str:urn>/pupils/<int:pupil_id>/scores/", views.pupil, name="pupil"),
]
