"""Importing marks as columns, taking them back, merging two records, and proving the lines by the ledger."""

import datetime as dt

import numpy as np
import pytest

from trellis.registers.actions import record_marks
from trellis.registers.history import history
from trellis.registers.importing import Brought, Effect, import_marks, preview_marks, refused
from trellis.registers.ledger import Said, standing_details
from trellis.registers.merging import merge_lines
from trellis.registers.models import Detail, Entry, Ledger, Line
from trellis.registers.places import Mark, MarkedTwice
from trellis.registers.rebuilding import differences
from trellis.registers.undoing import undo
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Session

MONDAY = dt.date(2024, 9, 9)


def brought(*rows, said=None) -> Brought:
    """Rows of (pupil, "2024-09-09", "AM", character)."""
    pupils, dates, sessions, chars = zip(*rows, strict=True)
    return Brought(
        np.array([pupil.pk for pupil in pupils]),
        np.array(dates, "datetime64[D]"),
        np.array([session == "PM" for session in sessions], np.uint8),
        np.frombuffer("".join(chars).encode(), np.uint8),
        said or {},
    )


def stands(pupil, day=MONDAY, session=Session.AM) -> str:
    year = AcademicYear.of(day)
    line = Line.objects.get(pupil=pupil, year=year.start)
    return line.marks[year.position(day, session)]


@pytest.fixture
def week(cast) -> Brought:
    return brought(
        (cast.amy, "2024-09-09", "AM", "/"),
        (cast.amy, "2024-09-09", "PM", "\\"),
        (cast.ben, "2024-09-09", "AM", "I"),
        (cast.ben, "2024-09-09", "PM", "I"),
    )


def test_the_same_file_twice_changes_nothing(cast, week):
    first = import_marks(school=cast.oak, marks=week, by=cast.data_manager, batch=1)
    again = import_marks(school=cast.oak, marks=week, by=cast.data_manager, batch=2)

    assert (first.new, first.changed, first.unchanged) == (4, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4)
    assert again.entries == ()
    assert Entry.objects.count() == 1
    assert differences(cast.oak) == []


def test_a_preview_counts_and_shows_before_and_after_without_writing(cast, week):
    import_marks(school=cast.oak, marks=week, by=cast.data_manager)
    file = brought(
        (cast.amy, "2024-09-09", "AM", "L"),
        (cast.cal, "2024-09-09", "AM", "/"),
        (cast.ben, "2024-09-09", "PM", "I"),
    )
    preview = preview_marks(school=cast.oak, marks=file)

    assert [Effect(effect).name for effect in preview.effects] == ["CHANGED", "NEW", "UNCHANGED"]
    assert preview.was.tobytes() == b"/.I"
    assert [preview.count(effect) for effect in Effect] == [1, 1, 1]
    assert stands(cast.amy) == "/"
    assert not Line.objects.filter(pupil=cast.cal).exists()


def test_a_file_over_several_years_makes_an_entry_a_year(cast):
    file = brought((cast.amy, "2024-07-31", "AM", "#"), (cast.amy, "2024-08-01", "AM", "#"))
    done = import_marks(school=cast.oak, marks=file, by=cast.data_manager, batch=1)

    assert [entry.year for entry in Entry.objects.all()] == [2023, 2024]
    assert Ledger.objects.get(school=cast.oak).number == 2
    assert (stands(cast.amy, dt.date(2024, 7, 31)), stands(cast.amy, dt.date(2024, 8, 1))) == ("#", "#")
    assert len(done.entries) == 2


def test_undo_restores_what_nobody_touched_since_and_lists_the_rest(cast, week):
    record_marks(school=cast.oak, marks=[Mark(cast.ben.pk, MONDAY, Session.AM, "N")], by=cast.teacher)
    import_marks(school=cast.oak, marks=week, by=cast.data_manager, batch=7)
    record_marks(
        school=cast.oak,
        marks=[Mark(cast.amy.pk, MONDAY, Session.AM, "L", seen="/")],
        by=cast.office,
        kind=Entry.Kind.AMENDMENT,
        why="Came at ten",
    )
    answer = undo(batch=7, by=cast.data_manager)

    assert answer.undone == 3
    [kept] = answer.kept
    assert (kept.pupil, kept.date, kept.session, kept.wrote, kept.stands) == (
        cast.amy.pk,
        MONDAY,
        Session.AM,
        "/",
        "L",
    )
    assert (stands(cast.ben), stands(cast.amy, session=Session.PM), stands(cast.amy)) == ("N", ".", "L")
    assert Entry.objects.get(pk=answer.entries[0]).origin.undoes == Entry.objects.get(origin__batch=7).pk
    assert differences(cast.oak) == []


def test_undoing_twice_changes_nothing_and_undoing_the_undo_brings_it_back(cast, week):
    import_marks(school=cast.oak, marks=week, by=cast.data_manager, batch=7)
    first = undo(batch=7, by=cast.data_manager)
    again = undo(batch=7, by=cast.data_manager)

    assert (again.undone, again.kept, again.entries) == (0, (), ())
    assert stands(cast.ben) == "."
    redone = undo(entries=first.entries, by=cast.data_manager)
    assert redone.undone == 4
    assert stands(cast.ben) == "I"
    assert differences(cast.oak) == []


