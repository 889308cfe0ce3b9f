"""The rolls that measures count: enrolments, windows, what was expected, what was known when."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.drawing import register
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.registers.actions import record_marks
from trellis.registers.importing import Brought, import_marks
from trellis.registers.models import Entry, Summary
from trellis.registers.places import Mark
from trellis.registers.reading import ledger_numbers, matrix
from trellis.registers.rolls import FIELDS, Rolls, Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.populations import Population
from trellis.rules.words import Session
from trellis.schools.actions import leave, move_class, rejoin
from trellis.schools.models import (
    AttendancePattern,
    CalendarSpan,
    Characteristic,
    Enrolment,
    GroupingMembership,
    Pupil,
    School,
)
from trellis.schools.settings import decide

LONDON = ZoneInfo("Europe/London")
YEAR = AcademicYear(2024)
MONDAY = dt.date(2024, 9, 9)
ALL_YEAR = Period.of_year(YEAR)

WEEK = r"""
    amy   /\ /\ O\ /\ /\
    ben   II II /\ L\ U\
    eve   /\ /\ /\ /\ N.
"""
ELM_WEEK = r"""
    zak   O\ /\ /\ /\ /\
"""


def bring(cast, school: School, drawing: str) -> None:
    """A drawn week as an import."""
    rows = [
        (cast.pupils[name].pk, YEAR.date_of(at), at % 2, line[at])
        for name, line in register(drawing).items()
        for at in np.flatnonzero(line != ord("."))
    ]
    pupils, dates, halves, chars = zip(*rows, strict=True)
    import_marks(
        school=school,
        marks=Brought(
            np.array(pupils),
            np.array(dates, "datetime64[D]"),
            np.array(halves, np.uint8),
            np.array(chars, np.uint8),
        ),
        by=cast.data_manager,
    )


@pytest.fixture
def weeks(cast, clock):
    """A week of marks at both schools, recorded on its Friday afternoon."""
    clock.at("2024-09-13T17:00")
    bring(cast, cast.oak, WEEK)
    bring(cast, cast.elm, ELM_WEEK)
    return cast


def read(cast, *, fields=(), school=None, grouping=None, as_at=None) -> Rolls:
    scope = Scope(grouping=grouping) if grouping else Scope(school=school or cast.oak)
    return rolls(scope, YEAR.since, YEAR.until, fields=fields, as_at=as_at)


def figures(held: Rolls, measure: str, by=()) -> dict:
    """Numerator and denominator by group."""
    answer = evaluate(held.rolls, [measure], [ALL_YEAR], by)
    found = {tuple(row.group.values()): (row.numerator, row.denominator) for row in answer.rows}
    return found if by else found.get(())


def at(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written).replace(tzinfo=LONDON)


def test_a_school_s_sessions_are_counted_from_its_lines(weeks):
    assert figures(read(weeks), "absence") == (7, 29)
    by_class = figures(read(weeks, fields=["class"]), "absence", ["class"])
    assert by_class == {("3B",): (6, 20), ("4C",): (1, 9)}


def test_every_field_groups_the_same_sessions(weeks):
    held = read(weeks, fields=FIELDS)
    for field in FIELDS:
        found = figures(held, "absence", [field])
        assert sum(numerator for numerator, _ in found.values()) == 7, field
    assert figures(held, "absence", ["fsm"]) == {(True,): (5, 10), (None,): (2, 19)}
    assert figures(held, "absence", ["sex"]) == {("F",): (2, 19), ("M",): (5, 10)}
    assert figures(held, "absence", ["year_group"]) == {("3",): (6, 20), ("4",): (1, 9)}
    assert figures(held, "absence", ["school"]) == {("123456",): (7, 29)}


def test_a_grouping_counts_its_schools_for_the_days_they_are_in_it(weeks):
    authority = figures(read(weeks, grouping=weeks.authority, fields=["school"]), "absence", ["school"])
    assert authority == {("123456",): (7, 29), ("234567",): (1, 10)}

    membership = GroupingMembership.objects.get(grouping=weeks.authority, school=weeks.elm)
    membership.since = dt.date(2024, 9, 10)
    membership.save()
    assert figures(read(weeks, grouping=weeks.authority), "absence") == (7, 37)


def test_national_figures_count_a_school_that_joins_in_june_but_no_child_who_does(weeks, clock):
    clock.at("2025-06-30T17:00")
    newcomer = weeks.enrolment("yas")
    newcomer.since = dt.date(2025, 6, 2)
    newcomer.save()
    membership = GroupingMembership.objects.get(grouping=weeks.authority, school=weeks.elm)
    membership.since = dt.date(2025, 6, 2)
    membership.save()
    held = read(weeks, grouping=weeks.authority, fields=["school"]).rolls
    answer = evaluate(held, ["absence"], [ALL_YEAR], ["school"], population=Population.STATISTICAL)
    assert {row.group["school"]: row.enrolments for row in answer.rows}["234567"] == 1


def test_a_school_that_left_and_came_back_counts_for_neither_less_nor_more(weeks):
    membership = GroupingMembership.objects.get(grouping=weeks.authority, school=weeks.elm)
    membership.until = dt.date(2024, 9, 9)
    membership.save()
    GroupingMembership.objects.create(grouping=weeks.authority, school=weeks.elm, since=dt.date(2024, 9, 12))
    assert figures(read(weeks, grouping=weeks.authority), "attendance") == (22 + 5, 29 + 6)


def test_only_sessions_on_roll_count_and_a_rejoiner_counts_as_two_enrolments(weeks):
    enrolment = weeks.enrolment("amy")
    leave(enrolment=enrolment, until=dt.date(2024, 9, 9), by=weeks.office)
    rejoin(enrolment=enrolment, since=dt.date(2024, 9, 12), by=weeks.office)
    answer = evaluate(read(weeks).rolls, ["absence"], [ALL_YEAR])
    [row] = answer.rows

    assert (row.numerator, row.denominator) == (6, 25)
    assert (row.pupils, row.enrolments) == (6, 7)


def test_missing_is_what_was_expected_and_is_over(weeks, clock):
    def missing() -> int:
        [row] = evaluate(read(weeks).rolls, ["absence"], [ALL_YEAR]).rows
        return row.missing_marks

    clock.at("2024-09-13T13:00")
    # Four days of the week before for six pupils, this week's for three without marks; Friday's morning is
    # over.
    before, this_week = 6 * 8, 3 * 9
    assert missing() == before + this_week
    clock.at("2024-09-13T16:00")
    assert missing() == before + this_week + 3 + 1, "and Eve's afternoon"


def test_a_pattern_says_when_a_pupil_is_due(weeks, clock):
    AttendancePattern.objects.create(
        enrolment=weeks.enrolment("cal"), kind="nursery", sessions="YNYNYNYNYN", since=dt.date(2024, 9, 3)
    )
    [row] = [
        row
        for row in evaluate(read(weeks, fields=["sen"]).rolls, ["absence"], [ALL_YEAR], ["sen"]).rows
        if row.group["sen"] == "K"
    ]
    assert row.missing_marks == 4 + 5, "mornings only"


def test_without_a_stated_calendar_one_is_inferred_from_the_marks(weeks):
    CalendarSpan.objects.filter(school=weeks.oak).delete()
    [roll] = read(weeks).rolls
    assert roll.expected[roll.mask[0]].sum() == 10
    [row] = evaluate([roll], ["absence"], [ALL_YEAR]).rows
    assert row.missing_marks == 1 + 3 * 10


@pytest.mark.parametrize("is_stated", [True, False])
def test_one_child_s_roll_is_theirs_out_of_the_school_s(weeks, is_stated):
    if not is_stated:
        CalendarSpan.objects.filter(school=weeks.oak).delete()
    asked = Scope(school=weeks.oak), YEAR.since, YEAR.until
    [whole], [own] = rolls(*asked).rolls, rolls(*asked, pupil=weeks.ben.pk).rolls
    theirs = whole.only(np.flatnonzero(whole.person == weeks.ben.pk))
    assert own.person.tolist() == [weeks.ben.pk]
    assert own.enrolment.tolist() == theirs.enrolment.tolist()
    assert own.marks[own.line].tolist() == theirs.marks[theirs.line].tolist()
    assert own.expected[own.mask].tolist() == theirs.expected[theirs.mask].tolist()
    assert (own.first, own.last, own.half_terms) == (theirs.first, theirs.last, theirs.half_terms)
    with pytest.raises(ValueError, match="as things stand now"):
        rolls(*asked, pupil=weeks.ben.pk, as_at=dt.datetime.now(LONDON))


def test_figures_as_they_were_known(weeks, clock):
    clock.at("2024-09-16T09:00")
    record_marks(
        school=weeks.oak,
        marks=[Mark(weeks.ben.pk, MONDAY, Session.AM, "/", "I")],
        by=weeks.office,
        kind=Entry.Kind.AMENDMENT,
        why="He was here",
    )
    move_class(
        enrolment=weeks.enrolment("amy"),
        school_class=weeks.class_4c,
        since=dt.date(2024, 9, 9),
        by=weeks.office,
    )
    Characteristic.objects.filter(enrolment__pupil=weeks.ben, kind="fsm").first().delete()
    clock.at("2024-09-16T10:00")

    now = read(weeks, fields=["class", "fsm"])
    assert figures(now, "absence", ["class"]) == {("3B",): (4, 10), ("4C",): (2, 19)}
    assert figures(now, "absence", ["fsm"]) == {(None,): (6, 29)}
    then = read(weeks, fields=["class", "fsm"], as_at=at("2024-09-13T18:00"))
    assert figures(then, "absence", ["class"]) == {("3B",): (6, 20), ("4C",): (1, 9)}
    assert figures(then, "absence", ["fsm"]) == {(True,): (5, 10), (None,): (2, 19)}
    assert (now.ledger, then.ledger) == ({"123456": 2}, {"123456": 1})


def test_before_anything_was_recorded_there_is_nothing(weeks):
    before = read(weeks, as_at=at("2024-09-13T16:59"))
    assert figures(before, "absence") in (None, (0, 0))
    assert before.ledger == {"123456": 0}
    assert read(weeks, as_at=at("2024-08-01T00:00")).rolls[0].enrolment.size == 0


def test_an_enrolment_recorded_later_was_not_known_then(weeks, clock):
    clock.at("2024-09-20T09:00")
    leave(enrolment=weeks.enrolment("ben"), until=dt.date(2024, 9, 10), by=weeks.office)
    clock.at("2024-09-20T10:00")
    assert figures(read(weeks), "absence") == (6, 23)
    assert figures(read(weeks, as_at=at("2024-09-19T12:00")), "absence") == (7, 29)


def test_the_year_stops_where_it_was_known(weeks):
    [roll] = read(weeks, as_at=at("2024-09-17T12:30")).rolls
    assert YEAR.date_of(roll.begun - 1) == dt.date(2024, 9, 17)
    assert roll.begun - roll.over == 1, "Tuesday afternoon has begun and is not over"


def test_a_summary_counts_where_there_are_no_marks(weeks, clock):
    clock.at("2025-01-10T09:00")
    Summary.objects.create(
        enrolment=weeks.enrolment("cal"),
        since=dt.date(2024, 9, 2),
        until=dt.date(2024, 12, 20),
        possible=140,
        counts={"I": 9, "Y1": 2},
        source="termly extract",
    )
    assert figures(read(weeks), "absence") == (16, 169)


def test_in_wales_a_school_chooses_how_d_counts(weeks):
    School.objects.filter(pk=weeks.elm.pk).update(nation="wales")
    elm = School.objects.get(pk=weeks.elm.pk)
    bring(weeks, elm, r"yas  D\ D\ D\ D\ D\ ")
    assert figures(read(weeks, school=elm), "attendance") == (9 + 10, 20)
    decide(place=elm, name="wales_d", value="not_required", since=dt.date(2024, 8, 1), by=weeks.head)
    assert figures(read(weeks, school=elm), "attendance") == (9 + 5, 15)


def test_the_matrix_is_the_school_s_lines(weeks):
    read = matrix(weeks.oak, 2024)
    drawn = register(WEEK)
    names = {pupil.pk: name for name, pupil in weeks.pupils.items()}
    for pupil, line in zip(read.pupils.tolist(), read.marks, strict=False):
        assert np.array_equal(line, drawn[names[pupil]])
    assert ledger_numbers([weeks.oak.pk, weeks.elm.pk]) == {weeks.oak.pk: 1, weeks.elm.pk: 1}


def test_queries_do_not_grow_with_the_school(weeks):
    def queries(**how) -> int:
        with CaptureQueriesContext(connection) as held:
            read(weeks, fields=FIELDS, **how)
        return len(held)

    now, then = queries(), queries(as_at=at("2024-09-14T12:00"))
    for number in range(20):
        pupil = Pupil.objects.create(forename="Pupil", surname=str(number))
        Enrolment.objects.create(pupil=pupil, school=weeks.oak, since=dt.date(2024, 9, 3))
    assert (queries(), queries(as_at=at("2024-09-14T12:00"))) == (now, then)
    assert queries(grouping=weeks.authority) <= now + 4
