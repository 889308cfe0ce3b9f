"""Did it help: programmes of Oak beside pupils like those they supported, read from the registers."""

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.classes import a_class
from tests.support.helped import a_case, programme
from trellis.rules.impact import Standing, Verdict
from trellis.schools.models import Contact, FamilyLink
from trellis.support.actions import close_case, note_contact
from trellis.support.helping import impact_of

START = dt.date(2024, 12, 2)  # the thirteenth school week of the year
LATER = dt.date(2025, 1, 29)
URL = "/schools/123456/support/impact/"
FIRST, LAST = dt.date(2024, 9, 3), dt.date(2025, 1, 24)
SESSIONS = 172  # from the first day to the last


def marks(seed: int, *, better: bool) -> str:
    """Three sessions of ten missed by chance each week; from December on one of ten, where it got better."""
    chance = np.random.default_rng(seed)
    missed = (0.1 if better and week >= 12 else 0.3 for week in range(18) for _session in range(10))
    spoken = ["I" if chance.random() < share else "/\\"[at % 2] for at, share in enumerate(missed)]
    return "".join(f"1{char}" for char in spoken[:SESSIONS])


@pytest.fixture
def school(cast, clock):
    """Eighty children who miss three sessions of ten; for the first sixteen it gets better in December."""
    said = {n: marks(n, better=n < 16) for n in range(80)}
    pupils = a_class(cast.oak, "2B", 80, said, since=FIRST, until=LAST)
    clock.at("2025-01-29T15:00")
    return pupils


def supported(cast, pupils, under=None, **said):
    under = under or programme(cast)
    return [a_case(cast, under=under, **{"pupil": pupil, "since": START} | said) for pupil in pupils]


def told(cast):
    (only,) = impact_of(cast.oak, LATER)
    return only


def test_what_got_better_beside_pupils_like_them_is_more_than_theirs(cast, school):
    supported(cast, school[:16])
    found = told(cast)
    assert found.cases == 16
    assert found.first.matched >= 10
    assert found.first.verdict is Verdict.MORE
    assert 10 < found.first.difference < 30
    assert found.follow_up.standings == (Standing.TOO_SOON,) * 16


def test_children_who_went_on_as_before_show_no_clear_difference(cast, school):
    supported(cast, school[20:40])
    assert told(cast).first.verdict is Verdict.UNCLEAR


def test_whoever_had_more_help_that_day_is_no_comparison_and_less_help_is(cast, school):
    at_once = {"why_nothing_tried": "Two sisters are being cared for at once."}
    supported(cast, school[16:40], under=programme(cast, "welfare"), **at_once)  # specialist
    supported(cast, school[:16])  # targeted
    targeted, specialist = sorted(
        impact_of(cast.oak, LATER), key=lambda one: one.programme.tier, reverse=True
    )
    assert targeted.programme.tier == "targeted"
    assert targeted.first.comparisons <= 40  # those without any
    assert specialist.first.comparisons <= 56


def test_brothers_and_sisters_are_one_family(cast, school):
    supported(cast, school[:16])
    apart = told(cast).first
    shared = Contact.objects.create(name="Sam Shared")
    for pupil in school[:16]:
        FamilyLink.objects.create(
            pupil=pupil, school=cast.oak, contact=shared, since=FIRST, relationship="mother"
        )
    together = told(cast).first
    assert together.difference == apart.difference
    assert together.high - together.low != apart.high - apart.low


def test_a_case_opened_by_mistake_is_in_no_comparison(cast, school):
    cases = supported(cast, school[:16])
    close_case(case=cases[0], on=LATER, outcome="mistake", closing_words="The wrong child", by=cast.head)
    assert told(cast).cases == 15


def test_hours_for_each_session_regained_only_where_some_were(cast, school):
    cases = supported(cast, school[:16])
    note_contact(
        case=cases[0], on=START, kind="session", with_whom="", words="Talked", minutes=600, by=cast.head
    )
    found = told(cast)
    assert found.hours == 10
    assert found.hours_a_session == pytest.approx(10 / found.regained)


def test_the_page_says_it_in_one_sentence_with_its_limits(cast, school, sign_in):
    supported(cast, school[:16])
    page = sign_in(cast.head).get(URL).content.decode()
    assert "Their attendance rose more than that of similar pupils." in page
    assert "2 comparisons are on this page" in page
    assert "What would overturn it" in page
    assert "Robin0" not in page


def test_nine_are_too_few_to_tell(cast, school, sign_in):
    supported(cast, school[:9])
    page = sign_in(cast.head).get(URL).content.decode()
    assert "Too few to tell" in page


def test_with_no_case_the_page_says_what_to_do(cast, sign_in):
    assert "No case has begun here" in sign_in(cast.head).get(URL).content.decode()


def test_it_asks_the_same_however_many_cases_there_are(cast, school, sign_in):
    client, under = sign_in(cast.head), programme(cast)
    supported(cast, school[:2], under=under)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    supported(cast, school[2:16], under=under)
    with CaptureQueriesContext(connection) as many:
        client.get(URL)
    assert len(many) == len(few)


def test_mr_outside_reaches_none_of_it(cast, school, sign_in):
    supported(cast, school[:16])
    assert sign_in(cast.mr_outside).get(URL).status_code == 404
