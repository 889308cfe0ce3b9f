"""Retention, erasure and legal hold: what goes, when, and what remains of it."""

import datetime as dt

import pytest
from django.apps import apps

from trellis.messages.models import Batch, Item
from trellis.registers.actions import record_marks
from trellis.registers.erasure import ERASED, erase_pupil, why_kept
from trellis.registers.hands import hand_of
from trellis.registers.merging_pupils import merge_pupils, take_apart
from trellis.registers.models import Detail, Entry, ExpectedAbsence, Line, Register
from trellis.registers.places import Mark
from trellis.registers.rebuilding import differences
from trellis.registers.retention import Kept, destroy_school_year, school_years
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.dating import keep
from trellis.schools.destroying import AGAIN, destroy_again, destroyed_since
from trellis.schools.models import AccessLogEntry, Certificate, Contact, Household, Merge, Pupil
from trellis.schools.settings import decide

TUESDAY = dt.date(2024, 9, 10)
SIX_YEARS_ON = dt.date(2030, 9, 11)


def mark(cast, *names: str, day: dt.date = TUESDAY, code: str = "/") -> None:
    marks = [Mark(cast.pupils[name].pk, day, Session.AM, code) for name in names]
    record_marks(school=cast.oak, marks=marks, by=cast.office)


@pytest.fixture
def two_years(cast, clock):
    """Marks of 2024/25 and of 2025/26, with an entry of the first made in the second."""
    mark(cast, "amy", "ben")
    clock.at("2025-07-01T10:00")
    mark(cast, "cal", day=dt.date(2025, 6, 30))
    for name in ("amy", "ben"):
        next_year = actions.make_class(school=cast.oak, year=2025, name="4D")
        actions.move_class(
            enrolment=cast.enrolment(name), school_class=next_year, since=dt.date(2025, 9, 1), by="a test"
        )
    clock.at("2025-09-10T09:00")
    mark(cast, "amy", day=dt.date(2025, 9, 10))
    clock.at("2025-09-12T09:00")
    record_marks(
        school=cast.oak,
        marks=[Mark(cast.amy.pk, TUESDAY, Session.AM, "I", seen="/")],
        kind=Entry.Kind.AMENDMENT,
        why="A letter came",
        by=cast.office,
    )
    mark(cast, "ben", day=dt.date(2025, 9, 12))
    return cast


# --- Retention ----------------------------------------------------------------------------------------------


def test_a_school_year_is_kept_six_years_from_its_last_entry(two_years):
    first, second = school_years(two_years.oak)
    assert (first.year.label, first.lines, first.entries) == ("2024/25", 3, 3)
    assert first.last_entry == dt.date(2025, 9, 12)
    assert first.kept_until == dt.date(2031, 9, 12)
    assert not first.is_due(dt.date(2031, 9, 12))
    assert first.is_due(dt.date(2031, 9, 13))
    assert second.entries == 2


def test_a_school_may_keep_registers_longer_and_wales_three_years(two_years):
    decide(place=two_years.oak, name="retention_years", value="10", by=two_years.head)
    assert school_years(two_years.oak)[0].kept_until == dt.date(2035, 9, 12)
    two_years.elm.nation = "wales"
    two_years.elm.save()
    record_marks(
        school=two_years.elm,
        marks=[Mark(two_years.zak.pk, dt.date(2025, 9, 12), Session.AM, "/")],
        by="a test",
    )
    assert school_years(two_years.elm)[0].kept_until == dt.date(2028, 9, 12)


def test_a_school_year_goes_whole_leaves_a_certificate_and_nothing_is_broken(two_years):
    cast = two_years
    on = dt.date(2031, 9, 13)
    certificate = destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager, on=on)
    assert certificate.counts["lines"] == 3
    assert certificate.counts["entries"] == 3
    # The entry of 2025/26 between them stays, so the numbers that went are two runs.
    assert certificate.counts["ledger"] == [[1, 2], [4, 4]]
    assert certificate.destroyed_by == "Dan Marsh"
    assert "Amy" not in str(certificate.counts)
    assert set(Line.objects.values_list("year", flat=True)) == {2025}
    assert set(Entry.objects.values_list("year", flat=True)) == {2025}
    assert not Register.objects.filter(school_class__year=2024).exists()
    assert not Detail.objects.filter(line__year=2024).exists()
    assert differences(cast.oak) == []
    mark(cast, "amy", day=dt.date(2025, 9, 11))
    assert differences(cast.oak) == []


