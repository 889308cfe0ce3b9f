"""Making marks: one act, one entry, nothing overwritten that had not been seen."""

import datetime as dt

import pytest
from django.utils import timezone

from trellis.registers.actions import ProblemWithMarks, record_marks
from trellis.registers.history import history
from trellis.registers.ledger import Said, recorded
from trellis.registers.models import Detail, Entry, Ledger, Line
from trellis.registers.moments import new_act
from trellis.registers.places import Mark
from trellis.registers.rebuilding import differences
from trellis.rules.words import Session
from trellis.schools.actions import leave

TUESDAY = dt.date(2024, 9, 10)


def mark(pupil, code, *, seen="", date=TUESDAY, session=Session.AM, said=None) -> Mark:
    return Mark(pupil.pk, date, session, code, seen, said)


def stands(cast, pupil, *, date=TUESDAY, session=Session.AM) -> str:
    line = Line.objects.get(school=cast.oak, pupil=pupil)
    return line.marks[2 * (date - dt.date(2024, 7, 29)).days + (session is Session.PM)]


def test_one_act_is_one_entry_and_its_lines(cast):
    answer = record_marks(
        school=cast.oak,
        marks=[mark(cast.amy, "/"), mark(cast.ben, "N"), mark(cast.cal, "/")],
        by=cast.teacher,
    )

    assert [saved.code for saved in answer.saved] == ["/", "N", "/"]
    assert (stands(cast, cast.amy), stands(cast, cast.ben)) == ("/", "N")
    entry = Entry.objects.get()
    assert (entry.school_id, entry.number, entry.year) == (cast.oak.pk, 1, 2024)
    assert (entry.hand.name, entry.hand.position) == ("Tess Teale", "Class teacher")
    assert len(bytes(entry.positions)) == 2, "one position stands for all three"


def test_several_marks_of_a_child_who_has_no_line_yet_are_one_line(cast):
    marks = [mark(cast.amy, "/"), mark(cast.amy, "N", session=Session.PM)]
    record_marks(school=cast.oak, marks=marks, by=cast.teacher)
    assert Line.objects.filter(pupil=cast.amy).count() == 1
    assert (stands(cast, cast.amy), stands(cast, cast.amy, session=Session.PM)) == ("/", "N")


def test_a_resend_changes_nothing_and_answers_the_same(cast, clock):
    act = new_act(timezone.now())
    marks = [mark(cast.amy, "/"), mark(cast.ben, "N")]
    first = record_marks(school=cast.oak, marks=marks, by=cast.teacher, act=act)
    record_marks(school=cast.oak, marks=[mark(cast.ben, "I", seen="N")], by=cast.office)
    clock.at("2024-09-10T09:30")
    again = record_marks(school=cast.oak, marks=marks, by=cast.teacher, act=act)

    assert again.saved == first.saved
    assert again.conflicts == ()
    assert again.again
    assert stands(cast, cast.ben) == "I"
    assert Entry.objects.count() == 2


def test_an_act_that_comes_late_is_known_when_it_comes_again(cast, clock):
    """A phone was offline while others went on: its act began before theirs and is recorded after them."""
    late = new_act(timezone.now())
    clock.at("2024-09-10T08:56")
    record_marks(school=cast.oak, marks=[mark(cast.ben, "/")], by=cast.office, act=new_act(timezone.now()))
    clock.at("2024-09-10T08:58")
    first = record_marks(school=cast.oak, marks=[mark(cast.amy, "N")], by=cast.teacher, act=late)
    record_marks(school=cast.oak, marks=[mark(cast.amy, "I", seen="N")], by=cast.office)
    again = record_marks(school=cast.oak, marks=[mark(cast.amy, "N")], by=cast.teacher, act=late)

    assert not first.again
    assert again.again
    assert again.saved == first.saved
    assert stands(cast, cast.amy) == "I"


def test_an_act_above_every_other_is_looked_for_nowhere(cast):
    act = new_act(timezone.now())
    record_marks(school=cast.oak, marks=[mark(cast.amy, "/")], by=cast.teacher, act=act)
    assert Ledger.objects.get(school=cast.oak).latest_act == act
    assert [entry.number for entry in recorded(cast.oak.pk, act)] == [1]

    Ledger.objects.filter(school=cast.oak).update(latest_act=act - 1)
    assert recorded(cast.oak.pk, act) == []
    assert "An act in the ledger is later than the latest it remembers." in map(str, differences(cast.oak))


def test_a_resend_is_answered_although_the_child_has_left_since(cast, clock):
    """A phone that was offline says again what the register holds already: nobody is refused for that."""
    act = new_act(timezone.now())
    marks = [mark(cast.amy, "/"), mark(cast.ben, "/")]
    first = record_marks(school=cast.oak, marks=marks, by=cast.teacher, act=act)
    leave(enrolment=cast.enrolment("amy"), until=dt.date(2024, 9, 9), by=cast.office)
    again = record_marks(school=cast.oak, marks=marks, by=cast.teacher, act=act)

    assert again.saved == first.saved
    assert Entry.objects.count() == 1


def test_a_resend_writes_nothing_even_where_its_conflict_is_gone(cast, clock):
    record_marks(school=cast.oak, marks=[mark(cast.ben, "I")], by=cast.office)
    act = new_act(timezone.now())
    marks = [mark(cast.amy, "/"), mark(cast.ben, "/")]
    record_marks(school=cast.oak, marks=marks, by=cast.teacher, act=act)
    blank = [mark(cast.ben, "", seen="I")]
    record_marks(school=cast.oak, marks=blank, by=cast.office, kind=Entry.Kind.AMENDMENT, why="Not ours")
    again = record_marks(school=cast.oak, marks=marks, by=cast.teacher, act=act)

    assert [conflict.mark.pupil for conflict in again.conflicts] == [cast.ben.pk]
    assert stands(cast, cast.ben) == "."
    assert Entry.objects.count() == 3


