"""What is handed on when somebody leaves, and newsletters that come out no more."""

import datetime as dt

import pytest

from tests.telling.news import a_board, a_newsletter, a_page, a_series
from trellis.schools.actions import make_team
from trellis.telling import keeping
from trellis.telling.models import Board, Kept, Series

OAK = "/schools/123456/"


@pytest.mark.parametrize(
    ("make", "page"),
    [(a_series, "newsletters/series/{}"), (a_board, "boards/{}"), (a_page, "kept-up-to-date/{}")],
)
def test_somebody_else_sees_to_it_from_now_on(cast, sign_in, make, page):
    thing, office = make(cast, owner=cast.supply), sign_in(cast.office)
    here = OAK + page.format(thing.pk) + "/hand-on/"
    assert f'value="person:{cast.supply.pk}" selected' in office.get(here).content.decode()
    team = make_team(name="Display team", school=cast.oak, by=cast.head)
    response = office.post(here, {"owner": f"team:{team.pk}"}, follow=True)
    assert "Display team sees to it now." in response.content.decode()
    thing.refresh_from_db()
    assert (thing.owner_words, thing.person) == ("Display team", None)
    assert [held.person_id for held in thing.history.order_by("history_id")] == [cast.supply.pk, None]
    assert sign_in(cast.teacher).get(here).status_code == 404


def test_a_series_that_comes_out_no_more_keeps_what_was_published(cast, sign_in, clock):
    newsletter = a_newsletter(cast)
    office = sign_in(cast.office)
    office.post(f"{OAK}newsletters/series/{newsletter.series_id}/end/")
    assert Series.objects.get().until == dt.date(2024, 9, 9)
    assert office.get(f"{OAK}newsletters/series/{newsletter.series_id}/begin/").status_code == 404
    assert office.get(f"{OAK}newsletters/{newsletter.pk}/").status_code == 200


def test_what_nobody_sees_to_any_more_says_so(cast, sign_in):
    board = a_board(cast)
    keeping.hand_on(thing=board, owner=None, by=cast.head)
    assert board.owner is None
    assert "nobody yet" in sign_in(cast.office).get(f"{OAK}boards/{board.pk}/").content.decode()
    assert {model.objects.count() for model in (Board, Kept)} == {1, 0}
