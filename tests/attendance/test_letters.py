"""What a traffic-light letter says: bands at their edges, legal wording, language, and what stays out of
it.
"""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.spending import spend
from tests.messages.drawn_up import YEAR, about, everybody_spent, prepared, words
from tests.messages.families import family
from trellis.attendance.actions import draft_attendance_letters, prepare_attendance_letters
from trellis.attendance.half_term import ProblemWithHalfTerm
from trellis.attendance.letter_figures import attendance_shown, bands_in_words
from trellis.attendance.letters import TRAFFIC_LIGHTS, explain, shipped
from trellis.messages.actions import (
    ProblemWithBatch,
    approve_wording,
    check_subject,
    check_words,
    offer_templates,
    write_wording,
)
from trellis.messages.drawing_up import ProblemWithMessages, class_order
from trellis.messages.models import Template, Wording
from trellis.messages.wording import uses_legal_wording
from trellis.rules.bands import bands_from_edges, traffic_lights
from trellis.rules.tally import Tally
from trellis.rules.thresholds import thresholds
from trellis.schools.models import Contact, Enrolment, Pupil, School
from trellis.schools.settings import decide

BY = "command line, tests"
SESSIONS = 76


@pytest.fixture
def half_term(cast, clock):
    everybody_spent(cast, clock, amy="6I 2O 3L")


def letter(cast, name="amy"):
    return about(prepared(cast), name)[0]


def template_of(letter):
    return letter.sides.first().wording.template.name


def draft(cast):
    return draft_attendance_letters(school=cast.oak, year=YEAR, half_term="Autumn 1")


def attends(cast, attended, possible):
    """Amy was in school for so many of so many sessions; for the rest the school could not take her in."""
    spend(cast.oak, {cast.amy: f"{possible - attended}I {attended}/ {SESSIONS - possible}Q"})


# --- bands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attended", "possible", "band", "shown"),
    [
        (18, 20, "Red", "90.0%"),  # exactly 90% is persistent absence
        (63, 70, "Red", "90.0%"),
        (64, 71, "Amber", "90.1%"),
        (48, 50, "Green", "96.0%"),  # exactly the target meets it
        (47, 49, "Amber", "95.9%"),
        (71, 74, "Amber", "95.9%"),
        (76, 76, "Green", "100.0%"),
        (38, 76, "Red", "50.0%"),
        (0, 76, "Red", "0.0%"),
    ],
)
def test_the_band_is_decided_on_whole_sessions(cast, clock, attended, possible, band, shown):
    clock.at("2024-11-04 09:00")
    attends(cast, attended, possible)
    held = letter(cast)
    assert (held.band, held.figures["attended"], held.figures["possible"]) == (band, attended, possible)
    assert shown in words(held)
    assert f"{attended} of {possible} half-day sessions attended" in words(held)


@pytest.mark.parametrize(
    ("attended", "possible", "shown"),
    [
        (2399, 2500, "95.96"),  # one place would say 96.0, the target
        (2400, 2500, "96.0"),
        (4502, 5000, "90.04"),  # one place would say 90.0, persistent absence
        (4500, 5000, "90.0"),
        (4499, 5000, "89.98"),
        (9999, 10000, "99.9+"),
        (10000, 10000, "100.0"),
        (95999, 100000, "95.999"),
    ],
)
def test_a_figure_is_never_shown_on_the_wrong_side_of_an_edge(attended, possible, shown):
    tally = Tally(present=attended, authorised=possible - attended)
    assert attendance_shown(tally, traffic_lights(thresholds("england", dt.date(2024, 9, 10)))) == shown


@given(st.integers(1, 400), st.integers(0, 400))
def test_the_figure_shown_and_the_band_always_agree(possible, absent):
    absent = min(absent, possible)
    tally = Tally(present=possible - absent, authorised=absent)
    bands = traffic_lights(thresholds("england", dt.date(2024, 9, 10)))
    shown = attendance_shown(tally, bands)
    assert (shown == "100.0") == (absent == 0)
    if shown != "99.9+":
        hundredths = round(float(shown) * 1000)
        again = Tally(present=hundredths, authorised=100_000 - hundredths)
        assert bands.band_of(again) == bands.band_of(tally)


def test_a_schools_own_bands_are_dated(cast, half_term):
    decide(
        place=cast.oak,
        name="bands",
        value="Top, green, 97\nMiddle, amber, 90\nLow, red, 0",
        since="2024-10-01",
        by=BY,
    )
    held = letter(cast)
    assert held.band == "Low"
    assert template_of(held) == "attendance-red"
    assert letter(cast, "eve").band == "Top"


