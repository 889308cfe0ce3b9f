"""Boards that go stale, pages that fall due, screens whose address can be taken back."""

import datetime as dt
import shutil

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.attendance.spending import spend
from tests.messages.reading_back import read_back
from tests.telling.news import a_board, a_notice, a_page, a_photograph, a_picture, a_screen, uploaded
from trellis.telling import keeping, pictures
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.freshness import boards_of, kept_of, late
from trellis.telling.models import Board, Kept, Notice, Reach, Screen
from trellis.telling.screens import key_of

BOARDS = "/schools/123456/boards/"
KEPT = "/schools/123456/kept-up-to-date/"


def words(response) -> str:
    return " ".join(response.content.decode().split())


def said_no(act, **said) -> str:
    with pytest.raises(ProblemWithTelling) as refused:
        act(**said)
    return str(refused.value)


# --- Boards -------------------------------------------------------------------------------------------------


def test_a_board_is_stale_the_day_after_its_weeks_are_over(cast):
    board = a_board(cast, stale_after_weeks=2)
    keeping.update_board(board=board, on=dt.date(2024, 9, 5), by=cast.teacher)
    for day, is_late in (("2024-09-19", False), ("2024-09-20", True)):
        [standing] = boards_of(cast.oak, dt.date.fromisoformat(day))
        assert (standing.last, standing.due, standing.is_late) == (
            dt.date(2024, 9, 5),
            dt.date(2024, 9, 19),
            is_late,
        )


def test_the_stalest_come_first_and_what_is_down_or_anothers_is_not_there(cast):
    old, new = a_board(cast, name="Hall", stale_after_weeks=1), a_board(cast, name="Entrance")
    gone = a_board(cast, name="Gone")
    keeping.take_down(thing=gone, by=cast.head)
    keeping.hang_board(school=cast.elm, name="Elm", by=cast.mr_outside)
    day = dt.date(2024, 9, 11)
    assert [one.thing for one in boards_of(cast.oak, day)] == [old, new]
    assert [one.thing for one in late(boards_of(cast.oak, day))] == [old]


def test_whoever_sees_to_a_board_says_what_is_new_and_nobody_else(cast, sign_in):
    board = a_board(cast, shows="This half-term’s topic")
    here = f"{BOARDS}{board.pk}/"
    sent = {"on": "2024-09-09", "says": "Leaves"}
    assert sign_in(cast.governor).post(here, sent).status_code == 404
    assert "This half-term’s topic" in words(sign_in(cast.governor).get(here))
    response = sign_in(cast.teacher).post(here, sent, follow=True)
    assert "3B is fresh again." in words(response)
    assert "9 September 2024" in words(response)
    update = board.updates.get()
    assert (update.by, update.says) == (cast.teacher, "Leaves")
    late_one = sign_in(cast.office).post(here, {"on": "2024-09-11"})
    assert "That day is still to come." in words(late_one)


def test_a_board_is_put_on_the_list_and_taken_down(cast, sign_in, clock):
    office = sign_in(cast.office)
    sent = {"name": "Hall", "owner": "role:class_teacher", "stale_after_weeks": "4"}
    office.post(f"{BOARDS}add/", sent)
    board = Board.objects.get()
    assert (board.owner_words, board.stale_after_weeks) == ("Class teacher", 4)
    assert "There is a board called “Hall” already." in words(office.post(f"{BOARDS}add/", sent))
    clock.at("2024-09-11 08:00")
    office = sign_in(cast.office)
    office.post(f"{BOARDS}{board.pk}/take-down/")
    assert boards_of(cast.oak, dt.date(2024, 9, 11)) == []
    assert "Taken down." in words(office.get(f"{BOARDS}{board.pk}/"))


# --- Screens ------------------------------------------------------------------------------------------------


def address(screen) -> str:
    return f"/screen/{key_of(screen)}/"


def test_a_screen_goes_from_notice_to_notice_without_script_or_sign_in(cast, client):
    screen = a_screen(cast)
    a_notice(cast, screen)
    a_notice(cast, screen, title="Coffee morning", words="Monday at nine.")
    first = words(client.get(address(screen)))
    assert "Friday assembly" in first
    assert f'content="15;url={address(screen)}?notice=2"' in first
    assert "<script" not in first
    second = words(client.get(f"{address(screen)}?notice=2"))
    assert "Coffee morning" in second
    assert "?notice=1" in second
    stands = words(client.get(f"{address(screen)}?notice=2&still"))
    assert "http-equiv" not in stands
    for odd in ("0", "99", "x", "-1"):
        assert client.get(f"{address(screen)}?notice={odd}").status_code == 200


