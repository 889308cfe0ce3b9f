"""Whatever is asked of whatever registers, the arrays and the plain list of marks say the same."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.plainly import (
    Asking,
    Book,
    Counted,
    Enrolled,
    Fact,
    Group,
    Sums,
    counted_plainly,
    persistent_plainly,
)
from trellis.measures.answer import Answer
from trellis.measures.characteristics import Label, Which
from trellis.measures.evaluate import evaluate
from trellis.measures.groups import counts_everybody, labels_with_somebody
from trellis.measures.periods import Period
from trellis.measures.pupils import pupils_where
from trellis.measures.summaries import Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.census import CensusTerm, census_period
from trellis.rules.codes import ALL_CHARS, char_of, code_set
from trellis.rules.populations import Population
from trellis.rules.words import Nation

OF_SESSIONS = (
    "attendance",
    "absence",
    "authorised_absence",
    "unauthorised_absence",
    "late",
    "late_before_close",
    "late_after_close",
    "reason:I",
    "reason:D",
    "reason:Y1",
    "reason:H",
)
OF_ENROLMENTS = ("persistent_absence", "severe_absence")
FIELDS = ("half_term", "week", "weekday", "session", "fsm", "class")
LABELS: dict[str, tuple[tuple[Label, ...], bool]] = {
    "fsm": ((False, True), True),
    "class": (("3A", "3B", "4A"), False),
}

# The years in which codes and rules change: 1 September 2011 is a Thursday, inside a week.
YEARS = (2009, 2011, 2012, 2014, 2020, 2023, 2024)


def plainly(
    books: list[Book], measures: tuple[str, ...], period: Period, by: tuple[str, ...], **asked
) -> dict:
    """Every row of these measures over one period, by measure, period and group."""
    rows = {}

    @cache
    def counted(part: Period) -> dict[Group, Counted]:
        return counted_plainly(books, Asking(part, by, **asked))

    for measure in measures:
        parts = period.by_academic_year() if measure in OF_ENROLMENTS else (period,)
        for part in parts:
            for group, held in counted(part).items():
                figure = (
                    _of_enrolments(measure, books, Asking(part, by, **asked), held)
                    if measure in OF_ENROLMENTS
                    else _figure(measure, books, part, held.sums)
                )
                rows[measure, part.label, group] = (
                    *figure,
                    len(held.people),
                    len(held.each),
                    held.sums.missing,
                )
    return rows


def _of_enrolments(measure: str, books: list[Book], asking: Asking, held: Counted) -> tuple:
    whose = {
        one.id: (book, one) for book in books for one in book.enrolled if asking.period.since in book.year
    }
    met = 0
    for enrolment, sums in held.each.items():
        if measure == "persistent_absence":
            met += persistent_plainly(*whose[enrolment], asking, held.time, sums)
        else:
            met += sums.possible > 0 and 2 * sums.absent >= sums.possible
    return met, sum(1 for sums in held.each.values() if sums.possible)


def _figure(measure: str, books: list[Book], period: Period, sums: Sums) -> tuple:
    if measure.startswith("reason:"):
        char = char_of(measure.removeprefix("reason:"))
        unknown = sums.without_present_codes and measure in ("reason:D", "reason:Y1")
        return None if unknown else sums.by_char[char], sums.possible if _possible_ever(
            books, period, char
        ) else None
    numerator = {
        "attendance": sums.attended,
        "absence": sums.absent,
        "authorised_absence": sums.authorised,
        "unauthorised_absence": sums.unauthorised,
        "late": sums.late_before + sums.late_after,
        "late_before_close": sums.late_before,
        "late_after_close": sums.late_after,
    }
    unknown = sums.without_present_codes and measure in ("late", "late_before_close")
    return None if unknown else numerator[measure], sums.possible


def _possible_ever(books: list[Book], period: Period, char: str) -> bool:
    days = {
        day
        for book in books
        for day, _ in book.sessions
        if period.since <= day <= period.until and day in book.year
    }
    categories = {code_set(books[0].nation, day).category(char) for day in days}
    return any(category is not None and category.possible for category in categories)


def measured(answer: Answer, by: tuple[str, ...]) -> dict:
    """The rows of an answer in the same shape."""
    return {
        (row.measure, row.period.label, tuple(row.group[name] for name in by)): (
            row.numerator,
            row.denominator,
            row.pupils,
            row.enrolments,
            row.missing_marks,
        )
        for row in answer.rows
    }


def a_book(start: int, nation: Nation, chance: random.Random, begun: int, enrolments: range) -> Book:
    """A small school's year, as untidy as they come: rejoiners, movers, odd windows, every code there is."""
    year = AcademicYear(start)
    days = [year.since + timedelta(days=n) for n in range((year.until - year.since).days + 1)]
    layouts = [_half_terms(chance, days), _half_terms(chance, days)]
    due = [_due(chance, days, layouts[0]), _due(chance, days, layouts[1]), set()]
    lines = [*(_line(chance) for _ in range(4)), "." * 756]
    return Book(
        start=start,
        lines=lines,
        enrolled=[_enrolled(chance, number, days) for number in enrolments],
        due=due,
        half_terms=layouts,
        nation=nation,
        labels=LABELS,
        summaries=tuple(_summary(chance, days, len(enrolments)) for _ in range(chance.choice((0, 0, 4)))),
        begun=begun,
        over=max(0, begun - chance.choice((0, 1, 2, 30))),
    )


