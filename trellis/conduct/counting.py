"""Incidents counted: over a school year by half-term and term, and of some days by sort, place and time.

Every figure is a measure of the register in measures.py over the children on the roll; nothing is stored. The
list of incidents and the figures read the very same rows, so a figure leads to what it counts.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

import numpy as np
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.conduct.measures import CHILDREN, INCIDENTS, PER_HUNDRED
from trellis.conduct.models import Incident, Involvement
from trellis.measures.characteristics import UNKNOWN, Which
from trellis.measures.counted import CountMeasure, Happened, Times, times_among
from trellis.registers.half_terms import half_terms_of
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import YEAR_GROUPS, year_group_label
from trellis.rules.calendar import HalfTerm
from trellis.rules.disclosure import FEWEST, Row, disclose_in_turn
from trellis.rules.incidents import Change, change
from trellis.schools.models import School


@dataclass(frozen=True, slots=True)
class TookPart:
    """One child's part in one incident, with all it may be counted by."""

    what: int
    pupil: int
    on: dt.date
    labels: Mapping[str, str]

    @property
    def happened(self) -> Happened:
        return Happened(self.what, self.pupil)


@dataclass(frozen=True)
class Days:
    """Some days of a school year, as a page asks for them and says them."""

    name: str  # "", "Autumn" or "Autumn 1"
    words: str
    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class Line:
    """One line of a table: its words, its counts, and the address of the incidents it counts."""

    label: str
    words: str
    times: Times
    query: str
    hides: bool = False

    def hidden(self) -> "Line":
        """The same for somebody who is not told its numbers."""
        return replace(self, query="", hides=True)

    @property
    def incidents(self) -> str:
        return self._shown(INCIDENTS)

    @property
    def children(self) -> str:
        return _("hidden") if self.hides else str(self.times.children)

    @property
    def share(self) -> str:
        """Children with an incident, in per cent of those on the roll."""
        return self._shown(CHILDREN)

    @property
    def per_hundred(self) -> str:
        return self._shown(PER_HUNDRED)

    def _shown(self, measure: CountMeasure) -> str:
        if self.hides:
            return _("hidden")
        return in_words(measure.of(self.times), whole=measure.denominator is None)


