"""The oracle: the same figures from plain lists of marks, one session at a time, with nothing clever in it.

A book is one academic year of registers as a person would describe it: lines of text, and who was on roll
when. It can be counted plainly here, or made into a roll and measured; the two must agree to the last
session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from trellis.measures.characteristics import Column, Label
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.measures.summaries import Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import of_compulsory_age
from trellis.rules.calendar import HalfTerm
from trellis.rules.codes import Category, code_set
from trellis.rules.populations import Population
from trellis.rules.words import Nation, Session

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# The Monday of the week of the spring bank holiday, by the year a school year begins in.
SIXTH_HALF_TERM = {
    2008: date(2009, 5, 25),
    2009: date(2010, 5, 31),
    2010: date(2011, 5, 30),
    2011: date(2012, 6, 4),
    2012: date(2013, 5, 27),
    2013: date(2014, 5, 26),
    2014: date(2015, 5, 25),
    2015: date(2016, 5, 30),
    2020: date(2021, 5, 31),
    # The holiday itself was a Thursday, 2 June.
    2021: date(2022, 5, 30),
    2023: date(2024, 5, 27),
    2024: date(2025, 5, 26),
    2025: date(2026, 5, 25),
}


@dataclass(frozen=True)
class Sitting:
    """One session of one enrolment: the day, its half, what was marked and whether anything was expected."""

    day: date
    half: str
    char: str
    expected: bool

    @property
    def at(self) -> tuple[date, str]:
        return self.day, self.half


@dataclass(frozen=True)
class Fact:
    """A recorded characteristic and the days it holds."""

    field: str
    since: date
    until: date
    label: Label


@dataclass(frozen=True)
class Enrolled:
    """One enrolment: whose, on which line, when, what was expected of it, what was recorded of it."""

    id: int
    person: int
    line: int
    since: date
    until: date
    born: date | None = None
    # The day the enrolment itself began, where its school joined the grouping after it.
    began: date | None = None
    due: int = 0
    terms: int = 0
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, repr=False)
class Book:
    """One academic year of registers."""

    start: int
    lines: list[str]
    enrolled: list[Enrolled]
    due: list[set[tuple[date, str]]] = field(default_factory=lambda: [set()])
    half_terms: list[tuple[HalfTerm, ...]] = field(default_factory=lambda: [()])
    nation: Nation = Nation.ENGLAND
    labels: dict[str, tuple[tuple[Label, ...], bool]] = field(default_factory=dict)
    summaries: tuple[Summary, ...] = ()
    begun: int = 756
    over: int = 756

    def __repr__(self) -> str:
        # Lines and calendars drawn in full would bury what a failing example has to say.
        return f"Book({self.start}, {self.nation.value}, begun={self.begun}, enrolled={self.enrolled})"

    @property
    def year(self) -> AcademicYear:
        return AcademicYear(self.start)

    @cached_property
    def sessions(self) -> list[tuple[date, str]]:
        """What each of the 756 characters of a line stands for."""
        august = date(self.start, 8, 1)
        monday = august - timedelta(days=august.weekday())
        return [(monday + timedelta(days=n // 2), ("AM", "PM")[n % 2]) for n in range(756)]

    @cached_property
    def sessions_begun(self) -> set[tuple[date, str]]:
        return set(self.sessions[: self.begun])

    def sittings(self, one: Enrolled, population: Population) -> Iterator[Sitting]:
        """Every session that counts of one enrolment, marked or not."""
        for number, (day, half) in enumerate(self.sessions[: self.begun]):
            if (
                not max(one.since, date(self.start, 8, 1))
                <= day
                <= min(one.until, date(self.start + 1, 7, 31))
            ):
                continue
            if population is Population.COMPULSORY_AGE and not of_compulsory_age(one.born, day):
                continue
            if population is Population.STATISTICAL and not self._in_national_figures(one, day):
                continue
            expected = (day, half) in self.due[one.due] and number < self.over
            yield Sitting(day, half, self.lines[one.line][number], expected)

    def _in_national_figures(self, one: Enrolled, day: date) -> bool:
        """Aged 5 to 15; in England not new in the sixth half-term, nor counted in it at 15 or before 2012."""
        if one.born is None:
            return False
        by_august = (self.start, 8, 31)
        age = self.start - one.born.year - ((one.born.month, one.born.day) > by_august[1:])
        if not 5 <= age <= 15:
            return False
        if self.nation is Nation.WALES:
            return True
        sixth = SIXTH_HALF_TERM[self.start]
        if (one.began or one.since) >= sixth:
            return False
        return day < sixth or (self.start >= 2012 and age < 15)

    def roll(self) -> Roll:
        """The same book as the arrays a figure is counted from."""
        first, last = (
            zip(*(self._window(one) for one in self.enrolled), strict=True) if self.enrolled else ((), ())
        )
        place = {session: number for number, session in enumerate(self.sessions)}
        expected = np.zeros((len(self.due), 756), np.bool_)
        for number, due in enumerate(self.due):
            expected[number, [place[session] for session in due]] = True
        return Roll(
            year=self.year,
            nation=self.nation,
            marks=np.array([list(line.encode()) for line in self.lines], np.uint8).reshape(-1, 756),
            line=np.array([one.line for one in self.enrolled], np.intp),
            first=np.array(first, np.int16),
            last=np.array(last, np.int16),
            began=np.array([self._began(one) for one in self.enrolled], np.int16),
            enrolment=np.array([one.id for one in self.enrolled], np.int64),
            person=np.array([one.person for one in self.enrolled], np.int64),
            born=np.array([one.born for one in self.enrolled], "datetime64[D]"),
            expected=expected,
            mask=np.array([one.due for one in self.enrolled], np.intp),
            half_terms=tuple(self.half_terms),
            terms=np.array([one.terms for one in self.enrolled], np.intp),
            columns={name: self._column(name) for name in self.labels},
            summaries=self.summaries,
            begun=self.begun,
            over=self.over,
        )

    def _window(self, one: Enrolled) -> tuple[int, int]:
        positions = self.year.positions(one.since, one.until)
        return (positions[0], positions[-1]) if positions else (1, 0)

    def _began(self, one: Enrolled) -> int:
        began = max(one.began or one.since, self.year.since)
        return self.year.position(began, Session.AM)

    def _column(self, name: str) -> Column:
        labels, ranked = self.labels[name]
        spans = []
        for number, one in enumerate(self.enrolled):
            for fact in one.facts:
                positions = self.year.positions(fact.since, fact.until)
                if fact.field == name and positions:
                    spans.append((number, positions[0], positions[-1], fact.label))
        return Column.dated(labels, spans, ranked=ranked)


# --- counting, one session at a time ---

Group = tuple[Label, ...]


@dataclass
class Sums:
    """What one row comes to."""

    attended: int = 0
    authorised: int = 0
    unauthorised: int = 0
    coronavirus: int = 0
    late_before: int = 0
    late_after: int = 0
    missing: int = 0
    unexplained: int = 0
    without_present_codes: int = 0
    by_char: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def possible(self) -> int:
        return self.attended + self.absent + self.coronavirus + self.unexplained

    def add_summary(self, summary: Summary, nation: Nation) -> None:
        """Somebody else's sums: reasons or the stated absence, and what is left of the possible sessions."""
        held = code_set(nation, summary.until)
        lawful = {char: number for char, number in summary.counts.items() if held.lawful(char)}
        of = defaultdict(int)
        for char, number in lawful.items():
            of[held.category(char)] += number
            self.by_char[char] += number
        authorised, unauthorised = of[Category.AUTHORISED], of[Category.UNAUTHORISED]
        stated = (
            authorised if summary.authorised is None else summary.authorised,
            unauthorised if summary.unauthorised is None else summary.unauthorised,
        )
        if authorised + unauthorised < sum(stated):
            authorised, unauthorised = stated
        self.authorised += authorised
        self.unauthorised += unauthorised
        self.coronavirus += of[Category.CORONAVIRUS]
        self.late_after += lawful.get("U", 0)
        rest = summary.possible - authorised - unauthorised - of[Category.CORONAVIRUS]
        if any(held.category(char) is Category.PRESENT for char in lawful):
            attended = of[Category.PRESENT] + of[Category.ACTIVITY]
            self.attended += attended
            self.unexplained += max(rest - attended, 0)
            self.late_before += lawful.get("L", 0)
        else:
            self.attended += max(rest, 0)
            self.without_present_codes += 1

    def mark(self, sitting: Sitting, nation: Nation) -> None:
        if sitting.char == ".":
            self.missing += sitting.expected
            return
        category = code_set(nation, sitting.day).category(sitting.char)
        if category is None:
            return
        self.by_char[sitting.char] += 1
        self.attended += category in (Category.PRESENT, Category.ACTIVITY)
        self.authorised += category is Category.AUTHORISED
        self.unauthorised += category is Category.UNAUTHORISED
        self.coronavirus += category is Category.CORONAVIRUS
        self.late_before += sitting.char == "L"
        self.late_after += sitting.char == "U"


