"""The class league of a week: how each class did, which won, and which came furthest since its own past.

Counted live from the lines by the same measures as every other figure (rules/celebrating.py decides places).
Nothing here says how many children of a class were away where that would name one, and what may be told
outside is a rate in steps (rules/disclosure.py).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.measures.catalogue import ATTENDANCE, LATE
from trellis.measures.evaluate import evaluate
from trellis.measures.measure import Measure, Unit
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.messages.drawing_up import class_order
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.registers.strips import Strip, weeks_strip
from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.celebrating import (
    LeagueRules,
    Placed,
    Standing,
    Ties,
    gains,
    league,
    most_improved,
    winners,
)
from trellis.rules.disclosure import at_least, some_told
from trellis.rules.rounding import percent, points
from trellis.rules.tally import Count, Tally, absent, attended, measured, possible, reason
from trellis.rules.words import gettext_noop
from trellis.schools.models import School
from trellis.schools.settings import settings_of

SUNDAY = dt.timedelta(days=6)
A_WEEK = dt.timedelta(weeks=1)
MEDICAL = "IM"

SETTINGS = (
    "league_smallest_class",
    "league_nursery",
    "league_ties",
    "league_weeks",
    "league_medical",
    "smallest_count",
)


def _possible_but_medical(tally: Tally) -> Count:
    """Possible sessions without those missed for illness or a medical appointment."""
    return possible(tally) - reason(tally, "I") - reason(tally, "M")


def _here_throughout(tally: Tally) -> Count:
    return (possible(tally) > 0) & (absent(tally) == 0)


WITHOUT_MEDICAL = Measure(
    "attendance_without_medical",
    gettext_noop("Sessions attended, out of possible sessions without illness and medical appointments."),
    attended,
    _possible_but_medical,
    reasons=MEDICAL,
)
HERE_THROUGHOUT = Measure(
    "here_throughout",
    gettext_noop("Enrolments with no absence, out of enrolments with a possible session."),
    _here_throughout,
    measured,
    unit=Unit.ENROLMENTS,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One class in the league: what staff who see figures may read, and what everybody may."""

    name: str
    place: int | None
    why: str
    rate: str
    of: str
    at_least: int | None
    gain: str
    here_throughout: str
    missing: int
    strip: Strip | None

    @property
    def told(self) -> str:
        """The rate as it hangs in the hall."""
        if self.at_least is None:
            return ""
        return rate_told(self.at_least)


def rate_told(step: int) -> str:
    """A rate in steps, in words."""
    return "100%" if step == 100 else _("%(percent)d%% or more") % {"percent": step}


@dataclass(frozen=True)
class League:
    """The league of one week of a school."""

    school: School
    year: AcademicYear
    week: dt.date
    weeks: Sequence[dt.date]
    half_term: HalfTerm | None
    rows: Sequence[Row]
    winners: Sequence[str]
    improved: Sequence[str]
    last_day: dt.date | None
    is_over: bool
    tracked: Sequence[dt.date]
    tracker: Sequence[tuple[str, Sequence[str]]]
    counted: Sequence[tuple[str, str]]
    ledger: Mapping[str, int]
    as_at: dt.datetime

    @cached_property
    def before(self) -> dt.date | None:
        """The school week before this one."""
        return max((week for week in self.weeks if week < self.week), default=None)

    @cached_property
    def after(self) -> dt.date | None:
        """The school week after this one."""
        return min((week for week in self.weeks if week > self.week), default=None)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def league_of(school: School, day: dt.date | None, today: dt.date) -> League | None:
    """The league of the week a day lies in, else of the latest school week; None where there is no week.

    A week beyond those that have begun, or without school, is no league.
    """
    year = AcademicYear.of(day or today)
    held = rolls(Scope(school=school), year.since, year.until, fields=("class", "year_group"))
    roll = held.rolls[0]
    weeks = _weeks_begun(roll)
    if not weeks or (day is not None and monday_of(day) not in weeks):
        return None
    week = monday_of(day) if day else weeks[-1]
    return _Counting(school, held, roll, weeks, week).league()


def _weeks_begun(roll: Roll) -> list[dt.date]:
    """The Mondays of the weeks with school that have begun."""
    begun = roll.expected.any(axis=0) & (np.arange(SESSIONS) < roll.begun)
    return [roll.year.monday_of(int(week)) for week in np.flatnonzero(begun.reshape(WEEKS, -1).any(axis=1))]


