"""What the registers say of children in cases: each school day of a child as a tally, wherever they were on
roll, and the figures a programme reads of some of them.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from numpy.typing import NDArray

from trellis.conduct.counting import happened_to, in_words
from trellis.measures.catalogue import by_name
from trellis.measures.counted import count_by_name, counts_registered
from trellis.measures.measure import TALLIED
from trellis.measures.periods import WEEK, WEEKDAY, Period
from trellis.measures.pupils import every_cell
from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.registers.strips import LARGE, Strip, cells_on_roll, year_strip
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.casework import AsLong, as_long
from trellis.rules.codes import char_of
from trellis.rules.criteria import OPERATORS, Operator, share
from trellis.rules.rounding import percent_for_page
from trellis.rules.tally import Tally, possible
from trellis.schools.models import Enrolment, School

FIGURES: Final[Mapping[str, Any]] = {
    "attendance": gettext_lazy("Attendance"),
    "absence": gettext_lazy("Absence"),
    "unauthorised_absence": gettext_lazy("Unauthorised absence"),
    "authorised_absence": gettext_lazy("Authorised absence"),
    "late": gettext_lazy("Late"),
    "late_after_close": gettext_lazy("Late after the register closed"),
}
"""The measures of the register one may read of a child, as pages say them."""

READ: Final[Mapping[str, Any]] = {
    **FIGURES,
    "incidents": gettext_lazy("Incidents for each 100 sessions"),
}
"""The same, and what happened to a child over the sessions in which it could: what a programme may read."""

_ILL: Final = char_of("I")
_COUNTED: Final = (*TALLIED, _ILL)


def _is_counted(measure: str) -> bool:
    """Whether a figure counts what happened, over the sessions in which it could."""
    return measure in counts_registered()


def definition_of(measure: str) -> str:
    """What a figure counts, in a sentence."""
    return count_by_name(measure).words if _is_counted(measure) else str(by_name(measure).sentence())


@dataclass(frozen=True)
class Figure:
    """One measure of one child over some days: the count and what it is of."""

    measure: str
    since: dt.date
    until: dt.date
    part: int
    whole: int

    @property
    def key(self) -> str:
        return self.measure

    @property
    def words(self) -> str:
        """What is read, as a page says it."""
        return str(READ.get(self.measure, self.measure))

    @property
    def value(self) -> Fraction | None:
        """In per cent, exactly; none where no session was possible."""
        return share(self.part, self.whole)

    @property
    def rate(self) -> str:
        """In per cent, as a page says it."""
        if _is_counted(self.measure):
            return in_words(self.value) if self.whole else _("no sessions yet")
        rate = percent_for_page(self.part, self.whole)
        return _("no sessions yet") if rate is None else f"{rate}%"

    @property
    def of(self) -> str:
        """The count behind it."""
        if _is_counted(self.measure):
            said = ngettext("%(part)d in %(whole)d session", "%(part)d in %(whole)d sessions", self.whole)
        else:
            said = ngettext("%(part)d of %(whole)d session", "%(part)d of %(whole)d sessions", self.whole)
        return said % {"part": self.part, "whole": self.whole}


_NO_DAYS: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Days:
    """Each day of one child on a roll with a session that counts, as it was spent: a row of counts a day."""

    dates: NDArray[np.int64] = field(default_factory=lambda: _NO_DAYS)  # days since year 1, in order
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, len(_COUNTED)), np.int64))
    happened: Mapping[dt.date, int] = field(default_factory=dict)  # incidents the child took part in

    def _between(self, since: dt.date, until: dt.date) -> NDArray[np.int64]:
        """The rows of some days."""
        first = np.searchsorted(self.dates, since.toordinal())
        return self.counts[first : np.searchsorted(self.dates, until.toordinal(), side="right")]

    def over(self, since: dt.date, until: dt.date) -> Tally | None:
        """Some days added up; none where the child was on no roll."""
        held = self._between(since, until)
        return _tally(held.sum(axis=0)) if len(held) else None

    def figure(self, measure: str, since: dt.date, until: dt.date) -> Figure:
        """One measure over some days."""
        total = self.over(since, until)
        if _is_counted(measure):
            times = sum(count for day, count in self.happened.items() if since <= day <= until)
            return Figure(measure, since, until, times, int(possible(total)) if total else 0)
        held = by_name(measure)
        if total is None or held.denominator is None:
            return Figure(measure, since, until, 0, 0)
        return Figure(measure, since, until, int(held.counts(total)), int(held.denominator(total)))

    def as_long(self, since: dt.date, until: dt.date) -> AsLong:
        """As many possible sessions before a start as there were since it."""
        days = map(dt.date.fromordinal, self.dates.tolist())
        of_each = np.broadcast_to(possible(_tally(self.counts.T)), self.dates.shape).tolist()
        return as_long(dict(zip(days, of_each, strict=True)), since, until)

    def ill(self, since: dt.date, until: dt.date) -> Fraction:
        """Days marked as illness: two sessions are one day."""
        return Fraction(int(self._between(since, until)[:, -1].sum()), 2)


def _tally(counts: NDArray[np.int64]) -> Tally:
    """A row of counts, or columns of them, as they are counted everywhere."""
    return Tally(**dict(zip(TALLIED, counts, strict=False)))


@dataclass(frozen=True)
class Read:
    """What was read of some children: their days, and the rolls they stand on."""

    days: Mapping[int, Days]
    rolls: tuple[Roll, ...]

    def of(self, pupil: int) -> Days:
        return self.days.get(pupil, Days())

    def strips(self, pupil: int, since: dt.date) -> list[tuple[AcademicYear, Strip]]:
        """A child's years from a start on, each as a strip with the start marked."""
        found = []
        for year in sorted({roll.year for roll in self.rolls}, key=lambda year: year.start):
            cells = np.zeros(SESSIONS, np.uint8)
            for roll in (roll for roll in self.rolls if roll.year == year):
                for place in np.flatnonzero(roll.person == pupil).tolist():
                    own = cells_on_roll(roll, place)
                    cells = np.where(own != 0, own, cells)
            if cells.any() and year.until >= since:
                found.append((year, year_strip(cells, year=year, size=LARGE, marked=since)))
        return found