@dataclass
class Counted:
    """One row: the label of its time, its sums, each enrolment's own, and whose they are."""

    time: Group
    sums: Sums = field(default_factory=Sums)
    each: dict[int, Sums] = field(default_factory=lambda: defaultdict(Sums))
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Asking:
    """A period of a question: what to group by, whom to count, which value of those held."""

    period: Period
    by: tuple[str, ...]
    population: Population
    which: str

    @property
    def times(self) -> tuple[str, ...]:
        return tuple(name for name in self.by if name in ("half_term", "week", "weekday", "session"))


def counted_plainly(books: list[Book], asking: Asking) -> dict[Group, Counted]:
    """For every group of one period: what its marks and summaries come to."""
    found: dict[Group, Counted] = {}
    for book in books:
        for one in book.enrolled:
            _count(books, book, one, asking, found)
    for book in books:
        for held, one, summary in summaries_plainly(book, asking, found):
            held.sums.add_summary(summary, book.nation)
            held.each[one.id].add_summary(summary, book.nation)
    if not asking.times:
        return found
    expected = {time for book in books for one in book.enrolled for time in _expected(book, one, asking)}
    return {group: held for group, held in found.items() if held.sums.possible or held.time in expected}


def _count(books: list[Book], book: Book, one: Enrolled, asking: Asking, found: dict[Group, Counted]) -> None:
    """Add one enrolment's marks, session by session."""
    labels = {
        name: label_plainly(books, one.id, name, asking) for name in asking.by if name not in asking.times
    }
    for sitting in book.sittings(one, asking.population):
        when = _times(book, one, sitting, asking.period)
        if when is None or any(when[name] is None for name in asking.times):
            continue
        group = tuple(when[name] if name in asking.times else labels[name] for name in asking.by)
        held = found.setdefault(group, Counted(tuple(when[name] for name in asking.times)))
        held.sums.mark(sitting, book.nation)
        held.each[one.id].mark(sitting, book.nation)
        held.people.add(one.person)