def _half_terms(chance: random.Random, days: list[date]) -> tuple[HalfTerm, ...]:
    edges = sorted(chance.sample(range(len(days)), 6))
    names = chance.choice(
        (
            ("Autumn 1", "Autumn 2", "Spring 1"),
            ("Autumn", "Spring", "Summer 1"),
            ("Autumn", "Spring 1", "Spring 2"),
        )
    )
    return tuple(HalfTerm(days[edges[2 * n]], days[edges[2 * n + 1]], name) for n, name in enumerate(names))


def _due(chance: random.Random, days: list[date], halves: tuple[HalfTerm, ...]) -> set[tuple[date, str]]:
    weekdays = chance.sample(range(7), 4)
    return {
        (day, half)
        for day in days
        if day.weekday() in weekdays and any(day in held for held in halves)
        for half in ("AM", "PM")
        if chance.random() < 0.9
    }


def _line(chance: random.Random) -> str:
    present = chance.choice((0, 3, 60))
    pool = ALL_CHARS + "." * 20 + "/\\" * present + "IO" * chance.choice((0, 10))
    return "".join(chance.choices(pool, k=756))


def _enrolled(chance: random.Random, number: int, days: list[date]) -> Enrolled:
    since, until = sorted(chance.choices(days, k=2))
    if chance.random() < 0.5:
        since, until = days[0], days[-1]
    born = date(days[0].year - chance.randint(3, 17), chance.randint(1, 12), chance.randint(1, 28))
    facts = []
    for name, (labels, _) in LABELS.items():
        for _ in range(chance.choice((0, 1, 2, 3))):
            began, ended = sorted(chance.choices(days, k=2))
            facts.append(Fact(name, began, ended, chance.choice(labels)))
    return Enrolled(
        id=number,
        person=number // 2 if number < 4 else number,
        line=chance.randrange(5),
        since=since,
        until=until,
        began=chance.choice((None, None, days[0])),
        born=chance.choice((born, born, None)),
        due=chance.randrange(3),
        terms=chance.randrange(2),
        facts=tuple(facts),
    )


def _summary(chance: random.Random, days: list[date], enrolments: int) -> Summary:
    first = chance.randrange(len(days) - 1)
    last = min(first + chance.choice((0, 1, 4, 6, 40, 100)), len(days) - 1)
    chars = [*chance.sample(ALL_CHARS, 5), "I", *chance.choice(("", "/L"))]
    counts = {char: chance.randrange(5) for char in chars}
    return Summary(
        enrolment=chance.randrange(enrolments),
        since=days[first],
        until=days[last],
        possible=sum(counts.values()) + chance.randrange(20),
        counts=counts,
        authorised=chance.choice((None, 2, 9)),
        unauthorised=chance.choice((None, 0, 9)),
    )


