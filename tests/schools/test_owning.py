"""Whose something is: said one way, and read the same way one by one and for everybody at once."""

import datetime as dt

import pytest
from django.db import IntegrityError

from tests.cast import TODAY
from tests.telling.news import a_board
from trellis.rules.words import ProblemWith
from trellis.schools.actions import end_post, join_team, make_team
from trellis.schools.models import Person
from trellis.schools.owning import AtWork, owners_among
from trellis.telling.models import Board


def _one_of_each(cast):
    team = make_team(name="Display team", school=cast.oak, by=cast.head)
    for person in (cast.teacher, cast.office):
        join_team(team=team, person=person, since=dt.date(2024, 9, 3), by=cast.head)
    owners = (cast.teacher, cast.mr_outside, team, "class_teacher", "head", None)
    return [a_board(cast, name=f"B{place}", owner=owner) for place, owner in enumerate(owners)]


def _as_owned(place, people):
    at_work = AtWork.at(place, TODAY)
    return {one.pk: {board.name for board in Board.objects.filter(at_work.owned_by(one))} for one in people}


def _as_owners(place, people):
    at_work, boards = AtWork.at(place, TODAY), Board.objects.all()
    return {one.pk: {held.name for held in boards if one.pk in at_work.owners_of(held)} for one in people}


def test_what_somebody_owns_is_what_they_are_an_owner_of(cast):
    boards, people = _one_of_each(cast), list(Person.objects.all())
    assert _as_owned(cast.oak, people)[cast.teacher.pk] >= {"B0", "B2", "B3"}
    assert _as_owned(cast.oak, people)[cast.head.pk] == {"B4"}
    assert _as_owned(cast.oak, people)[cast.mr_outside.pk] == set()
    end_post(post=cast.teacher.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    for place in (cast.oak, cast.elm, cast.trust):
        assert _as_owned(place, people) == _as_owners(place, people)
    at_work = AtWork.at(cast.oak, TODAY)
    assert _as_owned(cast.oak, people)[cast.teacher.pk] == set()
    nobodys = [board.name for board in boards if at_work.is_nobodys(board)]
    assert at_work.nobodys_among(owners_among(Board.objects.all())) == len(nobodys)
    assert {"B0", "B1", "B5"} <= set(nobodys)


def test_an_owner_is_one_person_or_team_or_role(cast):
    board = a_board(cast, owner="head")
    assert (board.owner, board.owner_words, board.owner_key) == ("head", "Headteacher", "role:head")
    board.owner = cast.office
    key = f"person:{cast.office.pk}"
    assert (board.owner, board.role, board.owner_words, board.owner_key) == (
        cast.office,
        "",
        cast.office.name,
        key,
    )
    board.owner = None
    assert (board.owner, board.owner_words, board.owner_key) == (None, "", "")
    with pytest.raises(ProblemWith, match="is not a role"):
        board.owner = "caretaker of dragons"
    with pytest.raises(IntegrityError, match="has_one_owner_or_none"):
        Board.objects.filter(pk=board.pk).update(person=cast.office, role="head")


def test_who_works_at_each_of_several_schools_is_who_works_at_each(cast, django_assert_num_queries):
    team = make_team(name="Display team", school=cast.oak, by=cast.head)
    for person in (cast.teacher, cast.trust_officer, cast.ewo):
        join_team(team=team, person=person, since=dt.date(2024, 9, 3), by=cast.head)
    end_post(post=cast.supply.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    with django_assert_num_queries(3):
        each = AtWork.at_each([cast.oak, cast.elm], TODAY)
    assert each == {school.pk: AtWork.at(school, TODAY) for school in (cast.oak, cast.elm)}
    assert each[cast.elm.pk].teams == {team.pk: {cast.ewo.pk}}
