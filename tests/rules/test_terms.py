"""Which term something began in, and is due in."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.imports.problems import said, words
from trellis.rules.terms import Season, Term

MONTHS = {1: 2, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1}


@given(st.dates(dt.date(2010, 1, 1), dt.date(2040, 12, 31)))
def test_a_day_is_of_the_term_its_month_is_of(day):
    term = Term.of(day)
    assert term.season == MONTHS[day.month]
    assert term.calendar_year == day.year
    assert said(words(term.in_words())) == f"{term.season.name.title()} {day.year}"
    since, until = term.days
    assert since <= day <= until
    assert {Term.of(since), Term.of(until)} == {term}
    assert Term.of(since - dt.timedelta(days=1)) != term != Term.of(until + dt.timedelta(days=1))


@given(st.dates(dt.date(2010, 1, 1), dt.date(2040, 12, 31)))
def test_what_is_due_is_due_by_the_end_of_a_term(day):
    """In April by the end of the spring, in August by the end of the summer before."""
    due = Term.due(day)
    assert due.season == MONTHS[day.month] + {4: -1, 8: 2}.get(day.month, 0)
    assert due.calendar_year == day.year
    assert Term.due(day.replace(month=8)) == Term.due(day.replace(month=7))


@given(st.dates(), st.dates())
def test_terms_follow_each_other_as_their_days_do(one, other):
    assert (Term.of(one) <= Term.of(other)) or one > other


def test_the_spring_of_a_school_year_is_named_by_the_year_it_is_in():
    assert Term.of(dt.date(2025, 3, 31)) == Term(2024, Season.SPRING)
    assert Term.of(dt.date(2025, 4, 1)) == Term(2024, Season.SUMMER)
