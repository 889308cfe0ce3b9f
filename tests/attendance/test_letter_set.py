"""The letter set: for chosen children, in plain words, once, and legal wording only where it may be."""

import datetime as dt
import re

import pytest

from tests.messages.drawn_up import about, everybody_spent, left_out, words
from tests.messages.families import family
from trellis.attendance.choosing import CHOSEN, ProblemWithChoice, prepare_chosen_letters
from trellis.attendance.letter_set import (
    NEEDS_A_MEETING,
    OF_A_MEETING,
    ONCE,
    TEMPLATES,
    WITH_FIGURES,
    channels_of,
    shipped,
)
from trellis.messages.actions import ProblemWithBatch, approve_batch, check_subject, check_words
from trellis.messages.models import Batch, Item, LeftOut, Template
from trellis.messages.wording import Merge, fill, parts_of, plain_words, uses_legal_wording
from trellis.registers.actions import record_marks
from trellis.registers.places import Mark
from trellis.rules.reading_age import reading_age
from trellis.rules.words import Session
from trellis.schools.models import AccessLogEntry, Contact, Hold

LIST = "/schools/123456/attendance/pupils/"
WRITE = f"{LIST}write/"
SINCE, UNTIL = "2024-09-02", "2024-10-24"


@pytest.fixture
def autumn(cast, clock):
    """Half-term is over. Amy has two homes, Ben one; Cal's letters are held; a mark of Dee's is missing."""
    everybody_spent(cast, clock, amy="8I 3L", ben="4I", dee="1.")
    for name, parent in (("ben", "Bea Bright"), ("cal", "Cora Carter"), ("dee", "Dot Dunn")):
        family(cast.oak, cast.pupils[name], parent, at=f"{len(parent)} High Street")
    Hold.objects.create(
        pupil=cast.cal, school=cast.oak, kind="bereavement", held_by="the head", since="2024-10-01"
    )
    return cast


def written(cast, template="concern-first", *names, channels=("letter",), **said) -> Batch:
    told = {"since": dt.date(2024, 9, 2), "until": dt.date(2024, 10, 24), "by": cast.office, **said}
    batch, _draft = prepare_chosen_letters(
        school=cast.oak,
        template=template,
        pupils=[cast.pupils[name] for name in names or ("amy", "ben")],
        channels=channels,
        **told,
    )
    return batch


# --- The words ----------------------------------------------------------------------------------------------

SHIPPED = [(name, channel, language) for name in TEMPLATES for channel, language in shipped(name)]


@pytest.mark.parametrize(("name", "channel", "language"), SHIPPED)
def test_every_wording_that_comes_can_be_filled_in(name, channel, language):
    title, body = shipped(name)[channel, language]
    check_subject(CHOSEN, channel, title)
    check_words(CHOSEN, channel, body)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_letter_comes_in_english_welsh_and_polish_in_each_way_it_goes(name):
    held = shipped(name)
    assert {language for _channel, language in held} == {"en", "cy", "pl"}
    assert set(held) == {
        (channel, language) for channel in channels_of(name) for language in ("en", "cy", "pl")
    }
    assert "email" in channels_of(name)


# What no family reads from us (pages.md, the look).
NEVER = r"truan|hard to reach|fail|fine\b|prosecut|penalt|must improve|excuse|unacceptable|poor|warning|court"


@pytest.mark.parametrize(("name", "channel"), [(n, c) for n, c, language in SHIPPED if language == "en"])
def test_no_letter_blames_and_each_says_whom_to_ask(name, channel):
    title, body = shipped(name)[channel, "en"]
    assert not re.search(NEVER, f"{title} {body}", re.IGNORECASE)
    assert re.search(r"\{(?:contact|phone)\}", body)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if "letter" in channels_of(name)])
def test_every_english_letter_reads_at_eleven_or_younger(name):
    title, body = shipped(name)["letter", "en"]
    examples = {field.name: field.example for field in CHOSEN.fields}
    merge = Merge(values=examples, true=CHOSEN.conditions)
    told = reading_age("\n".join([fill(title, examples), plain_words(parts_of(body, merge))]))
    assert told.is_plain, (told.age, told.longest)


def test_legal_wording_stands_only_where_a_meeting_is_asked_for():
    legal = {
        name for name, channel, language in SHIPPED if uses_legal_wording(shipped(name)[channel, language][1])
    }
    assert legal == {"concern-meeting", "punctuality-second"}


