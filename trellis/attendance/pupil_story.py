"""One child's year: the strip, the totals, the patterns in a sentence, and what it would take from here."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from trellis.attendance.asked import Asked
from trellis.attendance.from_here import from_here
from trellis.attendance.patterns import in_words, patterns_of_child
from trellis.attendance.school_figures import label_in_words
from trellis.measures.periods import Asked as Counted
from trellis.measures.pupils import EachEnrolment, each_asked
from trellis.measures.roll import Roll
from trellis.registers.rolls import Rolls
from trellis.registers.strips import LARGE, Mark, Strip, cells_of, lately, marks_shown, year_strip
from trellis.rules.academic_year import SESSIONS
from trellis.rules.rounding import percent_for_page
from trellis.rules.tally import Tally, absent, attended, authorised, late, possible, unauthorised

_WEEKS_AT_READING_SIZE = 4


@dataclass(frozen=True, slots=True)
class Spent:
    """How some days were spent, as a row of a table."""

    label: str
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    late: int
    missing: int
    rate: str

    @property
    def absent(self) -> int:
        """Sessions missed, with leave or without."""
        return self.authorised + self.unauthorised


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the register says of one child in one year, at one school."""

    strip: Strip | None
    whole: Spent | None
    half_terms: tuple[Spent, ...]
    patterns: str
    from_here: str
    days: tuple[date, ...]
    marks: tuple[Mark, ...]


def story(asked: Asked, held: Rolls, pupil: int) -> Story:
    """A child's year at a school; empty where they were not on its roll in it."""
    roll = next((own for roll in held.rolls if roll.year == asked.year and (own := _of(roll, pupil))), None)
    if roll is None:
        return Story(None, None, (), "", "", (), ())
    each = each_asked(
        roll, [Counted(asked.period), Counted(asked.period, ("half_term",))], population=asked.population
    )
    whole = _added([found for found in each if not found.labels])
    line, cells = _line(roll), _cells(roll, asked)
    days, marks = _lately_at_reading_size(roll, line, cells, asked)
    return Story(
        strip=year_strip(cells, year=roll.year, size=LARGE),
        whole=_spent(asked.words, whole) if whole else None,
        half_terms=tuple(_by_label([found for found in each if found.labels])),
        patterns=in_words(patterns_of_child(roll, asked)),
        from_here=from_here(whole, asked) if whole else "",
        days=days,
        marks=marks,
    )


def _of(roll: Roll, pupil: int) -> Roll | None:
    """The roll of one child alone."""
    own = np.flatnonzero(roll.person == pupil)
    return roll.only(own) if len(own) else None


def _line(roll: Roll) -> NDArray[np.uint8]:
    """The child's marks in the days they were on roll; what lies outside is not shown."""
    line = roll.marks[roll.line[0]].copy()
    line[~_on_roll(roll)] = ord(".")
    return line


def _on_roll(roll: Roll) -> NDArray[np.bool_]:
    on_roll = np.zeros(SESSIONS, np.bool_)
    for first, last in zip(roll.first.tolist(), roll.last.tolist(), strict=True):
        on_roll[first : last + 1] = True
    return on_roll


def _cells(roll: Roll, asked: Asked) -> NDArray[np.uint8]:
    due = np.zeros(SESSIONS, np.bool_)
    for mask, first, last in zip(roll.mask.tolist(), roll.first.tolist(), roll.last.tolist(), strict=True):
        due[first : last + 1] |= roll.due[mask][first : last + 1].astype(np.bool_)
    return cells_of(
        _line(roll),
        year=roll.year,
        nation=asked.school.nation,
        missing=due,
        unresolved=lately(roll.expected[roll.mask[-1]], roll.begun),
    )


def _added(each: list[EachEnrolment]) -> Tally | None:
    """All the child's enrolments together: here the unit is the child."""
    total: Tally | None = None
    for found in each:
        for number in np.flatnonzero(found.on_roll).tolist():
            one = found.one(number)
            total = one if total is None else total + one
    return total


def _by_label(each: list[EachEnrolment]) -> list[Spent]:
    labels = dict.fromkeys(found.labels[0] for found in each)
    rows = [(label, _added([found for found in each if found.labels[0] == label])) for label in labels]
    return [
        _spent(label_in_words("half_term", label), tally)
        for label, tally in rows
        if tally and possible(tally)
    ]


def _spent(label: str, tally: Tally) -> Spent:
    whole = int(possible(tally))
    rate = percent_for_page(int(attended(tally)), whole, int(absent(tally)))
    return Spent(
        label=label,
        possible=whole,
        attended=int(attended(tally)),
        authorised=int(authorised(tally)),
        unauthorised=int(unauthorised(tally)),
        late=int(late(tally)),
        missing=int(tally.missing),
        rate=f"{rate}%" if rate is not None else "–",
    )


def _lately_at_reading_size(
    roll: Roll, line: NDArray[np.uint8], cells: NDArray[np.uint8], asked: Asked
) -> tuple[tuple[date, ...], tuple[Mark, ...]]:
    """The last four weeks of marks with their codes."""
    until = min(asked.today, roll.year.until)
    marked = np.flatnonzero(line != ord("."))
    if len(marked):
        until = min(until, roll.year.date_of(int(marked[-1])))
    monday = until - timedelta(days=until.weekday(), weeks=_WEEKS_AT_READING_SIZE - 1)
    since = max(monday, roll.year.since)
    days = tuple(
        day
        for number in range((until - since).days + 1)
        if (day := since + timedelta(days=number)).weekday() < 5
    )
    marks = marks_shown(line, cells, year=roll.year, nation=asked.school.nation, since=since, until=until)
    return days, tuple(marks)
