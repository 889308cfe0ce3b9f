"""Bands: everybody in exactly one, whatever the figure (domain-rules §7)."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.bands import Band, Bands, ProblemWithBands, bands_from_edges, five_bands, traffic_lights
from trellis.rules.tally import Share, Tally
from trellis.rules.thresholds import (
    Operator,
    RateThreshold,
    absence_at_least,
    attendance_at_least,
    per_cent,
    thresholds,
)

RULES = thresholds("england", date(2024, 9, 9))
LIGHTS = traffic_lights(RULES)

COUNTS = st.integers(0, 400)
TALLIES = st.builds(
    Tally, present=COUNTS, activity=COUNTS, authorised=COUNTS, unauthorised=COUNTS, coronavirus=COUNTS
)


def of(possible_sessions: int, absences: int) -> Tally:
    return Tally(present=possible_sessions - absences, unauthorised=absences)


def name(bands: Bands, tally: Tally) -> str | None:
    band = bands.band_of(tally)
    return None if band is None else band.name


@pytest.mark.parametrize(
    ("possible_sessions", "absences", "colour"),
    [
        (100, 4, "Green"),
        (10000, 401, "Amber"),
        (380, 15, "Green"),
        (380, 16, "Amber"),
        (380, 37, "Amber"),
        (380, 38, "Red"),
        (10, 1, "Red"),
        (1, 1, "Red"),
        (1, 0, "Green"),
        (0, 0, None),
    ],
)
def test_traffic_lights_at_their_edges(possible_sessions: int, absences: int, colour: str | None) -> None:
    assert name(LIGHTS, of(possible_sessions, absences)) == colour


def test_a_schools_own_target_moves_green_alone() -> None:
    own = traffic_lights(RULES, target=attendance_at_least(97))
    assert name(own, of(380, 11)) == "Green"
    assert name(own, of(380, 12)) == "Amber"
    assert name(own, of(380, 38)) == "Red"


@given(TALLIES)
def test_traffic_lights_are_what_the_words_say(tally: Tally) -> None:
    absences = tally.authorised + tally.unauthorised
    attended = tally.present + tally.activity
    whole = attended + absences + tally.coronavirus
    if whole == 0:
        expected = None
    elif Fraction(absences, whole) >= Fraction(1, 10):
        expected = "Red"
    elif Fraction(attended, whole) >= Fraction(96, 100):
        expected = "Green"
    else:
        expected = "Amber"
    assert name(LIGHTS, tally) == expected


@pytest.mark.parametrize(
    ("possible_sessions", "absences", "band"),
    [
        (380, 0, "Gold"),
        (380, 1, "Green"),
        (380, 16, "Amber"),
        (380, 38, "Red"),
        (380, 190, "Severe"),
        (2, 1, "Severe"),
    ],
)
def test_five_bands_at_their_edges(possible_sessions: int, absences: int, band: str) -> None:
    assert name(five_bands(RULES), of(possible_sessions, absences)) == band


def test_bands_are_shown_from_the_best_down() -> None:
    assert [band.name for band in LIGHTS.best_first()] == ["Green", "Amber", "Red"]
    assert [band.name for band in five_bands(RULES).best_first()] == [
        "Gold",
        "Green",
        "Amber",
        "Red",
        "Severe",
    ]


def test_a_band_prints_its_edge() -> None:
    assert [str(band.in_words()) for band in LIGHTS.best_first()] == [
        "attendance of 96% or more",
        "everybody else",
        "absence of 10% or more",
    ]


@st.composite
def edges(draw: st.DrawFn) -> list[tuple[str, str, str | int]]:
    """A school's own bands: any figures, to a tenth, from the highest down to 0."""
    tenths = draw(st.lists(st.integers(1, 1000), unique=True, max_size=5))
    figures = [f"{n // 10}.{n % 10}" for n in sorted(tenths, reverse=True)] + ["0"]
    return [(f"Band {n}", "blue", figure) for n, figure in enumerate(figures)]


@given(edges(), TALLIES)
def test_a_schools_own_bands_have_no_gap_and_no_overlap(
    written: list[tuple[str, str, str | int]], tally: Tally
) -> None:
    bands = bands_from_edges(written)
    attended = tally.present + tally.activity
    whole = attended + tally.authorised + tally.unauthorised + tally.coronavirus
    taken = [
        label
        for place, (label, _, lowest) in enumerate(written)
        if whole
        and Fraction(100 * attended, whole) >= per_cent(lowest)
        and (place == 0 or Fraction(100 * attended, whole) < per_cent(written[place - 1][2]))
    ]
    assert ([] if (found := name(bands, tally)) is None else [found]) == taken


