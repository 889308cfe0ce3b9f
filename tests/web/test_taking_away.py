"""What can be taken away from what: all that the governors' page ever told of a year, set side by side."""

import datetime as dt
import random
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.attendance.asked import Asked
from trellis.attendance.school_figures import Figure
from trellis.measures.characteristics import UNKNOWN, Column
from trellis.measures.roll import Roll
from trellis.registers.rolls import Rolls
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.words import Nation
from trellis.schools.models import School
from trellis.web.governor_figures import ToldFigures, told_figures

YEAR = AcademicYear(2024)
HALF_TERMS = (
    HalfTerm(dt.date(2024, 9, 9), dt.date(2024, 9, 13), "Autumn 1"),
    HalfTerm(dt.date(2024, 11, 4), dt.date(2024, 11, 8), "Autumn 2"),
    HalfTerm(dt.date(2025, 1, 13), dt.date(2025, 1, 17), "Spring 1"),
    HalfTerm(dt.date(2025, 6, 9), dt.date(2025, 6, 13), "Summer 2"),
)
DAYS = [half.since + dt.timedelta(days=n) for half in HALF_TERMS for n in range(5)]
# Of whom those in nursery and Reception are outside national figures.
YEAR_GROUPS = ("N2", "R", "2", "3", "11")
OUTSIDE = {"Nursery (N2)", "Reception"}
LOOKS = [*(half.until + dt.timedelta(days=3) for half in HALF_TERMS), dt.date(2025, 8, 4)]


def a_school(chance: random.Random) -> Roll:
    """Some pupils, a few of them in small groups or outside national figures, absent more or less."""
    pupils = chance.choice((4, 9, 14, 30))
    marks = np.full((pupils, SESSIONS), ord("."), np.uint8)
    expected = np.zeros((1, SESSIONS), np.bool_)
    for day in DAYS:
        positions = YEAR.positions(day, day)
        expected[0, positions] = True
        often = chance.choice((0.0, 0.01, 0.03, 0.2))
        for line in marks:
            for at in positions:
                line[at] = ord(chance.choice("IOL")) if chance.random() < often else ord("/\\"[at % 2])
    # A day between half-terms on which somebody was marked all the same.
    marks[0, YEAR.positions(dt.date(2024, 10, 1), dt.date(2024, 10, 1))[0]] = ord(chance.choice("/I."))
    first = np.full(pupils, YEAR.positions(YEAR.since, YEAR.until)[0], np.int16)
    first[-1] = chance.choice((first[0], YEAR.positions(dt.date(2025, 6, 10), YEAR.until)[0]))
    ages = [chance.choice((4, 7, 7, 15)) for _ in range(pupils)]
    return Roll(
        year=YEAR,
        nation=Nation.ENGLAND,
        marks=marks,
        line=np.arange(pupils),
        first=first,
        last=np.full(pupils, YEAR.positions(YEAR.since, YEAR.until)[-1], np.int16),
        enrolment=np.arange(1, pupils + 1),
        person=np.arange(1, pupils + 1),
        born=np.array([dt.date(2024 - age, 3, 1) for age in ages], "datetime64[D]"),
        expected=expected,
        mask=np.zeros(pupils, np.intp),
        half_terms=(HALF_TERMS,),
        columns={
            "year_group": Column.steady(YEAR_GROUPS, np.array([_year_group(chance, age) for age in ages])),
            "sex": _column(chance, pupils, ("F", "M")),
            "fsm": _column(chance, pupils, (False, True)),
            "sen": _column(chance, pupils, ("N", "K", "E")),
            **{name: _nothing(pupils) for name in ("pupil_premium", "eal", "looked_after")},
        },
    )


def _year_group(chance: random.Random, age: int) -> int:
    return {4: chance.choice((0, 1)), 7: chance.choice((2, 3)), 15: 4}[age]


def _column(chance: random.Random, pupils: int, labels: tuple) -> Column:
    often = [chance.choice((1, 8)) for _ in labels]
    return Column.steady(labels, np.array(chance.choices(range(len(labels)), often, k=pupils)))


def _nothing(pupils: int) -> Column:
    return Column.steady((), np.full(pupils, UNKNOWN))


def looked_at(roll: Roll, on: dt.date) -> ToldFigures:
    """The page as it was on a day."""
    stop = YEAR.positions(YEAR.since, min(on, YEAR.until))[-1] + 1
    come = SESSIONS if on > YEAR.until else stop
    so_far = replace(roll, begun=come, over=come)
    asked = Asked(School(nation="england"), YEAR, on)
    return told_figures(asked, Rolls((so_far,), dt.datetime(2025, 9, 1, tzinfo=dt.UTC), {}))


