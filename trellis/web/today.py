"""Today at a school: is everyone accounted for, and what is there to do? Read from the day's two columns.

Nothing here is kept. On a day without school it is the last day there was one, and says so.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import CharField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from trellis.attendance.day.calls import CallList, CountedCalls
from trellis.attendance.day.closures import closed_now, closed_to
from trellis.attendance.school_figures import moved_in_words
from trellis.measures.characteristics import UNKNOWN, Which
from trellis.measures.periods import Asked, Period
from trellis.measures.pupils import each_asked
from trellis.measures.roll import Roll
from trellis.registers.models import Register
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.registers.school_now import SchoolNow
from trellis.registers.strips import SMALL, Strip, cells_at, session_strip
from trellis.registers.taking import expected_at
from trellis.rules.absence import persistently_absent
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK
from trellis.rules.rounding import percent_for_page, points
from trellis.rules.tally import Tally, attended, late, possible, unauthorised
from trellis.rules.thresholds import thresholds
from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.schools.questions import DAY, SCHOOL, Given, Question

_A_WEEK = dt.timedelta(days=7)
_FRIDAY = 4
_NOT_HEARD_FROM = ord("N")
# Ten sessions of unauthorised absence are what the national framework for penalty notices asks about.
TEN_SESSIONS = 10
_NOBODY = np.zeros(0, np.intp)
_COUNTS = tuple(held.name for held in fields(Tally) if held.name != "reasons")

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """The day and session a page shows: today's, or the last school day's; and when school is open next."""

    today: dt.date
    day: dt.date
    session: Session
    is_today: bool
    next: dt.date | None = None
    # Whether anybody stated a calendar: without one only marks can tell that a school was open.
    is_stated: bool = True


def shown_day(here: SchoolNow, roll: Roll) -> ShownDay:
    """What to show at a moment: this session of a school day, else the last session there was school."""
    today, year = here.day, here.year
    is_stated = here.calendar is not None
    opened = roll.expected.any(axis=0)
    # Where nobody stated a calendar, a weekday from September to July stands in for a school day.
    if _is_open(today, roll.year, opened) or (not is_stated and here.days.is_open(today)):
        afternoon = here.now >= here.times(Session.PM).opens_at
        session = Session.PM if afternoon else Session.AM
        return ShownDay(today, today, session, is_today=True, is_stated=is_stated)
    days = _days(roll.year, opened)
    before = [day for day in days if day < today] or _stated_days(here, year.before)
    after = [day for day in days if day > today] or _stated_days(here, year.after)
    return ShownDay(
        today=today,
        day=before[-1] if before else today,
        session=Session.PM,
        is_today=False,
        next=after[0] if after else None,
        is_stated=is_stated,
    )


def _is_open(day: dt.date, year: AcademicYear, opened: NDArray[np.bool_]) -> bool:
    """Whether a mask has a session of a day."""
    if day not in year:
        return False
    at = year.position(day, Session.AM)
    return bool(opened[at : at + 2].any())


def _days(year: AcademicYear, opened: NDArray[np.bool_]) -> list[dt.date]:
    """The days of a year with a session in a mask, in order."""
    return [year.date_of(2 * int(day)) for day in np.flatnonzero(opened.reshape(-1, 2).any(axis=1))]


def _stated_days(here: SchoolNow, year: AcademicYear) -> list[dt.date]:
    (calendar,) = here.calendars([year])
    return [] if calendar is None else _days(year, calendar.open_mask())


@dataclass(frozen=True, slots=True)
class ClassNow:
    """One class in this session: whether its register is taken, how many are in, a cell for each pupil."""

    name: str
    pupils: int
    marked: int
    of: int
    attended: int
    possible: int
    strip: Strip | None
    taken_at: dt.datetime | None  # when somebody took its register
    taken_by: str

    @property
    def is_taken(self) -> bool:
        """Whether nobody who was due is without a mark."""
        return self.of > 0 and self.marked == self.of

    @property
    def is_due(self) -> bool:
        """Whether anybody of the class is expected in this session."""
        return self.of > 0

    @property
    def of_marked(self) -> str:
        """How many of those marked are in school."""
        return _("%(part)s of %(whole)s") % {"part": self.attended, "whole": self.possible}

    @property
    def rate(self) -> str:
        """The share in school of those marked."""
        shown = percent_for_page(self.attended, self.possible)
        return f"{shown}%" if shown is not None else "–"


_TAKEN = Question(
    lambda: Register.objects.filter(
        school_class__school=SCHOOL, date=DAY, session=Given("session", CharField()), taken_at__isnull=False
    ).values_list("school_class__name", "taken_at", "taken_by__name")
)


@dataclass(frozen=True)
class Today:
    """A school's day as it stands, from one reading of its registers."""

    here: SchoolNow
    shown: ShownDay
    held: Rolls
    roll: Roll

    @classmethod
    def at(cls, school: School, *, held: Rolls | None = None) -> "Today":
        """A school as it stands now. `held` are rolls with classes, where a page has read them already."""
        here = SchoolNow(school, timezone.now())
        held = held or rolls(Scope(school=school), here.day, here.day, fields=("class",))
        roll = _roll_of(held, here.year)
        shown = shown_day(here, roll)
        if shown.day not in roll.year:
            held = rolls(Scope(school=school), shown.day, shown.day, fields=("class",))
            roll = held.rolls[0]
        return cls(here, shown, held, roll)

    @property
    def school(self) -> School:
        return self.here.school

    @property
    def day(self) -> dt.date:
        """The day shown."""
        return self.shown.day

    @cached_property
    def position(self) -> int:
        """The place of the session shown in a line."""
        return self.roll.year.position(self.day, self.shown.session)

    # --- who is in school ---

    @cached_property
    def on_roll(self) -> NDArray[np.bool_]:
        """Whom the session concerns: those on roll, by their place in the roll."""
        return (self.roll.first <= self.position) & (self.position <= self.roll.last)

    @cached_property
    def pupils(self) -> int:
        """How many are on roll."""
        return int(self.on_roll.sum())

    @cached_property
    def column(self) -> NDArray[np.uint8]:
        """The marks of the session, one for each enrolment."""
        return self.roll.marks[self.roll.line, self.position]

    @cached_property
    def expected(self) -> NDArray[np.bool_]:
        """Who was due and is not closed out, or has a mark all the same."""
        due = self.roll.expected[self.roll.mask, self.position]
        closed = closed_to(closed_now(self.school, self.day, self.shown.session), self.day)
        if closed:
            due = due & ~np.isin(self.roll.enrolment, list(closed))
        return self.on_roll & (due | (self.column != ord(NO_MARK)))

    @cached_property
    def classes(self) -> list[ClassNow]:
        """Each class with pupils on roll that day."""
        return list(self._classes())

    @cached_property
    def without_class(self) -> int:
        """How many on roll are in no class, and so on no register."""
        return int((self.on_roll & (self._class_of == UNKNOWN)).sum())

    @cached_property
    def _class_of(self) -> NDArray[np.int32]:
        at = np.full(len(self.roll), self.position, np.int16)
        return self.roll.columns["class"].values(at, at, Which.LAST)

    @cached_property
    def calls(self) -> CallList:
        """Whom the office rings today, from the same reading."""
        now = self.here.now
        if not self.shown.is_today:
            return CallList(self.school, now, self.here)
        labels = self.roll.columns["class"].labels
        taken = [one.name for one in self.classes if one.is_taken or one.taken_at]
        codes = [code for code, name in enumerate(labels) if str(name) in taken]
        in_taken = np.isin(self._class_of, codes)
        return CountedCalls(self.school, now, self.here, roll=self.roll, in_taken=in_taken)

    def _classes(self) -> Iterator[ClassNow]:
        asked = {"school": self.school.pk, "day": self.day, "session": self.shown.session.value}
        taken = {name: (at, by or "") for name, at, by in _TAKEN.ask(**asked)}
        now, marked = self._session, self.column != ord(NO_MARK)
        cells = cells_at(
            self.position, self.column, year=self.roll.year, nation=self.roll.nation, missing=self.expected
        )
        labels = self.roll.columns["class"].labels
        own = np.flatnonzero(self.on_roll & (self._class_of != UNKNOWN))
        code = self._class_of[own]

        def of_each(counted: Any) -> NDArray[np.int64]:
            return np.bincount(code, np.asarray(counted)[own], len(labels)).astype(np.int64)

        pupils, begun, due = of_each(self.on_roll), of_each(marked), of_each(self.expected)
        inside, counted = of_each(attended(now)), of_each(possible(now))
        in_turn = own[np.argsort(code, kind="stable")]
        ends = np.cumsum(pupils)
        for at, name in sorted(enumerate(labels), key=lambda held: str(held[1])):
            if pupils[at]:
                its = cells[in_turn[ends[at] - pupils[at] : ends[at]]]
                taken_at, taken_by = taken.get(str(name), (None, ""))
                yield ClassNow(
                    name=str(name),
                    pupils=int(pupils[at]),
                    marked=int(begun[at]),
                    of=int(due[at]),
                    attended=int(inside[at]),
                    possible=int(counted[at]),
                    strip=session_strip(its, size=SMALL) if begun[at] else None,
                    taken_at=taken_at,
                    taken_by=taken_by,
                )

    @property
    def registers_due(self) -> int:
        """How many registers there are to take in the session."""
        return sum(held.is_due for held in self.classes)

    @property
    def registers_taken(self) -> int:
        """How many of them are taken."""
        return sum(held.is_taken for held in self.classes)

    @property
    def not_taken(self) -> list[ClassNow]:
        """Whose register is not taken yet, or not all of it."""
        return [held for held in self.classes if held.is_due and not held.is_taken]

    @cached_property
    def attended(self) -> int:
        """How many of those marked are in school, or at an approved activity."""
        return int(np.asarray(attended(self._session)).sum())

    @cached_property
    def possible(self) -> int:
        """How many are marked with a code of a possible session."""
        return int(np.asarray(possible(self._session)).sum())

    @property
    def rate(self) -> str:
        """The share of those marked who are in school."""
        shown = percent_for_page(self.attended, self.possible)
        return f"{shown}%" if shown is not None else "–"

    @property
    def change(self) -> str:
        """ "0.7 below last Tuesday morning"; nothing where there was no such session."""
        before = self._tallies.get((str(self.day - _A_WEEK), self.shown.session))
        if before is None:
            return ""
        then, of = int(np.asarray(attended(before)).sum()), int(np.asarray(possible(before)).sum())
        moved = points(self.attended, self.possible, then, of)
        half = _("morning") if self.shown.session is Session.AM else _("afternoon")
        names = {"weekday": date_format(self.day, "l"), "half": half}
        against = (
            _("last %(weekday)s %(half)s") if self.shown.is_today else _("the %(weekday)s %(half)s before")
        ) % names
        return moved_in_words(moved, against)

    @cached_property
    def not_heard_from(self) -> Places:
        """Absent in this session with no reason yet, and nobody had told the office to expect it."""
        told = self._expected
        known = np.isin(self.roll.enrolment, list(told))
        return np.flatnonzero(self.on_roll & (self.column == _NOT_HEARD_FROM) & ~known)

    @property
    def _expected(self) -> Mapping[int, Any]:
        """What was expected of anybody in the session."""
        if self.shown.is_today:
            return self.here.expected(self.shown.session)
        return expected_at(self.school, self.day, self.shown.session)

    @cached_property
    def late(self) -> Places:
        """Late in either session of the day."""
        held = (np.asarray(late(self._tally(str(self.day), session))) for session in Session)
        return np.flatnonzero(sum(held) > 0)

    @property
    def _session(self) -> Tally:
        return self._tally(str(self.day), self.shown.session)

    def _tally(self, *what: str) -> Tally:
        """Of a period or a session of one; nothing where the year has none of it."""
        held = self._tallies.get(what)
        return _nothing(self.roll) if held is None else held

    @cached_property
    def _tallies(self) -> Mapping[tuple[str, ...], Tally]:
        """What is counted, in one reading: the sessions of the day and of the same day a week before, this
        week, the year so far and the year by the Friday before.
        """
        year, days = self.roll.year, (self.day, self.day - _A_WEEK)
        asked = [Asked(Period(str(day), day, day), ("session",)) for day in days if day in year]
        asked += [
            Asked(Period("week", max(self.monday, year.since), self.day)),
            Asked(Period("now", year.since, self.day)),
        ]
        if self.friday >= year.since:
            asked.append(Asked(Period("then", year.since, self.friday)))
        return {
            (found.period.label, *map(str, found.labels)): _in_roll(self.roll, found.place, found.tally)
            for found in each_asked(self.roll, asked)
        }

    # --- what has changed ---

    @cached_property
    def friday(self) -> dt.date:
        """The Friday before the day shown."""
        return self.day - dt.timedelta(days=(self.day.weekday() - _FRIDAY - 1) % 7 + 1)

    @property
    def monday(self) -> dt.date:
        """The first day of the week shown."""
        return self.day - dt.timedelta(days=self.day.weekday())

    @cached_property
    def missing(self) -> Places:
        """Those with a mark missing this week, in a session that is over."""
        return np.flatnonzero(np.asarray(self._tally("week").missing) > 0)

    @cached_property
    def marks_missing(self) -> int:
        """How many marks are missing this week."""
        return int(np.asarray(self._tally("week").missing).sum())

    @cached_property
    def newly_persistent(self) -> Places:
        """Persistently absent over the year so far, and not by the Friday before."""
        now, then = self._persistent
        return np.flatnonzero(now & ~then & self.on_roll)

    @cached_property
    def back_on_track(self) -> Places:
        """Persistently absent by the Friday before, and no longer."""
        now, then = self._persistent
        return np.flatnonzero(then & ~now & self.on_roll)

    @cached_property
    def ten_unauthorised(self) -> Places:
        """Ten sessions of unauthorised absence this year, and fewer by the Friday before."""
        now, then = (np.asarray(unauthorised(self._tally(name))) for name in ("now", "then"))
        return np.flatnonzero((now >= TEN_SESSIONS) & (then < TEN_SESSIONS) & self.on_roll)

    @cached_property
    def _persistent(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        threshold = thresholds(self.school.nation, self.roll.year.until).persistent
        now, then = (
            np.asarray(persistently_absent(self._tally(name), threshold), np.bool_)
            for name in ("now", "then")
        )
        return now, then

    def list_of(self, which: str) -> Places:
        """The places on the roll of one of the lists the page counts."""
        return {
            "not-heard-from": lambda: self.not_heard_from,
            "late": lambda: self.late,
            "missing": lambda: self.missing,
            "newly-persistent": lambda: self.newly_persistent,
            "ten-unauthorised": lambda: self.ten_unauthorised,
            "back-on-track": lambda: self.back_on_track,
        }[which]()

    def class_name(self, place: int) -> str:
        """The class somebody is in that day."""
        code = int(self._class_of[place])
        return "" if code == UNKNOWN else str(self.roll.columns["class"].labels[code])


def _roll_of(held: Rolls, year: AcademicYear) -> Roll:
    return next(roll for roll in held.rolls if roll.year == year)


def _in_roll(roll: Roll, place: Places, tally: Tally) -> Tally:
    """A tally of some enrolments spread over the whole roll, nought for the others."""

    def spread(counts: Any) -> NDArray[np.int64]:
        whole = np.zeros(len(roll), np.int64)
        whole[place] = counts
        return whole

    return Tally(**{name: spread(getattr(tally, name)) for name in _COUNTS})


def _nothing(roll: Roll) -> Tally:
    return _in_roll(roll, _NOBODY, Tally())
