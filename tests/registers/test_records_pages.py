"""The pages of merging, keeping and destroying records."""

import datetime as dt

import pytest

from trellis.registers.actions import record_marks
from trellis.registers.models import Line
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.models import Certificate, Merge, Pupil

OAK = "/schools/123456"
TUESDAY = dt.date(2024, 9, 10)


@pytest.fixture
def twice(cast):
    """Ben was entered again, and marked on both."""
    again = actions.admit(
        school=cast.oak,
        forename="Benjamin",
        surname="Bright",
        date_of_birth=cast.ben.date_of_birth,
        since=dt.date(2024, 9, 2),
        by=cast.office,
    ).pupil
    for pupil, code in ((cast.ben, "/"), (again, "I")):
        record_marks(school=cast.oak, marks=[Mark(pupil.pk, TUESDAY, Session.AM, code)], by=cast.office)
    return again


@pytest.fixture
def lead(cast, sign_in):
    return sign_in(cast.attendance_lead)


def words(response) -> str:
    return response.content.decode()


def merge_page(cast) -> str:
    return f"{OAK}/pupils/{cast.ben.pk}/merge/"


def test_likely_records_are_offered_and_unlikely_ones_are_not(cast, twice, lead):
    page = words(lead.get(merge_page(cast)))
    assert "Benjamin Bright" in page
    assert "Carter" not in page
    assert "No record here looks like one" in words(lead.get(f"{OAK}/pupils/{cast.cal.pk}/merge/"))


def test_a_record_of_a_school_one_may_not_merge_at_is_never_offered(cast, lead, twice):
    namesake = actions.admit(
        school=cast.elm, forename="Ben", surname="Bright", since=dt.date(2024, 9, 2), by="x"
    ).pupil
    actions.enrol(pupil=twice, school=cast.elm, since=dt.date(2024, 9, 2), kind="dual", by="x")
    page = words(lead.get(merge_page(cast)))
    assert "Elm" not in page
    assert "Benjamin" not in page
    for other in (namesake, twice):
        response = lead.post(merge_page(cast), {"other": other.pk})
        assert response.status_code == 200
    assert not Merge.objects.exists()


def test_two_records_are_compared_settled_merged_and_taken_apart(cast, twice, lead):
    page = lead.get(merge_page(cast), {"other": twice.pk})
    assert "Sessions in which the two disagree" in words(page)
    ((_question, name, _said),) = page.context["questions"]
    unsettled = lead.post(merge_page(cast), {"other": twice.pk})
    assert "Say for each session which mark stands" in words(unsettled)
    assert not Merge.objects.exists()
    response = lead.post(merge_page(cast), {"other": twice.pk, name: "I"})
    assert response.url == f"{OAK}/pupils/{cast.ben.pk}/record/"
    assert "I" in Line.objects.get(pupil=cast.ben).marks
    assert lead.get(f"{OAK}/pupils/{twice.pk}/record/").status_code == 404

    merge = Merge.objects.get()
    assert "Benjamin Bright" in words(lead.get(f"{OAK}/merges/"))
    page = words(lead.post(f"{OAK}/merges/{merge.pk}/undo/", follow=True))
    assert "The two records stand as they did." in page
    assert "left as it is" not in page
    assert lead.get(f"{OAK}/pupils/{twice.pk}/record/").status_code == 200
    assert "undone already" in words(lead.post(f"{OAK}/merges/{merge.pk}/undo/", follow=True))


def test_asking_what_a_merge_would_do_changes_nothing(cast, twice, lead):
    before = list(Line.objects.order_by("pk").values_list("marks", flat=True))
    lead.get(merge_page(cast), {"other": twice.pk})
    assert list(Line.objects.order_by("pk").values_list("marks", flat=True)) == before


def test_a_school_year_is_destroyed_when_its_time_has_come(cast, twice, sign_in, clock):
    manager = sign_in(cast.data_manager)
    page = words(manager.get(f"{OAK}/records/"))
    assert "10 September 2030" in page
    assert "Destroy" not in page.split("Certificates")[0].split("<tbody")[1]
    early = manager.post(f"{OAK}/records/2024-25/destroy/", follow=True)
    assert "are kept until 10 September 2030" in words(early)
    clock.at("2030-09-11T09:00")
    manager = sign_in(cast.data_manager)
    page = words(manager.post(f"{OAK}/records/2024-25/destroy/", follow=True))
    assert "The registers of 2024/25 are destroyed." in page
    assert Certificate.objects.get().destroyed_by == "Dan Marsh"
    assert not Line.objects.exists()


def test_a_record_is_erased_or_the_page_says_why_not(cast, twice, sign_in):
    manager = sign_in(cast.data_manager)
    page = words(manager.get(f"{OAK}/pupils/{cast.amy.pk}/erase/"))
    assert "Amy Adams is on the roll of Oak Primary." in page
    manager.post(f"{OAK}/pupils/{cast.amy.pk}/erase/", {"why": "asked"})
    assert Pupil.objects.filter(pk=cast.amy.pk).exists()

    mistake = actions.admit(
        school=cast.oak, forename="Gil", surname="Grey", since=dt.date(2024, 9, 2), by="x"
    )
    actions.leave(enrolment=mistake, until=dt.date(2024, 9, 3), by="x")
    page = manager.post(f"{OAK}/pupils/{mistake.pupil_id}/erase/", {"why": "Entered by mistake"}, follow=True)
    assert "The record is erased" in words(page)
    assert not Pupil.objects.filter(surname="Grey").exists()


def test_a_pupil_who_was_elsewhere_too_is_erased_by_somebody_who_answers_for_both(cast, sign_in):
    pupil = actions.add_pupil(forename="Gil", surname="Grey", by="x")
    for school in (cast.oak, cast.elm):
        enrolment = actions.enrol(pupil=pupil, school=school, since=dt.date(2024, 9, 2), by="x")
        actions.leave(enrolment=enrolment, until=dt.date(2024, 9, 3), by="x")
    manager = sign_in(cast.data_manager)
    page = words(manager.post(f"{OAK}/pupils/{pupil.pk}/erase/", {"why": "asked"}))
    assert "was at another school too" in page
    assert "Elm" not in page
    assert Pupil.objects.filter(pk=pupil.pk).exists()