def test_notices_have_their_days(cast, client, clock):
    screen = a_screen(cast)
    a_notice(cast, screen)
    a_notice(cast, screen, title="Next week", since=dt.date(2024, 9, 16), until=None)
    assert "of 2" not in words(client.get(address(screen)))
    clock.at("2024-09-14 09:00")
    empty = words(client.get(address(screen)))
    assert "<h1>Oak Primary</h1>" in empty
    clock.at("2024-09-16 09:00")
    assert "Next week" in words(client.get(address(screen)))


def test_an_address_that_was_taken_back_opens_nothing(cast, client, sign_in):
    screen = a_screen(cast)
    a_notice(cast, screen)
    before = address(screen)
    assert client.get(before)["Cache-Control"] == "no-store"
    sign_in(cast.office).post(f"{BOARDS}screens/{screen.pk}/new-address/")
    screen.refresh_from_db()
    assert client.get(before).status_code == 404
    assert client.get(address(screen)).status_code == 200
    sign_in(cast.office).post(f"{BOARDS}screens/{screen.pk}/take-down/")
    assert client.get(address(screen)).status_code == 404


def test_a_key_somebody_made_up_opens_nothing(cast, client):
    key = key_of(a_screen(cast))
    for other in (key[:-1], f"{key}x", "1:1", key.upper()):
        assert client.get(f"/screen/{other}/").status_code == 404


def test_a_screen_shows_its_own_pictures_and_no_others(cast, client, sign_in):
    screen, other = a_screen(cast), a_screen(cast, name="Hall")
    office = sign_in(cast.office)
    sent = {"title": "Look", "since": "2024-09-10", "screens": [screen.pk]}
    picture = {"picture": uploaded(a_photograph()), "says": "Leaves", "shows": "nobody"}
    office.post(f"{BOARDS}notices/add/", {**sent, **picture})
    held = Notice.objects.get().picture
    assert 'alt="Leaves"' in words(client.get(address(screen)))
    shown = client.get(f"{address(screen)}{held.pk}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert client.get(f"{address(other)}{held.pk}/").status_code == 404


def test_live_figures_are_those_of_the_moment(cast, client):
    screen = a_screen(cast)
    a_notice(cast, screen, title="Attendance this week", words="", block="attendance-week")
    assert "half-day sessions attended" not in words(client.get(address(screen)))
    spend(cast.oak, {cast.amy: "1I", cast.ben: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 6))
    assert "93.8%" in words(client.get(address(screen)))


def test_a_child_is_named_on_a_notice_only_with_consent(cast, sign_in):
    office = sign_in(cast.office)
    sent = {"title": "Star of the week", "words": "Amy Adams!", "since": "2024-09-10"}
    refused = office.post(f"{BOARDS}notices/add/", sent)
    assert "These may be names of children: Amy Adams." in words(refused)
    assert not Notice.objects.exists()
    office.post(f"{BOARDS}notices/add/", {**sent, "consent": "on"})
    assert (Notice.objects.get().names, Notice.objects.get().put_up_by) == (["Amy Adams"], cast.office)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"until": dt.date(2024, 9, 9)}, "The last day cannot come before the first."),
        ({"words": " "}, "There is nothing on this notice yet."),
        ({"words": "", "block": "league-of-nobody"}, "There are no such figures."),
    ],
)
def test_a_notice_that_cannot_be(cast, said, says):
    assert said_no(a_notice, cast=cast, **said) == says


def test_a_notice_is_changed_and_taken_down(cast, sign_in, clock):
    screen = a_screen(cast)
    notice, office = a_notice(cast, screen), sign_in(cast.office)
    here = f"{BOARDS}notices/{notice.pk}/"
    assert "Parents and carers are welcome" in words(office.get(here))
    office.post(
        here, {"title": "Assembly", "words": "At three.", "since": "2024-09-10", "screens": [screen.pk]}
    )
    notice.refresh_from_db()
    assert (notice.title, notice.until, list(notice.screens.all())) == ("Assembly", None, [screen])
    clock.at("2024-09-12 09:00")
    office = sign_in(cast.office)
    office.post(f"{here}take-down/")
    notice.refresh_from_db()
    assert notice.until == dt.date(2024, 9, 11)


def test_a_notice_is_a_poster(cast, sign_in):
    notice = a_notice(cast)
    paper = read_back(sign_in(cast.teacher).get(f"{BOARDS}notices/{notice.pk}/poster.pdf").content)
    assert (paper.title, paper.accessible, len(paper.texts)) == ("Friday assembly, Oak Primary", "1", 1)
    assert "Parents and carers are welcome at 2:40." in " ".join(paper.texts[0].split())


def test_a_notice_whose_picture_is_gone_is_no_poster_and_the_boards_say_so(cast, sign_in):
    notice = a_notice(cast, picture=a_picture(cast))
    shutil.rmtree(pictures.folder())
    gone = sign_in(cast.teacher).get(f"{BOARDS}notices/{notice.pk}/poster.pdf", follow=True)
    assert gone.redirect_chain == [(BOARDS, 302)]
    assert "The picture of “Friday assembly” is no longer kept on this machine" in gone.content.decode()


