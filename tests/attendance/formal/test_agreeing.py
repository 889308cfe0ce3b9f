"""A contract offered, a notice to improve, what was considered, and their letters, each parent their own."""

import datetime as dt
import html
import re

import pytest

from tests.attendance.formal.missed import (
    a_contract,
    a_known_notice,
    an_improve_notice,
    helped,
    missed,
    parent,
    proposed,
)
from trellis.attendance.formal import agreeing
from trellis.attendance.formal.letters import in_one_line, letters_of, prepare_formal_letter
from trellis.attendance.formal.models import AttendanceContract, Considered, ImproveNotice
from trellis.attendance.formal.standings import standing_of
from trellis.messages.drawing_up import ProblemWithMessages
from trellis.messages.models import LeftOut
from trellis.rules.formal import ProblemWithFormalStep, why_not_so_long
from trellis.schools.models import FamilyLink, Pupil

URL = "/schools/123456/"


@pytest.fixture(autouse=True)
def evening(clock):
    clock.at("2024-09-10T17:00")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


# --- a contract ---


def test_a_contract_is_offered_signed_looked_at_and_ended_by_named_people(cast, sign_in, clock):
    lead, ann = sign_in(cast.attendance_lead), parent("Ann Adams").pk
    filled = {
        "offered_on": "2024-09-10",
        "until": "2024-10-18",
        "review_on": "2024-09-24",
        "parent_does": "At the gate by 8:45.",
        "school_does": "A place at the breakfast club.",
    }
    address = f"{URL}pupils/{cast.amy.pk}/formal/{ann}/contract/"
    wrong = lead.post(address, filled | {"until": "2024-09-10"})
    assert wrong.status_code == 400
    assert "It ends after the day it is offered." in words(wrong)
    assert lead.post(address, filled).status_code == 302
    held = AttendanceContract.objects.get()
    page = f"{URL}pupils/{cast.amy.pk}/formal/contracts/{held.pk}/"
    signed = {"act": "answer", "answer-answer": "signed", "answer-on": "2024-09-10"}
    assert lead.post(page, signed).status_code == 302
    clock.at("2024-09-24T12:00")
    lead = sign_in(cast.attendance_lead)
    looked = {"act": "review", "review-on": "2024-09-24", "review-words": "Here every day but one."}
    assert lead.post(page, looked).status_code == 302
    assert (
        lead.post(page, {"act": "end", "end-on": "2024-09-24", "end-words": "It helped."}).status_code == 302
    )
    text = words(lead.get(page))
    assert "Ended on 24 September 2024." in text
    assert "Here every day but one. Anil Attar" in text
    assert lead.post(page, {"act": "end", "end-on": "2024-09-24", "end-words": "Again"}).status_code == 400


def test_a_refusal_is_kept_with_what_was_said_and_is_help_that_was_offered(cast):
    missed(cast, amy="10O")
    held = a_contract(cast)
    with pytest.raises(ProblemWithFormalStep, match="Write down what they said"):
        agreeing.answer_contract(
            contract=held, answer="refused", on=cast.today, words="", by=cast.attendance_lead
        )
    agreeing.answer_contract(
        contract=held, answer="refused", on=cast.today, words="We move soon.", by=cast.attendance_lead
    )
    found = standing_of(cast.oak, cast.amy, cast.today, reader=cast.attendance_lead)
    assert found is not None
    (one,) = found[1].helped
    assert one.in_words == (
        "10 September 2024: Attendance contract offered to Ann Adams: not taken up (Anil Attar)"
    )
    assert a_contract(cast).pk != held.pk


def test_there_is_one_contract_with_a_parent_at_a_time(cast):
    a_contract(cast)
    with pytest.raises(ProblemWithFormalStep, match="There is one with this parent already"):
        a_contract(cast)
    assert a_contract(cast, who="Abe Adams").parent_name == "Abe Adams"


@pytest.mark.parametrize("begin", [a_contract, an_improve_notice])
def test_no_formal_step_is_for_a_child_outside_compulsory_age(cast, begin):
    Pupil.objects.filter(pk=cast.amy.pk).update(date_of_birth=dt.date(2020, 1, 1))
    cast.amy.refresh_from_db()
    with pytest.raises(ProblemWithFormalStep, match="not known to be of compulsory school age"):
        begin(cast)


# --- a notice to improve ---


def test_a_notice_to_improve_is_begun_with_what_the_records_say(cast, sign_in):
    missed(cast, amy="10O")
    helped(cast)
    address = f"{URL}pupils/{cast.amy.pk}/formal/{parent('Ann Adams').pk}/improve/"
    page = html.unescape(sign_in(cast.attendance_lead).get(address).content.decode())
    assert "Amy Adams attended 2 of 12 sessions this year (16.7%). 10 sessions since 2 September 2024" in page
    assert "9 September 2024: Meeting (Olive Ofori)" in page


