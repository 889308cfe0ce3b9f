"""The addresses of registers: a day's list, one class's register of a session, one mark and its history."""

from django.urls import include, path, register_converter

from trellis.registers import views
from trellis.rules.words import Session
from trellis.schools import converters

app_name = "registers"


class HalfDayConverter:
    """The session a register is taken in: am or pm."""

    regex = "am|pm"

    def to_python(self, value: str) -> Session:
        return Session(value.upper())

    def to_url(self, value: str) -> str:
        return value.lower()


converters.register()
register_converter(HalfDayConverter, "half_day")

_register = [
    path("", views.register, name="register"),
    path("save/", views.save, name="save"),
    path("close/", views.close, name="close"),
    path("<int:pupil_id>/", views.mark, name="mark"),
]

urlpatterns = [
    path("registers/", views.choose, name="choose"),
    path("schools/<str:urn>/registers/", views.today, name="today"),
    path("schools/<str:urn>/registers/<day:date>/", views.day, name="day"),
    path("schools/<str:urn>/registers/<day:date>/blank/", views.blank, name="blank"),
    path("schools/<str:urn>/registers/<name:class_name>/<day:date>/<half_day:session>/", include(_register)),
]
