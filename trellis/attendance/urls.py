"""The addresses of the attendance day."""

from django.urls import path

from trellis.attendance import views

app_name = "attendance"

urlpatterns = [
    path("schools/<str:urn>/attendance/letters/", views.draw_up_letters, name="draw_up_letters"),
]
