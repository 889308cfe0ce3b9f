"""A batch: prepared by one person, approved by a named person as it was shown, written once, and frozen."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from tests.attendance.spending import spend
from tests.messages.drawn_up import about, everybody_spent, left_out, prepared, sent
from tests.messages.reading_back import read_back
from trellis.messages import outbox, printing
from trellis.messages.actions import (
    ProblemWithBatch,
    approve_batch,
    print_batch,
    withdraw_batch,
    write_wording,
)
from trellis.messages.models import Batch, Item, LeftOut, Template
from trellis.messages.printing import in_part, parts_of_run
from trellis.schools.models import FamilyLink, Hold, Household, Pupil


@pytest.fixture
def half_term(cast, clock):
    everybody_spent(cast, clock, amy="6I 2O 3L")


@pytest.fixture
def folder(data_folder):
    return data_folder / "outbox"


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def said_no(call, **how):
    with pytest.raises(ProblemWithBatch) as problem:
        call(**how)
    return str(problem.value)


# --- preparing ----------------------------------------------------------------------------------------------


def test_preparing_writes_to_nobody(cast, half_term, folder):
    batch = prepared(cast)
    assert batch.state == Batch.State.PREPARED
    assert batch.prepared_by_name == "Olive Ofori"
    assert batch.items.count() == 4
    assert not Item.objects.approved().exists()
    assert not folder.exists()


def test_letters_stand_in_class_order_and_then_by_name(cast, half_term):
    batch = prepared(cast)
    placed = list(batch.items.values_list("place", "class_name", "pupil__forename", "addressee"))
    assert placed == [
        (1, "3B", "Amy", "Ann Adams"),
        (2, "3B", "Amy", "Abe Adams"),
        (3, "4C", "Eve", "Ann Adams"),
        (4, "4C", "Eve", "Abe Adams"),
    ]


def test_no_letter_names_another_child_or_another_home(cast, half_term):
    batch = prepared(cast)
    for letter in batch.items.all():
        said = str([side.title + str(side.parts) for side in letter.sides.all()]) + str(letter.address)
        other = {"Amy": "Eve", "Eve": "Amy"}[letter.pupil.forename]
        assert letter.pupil.forename in said
        assert other not in said
        homes = {"Ann Adams": "Orchard Way", "Abe Adams": "Mill Lane"}
        assert homes.pop(letter.addressee) in said
        for name, street in homes.items():
            assert name not in said
            assert street not in said


def test_preparing_again_withdraws_what_waited(cast, half_term):
    first, second = prepared(cast), prepared(cast)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "prepared")


def test_two_batches_cannot_wait_for_one_occasion(cast, half_term):
    batch = prepared(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(
            school=cast.oak,
            subject=batch.subject,
            occasion=batch.occasion,
            since=batch.since,
            until=batch.until,
            prepared_by_name="x",
        )


# --- approving ----------------------------------------------------------------------------------------------


def test_a_named_person_approves_and_it_is_kept(cast, half_term):
    batch = sent(cast)
    assert batch.state == Batch.State.SENT
    assert (batch.approved_by, batch.approved_by_name) == (cast.attendance_lead, "Anil Attar")
    assert not batch.approved_by_its_preparer
    assert Item.objects.approved().count() == 4


def test_whoever_prepared_may_approve_if_their_role_lets_them_and_that_is_said(cast, half_term):
    batch = approve_batch(batch=prepared(cast, by=cast.attendance_lead), by=cast.attendance_lead)
    assert batch.approved_by_its_preparer


@pytest.mark.parametrize("who", ["office", "teacher", "inclusion_lead", "governor", "mr_outside"])
def test_whoever_may_not_approve_cannot(cast, half_term, folder, who):
    batch = prepared(cast)
    person = getattr(cast, who)
    said = said_no(approve_batch, batch=batch, by=person)
    assert said == f"{person.name} may not approve messages at this school."
    batch.refresh_from_db()
    assert batch.state == Batch.State.PREPARED
    assert not folder.exists()


def test_a_batch_is_approved_once(cast, half_term):
    batch = sent(cast)
    said = said_no(approve_batch, batch=batch, by=cast.head)
    assert said == "These messages do not wait for approval any more."


def test_whoever_withdraws_a_batch_is_kept(cast, half_term, sign_in):
    batch = withdraw_batch(batch=prepared(cast), by=cast.attendance_lead)
    assert (batch.withdrawn_by_name, batch.withdrawn_at) == (cast.attendance_lead.name, timezone.now())
    page = sign_in(cast.office).get(f"/schools/123456/messages/{batch.pk}/").content.decode()
    assert f"Withdrawn by {cast.attendance_lead.name}, 4 November 2024" in page


def test_a_withdrawn_batch_cannot_be_approved(cast, half_term):
    batch = withdraw_batch(batch=prepared(cast), by=cast.office)
    assert "do not wait" in said_no(approve_batch, batch=batch, by=cast.head)


def test_an_approved_batch_cannot_be_withdrawn(cast, half_term):
    said = said_no(withdraw_batch, batch=sent(cast), by=cast.office)
    assert said == "Only messages that wait for approval can be withdrawn."


def test_a_batch_without_letters_cannot_be_approved(cast, clock):
    everybody_spent(cast, clock)
    FamilyLink.objects.all().delete()
    said = said_no(approve_batch, batch=prepared(cast), by=cast.head)
    assert said == "There is no message in this batch to approve."


def amend_a_mark(cast):
    spend(cast.oak, {cast.amy: "1I"}, sessions=1)
    spend(cast.oak, {cast.amy: "1O"}, sessions=1)


def place_a_hold(cast):
    Hold.objects.create(
        pupil=cast.amy,
        school=cast.oak,
        kind="protection",
        held_by="the safeguarding lead",
        since=dt.date(2024, 11, 1),
    )


def move_house(cast):
    Household.objects.filter(postcode="NM1 4AA").update(address="7 New Road")


def change_a_name(cast):
    Pupil.objects.filter(pk=cast.amy.pk).update(preferred_name="Amelia")


def end_contact(cast):
    FamilyLink.objects.filter(pupil=cast.amy, contact__name="Abe Adams").update(may_contact=False)


def add_a_parent(cast):
    link = FamilyLink.objects.get(pupil=cast.amy, contact__name="Ann Adams")
    FamilyLink.objects.create(
        pupil=cast.ben,
        school=cast.oak,
        contact=link.contact,
        relationship="mother",
        has_care=True,
        since=link.since,
    )


@pytest.mark.parametrize(
    "change", [amend_a_mark, place_a_hold, move_house, change_a_name, end_contact, add_a_parent]
)
def test_what_has_changed_since_it_was_shown_stops_the_approval(cast, half_term, folder, change):
    batch = prepared(cast)
    change(cast)
    said = said_no(approve_batch, batch=batch, by=cast.attendance_lead)
    many = "2 children have" if change is move_house else "1 child have"
    assert said.startswith(f"Messages about {many} changed since these were drawn up")
    assert not folder.exists()
    approve_batch(batch=prepared(cast), by=cast.attendance_lead)


def test_the_sentence_names_no_child_because_the_reason_may_be_secret(cast, half_term):
    batch = prepared(cast)
    place_a_hold(cast)
    assert "Amy" not in said_no(approve_batch, batch=batch, by=cast.attendance_lead)


# --- written once -------------------------------------------------------------------------------------------


def test_the_outbox_has_the_print_run_and_a_file_for_each_letter(cast, half_term, folder):
    batch = sent(cast)
    references = list(batch.items.in_class_order().values_list("reference", flat=True))
    assert batch.folder == f"letters/{cast.oak.pk}-oak-primary/{batch.pk:05}-202425-autumn-1"
    assert files(folder / batch.folder) == [
        *sorted(f"3b-adams-amy-{reference}.pdf" for reference in references[:2]),
        *sorted(f"4c-adams-eve-{reference}.pdf" for reference in references[2:]),
        "print-run.pdf",
    ]


def test_the_print_run_is_in_class_order_and_each_file_is_one_letter(cast, half_term, folder):
    batch = sent(cast)
    run = read_back((folder / batch.folder / "print-run.pdf").read_bytes())
    assert run.title == "Attendance letters, Autumn 1, 2024/25, Oak Primary"
    assert [text.split("Dear ")[1].split(",")[0] for text in run.texts] == ["Ann Adams", "Abe Adams"] * 2
    assert run.bookmarks == [
        "Amy’s attendance: Autumn 1, 2024/25",
        "Amy’s attendance: Autumn 1, 2024/25",
        "Eve’s attendance: Autumn 1, 2024/25",
        "Eve’s attendance: Autumn 1, 2024/25",
    ]
    for letter in batch.items.all():
        held = read_back(outbox.path_of(letter).read_bytes())
        assert held.title == f"{letter.pupil.forename}’s attendance: Autumn 1, 2024/25"
        assert letter.reference in held.texts[0]
        assert letter.addressee in held.texts[0]


def test_a_very_long_print_run_is_an_even_number_of_equal_parts():
    assert [parts_of_run(letters) for letters in (1, 1000, 1001, 2000, 2001, 5000)] == [1, 1, 2, 2, 4, 6]
    for letters in (1, 1001, 4999):
        run = list(range(letters))
        parts = [in_part(run, number + 1) for number in range(parts_of_run(letters))]
        assert [letter for part in parts for letter in part] == run
        assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_very_long_print_run_is_written_read_and_copied_in_parts(cast, half_term, folder, monkeypatch):
    monkeypatch.setattr(printing, "LONGEST_RUN", 2)
    batch = sent(cast)
    parts = [folder / batch.folder / f"print-run-{number}-of-2.pdf" for number in (1, 2)]
    assert outbox.print_run_of(batch, 2) == parts
    held = [read_back(path.read_bytes()) for path in parts]
    assert [run.title for run in held] == [
        "Attendance letters, Autumn 1, 2024/25, Oak Primary, part 1 of 2",
        "Attendance letters, Autumn 1, 2024/25, Oak Primary, part 2 of 2",
    ]
    assert [[name.split("’")[0] for name in run.bookmarks] for run in held] == [["Amy"] * 2, ["Eve"] * 2]
    assert all(run.in_reading_order() and run.accessible == "1" for run in held)
    paper = outbox.Paper.of(batch)
    assert printing.part_of_run(paper, paper.letters(), 2) == parts[1].read_bytes()


def test_sending_again_writes_nothing_again(cast, half_term, folder):
    batch = sent(cast)
    before = {name: (folder / name).stat().st_mtime_ns for name in files(folder)}
    print_batch(batch=batch)
    assert {name: (folder / name).stat().st_mtime_ns for name in files(folder)} == before


def test_what_stopped_half_way_is_finished_and_nothing_is_written_twice(cast, half_term, folder, monkeypatch):
    batch, made = prepared(cast), []
    write_once = outbox.write_once

    def runs_out_of_disk(path, content):
        if len(made) == 3:
            raise OSError("No space left on device")
        made.append(path)
        return write_once(path, content)

    monkeypatch.setattr(outbox, "write_once", runs_out_of_disk)
    with pytest.raises(OSError, match="No space left"):
        approve_batch(batch=batch, by=cast.attendance_lead)
    batch.refresh_from_db()
    assert batch.state == Batch.State.APPROVED
    written = {name: (folder / name).stat().st_mtime_ns for name in files(folder)}
    assert len(written) == 3
    monkeypatch.setattr(outbox, "write_once", write_once)
    batch = print_batch(batch=batch)
    assert batch.state == Batch.State.SENT
    assert len(files(folder)) == 5
    assert {name: (folder / name).stat().st_mtime_ns for name in written} == written


def test_the_same_batch_is_the_same_bytes_whoever_writes_it(cast, half_term, folder):
    batch = sent(cast)
    kept = (folder / batch.folder / "print-run.pdf").read_bytes()
    with override("cy"):
        assert outbox.print_run(outbox.Paper.of(batch), outbox.Paper.of(batch).letters()) == [kept]


def test_a_file_that_is_there_and_is_another_is_never_replaced(folder):
    folder.mkdir()
    outbox.write_once(folder / "a.pdf", b"one")
    assert outbox.write_once(folder / "a.pdf", b"one") == outbox.write_once(folder / "a.pdf", b"one")
    with pytest.raises(FileExistsError):
        outbox.write_once(folder / "a.pdf", b"two")
    assert (folder / "a.pdf").read_bytes() == b"one"
    assert [path.name for path in folder.iterdir()] == ["a.pdf"]


def test_only_an_approved_batch_is_sent(cast, half_term):
    assert said_no(print_batch, batch=prepared(cast)) == "Messages are sent once somebody has approved them."


def test_nobody_is_written_to_twice_about_one_half_term(cast, half_term):
    sent(cast)
    again = prepared(cast)
    assert not again.items.exists()
    assert set(left_out(again).items()) >= {("amy", "already_written"), ("eve", "already_written")}
    assert about(again, "amy") == []


def test_a_home_that_was_not_written_to_can_be_later(cast, half_term):
    FamilyLink.objects.filter(contact__name="Abe Adams").update(may_contact=False)
    sent(cast)
    FamilyLink.objects.filter(contact__name="Abe Adams").update(may_contact=True)
    again = prepared(cast)
    assert [letter.addressee for letter in about(again, "amy")] == ["Abe Adams"]
    approve_batch(batch=again, by=cast.attendance_lead)


def test_the_database_itself_refuses_a_second_letter(cast, half_term):
    letter = sent(cast).items.first()
    letter.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save()


# --- frozen -------------------------------------------------------------------------------------------------


def test_a_letter_keeps_its_figures_when_marks_are_amended(cast, half_term, folder):
    batch = sent(cast)
    before = [(letter.figures, [side.parts for side in letter.sides.all()]) for letter in batch.items.all()]
    paper = outbox.print_run(outbox.Paper.of(batch), outbox.Paper.of(batch).letters())
    spend(cast.oak, {cast.amy: "9O"}, sessions=9)
    batch = Batch.objects.get(pk=batch.pk)
    after = [(letter.figures, [side.parts for side in letter.sides.all()]) for letter in batch.items.all()]
    assert after == before
    assert before[0][0] == {
        "possible": 76,
        "attended": 68,
        "absent": 8,
        "authorised": 6,
        "unauthorised": 2,
        "late": 3,
    }
    assert outbox.print_run(outbox.Paper.of(batch), outbox.Paper.of(batch).letters()) == paper


def test_a_letter_keeps_the_wording_it_used(cast, half_term):
    batch = sent(cast)
    template = Template.objects.get(school=cast.oak, name="attendance-red")
    wording = write_wording(template=template, language="en", title="New", body="New words", by=cast.head)
    used = about(batch, "amy")[0].sides.get().wording
    assert (used.number, wording.number) == (1, 2)
    assert "New words" not in used.body


def test_how_the_figures_were_counted_is_kept_with_the_batch(cast, half_term):
    counted = prepared(cast).counted
    assert counted["ledger"] == 1
    assert counted["as_at"] == "2024-11-04T09:00:00+00:00"
    assert (counted["since"], counted["until"]) == ("2024-09-02", "2024-10-25")
    assert counted["population"] == "all_on_roll"
    assert counted["fewest_sessions"] == 20
    assert [band[0] for band in counted["bands"]] == ["Green", "Amber", "Red"]


def test_a_left_out_row_keeps_who_held_it(cast, half_term):
    place_a_hold(cast)
    row = LeftOut.objects.get(batch=prepared(cast), pupil=cast.amy)
    assert row.why(may_know=False) == "held by the safeguarding lead"
    assert row.why(may_know=True) == "Letters are held: Child protection"
    assert row.hold.kind == "protection"