# --- Kept up to date ----------------------------------------------------------------------------------------


def test_what_was_never_looked_at_is_due_at_once_and_then_by_the_half_term(cast):
    kept = a_page(cast)
    [standing] = kept_of(cast.oak, dt.date(2024, 9, 10))
    assert (standing.last, standing.due, standing.is_late) == (None, dt.date(2024, 9, 3), True)
    keeping.look_at(kept=kept, on=dt.date(2024, 9, 10), by=cast.office)
    [standing] = kept_of(cast.oak, dt.date(2024, 12, 20))
    assert (standing.due, standing.is_late) == (dt.date(2024, 12, 20), False)
    assert late(kept_of(cast.oak, dt.date(2024, 12, 21))) != []


def test_what_was_put_on_the_list_by_mistake_is_gone_the_same_day(cast):
    board = a_board(cast, since=cast.today)
    keeping.take_down(thing=board, by=cast.head)
    assert not Board.objects.exists()
    assert [held.history_type for held in Board.history.order_by("history_id")] == ["+", "-"]


def test_a_look_and_a_count_are_noted_by_whoever_sees_to_it(cast, sign_in, clock):
    office = sign_in(cast.office)
    whom = f"person:{cast.teacher.pk}"
    sent = {"kind": "social", "name": "Year 3 account", "every": "month", "owner": whom}
    office.post(f"{KEPT}add/", sent)
    kept = Kept.objects.get()
    here = f"{KEPT}{kept.pk}/"
    assert "Everything has been looked at in time." in words(office.get(KEPT))
    look = {"act": "look", "look-on": "2024-09-10", "look-changed": "on", "look-edition": "5th edition"}
    assert sign_in(cast.governor).post(here, look).status_code == 404
    teacher = sign_in(cast.teacher)
    teacher.post(here, look)
    teacher.post(
        here,
        {
            "act": "reach",
            "reach-on": "2024-09-10",
            "reach-what": "followers",
            "reach-number": "1180",
            "reach-families": "30",
            "reach-out_of": "40",
            "reach-source": "the account’s own page",
        },
    )
    page = words(teacher.get(here))
    assert "5th edition; something was put right" in page
    assert "1,180 followers; 75.0% · 30 of 40 families (the account’s own page)" in page
    assert "To be looked at by 10 October 2024." in page
    clock.at("2024-09-11 08:00")
    office = sign_in(cast.office)
    office.post(f"{here}leave-off/")
    assert "Off the list." in words(office.get(here))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"families": 3}, "both, or neither"),
        ({"families": 5, "out_of": 4}, "more families reached than there are"),
        ({"on": dt.date(2024, 9, 11)}, "still to come"),
    ],
)
def test_a_count_that_cannot_be(cast, said, says):
    told = {"on": dt.date(2024, 9, 10), "what": "followers", "number": 9, "by": cast.office}
    assert says in said_no(keeping.count_reach, kept=a_page(cast), **{**told, **said})


def test_what_must_never_be_untrue_is_refused_by_the_database(cast):
    keeping.count_reach(kept=a_page(cast), on=dt.date(2024, 9, 10), what="copies", number=9, by=cast.office)
    a_screen(cast)
    for model, wrong in (
        (Reach, {"families": 3}),
        (Reach, {"families": 3, "out_of": 2}),
        (Screen, {"seconds": 1}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**wrong)


@pytest.mark.parametrize("page", [BOARDS, KEPT])
def test_a_list_asks_as_many_questions_for_ten_as_for_two(cast, sign_in, django_assert_num_queries, page):
    head = sign_in(cast.head)

    def more(*numbers):
        for number in numbers:
            keeping.update_board(board=a_board(cast, name=f"B{number}"), on=cast.today, by=cast.head)
            keeping.look_at(kept=a_page(cast, name=f"P{number}"), on=cast.today, by=cast.head)
            a_notice(cast, a_screen(cast, name=f"S{number}"))

    more(1, 2)
    head.get(page)
    with CaptureQueriesContext(connection) as few:
        head.get(page)
    more(*range(3, 11))
    with django_assert_num_queries(len(few)):
        head.get(page)


def test_a_screen_asks_as_many_questions_for_ten_notices_as_for_two(cast, client, django_assert_num_queries):
    screen = a_screen(cast)
    for _each in range(2):
        a_notice(cast, screen)
    with CaptureQueriesContext(connection) as few:
        client.get(address(screen))
    for _each in range(8):
        a_notice(cast, screen)
    with django_assert_num_queries(len(few)):
        client.get(address(screen))
