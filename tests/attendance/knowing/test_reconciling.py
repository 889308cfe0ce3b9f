"""Ours beside theirs: a difference planted of every cause is found under it, to the session."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.classes import a_class
from tests.attendance.knowing.printed import SINCE, UNTIL, listed, printed
from tests.attendance.spending import spend
from trellis.attendance.knowing.reconciling import RECONCILED, Reconciled
from trellis.evidence.actions import ProblemWithPrintedFigure
from trellis.evidence.models import PrintedFigure
from trellis.rules.reconcile import Cause, Count
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Pupil

FIGURES = "/schools/123456/checks/figures/"
TODAY = dt.date(2024, 9, 9)


@pytest.fixture(autouse=True)
def monday_evening(clock):
    clock.at("2024-09-09T17:00")


@pytest.fixture
def ten_sessions(cast):
    """Of sixty sessions 46 attended, 12 missed, 2 without a mark; Dee late twice, once after the register."""
    said = {"amy": "1I", "ben": "2I", "cal": "6I", "dee": "1L 1/ 1U", "eve": "2O", "fay": "2."}
    said = {name: marks.replace(" ", "") for name, marks in said.items()}
    spend(cast.oak, {cast.pupils[name]: marks for name, marks in said.items()}, since=SINCE, until=UNTIL)


def reconciled(figure: PrintedFigure, today: dt.date = TODAY) -> Reconciled:
    return Reconciled.of(PrintedFigure.objects.get(pk=figure.pk), today)


def changes(found: Reconciled) -> dict[Cause, Count | None]:
    """The causes that make a difference, each with its sessions; they add up to all of it."""
    bridge = found.bridge
    if not isinstance(bridge.theirs, Count):
        return {one.cause: one.change for one in bridge.differences if one.points}
    apart = Count(bridge.theirs.part - bridge.ours.part, bridge.theirs.whole - bridge.ours.whole)
    added = Count(
        sum(one.change.part for one in bridge.differences),
        sum(one.change.whole for one in bridge.differences),
    )
    assert added == apart
    return {one.cause: one.change for one in bridge.differences if one.change != Count()}


def admitted(cast, forename: str, born: dt.date) -> Pupil:
    """Another Adams, on roll from the first day."""
    said = {"forename": forename, "surname": "Adams", "date_of_birth": born}
    return actions.admit(school=cast.oak, since=SINCE, by=cast.office, **said).pupil


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_ours_is_the_figure_of_the_attendance_page(ten_sessions, cast):
    found = reconciled(printed(cast, part=46, whole=58))
    assert found.bridge.ours == Count(46, 58)
    assert found.bridge.is_explained
    assert changes(found) == {}


# --- a difference of every cause, planted -------------------------------------------------------------------


def test_other_days(ten_sessions, cast):
    """Theirs stops on Friday: Monday's twelve sessions, all attended, are not in it."""
    found = reconciled(printed(cast, until=dt.date(2024, 9, 6), part=34, whole=46))
    assert changes(found) == {Cause.PERIOD: Count(-12, -12)}
    assert found.bridge.is_explained


def test_a_report_printed_in_the_middle_of_its_days_counts_none_after(ten_sessions, cast):
    figure = printed(cast, printed_on=dt.date(2024, 9, 6), until=dt.date(2024, 12, 20), part=0, whole=1)
    assert found_until(reconciled(figure)) == dt.date(2024, 9, 6)


def found_until(found: Reconciled) -> dt.date:
    return found.ways[Cause.PERIOD].period.until


def test_other_pupils_counted(ten_sessions, cast):
    """A child in Reception is outside the population of national figures."""
    spend(cast.oak, {admitted(cast, "Robin", dt.date(2020, 3, 1)): "3I"}, since=SINCE, until=UNTIL)
    found = reconciled(printed(cast, population="statistical", part=46, whole=58))
    assert changes(found) == {Cause.POPULATION: Count(-7, -10)}


def test_pupils_who_have_left(ten_sessions, cast):
    """Ben left on Friday: eight sessions, six of them attended."""
    actions.leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 6), by=cast.office)
    found = reconciled(printed(cast, leavers="left_out", part=38, whole=48))
    assert changes(found) == {Cause.LEAVERS: Count(-6, -8)}
    behind = {one.cause: dict(one.behind) for one in found.bridge.differences}
    assert behind[Cause.LEAVERS] == {cast.ben.pk: Count(-6, -8)}


