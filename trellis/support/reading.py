"""What the registers say of children in cases: each school day of a child as a tally, wherever they were on
roll, and the figures a programme reads of some of them.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.conduct.counting import happened_to, in_words
from trellis.measures.catalogue import by_name
from trellis.measures.counted import count_by_name, counts_registered
from trellis.measures.periods import WEEK, WEEKDAY, Period
from trellis.measures.pupils import each_enrolment
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
            return _("%(part)d in %(whole)d sessions") % {"part": self.part, "whole": self.whole}
        return _("%(part)d of %(whole)d sessions") % {"part": self.part, "whole": self.whole}


@dataclass(frozen=True)
class Days:
    """Each day of one child with a session that counts, as it was spent."""

    spent: Mapping[dt.date, Tally] = field(default_factory=dict)
    happened: Mapping[dt.date, int] = field(default_factory=dict)  # incidents the child took part in

    def over(self, since: dt.date, until: dt.date) -> Tally | None:
        """Some days added up; none where the child was on no roll."""
        total: Tally | None = None
        for day, tally in self.spent.items():
            if since <= day <= until:
                total = tally if total is None else total + tally
        return total

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
        return as_long({day: int(possible(tally)) for day, tally in self.spent.items()}, since, until)

    def ill(self, since: dt.date, until: dt.date) -> Fraction:
        """Days marked as illness: two sessions are one day."""
        found = (tally for day, tally in self.spent.items() if since <= day <= until)
        return Fraction(sum(int(tally.reasons.get(_ILL, 0)) for tally in found), 2)


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
    found: dict[int, dict[dt.date, Tally]] = {}
    for each in each_enrolment(own, [period], (WEEK, WEEKDAY), reasons=True):
        monday = dt.date.fromisoformat(str(each.labels[0]))
        day = monday + dt.timedelta(days=_WEEKDAYS.index(str(each.labels[1])))
        for number, (pupil, tally) in enumerate(zip(each.person.tolist(), each.every_one(), strict=True)):
            if each.on_roll[number]:
                before = found.setdefault(pupil, {}).get(day)
                found[pupil][day] = tally if before is None else before + tally
    happened = happened_to(pupils, since, until)
    return Read({pupil: Days(days, happened.get(pupil, {})) for pupil, days in found.items()}, own)


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