def test_every_letter_has_its_place_in_the_rules():
    assert ONCE.keys() == TEMPLATES.keys()
    assert TEMPLATES.keys() >= WITH_FIGURES | OF_A_MEETING | NEEDS_A_MEETING


# --- Who is written to, and what it says --------------------------------------------------------------------


def test_each_home_of_the_chosen_children_gets_the_letter_with_its_figures(autumn):
    batch = written(autumn)
    assert [item.addressee for item in batch.items.in_class_order()] == [
        "Ann Adams",
        "Abe Adams",
        "Bea Bright",
    ]
    [letter, _other] = about(batch, "amy")
    assert "Amy’s attendance: can we help?" in words(letter)
    assert "68 of 76 half-day sessions attended, 2 September 2024 to 24 October 2024" in words(letter)
    assert letter.figures["late"] == 3


def test_held_letters_stay_held_and_missing_marks_stop_a_figure(autumn):
    batch = written(autumn, "concern-first", "cal", "dee", "eve")
    assert left_out(batch) == {"cal": LeftOut.Reason.HELD, "dee": LeftOut.Reason.MARKS_MISSING}
    # A letter without figures minds no missing mark.
    assert left_out(written(autumn, "welcome-back", "cal", "dee")) == {"cal": LeftOut.Reason.HELD}


def test_legal_wording_is_for_children_of_compulsory_age_throughout(autumn):
    legal = "What the law says"
    assert legal in words(about(written(autumn, "concern-meeting", "ben"), "ben")[0])
    autumn.ben.date_of_birth = "2019-10-10"  # five in October: of age from 31 December
    autumn.ben.save()
    letter = about(written(autumn, "concern-meeting", "ben"), "ben")[0]
    assert legal not in words(letter)
    assert "persistent" not in words(letter).lower()
    autumn.ben.date_of_birth = None
    autumn.ben.save()
    assert legal not in words(about(written(autumn, "concern-meeting", "ben"), "ben")[0])


def test_a_meeting_is_told_where_there_is_one(autumn):
    said = {"date": dt.date(2024, 11, 12), "time": dt.time(15, 30), "place": "the family room"}
    assert "Tuesday 12 November at 15:30, the family room" in words(
        about(written(autumn, "meeting-invitation", "ben", **said), "ben")[0]
    )
    assert "We suggest" not in words(about(written(autumn, "concern-meeting", "ben"), "ben")[0])


def test_a_text_names_one_child_and_goes_to_a_number(autumn):
    Contact.objects.filter(name="Bea Bright").update(phone="07700 900123")
    [item] = written(autumn, "late-today", "ben", channels=("text",)).items.all()
    assert item.channel == "text"
    assert item.words.startswith(
        "Oak Primary: Ben arrived after the register was taken today, Monday 4 November."
    )


# --- Once ---------------------------------------------------------------------------------------------------


def test_a_concern_is_written_once_a_half_term(autumn, clock):
    approve_batch(batch=written(autumn), by=autumn.attendance_lead)
    clock.at("2024-11-18T09:00")
    assert set(left_out(written(autumn)).values()) == {LeftOut.Reason.ALREADY_WRITTEN}
    clock.at("2025-01-08T09:00")
    assert written(autumn).items.count() == 3


def test_a_day_is_written_once_and_the_next_again(autumn, clock):
    Contact.objects.filter(name="Bea Bright").update(phone="07700 900123")
    approve_batch(batch=written(autumn, "late-today", "ben", channels=("text",)), by=autumn.attendance_lead)
    again = written(autumn, "late-today", "ben", channels=("text",))
    assert left_out(again) == {"ben": LeftOut.Reason.ALREADY_WRITTEN}
    clock.at("2024-11-05T09:00")
    assert written(autumn, "late-today", "ben", channels=("text",)).items.count() == 1


def test_a_letter_that_waits_for_others_waits_for_all_of_them(autumn):
    first = written(autumn, "concern-first", "ben")
    second = written(autumn, "concern-first", "amy")
    first.refresh_from_db()
    assert first.state == Batch.State.WITHDRAWN
    assert {item.pupil for item in second.items.all()} == {autumn.amy, autumn.ben}


def test_what_changed_since_it_was_looked_at_is_not_approved(autumn, clock):
    batch = written(autumn)
    monday = [Mark(autumn.amy.pk, clock.moment.date(), Session.AM, "I")]
    record_marks(school=autumn.oak, marks=monday, by=autumn.teacher)
    approve_batch(batch=batch, by=autumn.attendance_lead)  # today's register is not in it
    again = written(autumn, "improved", "ben")
    Hold.objects.create(pupil=autumn.ben, school=autumn.oak, kind="other", held_by="x", since="2024-11-04")
    with pytest.raises(ProblemWithBatch, match="changed since"):
        approve_batch(batch=again, by=autumn.attendance_lead)


