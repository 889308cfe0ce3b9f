"""Settings: declared once, dated, decided by the school or by what it is part of."""

import datetime as dt
from datetime import time

import pytest

from trellis.rules.tally import Tally
from trellis.rules.words import ProblemWith
from trellis.schools.actions import place_in_grouping
from trellis.schools.declared import DECLARED, declared_for
from trellis.schools.own_rules import bands_of, code_set_of, session_times, thresholds_of
from trellis.schools.settings import decide, decide_together, leave_undecided, setting, settings_of

MONDAY = dt.date(2024, 9, 16)


def test_what_nobody_decided_has_its_default(cast):
    assert setting(cast.oak, "letter_minimum_sessions") == 20
    assert setting(cast.oak, "second_factor") == "wide"
    held = settings_of([cast.oak])[cast.oak.pk]
    assert held.keys() == DECLARED.keys()
    assert held["gate"].decided_by is None


def test_every_default_is_a_value_a_person_could_write_and_read_back():
    for one in DECLARED.values():
        for default in {
            repr(value): value for value in (one.default_for("england"), one.default_for("wales"))
        }.values():
            assert one.kind.read(one.kind.written(default)) == default, one.name
            assert default == "" or str(one.kind.shown(default)), one.name


def test_a_school_decides_from_a_day(cast):
    decide(place=cast.oak, name="attendance_target", value="97 %", since=MONDAY, by=cast.head)
    assert setting(cast.oak, "attendance_target", on=dt.date(2024, 9, 15)) == "96"
    assert setting(cast.oak, "attendance_target", on=MONDAY) == "97"
    assert setting(cast.elm, "attendance_target", on=MONDAY) == "96"
    leave_undecided(place=cast.oak, name="attendance_target", since=dt.date(2025, 1, 1), by=cast.head)
    assert setting(cast.oak, "attendance_target", on=dt.date(2025, 1, 1)) == "96"


def test_a_trust_decides_for_its_schools_before_the_authority_does_and_after_the_school(cast):
    decide(place=cast.authority, name="attendance_target", value="95", by="a test")
    assert [setting(school, "attendance_target") for school in (cast.oak, cast.elm)] == ["95", "95"]
    decide(place=cast.trust, name="attendance_target", value="97", by="a test")
    assert [setting(school, "attendance_target") for school in (cast.oak, cast.elm)] == ["97", "95"]
    decide(place=cast.oak, name="attendance_target", value="98", by="a test")
    held = settings_of([cast.oak], ["attendance_target"])[cast.oak.pk]["attendance_target"]
    assert (held.value, held.decided_by, held.shown) == ("98", cast.oak, "98%")


def test_a_school_goes_by_a_grouping_only_while_it_is_in_it(cast):
    decide(place=cast.trust, name="gate", value="8.30", since=dt.date(2024, 9, 1), by="a test")
    place_in_grouping(school=cast.elm, kind="trust", name="Hedgerow Trust", since=MONDAY, by="a test")
    assert setting(cast.elm, "gate", on=dt.date(2024, 9, 15)) == "08:45"
    assert setting(cast.elm, "gate", on=MONDAY) == "08:30"


