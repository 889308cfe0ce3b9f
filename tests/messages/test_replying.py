"""What families answer: from a file, from a number nobody knows, and STOP honoured at once."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.messages.families import family
from tests.messages.talks import a_reply
from trellis.messages.actions import opt_in
from trellis.messages.models import OptOut, Reply
from trellis.messages.replies import ProblemWithReplies, match_reply, receive, unmatch_reply
from trellis.messages.timeline import of_child, timeline
from trellis.registers.erasure import erase_pupil
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Contact
from trellis.web import cli

REPLIES = "/schools/123456/replies/"
NUMBER = "07700 900123"
FILE = b"""From,Received at,Message
07700 900123,2024-09-09 09:15,"Amy has a cough, back tomorrow"
07700 900999,09/09/2024 10:00,Who is this?
07700 900123,2024-09-09T11:00:00+01:00,STOP
"""


@pytest.fixture
def ann(cast) -> Contact:
    Contact.objects.filter(name="Ann Adams").update(phone=NUMBER)
    return Contact.objects.get(name="Ann Adams")


def received(cast, content=FILE, channel="text"):
    return receive(school=cast.oak, channel=channel, content=content, by="command line, tests")


def no_texts(cast):
    return set(OptOut.objects.on(cast.today).filter(channel="text").values_list("contact__name", flat=True))


# --- A file -------------------------------------------------------------------------------------------------


def test_every_reply_of_a_file_is_kept_and_known_numbers_find_their_family(cast, ann):
    found = received(cast)
    assert (found.rows, found.new, found.unmatched, found.stopped, found.problems) == (3, 3, 1, 1, [])
    kept = list(Reply.objects.order_by("received_at").values_list("contact__name", "words"))
    assert kept == [
        ("Ann Adams", "Amy has a cough, back tomorrow"),
        (None, "Who is this?"),
        ("Ann Adams", "STOP"),
    ]


def test_the_same_file_twice_is_taken_once(cast, ann):
    received(cast)
    again = received(cast)
    assert (again.new, again.again) == (0, 3)
    assert Reply.objects.count() == 3


def test_a_row_that_cannot_be_read_is_named_and_the_others_are_kept(cast):
    found = received(
        cast,
        b"words,from,received_at\nhello,07700 900123,yesterday\nhello,,2024-09-09 09:00\n\n"
        b"later,07700 900123,2024-09-11 09:00\nfine,07700 900123,2024-09-09 09:00\n",
    )
    assert found.new == 1
    assert found.problems == [
        (2, "“yesterday” is no day and time: write it as 2024-11-04 09:15."),
        (3, "It does not say whom it is from."),
        (5, "“2024-09-11 09:00” has not been yet."),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column from, received_at, words"),
        (b"name,colour\nx,y\n", "no column from, received_at, words"),
        (b"from,received_at\n1,2\n", "no column words"),
        (b"PK\x03\x04\x00\x00", "no list of replies"),
    ],
)
def test_a_file_that_is_no_list_of_replies_says_so(cast, content, says):
    with pytest.raises(ProblemWithReplies, match=says):
        received(cast, content)


def test_names_in_other_encodings_are_read(cast):
    found = received(cast, "from,received_at,words\n07700 900999,2024-09-09 09:00,Café\n".encode("cp1252"))
    assert (found.new, Reply.objects.get().words) == (1, "Café")


def test_by_command_it_says_what_became_of_each(cast, ann, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)
    file = tmp_path / "replies.csv"
    file.write_bytes(FILE)
    assert cli.main(["messages", "receive", str(file), "--school", "123456", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"rows": 3, "new": 3, "again": 0, "unmatched": 1, "stopped": 1, "problems": []}
    file.write_bytes(b"from,received_at,words\n07700 900123,never,hello\n")
    assert cli.main(["messages", "receive", str(file), "--school", "123456"]) == 1
    assert "Row 2 was left out" in capsys.readouterr().out
    assert cli.main(["messages", "receive", str(file), "--school", "999999"]) == 2
    assert cli.main(["messages", "receive", str(tmp_path / "none.csv"), "--school", "123456"]) == 2


# --- STOP ---------------------------------------------------------------------------------------------------


def test_stop_is_honoured_at_once_and_says_how_they_asked(cast, ann):
    a_reply(cast, words="Stop please")
    [held] = OptOut.objects.on(cast.today)
    assert (held.contact, held.channel) == (ann, "text")
    assert "Stop please" in held.how
    a_reply(cast, words="STOP")
    assert OptOut.objects.count() == 1


def test_other_words_stop_nothing_and_an_email_waits_for_a_person(cast, ann, sign_in):
    a_reply(cast, words="Please stop him crying at the gate")
    by_mail = a_reply(cast, "ann@family.example", channel="email", words="Unsubscribe")
    assert not OptOut.objects.exists()
    office = sign_in(cast.office)
    page = office.get(f"{REPLIES}{by_mail.pk}/").content.decode()
    assert "somebody must confirm that" in page
    office.post(f"{REPLIES}{by_mail.pk}/", {"act": "stop"})
    assert OptOut.objects.get().channel == "email"


def test_a_person_may_put_a_stop_right(cast, ann, sign_in):
    held = a_reply(cast, words="STOP")
    office = sign_in(cast.office)
    assert "No more is sent" in office.get(f"{REPLIES}{held.pk}/").content.decode()
    office.post(f"{REPLIES}{held.pk}/", {"act": "again"})
    assert no_texts(cast) == set()


def test_a_stop_from_nobody_we_know_holds_as_soon_as_it_is_known(cast):
    held = a_reply(cast, "07700 900999", words="STOP")
    assert no_texts(cast) == set()
    match_reply(reply=held, contact=Contact.objects.get(name="Abe Adams"), by=cast.office)
    assert no_texts(cast) == {"Abe Adams"}


def test_a_stop_holds_for_everybody_who_shares_the_number(cast, ann):
    Contact.objects.filter(name="Abe Adams").update(phone=NUMBER)
    held = a_reply(cast, words="STOP")
    assert held.contact is None  # which of the two wrote it nobody knows
    assert no_texts(cast) == {"Ann Adams", "Abe Adams"}
    match_reply(reply=held, contact=ann, by=cast.office)
    assert OptOut.objects.count() == 2


def test_opting_in_again_is_not_undone_by_the_old_reply(cast, ann):
    held = a_reply(cast, words="STOP")
    opt_in(contact=ann, school=cast.oak, channel="text", by=cast.office)
    unmatch_reply(reply=held)
    assert no_texts(cast) == set()


# --- From nobody we know ------------------------------------------------------------------------------------


def test_a_person_finds_whose_it_is_and_nothing_is_lost(cast, sign_in):
    held = a_reply(cast, "07700 900999", words="Eve has the dentist at ten")
    office, page = sign_in(cast.office), f"{REPLIES}{held.pk}/"
    assert "07700 900999" in office.get(REPLIES, {"show": "nobody"}).content.decode()
    found = office.get(page, {"who": "Eve Ada"}).content.decode()
    assert "Ann Adams" in found
    assert "Abe Adams" in found
    assert "Zoe Zane" not in found
    abe = Contact.objects.get(name="Abe Adams")
    office.post(page, {"act": "match", "contact": abe.pk})
    held.refresh_from_db()
    assert (held.contact, held.matched_by_name, held.sender) == (abe, "Olive Ofori", "+447700900999")
    told = timeline(of_child(cast.eve, cast.oak, reader=cast.office))
    assert [each.says[0] for each in told] == ["Eve has the dentist at ten"]
    office.post(page, {"act": "unmatch"})
    held.refresh_from_db()
    assert (held.contact, held.matched_at) == (None, None)


def test_only_an_adult_of_this_school_can_be_said(cast, sign_in):
    held = a_reply(cast)
    zoe = Contact.objects.get(name="Zoe Zane")
    office = sign_in(cast.office)
    for number in (zoe.pk, "x", ""):
        assert office.post(f"{REPLIES}{held.pk}/", {"act": "match", "contact": number}).status_code == 404
    with pytest.raises(ProblemWithReplies, match="no contact of a child at this school"):
        match_reply(reply=held, contact=zoe, by=cast.office)
    assert "Nobody of that name" in office.get(f"{REPLIES}{held.pk}/", {"who": "Zane"}).content.decode()
    assert office.post(f"{REPLIES}{held.pk}/", {"act": "nonsense"}).status_code == 404


# --- The pages ----------------------------------------------------------------------------------------------


def test_a_reply_is_read_by_somebody_and_leaves_the_list(cast, ann, sign_in):
    held = a_reply(cast, words="Back tomorrow")
    office = sign_in(cast.office)
    assert "Back tomorrow" in office.get(REPLIES).content.decode()
    assert AccessLogEntry.objects.order_by("pk").last().pupils == 2
    office.post(f"{REPLIES}{held.pk}/", {"act": "read"})
    assert "Back tomorrow" not in office.get(REPLIES).content.decode()
    assert "Olive Ofori" in office.get(REPLIES, {"show": "all"}).content.decode()


def test_one_is_written_down_and_a_file_is_taken_in(cast, ann, sign_in):
    office, page = sign_in(cast.office), f"{REPLIES}add/"
    said = {"channel": "text", "sender": NUMBER, "day": "2024-09-10", "time": "08:30", "words": "On our way"}
    assert office.post(page, said).status_code == 302
    assert Reply.objects.get().contact == ann
    assert office.post(page, said | {"time": "09:30"}).status_code == 400
    file = SimpleUploadedFile("replies.csv", FILE, "text/csv")
    assert office.post(page, {"channel": "text", "by_file": "yes", "file": file}).status_code == 302
    assert Reply.objects.count() == 4
    told = office.get(REPLIES).content.decode()
    assert "3 replies are new. 1 from nobody we know: say whose they are. 1 asked for no more." in told
    wrong = SimpleUploadedFile("x.csv", b"a,b\n", "text/csv")
    response = office.post(page, {"channel": "text", "by_file": "yes", "file": wrong})
    assert response.status_code == 400
    assert "no column from" in response.content.decode()


def test_who_may_see_families_reads_and_who_may_change_them_acts(cast, ann, sign_in):
    held = a_reply(cast)
    ewo = sign_in(cast.ewo)
    assert ewo.get(f"{REPLIES}{held.pk}/").status_code == 200
    assert ewo.post(f"{REPLIES}{held.pk}/", {"act": "read"}).status_code == 404
    assert sign_in(cast.teacher).get(REPLIES).status_code == 404
    assert sign_in(cast.mr_outside).get(f"/schools/234567/replies/{held.pk}/").status_code == 404


def test_as_many_queries_for_many_replies_as_for_few(cast, ann, sign_in):
    office = sign_in(cast.office)
    a_reply(cast)
    with CaptureQueriesContext(connection) as few:
        office.get(REPLIES)
    for number in range(10):
        family(cast.oak, cast.ben, f"Bea Bright {number}")
        Contact.objects.filter(name=f"Bea Bright {number}").update(phone=f"07700 90020{number}")
        a_reply(cast, f"07700 90020{number}")
    with CaptureQueriesContext(connection) as many:
        office.get(REPLIES)
    assert len(many) == len(few)


def test_it_goes_with_whoever_wrote_it(cast):
    gil = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    mother = actions.add_contact(
        pupils=[gil], school=cast.oak, name="Gwen Grey", relationship="mother", phone=NUMBER, by=cast.office
    )
    assert a_reply(cast, words="Gil is unwell").contact == mother
    erase_pupil(pupil=gil, why="asked", by=cast.data_manager)
    assert not Reply.objects.exists()
