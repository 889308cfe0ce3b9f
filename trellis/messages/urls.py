"""The addresses of messages: batches to look through and approve, and the wording they are written in."""

from django.urls import include, path

from trellis.messages import (
    agreed_views,
    channel_views,
    family_views,
    pupil_views,
    reminder_views,
    reply_views,
    talk_views,
    views,
    wording_views,
)

app_name = "messages"

_batch = [
    path("", views.batch, name="batch"),
    path("approve/", views.approve, name="approve"),
    path("print/", views.print_letters, name="print"),
    path("send/", views.send, name="send"),
    path("progress/", views.progress, name="progress"),
    path("<int:item_id>/decide/", views.decide, name="decide"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("print-run.pdf", views.whole_run, name="print_run"),
    path("<int:item_id>/page-<int:page>.png", views.item_page, name="item_page"),
    path("<int:item_id>.pdf", views.item_pdf, name="item_pdf"),
]

_wording = [
    path("", wording_views.wording, name="wording"),
    path("<int:number>/approve/", wording_views.approve_this_wording, name="approve_wording"),
    path("<int:number>/page-<int:page>.png", wording_views.wording_page, name="wording_page"),
]

_pupil = [
    path("", pupil_views.pupil_messages, name="pupil_messages"),
    path("opt-outs/", pupil_views.opt_outs, name="opt_outs"),
]

_agreed = [
    path("", agreed_views.agreed, name="agreed"),
    path("days/add/", agreed_views.agree_day, name="agree_day"),
    path(
        "agree/<slug:template>/<slug:channel>/<str:language>/",
        agreed_views.agree,
        name="agree",
    ),
]

urlpatterns = [
    path("schools/<str:urn>/messages-go-by/", channel_views.go_by, name="go_by"),
    path("groupings/<slug:kind>/<name:name>/messages-go-by/", channel_views.go_by, name="grouping_go_by"),
    path("schools/<str:urn>/reminders/", reminder_views.reminders, name="reminders"),
    path("schools/<str:urn>/messages/", views.batches, name="batches"),
    path("schools/<str:urn>/messages/left/", views.left, name="left"),
    path("schools/<str:urn>/messages/wording/", wording_views.wordings, name="wordings"),
    path(
        "schools/<str:urn>/messages/wording/<slug:template>/<slug:channel>/<str:language>/",
        include(_wording),
    ),
    path("schools/<str:urn>/messages/<int:batch_id>/", include(_batch)),
    path("schools/<str:urn>/pupils/<int:pupil_id>/messages/", include(_pupil)),
    path("schools/<str:urn>/messages/agreed/", agreed_views.agreed_for_school, name="agreed_for_school"),
    path("schools/<str:urn>/messages/agreed/<int:agreed_id>/adopt/", agreed_views.adopt_agreed, name="adopt"),
    path("groupings/<slug:kind>/<name:name>/letters/", include(_agreed)),
    path("schools/<str:urn>/replies/", reply_views.replies, name="replies"),
    path("schools/<str:urn>/replies/add/", reply_views.add_replies, name="add_replies"),
    path("schools/<str:urn>/replies/<int:reply_id>/", reply_views.reply, name="reply"),
    path("schools/<str:urn>/families/", family_views.families, name="families"),
    path("schools/<str:urn>/families/<int:contact_id>/", family_views.home_timeline, name="home_timeline"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/timeline/", family_views.child_timeline, name="timeline"),
    path("schools/<str:urn>/pupils/<int:pupil_id>/talks/", talk_views.own_talks, name="own_talks"),
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
