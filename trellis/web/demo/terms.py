"""School years as English schools have them: three terms, their breaks, five INSET days and 190 days open."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice

from trellis.rules.academic_year import AcademicYear
from trellis.rules.bank_holidays import BANK_HOLIDAYS
from trellis.rules.calendar import Calendar, Kind, Span

ONE_DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
_MONDAY, _FRIDAY = 0, 4

SCHOOL_DAYS = 190

# Where a school puts its INSET days beside the first of the autumn: the last weekday before a break, or the
# first day back after one. A trust agrees some of them, and each school chooses the rest.
INSET_CHOICES = (
    ("autumn break", "spring", "summer break", "summer"),
    ("after autumn break", "spring", "spring break", "after summer break"),
    ("autumn", "spring", "summer break", "summer"),
    ("autumn break", "spring", "after spring break", "summer"),
)


def school_calendar(
    year: AcademicYear, *, insets: Sequence[str], closed: Sequence[tuple[dt.date, str]] = ()
) -> Calendar:
    """A school's year, open for 190 days but for the days it had to close unexpectedly."""
    autumn = _first_weekday(dt.date(year.start, 9, 1))
    christmas = _on_or_before(dt.date(year.start, 12, 22), _FRIDAY)
    spring = _next_open(_on_or_after(dt.date(year.start + 1, 1, 2), _MONDAY))
    easter_break = _easter_break(year.start + 1)
    summer = _next_open(easter_break + 2 * WEEK)
    breaks = {
        "autumn": _on_or_after(dt.date(year.start, 10, 24), _MONDAY),
        "spring": _on_or_after(dt.date(year.start + 1, 2, 15), _MONDAY),
        "summer": _on_or_before(dt.date(year.start + 1, 5, 31), _MONDAY),
    }
    chosen = [autumn, *(_inset(where, autumn, spring, breaks) for where in insets if where != "summer")]
    starts = {"Autumn": autumn, "Spring": spring, "Summer": summer}
    ends = {"Autumn": christmas, "Spring": easter_break - 3 * ONE_DAY}
    ends["Summer"], last_inset = _last_day(starts, ends, breaks, chosen, inset_last="summer" in insets)
    if last_inset:
        chosen.append(ends["Summer"])
    spans = [
        *(Span(starts[name], ends[name], Kind.TERM, f"{name} term") for name in starts),
        *(
            Span(first, first + 4 * ONE_DAY, Kind.BREAK, f"{name.title()} half-term")
            for name, first in breaks.items()
        ),
        *(Span(day, day, Kind.INSET, "INSET") for day in sorted(chosen)),
        *(Span(day, day, Kind.CLOSURE, why) for day, why in closed),
    ]
    return Calendar(year, spans)


def _inset(where: str, autumn: dt.date, spring: dt.date, breaks: dict[str, dt.date]) -> dt.date:
    """The day a school means by "spring", "autumn break" or "after summer break"."""
    if where == "autumn":
        return _next_open(autumn + ONE_DAY)
    if where == "spring":
        return spring
    season = where.removeprefix("after ").removesuffix(" break")
    if where.startswith("after"):
        return _next_open(breaks[season] + WEEK)
    return breaks[season] - 3 * ONE_DAY


def _last_day(
    starts: dict[str, dt.date],
    ends: dict[str, dt.date],
    breaks: dict[str, dt.date],
    insets: Sequence[dt.date],
    *,
    inset_last: bool,
) -> tuple[dt.date, bool]:
    """The last day of the summer term, so that the year has 190 days open; and whether it is an INSET day."""

    def open_days() -> Iterator[dt.date]:
        for name, first in starts.items():
            day = first
            while name not in ends or day <= ends[name]:
                in_break = any(since <= day < since + WEEK for since in breaks.values())
                if (
                    day.weekday() <= _FRIDAY
                    and day not in BANK_HOLIDAYS
                    and day not in insets
                    and not in_break
                ):
                    yield day
                day += ONE_DAY

    last = next(islice(open_days(), SCHOOL_DAYS - 1, None))
    return (_next_open(last + ONE_DAY), True) if inset_last else (last, False)


def _easter_break(calendar_year: int) -> dt.date:
    """The Monday the two weeks begin on: Easter's own week, or the nearest to it at the turn of March."""
    good_friday = next(
        day for day, title in BANK_HOLIDAYS.items() if day.year == calendar_year and title == "Good Friday"
    )
    monday = good_friday - 4 * ONE_DAY
    while monday > dt.date(calendar_year, 4, 7):
        monday -= WEEK
    while monday < dt.date(calendar_year, 3, 29):
        monday += WEEK
    return monday


def _first_weekday(day: dt.date) -> dt.date:
    """A day early in the week for a year to begin on: a Thursday or Friday waits for the Monday."""
    return day if day.weekday() <= 2 else _on_or_after(day, _MONDAY)


def weekday_from(day: dt.date) -> dt.date:
    """That day, or the Monday after where it lies in a weekend."""
    return day if day.weekday() <= _FRIDAY else _on_or_after(day, _MONDAY)


def _on_or_after(day: dt.date, weekday: int) -> dt.date:
    return day + dt.timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: dt.date, weekday: int) -> dt.date:
    return day - dt.timedelta(days=(day.weekday() - weekday) % 7)


def _next_open(day: dt.date) -> dt.date:
    while day.weekday() > _FRIDAY or day in BANK_HOLIDAYS:
        day += ONE_DAY
    return day
