"""The addresses of what is told: newsletters, boards and screens, what must be kept up to date, guides."""

from django.urls import include, path

from trellis.schools import converters
from trellis.telling import board_views, guide_views, views

converters.register()

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
    path("editions/<int:number>/tell/", views.tell_families, name="tell_families"),
    path("editions/<int:number>/newsletter.pdf", views.edition_paper, name="edition_paper"),
    path("editions/<int:number>/newsletter.html", views.edition_page, name="edition_page"),
]

_newsletters = [
    path("", views.newsletters, name="newsletters"),
    path("series/add/", views.begin_series, name="begin_series"),
    path("series/<int:series_id>/begin/", views.begin, name="begin"),
    path("series/<int:series_id>/hand-on/", views.hand_on_series, name="hand_on_series"),
    path("series/<int:series_id>/end/", views.end_series, name="end_series"),
    path("asked/<int:ask_id>/", views.contribute, name="contribute"),
    path("pictures/<int:picture_id>/", views.picture, name="picture"),
    path("<int:newsletter_id>/", include(_newsletter)),
]

_boards = [
    path("", board_views.boards, name="boards"),
    path("add/", board_views.hang_board, name="hang_board"),
    path("<int:board_id>/", board_views.board, name="board"),
    path("<int:board_id>/hand-on/", board_views.hand_on_board, name="hand_on_board"),
    path("<int:board_id>/take-down/", board_views.take_down_board, name="take_down_board"),
    path("screens/add/", board_views.set_up_screen, name="set_up_screen"),
    path("screens/<int:screen_id>/", board_views.screen, name="screen"),
    path("screens/<int:screen_id>/new-address/", board_views.new_address, name="new_address"),
    path("screens/<int:screen_id>/take-down/", board_views.take_down_screen, name="take_down_screen"),
    path("notices/add/", board_views.put_up_notice, name="put_up_notice"),
    path("notices/<int:notice_id>/", board_views.notice, name="notice"),
    path("notices/<int:notice_id>/take-down/", board_views.take_down_notice, name="take_down_notice"),
    path("notices/<int:notice_id>/poster.pdf", board_views.poster, name="poster"),
]

_kept = [
    path("", board_views.kept, name="kept"),
    path("add/", board_views.keep_up_to_date, name="keep_up_to_date"),
    path("<int:kept_id>/", board_views.one_kept, name="one_kept"),
    path("<int:kept_id>/hand-on/", board_views.hand_on_kept, name="hand_on_kept"),
    path("<int:kept_id>/leave-off/", board_views.leave_off, name="leave_off"),
]

_guides = [
    ("", guide_views.guides, "guides"),
    ("add/", guide_views.begin_guide, "begin_guide"),
    ("<int:guide_id>/", guide_views.guide, "guide"),
    ("<int:guide_id>/editions/add/", guide_views.bring_edition, "bring_edition"),
    ("<int:guide_id>/editions/<int:edition_id>/give/", guide_views.give_edition, "give_edition"),
    ("<int:guide_id>/editions/<int:edition_id>/withdraw/", guide_views.withdraw_edition, "withdraw_edition"),
    ("<int:guide_id>/editions/<int:edition_id>/guide.pdf", guide_views.guide_paper, "guide_paper"),
]

urlpatterns = [
    path("schools/<str:urn>/newsletters/", include(_newsletters)),
    path("schools/<str:urn>/boards/", include(_boards)),
    path("schools/<str:urn>/kept-up-to-date/", include(_kept)),
    path(
        "schools/<str:urn>/guides/<int:guide_id>/editions/<int:edition_id>/tell/",
        guide_views.send_guide,
        name="send_guide",
    ),
    *(path(f"schools/<str:urn>/guides/{rest}", view, name=name) for rest, view, name in _guides),
    path(
        "schools/<str:urn>/guides/received/<int:given_id>.pdf",
        guide_views.received_paper,
        name="received_paper",
    ),
    *(
        path(f"groupings/<slug:kind>/<name:name>/guides/{rest}", view, name=f"grouping_{name}")
        for rest, view, name in _guides
    ),
    path("screen/<str:key>/", board_views.on_screen, name="on_screen"),
    path("screen/<str:key>/<int:picture_id>/", board_views.screen_picture, name="screen_picture"),
]
