"""Two records of one child made one, with everything on them; and taken apart again."""

import datetime as dt

import pytest
from django.core import serializers

from trellis.registers.actions import record_marks
from trellis.registers.merging_pupils import NotMerged, merge_pupils, take_apart
from trellis.registers.models import ExpectedAbsence, Line
from trellis.registers.places import Mark
from trellis.registers.rebuilding import differences
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.models import (
    AttendancePattern,
    Characteristic,
    ClassMembership,
    Enrolment,
    FamilyLink,
    Hold,
    LegalHold,
    Merge,
    Pupil,
    PupilNumber,
)

TUESDAY = dt.date(2024, 9, 10)
MONDAY = dt.date(2024, 9, 9)


@pytest.fixture
def twice(cast):
    """Ben was entered again as Benjamin, without a UPN: the office marked one, the teacher the other."""
    again = actions.admit(
        school=cast.oak,
        forename="Benjamin",
        surname="Bright",
        date_of_birth=cast.ben.date_of_birth,
        since=dt.date(2024, 9, 2),
        school_class=cast.class_4c,
        year_group="4",
        by=cast.office,
    )
    actions.set_characteristic(enrolment=again, kind="eal", value="true", since=MONDAY, by=cast.office)
    actions.set_characteristic(enrolment=again, kind="eal", value="false", since=TUESDAY, by=cast.office)
    actions.add_contact(
        pupils=[again.pupil], school=cast.oak, name="Bea Bright", relationship="mother", by=cast.office
    )
    actions.place_hold(pupil=again.pupil, school=cast.oak, kind="other", held_by="the office", by=cast.office)
    mark(cast, cast.ben, MONDAY, "/")
    mark(cast, again.pupil, TUESDAY, "I")
    return again.pupil


def mark(cast, pupil: Pupil, day: dt.date, code: str) -> None:
    record_marks(school=cast.oak, marks=[Mark(pupil.pk, day, Session.AM, code)], by=cast.office)


def stands(pupil: Pupil) -> str:
    return "".join(sorted(set(Line.objects.get(pupil=pupil).marks) - {"."}))


def photograph() -> str:
    """Every row a merge may touch, as it stands."""
    models = (
        *(Pupil, PupilNumber, Enrolment, Characteristic, ClassMembership, AttendancePattern),
        *(FamilyLink, Hold, LegalHold, ExpectedAbsence),
    )
    return "".join(serializers.serialize("json", model.objects.order_by("pk"), indent=1) for model in models)


def test_everything_of_the_duplicate_is_with_the_record_that_is_kept(cast, twice):
    merge = merge_pupils(kept=cast.ben, gone=twice, by=cast.attendance_lead, why="Entered twice").merge
    assert merge.merged_by == "Anil Attar"
    assert (stands(cast.ben), stands(twice)) == ("/I", "")
    (enrolment,) = Enrolment.objects.filter(pupil=cast.ben)
    assert (enrolment.since, enrolment.until) == (dt.date(2024, 9, 2), None)
    assert not Enrolment.objects.filter(pupil=twice).exists()
    # What the kept record said itself stands; what it had not said comes with the other.
    said = {(row.kind, row.value) for row in enrolment.characteristics.all()}
    assert {("year_group", "3"), ("eal", "true"), ("eal", "false"), ("fsm", "true")} <= said
    assert ("year_group", "4") not in said
    assert [row.school_class for row in enrolment.class_memberships.all()] == [cast.class_3b]
    assert {link.contact.name for link in FamilyLink.objects.filter(pupil=cast.ben)} == {"Bea Bright"}
    assert Hold.objects.get().pupil == cast.ben
    twice.refresh_from_db()
    assert twice.merged_into == cast.ben
    assert twice not in Pupil.objects.visible_to(cast.head)
    assert differences(cast.oak) == []


def test_a_merge_is_undone_to_the_row(cast, twice):
    before = photograph()
    merge = merge_pupils(kept=cast.ben, gone=twice, by=cast.attendance_lead).merge
    assert photograph() != before
    apart = take_apart(merge=merge, by=cast.attendance_lead)
    assert (apart.marks, apart.facts) == ((), ())
    assert photograph() == before
    assert (stands(cast.ben), stands(twice)) == ("/", "I")
    assert differences(cast.oak) == []
    with pytest.raises(NotMerged, match="undone already"):
        take_apart(merge=merge, by=cast.attendance_lead)
    assert merge_pupils(kept=cast.ben, gone=twice, by=cast.attendance_lead).merge