def test_what_was_expected_in_a_school_year_goes_with_every_history_of_it(two_years):
    """That it was deleted is written nowhere either, in whose words it was told."""
    cast = two_years
    hand = hand_of(cast.office, cast.oak)
    held = {"enrolment": cast.enrolment("amy"), "code": "M", "since": TUESDAY, "until": TUESDAY}
    keep(ExpectedAbsence(note="Dentist", recorded_by=hand, **held), cast.office)
    destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager, on=dt.date(2031, 9, 13))
    assert not ExpectedAbsence.objects.exists()
    assert not ExpectedAbsence.history.exists()


def test_an_entry_that_is_gone_without_a_certificate_is_still_found(two_years):
    destroy_school_year(school=two_years.oak, year=2024, by="a test", on=dt.date(2031, 9, 13))
    Entry.objects.order_by("id").first().delete()
    assert any("without a gap" in says for says in differences(two_years.oak))


@pytest.mark.parametrize(
    ("year", "on", "says"),
    [
        (2024, dt.date(2031, 9, 12), "The registers of 2024/25 are kept until 12 September 2031."),
        (2019, dt.date(2031, 9, 13), "Oak Primary has no registers of 2019/20."),
    ],
)
def test_nothing_is_destroyed_before_its_time(two_years, year, on, says):
    with pytest.raises(Kept) as kept:
        destroy_school_year(school=two_years.oak, year=year, by="a test", on=on)
    assert str(kept.value) == says
    assert Entry.objects.count() == 5


def test_a_legal_hold_on_one_pupil_keeps_the_whole_year(two_years):
    on = dt.date(2031, 9, 13)
    hold = actions.place_legal_hold(pupil=two_years.cal, reason="Tribunal", by=two_years.head)
    with pytest.raises(Kept, match="1 of its pupils are under a legal hold"):
        destroy_school_year(school=two_years.oak, year=2024, by="a test", on=on)
    actions.release_legal_hold(hold=hold, on=on, by=two_years.head)
    destroy_school_year(school=two_years.oak, year=2024, by="a test", on=on)


# --- Erasure ------------------------------------------------------------------------------------------------


def everything_said_of(pupil: Pupil, *names: str) -> list[str]:
    """Every table, histories among them, with a row that names the pupil or points to the record."""
    models = [one for one in apps.get_models(include_auto_created=True) if one is not AccessLogEntry]
    found = [
        model._meta.label
        for model in models
        for field in model._meta.concrete_fields
        if field.related_model is Pupil and model._base_manager.filter(**{field.attname: pupil.pk}).exists()
    ]
    found += [
        model._meta.label
        for model in models
        for row in model._base_manager.values()
        if any(name in str(value) for value in row.values() for name in names)
    ]
    return sorted(set(found))


@pytest.fixture
def gone_long_ago(cast, clock):
    """Fay left in 2024, with a family of her own, a hold and a letter; six years have passed."""
    mark(cast, "fay", "eve")
    actions.add_contact(
        pupils=[cast.fay],
        school=cast.oak,
        name="Flo Finch",
        relationship="mother",
        address="77 Lonely Lane",
        by=cast.office,
    )
    actions.place_hold(
        pupil=cast.fay, school=cast.oak, kind="other", reason="Finch", held_by="the office", by="x"
    )
    batch = Batch.objects.create(
        school=cast.oak,
        subject="attendance",
        occasion="2024/25",
        since=TUESDAY,
        until=TUESDAY,
        prepared_by_name="x",
    )
    letter = Item.objects.create(
        batch=batch,
        place=1,
        pupil=cast.fay,
        enrolment=cast.enrolment("fay"),
        addressee="Flo Finch",
        digest="x",
    )
    letter.addressed_to.add(Contact.objects.get(name="Flo Finch"))
    actions.leave(enrolment=cast.enrolment("fay"), until=dt.date(2024, 9, 20), by=cast.office)
    clock.at("2031-01-10T09:00")
    return cast