def test_bands_decided_after_the_half_term_do_not_reach_back(cast, half_term):
    decide(place=cast.oak, name="bands", value="Good, green, 80\nLow, red, 0", since="2024-10-28", by=BY)
    assert letter(cast).band == "Red"


def test_persistent_absence_is_in_the_lowest_band_whatever_the_edges_say(cast, clock):
    clock.at("2024-11-04 09:00")
    attends(cast, 18, 20)
    decide(place=cast.oak, name="bands", value="Fine, green, 90\nLow, red, 0", since="2024-09-01", by=BY)
    assert letter(cast).band == "Low"


def test_the_target_is_the_schools(cast, clock):
    clock.at("2024-11-04 09:00")
    attends(cast, 73, 76)
    decide(place=cast.oak, name="attendance_target", value="96.5", since="2024-09-01", by=BY)
    held = letter(cast)
    assert held.band == "Amber"
    assert "Our aim for every child is 96.5% or more." in words(held)


def test_bands_in_words_have_no_gap():
    rules = thresholds("england", dt.date(2024, 9, 10))
    assert bands_in_words(traffic_lights(rules)) == (
        "Green: attendance of 96% or more; Amber: between; Red: absence of 10% or more"
    )
    own = bands_from_edges([("Top", "green", "97"), ("Low", "red", "0")])
    assert bands_in_words(own) == "Top: attendance of 97% or more; Low: below that"


# --- what a letter says, and does not -----------------------------------------------------------------------


def test_the_letter_has_the_figures_and_the_offer_of_help(cast, half_term):
    said = words(letter(cast))
    assert "68 of 76 half-day sessions attended, 2 September 2024 to 25 October 2024" in said
    for row in ("'Possible sessions', '76'", "'Attended', '68'", "'Absent, authorised', '6'"):
        assert row in said
    for row in ("'Absent, not authorised', '2'", "'Arrived late', '3'"):
        assert row in said
    assert "How we can help" in said
    assert "Please speak to Anil Attar, Attendance lead" in said
    assert "Helen Hart, Headteacher" in said


def test_no_band_and_no_colour_go_home_until_the_school_says_so(cast, half_term):
    held = letter(cast)
    said = words(held).lower()
    assert held.sides.get().band is None
    for word in ("red", "amber", "green", "band"):
        assert word not in said.replace("registered", "").replace("shared", "")


def test_with_colours_the_word_and_the_edges_stand_beside_the_figure(cast, half_term):
    decide(place=cast.oak, name="colours_home", value="yes", by=BY)
    held = letter(cast)
    assert held.sides.get().band == {"word": "Red", "colour": "#a3211f"}
    assert "Amy’s figure is in the band “Red”." in words(held)
    assert "Green: attendance of 96% or more; Amber: between; Red: absence of 10% or more" in words(held)


BLAME = (
    "truant",
    "truancy",
    "hard to reach",
    "fine",
    "penalty",
    "prosecut",
    "court",
    "still miss",
    "must improve",
)


@pytest.mark.parametrize("name", TRAFFIC_LIGHTS.templates)
def test_shipped_words_blame_nobody_and_threaten_nothing(name):
    for title, body in shipped(name).values():
        assert not [word for word in BLAME if word in (title + body).lower()]


@pytest.mark.parametrize("name", TRAFFIC_LIGHTS.templates)
def test_every_template_comes_in_english_welsh_and_polish_and_can_be_filled_in(name):
    assert set(shipped(name)) == {
        (channel, language) for channel in ("letter", "text", "email") for language in ("en", "cy", "pl")
    }
    for (channel, _language), (title, body) in shipped(name).items():
        check_subject(TRAFFIC_LIGHTS, channel, title)
        check_words(TRAFFIC_LIGHTS, channel, body)


def test_only_the_red_letter_and_e_mail_have_legal_wording_in_every_language():
    for name in TRAFFIC_LIGHTS.templates:
        for (channel, _language), (_title, body) in shipped(name).items():
            assert uses_legal_wording(body) == (name == "attendance-red" and channel != "text")


def test_often_late_is_said_from_the_number_the_school_chose(cast, clock):
    everybody_spent(cast, clock, amy="4I 4L", eve="4I 5L")
    batch = prepared(cast)
    assert "arrived after the register was taken" not in words(about(batch, "amy")[0])
    assert "Eve arrived after the register was taken on 5 occasions." in words(about(batch, "eve")[0])
    decide(place=cast.oak, name="lates_of_concern", value=4, by=BY)
    assert "on 4 occasions" in words(letter(cast))


def test_the_name_a_child_goes_by_is_used(cast, half_term):
    Pupil.objects.filter(pk=cast.amy.pk).update(preferred_name="Amelia")
    assert words(letter(cast)).startswith("Amelia’s attendance")


