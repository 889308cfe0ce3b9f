"""trellis subject-access: all that is held of one pupil, readable, and nothing of anybody else."""

import csv
import io
import json
import zipfile

import pytest

from tests.attendance.knowing.prepared import a_file
from tests.messages.drawn_up import about, everybody_spent, prepared
from tests.messages.talks import a_reply, talk
from trellis.attendance import celebrating
from trellis.evidence.actions import set_target
from trellis.messages.actions import approve_batch
from trellis.messages.conversations import add_note
from trellis.registers.actions import record_marks
from trellis.registers.ledger import Said
from trellis.registers.models import Entry
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.access_log import write_reading
from trellis.schools.models import AccessLogEntry, Pupil
from trellis.web import cli

AMY = "H823432000001"


@pytest.fixture
def amy(cast, clock):
    """Amy was late, then not; her letters are held; the teacher looked; Ben is named in a comment."""
    late = Said(minutes_late=7, comment="Came with Ben Bright and Ann Adams", nature="")
    record_marks(
        school=cast.oak, marks=[Mark(cast.amy.pk, cast.today, Session.AM, "L", said=late)], by=cast.teacher
    )
    clock.at("2024-09-10T11:00")
    record_marks(
        school=cast.oak,
        marks=[Mark(cast.amy.pk, cast.today, Session.AM, "M", seen="L")],
        kind=Entry.Kind.AMENDMENT,
        why="Olive Ofori saw the card",
        by=cast.office,
    )
    record_marks(school=cast.oak, marks=[Mark(cast.ben.pk, cast.today, Session.AM, "I")], by=cast.office)
    actions.place_hold(
        pupil=cast.amy,
        school=cast.oak,
        kind="protection",
        reason="Conference",
        held_by="the safeguarding lead",
        by=cast.safeguarding_lead,
    )
    write_reading(person=cast.teacher, school=cast.oak, pupil=cast.amy, page="/schools/123456/…/record/")
    write_reading(person=cast.teacher, school=cast.oak, pupil=cast.ben, page="/of-ben/")
    write_reading(person=cast.mr_outside, school=cast.elm, pupil=cast.amy, page="/at-elm/")
    return cast


@pytest.fixture
def asked(db, monkeypatch, capsys, tmp_path):
    """Run the command: its exit status, what it said, and what is in the archive by name."""
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)

    def asked(upn: str, *words: str, urn: str = "123456") -> tuple[int, str, dict[str, str]]:
        file = tmp_path / "amy.zip"
        status = cli.main(["subject-access", upn, "--school", urn, "--out", str(file), *words])
        said = capsys.readouterr()
        held = {}
        if file.exists():
            assert file.stat().st_mode & 0o077 == 0
            with zipfile.ZipFile(file) as archive:
                held = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
        return status, said.out + said.err, held

    return asked


def rows(held: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(held[name])))


def test_marks_come_with_their_history_and_staff_by_position(amy, asked):
    _status, _said, held = asked(AMY)
    (mark,) = rows(held, "marks.csv")
    assert (mark["Date"], mark["Session"], mark["Code"]) == ("10 September 2024", "AM", "M")
    first, second = rows(held, "history.csv")
    assert (first["Was"], first["Became"], first["Minutes late"], first["By"]) == (
        "–",
        "L",
        "7",
        "Class teacher",
    )
    assert (second["Was"], second["Became"], second["By"]) == ("L", "M", "School secretary")
    assert second["When"] == "10 September 2024, 11:00"


def test_everything_is_on_one_page_to_read(amy, asked):
    page = asked(AMY)[2]["record.html"]
    for said in ("Amy", AMY, "14 January 2017", "3B", "Letters held back", "the safeguarding lead", "Mother"):
        assert said in page
    assert "<script" not in page


def test_other_people_are_left_out_of_every_file(amy, asked):
    _status, _said, held = asked(AMY)
    everything = "\n".join(held.values())
    others = [str(pupil) for pupil in Pupil.objects.exclude(pk=amy.amy.pk)]
    others += [
        "Ann Adams",
        "Abe Adams",
        "01632",
        "Orchard Way",
        "ann@family.example",
        "Elm Primary",
        "/of-ben/",
    ]
    others += [person.name for person in amy.people.values()]
    assert [name for name in others if name in everything] == []
    (first, second) = rows(held, "history.csv")
    assert first["Said of it"] == "Came with [another pupil] and [mother]"
    assert second["Why"] == "[a member of staff] saw the card"


def test_why_letters_are_held_is_told_only_when_it_was_agreed(amy, asked):
    held = asked(AMY)[2]
    assert "Child protection" not in "\n".join(held.values())
    held = asked(AMY, "--with-hold-reasons")[2]
    (hold,) = rows(held, "holds.csv")
    assert (hold["Why"], hold["In words"]) == ("Child protection", "Conference")