def test_it_is_kept_with_parts_missing_and_not_printed_until_it_has_them_all(cast, sign_in):
    held = an_improve_notice(cast, earlier="", offered=" ")
    assert held.missing == ["offered", "earlier"]
    lead = sign_in(cast.attendance_lead)
    page = f"{URL}pupils/{cast.amy.pk}/formal/improving/{held.pk}/"
    said = words(lead.post(f"{page}letter/", follow=True))
    assert "It is not printed yet: it does not say the help on offer, what would end it early." in said
    assert letters_of(held) == []
    filled = {
        "act": "write",
        "write-since": "2024-09-11",
        "write-until": "2024-10-08",
        **{f"write-{name}": "Something" for name in ("record", "given", "offered", "improvement", "earlier")},
    }
    assert lead.post(page, filled).status_code == 302
    assert lead.post(f"{page}letter/").status_code == 302
    (batch,) = letters_of(held)
    (item,) = batch.items.all()
    assert item.addressee == "Ann Adams"


@pytest.mark.parametrize(("days", "fits"), [(20, False), (21, True), (42, True), (43, False)])
def test_it_gives_three_to_six_weeks(cast, days, fits):
    since = dt.date(2024, 9, 11)
    assert (why_not_so_long(since, since + dt.timedelta(days - 1)) is None) is fits
    if not fits:
        with pytest.raises(ProblemWithFormalStep, match="1 October 2024 to 22 October 2024"):
            an_improve_notice(cast, until=since + dt.timedelta(days - 1))


def test_that_it_did_not_improve_is_known_only_when_the_weeks_are_over(cast, clock):
    held = an_improve_notice(cast)
    clock.at("2024-09-20T12:00")
    said = {"words": "", "by": cast.attendance_lead}
    with pytest.raises(ProblemWithFormalStep, match="end it early, or wait"):
        agreeing.end_improving(notice=held, outcome="not_enough", on=dt.date(2024, 9, 20), **said)
    with pytest.raises(ProblemWithFormalStep, match="Say what ended it early"):
        agreeing.end_improving(notice=held, outcome="early", on=dt.date(2024, 9, 20), **said)
    agreeing.end_improving(notice=held, outcome="improved", on=dt.date(2024, 9, 20), **said)
    assert ImproveNotice.objects.get().outcome == "improved"


# --- considered ---


def test_that_an_order_was_considered_and_why_not_is_kept(cast, sign_in):
    lead, child = sign_in(cast.attendance_lead), f"{URL}pupils/{cast.amy.pk}/formal/"
    filled = {
        "consider-what": "order",
        "consider-on": "2024-09-10",
        "consider-appropriate": "no",
        "consider-why": " ",
    }
    assert lead.post(f"{child}considered/", filled).status_code == 400
    filled["consider-why"] = "The family works with us."
    assert lead.post(f"{child}considered/", filled).status_code == 302
    assert not Considered.objects.get().appropriate
    assert "Education supervision order, not used. The family works with us." in words(lead.get(child))


# --- letters ---


def test_each_parent_has_their_own_letter_and_an_order_is_respected(cast):
    missed(cast, amy="10O")
    helped(cast)
    notices = [proposed(cast, who=who) for who in ("Ann Adams", "Abe Adams")]
    batches = [prepare_formal_letter(step=one, by=cast.attendance_lead)[0] for one in notices]
    assert [[item.addressee for item in batch.items.all()] for batch in batches] == [
        ["Ann Adams"],
        ["Abe Adams"],
    ]
    text = " ".join(str(side.parts) for side in batches[0].items.get().sides.all())
    assert "may be considered by the authority" in text
    assert "Abe" not in text
    FamilyLink.objects.filter(contact=parent("Abe Adams")).update(may_contact=False, order="Non-molestation")
    contract = a_contract(cast, who="Abe Adams")
    batch, _draft = prepare_formal_letter(step=contract, by=cast.attendance_lead)
    assert not batch.items.exists()
    assert [one.reason for one in batch.left_out.all()] == [LeftOut.Reason.NO_PARENT]


def test_words_written_over_several_lines_stand_in_one_in_a_letter(cast):
    held = an_improve_notice(cast, given="5 September: Meeting (Olive Ofori)\n\n9 September: Home visit\n")
    batch, _draft = prepare_formal_letter(step=held, by=cast.attendance_lead)
    text = str(batch.items.get().sides.get().parts)
    assert "5 September: Meeting (Olive Ofori); 9 September: Home visit" in text
    assert in_one_line("Ring first.\nCome in.") == "Ring first. Come in."


def test_a_notice_known_from_elsewhere_has_no_letter(cast):
    with pytest.raises(ProblemWithMessages, match="issued elsewhere"):
        prepare_formal_letter(step=a_known_notice(cast), by=cast.attendance_lead)


def test_those_who_only_see_change_nothing(cast, sign_in):
    held, improving = a_contract(cast), an_improve_notice(cast)
    officer, child = sign_in(cast.ewo), f"{URL}pupils/{cast.amy.pk}/formal/"
    assert officer.get(f"{child}contracts/{held.pk}/").status_code == 200
    assert officer.get(f"{child}improving/{improving.pk}/").status_code == 200
    ending = {"act": "end", "end-on": "2024-09-10", "end-words": "x"}
    assert officer.post(f"{child}contracts/{held.pk}/", ending).status_code == 404
    assert officer.post(f"{child}improving/{improving.pk}/", {"act": "end"}).status_code == 404
    assert officer.post(f"{child}considered/", {}).status_code == 404