def _expected(book: Book, one: Enrolled, asking: Asking) -> Iterator[Group]:
    """A week or a Monday has a row where anybody was due at all, on roll that day or not."""
    if not _counted_at_all(book, one, asking.population):
        return
    for day, half in book.due[one.due] & book.sessions_begun:
        when = _times(book, one, Sitting(day, half, ".", True), asking.period)
        if when is not None:
            yield tuple(when[name] for name in asking.times)


def _counted_at_all(book: Book, one: Enrolled, population: Population) -> bool:
    whole = Book(book.start, book.lines, book.enrolled, book.due, book.half_terms, book.nation)
    return any(True for _ in whole.sittings(one, population))


def _times(book: Book, one: Enrolled, sitting: Sitting, period: Period) -> dict[str, Label] | None:
    """The half-term, week, weekday and session of a sitting; None where it is outside the period."""
    halves = book.half_terms[one.terms]
    half = next((held.name for held in halves if held.since <= sitting.day <= held.until), None)
    if not period.since <= sitting.day <= period.until:
        return None
    if period.half_term is not None and half != period.half_term:
        return None
    return {
        "half_term": half,
        "week": (sitting.day - timedelta(days=sitting.day.weekday())).isoformat(),
        "weekday": WEEKDAYS[sitting.day.weekday()],
        "session": sitting.half,
    }