def test_a_pupil_recorded_twice(ten_sessions, cast):
    again = admitted(cast, "amy", cast.amy.date_of_birth)
    spend(cast.oak, {again: "4I"}, since=SINCE, until=UNTIL)
    found = reconciled(printed(cast, twice="left_out", part=46, whole=58))
    assert changes(found) == {Cause.DUPLICATES: Count(-6, -10)}


def test_corrections_since(ten_sessions, cast, clock):
    """The day after it was printed Eve's two unauthorised sessions become present, and Fay's marks come."""
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.eve: "", cast.fay: ""}, since=SINCE, until=UNTIL)
    found = reconciled(printed(cast, part=46, whole=58), dt.date(2024, 9, 10))
    assert changes(found) == {Cause.CORRECTIONS: Count(-4, -2)}
    marks = found.marks_behind(Cause.CORRECTIONS, [cast.eve.pk, cast.fay.pk])
    assert [(one.day.day, one.session.value, one.was, one.now) for one in marks[cast.eve.pk]] == [
        (3, "AM", "O", "/"),
        (3, "PM", "O", "\\"),
    ]
    assert [one.was for one in marks[cast.fay.pk]] == ["", ""]


@pytest.mark.parametrize(("blanks", "part"), [("present", 48), ("absent", 46)])
def test_missing_marks(ten_sessions, cast, blanks, part):
    found = reconciled(printed(cast, blanks=blanks, part=part, whole=60))
    assert changes(found) == {Cause.MISSING: Count(part - 46, 2)}
    assert len(found.marks_behind(Cause.MISSING, [cast.fay.pk])[cast.fay.pk]) == 2


@pytest.mark.parametrize(("lates", "part", "code"), [("both_present", 47, "U"), ("both_absent", 45, "L")])
def test_how_lateness_counts(ten_sessions, cast, lates, part, code):
    found = reconciled(printed(cast, lates=lates, part=part, whole=58))
    assert changes(found) == {Cause.LATES: Count(part - 46, 0)}
    assert [one.was for one in found.marks_behind(Cause.LATES, [cast.dee.pk])[cast.dee.pk]] == [code]


def test_what_nothing_explains_is_named_and_spread_over_nothing(ten_sessions, cast):
    found = reconciled(printed(cast, blanks="present", part=50, whole=61))
    assert changes(found) == {Cause.MISSING: Count(2, 2), Cause.NOT_EXPLAINED: Count(2, 1)}
    assert not found.bridge.is_explained


def test_several_causes_at_once_add_up(ten_sessions, cast, clock):
    actions.leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 6), by=cast.office)
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.cal: "1I"}, since=SINCE, until=UNTIL)
    figure = printed(cast, leavers="left_out", blanks="absent", lates="both_present", part=40, whole=51)
    found = reconciled(figure, dt.date(2024, 9, 10))
    assert set(changes(found)) >= {Cause.CORRECTIONS, Cause.MISSING, Cause.LATES, Cause.NOT_EXPLAINED}


# --- a percentage alone, other measures, a list of pupils ---------------------------------------------------


def test_of_a_percentage_alone_the_points_are_split(ten_sessions, cast):
    found = reconciled(printed(cast, blanks="present", percent=Decimal("80.0")))
    assert found.bridge.is_explained  # 48 of 60
    assert changes(found)[Cause.MISSING] == Count(2, 2)
    assert not reconciled(printed(cast, percent=Decimal("80.0"))).bridge.is_explained


@pytest.mark.parametrize("measure", RECONCILED)
def test_every_measure_of_ours_can_be_put_beside_another(ten_sessions, cast, measure):
    found = reconciled(printed(cast, measure=measure, lates="both_present", part=1, whole=2))
    changes(found)
    assert found.bridge.ours.whole == (6 if "persistent" in measure or "severe" in measure else 58)


def test_persistent_absence_is_split_in_pupils(ten_sessions, cast):
    """One late after the register made Dee persistently absent; where it counts as present she is not."""
    ours = reconciled(printed(cast, measure="persistent_absence", part=4, whole=6, lates="both_present"))
    assert changes(ours) == {Cause.LATES: Count(-1, 0)}


def test_with_a_list_each_cause_names_its_pupils(ten_sessions, cast):
    """Their list has Ben twice, no Cal, Amy one better, and somebody nobody here knows."""
    rows = listed(
        *(cast, ("amy", 10, 10), ("ben", 8, 10), ("ben", 8, 10), ("dee", 9, 10)),
        *(("eve", 8, 10), ("fay", 8, 8), ("nobody", 3, 5)),
    )
    found = reconciled(printed(cast, pupils=rows))
    assert found.bridge.theirs == Count(54, 63)
    behind = {one.cause: dict(one.behind) for one in found.bridge.differences if one.behind}
    assert behind == {
        Cause.DUPLICATES: {cast.ben.pk: Count(8, 10)},
        Cause.NOT_EXPLAINED: {
            cast.amy.pk: Count(1, 0),
            cast.cal.pk: Count(-4, -10),
            ("row", 8): Count(3, 5),
        },
    }
    changes(found)


