"""The addresses of what is told: newsletters with their sections, contributions and editions."""

from django.urls import include, path

from trellis.telling import views

app_name = "telling"

_section = [
    path("", views.section, name="section"),
    path("move/", views.move_section, name="move_section"),
    path("take-out/", views.take_out_section, name="take_out_section"),
    path("in/<str:language>/", views.translation, name="translation"),
    path("in/<str:language>/approve/", views.approve_translation, name="approve_translation"),
]

_newsletter = [
    path("", views.newsletter, name="newsletter"),
    path("sections/add/", views.add_section, name="add_section"),
    path("sections/<int:section_id>/", include(_section)),
    path("ask/", views.ask, name="ask"),
    path("remind/", views.remind, name="remind"),
    path("give-up/", views.give_up, name="give_up"),
    path("publish/", views.publish, name="publish"),
    path("editions/<int:number>/", views.edition, name="edition"),
    path("editions/<int:number>/newsletter.pdf", views.edition_paper, name="edition_paper"),
    path("editions/<int:number>/newsletter.html", views.edition_page, name="edition_page"),
]

_newsletters = [
    path("", views.newsletters, name="newsletters"),
    path("series/add/", views.begin_series, name="begin_series"),
    path("series/<int:series_id>/begin/", views.begin, name="begin"),
    path("asked/<int:ask_id>/", views.contribute, name="contribute"),
    path("pictures/<int:picture_id>/", views.picture, name="picture"),
    path("<int:newsletter_id>/", include(_newsletter)),
]

urlpatterns = [path("schools/<str:urn>/newsletters/", include(_newsletters))]
