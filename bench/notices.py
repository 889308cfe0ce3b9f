"""The clock of penalty notices over three years of 8,000 pupils, and the page of who stands where."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date

import numpy as np

from bench import pages
from bench.timing import Row, median_of_five, row
from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear
from trellis.rules.penalty import ENGLAND, Clock, Standing, Year

PUPILS = 8_000
TIMES = 20
YEARS = (2024, 2025, 2026)
UNTIL = date(2027, 7, 16)
# Of one in ten: those are away without leave for six sessions in a hundred, and hundreds reach the threshold.
CODES, SHARES = "/\\IGNOU", (0.44, 0.44, 0.06, 0.01, 0.005, 0.03, 0.015)


def rows() -> Iterator[Row]:
    """The figures of this module."""
    years = [_year(AcademicYear(start)) for start in YEARS]
    found: list[Standing] = []

    def count() -> None:
        clock = Clock(years, ENGLAND, UNTIL)
        found[:] = [clock.standing(at) for at in clock.rows()]

    taken = median_of_five(count)
    note = f"{len(found):,} near or beyond the threshold, each with its marks"
    yield row("penalty-notice clock, 8,000 pupils, three years", taken, "s", limit=1, note=note)
    yield _the_list()


def _the_list() -> Row:
    """The page of who stands where, at a school of a thousand."""
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(1)
        url = f"{pages.SCHOOL}formal/"
        return pages.page_row(
            "who stands where, 1,000 pupils", "attendance_lead", url, limit=100, times=TIMES
        )


def _year(year: AcademicYear) -> Year:
    chance = np.random.default_rng(year.start)
    marks = np.full((PUPILS, SESSIONS), ord("."), np.uint8)
    open_days = [
        at
        for at in range(SESSIONS)
        if at // 2 % 7 < 5 and year.writable[at] and 5 <= at // 14 < 51 and at // 14 % 7
    ]
    drawn = chance.choice(np.frombuffer(CODES.encode(), np.uint8), (PUPILS, len(open_days)), p=SHARES)
    # The others are hardly ever away without leave: theirs becomes illness.
    rarely = chance.random(PUPILS) < 0.9
    drawn[rarely] = np.where(np.isin(drawn[rarely], list(b"GNOU")), ord("I"), drawn[rarely])
    marks[:, open_days] = drawn
    opened = np.zeros(SESSIONS, np.bool_)
    opened[open_days] = True
    return Year(year, marks, np.tile(opened.reshape(WEEKS, 14).any(axis=1), (PUPILS, 1)))