def test_where_the_line_has_moved_on_nothing_is_overwritten(cast, clock):
    record_marks(school=cast.oak, marks=[mark(cast.amy, "M", said=Said(comment="Dentist"))], by=cast.office)
    clock.at("2024-09-10T09:00")
    answer = record_marks(school=cast.oak, marks=[mark(cast.amy, "N"), mark(cast.ben, "/")], by=cast.teacher)

    assert [saved.pupil for saved in answer.saved] == [cast.ben.pk]
    [conflict] = answer.conflicts
    assert (conflict.mark.code, conflict.stands, conflict.said.comment) == ("N", "M", "Dentist")
    assert (conflict.last.by, conflict.last.position) == ("Olive Ofori", "School secretary")
    assert stands(cast, cast.amy) == "M"


def test_two_people_who_agree_are_no_conflict(cast):
    record_marks(school=cast.oak, marks=[mark(cast.amy, "/")], by=cast.teacher)
    answer = record_marks(school=cast.oak, marks=[mark(cast.amy, "/")], by=cast.supply)

    assert answer.conflicts == ()
    assert Entry.objects.count() == 1


def test_what_was_said_of_a_mark_goes_when_the_mark_changes(cast):
    late = mark(cast.amy, "L", said=Said(minutes_late=12, comment="Bus"))
    record_marks(school=cast.oak, marks=[late], by=cast.teacher)
    record_marks(school=cast.oak, marks=[mark(cast.amy, "/", seen="L")], by=cast.teacher)

    assert [(detail.minutes_late, detail.comment) for detail in Detail.objects.order_by("entry_id")] == [
        (12, "Bus"),
        (None, ""),
    ]


def test_words_alone_can_change(cast):
    record_marks(school=cast.oak, marks=[mark(cast.amy, "L", said=Said(5))], by=cast.teacher)
    record_marks(school=cast.oak, marks=[mark(cast.amy, "L", seen="L", said=Said(15))], by=cast.teacher)
    answer = record_marks(school=cast.oak, marks=[mark(cast.amy, "L", said=Said(25))], by=cast.supply)

    assert Detail.objects.latest("entry_id").minutes_late == 15
    assert answer.conflicts[0].said.minutes_late == 15


def test_one_childs_history_is_one_query(cast, django_assert_num_queries):
    record_marks(school=cast.oak, marks=[mark(cast.amy, "N"), mark(cast.ben, "/")], by=cast.teacher)
    record_marks(
        school=cast.oak,
        marks=[mark(cast.amy, "I", seen="N")],
        by=cast.office,
        kind=Entry.Kind.AMENDMENT,
        why="Mother rang: a cold",
    )
    line = Line.objects.get(school=cast.oak, pupil=cast.amy)
    with django_assert_num_queries(2):  # the entries, and what was said of them
        changes = history(line)

    assert [(change.was, change.now, change.by, change.why) for change in changes] == [
        ("", "N", "Tess Teale", ""),
        ("N", "I", "Olive Ofori", "Mother rang: a cold"),
    ]
    assert {(change.date, change.session) for change in changes} == {(TUESDAY, Session.AM)}


def test_an_amendment_needs_a_reason(cast):
    with pytest.raises(ProblemWithMarks, match="needs a reason"):
        record_marks(
            school=cast.oak, marks=[mark(cast.amy, "I")], by=cast.office, kind=Entry.Kind.AMENDMENT, why=" "
        )


@pytest.mark.parametrize(
    ("pupil", "code", "day", "session", "says"),
    [
        ("amy", "/", dt.date(2024, 9, 11), "AM", "has not come yet"),
        ("amy", "/", dt.date(2024, 9, 2), "AM", "not on the roll"),
        ("zak", "/", TUESDAY, "AM", "never been on the roll of Oak Primary"),
        ("amy", "H", TUESDAY, "AM", "H is not an attendance code in England"),
        ("amy", "\\", TUESDAY, "AM", "the other session"),
        ("amy", "Z", TUESDAY, "AM", "cannot be recorded"),
        ("amy", "X", TUESDAY, "AM", "not for a pupil of compulsory school age"),
        ("amy", "S", TUESDAY, "AM", "year 11"),
        ("amy", "C2", TUESDAY, "AM", "temporary part-time timetable"),
        ("amy", "B", TUESDAY, "AM", "needs a few words"),
        ("amy", "/", dt.date(2024, 9, 8), "AM", "weekend"),
    ],
)
def test_what_may_not_be_recorded_is_refused_in_a_sentence(cast, pupil, code, day, session, says):
    refused = Mark(getattr(cast, pupil).pk, day, Session(session), code)
    with pytest.raises(ProblemWithMarks, match=says):
        record_marks(school=cast.oak, marks=[refused, mark(cast.ben, "/")], by=cast.teacher)
    assert not Entry.objects.exists(), "nothing of the act is written"


def test_a_school_whose_mis_keeps_the_register_takes_none_here(cast):
    cast.oak.register_of_record = "mis"
    cast.oak.save()
    with pytest.raises(ProblemWithMarks, match="its own MIS"):
        record_marks(school=cast.oak, marks=[mark(cast.amy, "/")], by=cast.teacher)
