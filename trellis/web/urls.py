"""Every address of Trellis. Each room has its own urls.py; the nesting is as in life."""

from django.urls import include, path

from trellis.schools import converters
from trellis.web import class_views, governor_views, grouping_views, home_views, views

converters.register()

urlpatterns = [
    # An address is looked for from the top: what a morning asks for all day comes first.
    path("", include("trellis.registers.urls")),
    path("", include("trellis.attendance.urls")),
    path("", home_views.home, name="home"),
    path("schools/<str:urn>/", home_views.school, name="school"),
    path("schools/<str:urn>/today/<slug:which>/", home_views.today_list, name="today_list"),
    path("schools/<str:urn>/classes/<name:class_name>/", class_views.school_class, name="class"),
    path("schools/<str:urn>/figures/", governor_views.figures, name="figures"),
    path("on-site/worker.js", views.on_site_worker, name="on_site_worker"),
    path("groupings/<slug:kind>/<name:name>/", grouping_views.grouping, name="grouping"),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("", include("trellis.schools.urls")),
    path("", include("trellis.registers.records_urls")),
    path("", include("trellis.web.imports.urls")),
    path("", include("trellis.rhythm.urls")),
    path("", include("trellis.messages.urls")),
    path("", include("trellis.telling.urls")),
    path("", include("trellis.gatherings.urls")),
    path("", include("trellis.learning.urls")),
    path("", include("trellis.conduct.urls")),
    path("", include("trellis.support.urls")),
    path("", include("trellis.plans.urls")),
]

handler400 = "trellis.web.views.not_understood"
handler403 = "trellis.web.views.not_allowed"
handler404 = "trellis.web.views.not_found"
handler500 = "trellis.web.views.went_wrong"
