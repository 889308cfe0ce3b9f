"""The class league: exact places, nothing that names a child, and frozen when it is announced."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attendance.classes import MONDAY, a_class, attend
from trellis.attendance import celebrating
from trellis.attendance.announcing import paragraph
from trellis.attendance.celebrating import ProblemWithCelebrating
from trellis.attendance.display_links import key_of, make_link, revoke_link
from trellis.attendance.league import League, league_of
from trellis.attendance.models import AnnouncedLeague, HallLink
from trellis.schools.actions import set_characteristic
from trellis.schools.models import Enrolment
from trellis.schools.settings import decide

LEAGUE = "/schools/123456/celebrating/"
WEEK_BEFORE = (dt.date(2024, 9, 3), dt.date(2024, 9, 6))  # eight sessions


@pytest.fixture(autouse=True)
def friday_evening(clock):
    clock.at("2024-09-13T17:00")


@pytest.fixture
def classes(cast):
    """2A missed 6 of 100, 2B 5, RA 5 with two lates, 3B's four children and two of 4C are few; a nursery."""
    held = {
        "2A": a_class(cast.oak, "2A", 10, {0: "6I"}),
        "2B": a_class(cast.oak, "2B", 10, {0: "1I", 1: "1I", 2: "1O", 3: "1I", 4: "1M"}),
        "RA": a_class(cast.oak, "RA", 10, {0: "5I", 1: "2L"}, year_group="R"),
        "N1": a_class(cast.oak, "N1", 10, year_group="N2"),
    }
    attend(cast.oak, [cast.amy, cast.ben, cast.cal, cast.dee, cast.eve, cast.fay])
    return held


def league(cast, day: dt.date = MONDAY) -> League:
    found = league_of(cast.oak, day, dt.date(2024, 9, 13))
    assert found is not None
    return found


def rows(found: League) -> dict[str, tuple]:
    return {row.name: (row.place, row.rate, row.why) for row in found.rows}


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


# --- places -------------------------------------------------------------------------------------------------


def test_classes_are_ranked_by_exact_rates_and_those_equal_win_together(cast, classes):
    found = league(cast)
    assert list(found.winners) == ["RA", "2B"]
    assert rows(found) == {
        "2B": (1, "95.00%", ""),
        "RA": (1, "95.00%", ""),
        "2A": (3, "94.00%", ""),
        "N1": (None, "100.00%", "nursery"),
        "3B": (None, "", "too few children to rank"),
        "4C": (None, "", "too few children to rank"),
    }


def test_the_school_decides_ties_nursery_and_how_small_a_class_may_be(cast, classes):
    for name, value in (("league_ties", "lates"), ("league_nursery", "yes"), ("league_smallest_class", "4")):
        decide(place=cast.oak, name=name, value=value, by="tests")
    places = {name: place for name, (place, _rate, _why) in rows(league(cast)).items()}
    assert places == {"N1": 1, "3B": 1, "2B": 3, "RA": 4, "2A": 5, "4C": None}


def test_medical_absence_is_left_out_where_the_school_says_so_and_the_page_says_it(cast, classes, sign_in):
    decide(place=cast.oak, name="league_medical", value="left_out", by="tests")
    found = league(cast)
    # 2A and RA missed nothing else; of 2B's 96 sessions left one was missed.
    assert {name: rate for name, (_place, rate, _why) in rows(found).items()} == {
        "2A": "100.00%",
        "RA": "100.00%",
        "2B": "98.96%",
        "N1": "100.00%",
        "3B": "",
        "4C": "",
    }
    page = words(sign_in(cast.attendance_lead).get(LEAGUE))
    assert "Sessions marked I or M: they count neither for nor against a class." in page


def test_a_class_with_a_mark_missing_is_listed_and_not_ranked_until_it_is_complete(cast, classes):
    more = a_class(cast.oak, "1C", 8, {0: "1."})
    assert rows(league(cast))["1C"] == (None, "100.00%", "marks missing")
    attend(cast.oak, more[:1], {0: "1/"}, until=MONDAY)
    assert rows(league(cast))["1C"] == (1, "100.00%", "")