def test_the_picture_shows_the_weeks_and_says_them(cast, half_term):
    part = next(each for each in letter(cast).sides.get().parts if each["kind"] == "weeks")
    assert part["sessions"] == ["..MMMMMMMM", "LLLAAAAAAA", *["A" * 10] * 5, "A" * 8 + ".."]
    assert part["alt"].startswith(
        "Week of 2 September: 0 attended, 8 missed, 0 late. Week of 9 September: 10"
    )


def test_a_contact_and_a_signatory_of_the_schools_choosing(cast, half_term):
    for name, value in (
        ("letter_contact", "Mrs Patel, family worker"),
        ("letterhead_phone", "01632 960100"),
        ("letter_signatory", "J. Moss, headteacher"),
    ):
        decide(place=cast.oak, name=name, value=value, by=BY)
    said = words(letter(cast))
    assert "Please speak to Mrs Patel, family worker, 01632 960100." in said
    assert "J. Moss, headteacher" in said


# --- age ----------------------------------------------------------------------------------------------------


def born(cast, day):
    Pupil.objects.filter(pk=cast.amy.pk).update(date_of_birth=day)


@pytest.mark.parametrize(
    ("day", "template", "legal"),
    [
        ("2017-01-14", "attendance-red", True),
        ("2019-09-01", "attendance-early", False),  # five on 1 September: compulsory from 31 December
        ("2019-08-31", "attendance-red", True),  # five on 31 August: compulsory that day
        ("2020-05-01", "attendance-early", False),
        ("2008-08-31", "attendance-red", False),  # sixteen: past compulsory age
        (None, "attendance-red", False),  # a birthday nobody knows supports no legal wording
    ],
)
def test_legal_wording_is_only_for_a_child_of_compulsory_age_throughout(
    cast, half_term, day, template, legal
):
    born(cast, day)
    held = letter(cast)
    assert template_of(held) == template
    assert ("What the law says" in words(held)) is legal
    assert ("persistent absence" in words(held)) is legal


def test_a_young_child_gets_no_band_even_where_bands_go_home(cast, half_term):
    born(cast, "2020-05-01")
    decide(place=cast.oak, name="colours_home", value="yes", by=BY)
    held = letter(cast)
    assert held.sides.get().band is None
    assert "band" not in words(held)


# --- language -----------------------------------------------------------------------------------------------


def wording(cast, language, name="attendance-red"):
    return Wording.objects.get(
        template__school=cast.oak, template__name=name, channel="letter", language=language, number=1
    )


def languages(cast, name="amy"):
    return {
        letter.addressee: [side.wording.language for side in letter.sides.all()]
        for letter in about(prepared(cast), name)
    }


def test_english_is_ready_and_welsh_and_polish_are_drafts(cast):
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    standing = Wording.objects.filter(template__school=cast.oak).values_list("language", "approved_by_name")
    assert set(standing) == {("en", "Trellis, as shipped"), ("cy", ""), ("pl", "")}


def test_a_draft_is_not_used_until_a_named_person_has_approved_it(cast, half_term):
    assert languages(cast) == {"Ann Adams": ["en"], "Abe Adams": ["en"]}
    approved = approve_wording(wording=wording(cast, "cy"), by=cast.head)
    assert approved.approved_by_name == "Helen Hart"
    assert languages(cast) == {"Ann Adams": ["en"], "Abe Adams": ["cy", "en"]}
    held = about(prepared(cast), "amy")[1]
    assert held.sides.first().title == "Presenoldeb Amy: 2 Medi 2024 – 25 Hydref 2024"
    assert "Annwyl Abe Adams," in words(held)


def test_approving_one_template_approves_no_other(cast, half_term):
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    approve_wording(wording=wording(cast, "cy"), by=cast.head)
    assert languages(cast, "eve") == {"Ann Adams": ["en"], "Abe Adams": ["en"]}


@pytest.mark.parametrize("who", ["office", "teacher", "mr_outside"])
def test_whoever_may_not_approve_letters_may_not_approve_wording(cast, who):
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    with pytest.raises(ProblemWithBatch, match="may not approve messages"):
        approve_wording(wording=wording(cast, "cy"), by=getattr(cast, who))
    assert not wording(cast, "cy").is_approved


def test_the_preparer_is_told_who_reads_another_language(cast, half_term):
    [note] = draft(cast).notes
    assert note.endswith("because no wording is approved in theirs: Welsh 2.")


