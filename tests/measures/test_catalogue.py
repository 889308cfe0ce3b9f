"""The names the command line and criteria ask by."""

import pytest

from trellis.measures.catalogue import ATTENDANCE, by_name, reason_measure
from trellis.measures.measure import (
    Measure,
    ProblemWithMeasure,
    Unit,
    reasons_of,
    register,
    register_family,
    registered,
)
from trellis.rules.codes import ProblemWithCode
from trellis.rules.tally import Tally, attended, possible
from trellis.rules.thresholds import PROFILES

PROMISED = (
    "attendance",
    "absence",
    "authorised_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
    "late",
    "late_before_close",
    "late_after_close",
)


@pytest.mark.parametrize("name", [*PROMISED, "reason:I", "reason:Y1", "reason:/"])
def test_every_promised_name_is_a_measure_that_says_what_it_counts(name: str) -> None:
    measure = by_name(name)
    assert measure.name == name
    assert str(measure.sentence()).endswith(".")
    assert "%" not in measure.sentence()


def test_the_catalogue_is_the_promised_one() -> None:
    assert tuple(registered())[: len(PROMISED)] == PROMISED


def test_a_name_of_nothing_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(
        ProblemWithMeasure, match=r"no measure called “attendence”; there are attendance, .*reason:CODE"
    ):
        by_name("attendence")
    with pytest.raises(ProblemWithMeasure, match="no measure called “cause:I”"):
        by_name("cause:I")


def test_a_reason_that_is_no_code_is_refused() -> None:
    with pytest.raises(ProblemWithCode, match="“QQ” is not an attendance code"):
        by_name("reason:QQ")


def test_a_measure_reads_one_pupil_in_plain_numbers() -> None:
    tally = Tally(present=18, authorised=2)
    assert (ATTENDANCE.counts(tally), attended(tally)) == (18, 18)
    england, wales_before = PROFILES["England 2024+"], PROFILES["Wales 2014"]
    persistent = by_name("persistent_absence")
    assert persistent.counts(tally, england) is True
    assert persistent.counts(tally, wales_before) is False
    with pytest.raises(ValueError, match="decided under a threshold"):
        persistent.counts(tally)


def test_two_measures_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="a measure called attendance already"):
        register(Measure("attendance", "Something else.", attended, possible))
    with pytest.raises(ValueError, match="a family of measures called reason already"):
        register_family("reason", reason_measure)


def test_what_needs_present_codes() -> None:
    """A summary without present codes knows its reasons for absence, and nothing of who came when."""
    needing = [
        name
        for name in (*PROMISED, "reason:I", "reason:/", "reason:V", "reason:D")
        if by_name(name).needs_present_codes
    ]
    assert needing == ["late", "late_before_close", "reason:/", "reason:V", "reason:D"]


def test_reasons_are_counted_once_each_in_the_order_of_codes() -> None:
    assert (
        reasons_of([by_name("reason:O"), by_name("reason:I"), by_name("late"), by_name("reason:O")]) == "IO"
    )
    assert by_name("attendance").unit is Unit.SESSIONS
