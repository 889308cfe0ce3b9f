"""Ages that rules turn on: compulsory school age, the ages of national figures, and year groups.

domain-rules §0.1, §0.2, §9.1. Compulsory age is asked of each session; the statistical population is asked
once, of the age on 31 August. They are different tests and disagree about Reception.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

_BEGINNINGS: Final = ((3, 31), (8, 31), (12, 31))
_FRIDAY: Final = 4


class ProblemWithYearGroup(ProblemWith):
    """Something that is not a year group."""

    subject = "year_group"


# --- compulsory school age ---


def birthday(born: date, age: int) -> date:
    """The day somebody reaches an age; born on 29 February, they reach it on 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


# The same birthdays are asked of page after page.
@lru_cache(maxsize=1 << 14)
def compulsory_age_begins(born: date) -> date:
    """The first day: 31 March, 31 August or 31 December, on or next after the fifth birthday (§0.2)."""
    fifth = birthday(born, 5)
    return next(day for month, n in _BEGINNINGS if (day := date(fifth.year, month, n)) >= fifth)


@lru_cache(maxsize=1 << 14)
def compulsory_age_ends(born: date) -> date:
    """The last day: the last Friday of June of the school year in which the child turns sixteen (§9.1).

    That year ends on 31 August: a child whose sixteenth birthday falls in August left at the end of the
    June before.
    """
    sixteenth = birthday(born, 16)
    last_of_june = date(sixteenth.year + (sixteenth.month > 8), 6, 30)
    return last_of_june - timedelta(days=(last_of_june.weekday() - _FRIDAY) % 7)


def of_compulsory_age(born: date | None, on: date) -> bool | None:
    """Whether a child is of compulsory school age that day; None where the birthday is not known."""
    if born is None:
        return None
    return compulsory_age_begins(born) <= on <= compulsory_age_ends(born)


def compulsory_positions(born: date, year: AcademicYear) -> range:
    """The positions of a year's line at which a child is of compulsory school age."""
    return year.positions(compulsory_age_begins(born), compulsory_age_ends(born))


# --- ages on 31 August ---


def age_on(born: date, on: date) -> int:
    """Whole years reached by a day."""
    years = on.year - born.year
    return years - (birthday(born, years) > on)


def age_in(born: date, year: AcademicYear) -> int:
    """Age on the 31 August the school's year begins with: national figures and year groups go by it."""
    return age_on(born, date(year.start, 8, 31))


# --- year groups ---

# E1 and E2 are the census's early years before nursery; X is a child who follows no national curriculum year.
YEAR_GROUPS: Final = ("E1", "E2", "N1", "N2", "R", *(str(n) for n in range(1, 15)), "X")
_BY_AGE: Final = YEAR_GROUPS[YEAR_GROUPS.index("N1") : -1]
_AGE_IN_N1: Final = 2

YEAR_GROUP_LABELS: Final = {
    "E1": gettext_noop("Early years 1"),
    "E2": gettext_noop("Early years 2"),
    "N1": gettext_noop("Nursery 1"),
    "N2": gettext_noop("Nursery 2"),
    "R": gettext_noop("Reception"),
    "X": gettext_noop("No national curriculum year"),
}
_WRITTEN_OUT: Final = {"RECEPTION": "R", "NURSERY 1": "N1", "NURSERY 2": "N2"}


def read_year_group(text: str) -> str:
    """A year group as files write it: 3, 03, Y3, Year 3, R, Reception, N1, N2."""
    said = " ".join(text.upper().split())
    said = _WRITTEN_OUT.get(said, said).removeprefix("YEAR ").removeprefix("Y").strip()
    group = said.lstrip("0") if said.isascii() and said.isdigit() else said
    if group in YEAR_GROUPS:
        return group
    says = Sentence(
        gettext_noop("“%(text)s” is not a year group: write N1, N2, R or a number from 1 to 14."), text=text
    )
    raise ProblemWithYearGroup(says, text)


def year_group_label(group: str) -> Sentence:
    """A year group as a page says it."""
    if group in YEAR_GROUP_LABELS:
        return Sentence(YEAR_GROUP_LABELS[group])
    return Sentence(gettext_noop("Year %(number)s"), number=group)


def year_group_order(group: str) -> int:
    """Where a year group stands among the others, youngest first."""
    return YEAR_GROUPS.index(group)


def year_group_in(group: str, known: AcademicYear, asked: AcademicYear) -> str | None:
    """The year group in another year of a child who moves up one a year; None where there is none.

    A child outside national curriculum years, or in the early years before nursery, has only the year
    recorded.
    """
    if group not in _BY_AGE or known == asked:
        return group if known == asked else None
    place = _BY_AGE.index(group) + asked.start - known.start
    return _BY_AGE[place] if 0 <= place < len(_BY_AGE) else None


def usual_year_group(born: date, year: AcademicYear) -> str | None:
    """The year group children of this age are usually in; None where there is none."""
    place = age_in(born, year) - _AGE_IN_N1
    return _BY_AGE[place] if 0 <= place < len(_BY_AGE) else None
