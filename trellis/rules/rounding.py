"""Percentages as text, from whole numbers: half up, to one place, and never 100.0 where something was missed.

domain-rules §3.4. Python's own `round` goes to the even neighbour and would differ from every published
figure.
"""

from __future__ import annotations

from typing import Final

# The highest figure shown where it is not everything.
ALMOST_ALL: Final = "99.9+"


def percent(part: int, whole: int, places: int = 1) -> str | None:
    """A rate as text, such as "94.1"; None without a whole, because there is no rate."""
    return None if whole == 0 else _half_up(100 * int(part), int(whole), places)


def percent_for_page(part: int, whole: int, missed: int | None = None) -> str | None:
    """A rate as pages and letters show it: 100.0 only where nothing was missed, otherwise 99.9+.

    `missed` says what counts as missed where that is not simply the rest of the whole: a child out because of
    coronavirus was neither attending nor absent.
    """
    shown = percent(part, whole)
    all_there = (whole - part if missed is None else missed) == 0
    return ALMOST_ALL if shown == "100.0" and not all_there else shown


def points(part: int, whole: int, part_before: int, whole_before: int, places: int = 1) -> str | None:
    """How far one rate lies above (or, with a minus sign, below) another, in percentage points.

    The exact difference is rounded, not the difference of two rounded rates.
    """
    if whole == 0 or whole_before == 0:
        return None
    apart = int(part) * int(whole_before) - int(part_before) * int(whole)
    return _half_up(100 * apart, int(whole) * int(whole_before), places)


def days(sessions: int) -> str:
    """Sessions as days: 9 are "4.5", 10 are "5"."""
    whole, half = divmod(int(sessions), 2)
    return f"{whole}.5" if half else str(whole)


def _half_up(part: int, whole: int, places: int) -> str:
    """A fraction to so many places, halves away from zero, decided on whole numbers."""
    rounded = (2 * abs(part) * 10**places + whole) // (2 * whole)
    units, rest = divmod(rounded, 10**places)
    sign = "-" if part < 0 and rounded else ""
    return f"{sign}{units}.{rest:0{places}d}" if places else f"{sign}{units}"
