"""The rolls that measures count: lines, enrolments and what is known of them, for one school or a grouping
of them.

In a grouping the unit is the enrolment, and a school counts for the days it was a member. Everything
follows a moment: the marks by the ledger, all other facts by their history.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import DateField, Q
from django.utils import timezone
from numpy.typing import NDArray

from trellis.measures.characteristics import Column
from trellis.measures.roll import Roll
from trellis.measures.summaries import Summary as Counted
from trellis.registers import facts
from trellis.registers.calendars import calendar_of
from trellis.registers.facts import Dated, Enrolments, Numbers, look_up
from trellis.registers.models import Summary
from trellis.registers.reading import Matrix, ledger_numbers, lines_of
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.ages import YEAR_GROUPS
from trellis.rules.calendar import Calendar, HalfTerm, Kind, Span
from trellis.rules.codes import Category, CodeSet, char_of, code_sets
from trellis.rules.inferred import InferredCalendar
from trellis.schools.models import (
    AttendancePattern,
    CalendarSpan,
    Grouping,
    GroupingMembership,
    School,
    SchoolURN,
)
from trellis.schools.questions import SCHOOL, Given, Question
from trellis.schools.settings import settings_of

_BLANK = ord(".")

# The labels of the characteristics whose values are known beforehand; ranked ones rise. Others bring their
# own.
_YES_OR_NO: Mapping[str, bool] = {"false": False, "true": True}
_RANKED: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("fsm", "pupil_premium", "eal", "looked_after", "young_carer"), tuple(_YES_OR_NO)),
    "sen": ("N", "K", "E"),
}
_LISTED: Mapping[str, Sequence[str]] = {**_RANKED, "year_group": YEAR_GROUPS}
_OPEN = ("ethnicity", "first_language")
FIELDS = (*_LISTED, *_OPEN, "class", "sex", "school")

# When a session has begun and when it is over, for whoever asks during the day. A register is taken within
# the half hour it is open; a blank counts as missing once the half day itself is over.
_BEGINS = (dt.time(0), dt.time(12))
_IS_OVER = (dt.time(12), dt.time(16))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose registers: one school's, those of the schools of a grouping for the days they are in it, or those
    of several schools, whole.
    """

    school: School | None = None
    grouping: Grouping | None = None
    schools: tuple[School, ...] = ()

    def __post_init__(self) -> None:
        if sum((self.school is not None, self.grouping is not None, bool(self.schools))) != 1:
            raise ValueError("A scope is one school, one grouping or several schools.")

    def known(self, members: Iterable[int] = ()) -> list[School]:
        """Its schools in order: those it was made of, or of a grouping some of its members."""
        held = [self.school] if self.school is not None else self.schools
        if self.grouping is not None:
            return list(School.objects.filter(pk__in=members).order_by("pk"))
        return sorted(held, key=lambda school: school.pk)

    def members(self, year: AcademicYear, as_at: dt.datetime | None) -> dict[int, NDArray[np.bool_]]:
        """The schools in it in a year, each with the positions it counts for."""
        if self.grouping is None:
            return {school.pk: year.writable for school in self.known()}
        held = GroupingMembership.objects if as_at is None else GroupingMembership.history.as_of(as_at)
        found: dict[int, NDArray[np.bool_]] = {}
        for school, since, until in held.filter(grouping=self.grouping).values_list(
            "school_id", "since", "until"
        ):
            positions = year.positions(since, until or year.until)
            if positions:
                found.setdefault(school, np.zeros(SESSIONS, np.bool_))[positions] = True
        return found


@dataclass(frozen=True, slots=True)
class Rolls:
    """What `evaluate` counts, the moment it is known at, and each school's ledger number by URN."""

    rolls: tuple[Roll, ...]
    as_at: dt.datetime
    ledger: Mapping[str, int]


def rolls(
    scope: Scope,
    since: dt.date,
    until: dt.date,
    *,
    fields: Iterable[str] = (),
    fields_since: dt.date | None = None,
    as_at: dt.datetime | None = None,
    pupil: int | None = None,
) -> Rolls:
    """The rolls of a scope for every academic year some days touch, with the characteristics asked for; years
    that end before `fields_since` are read without them.

    Without a moment, as things stand now; and so one child's alone, where a page is about one.
    """
    if pupil is not None and as_at is not None:
        raise ValueError("One child alone is read as things stand now.")
    now = as_at or timezone.now()
    wanted = [name for name in dict.fromkeys(fields) if name in FIELDS]
    years = range(AcademicYear.of(since).start, AcademicYear.of(until).start + 1)
    found, numbers = [], {}
    for year in map(AcademicYear, years):
        members = scope.members(year, as_at)
        schools = {school.pk: school for school in scope.known(members)}
        numbers |= ledger_numbers([school for school in schools if school not in numbers], as_at)
        for codes, alike in _by_codes(schools.values(), year, as_at):
            reader = _Reader(
                year, {school.pk: school for school in alike}, members, codes, now, as_at, numbers, pupil
            )
            found.append(reader.roll(wanted if year.until >= (fields_since or since) else ()))
    return Rolls(
        tuple(found), now, {_urn: numbers[school] for school, _urn in urns(numbers, until, as_at).items()}
    )


