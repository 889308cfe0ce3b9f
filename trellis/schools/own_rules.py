"""The rules as a school has set them: what rules/ says for the nation and day, with its own settings."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from trellis.rules.bands import Bands, bands_from_edges, traffic_lights
from trellis.rules.codes import Category, CodeSet, code_set
from trellis.rules.morning import SessionTimes
from trellis.rules.thresholds import ThresholdSet, attendance_at_least, attendance_below, thresholds
from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.schools.settings import settings_of

_THRESHOLDS = ("attendance_target", "low_attendance", "letter_minimum_sessions")


def thresholds_of(school: School, on: dt.date, as_at: dt.datetime | None = None) -> ThresholdSet:
    """The thresholds in force for a school on a day; for a period, on its last."""
    return _thresholds(school, _values(school, _THRESHOLDS, on, as_at), on)


def bands_of(school: School, on: dt.date, as_at: dt.datetime | None = None) -> Bands:
    """The bands of a school on a day. Whoever is persistently absent is in the lowest, whatever it says."""
    held = _values(school, (*_THRESHOLDS, "bands"), on, as_at)
    rules = _thresholds(school, held, on)
    if not held["bands"]:
        return traffic_lights(rules)
    return bands_from_edges([tuple(band) for band in held["bands"]], lowest_takes=rules.persistent)


def session_times(school: School, session: str, on: dt.date) -> SessionTimes:
    """When the gate shuts and the register opens and closes for a session of a day."""
    half = Session(session).lower()
    names = ("gate", "first_calls", f"register_opens_{half}", f"register_closes_{half}")
    held = {name: dt.time.fromisoformat(value) for name, value in _values(school, names, on, None).items()}
    opens, closes = held[f"register_opens_{half}"], held[f"register_closes_{half}"]
    if half == "pm":
        return SessionTimes(opens, closes)
    # Gate and calls are told where they agree with the register; a school may call while it is still open.
    gate = held["gate"] if held["gate"] <= opens else None
    return SessionTimes(opens, closes, gate, held["first_calls"] if held["first_calls"] >= closes else None)


def code_set_of(school: School, on: dt.date, as_at: dt.datetime | None = None) -> CodeSet:
    """The codes in force at a school, D counted as the school has it where that is not settled (Wales)."""
    codes = code_set(school.nation, on)
    if not codes.provisional:
        return codes
    return codes.counting_dual_as(Category(_values(school, ("wales_d",), on, as_at)["wales_d"]))


def _values(school: School, names: tuple[str, ...], on: dt.date, as_at: dt.datetime | None) -> dict[str, Any]:
    return {name: held.value for name, held in settings_of([school], names, on, as_at)[school.pk].items()}


def _thresholds(school: School, held: Mapping[str, Any], on: dt.date) -> ThresholdSet:
    return dataclasses.replace(
        thresholds(school.nation, on),
        target=attendance_at_least(held["attendance_target"]),
        low_attendance=attendance_below(held["low_attendance"]),
        fewest_sessions=held["letter_minimum_sessions"],
    )