def test_a_pupil_is_erased_with_everything_that_hangs_on_the_record(gone_long_ago):
    cast = gone_long_ago
    destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
    certificate = erase_pupil(pupil=cast.fay, why="Her parents asked", by=cast.data_manager)
    assert everything_said_of(cast.fay, "Fay", "Finch", "Lonely") == []
    assert certificate.counts["schools.Pupil"] == 1
    assert certificate.counts["correspondence.Item"] == 1
    assert certificate.counts["schools.Contact"] == 1
    assert Certificate.objects.filter(kind="pupil").get().why == "Her parents asked"
    assert Household.objects.count() == 2  # the Adamses' two
    assert Pupil.objects.filter(pk=cast.eve.pk).exists()
    assert Contact.objects.filter(name="Ann Adams").exists()


def test_a_contact_who_stands_to_another_child_too_stays(gone_long_ago):
    cast = gone_long_ago
    for name in ("amy", "eve"):
        actions.leave(enrolment=cast.enrolment(name), until=dt.date(2025, 7, 22), by="a test")
    destroy_school_year(school=cast.oak, year=2024, by="a test")
    erase_pupil(pupil=cast.eve, why="asked", by="a test")
    assert {link.pupil for link in Contact.objects.get(name="Ann Adams").family_links.all()} == {cast.amy}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("amy", "Amy Adams is on the roll of Oak Primary."),
        (
            "fay",
            "Fay Finch is in the registers of Oak Primary for 2024/25, which are kept",
        ),
    ],
)
def test_nobody_is_erased_before_the_law_allows(gone_long_ago, name, says):
    pupil = gone_long_ago.pupils[name]
    assert str(why_kept(pupil)).startswith(says)
    with pytest.raises(Kept):
        erase_pupil(pupil=pupil, why="asked", by="a test")
    assert Pupil.objects.filter(pk=pupil.pk).exists()


def test_nobody_under_a_legal_hold_is_erased(gone_long_ago):
    destroy_school_year(school=gone_long_ago.oak, year=2024, by="a test")
    actions.place_legal_hold(pupil=gone_long_ago.fay, reason="Tribunal", by="a test")
    with pytest.raises(Kept, match="under a legal hold"):
        erase_pupil(pupil=gone_long_ago.fay, why="asked", by="a test")


def test_a_record_made_by_mistake_may_go_at_once(cast):
    pupil = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    erase_pupil(pupil=pupil, why="Entered by mistake", by=cast.data_manager)
    assert everything_said_of(pupil, "Gil", "Grey") == []


# --- After a backup is restored -----------------------------------------------------------------------------


def told(kind: str) -> list[tuple[str, str, str]]:
    """When, by whom and why, in each certificate of a kind."""
    held = Certificate.objects.filter(kind=kind)
    return [(one.destroyed_at.isoformat(), one.destroyed_by, one.why) for one in held]


def test_whoever_was_erased_since_a_backup_is_erased_again_after_it_is_restored(cast, clock, restored):
    gil = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    with restored() as again:
        clock.at("2024-09-11T09:00")
        erase_pupil(pupil=gil, why="asked", by=cast.data_manager)
        clock.at("2024-09-12T09:00")
    assert (again.counts, again.stays) == ({"pupil": 1}, [])
    assert everything_said_of(gil, "Gil", "Grey") == []
    assert told("pupil") == [("2024-09-11T08:00:00+00:00", "Dan Marsh", "asked")]
    entry = AccessLogEntry.objects.get(page=ERASED)  # once, when it was done
    assert (entry.pupil_id, entry.at) == (gil.pk, Certificate.objects.get().destroyed_at)


def test_what_a_backup_never_held_has_its_certificate_all_the_same(cast, clock, restored):
    with restored() as again:
        clock.at("2024-09-11T09:00")
        gil = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
        erase_pupil(pupil=gil, why="asked", by=cast.data_manager)
    assert again.counts == {"pupil": 0}
    assert told("pupil") == [("2024-09-11T08:00:00+00:00", "Dan Marsh", "asked")]