# --- Choosing on the page -----------------------------------------------------------------------------------


def sent(*pupils, **said):
    told = {"template": "concern-first", "ways": "letter", "year": "2024-25", "half_term": "Autumn 1"}
    return {**told, "pupil": [pupil.pk for pupil in pupils], **said}


def test_three_are_ticked_and_their_families_written_to(autumn, sign_in):
    office = sign_in(autumn.office)
    page = office.get(LIST, {"where": "all", "year": "2024-25", "half_term": "Autumn 1"}).content.decode()
    assert 'aria-label="Choose Amy Adams"' in page
    chosen = office.get(WRITE, {"pupil": [autumn.amy.pk, autumn.ben.pk, autumn.eve.pk], "year": "2024-25"})
    assert "Write to the families of 3 children" in chosen.content.decode()
    response = office.post(WRITE, sent(autumn.amy, autumn.ben, autumn.eve))
    batch = Batch.objects.get()
    assert response.url.endswith(f"/messages/{batch.pk}/")
    assert (batch.since.isoformat(), batch.until.isoformat()) == ("2024-09-02", "2024-10-25")
    assert batch.items.count() == 5


def test_everybody_on_the_list_is_chosen_at_once(autumn, sign_in):
    asked = {"all": "1", "where": "below:96", "year": "2024-25", "half_term": "Autumn 1"}
    page = sign_in(autumn.office).get(WRITE, asked).content.decode()
    assert "Amy Adams" in page
    assert "Ben Bright" in page
    assert "Cal Carter" not in page
    assert AccessLogEntry.objects.order_by("pk").last().pupils == 2


def test_nobody_chosen_is_said_and_nothing_is_drawn_up(autumn, sign_in):
    office = sign_in(autumn.office)
    assert "Nobody is chosen" in office.get(WRITE).content.decode()
    assert "Nobody is chosen" in office.post(WRITE, sent()).content.decode()
    assert not Batch.objects.exists()


def test_another_school_s_child_is_never_among_those_chosen(autumn, sign_in):
    page = sign_in(autumn.office).get(WRITE, {"pupil": [autumn.zak.pk, autumn.amy.pk]}).content.decode()
    assert "Write to the family of 1 child" in page
    assert "Zak" not in page


def test_who_may_not_prepare_letters_is_offered_no_boxes(autumn, sign_in):
    for who in (autumn.teacher, autumn.ewo, autumn.trust_officer):
        assert "Choose Amy" not in sign_in(who).get(LIST, {"where": "all"}).content.decode()
        assert sign_in(who).get(WRITE).status_code == 404


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"template": "nonsense"}, "not one of the available choices"),
        ({"template": "meeting-reminder", "ways": "text"}, "give the day, the time and the place"),
        ({"template": "meeting-invitation", "date": "2024-11-12"}, "Give both the day and the time"),
        ({"template": "late-today"}, "does not go in this way: choose Text or E-mail"),
        (
            {"template": "concern-meeting", "ways": "text,email"},
            "does not go in this way: choose Letter or E-mail",
        ),
    ],
)
def test_what_cannot_be_written_so_is_said(autumn, sign_in, said, says):
    response = sign_in(autumn.office).post(WRITE, sent(autumn.amy, **said))
    assert response.status_code == 400
    assert says in response.content.decode()
    assert not Batch.objects.exists()


def test_the_way_back_leads_only_within_the_school(autumn, sign_in):
    office = sign_in(autumn.office)
    assert (
        "elsewhere.example" not in office.get(WRITE, {"back": "https://elsewhere.example/"}).content.decode()
    )
    assert LIST in office.get(WRITE, {"back": f"{LIST}?where=all"}).content.decode()


def test_a_school_in_wales_needs_its_welsh_approved(autumn):
    autumn.oak.nation = "wales"
    autumn.oak.save()
    with pytest.raises(ValueError, match="Welsh"):
        written(autumn, "welcome-back", "ben")
    assert Template.objects.filter(school=autumn.oak, name="welcome-back").count() == 0
    assert not Item.objects.exists()


def test_a_short_message_is_no_letter(autumn):
    with pytest.raises(ProblemWithChoice):
        written(autumn, "late-today", "ben")