def test_most_improved_is_against_the_class_s_own_last_week_or_four(cast, classes, clock):
    before = {"2A": {0: "8I", 1: "4I"}, "2B": {}, "RA": {0: "6I"}}
    for name, said in before.items():
        attend(cast.oak, classes[name], said, since=WEEK_BEFORE[0], until=WEEK_BEFORE[1])
    found = league(cast)
    # 2A from 68 of 80 to 94 of 100; RA from 74 of 80 to 95 of 100.
    assert list(found.improved) == ["2A"]
    assert {row.name: row.gain for row in found.rows if row.place} == {
        "2B": "-5.00",
        "RA": "+2.50",
        "2A": "+9.00",
    }
    clock.at("2024-09-20T17:00")
    for name, said in {"2A": {0: "9I"}, "2B": {0: "7I"}, "RA": {}}.items():
        attend(cast.oak, classes[name], said, since=dt.date(2024, 9, 16), until=dt.date(2024, 9, 20))
    third = dt.date(2024, 9, 16)
    assert {row.name: row.gain for row in league(cast, third).rows}["2A"] == "-3.00"
    decide(place=cast.oak, name="league_weeks", value="4", by="tests")
    # Against both weeks together: 162 of 180, which is exactly 90%.
    assert {row.name: row.gain for row in league(cast, third).rows}["2A"] == "+1.00"


# --- nothing that names a child -----------------------------------------------------------------------------


def test_how_many_children_were_here_all_week_is_not_said_where_it_names_one(cast, classes, sign_in):
    """In 2A one child was away: "9 of 10" would be all but that one."""
    here = {row.name: row.here_throughout for row in league(cast).rows}
    assert here == {"2A": "", "2B": "5 of 10", "RA": "", "N1": "10 of 10", "3B": "", "4C": ""}
    assert "9 of 10" not in words(sign_in(cast.head).get(LEAGUE))


@pytest.mark.parametrize("who", ["teacher", "governor"])
def test_who_may_not_see_figures_reads_places_and_rates_in_steps(cast, classes, sign_in, who):
    page = words(sign_in(cast.people[who]).get(LEAGUE))
    assert "95% or more" in page
    assert "90% or more" in page
    assert "95.00" not in page
    assert "94.00" not in page
    assert " of 100" not in page


def test_a_class_too_small_has_no_rate_for_anybody(cast, classes, sign_in):
    row = re.search(r">3B<.*?</tr>", sign_in(cast.head).get(LEAGUE).content.decode(), re.DOTALL)
    assert row is not None
    assert "%" not in row[0]


# --- announcing ---------------------------------------------------------------------------------------------


def test_what_is_announced_stays_as_it_was_told(cast, classes):
    announced = celebrating.announce(league=league(cast), reward=" Biscuits at  Break ", by=cast.office)
    attend(cast.oak, classes["2B"][5:6], {0: "9I"})
    assert list(league(cast).winners) == ["RA"]
    announced.refresh_from_db()
    assert announced.winners == ["RA", "2B"]
    assert announced.announced_by_name == "Olive Ofori"
    assert paragraph(announced) == (
        "In the week of 9 September classes RA and 2B shared first place in the class league, "
        "with 95% or more of sessions attended. Their reward: Biscuits at Break."
    )


def test_the_page_says_where_the_registers_have_changed_since(cast, classes, sign_in):
    client = sign_in(cast.office)
    client.post(f"{LEAGUE}announce/?week=2024-09-09", {"reward": "A kite"})
    assert "The registers have changed since" not in words(client.get(LEAGUE))
    attend(cast.oak, classes["2B"][5:6], {0: "9I"})
    assert "The registers have changed since" in words(client.get(LEAGUE))
    client.post(f"{LEAGUE}announce/?week=2024-09-09", {"reward": "A kite"})
    assert "The registers have changed since" not in words(client.get(LEAGUE))
    assert AnnouncedLeague.objects.count() == 2


def test_nobody_has_won_before_the_last_school_day_of_the_week(cast, classes, clock):
    clock.at("2024-09-12T17:00")
    with pytest.raises(ProblemWithCelebrating, match="its last school day is 13 September 2024"):
        celebrating.announce(league=league(cast), by=cast.office)


def test_a_teacher_may_read_the_league_and_not_announce_it(cast, classes, sign_in):
    client = sign_in(cast.teacher)
    assert client.get(LEAGUE).status_code == 200
    assert client.post(f"{LEAGUE}announce/?week=2024-09-09").status_code == 404
    assert not AnnouncedLeague.objects.exists()


def test_a_week_without_school_or_still_to_come_has_no_league(cast, classes, sign_in):
    client = sign_in(cast.head)
    for week in ("2024-10-28", "2024-09-16", "2023-06-05"):
        assert "There was no school in that week, or it has not begun." in words(
            client.get(LEAGUE, {"week": week})
        )
    assert client.get(LEAGUE, {"week": "soon"}).status_code == 404


# --- the screen ---------------------------------------------------------------------------------------------


