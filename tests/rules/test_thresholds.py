"""Thresholds at their edges (requirements §5.5), and the definitions of each era (domain-rules §3.2)."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.absence import persistently_absent, severely_absent
from trellis.rules.codes import ProblemWithDay
from trellis.rules.rounding import percent
from trellis.rules.tally import Share, Tally, attended, possible
from trellis.rules.thresholds import (
    PROFILES,
    CountThreshold,
    Operator,
    ProblemWithThreshold,
    RateThreshold,
    Stretch,
    absence_at_least,
    attendance_at_least,
    attendance_below,
    per_cent,
    threshold_sets,
    thresholds,
)
from trellis.rules.words import Nation


def of(possible_sessions: int, attended_sessions: int) -> Tally:
    return Tally(present=attended_sessions, unauthorised=possible_sessions - attended_sessions)


# --- the boundary traps ---


@pytest.mark.parametrize(
    ("possible_sessions", "attended_sessions"), [(380, 342), (10, 9), (20, 18), (30, 27)]
)
def test_exactly_90_per_cent(possible_sessions: int, attended_sessions: int) -> None:
    tally = of(possible_sessions, attended_sessions)
    assert percent(attended(tally), possible(tally)) == "90.0"
    assert persistently_absent(tally)
    assert attendance_at_least(90).met(tally), "it meets the milestone of 90% or more"
    assert not attendance_below(90).met(tally), "it is not below 90%, so not level 1"


@pytest.mark.parametrize(("possible_sessions", "attended_sessions"), [(380, 304), (5, 4), (20, 16)])
def test_exactly_80_per_cent(possible_sessions: int, attended_sessions: int) -> None:
    tally = of(possible_sessions, attended_sessions)
    assert absence_at_least(20).met(tally), "20% non-attendance, so level 2"
    assert not attendance_below(80).met(tally), "not less than 80%, so not on the monthly list"
    assert RateThreshold(Share.ATTENDANCE, Operator.AT_MOST, per_cent(80)).met(tally)


def test_a_target_of_97_is_not_met_by_rounding() -> None:
    target = attendance_at_least(97)
    assert target.met(of(380, 369))
    assert not target.met(of(380, 368))
    assert percent(368, 380) == "96.8"
    # 96.96% is shown as 97.0 and still does not meet it.
    assert percent(9696, 10000) == "97.0"
    assert not target.met(of(10000, 9696))


def test_no_threshold_is_met_without_a_possible_session() -> None:
    nobody = Tally(missing=10)
    for how in Operator:
        for share in Share:
            assert not RateThreshold(share, how, per_cent(0)).met(nobody)
            assert not RateThreshold(share, how, per_cent(100)).met(nobody)
            assert not CountThreshold(share, how, 0).met(nobody)


@given(st.integers(1, 800), st.data(), st.sampled_from(list(Operator)), st.integers(0, 1000))
def test_a_rate_is_compared_exactly(whole: int, data: st.DataObject, how: Operator, tenths: int) -> None:
    part = data.draw(st.integers(0, whole))
    figure = Fraction(tenths, 10)
    exact = Fraction(100 * part, whole)
    expected = {"<": exact < figure, "<=": exact <= figure, ">": exact > figure, ">=": exact >= figure}[
        how.value
    ]
    assert RateThreshold(Share.ATTENDANCE, how, figure).met(of(whole, part)) is expected


def test_every_pupil_at_exactly_a_tenth_is_caught() -> None:
    # Of all pupils with fewer than 400 possible sessions, 39 stand at exactly a tenth: floats lose every one.
    caught = [n for n in range(1, 400) if n % 10 == 0 and persistently_absent(of(n, n - n // 10))]
    assert len(caught) == 39
    wholes = np.arange(10, 400, 10)
    assert persistently_absent(Tally(present=wholes * 9 // 10, authorised=wholes // 10)).all()


@pytest.mark.parametrize(
    ("written", "figure"), [("97", 97), (96, 96), ("96.5", Fraction(193, 2)), ("0.1", Fraction(1, 10))]
)
def test_a_percentage_is_the_number_that_was_written(written: str | int, figure: Fraction) -> None:
    assert per_cent(written) == figure


@pytest.mark.parametrize("written", ["ninety", "", "1/0", "-1", "100.1", "nan"])
def test_what_is_not_a_percentage_is_refused(written: str) -> None:
    with pytest.raises(ProblemWithThreshold):
        per_cent(written)


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (absence_at_least(10), "absence of 10% or more"),
        (attendance_below("92.5"), "attendance below 92.5%"),
        (RateThreshold(Share.LATE, Operator.ABOVE, per_cent(5)), "lateness above 5%"),
        (RateThreshold(Share.ATTENDANCE, Operator.AT_MOST, Fraction(200, 3)), "attendance of 200/3% or less"),
        (CountThreshold(Share.ABSENCE, Operator.AT_LEAST, 64), "absence of 64 sessions or more"),
    ],
)
def test_a_threshold_says_what_it_is(threshold: RateThreshold | CountThreshold, words: str) -> None:
    assert threshold.in_words() == words


# --- by era and nation ---


@pytest.mark.parametrize(
    ("nation", "last_day", "absences_of_380", "is_persistent"),
    [
        ("england", "2010-07-31", 76, True),
        ("england", "2010-07-31", 75, False),
        ("england", "2011-07-31", 57, True),
        ("england", "2011-07-31", 56, False),
        ("england", "2015-07-31", 56, False),
        ("england", "2016-07-31", 38, True),
        ("england", "2016-07-31", 37, False),
        ("england", "2025-07-31", 38, True),
        ("wales", "2014-07-31", 75, False),
        ("wales", "2014-07-31", 76, True),
        ("wales", "2023-09-30", 38, False),
        ("wales", "2023-10-01", 38, True),
        ("wales", "2025-07-31", 37, False),
    ],
)
def test_the_share_that_was_persistent_absence(
    nation: str, last_day: str, absences_of_380: int, is_persistent: bool
) -> None:
    held = thresholds(nation, date.fromisoformat(last_day))
    assert persistently_absent(of(380, 380 - absences_of_380), held.persistent) is is_persistent


@pytest.mark.parametrize(
    ("last_day", "stretch", "sessions"),
    [
        ("2010-07-31", Stretch.AUTUMN, 28),
        ("2010-07-31", Stretch.AUTUMN_AND_SPRING, 52),
        ("2010-07-31", Stretch.FIVE_HALF_TERMS, 64),
        ("2011-07-31", Stretch.AUTUMN, 22),
        ("2011-07-31", Stretch.SPRING, 16),
        ("2011-07-31", Stretch.AUTUMN_AND_SPRING, 38),
        ("2012-07-31", Stretch.FIVE_HALF_TERMS, 46),
        ("2013-07-31", Stretch.FIVE_HALF_TERMS, 46),
        ("2015-07-31", Stretch.SIX_HALF_TERMS, 56),
        # A year's number was that of the five half-terms collected.
        ("2010-07-31", Stretch.SIX_HALF_TERMS, 64),
        ("2012-07-31", Stretch.SIX_HALF_TERMS, 46),
    ],
)
def test_until_2015_england_counted_sessions(last_day: str, stretch: Stretch, sessions: int) -> None:
    rule = thresholds("england", date.fromisoformat(last_day)).over(stretch).persistent
    # However many sessions were possible.
    for whole in (200, 380):
        assert rule.met(of(whole, whole - sessions))
        assert not rule.met(of(whole, whole - sessions + 1))


@pytest.mark.parametrize(
    ("last_day", "stretch"),
    [
        ("2010-07-31", Stretch.SPRING),
        ("2013-07-31", None),
        ("2016-07-31", Stretch.FIVE_HALF_TERMS),
    ],
)
def test_without_a_fixed_number_the_share_decides(last_day: str, stretch: Stretch) -> None:
    held = thresholds("england", date.fromisoformat(last_day))
    rule = held.over(stretch).persistent
    for absences in range(0, 400, 3):
        assert rule.met(of(400, 400 - absences)) is held.persistent.met(of(400, 400 - absences))
    # Where the share only stands in for numbers of sessions, it says so.
    assert ("none was published for these days" in rule.in_words()) is bool(held.fixed)


@pytest.mark.parametrize("nation", list(Nation))
def test_threshold_sets_follow_each_other_without_a_gap(nation: Nation) -> None:
    sets = threshold_sets(nation)
    assert sets[-1].until is None
    for earlier, later in pairwise(sets):
        assert earlier.until is not None
        assert later.since == earlier.until + timedelta(days=1)
    assert all(held.nation is nation and PROFILES[held.name] is held for held in sets)


def test_the_sets_as_a_table() -> None:
    assert [
        (held.name, str(held.since), str(held.persistent.in_words()), str(held.low_attendance.in_words()))
        for held in PROFILES.values()
    ] == [
        ("England 2009", "2005-08-01", "absence of 20% or more", "attendance below 90%"),
        ("England 2010", "2010-08-01", "absence of 15% or more", "attendance below 90%"),
        ("England 2012", "2012-08-01", "absence of 15% or more", "attendance below 90%"),
        ("England 2015+", "2015-08-01", "absence of 10% or more", "attendance below 90%"),
        ("England 2024+", "2024-08-19", "absence of 10% or more", "attendance below 90%"),
        ("Wales 2014", "2005-08-01", "absence of 20% or more", "attendance below 80%"),
        ("Wales 2023+", "2023-10-01", "absence of 10% or more", "attendance below 80%"),
    ]
    # With fewer than twenty sessions nobody is written to (domain-rules §7).
    assert {held.fewest_sessions for held in PROFILES.values()} == {20}


def test_a_number_of_sessions_is_met_by_a_single_possible_one() -> None:
    assert CountThreshold(Share.ABSENCE, Operator.AT_LEAST, 1).met(of(1, 0))


def test_the_profiles_that_plans_were_written_under() -> None:
    assert {"England 2009", "England 2015+", "England 2024+", "Wales 2014"} <= set(PROFILES)
    assert PROFILES["England 2009"].persistent.in_words() == "absence of 20% or more"
    assert PROFILES["Wales 2014"].low_attendance.in_words() == "attendance below 80%"
    assert PROFILES["England 2024+"].target.in_words() == "attendance of 96% or more"


def test_a_schools_own_target_replaces_the_default() -> None:
    own = replace(PROFILES["England 2024+"], target=attendance_at_least(97))
    assert own.persistent == PROFILES["England 2024+"].persistent
    assert not own.target.met(of(380, 368))


def test_severe_absence_is_half_under_every_set() -> None:
    for held in PROFILES.values():
        assert severely_absent(of(10, 5), held.severe)
        assert not severely_absent(of(10, 6), held.severe)


def test_there_are_no_thresholds_before_2005() -> None:
    with pytest.raises(ProblemWithDay, match="no thresholds for Wales before 1 August 2005"):
        thresholds("wales", date(2005, 7, 31))
