"""The addresses of imports, below a school, or below a grouping for its own plans."""

from django.urls import include, path

from trellis.schools import converters
from trellis.web.imports import views

converters.register()

app_name = "imports"

_one = [
    path("", views.show, name="show"),
    path("progress/", views.progress, name="progress"),
    path("headings/", views.headings, name="headings"),
    path("confirm/", views.confirm, name="confirm"),
    path("problems.csv", views.problems, name="problems"),
    path("accept/", views.accept, name="accept"),
    path("leave/", views.leave, name="leave"),
    path("undo/", views.undo, name="undo"),
]

_school = [
    path("", views.start, name="start"),
    path("pupils/", views.bring, {"subject": "pupils"}, name="pupils"),
    path("marks/", views.bring, {"subject": "marks"}, name="marks"),
    path("calendar/", views.bring, {"subject": "calendar"}, name="calendar"),
    path("summaries/", views.bring, {"subject": "summaries"}, name="summaries"),
    path("scores/", views.bring, {"subject": "scores"}, name="scores"),
    path("incidents/", views.bring, {"subject": "incidents"}, name="incidents"),
    path("plan/", views.bring, {"subject": "plan"}, name="plan"),
    path("paste/", views.paste, name="paste"),
    path("<int:import_id>/", include(_one)),
]

_grouping = [
    path("", views.start, name="start"),
    path("plan/", views.bring, {"subject": "plan"}, name="plan"),
    path("<int:import_id>/", include(_one)),
]

urlpatterns = [
    path("schools/<str:urn>/import/", include(_school)),
    path("groupings/<grouping:urn>/import/", include(_grouping)),
    path("schools/<str:urn>/export/", views.export, name="export"),
]