@pytest.fixture
def screen(cast, classes) -> HallLink:
    celebrating.announce(league=league(cast), reward="Biscuits at Break", by=cast.office)
    return make_link(
        kind=HallLink, school=cast.oak, place="The hall", until=dt.date(2025, 7, 22), by=cast.attendance_lead
    )


def shown(screen: HallLink):
    return Client().get(f"/hall/{key_of(screen)}/")


def test_whoever_has_the_link_sees_classes_and_rates_in_steps_and_nothing_else(cast, screen):
    page = shown(screen)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    text = words(page)
    assert "Classes RA and 2B share first place" in text
    assert "95% or more" in text
    assert "Biscuits at Break" in text
    assert "Oak" not in text
    assert "123456" not in text
    assert "95.0" not in text
    assert not [one for one in cast.pupils.values() if one.forename in text or one.surname in text]


def test_a_child_is_named_only_with_consent_and_only_while_it_holds(cast, screen, clock):
    for name in ("amy", "ben", "eve"):
        celebrating.nominate(
            enrolment=cast.enrolment(name), day=MONDAY, reason="Kind to Zed", by=cast.teacher
        )
    assert "gold book" not in words(shown(screen))
    said = {"enrolment": cast.enrolment("amy"), "kind": "name_shown", "since": MONDAY, "by": cast.office}
    set_characteristic(**said, value="true")
    set_characteristic(**said | {"enrolment": cast.enrolment("ben"), "value": "false"})
    text = words(shown(screen))
    assert "In the gold book Amy, 3B" in text
    for never in ("Ben", "Eve", "Adams", "Kind", "Zed"):
        assert never not in text
    set_characteristic(**said | {"since": dt.date(2024, 9, 13), "value": "false"})
    assert "Amy" not in words(shown(screen))


def test_consent_goes_when_the_child_has_left(cast, screen, clock):
    celebrating.nominate(enrolment=cast.enrolment("amy"), day=MONDAY, reason="Kind", by=cast.teacher)
    enrolment = cast.enrolment("amy")
    set_characteristic(enrolment=enrolment, kind="name_shown", value="true", since=MONDAY, by=cast.office)
    assert "Amy" in words(shown(screen))
    Enrolment.objects.filter(pk=enrolment.pk).update(until=dt.date(2024, 9, 12))
    assert "Amy" not in words(shown(screen))


def test_a_link_ends_is_revoked_and_cannot_be_made_up(cast, screen, clock):
    good = key_of(screen)
    assert Client().get(f"/hall/{good}/").status_code == 200
    for wrong in (
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        f"{screen.pk}",
        f"{screen.pk + 1}:{good[-10:]}",
    ):
        assert Client().get(f"/hall/{wrong}/").status_code == 404
    clock.at("2025-07-22T23:59")
    assert shown(screen).status_code == 200
    clock.at("2025-07-23T00:01")
    assert shown(screen).status_code == 404
    clock.at("2024-09-13T17:00")
    revoke_link(link=screen, by=cast.head)
    assert shown(screen).status_code == 404


def test_making_and_revoking_a_link_is_for_those_who_change_settings(cast, screen, sign_in):
    for who, status in (("head", 200), ("attendance_lead", 200), ("office", 404), ("teacher", 404)):
        assert sign_in(cast.people[who]).get(f"{LEAGUE}hall/").status_code == status
    outside = sign_in(cast.mr_outside)
    assert outside.post(f"/schools/234567/celebrating/hall/{screen.pk}/revoke/").status_code == 404
    lead = sign_in(cast.attendance_lead)
    assert lead.post(f"{LEAGUE}hall/{screen.pk}/revoke/").status_code == 302
    screen.refresh_from_db()
    assert screen.revoked_by_name == "Anil Attar"
    made = lead.post(f"{LEAGUE}hall/", {"place": "Foyer", "until": "2027-01-01"})
    assert "A link's last day lies between" in words(made)
    assert made.status_code == 400


# --- size ---------------------------------------------------------------------------------------------------


def test_the_league_asks_no_more_of_the_database_for_more_children(cast, classes, sign_in, screen):
    client, asked = sign_in(cast.attendance_lead), []
    client.get(LEAGUE)
    for number in (0, 3):
        for n in range(number):
            a_class(cast.oak, f"6{n}", 20, {0: "1I"})
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LEAGUE).status_code == 200
        with CaptureQueriesContext(connection) as of_screen:
            assert shown(screen).status_code == 200
        asked.append((len(queries), len(of_screen)))
    assert asked[0] == asked[1]
