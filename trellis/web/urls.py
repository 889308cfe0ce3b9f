"""Every address of Trellis. Each room has its own urls.py; the nesting is as in life."""

from django.urls import include, path

from trellis.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("", include("trellis.schools.urls")),
    path("", include("trellis.registers.urls")),
    path("", include("trellis.web.imports.urls")),
    path("", include("trellis.messages.urls")),
    path("", include("trellis.attendance.urls")),
]

handler400 = "trellis.web.views.not_understood"
handler403 = "trellis.web.views.not_allowed"
handler404 = "trellis.web.views.not_found"
handler500 = "trellis.web.views.went_wrong"