def test_who_looked_here_is_told_by_position_and_the_archive_is_itself_in_the_log(amy, asked):
    held = asked(AMY)[2]
    readings = rows(held, "access.csv")
    assert [(one["Who"], one["Page"]) for one in readings] == [("Class teacher", "/schools/123456/…/record/")]
    entry = AccessLogEntry.objects.get(page="subject access")
    assert entry.pupil_id == amy.amy.pk
    assert entry.person_name.startswith("command line, ")


def test_letters_are_told_without_whom_they_were_addressed_to(cast, clock, asked):
    everybody_spent(cast, clock, amy="..")
    batch = prepared(cast)
    letters = about(batch, "amy")
    assert letters
    approve_batch(batch=batch, by=cast.attendance_lead)
    held = asked(AMY)[2]
    assert len(rows(held, "letters.csv")) == len(letters)
    assert "Ann Adams" not in held["record.html"]
    assert "Orchard Way" not in held["record.html"]


def test_talks_with_the_family_are_told_without_other_people(amy, cast, asked):
    words = "Ann Adams says Eve Adams has a cough too; Tess Teale will ring."
    held = talk(cast, "amy", "eve", words=words)
    add_note(conversation=held, words="Rang on Friday.", by=cast.office)
    [row] = rows(asked(AMY)[2], "conversations.csv")
    assert (row["How"], row["With"], row["Reached"]) == ("Telephone call", "Mother", "Yes")
    assert row["What was noted"] == (
        "[mother] says [another pupil] has a cough too; [a member of staff] will ring.\nRang on Friday."
    )


def test_what_the_family_answered_is_told_without_who_they_are(amy, cast, asked):
    a_reply(cast, "ann@family.example", channel="email", words="Ann Adams here: Eve Adams is ill too.")
    [row] = rows(asked(AMY)[2], "replies.csv")
    assert (row["How"], row["From"]) == ("E-mail", "Mother")
    assert row["What it says"] == "[mother] here: [another pupil] is ill too."


def test_what_people_wrote_is_to_be_read_first(amy, asked):
    status, said, _held = asked(AMY)
    assert status == 0
    assert "1 marks, 2 acts in their history" in said
    assert "Read it before you hand it over" in said
    status, said, _held = asked(AMY, "--json")
    answer = json.loads(said)
    assert (answer["marks"], answer["acts"], answer["readings"]) == (1, 2, 2)


def test_a_cell_is_never_a_formula(amy, asked):
    record_marks(
        school=amy.oak,
        marks=[Mark(amy.amy.pk, amy.today, Session.AM, "O", seen="M")],
        kind=Entry.Kind.AMENDMENT,
        why="=HYPERLINK(0)",
        by=amy.office,
    )
    assert rows(asked(AMY)[2], "history.csv")[-1]["Why"] == "'=HYPERLINK(0)"


def test_a_former_upn_finds_the_pupil_and_another_school_does_not(amy, asked):
    actions.set_upn(pupil=amy.amy, upn="B823432000001", since=amy.today, by="x")
    assert asked(AMY.lower())[0] == 0
    status, said, _held = asked(AMY, urn="234567")
    assert (status, "No pupil of Elm Primary has the UPN" in said) == (2, True)


@pytest.mark.parametrize(
    ("upn", "urn", "says"),
    [
        ("A000", "123456", "No pupil of Oak Primary has the UPN A000"),
        (AMY, "999999", "no school with the URN"),
    ],
)
def test_whoever_is_not_there_is_said_in_a_sentence(amy, asked, upn, urn, says):
    status, said, held = asked(upn, urn=urn)
    assert (status, says in said, held) == (2, True, {})


def test_what_was_celebrated_is_told_and_why_absence_was_left_out_only_when_it_was_agreed(amy, asked):
    celebrating.nominate(
        enrolment=amy.enrolment("amy"), day=amy.today, reason="Helped Ben Bright", by=amy.teacher
    )
    celebrating.exempt(
        pupil=amy.amy,
        school=amy.oak,
        kind="medical",
        covers="every",
        since=amy.today,
        reason="Hospital",
        by=amy.inclusion_lead,
    )
    held = asked(AMY)[2]
    (row,) = rows(held, "celebrated.csv")
    assert (row["What"], row["From"]) == ("In the gold book", "9 September 2024")
    assert "Ben Bright" not in row["Said of it"]
    assert "Hospital" not in "\n".join(held.values())
    _book, row = rows(asked(AMY, "--with-hold-reasons")[2], "celebrated.csv")
    assert row["Said of it"] == "Medical need: Hospital"


def test_targets_and_what_the_authority_was_told_are_told_too(amy, cast, asked):
    set_target(place=cast.oak, year=2024, percent="94", pupil=cast.amy, words="Agreed", by=cast.head)
    a_file(cast)
    _status, _said, held = asked(AMY)
    told = rows(held, "told.csv")
    assert [row["What"] for row in told] == ["Target", "New pupils"]
    assert told[0]["Said"] == "94% Agreed"
