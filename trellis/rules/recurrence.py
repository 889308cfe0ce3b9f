"""How often a duty comes back: daily, weekly, monthly, half-termly, termly, yearly, once, after an event.

A recurrence names its occasions by keys that no change of the calendar touches ("2024-09-10", "2024-10",
"2024/25 Autumn 1"); occasions.py works out the day each falls on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final

from trellis.rules.words import MONTHS, ProblemWith, Sentence, day_in_words, gettext_noop

WEEKDAYS: Final = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)

LAST: Final = -1
_NTH: Final[Mapping[int, str]] = {
    1: gettext_noop("first"),
    2: gettext_noop("second"),
    3: gettext_noop("third"),
    4: gettext_noop("fourth"),
    5: gettext_noop("fifth"),
    LAST: gettext_noop("last"),
}
NTH_OF_MONTH: Final = (1, 2, 3, 4, 5, LAST)
# In a half-term of eight weeks there are forty days; longer counts have no use, and a slip is caught.
MOST_DAYS: Final = 40
MOST_SCHOOL_DAYS_AFTER: Final = 60


class HolidayRule(StrEnum):
    """What becomes of an occasion whose day is no school day."""

    SKIP = "skip"
    NEXT_SCHOOL_DAY = "next_school_day"
    SCHOOL_DAY_BEFORE = "school_day_before"
    SAME_WEEKDAY = "same_weekday"
    KEEP = "keep"


HOLIDAY_RULES: Final[Mapping[HolidayRule, str]] = {
    HolidayRule.SKIP: gettext_noop("it is left out"),
    HolidayRule.NEXT_SCHOOL_DAY: gettext_noop("it moves to the next school day"),
    HolidayRule.SCHOOL_DAY_BEFORE: gettext_noop("it moves to the school day before"),
    HolidayRule.SAME_WEEKDAY: gettext_noop("it moves to the same day of the next school week"),
    HolidayRule.KEEP: gettext_noop("it keeps its date: others meet all the same"),
}


class ProblemWithRecurrence(ProblemWith):
    """A way to recur that makes no sense."""

    subject = "recurrence"


def _refuse(template: str, **values: object) -> ProblemWithRecurrence:
    return ProblemWithRecurrence(Sentence(template, **values))


@dataclass(frozen=True)
class Recurrence(ABC):
    """One way to come back; `every` is its name wherever it is kept."""

    every: ClassVar[str]

    @property
    def is_on_school_days(self) -> bool:
        """Does every occasion fall on a school day by itself, so that no holiday rule is ever asked?"""
        return False

    @abstractmethod
    def in_words(self) -> Sentence:
        """As a page says it: "the first Tuesday of every month"."""


@dataclass(frozen=True)
class Daily(Recurrence):
    """Every school day."""

    every = "daily"

    @property
    def is_on_school_days(self) -> bool:
        return True

    def in_words(self) -> Sentence:
        return Sentence(gettext_noop("every school day"))


@dataclass(frozen=True)
class Weekly(Recurrence):
    """On these days of every school week, Monday being 0."""

    weekdays: tuple[int, ...]

    every = "weekly"

    def __post_init__(self) -> None:
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise _refuse(gettext_noop("Say on which days of the week."))
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))

    def in_words(self) -> Sentence:
        names = [Sentence(WEEKDAYS[one]) for one in self.weekdays]
        return Sentence(gettext_noop("every %(days)s"), days=listed(names))


@dataclass(frozen=True)
class Monthly(Recurrence):
    """A day of every month, or of some: the nth or last of a weekday, or (without one) of the school days."""

    nth: int
    weekday: int | None = None
    months: tuple[int, ...] = ()

    every = "monthly"

    def __post_init__(self) -> None:
        if self.nth not in NTH_OF_MONTH or self.weekday not in {None, *range(7)}:
            raise _refuse(gettext_noop("Say which day of the month: the first to fifth, or the last."))
        if not set(self.months) <= set(range(1, 13)):
            raise _refuse(gettext_noop("Say in which months, by their names."))
        object.__setattr__(self, "months", tuple(sorted(set(self.months), key=in_school_year)))

    @property
    def is_on_school_days(self) -> bool:
        return self.weekday is None

    def in_words(self) -> Sentence:
        day = (
            Sentence(WEEKDAYS[self.weekday])
            if self.weekday is not None
            else Sentence(gettext_noop("school day"))
        )
        if not self.months:
            template = gettext_noop("the %(nth)s %(day)s of every month")
            return Sentence(template, nth=Sentence(_NTH[self.nth]), day=day)
        template = gettext_noop("the %(nth)s %(day)s of %(months)s, every year")
        months = listed([Sentence(MONTHS[month - 1]) for month in self.months])
        return Sentence(template, nth=Sentence(_NTH[self.nth]), day=day, months=months)


@dataclass(frozen=True)
class _OfEachPart(Recurrence):
    """A day of every half-term or term: its nth school day, counted from its first (1) or its last (-1), or
    the first school day, or a weekday, of its nth school week.
    """

    nth: int
    weeks: bool = False
    weekday: int | None = None

    def __post_init__(self) -> None:
        if self.nth == 0 or abs(self.nth) > MOST_DAYS:
            template = gettext_noop("Count from 1 to %(most)s school days or weeks, from either end.")
            raise _refuse(template, most=MOST_DAYS)
        if self.weekday is not None and (not self.weeks or self.weekday not in range(7)):
            raise _refuse(gettext_noop("A day of the week needs a school week to be in."))

    @property
    def is_on_school_days(self) -> bool:
        return self.weekday is None

    @property
    def part(self) -> Sentence:
        """What it is a part of, in words."""
        return Sentence(gettext_noop("half-term") if self.every == "half_termly" else gettext_noop("term"))

    def in_words(self) -> Sentence:
        if self.weeks:
            return self._week_in_words()
        if self.nth in _NTH:
            template = gettext_noop("the %(nth)s school day of every %(part)s")
            return Sentence(template, nth=Sentence(_NTH[self.nth]), part=self.part)
        if self.nth < 0:
            before = -self.nth - 1
            template = (
                gettext_noop("%(days)s school day before the last of every %(part)s")
                if before == 1
                else gettext_noop("%(days)s school days before the last of every %(part)s")
            )
            return Sentence(template, days=before, part=self.part)
        template = gettext_noop("school day %(nth)s of every %(part)s")
        return Sentence(template, nth=self.nth, part=self.part)

    def _week_in_words(self) -> Sentence:
        if self.nth in _NTH:
            week = Sentence(gettext_noop("the %(nth)s school week"), nth=Sentence(_NTH[self.nth]))
        elif self.nth > 0:
            week = Sentence(gettext_noop("school week %(nth)s"), nth=self.nth)
        else:
            week = Sentence(gettext_noop("the school week %(weeks)s before the last"), weeks=-self.nth - 1)
        if self.weekday is None:
            template = gettext_noop("the first day of %(week)s of every %(part)s")
            return Sentence(template, week=week, part=self.part)
        template = gettext_noop("%(day)s of %(week)s of every %(part)s")
        return Sentence(template, day=Sentence(WEEKDAYS[self.weekday]), week=week, part=self.part)


@dataclass(frozen=True)
class HalfTermly(_OfEachPart):
    """Once in each half-term."""

    every = "half_termly"


@dataclass(frozen=True)
class Termly(_OfEachPart):
    """Once in each term."""

    every = "termly"


@dataclass(frozen=True)
class Yearly(Recurrence):
    """On one date of every year. The 29th of February is the 28th where there is none."""

    month: int
    day: int

    every = "yearly"

    def __post_init__(self) -> None:
        try:
            date(2024, self.month, self.day)
        except ValueError:
            raise _refuse(gettext_noop("There is no such date in any year.")) from None

    def in_words(self) -> Sentence:
        template = gettext_noop("on %(day)s %(month)s, every year")
        return Sentence(template, day=self.day, month=Sentence(MONTHS[self.month - 1]))


@dataclass(frozen=True)
class Once(Recurrence):
    """On one date, and never again."""

    date: date

    every = "once"

    def in_words(self) -> Sentence:
        return Sentence(gettext_noop("once, on %(day)s"), day=day_in_words(self.date))


@dataclass(frozen=True)
class AfterEvent(Recurrence):
    """Each time something happens: on its day (0), or so many school days after it."""

    event: str
    school_days: int = 0

    every = "event"

    def __post_init__(self) -> None:
        if not self.event or not 0 <= self.school_days <= MOST_SCHOOL_DAYS_AFTER:
            template = gettext_noop("Say what it follows, and how many school days after (0 to %(most)s).")
            raise _refuse(template, most=MOST_SCHOOL_DAYS_AFTER)

    def in_words(self) -> Sentence:
        if self.school_days == 0:
            return Sentence(gettext_noop("on the day"))
        template = (
            gettext_noop("%(days)s school day after")
            if self.school_days == 1
            else gettext_noop("%(days)s school days after")
        )
        return Sentence(template, days=self.school_days)


KINDS: Final[Mapping[str, type[Recurrence]]] = {
    kind.every: kind for kind in (Daily, Weekly, Monthly, HalfTermly, Termly, Yearly, Once, AfterEvent)
}


def kept(recurrence: Recurrence) -> dict[str, Any]:
    """A recurrence as plain values, to be kept."""
    values = {
        name: list(value)
        if isinstance(value, tuple)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in asdict(recurrence).items()
    }
    return {"every": recurrence.every, **values}


def read_kept(values: Mapping[str, Any]) -> Recurrence:
    """A recurrence as it was kept."""
    kind = KINDS.get(str(values.get("every")))
    if kind is None:
        raise _refuse(gettext_noop("“%(every)s” is not a way to come back."), every=values.get("every"))
    said: dict[str, Any] = {name: value for name, value in values.items() if name != "every"}
    if kind is Once:
        said["date"] = date.fromisoformat(said["date"])
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in said.items()})


def in_school_year(month: int) -> int:
    """A month's place in an academic year, August being 0."""
    return (month - 8) % 12


def listed(words: list[Sentence]) -> Sentence:
    """ "Monday", "Monday and Friday", "Monday, Wednesday and Friday"."""
    found = words[-1]
    for at, word in enumerate(reversed(words[:-1])):
        template = gettext_noop("%(one)s and %(others)s") if at == 0 else gettext_noop("%(one)s, %(others)s")
        found = Sentence(template, one=word, others=found)
    return found