def test_a_leaver_who_is_not_in_their_list_is_a_leaver(ten_sessions, cast):
    actions.leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 6), by=cast.office)
    rows = [("amy", 9, 10), ("cal", 4, 10), ("dee", 9, 10), ("eve", 8, 10), ("fay", 8, 8)]
    found = reconciled(printed(cast, pupils=listed(cast, *rows)))
    assert changes(found) == {Cause.LEAVERS: Count(-6, -8)}


# --- what cannot be put beside ours -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"percent": Decimal(110)}, "110% is no share"),
        ({}, "either the percentage, or how many"),
        ({"part": 7, "whole": 5}, "7 of 5 is no share"),
        ({"part": 1, "whole": 2, "percent": Decimal(50)}, "either the percentage"),
        ({"percent": Decimal(90), "until": dt.date(2024, 9, 2)}, "before it begins"),
        ({"percent": Decimal(90), "since": dt.date(2024, 7, 1)}, "one school year at a time"),
        ({"percent": Decimal(90), "printed_on": dt.date(2025, 9, 2)}, "between its first day and today"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(cast, said, says):
    with pytest.raises(ProblemWithPrintedFigure, match=re.escape(says)):
        printed(cast, **said)
    assert not PrintedFigure.objects.exists()


# --- the pages ----------------------------------------------------------------------------------------------

FILLED = {
    "source": "MIS, attendance summary",
    "measure": "attendance",
    "days": "2024 ",
    "since": "2024-09-03",
    "until": "2024-09-09",
    "printed_on": "2024-09-09",
    "population": "all_on_roll",
    "leavers": "counted",
    "twice": "counted",
    "blanks": "present",
    "lates": "by_the_code",
}


def test_the_page_shows_the_bridge_and_opens_to_the_marks(ten_sessions, cast, sign_in):
    office = sign_in(cast.office)
    response = office.post(f"{FIGURES}bring/", {**FILLED, "part": 48, "whole": 60}, follow=True)
    page = text(response)
    assert "Ours for 2024/25 so far is 79.3% · 46 of 58; theirs is 80.0% · 48 of 60." in page
    assert "The difference is explained in full." in page
    url = response.redirect_chain[-1][0]
    opened = office.get(f"{url}missing/")
    assert "Fay Finch" in text(opened)
    assert "3 Sep AM –; 3 Sep PM –" in text(opened)
    entry = AccessLogEntry.objects.latest("pk")
    assert (entry.page, entry.pupils) == (f"{url}missing/", 1)


def test_a_list_is_read_and_a_bad_cell_named(ten_sessions, cast, sign_in):
    office = sign_in(cast.office)

    def bring(rows: str):
        file = SimpleUploadedFile("list.csv", f"Admission Number,Attended,Possible\n{rows}".encode())
        return office.post(f"{FIGURES}bring/", {**FILLED, "file": file}, follow=True)

    number = cast.enrolment("amy").admission_number
    refused = bring(f"{number},eleven,10\n")
    assert refused.status_code == 400
    assert "Row 2 of the list: “eleven” is not a number of sessions that fits." in text(refused)
    assert not PrintedFigure.objects.exists()
    assert "9 of 10" in text(bring(f"{number},9,10\n"))
    assert PrintedFigure.objects.get().pupils.get().pupil == cast.amy


def test_a_figure_of_another_school_is_not_there(ten_sessions, cast, sign_in):
    figure = printed(cast, percent=Decimal(90))
    outside = sign_in(cast.mr_outside)
    for url in (FIGURES, f"{FIGURES}{figure.pk}/", f"{FIGURES}{figure.pk}/lates/"):
        assert outside.get(url).status_code == 404


def test_the_pages_ask_no_more_for_more_pupils(ten_sessions, cast, sign_in):
    figure = printed(cast, blanks="present", twice="left_out", part=48, whole=60)
    office = sign_in(cast.office)

    def asked() -> list[int]:
        found = []
        for url in (f"{FIGURES}{figure.pk}/", f"{FIGURES}{figure.pk}/missing/"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert office.get(url).status_code == 200
            found.append(len(queries))
        return found

    asked()
    before = asked()
    a_class(cast.oak, "2B", 12, dict.fromkeys(range(12), "2."), since=SINCE, until=UNTIL)
    assert asked() == before
