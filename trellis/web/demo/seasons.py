"""What the calendar does to absence: seasons, weekdays, days set apart, holidays beside a break."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.rules.calendar import Calendar

# Illness through the school year, September first.
_BY_MONTH: Final = {
    9: 0.7,
    10: 0.92,
    11: 1.12,
    12: 1.38,
    1: 1.12,
    2: 1.08,
    3: 1.04,
    4: 0.9,
    5: 0.88,
    6: 0.96,
    7: 1.0,
}

# Mondays and Fridays are the worst days of the week.
_BY_WEEKDAY: Final = (1.26, 0.9, 0.88, 0.92, 1.16)

# Days exclusively set apart by a religious body, as they fell or will fall in England.
_SET_APART: Final = {
    "eid": (
        *("2019-06-04", "2019-08-12", "2020-05-25", "2020-07-31", "2021-05-13", "2021-07-20", "2022-05-02"),
        *("2022-07-11", "2023-04-21", "2023-06-28", "2024-04-10", "2024-06-17", "2025-03-31", "2025-06-06"),
        *("2026-03-20", "2026-05-27", "2027-03-10", "2027-05-17", "2028-02-28", "2028-05-05"),
    ),
    "orthodox": tuple(f"{year}-01-07" for year in range(2019, 2029)),
}


def of_months(days: Sequence[dt.date]) -> NDArray[np.float64]:
    """How likely illness is to begin on each day, by season."""
    return np.array([_BY_MONTH.get(day.month, 1.0) for day in days])


def of_weekdays(days: Sequence[dt.date]) -> NDArray[np.float64]:
    """How likely absence is to begin on each day, by weekday."""
    return np.array([_BY_WEEKDAY[day.weekday()] for day in days])


def set_apart(keeps: str, days: Sequence[dt.date]) -> NDArray[np.bool_]:
    """Which school days are set apart for families who keep them."""
    kept = set(_SET_APART.get(keeps, ()))
    return np.array([day.isoformat() in kept for day in days])


def beside_breaks(calendar: Calendar, days: Sequence[dt.date]) -> list[tuple[int, int]]:
    """Stretches of school days that families add to a break: (first, last), either side of each half-term."""
    at = {day: n for n, day in enumerate(days)}
    stretches = []
    for half in calendar.half_terms:
        within = [at[day] for day in days if half.since <= day <= half.until]
        if not within:
            continue
        first, last = within[0], within[-1]
        stretches.append((max(first, last - 4), last))
        stretches.append((first, min(last, first + 4)))
    return stretches
