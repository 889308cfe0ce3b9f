"""How often incidents happen at Oak: every figure against what was recorded, small numbers hidden (BEH-1)."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conduct.recorded import an_incident
from trellis.conduct.counting import TABLES, Counted, in_words
from trellis.conduct.measures import CHILDREN, PER_HUNDRED
from trellis.conduct.models import Incident
from trellis.measures.counted import Times, counts_registered
from trellis.measures.measure import registered
from trellis.rules.academic_year import AcademicYear
from trellis.schools.counted import COUNTED
from trellis.schools.models import CalendarSpan
from trellis.support.reading import FIGURES, READ

HOW_OFTEN = "/schools/123456/incidents/how-often/"
TOLD = "/schools/123456/incidents/told/"
THIS_YEAR = AcademicYear(2024)


def counted(cast, day=None, *, suppresses=False, year=THIS_YEAR):
    return Counted(cast.oak, year, day or cast.today, suppresses)


def test_beh_1_an_incident_counts_once_and_each_child_who_took_part(cast):
    an_incident(cast, "ben", "cal")
    an_incident(cast, "ben", words="Again.")
    held = counted(cast)
    whole = held.whole(held.days(""))
    on_roll = len(held.everybody(held.days("")))
    assert whole.times == Times(2, 2, on_roll)
    assert whole.per_hundred == in_words(PER_HUNDRED.of(Times(2, 2, on_roll)))
    assert whole.share == in_words(CHILDREN.of(Times(2, 2, on_roll)))


def test_an_incident_of_two_year_groups_counts_in_each_and_once_in_all(cast):
    an_incident(cast, "ben", "eve", by=cast.head)
    held = counted(cast)
    by_year = {line.label: line.times.times for line in held.table("year_group", held.days(""))}
    assert (by_year["3"], by_year["4"]) == (1, 1)
    assert held.whole(held.days("")).times.times == 1


SORTS = ("Bullying", "Damage")
NAMES = ("amy", "ben", "cal", "dee", "eve", "fay")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([3, 4, 5, 6, 9, 10]),
            st.sampled_from(SORTS),
            st.sampled_from(["morning", "lunch"]),
            st.sets(st.sampled_from(NAMES), min_size=1, max_size=3),
        ),
        max_size=6,
    )
)
def test_every_table_agrees_with_counting_by_hand(cast, happened):
    Incident.objects.all().delete()
    for number, (day, sort, when, names) in enumerate(happened):
        said = {"on": dt.date(2024, 9, day), "type": sort, "when": when, "words": f"Number {number}"}
        an_incident(cast, *sorted(names), by=cast.head, **said)
    held = counted(cast)
    days = held.days("")
    years = {name: "4" if name in {"eve", "fay"} else "3" for name in NAMES}
    told = {
        by: {line.label: (line.times.times, line.times.children) for line in held.table(by, days)}
        for by in ("type", "when", "weekday", "year_group")
    }
    wanted = {by: (Counter(), {}) for by in told}
    for day, sort, when, names in happened:
        labels = {
            "type": {sort: names},
            "when": {when: names},
            "weekday": {str(dt.date(2024, 9, day).weekday()): names},
            "year_group": {
                years[name]: {one for one in names if years[one] == years[name]} for name in names
            },
        }
        for by, found in labels.items():
            for label, own in found.items():
                wanted[by][0][label] += 1
                wanted[by][1].setdefault(label, set()).update(own)
    for by, (times, children) in wanted.items():
        for label, (counts, who) in told[by].items():
            assert (counts, who) == (times[label], len(children.get(label, ()))), (by, label)
        assert set(times) <= set(told[by])


def test_terms_are_compared_over_days_and_children(cast):
    for number in range(12):
        an_incident(cast, "ben", on=dt.date(2024, 9, 3), words=f"Number {number}")
    spring = dt.date(2025, 4, 4)
    held = counted(cast, spring)
    first, second = held.term_on_term()
    assert (first.line.label, second.line.label) == ("Autumn", "Spring")
    assert first.sentence == ""
    assert second.moved.times == 0
    assert "100% less often than in Autumn term" in second.sentence
    assert "seldom" in second.sentence


def test_the_first_term_is_compared_with_the_summer_before(cast, clock):
    clock.at("2025-09-10 09:00")
    for number in range(3):
        an_incident(cast, "ben", on=dt.date(2025, 6, 10), words=f"Number {number}")
    an_incident(cast, "ben", on=dt.date(2025, 9, 9))
    CalendarSpan.objects.create(
        school=cast.oak, since=dt.date(2025, 9, 2), until=dt.date(2025, 12, 19), kind="term", name="Autumn"
    )
    held = counted(cast, dt.date(2025, 9, 10), year=AcademicYear(2025))
    (only,) = held.term_on_term()
    assert only.before.words == "Summer term"
    assert only.moved is not None


def test_what_is_counted_of_each_child_is_there_for_whoever_looks_for_children(cast):
    an_incident(cast, "ben", "cal")
    an_incident(cast, "ben", words="Again.")
    an_incident(cast, "dee", part="hurt", words="Was pushed.")
    held = COUNTED["incidents"]
    assert held.of([cast.oak], dt.date(2024, 9, 3), cast.today) == {cast.ben.pk: 2, cast.cal.pk: 1}
    assert held.permission == "see incidents"
    assert set(FIGURES) <= set(registered())
    assert set(READ) - set(FIGURES) <= set(counts_registered())


# --- the page -----------------------------------------------------------------------------------------------


def test_a_figure_leads_to_what_it_counts(cast, sign_in):
    an_incident(cast, "ben")
    an_incident(cast, "cal", type="Damage", words="Broke a window.")
    client = sign_in(cast.inclusion_lead)
    page = client.get(HOW_OFTEN).content.decode()
    assert "2 incidents in 2024/25" in page
    listed = client.get("/schools/123456/incidents/?year=2024-25&type=Damage").content.decode()
    assert "Broke a window." in listed
    assert "Called out" not in listed


def test_a_teacher_is_not_shown_the_schools_figures(cast, sign_in):
    assert sign_in(cast.teacher).get(HOW_OFTEN).status_code == 404


OVER = dt.date(2024, 11, 5)  # the first half-term is


def test_governors_are_told_no_small_number(cast, sign_in, clock):
    for name in ("ben", "cal", "dee", "amy", "eve", "fay"):
        an_incident(cast, name, by=cast.head, words=f"{name} and a ball.")
    an_incident(cast, "ben", type="Damage", words="A window.")
    clock.at("2024-11-05 09:00")
    client = sign_in(cast.governor)
    page = client.get(TOLD).content.decode()
    assert "7 incidents in 2024/25" in page
    assert "Bright" not in page
    assert "?year=2024-25&amp;type" not in page
    held = counted(cast, OVER, suppresses=True)
    told = {line.words: line.incidents for line in held.table("type", held.days(""))}
    assert told == {"Disrupting a lesson": "hidden", "Damage": "hidden"}
    assert client.get(HOW_OFTEN).status_code == 404
    assert client.get("/schools/123456/incidents/").status_code == 404


def test_where_fewer_than_five_happened_governors_read_that_and_no_number(cast, sign_in, clock):
    an_incident(cast, "ben")
    clock.at("2024-11-05 09:00")
    page = sign_in(cast.governor).get(TOLD).content.decode()
    assert "Too few incidents to be told." in page
    assert "1 incident" not in page


def test_governors_are_told_of_a_half_term_once_it_is_over(cast, sign_in):
    for name in ("ben", "cal", "dee", "amy", "eve", "fay"):
        an_incident(cast, name, by=cast.head, words=f"{name} and a ball.")
    page = sign_in(cast.governor).get(TOLD).content.decode()
    assert "Nothing can be told yet." in page
    assert "6 incidents" not in page


def test_a_year_is_not_told_where_one_half_term_of_it_is_too_small(cast, clock):
    for number, name in enumerate((*NAMES, "ben")):
        said = {"on": dt.date(2024, 11, 6) if number == 6 else dt.date(2024, 9, 5)}
        clock.at("2025-01-10 09:00")
        an_incident(cast, name, by=cast.head, words=f"Number {number}", **said)
    held = counted(cast, dt.date(2025, 1, 10), suppresses=True)
    assert [line.incidents for line in held.by_half_term()] == ["6", "hidden"]
    assert held.whole(held.days("")).incidents == "hidden"
    assert held.whole(held.days("Autumn")).incidents == "hidden"


@pytest.mark.parametrize("by", TABLES)
def test_hidden_numbers_leave_none_alone(cast, by):
    for number in range(9):
        an_incident(cast, NAMES[number % 6], by=cast.head, words=f"Number {number}")
    held = counted(cast, OVER, suppresses=True)
    lines = held.table(by, held.days(""))
    hidden = [line for line in lines if line.hides]
    assert not [line for line in lines if not line.hides and 0 < line.times.times < 5]
    assert len(hidden) != 1


def test_the_figures_ask_as_much_for_many_as_for_few(cast, sign_in):
    client = sign_in(cast.inclusion_lead)
    an_incident(cast, "ben")
    client.get(HOW_OFTEN)

    def asked():
        with CaptureQueriesContext(connection) as held:
            assert client.get(HOW_OFTEN).status_code == 200
        return len(held)

    few = asked()
    for number in range(20):
        an_incident(cast, "ben", "cal", "amy", words=f"Again, {number}")
    assert asked() == few