def test_undo_restores_what_was_said(cast):
    late = Mark(cast.amy.pk, MONDAY, Session.AM, "L", said=Said(minutes_late=9, comment="Bus"))
    record_marks(school=cast.oak, marks=[late], by=cast.teacher)
    import_marks(
        school=cast.oak,
        marks=brought((cast.amy, "2024-09-09", "AM", "U"), said={0: Said(minutes_late=60)}),
        by=cast.data_manager,
        batch=3,
    )
    line = Line.objects.get(pupil=cast.amy)
    assert list(standing_details([line.pk]).values()) == [Said(60)]
    undo(batch=3, by=cast.data_manager)

    assert list(standing_details([line.pk]).values()) == [Said(9, "Bus")]
    assert [change.said for change in history(Line.objects.get(pk=line.pk))] == [
        Said(9, "Bus"),
        Said(60),
        Said(9, "Bus"),
    ]


def test_a_file_that_says_a_session_twice_is_refused(cast):
    file = brought((cast.amy, "2024-09-09", "AM", "/"), (cast.amy, "2024-09-09", "AM", "I"))
    assert file.twice().tolist() == [0, 1]
    with pytest.raises(MarkedTwice):
        import_marks(school=cast.oak, marks=file, by=cast.data_manager)
    assert not Line.objects.exists()


def test_what_cannot_be_brought_is_named_by_its_place(cast):
    file = brought(
        (cast.amy, "2024-09-02", "AM", "/"),  # before she joined
        (cast.amy, "2024-09-02", "PM", "Z"),
        (cast.amy, "2024-10-29", "AM", "/"),  # half-term
        (cast.amy, "2024-10-29", "PM", "#"),
        (cast.amy, "2024-09-10", "AM", "H"),  # withdrawn: kept, named elsewhere
    )
    found = refused(school=cast.oak, marks=file)

    assert [at for at, _says in found] == [0, 2]
    assert "not on the roll on 2 September 2024" in found[0][1]
    assert "29 October 2024" in found[1][1]


@pytest.fixture
def duplicate(cast):
    """Amy again, entered twice by mistake."""
    double = type(cast.amy).objects.create(forename="Aimee", surname="Adams")
    cast.enrolment("amy").__class__.objects.create(pupil=double, school=cast.oak, since=dt.date(2024, 9, 3))
    return double


def test_two_records_made_one_move_their_marks_by_entries(cast, duplicate):
    import_marks(
        school=cast.oak,
        marks=brought(
            (cast.amy, "2024-09-09", "AM", "/"),
            (duplicate, "2024-09-09", "AM", "/"),
            (duplicate, "2024-09-09", "PM", "L"),
            said={2: Said(minutes_late=4)},
        ),
        by=cast.data_manager,
    )
    merged = merge_lines(keep=cast.amy, duplicate=duplicate, by=cast.attendance_lead, why="Entered twice")

    assert (stands(cast.amy), stands(cast.amy, session=Session.PM)) == ("/", "L")
    assert set(Line.objects.get(pupil=duplicate).marks) == {"."}
    assert Said(4) in standing_details([Line.objects.get(pupil=cast.amy).pk]).values()
    assert differences(cast.oak) == []

    undo(entries=merged.entries, by=cast.attendance_lead)
    assert (stands(cast.amy, session=Session.PM), stands(duplicate, session=Session.PM)) == (".", "L")
    assert set(standing_details([Line.objects.get(pupil=cast.amy).pk]).values()) <= {Said()}
    assert differences(cast.oak) == []


def test_a_merge_asks_where_the_records_disagree(cast, duplicate):
    import_marks(
        school=cast.oak,
        marks=brought((cast.amy, "2024-09-09", "AM", "/"), (duplicate, "2024-09-09", "AM", "I")),
        by=cast.data_manager,
    )
    asked = merge_lines(keep=cast.amy, duplicate=duplicate, by=cast.attendance_lead)

    [question] = asked.disagreements
    assert (question.kept, question.duplicate, question.date) == ("/", "I", MONDAY)
    assert asked.entries == ()
    assert Entry.objects.count() == 1

    merge_lines(keep=cast.amy, duplicate=duplicate, by=cast.attendance_lead, settled={question.where: "I"})
    assert stands(cast.amy) == "I"
    assert stands(duplicate) == "."


def test_the_check_finds_a_line_that_its_ledger_did_not_write(cast, week):
    import_marks(school=cast.oak, marks=week, by=cast.data_manager)
    line = Line.objects.get(pupil=cast.amy)
    Line.objects.filter(pk=line.pk).update(marks=line.marks.replace("/", "L"))
    assert [str(says) for says in differences(cast.oak)] == [
        "Row 0 of 2024/25 differs from its ledger in 1 sessions."
    ]


def test_the_check_finds_an_entry_gone(cast, week):
    import_marks(school=cast.oak, marks=week, by=cast.data_manager)
    record_marks(school=cast.oak, marks=[Mark(cast.cal.pk, MONDAY, Session.AM, "/")], by=cast.teacher)
    Detail.objects.all().delete()
    Entry.objects.order_by("-id").first().delete()
    assert any("without a gap" in says for says in differences(cast.oak))