@dataclass(frozen=True)
class Told:
    """One figure as a reader wrote it down: so many of so many."""

    part: int
    whole: int

    @classmethod
    def of(cls, figure: Figure) -> "Told | None":
        if not figure.of:
            return None
        return cls(*(int(number.replace(",", "")) for number in figure.of.split(" of ")))

    def less(self, *others: "Told") -> tuple[int, int, int]:
        """What is left of it: of the part, of the rest, and of both."""
        part = self.part - sum(other.part for other in others)
        whole = self.whole - sum(other.whole for other in others)
        return part, whole - part, whole


def few(numbers: tuple[int, int, int]) -> bool:
    return any(1 <= abs(number) <= 4 for number in numbers)


def by_group(page: ToldFigures, heading: str, measure: int = 0) -> dict[str, Told | None]:
    table = next((held for held in page.tables if held.heading == heading), None)
    return {line.label: Told.of(line.figures[measure]) for line in table.lines} if table else {}


def headings(pages: list[ToldFigures]) -> set[str]:
    return {table.heading for page in pages for table in page.tables}


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_nothing_few_can_be_taken_from_all_the_page_ever_told(seed: int) -> None:
    roll = a_school(random.Random(seed))
    pages = [looked_at(roll, day) for day in LOOKS]
    no_two_looks_leave_a_few(pages)
    nor_do_the_told_groups_leave_a_few_of_the_total(pages)
    nor_are_those_few_whom_national_figures_leave_out(pages)


def no_two_looks_leave_a_few(pages: list[ToldFigures]) -> None:
    for early, late in combinations(pages, 2):
        # The school's own figures of sessions, and every group's.
        pairs = [(early.figures[n], late.figures[n]) for n in (0, 3, 4)]
        for heading in headings(pages) - {"Half-term"}:
            before, after = by_group(early, heading), by_group(late, heading)
            assert {
                label for label, told in after.items() if told and before.get(label, told) is None
            } == set()
            pairs += [(before[label], after[label]) for label in before.keys() & after.keys()]
        for one, other in pairs:
            then, now = (held if isinstance(held, Told | None) else Told.of(held) for held in (one, other))
            if then and now:
                assert not few(now.less(then))


def nor_do_the_told_groups_leave_a_few_of_the_total(pages: list[ToldFigures]) -> None:
    for heading in headings(pages):
        left_before = None
        for page in pages:
            total, groups = Told.of(page.figures[0]), by_group(page, heading)
            if total is None:
                continue
            told = [held for held in groups.values() if held]
            left = total.less(*told)
            assert not few(left)
            hidden = [label for label, held in groups.items() if held is None]
            if heading == "Half-term":
                # Where the year is told, so is every half-term of it.
                assert not any(groups[label] is None for label in groups)
                continue
            assert len(hidden) != 1 or left == (0, 0, 0)
            # The same hidden groups, a half-term later.
            if left_before is not None and left_before[1] == hidden:
                assert not few(tuple(now - then for now, then in zip(left, left_before[0], strict=True)))
            left_before = left, hidden


def nor_are_those_few_whom_national_figures_leave_out(pages: list[ToldFigures]) -> None:
    for page in pages:
        attendance, theirs = Told.of(page.figures[0]), Told.of(page.beside_national[0])
        if attendance and theirs:
            everybody = Told(attendance.whole - attendance.part, attendance.whole)
            assert not few(everybody.less(theirs))
        nor_is_any_year_group_outside_them(page)
        for ours, published in zip(page.figures[1:3], page.beside_national[1:], strict=True):
            one, other = Told.of(ours), Told.of(published)
            if one and other:
                assert not few(one.less(other))
    for early, late in combinations(pages, 2):
        then, now = Told.of(early.beside_national[0]), Told.of(late.beside_national[0])
        if then and now:
            assert not few(now.less(then))


def nor_is_any_year_group_outside_them(page: ToldFigures) -> None:
    """Everybody less those in national figures are nursery and Reception, and some of those are told."""
    # Attendance against absence, and persistent absence.
    for measure, of_all, of_them in ((0, page.figures[0], page.beside_national[0]), (1, *_persistent(page))):
        everybody, published = Told.of(of_all), Told.of(of_them)
        if not (everybody and published):
            continue
        part = published.whole - published.part if measure == 0 else published.part
        outside = Told(everybody.part - part, everybody.whole - published.whole)
        groups = by_group(page, "Year group", measure)
        told = [groups[label] for label in groups if label in OUTSIDE]
        left = outside.less(*filter(None, told))
        assert not few(left)
        assert told.count(None) != 1 or left == (0, 0, 0)


def _persistent(page: ToldFigures) -> tuple[Figure, Figure]:
    return page.figures[1], page.beside_national[1]