def read_days(pupils: Collection[int], since: dt.date, until: dt.date) -> Read:
    """The days of some children between two, at whichever schools they were on roll; the same few questions
    however many children there are.
    """
    if not pupils:
        return Read({}, ())
    held = Enrolment.objects.between(since, until).filter(pupil__in=pupils)
    schools = tuple(School.objects.filter(pk__in=held.values("school")).order_by("pk"))
    if not schools:
        return Read({}, ())
    own = _of(rolls(Scope(schools=schools), since, until).rolls, pupils)
    period = Period.between(since, until)
    happened = happened_to(pupils, since, until)
    found = {
        pupil: Days(dates, counts, happened.get(pupil, {})) for pupil, dates, counts in _spent(own, period)
    }
    return Read(found, own)


def _spent(held: Iterable[Roll], period: Period) -> Iterator[tuple[int, NDArray[Any], NDArray[Any]]]:
    """Of each child the days on a roll, and a row of counts for each: of two rolls at once, added up."""
    people, dates, counts = [_NO_DAYS], [_NO_DAYS], [np.zeros((0, len(_COUNTED)), np.int64)]
    for one in every_cell(held, period, (WEEK, WEEKDAY), reasons=_ILL):
        days = np.array([_day_of(labels).toordinal() for labels in one.labels])
        cells, places = np.nonzero(one.on_roll)
        people.append(one.person[places])
        dates.append(days[cells])
        of_each = (*(getattr(one.tally, name) for name in TALLIED), one.tally.reasons[_ILL])
        counts.append(np.stack([count[cells, places] for count in of_each], axis=1))
    if any(map(len, people)):
        yield from _by_child(np.concatenate(people), np.concatenate(dates), np.concatenate(counts))


def _by_child(
    people: NDArray[Any], dates: NDArray[Any], counts: NDArray[Any]
) -> Iterator[tuple[int, NDArray[Any], NDArray[Any]]]:
    """Rows in no order, one child after the other and day after day."""
    order = np.lexsort((dates, people))
    people, dates, counts = people[order], dates[order], counts[order]
    firsts = np.flatnonzero(np.r_[True, (np.diff(people) != 0) | (np.diff(dates) != 0)])
    people, dates, counts = people[firsts], dates[firsts], np.add.reduceat(counts, firsts, axis=0)
    edges = [*np.flatnonzero(np.r_[True, np.diff(people) != 0]).tolist(), len(people)]
    for first, beyond in pairwise(edges):
        yield int(people[first]), dates[first:beyond], counts[first:beyond]


def _day_of(labels: Sequence[Any]) -> dt.date:
    monday = dt.date.fromisoformat(str(labels[0]))
    return monday + dt.timedelta(days=_WEEKDAYS.index(str(labels[1])))


_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _of(held: Iterable[Roll], pupils: Collection[int]) -> tuple[Roll, ...]:
    """The rolls of some children alone."""
    wanted = np.array(sorted(pupils), np.int64)
    found = []
    for roll in held:
        own = np.flatnonzero(np.isin(roll.person, wanted))
        if len(own):
            found.append(roll.only(own))
    return tuple(found)


def far_back(since: dt.date) -> dt.date:
    """From when days are read to set beside those since a start: a school year before it."""
    return AcademicYear.of(since).before.since


def is_enough(figure: Any, operator: str, target: Any) -> bool | None:
    """Whether a figure has come to where a programme may end; none where it reads none or has no target."""
    if not operator or figure.value is None:
        return None
    return Operator(operator).holds(figure.value, Fraction(target))


def enough_in_words(operator: str, target: Any, unit: str = "%") -> str:
    """What is enough: "at least 95%"; of a score, "at least 80 words a minute"."""
    if not operator:
        return ""
    apart = "" if unit == "%" else " "
    return f"{_(OPERATORS[Operator(operator)])} {target.normalize():f}{apart}{unit}".strip()


def unit_of(figure: Any) -> str:
    """What a figure of a programme is counted in: per cent, what a scale says, or incidents."""
    if figure.scale:
        return figure.scale.unit
    return _("for each 100 sessions") if _is_counted(figure.measure) else "%"


def words_of(figure: Any) -> str:
    """What a programme reads, as a page says it."""
    return str(figure.scale or READ.get(figure.measure, figure.measure))


def is_known(measure: str) -> bool:
    """Whether a programme may read it."""
    return measure in READ


def upto_today(day: dt.date | None) -> dt.date:
    """A last day that has come, or today."""
    today = timezone.localdate()
    return today if day is None else min(day, today)