def label_plainly(books: list[Book], enrolment: int, name: str, asking: Asking) -> Label:
    """An enrolment's first, last or highest value among those held while it was counted in the period."""
    held: list[tuple[date, int, Label]] = []
    ranked = all(book.labels[name][1] for book in books)
    rank: dict[Label, int] = {}
    for book in books:
        rank |= {label: number for number, label in enumerate(book.labels[name][0])}
        for one in book.enrolled:
            if one.id != enrolment:
                continue
            days = [
                sitting.day
                for sitting in book.sittings(one, asking.population)
                if _times(book, one, sitting, asking.period) is not None
            ]
            for number, fact in enumerate(one.facts):
                # The days between a first and a last one count as one stretch.
                if fact.field == name and days and fact.since <= max(days) and fact.until >= min(days):
                    began = max(fact.since, date(book.start, 8, 1))
                    held.append((began, number, fact.label))
    if not held:
        return None
    if asking.which == "ever" and ranked:
        return max((label for _, _, label in held), key=lambda label: rank[label])
    held.sort(key=lambda item: item[:2])
    return held[0][2] if asking.which == "first" else held[-1][2]


def summaries_plainly(
    book: Book, asking: Asking, found: dict[Group, Counted]
) -> Iterator[tuple[Counted, Enrolled, Summary]]:
    """Where each summary counts: inside a cell, of a child counted throughout, without marks, only once."""
    if {"weekday", "session"} & set(asking.times):
        return
    taken: dict[tuple[int, Group], list[Summary]] = defaultdict(list)
    for summary in sorted(book.summaries, key=lambda held: (held.since - held.until, held.since)):
        one = book.enrolled[summary.enrolment]
        everybody = book.sittings(one, Population.ALL_ON_ROLL)
        on_roll = [held for held in everybody if summary.since <= held.day <= summary.until]
        first, last = _trimmed(summary)
        school = {held.at for held in on_roll if first <= held.day <= last}
        counted = {held.at for held in book.sittings(one, asking.population)}
        if not school or any(held.char != "." for held in on_roll) or not school <= counted:
            continue
        for time in _cells_around(book, one, summary, asking):
            others = taken[one.id, time]
            if any(other.since <= summary.until and summary.since <= other.until for other in others):
                continue
            others.append(summary)
            yield (
                next(held for held in found.values() if held.time == time and one.id in held.each),
                one,
                summary,
            )


def _trimmed(summary: Summary) -> tuple[date, date]:
    days = [summary.since + timedelta(days=n) for n in range((summary.until - summary.since).days + 1)]
    weekdays = [day for day in days if day.weekday() < 5]
    return (weekdays[0], weekdays[-1]) if weekdays else (days[-1], days[-1])


def _cells_around(book: Book, one: Enrolled, summary: Summary, asking: Asking) -> list[Group]:
    """The cell of the period that holds all of a summary's school days, if one does."""
    whens = [_times(book, one, Sitting(day, "AM", ".", False), asking.period) for day in _trimmed(summary)]
    labels = [tuple(when[name] for name in asking.times) for when in whens if when is not None]
    return [labels[0]] if len(labels) == 2 and labels[0] == labels[1] and None not in labels[0] else []


# --- persistent absence, as each year had it ---