@dataclass
class _Counting:
    """One counting: what a school has decided, and the standings of every week it takes."""

    school: School
    held: Rolls
    roll: Roll
    weeks: Sequence[dt.date]
    week: dt.date

    def league(self) -> League:
        placed = league(self.standings[self.week].values(), self.rules)
        gained = gains(placed, self.own_past, self.rules)
        over, last_day = self._over()
        return League(
            school=self.school,
            year=self.roll.year,
            week=self.week,
            weeks=self.weeks,
            half_term=self.half_term,
            rows=[self._row(one) for one in placed],
            winners=winners(placed),
            improved=most_improved(gained),
            last_day=last_day,
            is_over=over,
            tracked=self.tracked,
            tracker=list(self._tracker()),
            counted=list(self._counted()),
            ledger=self.held.ledger,
            as_at=self.held.as_at,
        )

    @cached_property
    def decided(self) -> Mapping[str, Any]:
        found = settings_of([self.school], SETTINGS, self.week + SUNDAY)[self.school.pk]
        return {name: each.value for name, each in found.items()}

    @cached_property
    def rules(self) -> LeagueRules:
        return LeagueRules(
            smallest_class=self.decided["league_smallest_class"],
            ranks_nursery=self.decided["league_nursery"] == "yes",
            ties=Ties(self.decided["league_ties"]),
        )

    @cached_property
    def half_term(self) -> HalfTerm | None:
        known = (one for half_terms in self.roll.half_terms for one in half_terms)
        return next(
            (one for one in known if one.since <= self.week + SUNDAY and one.until >= self.week), None
        )

    @cached_property
    def tracked(self) -> list[dt.date]:
        """The weeks of the half-term up to the one asked about."""
        since = self.half_term.since if self.half_term else self.week
        return [week for week in self.weeks if since <= week + SUNDAY and week <= self.week]

    @cached_property
    def earlier(self) -> list[dt.date]:
        """The school weeks a class's gain is measured from."""
        return [week for week in self.weeks if week < self.week][-int(self.decided["league_weeks"]) :]

    # --- counting

    @property
    def measure(self) -> Measure:
        """What the league is ranked by."""
        return WITHOUT_MEDICAL if self.decided["league_medical"] == "left_out" else ATTENDANCE

    @cached_property
    def standings(self) -> Mapping[dt.date, Mapping[str, Standing]]:
        """How each class stood in each week; a class is what a child was last in that week."""
        weeks = sorted({self.week, *self.tracked, *self.earlier})
        periods = [Period(week.isoformat(), week, week + SUNDAY) for week in weeks]
        measures = [self.measure, LATE, HERE_THROUGHOUT]
        counts: dict[tuple[str, str], defaultdict[str, int]] = {}
        groups: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in evaluate([self.roll], measures, periods, ("class", "year_group")).rows:
            name = row.group["class"]
            if name is None:
                continue
            key = (row.period.label, str(name))
            held = counts.setdefault(key, defaultdict(int))
            held[row.measure] += row.numerator or 0
            held[f"{row.measure} of"] += row.denominator or 0
            if row.measure == self.measure.name:
                held["missing"] += row.missing_marks or 0
            if row.denominator:
                groups[key].add(str(row.group["year_group"] or ""))
        found: dict[dt.date, dict[str, Standing]] = {week: {} for week in weeks}
        for (label, name), held in sorted(counts.items(), key=lambda item: class_order(item[0][1])):
            week = dt.date.fromisoformat(label)
            found[week][name] = self._standing(name, held, groups[label, name])
        return found

    def _standing(self, name: str, held: Mapping[str, int], year_groups: Iterable[str]) -> Standing:
        years = list(year_groups)
        return Standing(
            name=name,
            attended=held[self.measure.name],
            possible=held[f"{self.measure.name} of"],
            late=held[LATE.name],
            missing=held["missing"],
            children=held[f"{HERE_THROUGHOUT.name} of"],
            throughout=held[HERE_THROUGHOUT.name],
            nursery=bool(years) and all(year.startswith("N") for year in years),
        )

    @cached_property
    def own_past(self) -> dict[str, Standing]:
        """Each class's earlier weeks taken together: sums over sums."""
        found: dict[str, Standing] = {}
        for week in self.earlier:
            for name, one in self.standings[week].items():
                held = found.get(name)
                found[name] = one if held is None else _together(held, one)
        return found

    def _over(self) -> tuple[bool, dt.date | None]:
        """Whether the week's last session is over, and its last school day."""
        first = self.roll.year.week_of(self.week) * (SESSIONS // WEEKS)
        due = np.flatnonzero(self.roll.expected.any(axis=0)[first : first + SESSIONS // WEEKS])
        if not len(due):
            return True, None
        last = first + int(due[-1])
        return last < self.roll.over, self.roll.year.date_of(last)

    # --- words

    def _row(self, placed: Placed) -> Row:
        one = placed.standing
        known = one.possible > 0 and one.children >= self.rules.smallest_class
        few = int(self.decided["smallest_count"])
        return Row(
            name=one.name,
            place=placed.place,
            why=_(placed.why.value) if placed.why else "",
            rate=f"{percent(one.attended, one.possible, 2)}%" if known else "",
            of=_("%(part)d of %(whole)d") % {"part": one.attended, "whole": one.possible} if known else "",
            at_least=at_least(one.attended, one.possible, fewest=few) if known and not one.missing else None,
            gain=self._gain(placed) if known else "",
            here_throughout=_("%(part)d of %(whole)d") % {"part": one.throughout, "whole": one.children}
            if known and not one.missing and some_told(one.children, one.throughout, fewest=few)
            else "",
            missing=one.missing,
            strip=self._strip(one.name) if known else None,
        )

    def _gain(self, placed: Placed) -> str:
        """How far a ranked class has come, in points of its own."""
        before = self.own_past.get(placed.standing.name)
        if before is None or not gains([placed], {before.name: before}, self.rules):
            return ""
        now = placed.standing
        moved = points(now.attended, now.possible, before.attended, before.possible, 2) or ""
        return moved if moved.startswith("-") or float(moved) == 0 else f"+{moved}"

    def _strip(self, name: str) -> Strip:
        shares = [self._missed(self.standings[week].get(name)) for week in self.tracked]
        return weeks_strip(shares, of=_("class %(name)s") % {"name": name})

    def _missed(self, one: Standing | None) -> float | None:
        return None if one is None or not one.possible else 100 * (1 - float(one.rate))

    def _tracker(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Every class and its rate in each week of the half-term."""
        names = {name for week in self.tracked for name in self.standings[week]}
        for name in sorted(names, key=class_order):
            held = [self.standings[week].get(name) for week in self.tracked]
            yield name, [self._shown(one) for one in held]

    def _shown(self, one: Standing | None) -> str:
        if one is None or not one.possible or one.children < self.rules.smallest_class:
            return "–"
        shown = f"{percent(one.attended, one.possible)}%"
        return _("%(rate)s, marks missing") % {"rate": shown} if one.missing else shown

    def _counted(self) -> Iterator[tuple[str, str]]:
        """How was this counted?"""
        decided = self.decided
        yield _("What it counts"), _(self.measure.words)
        if self.measure is WITHOUT_MEDICAL:
            yield _("Left out"), _("Sessions marked I or M: they count neither for nor against a class.")
        yield _("Whom"), _("Every child on roll, in the class they were in that week.")
        yield _("Places"), _("By exact rates; two decimal places are only for reading.")
        yield (
            _("Same rate"),
            _("Fewer lates of the possible sessions come first; then the place is shared.")
            if self.rules.ties is Ties.LATES
            else _("Classes with exactly the same rate share the place."),
        )
        few = _("classes of fewer than %(count)d children") % {"count": self.rules.smallest_class}
        nursery = [] if self.rules.ranks_nursery else [_("nursery classes")]
        yield (
            _("Not ranked"),
            ", ".join([few, *nursery, _("classes with marks missing, until they are complete")]),
        )
        yield _("Most improved"), str(AGAINST[decided["league_weeks"]])
        yield (
            _("Children here all week"),
            _("Not said where fewer than %(count)d children were, or were not.")
            % {"count": decided["smallest_count"]},
        )
        numbers = ", ".join(str(number) for number in self.held.ledger.values())
        yield (
            _("Known at"),
            _("%(moment)s, ledger entry %(number)s")
            % {"moment": date_format(timezone.localtime(self.held.as_at), "j F Y, H:i"), "number": numbers},
        )


AGAINST = {
    "1": gettext_lazy("Against the class’s own last school week."),
    "4": gettext_lazy("Against the class’s own last four school weeks, taken together."),
}


def _together(one: Standing, other: Standing) -> Standing:
    return replace(
        one,
        attended=one.attended + other.attended,
        possible=one.possible + other.possible,
        late=one.late + other.late,
        missing=one.missing + other.missing,
        children=max(one.children, other.children),
    )


def classes_in_words(names: Sequence[str]) -> str:
    """ "class 2B", "classes 2B and 3A"."""
    if len(names) == 1:
        return _("class %(name)s") % {"name": names[0]}
    most = ", ".join(names[:-1])
    return _("classes %(most)s and %(last)s") % {"most": most, "last": names[-1]}