def test_whoever_is_on_a_roll_again_that_they_had_left_is_erased_again(cast, clock, restored):
    with restored() as again:
        clock.at("2024-09-11T09:00")
        actions.leave(enrolment=cast.enrolment("dee"), until=cast.today, by=cast.office)
        erase_pupil(pupil=cast.dee, why="Never came", by=cast.data_manager)
    assert again.counts == {"pupil": 1}
    assert everything_said_of(cast.dee) == []


def test_two_records_that_were_one_when_erased_go_both_with_one_certificate(cast, clock, restored):
    one = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    other = actions.add_pupil(forename="Gill", surname="Grey", by=cast.office)
    with restored() as again:
        clock.at("2024-09-11T09:00")
        merge_pupils(kept=one, gone=other, by=cast.office)
        erase_pupil(pupil=one, why="asked", by=cast.data_manager)
    assert again.counts == {"pupil": 2}
    assert not Pupil.objects.filter(surname="Grey").exists()
    assert len(told("pupil")) == 1


def test_a_record_that_is_one_again_with_one_that_was_not_erased_stays(cast, clock, restored):
    """They had been taken apart: the restored record holds what is the other child's."""
    one = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    other = actions.add_pupil(forename="Hal", surname="Grey", by=cast.office)
    merge_pupils(kept=one, gone=other, by=cast.office)
    with restored() as again:
        clock.at("2024-09-11T09:00")
        take_apart(merge=Merge.objects.get(), by=cast.office)
        erase_pupil(pupil=one, why="asked", by=cast.data_manager)
    assert again.stays == [
        "The record of Gil Grey is merged with one that was not erased: take them apart, then erase it."
    ]
    assert Pupil.objects.filter(surname="Grey").count() == 2
    assert told("pupil") == []


def test_the_access_log_knows_who_was_erased_where_the_database_was_lost(gone_long_ago, clock, restored):
    """The registers that came back with them, whose certificate was lost, keep nobody whose time had come."""
    cast = gone_long_ago
    with restored() as again:
        clock.at("2031-01-11T09:00")
        destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
        erase_pupil(pupil=cast.fay, why="Her parents asked", by=cast.data_manager)
        Certificate.objects.all().delete()
    assert again.counts == {"pupil": 1}
    assert everything_said_of(cast.fay, "Fay", "Finch", "Lonely") == []
    assert told("pupil") == [("2031-01-11T09:00:00+00:00", "Dan Marsh", "Her parents asked")]
    certificate = Certificate.objects.get()
    assert (certificate.school, certificate.counts["schools.Pupil"]) == (cast.oak, 1)


def test_where_the_log_was_lost_it_is_said_that_somebody_came_back(cast, clock, restored):
    gil = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    with restored() as again:
        clock.at("2024-09-11T09:00")
        erase_pupil(pupil=gil, why="asked", by=cast.data_manager)
        AccessLogEntry.objects.all().delete()
    assert again.stays == [
        "A record was erased on 11 September 2024 and the access log does not say whose: erase it again."
    ]


def test_a_school_year_destroyed_since_a_backup_is_destroyed_again(two_years, clock, restored):
    """Its certificate is as it was, but for the ledger numbers: they are those of the ledger restored."""
    cast = two_years
    clock.at("2025-09-15T09:00")
    with restored() as again:
        for code in ("I", "/"):
            record_marks(
                school=cast.oak,
                marks=[Mark(cast.ben.pk, TUESDAY, Session.AM, code, seen="I/"[code == "I"])],
                kind=Entry.Kind.AMENDMENT,
                why="A letter came",
                by=cast.office,
            )
        clock.at("2031-09-16T09:00")
        destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
        assert Certificate.objects.get().counts["ledger"] == [[1, 2], [4, 4], [6, 7]]
        clock.at("2031-09-20T09:00")
    assert (again.counts, again.stays) == ({"school_year": 1}, [])
    assert set(Line.objects.values_list("year", flat=True)) == {2025}
    assert told("school_year") == [
        ("2031-09-16T08:00:00+00:00", "Dan Marsh", "kept until 2031-09-15"),
    ]
    certificate = Certificate.objects.get()
    assert certificate.counts["entries"] == 5
    assert certificate.counts["ledger"] == [[1, 2], [4, 4]]
    mark(cast, "amy", day=dt.date(2025, 9, 11))
    assert differences(cast.oak) == []


