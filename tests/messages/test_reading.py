"""A wording while it is written: how old a reader it asks for, and how it reads of a real child."""

import pytest

from tests.messages.drawn_up import everybody_spent
from trellis.attendance.choosing import CHOSEN
from trellis.attendance.letters import TRAFFIC_LIGHTS
from trellis.messages.drafts import SUBJECTS
from trellis.messages.models import Wording
from trellis.messages.reading import reading_age_of
from trellis.schools.models import AccessLogEntry

WORDING = "/schools/123456/messages/wording/"
RED = f"{WORDING}attendance-red/letter/en/"
HARD = (
    "Dear {addressee},\n\nNotwithstanding considerable preceding communication regarding attendance, "
    "the institution respectfully anticipates immediate amelioration throughout the remaining academic year, "
    "consequent upon which additional proportionate intervention may necessarily be considered."
)


@pytest.fixture
def lead(cast, clock, sign_in):
    everybody_spent(cast, clock, amy="8I 3L", dee="1.")
    client = sign_in(cast.attendance_lead)
    client.get(WORDING)  # offers the templates
    return client


def test_a_letter_says_its_reading_age_with_the_limits_of_counting(lead):
    page = lead.get(RED).content.decode()
    assert "Reading age about" in page
    assert "within the aim of 11" in page
    assert "Counted (Flesch–Kincaid), not understood" in page


def test_another_language_and_a_short_text_claim_nothing(lead):
    assert (
        "counted for English only: of Polish"
        in lead.get(f"{WORDING}attendance-red/letter/pl/").content.decode()
    )
    short = lead.get(f"{WORDING}welcome-back/text/en/").content.decode()
    assert "fewer than 30 words" in short
    assert reading_age_of(TRAFFIC_LIGHTS, "cy", "x", HARD) is None


def test_looking_first_counts_the_words_being_written_and_keeps_nothing(lead):
    before = Wording.objects.count()
    page = lead.post(RED, {"title": "Attendance", "body": HARD, "look": "1"})
    assert page.status_code == 200
    words = page.content.decode()
    assert "shorter sentences and shorter words would help" in words
    assert "Notwithstanding considerable" in words
    assert Wording.objects.count() == before
    wrong = lead.post(RED, {"title": "Attendance", "body": "{nonsense}", "look": "1"})
    assert wrong.status_code == 400
    assert Wording.objects.count() == before


def test_a_wording_is_shown_with_the_figures_of_a_real_child_to_somebody_invented(cast, lead):
    found = lead.get(RED, {"who": "amy"}).content.decode()
    assert f"?child={cast.amy.pk}#live" in found
    page = lead.get(RED, {"child": cast.amy.pk})
    live = page.context["live"]
    assert "68 of 76 half-day sessions attended" in live.words
    assert "Dear Ms Amara Reed," in live.words
    assert "Ann Adams" not in page.content.decode()
    assert AccessLogEntry.objects.order_by("pk").last().pupils == 1


def test_a_child_nothing_would_be_written_about_is_said(cast, lead):
    page = lead.get(RED, {"child": cast.dee.pk}).content.decode()
    assert "Nothing would be written about Dee Dunn today. Marks are missing: 1 mark" in page


def test_the_letter_set_is_shown_with_an_invented_meeting(cast, lead):
    page = lead.get(f"{WORDING}meeting-invitation/letter/en/", {"child": cast.ben.pk})
    assert "Monday 11 November at 15:30, in the family room" in page.context["live"].words
    first = lead.get(f"{WORDING}concern-first/letter/en/", {"child": cast.amy.pk}).context["live"]
    assert "Amy has missed some school lately" in first.words


def test_only_children_of_this_school_can_be_shown(cast, lead):
    assert lead.get(RED, {"child": cast.zak.pk}).context["live"] is None
    assert lead.get(RED, {"child": "x"}).context["live"] is None
    assert "Nobody of that name is on the roll." in lead.get(RED, {"who": "Zak"}).content.decode()


def test_a_subject_that_is_about_no_single_child_offers_none(lead):
    without = [subject for subject in SUBJECTS.values() if subject.about is None]
    for subject in without:
        name = next(iter(subject.templates))
        channel = next(iter(subject.channels))
        assert "How it reads of a child" not in lead.get(f"{WORDING}{name}/{channel}/en/").content.decode()
    assert CHOSEN not in without
