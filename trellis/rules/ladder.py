"""The ladder: what a school does when absence grows, step by step, and when each step falls due.

Ladders differ from authority to authority, so every figure here is a setting (`../data/term-dates` holds two
real ones). A step has conditions, all of which must be met; it may stand after another step; and it falls due
again once a half-term, once a year, or each time its conditions come to be met anew. The system says that a
step is due and why; a person does it, or says why not.

In a row: school days, each with every session that has a mark spent so. A day on which nothing was possible
for the child (a weekend, a holiday, a day off their timetable) neither counts nor breaks the row: absent on
Thursday, Friday and the Monday after is three days in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.rules.academic_year import SESSIONS, WEEKS
from trellis.rules.marks import Matrix
from trellis.rules.spending import Spent
from trellis.rules.thresholds import Operator
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

Days = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Small = NDArray[np.int16]
"""Numbers of a year's days or sessions."""

DAYS: Final = SESSIONS // 2
NEVER: Final = 1 << 20
"""A school day that never comes."""
_FITS: Final = 1 << 31


class ProblemWithLadder(ProblemWith):
    """A ladder, a step or a condition that cannot be."""

    subject = "ladder"


class What(StrEnum):
    """Which sessions a condition counts."""

    ATTENDANCE = "attendance"
    ABSENCE = "absence"
    UNAUTHORISED = "unauthorised"
    UNEXPLAINED = "unexplained"
    ILLNESS = "illness"
    LATE = "late"


_FLAGS: Final = {
    What.ATTENDANCE: Spent.ATTENDED,
    What.ABSENCE: Spent.ABSENT,
    What.UNAUTHORISED: Spent.UNAUTHORISED,
    What.UNEXPLAINED: Spent.UNEXPLAINED,
    What.ILLNESS: Spent.ILLNESS,
    What.LATE: Spent.LATE,
}


class How(StrEnum):
    """In what they are counted."""

    PERCENT = "percent"  # of the sessions possible
    SESSIONS = "sessions"
    DAYS = "days"  # with any such session
    WEEKS = "weeks"  # with any such session
    IN_A_ROW = "in_a_row"  # school days, up to the day itself


class Window(StrEnum):
    """Over which days, up to the day itself."""

    YEAR = "year"
    HALF_TERM = "half_term"
    WEEKS = "weeks"  # the last so many school weeks, this one included
    STEP = "step"  # since the step before fell due


class Again(StrEnum):
    """How often a step may fall due for one child."""

    YEAR = "year"
    HALF_TERM = "half_term"
    EACH = "each"  # whenever its conditions come to be met anew


class Act(StrEnum):
    """What a step is, so that the page where it is done can be offered."""

    CALL = "call"
    LETTER = "letter"
    MEETING = "meeting"
    CLINIC = "clinic"
    PLAN = "plan"
    VISIT = "visit"
    REFERRAL = "referral"
    CONTRACT = "contract"
    NOTICE = "notice"
    OTHER = "other"