# domain-rules §3.2: by the year a school year begins in, the numbers of sessions published for stretches of
# it.
_TWENTY = {"autumn": 28, "autumn and spring": 52, "five half-terms": 64, "year": 64}
_FIFTEEN = {"autumn": 22, "spring": 16, "autumn and spring": 38, "five half-terms": 46, "year": 46}
PUBLISHED_NUMBERS = {
    **dict.fromkeys(range(2005, 2010), _TWENTY),
    **dict.fromkeys(range(2010, 2012), _FIFTEEN),
    **dict.fromkeys(range(2012, 2015), _FIFTEEN | {"year": 56}),
}
EASTER = {
    2009: date(2010, 4, 4),
    2010: date(2011, 4, 24),
    2011: date(2012, 4, 8),
    2012: date(2013, 3, 31),
    2013: date(2014, 4, 20),
    2014: date(2015, 4, 5),
}
_STRETCHES = {
    "autumn": {"Autumn 1", "Autumn 2"},
    "spring": {"Spring 1", "Spring 2"},
    "autumn and spring": {"Autumn 1", "Autumn 2", "Spring 1", "Spring 2"},
    "five half-terms": {"Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1"},
    "year": {"Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2"},
}


def persistent_plainly(book: Book, one: Enrolled, asking: Asking, time: Group, sums: Sums) -> bool:
    """Was the enrolment persistently absent, by the number its year had for these days or by a share?"""
    if not sums.possible:
        return False
    if book.nation is Nation.WALES:
        share = 10 if asking.period.until >= date(2023, 10, 1) else 20
        return 100 * sums.absent >= share * sums.possible
    numbers = PUBLISHED_NUMBERS.get(book.start)
    if numbers is None:
        return 10 * sums.absent >= sums.possible
    stretch = _stretch_plainly(book, one, asking, time)
    if stretch == "year" and _was_15(book, one):
        stretch = "five half-terms"
    if stretch in numbers:
        return sums.absent >= numbers[stretch]
    return 100 * sums.absent >= (20 if numbers is _TWENTY else 15) * sums.possible


def _was_15(book: Book, one: Enrolled) -> bool:
    return one.born is not None and date(book.start - 16, 9, 1) <= one.born <= date(book.start - 15, 8, 31)


def _stretch_plainly(book: Book, one: Enrolled, asking: Asking, time: Group) -> str | None:
    """The stretch whose every day, and no other half-term's, is among the days asked and begun."""
    if {"weekday", "session"} & set(asking.times):
        return None
    days = set()
    for day in (day for day, half in book.sessions_begun if half == "AM" and day in book.year):
        when = _times(book, one, Sitting(day, "AM", ".", False), asking.period)
        if when is not None and tuple(when[name] for name in asking.times) == time:
            days.add(day)
    whole_year = (book.year.until - book.year.since).days + 1
    if len(days) == whole_year:
        return "year"
    calendar = [(held.name, _days(held.since, held.until)) for held in book.half_terms[one.terms]]
    return _stretch_among(calendar, days) or _stretch_among(_census_plainly(book), days)


def _days(since: date, until: date) -> set[date]:
    return {since + timedelta(days=n) for n in range((until - since).days + 1)}


def _census_plainly(book: Book) -> list[tuple[str, set[date]]]:
    easter, sixth = EASTER[book.start], SIXTH_HALF_TERM[book.start]
    return [
        ("Autumn", _days(book.year.since, date(book.start, 12, 31))),
        ("Spring", _days(date(book.start + 1, 1, 1), easter)),
        ("Summer 1", _days(easter + timedelta(days=1), sixth - timedelta(days=1))),
        ("Summer 2", _days(sixth, book.year.until)),
    ]


def _stretch_among(half_terms: list[tuple[str, set[date]]], days: set[date]) -> str | None:
    touched: set[str] = set()
    for name, own in half_terms:
        if own & days:
            if not own <= days:
                return None
            touched |= {name} if name[-1] in "12" else {f"{name} 1", f"{name} 2"}
    return next((stretch for stretch, names in _STRETCHES.items() if names == touched), None)