@st.composite
def questions(draw):
    """Some books, a period and what to group by."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    start, nation = draw(st.sampled_from(YEARS)), draw(st.sampled_from(Nation))
    begun = draw(st.sampled_from((756, 756, 755, 400, 301, 45, 0)))
    books = [a_book(start, nation, chance, begun, range(6))]
    if draw(st.booleans()) and begun == 756:
        # The year after, with some of the same enrolments.
        books.append(a_book(start + 1, nation, chance, 756, range(3, 8)))
    year = books[0].year
    since = year.since + timedelta(days=draw(st.integers(0, 364)))
    until = since + timedelta(days=draw(st.sampled_from((0, 1, 6, 20, 90, 400))))
    # Days that a definition may have set a number of sessions for: the census's terms, or a calendar's.
    first, last = draw(st.sampled_from([(0, 0), (0, 1), (1, 1), (0, 2)]))
    terms = list(map(partial(census_period, year), CensusTerm))
    halves = books[0].half_terms[0]
    period = draw(
        st.sampled_from(
            (
                Period.of_year(year),
                Period.between(since, until),
                Period.of_half_term(year, "Autumn 2"),
                Period.of_half_term(year, "Autumn"),
                Period.between(terms[first].since, terms[last].until),
                Period.between(halves[first].since, halves[last].until),
            )
        )
    )
    by = tuple(draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=3)))
    return books, period, by


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from(Population), st.sampled_from(Which))
def test_any_question_of_any_registers(question, population: Population, which: Which) -> None:
    books, period, by = question
    measures = OF_SESSIONS + OF_ENROLMENTS
    answer = evaluate(
        [book.roll() for book in books], measures, [period], by, population=population, which=which
    )
    stop = books[0].roll().last_day_begun()
    so_far = period.stopping(stop) if stop else period
    expected = plainly(books, measures, so_far, by, population=population, which=which.value)
    found = measured(answer, by)
    if not by and not expected:
        assert all(row.numerator == 0 and row.percent is None for row in answer.rows)
        return
    if not by:
        # A year of a range in which nobody was on roll still has its row, which says so.
        found = {key: row for key, row in found.items() if row[3] or key in expected}
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from(Population), st.sampled_from(Which), st.sampled_from(sorted(LABELS)))
def test_the_groups_with_somebody_in_them_are_those_that_have_a_row(
    question, population: Population, which: Which, field: str
) -> None:
    books, period, _ = question
    expected = plainly(books, ("attendance",), period, (field,), population=population, which=which.value)
    found = labels_with_somebody(
        [book.roll() for book in books], [field], period, population=population, which=which
    )
    assert found == {field: {label for _measure, _period, (label,) in expected}}


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from((Population.STATISTICAL, Population.COMPULSORY_AGE)), st.booleans())
def test_a_population_that_leaves_nobody_out_has_the_figures_of_all(
    question, population: Population, all_aged_8: bool
) -> None:
    (book, *_), period, by = question
    roll = book.roll()
    if all_aged_8:
        born = np.datetime64(date(book.start - 8, 1, 1))
        roll = replace(roll, born=np.full(len(roll), born, "datetime64[D]"))
    counted, everybody = (
        evaluate([roll], OF_SESSIONS + OF_ENROLMENTS, [period], by, population=one).rows
        for one in (population, Population.ALL_ON_ROLL)
    )
    assert not counts_everybody(roll, period, population) or counted == everybody


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from(Population), st.sampled_from(OF_ENROLMENTS))
def test_a_list_has_as_many_as_the_measure_counts(question, population: Population, asked: str) -> None:
    books, period, _ = question
    rolls = [book.roll() for book in books]
    rows = evaluate(rolls, [asked], [period], population=population).rows
    listed = pupils_where(rolls, asked, period, population=population)
    assert len(listed) == sum(row.numerator for row in rows)
    assert all(str(one.threshold) in str([str(row.threshold) for row in rows]) for one in listed)
