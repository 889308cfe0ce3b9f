"""Lists of pupils that say why each is on them: the rule, the marks, what changed, what was done already."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from trellis.attendance.asked import Asked
from trellis.attendance.from_here import from_here
from trellis.attendance.patterns import in_words, patterns_of, show_a_pattern
from trellis.attendance.school_figures import GROUPS, moved_in_words
from trellis.measures.characteristics import Label, Which
from trellis.measures.groups import stretch_of
from trellis.measures.periods import Asked as Counted
from trellis.measures.periods import Period
from trellis.measures.pupils import EachEnrolment, condition, each_asked
from trellis.measures.roll import Roll
from trellis.registers.rolls import Rolls
from trellis.registers.strips import (
    MEDIUM,
    NOT_ESTABLISHED,
    SMALL,
    Strip,
    cells_of_each,
    cells_on_roll,
    days_strip,
)
from trellis.rules.calendar import HalfTerm
from trellis.rules.rounding import percent_for_page, points
from trellis.rules.tally import Tally, absent, attended, late, measured, possible, reason, unauthorised
from trellis.rules.thresholds import thresholds
from trellis.rules.words import ProblemWith

FIELDS = ("year_group", "class", *GROUPS)
# Those a row says; the others are read where a list is narrowed to a group of them.
_SAID = ("year_group", "class")
_SESSIONS_A_WEEK = 14

# The lists of those whose marks make a pattern, and of those with an N, as an address says them.
PATTERNS = "patterns"
NO_REASON = "no_reason"
# The list of those who were persistently absent some weeks ago, and are no longer.
BACK_ON_TRACK = "back_on_track"
_WEEKS_BACK = timedelta(weeks=4)
_A_WEEK = timedelta(weeks=1)
# The lists a person is offered; any `below:NN` can be asked for as well.
OFFERED: Mapping[str, Any] = {
    "all": gettext_lazy("Everybody, least attendance first"),
    "persistent_absence": gettext_lazy("Persistently absent"),
    "severe_absence": gettext_lazy("Severely absent"),
    BACK_ON_TRACK: gettext_lazy("Back on track"),
    "below:90": gettext_lazy("Attendance below 90%"),
    "below:80": gettext_lazy("Attendance below 80%"),
    "late": gettext_lazy("Late at least once, most often first"),
    "unauthorised": gettext_lazy("Any unauthorised absence, most first"),
    "missing": gettext_lazy("Marks missing"),
    NO_REASON: gettext_lazy("Reason not established (N)"),
    PATTERNS: gettext_lazy("A pattern in the marks"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is on a list, in words and of every tally; `rank` says who comes first, the highest."""

    words: str
    met: Callable[[Tally], Any]
    rank: Callable[[Tally], Any]


def rule(asked: Asked, where: str, spent: EachEnrolment | None) -> Rule:
    """The rule a list of some enrolments' sessions goes by. One that nobody knows is no page."""
    if where in _COUNTED:
        words, count = _COUNTED[where]
        return Rule(str(words), lambda tally: np.asarray(count(tally)) > 0, count)
    if where == "all":
        return Rule(_("Everybody with a possible session."), measured, _share_missed)
    if where == PATTERNS:
        # Who has one is asked of the marks themselves, below: a tally does not know its days.
        return Rule(_("Their marks make a pattern: what it is stands in their row."), measured, _share_missed)
    if where == BACK_ON_TRACK:
        # Who met it then is asked of the sessions up to then, below.
        words = _("Persistently absent four weeks ago, and no longer.")
        now = rule(asked, "persistent_absence", spent)
        return Rule(words, lambda tally: measured(tally) > now.met(tally), _share_missed)
    held = thresholds(asked.school.nation, asked.year.until)
    try:
        threshold = condition(where).threshold(spent.in_force(held) if spent else held.over(None))
    except ProblemWith as wrong:
        raise Http404 from wrong
    return Rule(str(threshold.in_words()), threshold.met, _share_missed)


def _share_missed(tally: Tally) -> Any:
    # Only an order depends on this division, and ties keep the order of the roll.
    return np.asarray(absent(tally)) / np.maximum(np.asarray(possible(tally)), 1)