def test_a_change_is_a_draft_and_the_approved_words_stay_in_use(cast, half_term):
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    template = Template.objects.get(school=cast.oak, name="attendance-red")
    changed = write_wording(template=template, language="en", title="{forename}", body="Hello.", by=cast.head)
    assert "Hello." not in words(letter(cast))
    approve_wording(wording=changed, by=cast.head)
    assert words(letter(cast)) == "Amy\n['Hello.']"


def test_saving_the_same_words_makes_no_new_version(cast):
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    held = wording(cast, "en")
    again = write_wording(
        template=held.template, language="en", title=held.title, body=held.body + "\n", by=cast.head
    )
    assert again == held


def in_wales(cast):
    School.objects.filter(pk=cast.oak.pk).update(nation="wales")
    cast.oak.refresh_from_db()


def test_in_wales_letters_wait_until_the_welsh_is_approved(cast, half_term):
    in_wales(cast)
    with pytest.raises(
        ProblemWithMessages, match=r"The Welsh wording of .* is a draft: somebody must approve"
    ):
        draft(cast)


def test_in_wales_letters_are_in_both_languages_the_familys_own_first(cast, half_term):
    in_wales(cast)
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    for name in TRAFFIC_LIGHTS.templates:
        approve_wording(wording=wording(cast, "cy", name), by=cast.head)
    assert languages(cast) == {"Ann Adams": ["en", "cy"], "Abe Adams": ["cy", "en"]}
    Contact.objects.update(language="")
    assert languages(cast) == {"Ann Adams": ["cy", "en"], "Abe Adams": ["cy", "en"]}


def test_in_wales_the_codes_are_said_to_be_provisional(cast, half_term):
    in_wales(cast)
    decide(place=cast.oak, name="home_language", value="en", by=BY)
    counted = draft(cast).counted
    assert counted["provisional"]
    assert "provisional code set" in str(explain(counted))


# --- who, and which half-term -------------------------------------------------------------------------------


def test_somebody_who_left_and_came_back_has_one_figure(cast, half_term):
    Enrolment.objects.filter(pupil=cast.amy).update(until=dt.date(2024, 9, 13))
    Enrolment.objects.create(pupil=cast.amy, school=cast.oak, since=dt.date(2024, 10, 7))
    held = about(prepared(cast), "amy")
    assert len(held) == 2
    # 3 to 13 September and 7 to 24 October: 18 and 28 sessions, as the register has them.
    assert held[0].figures["possible"] == 18 + 28
    assert held[0].figures["absent"] == 8


def test_a_merged_record_gets_no_letter_of_its_own(cast, half_term):
    Pupil.objects.filter(pk=cast.eve.pk).update(merged_into=cast.amy)
    assert about(prepared(cast), "eve") == []


def test_a_half_term_the_calendar_does_not_have(cast, half_term):
    with pytest.raises(ProblemWithHalfTerm, match="no half-term “Autumn 3”; it has Autumn 1, Autumn 2"):
        draft_attendance_letters(school=cast.oak, year=YEAR, half_term="Autumn 3")


def test_a_half_term_that_has_not_begun(cast, half_term):
    with pytest.raises(ProblemWithHalfTerm, match="Spring 1 of 2024/25 has not begun"):
        draft_attendance_letters(school=cast.oak, year=YEAR, half_term="Spring 1")


def test_a_half_term_that_is_not_over_goes_up_to_today(cast, clock):
    clock.at("2024-10-11 17:00")
    spend(cast.oak, {cast.amy: "3I"}, until=dt.date(2024, 10, 11))
    held = draft(cast)
    assert held.counted["until"] == "2024-10-11"
    assert "The half-term is not over: figures go up to 11 October 2024." in held.notes


def test_the_half_term_is_found_however_it_is_written(cast, half_term):
    batch, _draft = prepare_attendance_letters(
        school=cast.oak, year=YEAR, half_term=" autumn  1", by=cast.office
    )
    assert batch.occasion == "2024/25 Autumn 1"


def test_a_dry_run_keeps_nothing(cast, half_term):
    assert len(draft(cast).items) == 4
    assert not Template.objects.exists()


def test_drawing_up_asks_the_same_questions_however_many_children(
    cast, half_term, django_assert_max_num_queries
):
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    with django_assert_max_num_queries(40) as few:
        draft(cast)
    for name in ("ben", "cal", "dee"):
        family(cast.oak, cast.pupils[name], f"Parent of {name}", at=f"1 {name} Street")
    with django_assert_max_num_queries(len(few)):
        assert len(draft(cast).items) == 7


def test_classes_stand_as_a_school_lists_them():
    names = ["10A", "1B", "Reception", "2A", "1A", "Nursery", ""]
    assert sorted(names, key=class_order) == ["", "Nursery", "Reception", "1A", "1B", "2A", "10A"]
