"""What cells say: dates in every form, initials apart from money, look-alike letters; against plain rules."""

import calendar
import datetime as dt
import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.plans.reading.dates import When, Years, read_when, years_in
from trellis.plans.reading.lookalikes import lookalikes_in, mended
from trellis.plans.reading.money import read_resources
from trellis.plans.reading.people import known_initials, read_owners
from trellis.plans.reading.references import references_in
from trellis.plans.reading.rows import Context, read_row

PLAN = Years(2013, 2014)
MONTHS = [dt.date(2000, month, 1).strftime("%B") for month in range(1, 13)]


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("Sept 13", dt.date(2013, 9, 1), dt.date(2013, 9, 30)),
        ("September 13", dt.date(2013, 9, 1), dt.date(2013, 9, 30)),
        ("September 2013", dt.date(2013, 9, 1), dt.date(2013, 9, 30)),
        ("10/10/13", dt.date(2013, 10, 10), dt.date(2013, 10, 10)),
        ("10.10.2013", dt.date(2013, 10, 10), dt.date(2013, 10, 10)),
        ("14th January 2014", dt.date(2014, 1, 14), dt.date(2014, 1, 14)),
        ("by 3 March", dt.date(2014, 3, 3), dt.date(2014, 3, 3)),
        ("Sept/ Oct 13", dt.date(2013, 9, 1), dt.date(2013, 10, 31)),
        ("by end Autumn 1", dt.date(2013, 9, 1), dt.date(2013, 10, 31)),
        ("Spring Term", dt.date(2014, 1, 1), dt.date(2014, 4, 30)),
        ("Summer 2 14", dt.date(2014, 6, 1), dt.date(2014, 7, 31)),
        ("November", dt.date(2013, 11, 1), dt.date(2013, 11, 30)),
        ("February", dt.date(2014, 2, 1), dt.date(2014, 2, 28)),
    ],
)
def test_dates_in_every_form_are_read(words, since, until):
    found = read_when(words, PLAN)
    assert (found.since, found.until) == (since, until)


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("½ termly", "half-termly"),
        ("half-termly", "half-termly"),
        ("Termly", "termly"),
        ("Weekly ", "weekly"),
        ("On going", "ongoing"),
        ("Annually Sept", "yearly"),
        ("Ongoing throughout the year", "ongoing"),
    ],
)
def test_a_rhythm_is_read(words, rhythm):
    assert read_when(words, PLAN).rhythm == rhythm


@pytest.mark.parametrize(
    "words", ["31/02/14", "some day", "as we may", "soon", "TBC", "13/13/13", "October 27"]
)
def test_what_is_no_date_stays_as_its_words(words):
    """ "October 27" in a plan of 2013-14 may be a day or a year: nothing is guessed."""
    found = read_when(words, PLAN)
    assert not found.is_read
    assert found.words == words


def test_a_date_outside_the_plan_is_read_and_said():
    assert read_when("10/10/23", Years(2024, 2025)).outside
    assert not read_when("10/10/24", Years(2024, 2025)).outside
    row = read_row(["Do it", "10/10/23"], ["action", "when"], Context(Years(2024, 2025)))
    assert "“10/10/23” lies outside the years of the plan." in row.doubts


@given(
    day=st.dates(dt.date(2012, 9, 1), dt.date(2015, 8, 31)),
    form=st.sampled_from(["%d/%m/%y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]),
)
def test_any_day_written_out_is_that_day(day, form):
    found = read_when(f"by {day.strftime(form)}", PLAN)
    assert (found.since, found.until) == (day, day)


@given(month=st.integers(1, 12), start=st.integers(2005, 2040))
def test_a_month_without_a_year_lies_in_the_plans_year(month, start):
    found = read_when(MONTHS[month - 1], Years(start, start + 1))
    year = start if month >= 9 else start + 1
    assert found == When(
        MONTHS[month - 1], dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    )


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Service Plan 2013-14", Years(2013, 2014)),
        ("SEPTEMBER 2021 – JULY 2022", Years(2021, 2022)),
        ("Shared Plan (April 2008 to March 2011)", Years(2008, 2011)),
        ("July 2009-10:", Years(2009, 2010)),
        ("Plan 2024/25", Years(2024, 2025)),
        ("Our plan", None),
    ],
)
def test_the_years_a_title_names(title, years):
    assert years_in(title) == years


# --- money ---


