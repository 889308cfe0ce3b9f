"""The addresses of gatherings, below a school or a grouping: the same pages for both."""

from django.urls import include, path

from trellis.gatherings import views
from trellis.schools import converters

converters.register()

app_name = "gatherings"

_one = [
    path("", views.gathering, name="gathering"),
    path("change/", views.change, name="change"),
    path("minutes/", views.minutes, name="minutes"),
    path("note/", views.note, name="note"),
    path("promises/new/", views.new_promise, name="new_promise"),
    path("promises/<int:promise_id>/", views.promise, name="promise"),
]

_gatherings = [
    path("", views.gatherings, name="gatherings"),
    path("new/", views.new, name="new"),
    path("standing/", views.standing, name="standing"),
    path("links/", views.links, name="links"),
    path("links/new/", views.link, name="new_link"),
    path("links/<int:role_id>/", views.link, name="link"),
    path("links/<int:role_id>/end/", views.end_link, name="end_link"),
    path("<int:gathering_id>/", include(_one)),
]

urlpatterns = [
    path("schools/<str:urn>/meetings/", include(_gatherings)),
    path("groupings/<grouping:urn>/meetings/", include(_gatherings)),
]
