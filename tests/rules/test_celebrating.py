"""The league and who is recognised, against the plainest counting (domain-rules §7, A6, A7)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.celebrating import (
    LeagueRules,
    Standing,
    Ties,
    Unranked,
    compared,
    full_attendance,
    gains,
    improved,
    league,
    most_improved,
    waits_for_marks,
    why_unranked,
    winners,
)
from trellis.rules.tally import Tally

RULES = LeagueRules()


def standing(name: str, attended: int, possible: int = 300, **more: object) -> Standing:
    return Standing(name, attended, possible, **{"children": 30, **more})


def table(*standings: Standing, rules: LeagueRules = RULES) -> list[tuple[str, int | None]]:
    return [(one.standing.name, one.place) for one in league(standings, rules)]


# --- places ---


def test_classes_stand_in_order_and_those_that_share_a_place_are_followed_by_the_next():
    assert table(
        standing("1A", 290),
        standing("1B", 295),
        standing("2A", 290),
        standing("2B", 280),
        standing("RA", 295),
    ) == [("1B", 1), ("RA", 1), ("1A", 3), ("2A", 3), ("2B", 5)]


def test_two_rates_that_look_alike_when_shown_are_not_a_tie():
    """98.3333…% of 300 and 98.3361…% of 601 are both 98.3 on a page, and 98.33 to two places."""
    first, second = standing("3A", 591, 601), standing("3B", 295, 300)
    assert winners(league([second, first], RULES)) == ("3A",)


def test_rates_that_are_equal_tie_whatever_the_classes_sizes():
    assert winners(league([standing("3A", 190, 200), standing("3B", 285, 300)], RULES)) == ("3A", "3B")


def test_fewer_lates_part_a_tie_where_the_school_says_so():
    three = [standing("1A", 290, late=9), standing("1B", 290, late=2), standing("2A", 290, late=2)]
    assert winners(league(three, RULES)) == ("1A", "1B", "2A")
    assert table(*three, rules=LeagueRules(ties=Ties.LATES)) == [("1B", 1), ("2A", 1), ("1A", 3)]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (standing("6C", 0, 0), Unranked.NOTHING),
        (standing("6C", 40, 40, children=4), Unranked.FEW),
        (standing("6C", 50, 50, children=5), None),
        (standing("N1", 290, nursery=True), Unranked.NURSERY),
        (standing("6C", 290, missing=1), Unranked.INCOMPLETE),
    ],
)
def test_a_class_is_listed_and_not_ranked_and_it_is_said_why(one: Standing, why: Unranked | None):
    assert why_unranked(one, RULES) is why
    assert [(placed.standing, placed.why) for placed in league([one], RULES)] == [(one, why)]


def test_a_nursery_is_ranked_where_the_school_says_so():
    assert table(standing("N1", 299, nursery=True), rules=LeagueRules(ranks_nursery=True)) == [("N1", 1)]


STANDINGS = st.lists(
    st.builds(
        Standing,
        name=st.text("ABC123", min_size=1, max_size=3),
        attended=st.integers(0, 20),
        possible=st.integers(0, 4).map(lambda tens: 10 * tens),
        late=st.integers(0, 3),
        missing=st.sampled_from([0, 0, 0, 1]),
        children=st.integers(3, 8),
        nursery=st.booleans(),
    ).map(lambda one: replace(one, attended=min(one.attended, one.possible))),
    max_size=8,
)


@given(STANDINGS, st.sampled_from(Ties), st.booleans())
def test_a_place_is_one_more_than_the_number_of_classes_that_did_better(standings, ties, nursery):
    rules = LeagueRules(ranks_nursery=nursery, ties=ties)

    def better(one: Standing, other: Standing) -> bool:
        """By cross-multiplication, without a fraction."""
        here, there = one.attended * other.possible, other.attended * one.possible
        if here != there or ties is Ties.JOINT:
            return here > there
        return one.late * other.possible < other.late * one.possible

    ranked = [
        one
        for one in standings
        if one.possible and one.children >= 5 and not one.missing and (nursery or not one.nursery)
    ]
    placed = league(standings, rules)
    assert sorted(map(id, (one.standing for one in placed))) == sorted(map(id, standings))
    for one in placed:
        if not any(one.standing is held for held in ranked):
            assert one.place is None
            assert one.why is not None
        else:
            assert one.place == 1 + sum(better(other, one.standing) for other in ranked)
    places = [one.place for one in placed]
    assert places == sorted(places, key=lambda place: (place is None, place or 0))


# --- most improved ---


def test_most_improved_is_measured_against_the_class_s_own_past():
    now = league([standing("1A", 290), standing("1B", 270), standing("2A", 295)], RULES)
    before = {"1A": standing("1A", 288), "1B": standing("1B", 240), "2A": standing("2A", 296)}
    gained = gains(now, before, RULES)
    assert gained == {"2A": Fraction(-1, 300), "1A": Fraction(2, 300), "1B": Fraction(30, 300)}
    assert most_improved(gained) == ("1B",)


def test_several_may_share_it_and_nobody_has_it_where_nobody_gained():
    assert most_improved({"1A": Fraction(1, 30), "1B": Fraction(10, 300)}) == ("1A", "1B")
    assert most_improved({"1A": Fraction(0), "1B": Fraction(-1, 3)}) == ()
    assert most_improved({}) == ()


def test_a_class_with_marks_missing_then_or_now_is_compared_with_nothing():
    now = league([standing("1A", 290), standing("1B", 290, missing=2), standing("2A", 290)], RULES)
    before = {"1A": standing("1A", 200, missing=1), "1B": standing("1B", 200)}
    assert gains(now, before, RULES) == {}


# --- who is recognised ---

SESSIONS = st.lists(st.sampled_from("/LIOUB.X!"), min_size=0, max_size=12)


def tally(marks: list[str]) -> Tally:
    """X stands for coronavirus here, ! for a mark that is no code."""
    return Tally(
        present=marks.count("/") + marks.count("L"),
        activity=marks.count("B"),
        authorised=marks.count("I"),
        unauthorised=marks.count("O") + marks.count("U"),
        coronavirus=marks.count("X"),
        late_before_close=marks.count("L"),
        late_after_close=marks.count("U"),
        missing=marks.count("."),
        unlawful=marks.count("!"),
    )


@given(SESSIONS, st.sets(st.integers(0, 11)), st.booleans())
def test_full_attendance_is_every_session_attended_but_for_those_exempt(marks, exempt, lates_break):
    """What is exempt is as if it had not been: an absence, and a late where lates count."""
    taken = [mark for at, mark in enumerate(marks) if at in exempt]
    left = [mark for at, mark in enumerate(marks) if not (at in exempt and mark in "IOUL")]
    good = "/B" if lates_break else "/LB"
    expected = all(mark in good for mark in left) and any(mark in "/LB" for mark in marks)
    found = full_attendance(
        tally(marks),
        sum(mark in "IOU" for mark in taken),
        lates_break=lates_break,
        exempt_late=sum(mark in "LU" for mark in taken),
    )
    assert bool(found) is expected


def test_lates_do_not_break_it_unless_the_school_says_so():
    late = tally(list("//L/"))
    assert full_attendance(late)
    assert not full_attendance(late, lates_break=True)


def test_a_missing_mark_is_never_counted_as_present_and_never_as_absent():
    unmarked = tally(list("//./"))
    assert not full_attendance(unmarked)
    assert waits_for_marks(unmarked)
    assert waits_for_marks(tally(list("//.I")))
    assert not waits_for_marks(tally(list("///I")))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 5))
def test_improvement_is_compared_by_cross_multiplication(here, away, was_here, was_away, points):
    now, before = Tally(present=here, authorised=away), Tally(present=was_here, authorised=was_away)
    whole, earlier = here + away, was_here + was_away
    gained = 100 * (here * earlier - was_here * whole)
    expected = whole >= 20 and earlier >= 20 and gained > 0 and gained >= points * whole * earlier
    assert improved(now, before, points=Fraction(points), fewest=20) is expected


def test_exempt_sessions_are_as_if_they_had_not_been_possible():
    now, before = Tally(present=36, authorised=4), Tally(present=36, authorised=4)
    asked = {"points": Fraction(2), "fewest": 30}
    assert not improved(now, before, **asked)
    assert improved(now, before, exempt=4, **asked)
    assert not improved(now, before, exempt=4, exempt_before=4, **asked)
    assert not improved(Tally(present=60, missing=1), before, **asked)


# --- a day beside the usual ---


def test_a_day_is_set_beside_sums_never_beside_an_average_of_rates():
    found = compared((95, 100), [(90, 100), (5, 10), (0, 0)])
    assert found == (95, 100, 95, 110, 2)
    assert found.comparable
    assert found.gain == Fraction(95, 100) - Fraction(95, 110)


def test_one_other_day_says_nothing():
    assert not compared((5, 5), [(4, 5)]).comparable
    assert not compared((0, 0), [(4, 5), (4, 5)]).comparable