def in_words(value: Fraction | None, *, whole: bool = False) -> str:
    """A figure as a page writes it: a count whole, a rate to one place, half up."""
    if value is None:
        return "–"
    if whole:
        return str(int(value))
    tenths = int(value * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class Trend:
    """A term beside the one before it."""

    line: Line
    before: Line | None = None
    moved: Change | None = None

    @property
    def sentence(self) -> str:
        """What became of it, over days and children, and whether that is more than chance."""
        if self.before is None or self.moved is None or self.line.hides or self.before.hides:
            return ""
        by = round(abs(1 - self.moved.times) * 100)
        said = {"by": by, "before": self.before.words}
        if not by:
            words = _("As often as in %(before)s, for as many children and days.")
        elif self.moved.times < 1:
            words = _("%(by)d%% less often than in %(before)s, for as many children and days.")
        else:
            words = _("%(by)d%% more often than in %(before)s, for as many children and days.")
        sure = (
            _("Chance alone seldom does that.")
            if self.moved.is_beyond_chance
            else _("Chance alone could do that.")
        )
        return f"{words % said} {sure}"


TABLES: Final[Mapping[str, Any]] = {
    "type": gettext_lazy("By what sort it was"),
    "place": gettext_lazy("By place"),
    "when": gettext_lazy("By time of day"),
    "weekday": gettext_lazy("By weekday"),
    "year_group": gettext_lazy("By year group"),
    "severity": gettext_lazy("By how grave it was"),
}
"""What incidents are counted by, in the order of the page."""


@dataclass
class Counted:
    """The incidents of one school in one school year, and who was on its roll."""

    school: School
    year: AcademicYear
    today: dt.date
    suppresses: bool = False
    _groups: dict[tuple[dt.date, dt.date], dict[str, frozenset[int]]] = field(default_factory=dict)

    # --- what is asked ---

    @cached_property
    def half_terms(self) -> list[HalfTerm]:
        """Those that have begun; for somebody who sees no child, those that are over."""
        return [
            one
            for one in half_terms_of(self.school, self.year)
            if (one.until if self.suppresses else one.since) < self._tomorrow
        ]

    @property
    def _tomorrow(self) -> dt.date:
        return self.today if self.suppresses else self.today + dt.timedelta(days=1)

    @cached_property
    def periods(self) -> list[Days]:
        """The year so far, its terms and its half-terms, as far as they have begun."""
        found = [Days("", self.year.label, self.year.since, self.until)]
        terms: dict[str, list[HalfTerm]] = {}
        for one in self.half_terms:
            terms.setdefault(one.name.split()[0], []).append(one)
        for name, parts in terms.items():
            found.append(Days(name, _TERMS.get(name, name), parts[0].since, self._upto(parts[-1].until)))
            if len(parts) > 1 or parts[0].name != name:
                found += [Days(part.name, part.name, part.since, self._upto(part.until)) for part in parts]
        return found

    @property
    def until(self) -> dt.date:
        """The last day that can have had an incident, or is told of."""
        if self.suppresses:
            return max((one.until for one in self.half_terms), default=self.year.since)
        return self._upto(self.year.until)

    def _upto(self, day: dt.date) -> dt.date:
        return min(day, self.today)

    def days(self, name: str) -> Days:
        """The days of that name; the whole year where there are none."""
        return next((one for one in self.periods if one.name == name), self.periods[0])

    # --- what happened ---

    @cached_property
    def took_part(self) -> list[TookPart]:
        """Every part that counts, in one question."""
        held = Involvement.objects.counting().filter(
            incident__school=self.school, incident__on__range=(self.year.since, self.until)
        )
        names = ("incident", "pupil", "incident__on", *(f"incident__{one}" for one in _OWN))
        groups = self._year_group_of
        return [
            TookPart(
                what,
                pupil,
                on,
                {
                    **{name: str(value) for name, value in zip(_OWN, own, strict=True)},
                    "weekday": str(on.weekday()),
                    "year_group": groups.get(pupil, ""),
                },
            )
            for what, pupil, on, *own in held.order_by().values_list(*names)
        ]

    def chosen(self, days: Days, asked: Mapping[str, str]) -> list[TookPart]:
        """Those of some days, and of the sort, place … that was asked for."""
        return [
            one
            for one in self.took_part
            if days.since <= one.on <= days.until
            and all(one.labels[name] == value for name, value in asked.items())
        ]

    # --- who was there ---

    @cached_property
    def _roll(self) -> Any:
        first = self.year.since
        return rolls(Scope(school=self.school), first, first, fields=("year_group",)).rolls[0]

    def groups(self, days: Days) -> dict[str, frozenset[int]]:
        """The children on the roll on any of some days, by the last year group they then had."""
        key = (days.since, days.until)
        if key not in self._groups:
            self._groups[key] = self._on_roll(days)
        return self._groups[key]

    def _on_roll(self, days: Days) -> dict[str, frozenset[int]]:
        roll = self._roll
        asked = self.year.positions(days.since, days.until)
        if not len(roll) or not asked:
            return {}
        first, last = asked[0], asked[-1]
        there = (roll.first <= last) & (roll.last >= first) & (roll.first <= roll.last)
        begins = np.clip(roll.first, first, last)
        ends = np.clip(roll.last, first, last)
        column = roll.columns["year_group"]
        codes = column.values(begins, ends, Which.LAST)
        found: dict[str, set[int]] = {}
        for pupil, code in zip(roll.person[there].tolist(), codes[there].tolist(), strict=True):
            name = "" if code == UNKNOWN else str(column.labels[code])
            found.setdefault(name, set()).add(pupil)
        return {name: frozenset(own) for name, own in found.items()}

    @cached_property
    def _year_group_of(self) -> dict[int, str]:
        whole = self.groups(self.periods[0])
        return {pupil: name for name, own in whole.items() for pupil in own}

    def everybody(self, days: Days) -> frozenset[int]:
        """Who was on the roll on any of some days."""
        return frozenset().union(*self.groups(days).values())

    def school_days(self, days: Days) -> int:
        """How many of some days were school days, as the calendar or the registers know them."""
        opened = self._roll.expected.any(axis=0) if len(self._roll) else np.zeros(0, np.bool_)
        asked = self.year.positions(days.since, days.until)
        return int(opened[asked.start : asked.stop].reshape(-1, 2).any(axis=1).sum())

    # --- the tables ---

    def of(self, days: Days) -> Line:
        """Everything that happened on some days."""
        held = [one.happened for one in self.chosen(days, {})]
        return Line(days.name, days.words, times_among(held, self.everybody(days)), _query(self, days))

    def whole(self, days: Days) -> Line:
        """The same; for somebody who sees no child hidden where it, or a half-term of it, is few."""
        line = self.of(days)
        parts = [self.of(part) for part in self._parts(days)]
        return line.hidden() if self.suppresses and any(map(_few, (line, *parts))) else line

    def _parts(self, days: Days) -> list[Days]:
        """The half-terms some days are made of."""
        names = {one.name for one in self.half_terms}
        return [
            one
            for one in self.periods
            if one.name in names and days.since <= one.since and one.until <= days.until
        ]

    def by_half_term(self) -> list[Line]:
        """A line for each half-term that has begun."""
        return [self.whole(days) for days in self._parts(self.periods[0])]

    def term_on_term(self) -> list[Trend]:
        """Each term of this year beside the one before it; the first beside the summer before."""
        terms = [days for days in self.periods if days.name in _TERMS]
        lines = [self.whole(days) for days in terms]
        found = []
        before: tuple[Days, Line, Counted] | None = self._last_of_the_year_before()
        for days, line in zip(terms, lines, strict=True):
            if before is None:
                found.append(Trend(line))
            else:
                own, earlier = _exposed(self, days), _exposed(before[2], before[0])
                moved = change(line.times.times, own, before[1].times.times, earlier)
                found.append(Trend(line, before[1], moved))
            before = (days, line, self)
        return found

    def _last_of_the_year_before(self) -> "tuple[Days, Line, Counted] | None":
        before = Counted(self.school, self.year.before, self.today, self.suppresses)
        terms = [days for days in before.periods if days.name in _TERMS]
        if not terms or not before.took_part:
            return None
        days = terms[-1]
        return days, before.whole(days), before

    def table(self, by: str, days: Days) -> list[Line]:
        """Some days counted by one thing, the most frequent first where there is no order of its own."""
        labels = list(_labels(by, self.chosen(days, {}), self.groups(days)))
        found = [self._line(by, label, days) for label in labels]
        if self.suppresses:
            parts = [[self._line(by, label, one) for label in labels] for one in self._parts(days)]
            found = self._told(found, parts)
        if by in {"type", "place"}:
            found.sort(key=lambda line: (-line.times.times, line.words))
        return found

    def _line(self, by: str, label: str, days: Days) -> Line:
        groups = self.groups(days)
        among = groups.get(label, frozenset()) if by == "year_group" else self.everybody(days)
        own = [one.happened for one in self.chosen(days, {by: label})]
        query = _query(self, days, {by: label})
        return Line(label, words_of(by, label), times_among(own, among), query)

    def _told(self, lines: Sequence[Line], parts: Sequence[Sequence[Line]]) -> list[Line]:
        """A table for somebody who sees no child: whatever is few is hidden, or was in a half-term of it."""
        told = disclose_in_turn(_rows(lines), [_rows(part) for part in parts]).rows
        return [line if may.counts else line.hidden() for line, may in zip(lines, told, strict=True)]


def _rows(lines: Iterable[Line]) -> list[Row]:
    return [Row(line.times.times, None, line.times.children) for line in lines]


def _few(line: Line) -> bool:
    """Whether what it tells is fewer than may be told."""
    return any(0 < number < FEWEST for number in (line.times.times, line.times.children))


_OWN: Final = ("type", "place", "when", "severity")
_TERMS: Final[Mapping[str, Any]] = {
    "Autumn": gettext_lazy("Autumn term"),
    "Spring": gettext_lazy("Spring term"),
    "Summer": gettext_lazy("Summer term"),
}
_SCHOOL_WEEK: Final = range(5)


def _exposed(counted: Counted, days: Days) -> int:
    """Children times school days: what a count of one term must be set over beside another's."""
    return len(counted.everybody(days)) * counted.school_days(days)


def _labels(by: str, held: Iterable[TookPart], groups: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a table: a time, weekday or year group stands there though nothing happened in it."""
    found = {one.labels[by] for one in held}
    if by == "weekday":
        yield from sorted({*(str(day) for day in _SCHOOL_WEEK), *found})
    elif by == "when":
        yield from [*Incident.When.values, *({""} & found)]
    elif by == "severity":
        yield from (str(value) for value in Incident.Severity.values)
    elif by == "year_group":
        yield from (name for name in (*YEAR_GROUPS, "") if name in groups)
    else:
        yield from sorted(found)


def words_of(by: str, label: str) -> str:
    """A label as a page says it."""
    if not label:
        return _("Not recorded")
    return str(_WORDS[by](label)) if by in _WORDS else label


_WORDS: Final[Mapping[str, Callable[[str], Any]]] = {
    "weekday": lambda label: WEEKDAYS[int(label)],
    "when": lambda label: Incident.When(label).label,
    "severity": lambda label: Incident.Severity(int(label)).label,
    "year_group": year_group_label,
}


def _query(counted: Counted, days: Days, asked: Mapping[str, str] | None = None) -> str:
    year = counted.year.label.replace("/", "-")
    said = {"year": year, "days": days.name, "which": "counted", **(asked or {})}
    return urlencode({name: value for name, value in said.items() if value})


def trend_drawn(lines: Sequence[Line]) -> dict[str, Any]:
    """Incidents for each hundred children, half-term by half-term; the table beside it says the same."""
    told = [line for line in lines if not line.hides]
    values = [{"when": line.words, "per": float(PER_HUNDRED.of(line.times) or 0)} for line in told]
    order = [line.words for line in lines]
    x = {"field": "when", "type": "ordinal", "sort": order, "scale": {"domain": order}, "title": None}
    return {
        "width": 520,
        "height": 240,
        "data": {"values": values},
        "mark": {"type": "bar", "width": {"band": 0.6}},
        "encoding": {
            "x": x,
            "y": {"field": "per", "type": "quantitative", "title": _("incidents for each 100 children")},
        },
    }


def trend_in_words(lines: Sequence[Line]) -> str:
    """What the drawing shows, for whoever cannot see it."""
    return "; ".join(f"{line.words}: {line.per_hundred}" for line in lines)


def happened_to(pupils: Iterable[int], since: dt.date, until: dt.date) -> dict[int, dict[dt.date, int]]:
    """By child and day, in how many incidents each took part, at whichever school: what a case reads."""
    found: dict[int, dict[dt.date, int]] = {}
    held = Involvement.objects.counting().of_pupils(pupils, since, until).order_by()
    for pupil, on in held.values_list("pupil", "incident__on"):
        days = found.setdefault(pupil, {})
        days[on] = days.get(on, 0) + 1
    return found