def test_what_has_changed_since_a_merge_stays_and_is_named(cast, twice):
    merge = merge_pupils(kept=cast.ben, gone=twice, by=cast.attendance_lead).merge
    record_marks(
        school=cast.oak,
        marks=[Mark(cast.ben.pk, TUESDAY, Session.AM, "M", seen="I")],
        kind=3,
        why="An appointment",
        by=cast.office,
    )
    actions.leave(enrolment=Enrolment.objects.get(pupil=cast.ben), until=dt.date(2024, 9, 20), by=cast.office)
    apart = take_apart(merge=merge, by=cast.attendance_lead)
    assert [(kept.stands, kept.date) for kept in apart.marks] == [("M", TUESDAY)]
    assert apart.facts == ("schools.Enrolment",)
    assert Enrolment.objects.get(pupil=cast.ben).until == dt.date(2024, 9, 20)
    assert Enrolment.objects.filter(pupil=twice).exists()
    assert differences(cast.oak) == []


def test_where_marks_disagree_a_person_says_which_stands(cast, twice):
    mark(cast, twice, MONDAY, "L")
    before = photograph()
    asked = merge_pupils(kept=cast.ben, gone=twice, by=cast.attendance_lead)
    (question,) = asked.disagreements
    assert (question.kept, question.duplicate, question.date) == ("/", "L", MONDAY)
    assert asked.merge is None
    assert photograph() == before
    merge_pupils(kept=cast.ben, gone=twice, by=cast.attendance_lead, settled={question.where: "L"})
    assert stands(cast.ben) == "IL"


def test_another_upn_becomes_a_former_one_and_the_same_is_not_doubled(cast, twice):
    actions.set_upn(pupil=twice, upn="B823432000002", since=MONDAY, by=cast.office)
    merge = merge_pupils(kept=cast.ben, gone=twice, by="a test").merge
    numbers = dict(PupilNumber.objects.filter(pupil=cast.ben).values_list("upn", "is_former"))
    assert numbers["B823432000002"] is True
    assert list(numbers.values()).count(False) == 1
    take_apart(merge=merge, by="a test")
    assert PupilNumber.objects.get(pupil=twice).is_former is False


def test_a_time_at_another_school_moves_whole(cast, twice):
    elsewhere = actions.enrol(pupil=twice, school=cast.elm, since=dt.date(2023, 9, 4), by="a test")
    actions.leave(enrolment=elsewhere, until=dt.date(2024, 7, 19), by="a test")
    merge_pupils(kept=cast.ben, gone=twice, by="a test")
    elsewhere.refresh_from_db()
    assert elsewhere.pupil == cast.ben
    assert elsewhere.until == dt.date(2024, 7, 19)


def test_the_same_contact_at_the_same_school_is_not_doubled(cast, twice):
    actions.add_contact(
        pupils=[cast.ben], school=cast.oak, name="bea bright", relationship="mother", by=cast.office
    )
    merge = merge_pupils(kept=cast.ben, gone=twice, by="a test").merge
    assert FamilyLink.objects.filter(pupil=cast.ben).count() == 1
    take_apart(merge=merge, by="a test")
    assert FamilyLink.objects.filter(pupil=twice).count() == 1


def test_records_that_cannot_be_one_are_refused(cast, twice):
    with pytest.raises(NotMerged, match="into itself"):
        merge_pupils(kept=cast.ben, gone=cast.ben, by="a test")
    merge_pupils(kept=cast.ben, gone=twice, by="a test")
    with pytest.raises(NotMerged, match="merged into another record already"):
        merge_pupils(kept=cast.amy, gone=twice, by="a test")
    into_amy = merge_pupils(kept=cast.amy, gone=cast.ben, by="a test")
    assert into_amy.merge
    with pytest.raises(NotMerged, match="undo that first"):
        take_apart(merge=Merge.objects.get(gone=twice), by="a test")


def test_a_roll_that_one_record_was_on_twice_is_not_guessed_at(cast, twice):
    actions.leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 20), by="a test")
    actions.rejoin(enrolment=Enrolment.objects.get(pupil=cast.ben), since=dt.date(2025, 1, 7), by="a test")
    before = photograph()
    with pytest.raises(NotMerged, match="on the roll of Oak Primary twice"):
        merge_pupils(kept=cast.ben, gone=twice, by="a test")
    assert photograph() == before
    assert (stands(cast.ben), stands(twice)) == ("/", "I")