@given(edges(), st.lists(TALLIES, min_size=1, max_size=20))
def test_bands_of_many_are_the_bands_of_each(
    written: list[tuple[str, str, str | int]], tallies: list[Tally]
) -> None:
    many = Tally(
        **{
            field: np.array([getattr(tally, field) for tally in tallies])
            for field in ("present", "activity", "authorised", "unauthorised", "coronavirus")
        }
    )
    for bands in (LIGHTS, five_bands(RULES), bands_from_edges(written)):
        assert bands.index_of(many).tolist() == [bands.index_of(tally) for tally in tallies]


def test_at_exactly_90_a_child_is_red_though_amber_begins_there() -> None:
    written = [("Green", "green", 96), ("Amber", "amber", 90), ("Red", "red", 0)]
    plain = bands_from_edges(written)
    strict = bands_from_edges(written, lowest_takes=absence_at_least(10))
    assert name(plain, of(380, 38)) == "Amber"
    assert name(strict, of(380, 38)) == "Red"
    assert name(strict, of(380, 37)) == "Amber"


@given(TALLIES)
def test_lowest_takes_changes_only_those_it_takes(tally: Tally) -> None:
    written = [("Green", "green", 96), ("Amber", "amber", 85), ("Red", "red", 0)]
    rule = absence_at_least(10)
    plain, strict = bands_from_edges(written), bands_from_edges(written, lowest_takes=rule)
    assert name(strict, tally) == ("Red" if rule.met(tally) else name(plain, tally))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ([], "The lowest band must begin at 0."),
        ([("Green", "green", 96), ("Amber", "amber", 90)], "The lowest band must begin at 0."),
        ([("Amber", "amber", 90), ("Green", "green", 96), ("Red", "red", 0)], "from the highest down"),
        ([("Green", "green", 90), ("Amber", "amber", 90), ("Red", "red", 0)], "from the highest down"),
        ([("Green", "green", 96), ("Green", "amber", 90), ("Red", "red", 0)], "a name of its own"),
        ([("Green", "green", "101"), ("Red", "red", 0)], "not between 0 and 100"),
    ],
)
def test_bands_with_gaps_or_overlaps_are_refused(
    written: list[tuple[str, str, str | int]], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        bands_from_edges(written)


def test_a_ladder_must_take_everybody() -> None:
    with pytest.raises(ProblemWithBands, match="must take everybody who is left"):
        Bands((Band("Green", "green", attendance_at_least(96)),))
    with pytest.raises(ProblemWithBands, match="must take everybody who is left"):
        Bands(())


def test_a_band_nobody_could_be_in_is_refused() -> None:
    with pytest.raises(ProblemWithBands, match="Nobody could ever be in the band “Amber”"):
        traffic_lights(RULES, target=attendance_at_least(90))
    with pytest.raises(ProblemWithBands, match="Nobody could ever be in the band “Low”"):
        Bands(
            (
                Band("Red", "red", absence_at_least(10)),
                Band("Low", "orange", absence_at_least(20)),
                Band("Rest", "green"),
            )
        )


def test_a_band_that_only_one_figure_falls_in_is_not_refused() -> None:
    below = RateThreshold(Share.ATTENDANCE, Operator.BELOW, per_cent(90))
    above = RateThreshold(Share.ATTENDANCE, Operator.ABOVE, per_cent(90))
    bands = Bands((Band("Below", "red", below), Band("Above", "green", above), Band("Exactly", "amber")))
    assert name(bands, of(380, 38)) == "Exactly"
    assert [band.name for band in bands.best_first()] == ["Above", "Exactly", "Below"]


def test_lowest_takes_is_asked_before_every_band() -> None:
    bands = bands_from_edges([("Most", "green", 85), ("Few", "red", 0)], lowest_takes=absence_at_least(10))
    assert name(bands, of(100, 10)) == "Few"
    assert name(bands, of(100, 9)) == "Most"


@given(st.integers(901, 999))
def test_a_band_that_a_sliver_of_attendance_falls_in_is_not_refused(tenths: int) -> None:
    # Where green begins at 90.1, amber lies between that and 90 exactly, and somebody could be in it.
    target = Fraction(tenths, 10)
    assert (
        name(traffic_lights(RULES, target=attendance_at_least(str(float(target)))), of(100000, 9999))
        == "Amber"
    )
