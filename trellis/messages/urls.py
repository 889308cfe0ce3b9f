"""The addresses of letters: batches to look through and approve, and the wording they are written in."""

from django.urls import path

from trellis.messages import family_views, views

app_name = "messages"

urlpatterns = [
    path("schools/<str:urn>/letters/", views.letters, name="letters"),
    path("schools/<str:urn>/letters/wording/", views.wordings, name="wordings"),
    path(
        "schools/<str:urn>/letters/wording/<slug:template>/<str:language>/",
        views.wording,
        name="wording",
    ),
    path(
        "schools/<str:urn>/letters/wording/<slug:template>/<str:language>/<int:number>/approve/",
        views.approve_this_wording,
        name="approve_wording",
    ),
    path(
        "schools/<str:urn>/letters/wording/<slug:template>/<str:language>/<int:number>/page-<int:page>.png",
        views.wording_page,
        name="wording_page",
    ),
    path("schools/<str:urn>/letters/<int:batch_id>/", views.batch, name="batch"),
    path("schools/<str:urn>/letters/<int:batch_id>/approve/", views.approve, name="approve"),
    path("schools/<str:urn>/letters/<int:batch_id>/send/", views.send, name="send"),
    path("schools/<str:urn>/letters/<int:batch_id>/withdraw/", views.withdraw, name="withdraw"),
    path("schools/<str:urn>/letters/<int:batch_id>/print-run.pdf", views.whole_run, name="print_run"),
    path(
        "schools/<str:urn>/letters/<int:batch_id>/<int:letter_id>/page-<int:page>.png",
        views.letter_page,
        name="letter_page",
    ),
    path("schools/<str:urn>/letters/<int:batch_id>/<int:letter_id>.pdf", views.letter_pdf, name="letter_pdf"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/letters/", views.letters_home, name="pupil_letters"),
    path("schools/<str:urn>/families/", family_views.families, name="families"),
    path("schools/<str:urn>/families/<int:contact_id>/", family_views.home_timeline, name="home_timeline"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/timeline/", family_views.child_timeline, name="timeline"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/conversations/add/", family_views.note, name="note"),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/conversations/<int:conversation_id>/",
        family_views.conversation,
        name="conversation",
    ),
    path(
        "schools/<str:urn>/pupils/<int:pupil_id>/conversations/<int:conversation_id>/set-aside/",
        family_views.set_conversation_aside,
        name="set_aside",
    ),
]
