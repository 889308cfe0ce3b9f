"""What heads the columns of a calendar on paper, and what is meant by it: months, a half-term, or words of a
school's own with what they stand for ("Harvest = September, October", "Advent = 2 December").

A column runs from where its caption begins to the day before the next one; so the columns of a term share it
out without a gap, and "April" may end one term and begin the next.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import ClassVar, Final

from trellis.rules.academic_year import AcademicYear
from trellis.rules.recurrence import in_school_year
from trellis.rules.words import MONTHS, ProblemWith, Sentence, gettext_noop

MOST: Final = 8
"""More columns than these do not fit a sheet that hangs on a wall."""

LONGEST: Final = 30

_NAMES: Final = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)}
_NAME: Final = rf"(?:sept|{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)})"
_MONTH: Final = rf"{_NAME}\.?(?: ?(?:\d{{4}}|\d{{2}}))?"
_JOINED: Final = rf"{_MONTH}(?:\s*(?:/|,|&|and|to|[-–])\s*{_MONTH})*"
_MONTHS: Final = re.compile(_JOINED, re.IGNORECASE)
_HALF_TERM: Final = re.compile(r"(autumn|spring|summer) ?([12])", re.IGNORECASE)
_DAY: Final = re.compile(rf"(\d{{1,2}}) ({_NAME})\.?", re.IGNORECASE)


class ProblemWithCaption(ProblemWith):
    """A caption nobody could say the days of."""

    subject: ClassVar[str] = "caption"


@dataclass(frozen=True)
class Caption:
    """The head of one column: its words, and the months, the half-term or the day it begins with."""

    words: str
    months: tuple[int, ...] = ()
    half_term: str = ""
    day: tuple[int, int] | None = None  # month and day

    @property
    def stands_in(self) -> tuple[int, ...]:
        """The months in which what is written below it is done; of a half-term or a day, where it begins."""
        return self.months or (_place(self)[0],)

    def begins(self, year: AcademicYear, half_terms: Callable[[str], date | None]) -> date | None:
        """The first day of its column in a year; None for a half-term nobody has stated."""
        if self.half_term:
            return half_terms(self.half_term)
        month, day = _place(self)
        in_year = year.start if month >= year.since.month else year.start + 1
        return date(in_year, month, day)


def months_in(caption: str) -> tuple[int, ...]:
    """The months a caption names ("Sept / Oct", "March–April"); none where it says something else."""
    plain = " ".join(caption.split())
    if not _MONTHS.fullmatch(plain):
        return ()
    named = [_NAMES[name[:3].casefold()] for name in re.findall(_NAME, plain, re.IGNORECASE)]
    return tuple(dict.fromkeys(named))


def read_captions(text: str, season: str) -> tuple[Caption, ...]:
    """The captions of a term's columns, one a line; or why nobody could lay out a calendar by them."""
    found = tuple(_read(line) for line in text.splitlines() if line.strip())
    for one in found:
        if _order(one)[0] not in _SEASONS[season]:
            raise _refuse(gettext_noop("“%(words)s” does not begin in that term."), words=one.words)
    if len(found) > MOST:
        raise _refuse(gettext_noop("A sheet has room for %(most)s columns at the most."), most=MOST)
    for one, other in pairwise(found):
        if _order(other) <= _order(one):
            template = gettext_noop("“%(other)s” does not come after “%(one)s”: write them as the year goes.")
            raise _refuse(template, one=one.words, other=other.words)
    return found


def named_in(heading: str, captions: Sequence[Caption]) -> Caption | None:
    """Which of a school's captions heads a pasted column; else what months or half-term it names."""
    plain = " ".join(heading.split())
    for one in captions:
        if one.words.casefold() == plain.casefold():
            return one
    try:
        return _read(plain) if plain else None
    except ProblemWithCaption:
        return None


def _read(line: str) -> Caption:
    words, _sign, meant = (" ".join(part.split()) for part in line.partition("="))
    if not words or len(words) > LONGEST:
        template = gettext_noop("A caption has from 1 to %(most)s letters: “%(words)s”.")
        raise _refuse(template, most=LONGEST, words=words)
    said = meant or words
    if months := months_in(said):
        return Caption(words, months=_without_gaps(months))
    if half_term := _HALF_TERM.fullmatch(said):
        return Caption(words, half_term=f"{half_term[1].capitalize()} {half_term[2]}")
    if day := _DAY.fullmatch(said):
        return Caption(words, day=_day_of_year(int(day[1]), _NAMES[day[2][:3].casefold()]))
    template = gettext_noop(
        "“%(words)s” does not say what it stands for: write “%(words)s = September”, “= Autumn 1” or "
        "“= 4 November”, the day it begins."
    )
    raise _refuse(template, words=words)


def _without_gaps(months: tuple[int, ...]) -> tuple[int, ...]:
    """From the first to the last: "October–December" means November too."""
    first, last = in_school_year(months[0]), in_school_year(months[-1])
    if last < first:
        raise _refuse(gettext_noop("The months of a column are written as the school year goes."))
    return tuple(sorted(range(1, 13), key=in_school_year)[first : last + 1])


def _day_of_year(day: int, month: int) -> tuple[int, int]:
    try:
        date(2023, month, day)  # a year without 29 February: a column begins on a day every year has
    except ValueError:
        raise _refuse(gettext_noop("%(day)s is not a day of that month every year."), day=day) from None
    return month, day


# The months each term may begin a column in, by their places in the school year: a spring may end in April.
_SEASONS: Final = {"autumn": range(5), "spring": range(5, 9), "summer": range(8, 12)}

# About where in a year each half-term begins: enough to say in which order captions stand.
_ABOUT: Final = {
    "Autumn 1": (9, 1),
    "Autumn 2": (11, 1),
    "Spring 1": (1, 2),
    "Spring 2": (2, 20),
    "Summer 1": (4, 15),
    "Summer 2": (6, 1),
}


def _place(caption: Caption) -> tuple[int, int]:
    """The month and day a column begins on, a half-term's as near as can be said without a calendar."""
    return _ABOUT.get(caption.half_term) or caption.day or (caption.months[0], 1)


def _order(caption: Caption) -> tuple[int, int]:
    month, day = _place(caption)
    return in_school_year(month), day


def _refuse(template: str, **values: object) -> ProblemWithCaption:
    return ProblemWithCaption(Sentence(template, **values))