@given(
    pounds=st.lists(st.integers(1, 99_999), min_size=1, max_size=5),
    queried=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_sums_are_added_as_they_are_written(pounds, queried):
    cell = "\n".join(
        f"£{each:,} for books{'?' if ask else ''}" for each, ask in zip(pounds, queried, strict=False)
    )
    found = read_resources(cell)
    assert found.as_written == sum(pounds)
    assert found.firm == sum(each for each, ask in zip(pounds, queried, strict=False) if not ask)


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("£1.50", Decimal("1.50")),
        ("£2k", 2000),
        ("£ 300", 300),
        ("£4590cover costs", 4590),
        ("£12,345.67", Decimal("12345.67")),
    ],
)
def test_a_sum_however_it_is_written(cell, pounds):
    assert read_resources(cell).as_written == pounds


@pytest.mark.parametrize(
    "cell",
    [
        "Cost above",
        "Costings above already accounted for",
        "cover costs for leadership time set above",
        "See above",
    ],
)
def test_a_cost_that_stands_above_counts_nothing(cell):
    found = read_resources(cell)
    assert found.above
    assert found.as_written == 0


def test_a_number_without_a_pound_sign_is_asked_about_and_never_counted():
    found = read_resources("NFER papers to be 2636")
    assert (found.as_written, found.unmarked) == (0, 2636)


@pytest.mark.parametrize("cell", ["by 2014", "Year 6", "90% of 120", "12/10/2023", "KS2"])
def test_a_year_a_share_or_a_date_is_no_sum(cell):
    assert read_resources(cell).unmarked in (0, 120)
    assert read_resources("by 2014").unmarked == 0


def test_days_are_counted_and_a_price_for_one_is_said():
    found = read_resources("Boxes - £70 per box (2 per year group). (2days supply cover)")
    assert found.days == 2
    assert found.costs[0].each
    assert not read_resources("£1,200 for an hour more in the office").costs[0].each


# --- people ---


NAMES = ["AB", "CD", "EF", "GH", "KLM"]


@given(
    rows=st.lists(
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True), min_size=1, max_size=8
    ),
    between=st.sampled_from(["/", " ", "\n", ", ", " & ", " and "]),
)
def test_initials_in_a_list_are_each_somebody(rows, between):
    cells = [between.join(row) for row in rows]
    known = known_initials(cells)
    assert [list(read_owners(cell, known).initials) for cell in cells] == rows


@given(glued=st.lists(st.sampled_from(["AB", "CD", "EF"]), min_size=2, max_size=4, unique=True))
def test_initials_run_together_are_parted_by_those_known_and_said(glued):
    known = frozenset({"AB", "CD", "EF"})
    found = read_owners("".join(glued), known)
    assert list(found.initials) == glued
    assert found.apart == (("".join(glued), ", ".join(glued)),)


def test_phases_services_and_roles_are_not_people():
    known = known_initials(["FS/KS1", "AB SLT", "EWO", "AB"])
    assert known == {"AB"}
    assert read_owners("SLT and AB with the EWO", known).groups == ("SLT",)


def test_initials_stand_apart_from_the_money_beside_them():
    cells = ["SH/TS/NS £3090 £2748", "TS NS £6275"]
    known = known_initials(["SH/TS/NS", "TS NS"])
    assert [read_owners(cell, known).initials for cell in cells] == [("SH", "TS", "NS"), ("TS", "NS")]
    assert [read_resources(cell).as_written for cell in cells] == [5838, 6275]


# --- letters ---


@given(st.text(alphabet=string.printable, max_size=60))
def test_our_own_letters_are_never_mended(text):
    assert mended(text) == text
    assert list(lookalikes_in(text)) == []


def test_a_cyrillic_letter_in_our_words_is_read_as_ours_and_named():
    assert mended("Н") == "H"
    [found] = lookalikes_in("Н")
    assert (found.before, found.after, found.letters) == ("Н", "H", "U+041D")
    assert mended("Нigh") == "High"


@pytest.mark.parametrize("word", ["Пушкин", "Київ", "здравствуйте", "Ἀθῆναι"])
def test_a_word_of_another_language_stays_as_it_is(word):
    assert mended(word) == word


# --- references ---


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("LS06/AO52", ["LS06/A052"]),
        ("LS06/A0 62 (CP)", ["LS06/A062"]),
        ("LS06/A058 (CSCYP/ A2.1) LS06/A062 (CP)", ["LS06/A058", "CSCYP/A2.1", "LS06/A062"]),
        ("PIAP 4.2", ["PIAP4.2"]),
        ("1.1", ["1.1"]),
        ("Additional Suggestion for PIAP", []),
    ],
)
def test_codes_are_found_however_they_were_hurt(cell, codes):
    assert [each.code for each in references_in(cell)] == codes