def urns(schools: Iterable[int], on: dt.date, as_at: dt.datetime | None = None) -> dict[int, str]:
    """The URN each school had on a day, or if it had none then, its latest."""
    listed = list(schools)
    if as_at is None and len(listed) == 1:
        rows = _URNS_OF.ask(school=listed[0])
    else:
        held = SchoolURN.objects if as_at is None else SchoolURN.history.as_of(as_at)
        rows = list(held.filter(school__in=listed).values_list("since", "school_id", "urn"))
    found: dict[int, str] = {}
    for since, school, urn in sorted(rows):
        if since <= on or school not in found:
            found[school] = urn
    return found


_URNS_OF = Question(lambda: SchoolURN.objects.filter(school=SCHOOL).values_list("since", "school_id", "urn"))


def _by_codes(
    schools: Iterable[School], year: AcademicYear, as_at: dt.datetime | None
) -> Iterator[tuple[tuple[CodeSet, ...], list[School]]]:
    """Schools that read their marks by the same code sets: a nation's, and in Wales one way of counting D."""
    schools = list(schools)
    welsh = [school for school in schools if school.nation == School.nation.field.choices[1][0]]
    dual = settings_of(welsh, ["wales_d"], year.until, as_at) if welsh else {}
    groups: defaultdict[tuple[str, str], list[School]] = defaultdict(list)
    for school in schools:
        counts_as = str(dual[school.pk]["wales_d"].value) if school.pk in dual else ""
        groups[school.nation, counts_as].append(school)
    for (nation, counts_as), alike in groups.items():
        sets = code_sets(nation)
        if counts_as:
            sets = tuple(held.counting_dual_as(Category(counts_as)) for held in sets)
        yield sets, alike