def test_a_setting_can_be_read_as_it_was_known_at_a_moment(cast, clock):
    decide(place=cast.oak, name="attendance_target", value="97", since=MONDAY, by=cast.head)
    clock.at("2024-10-01T12:00")
    known = clock.moment
    clock.at("2024-11-01T12:00")
    decide(place=cast.oak, name="attendance_target", value="99", since=MONDAY, by=cast.head)
    assert setting(cast.oak, "attendance_target", on=MONDAY) == "99"
    assert setting(cast.oak, "attendance_target", on=MONDAY, as_at=known) == "97"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("gate", "25:00", "“25:00” is not a time of day: write it as 08:50."),
        ("attendance_target", "ninety", "“ninety” is not a percentage: write 90 or 96.5."),
        ("attendance_target", "101", "101 is not between 0 and 100."),
        ("attendance_target", "1/3", "“1/3” is not a percentage: write 90 or 96.5."),
        ("letter_minimum_sessions", "-1", "“-1” will not do: write a whole number from 0 to 380."),
        ("colours_home", "maybe", "“maybe” will not do: write one of yes, no."),
        ("retention_years", "5", "In England every register entry is kept for six years at least."),
        ("register_closes_am", "09:21", "A register that opens at 08:50 cannot close at 09:21"),
        ("register_opens_am", "09:20", "A register that opens at 09:20 cannot close at 09:20"),
        ("bands", "Green, green, 96\nRed, red, 90", "The lowest band must begin at 0."),
        ("bands", "Green, 96", "“Green, 96” is not a band: write its name, gold or green or amber"),
        ("bands", "Red, red, 0\nGreen, green, 96", "The lowest band must begin at 0."),
        ("mood", "good", "There is no setting “mood”."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_gets_its_sentence(cast, name, value, says):
    with pytest.raises(ProblemWith) as problem:
        decide(place=cast.oak, name=name, value=value, by=cast.head)
    assert str(problem.value).startswith(says)
    assert not cast.oak.settings.exists()


def test_a_register_moves_whole(cast):
    times = {"register_opens_am": "10:00", "register_closes_am": "10:30"}
    decide_together(place=cast.oak, values=times, by=cast.head)
    held = session_times(cast.oak, "AM", cast.today)
    assert (held.opens, held.closes, held.gate, held.calls) == (time(10, 0), time(10, 30), time(8, 45), None)
    assert session_times(cast.oak, "PM", cast.today).opens == time(13, 0)


def test_wales_has_its_own_defaults_and_the_choice_of_how_d_counts(cast):
    cast.elm.nation = "wales"
    cast.elm.save()
    assert setting(cast.elm, "home_language") == "cy+en"
    assert setting(cast.elm, "retention_years") == 3
    assert "wales_d" in {one.name for one in declared_for("wales")}
    assert "wales_d" not in {one.name for one in declared_for("england")}
    assert code_set_of(cast.elm, cast.today).category("D") == "activity"
    decide(place=cast.elm, name="wales_d", value="not_required", by=cast.mr_outside)
    assert code_set_of(cast.elm, cast.today).category("D") == "not_required"
    assert code_set_of(cast.oak, cast.today).category("D") == "not_required"


def test_the_rules_follow_the_school(cast):
    decide(place=cast.oak, name="attendance_target", value="97", by=cast.head)
    decide(place=cast.oak, name="low_attendance", value="92.5", by=cast.head)
    rules = thresholds_of(cast.oak, cast.today)
    assert rules.target.met(Tally(present=97, authorised=3))
    assert not rules.target.met(Tally(present=9699, authorised=301))
    assert rules.low_attendance.met(Tally(present=924, authorised=76))
    assert not rules.low_attendance.met(Tally(present=925, authorised=75))


def test_bands_follow_the_target_or_are_the_schools_own_and_a_tenth_absent_is_always_in_the_lowest(cast):
    exactly_ninety, ninety_six = Tally(present=90, authorised=10), Tally(present=96, authorised=4)
    usual = bands_of(cast.oak, cast.today)
    assert (usual.band_of(exactly_ninety).name, usual.band_of(ninety_six).name) == ("Red", "Green")
    decide(place=cast.oak, name="attendance_target", value="97", by=cast.head)
    assert bands_of(cast.oak, cast.today).band_of(ninety_six).name == "Amber"
    own = "Gold, gold, 99\nGreen, green, 95\nAmber, amber, 90\nRed, red, 0"
    decide(place=cast.oak, name="bands", value=own, by=cast.head)
    bands = bands_of(cast.oak, cast.today)
    assert bands.band_of(ninety_six).name == "Green"
    assert bands.band_of(exactly_ninety).name == "Red"


def test_settings_of_many_schools_are_two_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        settings_of([cast.oak, cast.elm])
