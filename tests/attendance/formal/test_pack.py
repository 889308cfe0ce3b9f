"""The pack of evidence: every line from records with its day and who; printed again it is the same."""

import datetime as dt
import html
import re

import pytest

from tests.attendance.formal.missed import a_contract, a_pack, helped, missed, parent, proposed
from trellis.attendance.formal.models import Pack
from trellis.attendance.formal.pack import digest, pack_pdf
from trellis.registers.reading import ledger_numbers
from trellis.rules.formal import ProblemWithFormalStep
from trellis.schools.models import AccessLogEntry, Contact, School

URL = "/schools/123456/"


@pytest.fixture(autouse=True)
def evening(clock):
    clock.at("2024-09-10T17:00")


def test_it_holds_the_register_its_amendments_and_what_was_done_with_day_and_name(cast):
    missed(cast, amy="11O")
    missed(cast, amy="1I 10O")
    helped(cast)
    a_contract(cast)
    proposed(cast)
    held = a_pack(cast).says
    assert held["made"] == (
        "As everything stood on 10 September 2024, 17:00:00, put together by Anil Attar, Attendance lead."
    )
    assert held["register"]["rows"] == [
        ["2 Sep 2024", "– –", "I O", "O O", "O O", "O O"],
        ["9 Sep 2024", "O O", "O \\", "– –", "– –", "– –"],
    ]
    (amended,) = held["amended"]["rows"]
    assert amended[:3] == ["3 Sep 2024 AM", "O", "I"]
    assert amended[4] == "10 Sep 2024, 17:00"
    done = [(row[1], row[2], row[3]) for row in held["chronology"]["rows"]]
    assert done == [
        ("Meeting", "Ann Adams", "Olive Ofori"),
        ("An attendance contract was offered, to 18 October 2024", "Ann Adams", "Anil Attar"),
        ("A penalty notice was proposed to the authority: 10 sessions", "Ann Adams", "Anil Attar"),
    ]
    assert ["O", "Absent in other or unknown circumstances", "10"] in held["codes"]["rows"]
    (notice,) = held["notices"]
    assert notice["says"].startswith("10 of 10 sessions still count, and 10 are needed.")


def test_nobodys_address_stands_in_it(cast):
    """Both parents are named, and a pack may reach either."""
    missed(cast, amy="10O")
    words = str(a_pack(cast).says)
    assert "Ann Adams" in words
    assert "Abe Adams" in words
    for contact in Contact.objects.filter(name__endswith="Adams").select_related("household"):
        assert contact.household is not None
        assert contact.household.postcode not in words
        assert contact.phone not in words


def test_printed_again_it_is_the_same_whatever_was_amended_or_noted_since(cast, clock, sign_in):
    missed(cast, amy="10O")
    held = a_pack(cast)
    assert held.ledger == ledger_numbers([cast.oak.pk])[cast.oak.pk]
    before, mark = pack_pdf(held), digest(held)
    assert before.startswith(b"%PDF")
    clock.at("2024-09-10T18:00")
    missed(cast, amy="2I 8O")
    helped(cast)
    again = Pack.objects.get(pk=held.pk)
    assert pack_pdf(again) == before
    assert digest(again) == mark
    now = a_pack(cast)
    assert digest(now) != mark
    assert len(now.says["amended"]["rows"]) == 2


def test_it_is_put_together_in_a_form_and_printed_by_those_who_may_see_it(cast, sign_in):
    missed(cast, amy="10O")
    lead, child = sign_in(cast.attendance_lead), f"{URL}pupils/{cast.amy.pk}/formal/"
    wrong = lead.post(f"{child}packs/", {"pack-since": "2024-09-03", "pack-until": "2024-09-11"})
    assert wrong.status_code == 400
    assert "today or was before" in re.sub(r"\s+", " ", html.unescape(wrong.content.decode()))
    filled = {"pack-since": "2024-09-03", "pack-until": "2024-09-10"}
    assert lead.post(f"{child}packs/", filled).status_code == 302
    address = f"{child}packs/{Pack.objects.get().pk}/"
    printed = sign_in(cast.authority_officer).get(address)
    assert printed["Content-Type"] == "application/pdf"
    assert AccessLogEntry.objects.filter(person_id=cast.authority_officer.pk, page=address).exists()
    assert sign_in(cast.ewo).post(f"{child}packs/", filled).status_code == 404
    assert sign_in(cast.office).get(address).status_code == 404
    assert sign_in(cast.mr_outside).get(address).status_code == 404


def test_days_that_cannot_be_are_refused(cast):
    missed(cast, amy="10O")
    with pytest.raises(ProblemWithFormalStep, match="three years at the most"):
        a_pack(cast, since=dt.date(2021, 1, 1))


def test_of_a_copy_it_says_that_the_register_is_kept_elsewhere(cast):
    missed(cast, amy="10O")
    School.objects.filter(pk=cast.oak.pk).update(register_of_record="mis")
    cast.oak.refresh_from_db()
    assert "certify it against the register" in a_pack(cast).says["register_says"]


def test_what_the_typeface_cannot_print_keeps_its_place(cast):
    missed(cast, amy="10O")
    Contact.objects.filter(pk=parent("Ann Adams").pk).update(name="Ann 山 Adams")
    held = a_pack(cast)
    assert [row[0] for row in held.says["about"] if row[0].startswith("Ann")] == ["Ann ? Adams"]
    assert pack_pdf(held).startswith(b"%PDF")