@dataclass(slots=True)
class _Reader:
    """The reading of one roll: some schools in one year."""

    year: AcademicYear
    schools: Mapping[int, School]
    members: Mapping[int, NDArray[np.bool_]]
    codes: tuple[CodeSet, ...]
    now: dt.datetime
    as_at: dt.datetime | None
    numbers: Mapping[int, int]
    pupil: int | None
    enrolled: Enrolments = field(init=False)
    lines: Matrix = field(init=False)
    calendars: dict[int, Calendar] = field(init=False)

    def roll(self, fields: Sequence[str]) -> Roll:
        upto = None if self.as_at is None else {school: self.numbers[school] for school in self.schools}
        self.lines = lines_of(list(self.schools), self.year.start, upto, pupil=self.pupil)
        self._blank_outside_membership()
        self.enrolled = facts.enrolments(list(self.schools), self.year, self.as_at, pupil=self.pupil)
        self.calendars = self._calendars()
        first, last = self._windows()
        expected, mask = self._expected()
        half_terms, terms = self._half_terms()
        return Roll(
            year=self.year,
            nation=self.codes[0].nation,
            marks=self.lines.marks,
            line=self._lines_of_enrolments(),
            first=first,
            last=last,
            began=2 * self.enrolled.first.astype(np.int16),
            enrolment=self.enrolled.ids,
            person=self.enrolled.pupils,
            born=self.enrolled.born,
            expected=expected,
            mask=mask,
            half_terms=half_terms,
            terms=terms,
            columns=self._columns(fields),
            summaries=self._summaries(),
            begun=_positions_past(self.year, self.now, _BEGINS),
            over=_positions_past(self.year, self.now, _IS_OVER),
            codes=self.codes,
        )

    def _blank_outside_membership(self) -> None:
        """What a school marked while it was in no such grouping is not the grouping's to count."""
        for school, member in self.members.items():
            outside = self.year.writable & ~member
            if school in self.schools and outside.any():
                self.lines.marks[: len(self.lines)][np.ix_(self.lines.schools == school, outside)] = _BLANK

    def _windows(self) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """First and last position of each enrolment, within the days its school counts for."""
        first, last = 2 * self.enrolled.first, 2 * self.enrolled.last + 1
        for school in self.schools:
            member = np.flatnonzero(self.members[school])
            own = self.enrolled.schools == school
            first[own] = np.maximum(first[own], member[0])
            last[own] = np.minimum(last[own], member[-1])
        return first.astype(np.int16), last.astype(np.int16)

    def _lines_of_enrolments(self) -> NDArray[np.intp]:
        """The line each enrolment reads; the blank one at the end for those without marks."""
        blank = len(self.lines)
        if not blank:
            return np.zeros(len(self.enrolled), np.intp)
        keys = _pair(self.lines.schools, self.lines.pupils)
        order = np.argsort(keys)
        wanted = _pair(self.enrolled.schools, self.enrolled.pupils)
        place = np.minimum(np.searchsorted(keys[order], wanted), blank - 1)
        return np.where(keys[order][place] == wanted, order[place], blank).astype(np.intp)

    # --- what was expected ---

    def _calendars(self) -> dict[int, Calendar]:
        """Each school's calendar as stated, or where no terms were, as its marks show it."""
        stated: defaultdict[int, list[Span]] = defaultdict(list)
        for school, since, until, kind, name in _SPANS.ask(self.schools, self.year, self.as_at):
            if until is None or until >= self.year.since:
                stated[school].append(Span(since, until or since, Kind(kind), name))
        known: dict[Any, Calendar] = {}
        found = {}
        for key, school in self.schools.items():
            # Most schools of an authority keep its calendar: worked out once for all that state the same.
            same = tuple(sorted(stated[key])) if any(span.kind is Kind.TERM for span in stated[key]) else key
            if same not in known:
                known[same] = self._calendar(school, stated[key])
            found[key] = known[same]
        return found

    def _calendar(self, school: School, stated: Sequence[Span]) -> Calendar:
        if any(span.kind is Kind.TERM for span in stated):
            return calendar_of(self.year, tuple(stated), school.nation)
        # What nobody stated is seen in everybody's marks, whoever is asked about.
        lines = self.lines if self.pupil is None else lines_of([school.pk], self.year.start)
        own = lines.marks[: len(lines)][lines.schools == school.pk]
        return InferredCalendar(self.year, own, school.nation)

    def _expected(self) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """The distinct masks of sessions due, calendar less pattern, and which is each enrolment's."""
        masks = _Distinct()
        opened = {calendar: calendar.open_mask() for calendar in set(self.calendars.values())}
        of_school = {
            school: masks.place((opened[calendar] & self.members[school]).tobytes())
            for school, calendar in self.calendars.items()
        }
        which = look_up(of_school, self.enrolled.schools)
        for enrolment, sessions, positions in self._patterns():
            mask = np.frombuffer(masks.found[which[enrolment]], np.bool_).copy()
            week = np.zeros(14, np.bool_)
            week[:10] = [session == "Y" for session in sessions]
            held = np.arange(positions.start, positions.stop)
            mask[held] &= week[held % 14]
            which[enrolment] = masks.place(mask.tobytes())
        found = np.frombuffer(b"".join(masks.found) or bytes(SESSIONS), np.bool_).reshape(-1, SESSIONS)
        return found, which

    def _patterns(self) -> Iterator[tuple[int, str, range]]:
        known = _PATTERNS.ask(self.schools, self.year, self.as_at)
        place = self._places(enrolment for enrolment, *_ in known)
        for enrolment, sessions, since, until in known:
            positions = self.year.positions(since, until or self.year.until)
            if enrolment in place and positions:
                yield place[enrolment], sessions, positions

    def _places(self, enrolments: Iterable[int]) -> dict[int, int]:
        """Where some enrolments stand, those of them that are here."""
        wanted = np.array(list(enrolments), np.int64)
        place, known = self._found(wanted)
        return dict(zip(wanted[known].tolist(), place[known].tolist(), strict=True))

    def _found(self, enrolments: Numbers) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where each of many enrolments stands, and whether it does."""
        if not len(self.enrolled):
            return np.zeros(len(enrolments), np.intp), np.zeros(len(enrolments), np.bool_)
        place = np.minimum(np.searchsorted(self.enrolled.ids, enrolments), len(self.enrolled) - 1)
        return place, self.enrolled.ids[place] == enrolments

    def _half_terms(self) -> tuple[tuple[tuple[HalfTerm, ...], ...], NDArray[np.intp]]:
        sets = _Distinct()
        of_school = {school: sets.place(calendar.half_terms) for school, calendar in self.calendars.items()}
        return tuple(sets.found) or ((),), look_up(of_school, self.enrolled.schools)

    # --- what is known of each enrolment ---

    def _columns(self, fields: Sequence[str]) -> dict[str, Column]:
        columns: dict[str, Column] = {}
        kinds = {name: tuple(_LISTED[name]) for name in fields if name in _LISTED}
        kinds |= {name: self._values_recorded(name) for name in fields if name in _OPEN}
        known = facts.characteristics(kinds, list(self.schools), self.year, self.as_at)
        for kind, dated in known.items():
            ranked = kind in _RANKED
            labels = [_YES_OR_NO.get(value, value) for value in kinds[kind]] if ranked else kinds[kind]
            columns[kind] = self._column(dated, labels, ranked=ranked)
        if "class" in fields:
            dated, names = facts.class_memberships(list(self.schools), self.year, self.as_at)
            columns["class"] = self._column(dated, names)
        if "sex" in fields:
            columns["sex"] = _letters(self.enrolled.sex)
        if "school" in fields:
            named = urns(self.schools, self.year.until, self.as_at)
            labels = tuple(named.values())
            place = {school: number for number, school in enumerate(named)}
            columns["school"] = Column.steady(labels, look_up(place, self.enrolled.schools))
        return columns

    def _values_recorded(self, kind: str) -> tuple[str, ...]:
        """Every value of a characteristic that has no list of its own."""
        return facts.values_recorded(kind, list(self.schools), self.as_at)

    def _column(self, dated: Dated, labels: Sequence[Any], *, ranked: bool = False) -> Column:
        place, known = self._found(dated.enrolments)
        return Column(
            labels=tuple(labels),
            enrolment=place[known],
            first=(2 * dated.first[known]).astype(np.int16),
            last=(2 * dated.last[known] + 1).astype(np.int16),
            code=dated.codes[known].astype(np.int32),
            ranked=ranked,
        )

    def _summaries(self) -> tuple[Counted, ...]:
        rows = _SUMMARIES.ask(self.schools, self.year, self.as_at)
        place = self._places(row.enrolment_id for row in rows)
        return tuple(
            Counted(
                enrolment=place[row.enrolment_id],
                since=row.since,
                until=row.until,
                possible=row.possible,
                counts={char_of(code): count for code, count in row.counts.items()},
                authorised=row.authorised,
                unauthorised=row.unauthorised,
                source=row.source,
            )
            for row in rows
            if row.enrolment_id in place
        )


class _Facts:
    """What is asked of some schools in a year; of one school as things stand, in words that are kept."""

    def __init__(self, model: Any, rows: Callable[..., Any]) -> None:
        self._model, self._rows = model, rows
        since, until = Given("since", DateField()), Given("until", DateField())
        self._of_one = Question(lambda: rows(model.objects, lambda path: Q(**{path: SCHOOL}), since, until))

    def ask(self, schools: Collection[int], year: AcademicYear, as_at: dt.datetime | None) -> Sequence[Any]:
        """The rows, now or as known at a moment."""
        if as_at is None and len(schools) == 1:
            return self._of_one.ask(school=next(iter(schools)), since=year.since, until=year.until)
        held = self._model.objects if as_at is None else self._model.history.as_of(as_at)
        listed = list(schools)
        return list(self._rows(held, lambda path: Q(**{f"{path}__in": listed}), year.since, year.until))


_SPANS = _Facts(
    CalendarSpan,
    lambda held, at, _since, until: held.filter(at("school"), inferred=False, since__lte=until).values_list(
        "school_id", "since", "until", "kind", "name"
    ),
)
_PATTERNS = _Facts(
    AttendancePattern,
    lambda held, at, _since, until: held.filter(at("enrolment__school"), since__lte=until).values_list(
        "enrolment_id", "sessions", "since", "until"
    ),
)
_SUMMARIES = _Facts(
    Summary,
    lambda held, at, since, until: held.filter(at("enrolment__school"), since__lte=until, until__gte=since),
)


class _Distinct:
    """Things kept once each, by the place they were first given."""

    def __init__(self) -> None:
        self.found: list[Any] = []
        self._place: dict[Any, int] = {}

    def place(self, thing: Any) -> int:
        if thing not in self._place:
            self._place[thing] = len(self.found)
            self.found.append(thing)
        return self._place[thing]


def _pair(school: NDArray[np.int64], pupil: NDArray[np.int64]) -> NDArray[np.int64]:
    return school << 40 | pupil


def _letters(numbers: Numbers) -> Column:
    """A column of letters that hold all year; none is not recorded."""
    found, which = np.unique(numbers, return_inverse=True)
    known = [chr(number) for number in found.tolist() if number]
    return Column.steady(known, which.reshape(-1) - (len(found) - len(known)))


def _positions_past(year: AcademicYear, now: dt.datetime, times: Sequence[dt.time]) -> int:
    """How many of the year's positions have come to a time of their half day."""
    local = timezone.localtime(now)
    days = (local.date() - year.week0).days
    if days < 0:
        return 0
    if 2 * days >= SESSIONS:
        return SESSIONS
    return 2 * days + sum(local.time() >= time for time in times)