WHAT_IN_WORDS: Final[Mapping[What, str]] = {
    What.ATTENDANCE: gettext_noop("attendance"),
    What.ABSENCE: gettext_noop("absence"),
    What.UNAUTHORISED: gettext_noop("unauthorised absence"),
    What.UNEXPLAINED: gettext_noop("absence without a reason (N)"),
    What.ILLNESS: gettext_noop("illness (I)"),
    What.LATE: gettext_noop("lateness (L or U)"),
}
_SIDE: Final[Mapping[Operator, str]] = {
    Operator.BELOW: gettext_noop("below %(figure)s"),
    Operator.AT_MOST: gettext_noop("%(figure)s or less"),
    Operator.ABOVE: gettext_noop("above %(figure)s"),
    Operator.AT_LEAST: gettext_noop("%(figure)s or more"),
}
_IN: Final[Mapping[How, str]] = {
    How.PERCENT: gettext_noop("%(figure)s%%"),
    How.SESSIONS: gettext_noop("%(figure)s sessions"),
    How.DAYS: gettext_noop("%(figure)s days"),
    How.WEEKS: gettext_noop("%(figure)s weeks"),
    How.IN_A_ROW: gettext_noop("%(figure)s school days in a row"),
}
_OVER: Final[Mapping[Window, str]] = {
    Window.YEAR: gettext_noop("this year so far"),
    Window.HALF_TERM: gettext_noop("this half-term"),
    Window.WEEKS: gettext_noop("in the last %(weeks)s school weeks"),
    Window.STEP: gettext_noop("since the step before"),
}
# The most there can be of anything: what lies beyond can never be met.
_MOST: Final[Mapping[How, int]] = {
    How.PERCENT: 100,
    How.SESSIONS: 2 * 200,
    How.DAYS: 200,
    How.WEEKS: 44,
    How.IN_A_ROW: 200,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One figure set against another: such as absence without a reason, 3 school days in a row or more."""

    what: What
    how: How
    operator: Operator
    figure: Fraction
    window: Window = Window.YEAR
    weeks: int = 0
    fewest: int = 0  # with fewer possible sessions in the window, a share says little and is not met

    def in_words(self) -> Sentence:
        """Such as "attendance below 90% this year so far"."""
        figure = Sentence(_IN[self.how], figure=_plain(self.figure))
        side = Sentence(_SIDE[self.operator], figure=figure)
        what = Sentence(WHAT_IN_WORDS[self.what])
        if self.how is How.IN_A_ROW:
            return Sentence(gettext_noop("%(what)s, %(side)s"), what=what, side=side)
        over = Sentence(_OVER[self.window], weeks=self.weeks)
        if self.fewest:
            template = gettext_noop("%(what)s %(side)s %(over)s, of %(fewest)s possible sessions or more")
            return Sentence(template, what=what, side=side, over=over, fewest=self.fewest)
        return Sentence(gettext_noop("%(what)s %(side)s %(over)s"), what=what, side=side, over=over)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, when it falls due, after which other, and how soon it is to be done.

    `after` is the place of another step in the ladder, which must be done with first, and `wait` how many
    school days before. `within` is how many school days there are to do it, `minutes` what it takes.
    """

    name: str
    act: Act
    conditions: tuple[Condition, ...]
    again: Again = Again.HALF_TERM
    after: int | None = None
    wait: int = 0
    within: int = 0
    minutes: int = 0


def _plain(figure: Fraction) -> str:
    return str(figure.numerator) if figure.denominator == 1 else f"{float(figure):g}"


# --- what is wrong with a ladder, said when it is saved ---


class Remark(NamedTuple):
    """Something to know of a ladder; a step that can never fall due is refused, the rest is only said."""

    step: int
    says: Sentence
    refused: bool


def remarks(steps: Sequence[Step]) -> list[Remark]:
    """Steps that can never fall due, and gaps and overlaps between bands of attendance."""
    found = [Remark(place, says, True) for place, step in enumerate(steps) for says in _never(place, step)]
    return found + [Remark(place, says, False) for place, says in _bands(steps)]


def _never(place: int, step: Step) -> Iterator[Sentence]:
    said = {"step": step.name}
    if not step.conditions:
        yield Sentence(gettext_noop("“%(step)s” has no condition, so it would never fall due."), **said)
    if step.after is not None and step.after >= place:
        yield Sentence(gettext_noop("“%(step)s” stands after a step that is not before it."), **said)
    if step.after is None and any(one.window is Window.STEP for one in step.conditions):
        yield Sentence(
            gettext_noop("“%(step)s” counts since the step before, and stands after none."), **said
        )
    for one in step.conditions:
        yield from (Sentence(template, **said, condition=one.in_words()) for template in _wrong(one))
    for low, high in _held(step.conditions):
        if not _holds_something(low, high):
            template = gettext_noop("“%(step)s” can never fall due: nothing is both %(one)s and %(other)s.")
            yield Sentence(template, **said, one=low.in_words(), other=high.in_words())


def _wrong(one: Condition) -> Iterator[str]:
    beyond = one.figure > _MOST[one.how] or one.figure < 0
    at_the_end = one.figure == _MOST[one.how] and one.operator is Operator.ABOVE
    under = one.figure == 0 and one.operator is Operator.BELOW
    if beyond or at_the_end or under:
        yield gettext_noop("“%(step)s” can never fall due: %(condition)s.")
    if one.how is not How.PERCENT and one.figure.denominator != 1:
        yield gettext_noop("“%(step)s” needs a whole number: %(condition)s.")
    if one.window is Window.WEEKS and one.weeks < 1:
        yield gettext_noop("“%(step)s” does not say how many school weeks: %(condition)s.")
    if one.how is How.WEEKS and one.window is Window.STEP:
        yield gettext_noop(
            "“%(step)s” cannot count weeks since a step, which may fall inside one: count days."
        )


_LOWER: Final = (Operator.ABOVE, Operator.AT_LEAST)


def _held(conditions: Sequence[Condition]) -> Iterator[tuple[Condition, Condition]]:
    """The pairs that hold one figure between two others."""
    for low in conditions:
        for high in conditions:
            alike = (low.what, low.how, low.window, low.weeks) == (
                high.what,
                high.how,
                high.window,
                high.weeks,
            )
            if alike and low.operator in _LOWER and high.operator not in _LOWER:
                yield low, high


def _holds_something(low: Condition, high: Condition) -> bool:
    if low.figure != high.figure:
        return low.figure < high.figure
    return low.operator is Operator.AT_LEAST and high.operator is Operator.AT_MOST


class _Band(NamedTuple):
    """The attendance a step is for, from the lowest: ends are a figure and whether it belongs to the band."""

    place: int
    low: Fraction
    low_in: bool
    high: Fraction
    high_in: bool

    @property
    def begins(self) -> tuple[Fraction, int]:
        return self.low, 0 if self.low_in else 1

    @property
    def ends(self) -> tuple[Fraction, int]:
        return self.high, 1 if self.high_in else 0


def _bands(steps: Sequence[Step]) -> Iterator[tuple[int, Sentence]]:
    """What lies between bands of attendance, or in two of them. A step for "below 90%" holds all below it."""
    bands = sorted(
        (band for band in map(_band, range(len(steps)), steps) if band), key=lambda one: one.begins
    )
    for below, above in pairwise(bands):
        said = {"below": steps[below.place].name, "above": steps[above.place].name}
        if below.ends < above.begins:
            template = gettext_noop(
                "No step is for attendance between “%(below)s” (up to %(high)s%%) and "
                "“%(above)s” (from %(low)s%%)."
            )
            yield above.place, Sentence(template, **said, high=_plain(below.high), low=_plain(above.low))
        elif above.begins < below.ends < above.ends and below.begins < above.begins:
            template = gettext_noop(
                "“%(below)s” and “%(above)s” are both for attendance from %(low)s%% to %(high)s%%."
            )
            yield above.place, Sentence(template, **said, low=_plain(above.low), high=_plain(below.high))


def _band(place: int, step: Step) -> _Band | None:
    low, low_in, high, high_in = Fraction(0), True, Fraction(100), True
    found = False
    for one in step.conditions:
        if (one.what, one.how, one.window) != (What.ATTENDANCE, How.PERCENT, Window.YEAR):
            continue
        found = True
        included = one.operator in (Operator.AT_LEAST, Operator.AT_MOST)
        if one.operator in _LOWER and one.figure >= low:
            low, low_in = one.figure, included
        elif one.operator not in _LOWER and one.figure <= high:
            high, high_in = one.figure, included
    return _Band(place, low, low_in, high, high_in) if found else None


# --- counting, day by day ---


@dataclass(frozen=True, eq=False)
class Term:
    """The school's days as a ladder needs them: which are open, and where half-terms begin.

    `open_days` has 378 places; `half_terms` are their first days, as places among those, in order.
    """

    open_days: Days
    half_terms: tuple[int, ...] = (0,)

    @cached_property
    def days(self) -> list[int]:
        """The school days, in order."""
        return [int(day) for day in np.flatnonzero(self.open_days)]

    @cached_property
    def half_term_of(self) -> Numbers:
        """For each day, which half-term had begun latest; the first, before any had."""
        begun = np.searchsorted(np.array(self.half_terms), np.arange(DAYS), side="right") - 1
        return np.maximum(begun, 0)

    def occasions(self, step: Step, days: Numbers) -> Numbers:
        """Which time it is when a step falls due on each of some days."""
        if step.again is Again.HALF_TERM:
            return self.half_term_of[days]
        return days if step.again is Again.EACH else np.zeros_like(days)

    def first_day(self, condition: Condition) -> Numbers:
        """For each day, the first of those a condition counts up to it."""
        key = condition.window, condition.weeks
        if key not in self._first_days:
            self._first_days[key] = self._count_from(condition)
        return self._first_days[key]

    @cached_property
    def _first_days(self) -> dict[tuple[Window, int], Numbers]:
        return {}

    def _count_from(self, condition: Condition) -> Numbers:
        if condition.window is Window.HALF_TERM:
            return np.array(self.half_terms, np.int64)[self.half_term_of]
        weeks = np.flatnonzero(np.any(self.open_days.reshape(WEEKS, 7), axis=1))
        if condition.window is Window.WEEKS and len(weeks):
            upto = np.searchsorted(weeks, np.arange(DAYS) // 7, side="right")
            return 7 * weeks[np.maximum(upto - condition.weeks, 0)]
        return np.zeros(DAYS, np.int64)


class Counts:
    """What some pupils' sessions come to, up to the end of every day; each is added up once.

    Only days on which somebody has a session are kept: weekends, holidays and what is to come would repeat
    what stands before them. Days come first and pupils beside each other, so that a day is read in one go.
    """

    def __init__(self, spent: Matrix, term: Term) -> None:
        self.term = term
        self._pupils = np.arange(len(spent))
        somebody = np.bitwise_or.reduce(spent, axis=0).reshape(DAYS, 2)
        self._days = np.flatnonzero(np.any(somebody, axis=1))
        # How many of those days come before each day of the year, and before its end.
        self._number = np.searchsorted(self._days, np.arange(DAYS + 1))
        self._am, self._pm = (np.ascontiguousarray(spent[:, 2 * self._days + half].T) for half in (0, 1))
        self._kept: dict[tuple[Spent, How], Small] = {}

    def __len__(self) -> int:
        return len(self._pupils)

    def present(self, days: Numbers) -> Days:
        """Whether each pupil has a possible session on each of some days."""
        held = ((self._am | self._pm) & Spent.POSSIBLE.value) > 0
        none = np.zeros((1, len(self)), np.bool_)
        begins = self._number[days]
        found: Days = np.concatenate([held, none])[np.where(self._number[days + 1] > begins, begins, -1)]
        return found

    def upto(self, flag: Spent, how: How, day: int) -> Small:
        """How many each pupil has from the year's first day to the end of one."""
        found: Small = self._added(flag, how)[self._number[day + 1]]
        return found

    def _added(self, flag: Spent, how: How) -> Small:
        """How many each pupil has before each of the days that are kept, and after the last of them."""
        key = (flag, How.SESSIONS if how is How.PERCENT else how)
        if key not in self._kept:
            such = tuple((half & flag.value) > 0 for half in (self._am, self._pm))
            self._kept[key] = self._in_a_row(*such) if how is How.IN_A_ROW else self._add(*such, how=how)
        return self._kept[key]

    def _add(self, am: Days, pm: Days, *, how: How) -> Small:
        each = am.astype(np.uint8) + pm if how in (How.SESSIONS, How.PERCENT) else (am | pm).astype(np.uint8)
        if how is How.WEEKS:
            for week in np.split(each, np.flatnonzero(np.diff(self._days // 7)) + 1):
                week &= np.cumsum(week, axis=0) == 1
        added = np.zeros((len(each) + 1, len(self)), np.int16)
        for at, day in enumerate(each):
            np.add(added[at], day, out=added[at + 1])
        return added

    def _in_a_row(self, am: Days, pm: Days) -> Small:
        """School days in a row spent so in every session that has a mark, up to each day."""
        am_held, pm_held = ((half & Spent.POSSIBLE.value) > 0 for half in (self._am, self._pm))
        whole, any_held = (am | ~am_held) & (pm | ~pm_held), am_held | pm_held
        rows = np.zeros((len(whole) + 1, len(self)), np.int16)
        for at in range(len(whole)):
            rows[at + 1] = np.where(any_held[at], np.where(whole[at], rows[at] + 1, 0), rows[at])
        return rows

    def figures(
        self, condition: Condition, days: Numbers, since: Numbers | None = None
    ) -> tuple[Small, Small]:
        """The part and the whole a condition sets against its figure, at the end of some days; days × pupils.

        `since` says from which day each pupil is counted, for a condition that counts since a step. The whole
        is the possible sessions.
        """
        flag = _FLAGS[condition.what]
        whole = self._between(self._added(Spent.POSSIBLE, How.SESSIONS), condition, days, since)
        if condition.how is How.IN_A_ROW:
            return self._added(flag, How.IN_A_ROW)[self._number[days + 1]], whole
        return self._between(self._added(flag, condition.how), condition, days, since), whole

    def _between(self, added: Small, condition: Condition, days: Numbers, since: Numbers | None) -> Small:
        upto: Small = added[self._number[days + 1]]
        if since is None:
            return upto - added[self._number[self.term.first_day(condition)[days]]]
        return upto - added[self._number[np.minimum(since, DAYS)], self._pupils]

    def figures_at(
        self, condition: Condition, pupil: int, day: int, since: int | None = None
    ) -> tuple[int, int]:
        """The same of one pupil on one day."""
        begins = self.term.first_day(condition)[day] if since is None else min(since, DAYS)
        first, last = int(self._number[begins]), int(self._number[day + 1])
        possible, such = (
            self._added(flag, how)[:, pupil]
            for flag, how in ((Spent.POSSIBLE, How.SESSIONS), (_FLAGS[condition.what], condition.how))
        )
        part = such[last] if condition.how is How.IN_A_ROW else such[last] - such[first]
        return int(part), int(possible[last] - possible[first])

    def met(self, condition: Condition, days: Numbers, since: Numbers | None = None) -> Days:
        """Whether a condition is met at the end of each of some days; days × pupils."""
        part, whole = self.figures(condition, days, since)
        figure, enough = condition.figure, whole >= max(condition.fewest, 1)
        if condition.how is not How.PERCENT:
            return np.logical_and(enough, condition.operator.compare(part, int(figure)))
        wide = np.int32 if 100 * SESSIONS * max(figure.as_integer_ratio()) < _FITS else np.int64
        part = part * wide(100 * figure.denominator)
        return np.logical_and(enough, condition.operator.compare(part, whole * wide(figure.numerator)))


# --- when steps fall due ---


class Due(NamedTuple):
    """A step fell due for a pupil on a day: places among the pupils, the steps and the year's 378 days.

    `occasion` is which time it is: the half-term's number, 0 for a year's only one, the day for each time.
    """

    day: int
    pupil: int
    step: int
    occasion: int


Passed = Callable[[Due], int]
"""On which school day, counted from the year's first as 0, a step that fell due was done with; or NEVER."""


def rehearsed(steps: Sequence[Step], term: Term) -> Passed:
    """As if every step were done on the last day there is to do it."""
    number = {day: place for place, day in enumerate(term.days)}
    return lambda due: number[due.day] + steps[due.step].within


def falls_due(
    steps: Sequence[Step], counts: Counts, until: int, passed: Passed, *, since: int = 0
) -> list[Due]:
    """Every time a step falls due for somebody, up to a day, in the order of days.

    Nothing falls due before `since`, when the ladder was switched on; what was so already does on that day. A
    step looks at the end of each school day on which the pupil had a mark. One that stands after another,
    which is before it on the ladder, waits until that was done with (`passed`), and so many school days more.
    """
    asked = [(number, day) for number, day in enumerate(counts.term.days) if since <= day <= until]
    if not asked:
        return []
    numbers, days = (np.array(held, np.int64) for held in zip(*asked, strict=True))
    present = counts.present(days)
    stood_after = {step.after for step in steps}
    fallen: list[_Fallen] = []
    for place, step in enumerate(steps):
        met = _all_met(step, counts, days) & present
        ready = met
        if step.after is not None:
            before = fallen[step.after]
            latest = before.latest(len(days), len(counts))
            if _since_step(step):
                met &= _met_since(step, counts, days, before.due_on[latest])
            ready = met & (before.done_with[latest] + step.wait <= numbers[:, None])
        at, who = _first_of_each(ready, _turns(step, counts, days, present & ~met))
        occasions = counts.term.occasions(step, days[at])
        dues = [
            Due(day, pupil, place, occasion)
            for day, pupil, occasion in zip(days[at].tolist(), who.tolist(), occasions.tolist(), strict=True)
        ]
        done_with = [passed(due) for due in dues] if place in stood_after else []
        fallen.append(
            _Fallen(dues, at, who, np.append(-1, days[at]), np.array([NEVER, *done_with], np.int64))
        )
    found = [due for one in fallen for due in one.dues]
    return sorted(found, key=lambda due: (due.day, due.step, due.pupil))


class _Fallen(NamedTuple):
    """Every time one step fell due, in the order of days: on which of the days looked at, and for whom.

    With what holds after each of them, and first of all before any of them: the day, and when it was done
    with, where another step stands after it.
    """

    dues: list[Due]
    at: Numbers
    who: Numbers
    due_on: Numbers
    done_with: Numbers

    def latest(self, days: int, pupils: int) -> Numbers:
        """Which of them was the latest by the end of each day for each pupil, from 1; 0 before the first."""
        found = np.zeros((days, pupils), np.int32)
        found[self.at, self.who] = np.arange(1, len(self.at) + 1)
        latest: Numbers = np.maximum.accumulate(found, axis=0)
        return latest


def _turns(step: Step, counts: Counts, days: Numbers, not_met: Days) -> Numbers:
    """A step falls due once in each of these for each pupil; days × pupils, or one column for all.

    One that may come anew does so each time its conditions stopped being met in between.
    """
    if step.again is Again.EACH:
        turns: Numbers = np.cumsum(not_met, axis=0, dtype=np.int32)
        return turns
    return counts.term.occasions(step, days)[:, None]


def _first_of_each(ready: Days, turns: Numbers) -> tuple[Numbers, Numbers]:
    """When each pupil is ready for the first time in each turn, in the order of days: days and pupils."""
    at, who = np.nonzero(ready)
    if not len(at):
        return at, who
    keys = np.broadcast_to(turns, ready.shape)[at, who] * ready.shape[1] + who
    first = np.full(int(keys.max()) + 1, -1)
    # Of many written to one place the last stays: written backwards, that is the first.
    first[keys[::-1]] = np.arange(len(keys))[::-1]
    kept = np.sort(first[first >= 0])
    return at[kept], who[kept]


def _since_step(step: Step) -> bool:
    return any(one.window is Window.STEP for one in step.conditions)


def _all_met(step: Step, counts: Counts, days: Numbers) -> Days:
    """The conditions that depend on no other step, together; days × pupils."""
    met: Days = np.ones((len(days), len(counts)), np.bool_)
    for one in step.conditions:
        if one.window is not Window.STEP:
            met &= counts.met(one, days)
    return met


def _met_since(step: Step, counts: Counts, days: Numbers, due_on: Numbers) -> Days:
    """Those that count from the day after the step before fell due, which is -1 where it never did."""
    met: Days = due_on >= 0
    for one in step.conditions:
        if one.window is Window.STEP:
            met = met & counts.met(one, days, np.maximum(due_on + 1, 0))
    return met
