"""The morning's times and the call list (requirements §5.5, A4, A5)."""

from datetime import time

import pytest

from trellis.rules.codes import ALL_CHARS, NO_MARK
from trellis.rules.morning import ProblemWithTimes, SessionTimes, to_be_called
from trellis.rules.words import Session

# Doors 8:30, gate 8:45 when the register begins to be taken, closed 8:55, calls from 9:15.
MORNING = SessionTimes(gate=time(8, 45), opens=time(8, 45), closes=time(8, 55), calls=time(9, 15))


@pytest.mark.parametrize(
    ("arrived", "mark"),
    [
        (time(8, 30), "/"),
        (time(8, 45, 0), "/"),
        (time(8, 46), "L"),
        (time(8, 50), "L"),
        (time(8, 55, 0), "L"),
        (time(8, 56), "U"),
        (time(11, 0), "U"),
    ],
)
def test_an_arrival_earns_its_mark(arrived: time, mark: str) -> None:
    assert MORNING.mark_for(arrived, Session.AM) == mark


def test_in_the_afternoon_the_stroke_leans_the_other_way() -> None:
    afternoon = SessionTimes(opens=time(13, 0), closes=time(13, 30))
    assert afternoon.mark_for(time(13, 0), Session.PM) == "\\"
    assert afternoon.mark_for(time(13, 5), Session.PM) == "L"


def test_the_gate_itself_makes_nobody_late() -> None:
    early_gate = SessionTimes(gate=time(8, 40), opens=time(8, 50), closes=time(9, 0))
    assert early_gate.mark_for(time(8, 45), Session.AM) == "/"


def test_the_times_stand_in_order() -> None:
    with pytest.raises(ProblemWithTimes, match="The gate comes first"):
        SessionTimes(opens=time(8, 55), closes=time(8, 45))
    with pytest.raises(ProblemWithTimes):
        SessionTimes(gate=time(9, 0), opens=time(8, 45), closes=time(8, 55))
    with pytest.raises(ProblemWithTimes):
        SessionTimes(opens=time(8, 45), closes=time(8, 55), calls=time(8, 50))


def test_a_family_is_called_about_an_absence_without_a_reason_that_nobody_has_explained() -> None:
    assert {char for char in ALL_CHARS + NO_MARK if to_be_called(char, heard_from=False)} == {"N", "O"}


@pytest.mark.parametrize("char", list(ALL_CHARS))
def test_a_family_that_has_been_in_touch_is_not_called(char: str) -> None:
    assert not to_be_called(char, heard_from=True)
