"""The addresses of merging, keeping and destroying records."""

from django.urls import path

from trellis.registers import records_views
from trellis.schools import converters

converters.register()

app_name = "records"

urlpatterns = [
    path("schools/<str:urn>/pupils/<int:pupil_id>/merge/", records_views.merge, name="merge"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/erase/", records_views.erase, name="erase"),
    path("schools/<str:urn>/merges/", records_views.merges, name="merges"),
    path("schools/<str:urn>/merges/<int:merge_id>/undo/", records_views.undo_merge, name="undo_merge"),
    path("schools/<str:urn>/records/", records_views.records, name="records"),
    path("schools/<str:urn>/records/<year:year>/destroy/", records_views.destroy, name="destroy"),
]