# Lists of those who have any of something, the most first.
_COUNTED: Mapping[str, tuple[Any, Callable[[Tally], Any]]] = {
    "late": (gettext_lazy("Late at least once: L or U."), late),
    "unauthorised": (gettext_lazy("At least one session of unauthorised absence."), unauthorised),
    "missing": (
        gettext_lazy("At least one session was due and has no mark."),
        lambda tally: tally.missing,
    ),
    NO_REASON: (
        gettext_lazy("At least one absence whose reason is not established: N."),
        lambda tally: reason(tally, NOT_ESTABLISHED),
    ),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One enrolled pupil on a list, before anybody asked for their name."""

    enrolment: int
    place: int
    tally: Tally
    label: Mapping[str, Label]
    is_new: bool = False  # not on the list a week ago


@dataclass(frozen=True, eq=False)
class PupilList:
    """Who is on a list, in its order, and the rule that put them there."""

    where: str
    rule: str
    roll: Roll | None = None
    half_terms: tuple[EachEnrolment, ...] = ()
    found: EachEnrolment | None = None
    labels: Mapping[str, Sequence[Label]] = field(default_factory=dict)
    new: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def __len__(self) -> int:
        return len(self.new)

    @property
    def enrolments(self) -> list[int]:
        """The ids of those on it."""
        ids: list[int] = [] if self.found is None else self.found.enrolment.tolist()
        return ids

    def only(self, enrolments: Collection[int]) -> "PupilList":
        """The list without anybody else."""
        if self.found is None:
            return self
        kept = np.flatnonzero(np.isin(self.found.enrolment, list(enrolments)))
        return replace(self, found=self.found.some(kept), new=self.new[kept])

    def listed(self, page: slice = slice(None)) -> list[Listed]:
        """Those on it one by one, or those of one page."""
        if self.found is None:
            return []
        of_page = self.found.some(np.arange(len(self))[page])
        ids, places, new = of_page.enrolment.tolist(), of_page.place.tolist(), self.new[page].tolist()
        return [
            Listed(enrolment, place, tally, {name: held[place] for name, held in self.labels.items()}, is_new)
            for enrolment, place, tally, is_new in zip(ids, places, of_page.every_one(), new, strict=True)
        ]


def rolls_of_list(asked: Asked, fields: Mapping[str, str]) -> Rolls:
    """The rolls that answer a list narrowed to some groups."""
    return asked.rolls((*_SAID, *fields))


def pupil_list(asked: Asked, held: Rolls, where: str, fields: Mapping[str, str]) -> PupilList:
    """The pupils who meet a rule over the days asked, narrowed to some groups."""
    # A school's year is one roll: one nation, one code set.
    roll = next((own for own in held.rolls if own.year == asked.year and len(own)), None)
    if roll is None:
        return PupilList(where, rule(asked, where, None).words)
    labels = {field: _labels(roll, asked, field) for field in FIELDS if field in roll.columns}
    narrowed = {field: written for field, written in fields.items() if field in labels}
    among = np.ones(len(roll), np.bool_)
    for name, written in narrowed.items():
        among &= np.array([_written(label) == written for label in labels[name]], np.bool_)
    then = _before(asked, where)
    each = each_asked(
        roll,
        [
            Counted(asked.period),
            Counted(asked.but(half_term="").period, ("half_term",)),
            *([Counted(then)] if then else []),
        ],
        among=among if narrowed else None,
        population=asked.population,
        reasons=NOT_ESTABLISHED if where == NO_REASON else "",
    )
    spent = _over(each, asked.period)
    goes_by = rule(asked, where, spent)
    if spent is None:
        return PupilList(where, goes_by.words, roll)
    chosen = spent.on_roll & np.asarray(goes_by.met(spent.tally), np.bool_)
    if where == PATTERNS:
        chosen &= show_a_pattern(roll, asked, spent.place)
    if where == BACK_ON_TRACK:
        chosen &= _met(asked, "persistent_absence", spent, _over(each, then))
    new = np.zeros(len(chosen), np.bool_)
    if _asks_new(asked, where):
        new = chosen & ~_met(asked, where, spent, _over(each, then))
    order = np.argsort(-np.asarray(goes_by.rank(spent.tally), np.float64), kind="stable")
    shown = order[chosen[order]]
    half_terms = tuple(one for one in each if one.labels)
    return PupilList(where, goes_by.words, roll, half_terms, spent.some(shown), labels, new[shown])


def _asks_new(asked: Asked, where: str) -> bool:
    """Whether somebody can be new on a list since last week: it goes by a rule, and its days go on."""
    last_week = asked.today - _A_WEEK
    by_rule = where not in ("all", PATTERNS, NO_REASON, BACK_ON_TRACK)
    return by_rule and asked.is_this_year and not asked.half_term and last_week >= asked.year.since


def _before(asked: Asked, where: str) -> Period | None:
    """The same days up to an earlier one, where a list asks who met a rule by then."""
    if where == BACK_ON_TRACK:
        day = asked.today - _WEEKS_BACK
    elif _asks_new(asked, where):
        day = asked.today - _A_WEEK
    else:
        return None
    if day < asked.period.since or asked.half_term:
        return None
    return Period(asked.period.label, asked.period.since, min(day, asked.period.until))


def _over(each: Sequence[EachEnrolment], period: Period | None) -> EachEnrolment | None:
    """How a period as a whole was spent, where it was asked about and somebody was there."""
    return next((one for one in each if one.period == period and not one.labels), None)


def _met(asked: Asked, where: str, now: EachEnrolment, then: EachEnrolment | None) -> NDArray[np.bool_]:
    """Who of the same enrolments met a rule over earlier days."""
    if then is None:
        return np.zeros(len(now.place), np.bool_)
    met: NDArray[np.bool_] = then.on_roll & np.asarray(rule(asked, where, then).met(then.tally), np.bool_)
    return met


def _labels(roll: Roll, asked: Asked, field: str) -> list[Label]:
    """What is recorded of every enrolment of the roll in one field, over the days asked."""
    column = roll.columns[field]
    stretch = stretch_of(roll, roll.windows(asked.population), asked.period)
    codes = column.values(stretch.first, stretch.last, Which.LAST)
    return [column.labels[code] if code >= 0 else None for code in codes.tolist()]


def _written(label: Label) -> str:
    """A label as an address says it."""
    if label is None:
        return "null"
    return str(label).lower() if isinstance(label, bool) else str(label)


# --- rows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row ready to be read: the figure, the strip of the half-term, and what changed."""

    enrolment: int
    value: str
    of: str
    late: int
    missing: int
    change: str
    is_new: bool
    from_here: str
    patterns: str
    strip: Strip | None
    class_name: str


def rows_of(found: PupilList, asked: Asked, page: slice) -> Iterator[ListRow]:
    """The rows of one page of a list."""
    if found.roll is None:
        return
    half_term = _half_term(found.roll, asked)
    listed = found.listed(page)
    places = [one.place for one in listed]
    strips = strips_of(found.roll, places, half_term) if half_term else [None] * len(listed)
    shown, changes = patterns_of(found.roll, asked, places), _changes(found, listed, half_term)
    of = _("%(part)d of %(whole)d")
    for one, patterns, strip, change in zip(listed, shown, strips, changes, strict=True):
        tally = one.tally
        whole = int(possible(tally))
        rate = percent_for_page(int(attended(tally)), whole, int(absent(tally)))
        yield ListRow(
            enrolment=one.enrolment,
            value=f"{rate}%" if rate is not None else "–",
            of=of % {"part": attended(tally), "whole": whole},
            late=int(late(tally)),
            missing=int(tally.missing),
            change=change,
            is_new=one.is_new,
            from_here=from_here(tally, asked),
            patterns=in_words(patterns),
            strip=strip,
            class_name=str(one.label.get("class") or ""),
        )


def _half_term(roll: Roll, asked: Asked) -> HalfTerm | None:
    """The half-term whose strip a list shows: the one asked about, or the latest to have begun."""
    known = [half_term for half_terms in roll.half_terms for half_term in half_terms]
    if asked.half_term:
        return next((held for held in known if held.name == asked.half_term), None)
    begun = [held for held in known if held.since <= asked.today]
    return begun[-1] if begun else None


def strips_of(roll: Roll, places: Sequence[int], half_term: HalfTerm) -> list[Strip]:
    """A half-term of some enrolments as strips."""
    first, last = roll.year.week_of(half_term.since), roll.year.week_of(half_term.until)
    weeks = slice(_SESSIONS_A_WEEK * first, _SESSIONS_A_WEEK * (last + 1))
    return [days_strip(cells[weeks], size=SMALL) for cells in cells_of_each(roll, places)]


def week_strip(roll: Roll, place: int, day: date) -> Strip:
    """An enrolment's week as a strip: the one that holds a day."""
    monday = _SESSIONS_A_WEEK * roll.year.week_of(day)
    return days_strip(cells_on_roll(roll, place)[monday : monday + _SESSIONS_A_WEEK], size=MEDIUM)


def _changes(found: PupilList, listed: Sequence[Listed], half_term: HalfTerm | None) -> Iterator[str]:
    """How this half-term of each of some pupils compares with the one before, in points."""
    names = [each.labels[0] for each in found.half_terms]
    at = names.index(half_term.name) if half_term and half_term.name in names else 0
    if at == 0:
        yield from [""] * len(listed)
        return
    now, before = (_attended(found.half_terms[place]) for place in (at, at - 1))
    against = _(str(names[at - 1]))
    for one in listed:
        held = now.get(one.enrolment), before.get(one.enrolment)
        yield moved_in_words(points(*held[0], *held[1]), against) if held[0] and held[1] else ""


def _attended(each: EachEnrolment) -> dict[int, tuple[int, int]]:
    """The sessions each enrolment attended, and could have."""
    counts = (attended(each.tally).tolist(), possible(each.tally).tolist())
    return dict(zip(each.enrolment.tolist(), zip(*counts, strict=True), strict=True))