def test_a_year_and_those_in_it_go_again_in_the_order_they_went(gone_long_ago, clock, restored):
    cast = gone_long_ago
    with restored() as again:
        clock.at("2031-01-11T09:00")
        destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
        clock.at("2031-01-12T09:00")
        erase_pupil(pupil=cast.fay, why="Her parents asked", by=cast.data_manager)
    assert (again.counts, again.stays) == ({"school_year": 1, "pupil": 1}, [])
    assert everything_said_of(cast.fay, "Fay", "Finch", "Lonely") == []
    assert differences(cast.oak) == []
    assert Certificate.objects.count() == 2


def test_a_legal_hold_that_comes_back_keeps_what_it_kept_and_a_sentence_says_so(
    gone_long_ago, clock, restored
):
    cast = gone_long_ago
    hold = actions.place_legal_hold(pupil=cast.eve, reason="Tribunal", by=cast.head)
    with restored() as again:
        clock.at("2031-01-11T09:00")
        actions.release_legal_hold(hold=hold, on=dt.date(2031, 1, 11), by=cast.head)
        destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
        erase_pupil(pupil=cast.fay, why="Her parents asked", by=cast.data_manager)
    assert again.counts == {}
    year, fay = again.stays
    assert year == "Oak Primary: The registers of 2024/25 stay: 1 of its pupils are under a legal hold."
    assert fay.startswith(
        "Oak Primary: Fay Finch is in the registers of Oak Primary for 2024/25, which are kept"
    )
    assert Line.objects.filter(pupil=cast.fay).exists()
    assert not Certificate.objects.exists()
    assert differences(cast.oak) == []


def test_nobody_under_a_legal_hold_that_comes_back_is_erased_again(cast, clock, restored):
    gil = actions.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    hold = actions.place_legal_hold(pupil=gil, reason="Tribunal", by=cast.head)
    with restored() as again:
        clock.at("2024-09-11T09:00")
        actions.release_legal_hold(hold=hold, on=dt.date(2024, 9, 11), by=cast.head)
        erase_pupil(pupil=gil, why="asked", by=cast.data_manager)
    assert again.stays == ["Gil Grey is under a legal hold."]
    assert Pupil.objects.filter(pk=gil.pk).exists()


def test_registers_that_are_kept_longer_by_what_was_restored_stay(two_years, clock, restored):
    cast = two_years
    decide(place=cast.oak, name="retention_years", value="10", by=cast.head)
    with restored() as again:
        clock.at("2031-09-16T09:00")
        decide(place=cast.oak, name="retention_years", value="6", by=cast.head)
        destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
    assert again.stays == ["Oak Primary: The registers of 2024/25 are kept until 12 September 2035."]
    assert Line.objects.filter(year=2024).count() == 3


def test_what_the_backup_knew_to_be_destroyed_has_one_certificate(two_years, clock, restored):
    clock.at("2031-09-16T09:00")
    destroy_school_year(school=two_years.oak, year=2024, by="a test")
    certificates = destroyed_since(clock.moment - dt.timedelta(seconds=1))
    assert destroy_again(certificates).counts == {}
    assert Certificate.objects.count() == 1


def test_what_another_place_destroyed_is_nothing_to_the_school_restored_there(two_years, clock, restored):
    """A drill on a machine of Elm's: a school is known by its URN, not by the number of its row."""
    cast = two_years
    with restored() as again:
        clock.at("2031-09-16T09:00")
        destroy_school_year(school=cast.oak, year=2024, by="a test")
        cast.oak.urns.update(urn="345678")
    assert (again.counts, again.stays) == ({}, [])
    assert Line.objects.filter(year=2024).count() == 3
    assert not Certificate.objects.exists()


def test_whatever_leaves_a_certificate_is_destroyed_again():
    assert set(AGAIN) == set(Certificate.Kind.values)
