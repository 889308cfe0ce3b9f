"""A trust agrees letters and days, schools adopt them or openly keep their own, and it is seen which."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.agreed import BODY, an_agreed_letter
from tests.messages.drawn_up import everybody_spent, prepared, sent
from trellis.attendance.letters import TRAFFIC_LIGHTS
from trellis.messages.actions import approve_wording, offer_templates, write_wording
from trellis.messages.agreeing import (
    Keeping,
    ProblemWithAgreement,
    Sending,
    adopt,
    agree_date,
    half_termly,
    keeping_to,
    standing_of,
)
from trellis.messages.models import AgreedWording, Template, Wording, digest_of_words
from trellis.messages.wording import ProblemWithWording
from trellis.schools.models import AccessLogEntry, GroupingMembership

TRUST = "/groupings/trust/Hedgerow%20Trust/letters/"
OURS = "/schools/123456/messages/agreed/"
AGREE = f"{TRUST}agree/attendance-green/letter/en/"


@pytest.fixture
def two_schools(cast):
    """Elm joins the trust."""
    GroupingMembership.objects.create(grouping=cast.trust, school=cast.elm, since="2024-09-01")
    return cast


def keeping(cast):
    """How each school stands to the one agreed letter."""
    found = keeping_to(cast.trust)
    [letter] = found.letters
    return {school.name: found.words[school.pk, letter.key] for school in found.schools}


def a_day(cast, send_by="2024-10-25", **said):
    told = {"subject": TRAFFIC_LIGHTS.name, "year": 2024, "half_term": "Autumn 1", "by": cast.trust_officer}
    return agree_date(grouping=cast.trust, send_by=dt.date.fromisoformat(send_by), **{**told, **said})


def sending(cast):
    found = keeping_to(cast.trust)
    [date] = found.dates
    return {school.name: found.sent[school.pk, date.pk] for school in found.schools}


# --- Words --------------------------------------------------------------------------------------------------


def test_agreeing_changes_no_school_s_letter(two_schools):
    cast = two_schools
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    an_agreed_letter(cast)
    assert keeping(cast) == {"Oak Primary": Keeping.OWN, "Elm Primary": Keeping.NOT_APPROVED}


def test_a_school_adopts_and_approves_the_words_itself(two_schools):
    cast = two_schools
    agreed = an_agreed_letter(cast)
    wording = adopt(school=cast.oak, agreed=agreed, by=cast.attendance_lead)
    assert (wording.title, wording.body, wording.approved_by) == (
        "Thank you, {forename}",
        BODY,
        cast.attendance_lead,
    )
    assert keeping(cast)["Oak Primary"] is Keeping.ADOPTED
    assert keeping(cast)["Elm Primary"] is Keeping.NOT_APPROVED


def test_a_school_may_differ_and_it_is_seen(cast):
    adopt(school=cast.oak, agreed=an_agreed_letter(cast), by=cast.head)
    template = Template.objects.get(school=cast.oak, name="attendance-green")
    own = write_wording(
        template=template, language="en", title="Thank you", body=f"{BODY}\nOak", by=cast.office
    )
    assert keeping(cast)["Oak Primary"] is Keeping.ADOPTED  # a draft is not in use
    approve_wording(wording=own, by=cast.head)
    assert keeping(cast)["Oak Primary"] is Keeping.OWN


def test_words_agreed_anew_are_adopted_anew(cast):
    first = an_agreed_letter(cast)
    adopt(school=cast.oak, agreed=first, by=cast.head)
    second = an_agreed_letter(cast, title="Thank you all, {forename}")
    assert (first.number, second.number) == (1, 2)
    assert keeping(cast)["Oak Primary"] is Keeping.OWN
    with pytest.raises(ProblemWithAgreement, match="not agreed for this school"):
        adopt(school=cast.oak, agreed=first, by=cast.head)
    adopt(school=cast.oak, agreed=second, by=cast.head)
    assert keeping(cast)["Oak Primary"] is Keeping.ADOPTED
    # The same words again are no new version.
    assert an_agreed_letter(cast, title="Thank you all, {forename}") == second


def test_only_a_grouping_s_own_schools_adopt_its_words(cast):
    agreed = an_agreed_letter(cast)
    with pytest.raises(ProblemWithAgreement, match="not agreed for this school"):
        adopt(school=cast.elm, agreed=agreed, by=cast.mr_outside)
    assert standing_of(cast.elm) == []
    assert not Wording.objects.filter(template__school=cast.elm).exists()


def test_words_that_cannot_be_filled_in_are_not_agreed(cast):
    with pytest.raises(ProblemWithWording, match=r"no field \{shoe size\}"):
        an_agreed_letter(cast, body="{shoe size}")
    with pytest.raises(ProblemWithAgreement, match="no letter “nonsense”"):
        an_agreed_letter(cast, name="nonsense")
    assert not AgreedWording.objects.exists()


@given(st.text(max_size=30), st.lists(st.text(alphabet="ab {}", max_size=8), max_size=5))
def test_words_are_the_same_however_their_lines_end(title, lines):
    unix, windows = "\n".join(lines), "\r\n".join(f"{line}  " for line in lines)
    assert digest_of_words(title, unix) == digest_of_words(f" {title} ", windows)
    assert digest_of_words(title, f"{unix}\nmore") != digest_of_words(title, unix)


# --- Days ---------------------------------------------------------------------------------------------------


def test_what_is_sent_by_the_agreed_day_is_on_time_and_after_it_late(cast, clock):
    a_day(cast, "2024-11-04")
    everybody_spent(cast, clock)
    clock.at("2024-11-04T10:00")
    sent(cast)
    told = sending(cast)["Oak Primary"]
    assert (told.standing, told.on, told.items) == (Sending.ON_TIME, dt.date(2024, 11, 4), 4)
    a_day(cast, "2024-11-01")
    assert sending(cast)["Oak Primary"].standing is Sending.LATE


def test_what_only_waits_is_not_sent(cast, clock):
    a_day(cast)
    assert sending(cast)["Oak Primary"].standing is Sending.DUE
    everybody_spent(cast, clock)
    prepared(cast)
    assert sending(cast)["Oak Primary"].standing is Sending.NOT_SENT


def test_another_half_term_s_letters_do_not_count(cast, clock):
    a_day(cast, "2024-12-13", half_term="Autumn 2")
    everybody_spent(cast, clock)
    sent(cast)
    assert sending(cast)["Oak Primary"].standing is Sending.DUE


def test_a_day_can_be_agreed_for_what_is_written_once_a_half_term(cast):
    offered = half_termly()
    assert (TRAFFIC_LIGHTS.name, "") in offered
    assert ("chosen-families", "concern-first") in offered
    assert ("chosen-families", "late-today") not in offered
    assert a_day(cast, subject="chosen-families", letter="improved").occasion == "improved 2024/25 Autumn 1"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"half_term": "Autumn 3"}, "Choose a half-term"),
        ({"subject": "nonsense"}, "Choose a half-term"),
        ({"subject": "chosen-families", "letter": "late-today"}, "Choose a half-term"),
        ({"send_by": "2025-10-01"}, "2025-10-01 is not in 2024/25"),
    ],
)
def test_a_day_that_cannot_be_is_refused(cast, said, says):
    with pytest.raises(ProblemWithAgreement, match=says):
        a_day(cast, **said)


# --- The pages ----------------------------------------------------------------------------------------------


def test_the_trust_agrees_on_the_page_and_the_school_adopts(two_schools, sign_in):
    cast = two_schools
    officer, lead = sign_in(cast.trust_officer), sign_in(cast.attendance_lead)
    assert "as they come" in officer.get(AGREE).content.decode()
    assert officer.post(AGREE, {"title": "Thank you, {forename}", "body": BODY}).status_code == 302
    assert "There is no field" in officer.post(AGREE, {"title": "{x}", "body": BODY}).content.decode()
    ours = lead.get(OURS).content.decode()
    assert "Hedgerow Trust" in ours
    assert "Not approved" in ours
    agreed = AgreedWording.objects.get()
    assert lead.post(f"{OURS}{agreed.pk}/adopt/").status_code == 302
    assert "Adopted" in lead.get(OURS).content.decode()
    page = officer.get(TRUST, {"letter": "attendance-green.letter.en", "standing": "adopted"})
    assert [row["school"].name for row in page.context["rows"]] == ["Oak Primary"]
    page = officer.get(TRUST, {"letter": "attendance-green.letter.en", "standing": "not-approved"})
    assert [row["school"].name for row in page.context["rows"]] == ["Elm Primary"]


def test_whoever_agrees_words_reads_how_old_a_reader_they_ask_for_before_agreeing(two_schools, sign_in):
    officer = sign_in(two_schools.trust_officer)
    assert "Reading age about" in officer.get(AGREE).content.decode()
    hard = (
        "Notwithstanding considerable institutional deliberation, unauthorised absences necessitate action. "
    )
    looked = officer.post(AGREE, {"title": "Attendance", "body": hard * 10, "look": "1"})
    assert "shorter sentences and shorter words would help" in looked.content.decode()
    assert not AgreedWording.objects.exists()


def test_a_day_is_agreed_on_the_page_and_opened_by_its_count(two_schools, clock, sign_in):
    cast = two_schools
    officer = sign_in(cast.trust_officer)
    said = {"letters": f"{TRAFFIC_LIGHTS.name}:", "half_term": "Autumn 1", "send_by": "2024-11-04"}
    assert officer.post(f"{TRUST}days/add/", said).status_code == 302
    assert (
        "This field is required"
        in officer.post(f"{TRUST}days/add/", {"half_term": "Autumn 1"}).content.decode()
    )
    everybody_spent(cast, clock)
    sent(cast)
    [date] = cast.trust.agreed_dates.all()
    officer = sign_in(cast.trust_officer)
    page = officer.get(TRUST, {"date": date.pk, "standing": "on-time"})
    assert [row["school"].name for row in page.context["rows"]] == ["Oak Primary"]
    assert "4 November 2024" in page.content.decode()


def test_above_the_school_there_are_counts_and_no_child(cast, clock, sign_in):
    a_day(cast, "2024-11-04")
    an_agreed_letter(cast)
    everybody_spent(cast, clock)
    sent(cast)
    page = sign_in(cast.trust_officer).get(TRUST).content.decode()
    for name in ("Amy", "Adams", "Ben Bright"):
        assert name not in page
    assert not AccessLogEntry.objects.exists()


def test_who_may_agree_and_who_may_look(cast, sign_in):
    an_agreed_letter(cast)

    def who(url):
        return {name for name, person in cast.people.items() if sign_in(person).get(url).status_code == 200}

    assert who(AGREE) == {"trust_officer"}
    assert {"trust_officer", "head"} <= who(TRUST)
    assert not {"mr_outside", "governor", "teacher"} & who(TRUST)
    office = sign_in(cast.office)
    assert office.post(f"{OURS}{AgreedWording.objects.get().pk}/adopt/").status_code == 404


@pytest.mark.parametrize("rest", ["agree/nonsense/letter/en/", "agree/attendance-green/fax/en/"])
def test_what_is_no_letter_is_no_page(cast, sign_in, rest):
    assert sign_in(cast.trust_officer).get(f"{TRUST}{rest}").status_code == 404


def test_as_many_queries_for_two_schools_and_letters_as_for_one(cast, clock, sign_in):
    officer = sign_in(cast.trust_officer)
    an_agreed_letter(cast)
    a_day(cast)
    with CaptureQueriesContext(connection) as one:
        officer.get(TRUST)
    GroupingMembership.objects.create(grouping=cast.trust, school=cast.elm, since="2024-09-01")
    an_agreed_letter(cast, name="attendance-red")
    a_day(cast, half_term="Autumn 2")
    with CaptureQueriesContext(connection) as two:
        officer.get(TRUST)
    assert len(two) == len(one)
