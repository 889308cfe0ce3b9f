"""The five plans as they stand: every row found, every table, and what the reader was unsure of said.

The numbers are those counted by hand in the requirements (§4, §5.6, §5.7).
"""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from tests.plans import shelf
from trellis.plans.paper import context_of, said_of
from trellis.plans.printing.excel import excel_of
from trellis.plans.printing.word import word_of
from trellis.plans.reading.control import control_of
from trellis.plans.reading.dates import Years
from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.outline import Kind
from trellis.plans.reading.plan import ReadPlan, read_plan
from trellis.plans.reading.rows import Importance, RowReading, read_row


def the_plan(name: str) -> ReadPlan:
    path = shelf.plan_file(name)
    return read_plan(open_paper(path, path.name))


def rows_under(plan: ReadPlan) -> list[tuple[str, int]]:
    """Each heading with how many rows of the plan stand below it before the next."""
    found: list[tuple[str, int]] = []
    heading = ""
    for part in plan.parts:
        if part.kind is Kind.TABLE and part.rows:
            found.append((heading, len(part.rows)))
        elif part.kind in (Kind.THEME, Kind.PRIORITY, Kind.SECTION, Kind.SUB_PLAN):
            heading = part.words.split("\n")[0]
    return found


def readings(plan: ReadPlan, years: Years) -> list[RowReading]:
    context = context_of(plan.parts, years)
    return [
        read_row(row.cells, part.fields, context)
        for part in plan.parts
        if part.kind is Kind.TABLE
        for row in part.rows
        if len(part.captions) > 1
    ]


# --- the parents' plan ---


def test_the_parents_plan_has_its_thirty_two_actions_in_three_tiers():
    plan = the_plan(shelf.PARENTS)
    assert len(plan.rows) == 32
    assert rows_under(plan)[-3:] == [("Universal", 16), ("Targeted", 14), ("Specialist", 2)]
    assert control_of(plan).state == "final"
    assert control_of(plan).years == Years(2009, 2010)


def test_its_first_paragraph_is_the_criterion_where_the_plan_lists_it_and_the_rest_are_actions():
    plan = the_plan(shelf.PARENTS)
    found = readings(plan, Years(2009, 2010))
    listed = [row for part in plan.parts if part.fields == ["outcome"] for row in part.rows]
    assert [len(row.cells[0].split("\n")) for row in listed] == [16, 17, 3]
    # One row is a meeting that serves no criterion; one answers two criteria.
    assert found[0].criteria == []
    assert found[0].actions == ["Inclusion team meet to plan carefully all aspects of provision below"]
    assert sum(len(each.criteria) == 2 for each in found) == 1
    assert found[1].actions == ["Include in briefings and Plans for Sept as reminder"]


def test_its_owners_and_times_keep_the_order_they_are_printed_in():
    plan = the_plan(shelf.PARENTS)
    newsletter = next(row for row in plan.rows if "general school information" in row.cells[0])
    assert newsletter.cells[1].split("\n")[:4] == ["CW", "NM", "ICT tech", "AC"]
    assert newsletter.cells[2].split("\n")[1:3] == ["Sept 09", "½ termly"]


# --- the infant school's plan ---


def test_the_infant_plan_has_seven_priorities_and_its_attainment_tables():
    plan = the_plan(shelf.INFANT)
    priorities = next(part for part in plan.parts if part.captions[:1] == ["Key Priorities"])
    assert len(priorities.rows) == 7
    tables = [part for part in plan.parts if part.rows and part.captions[0].startswith("ACTION")]
    assert [len(part.rows) for part in tables] == [3, 2, 1, 1, 1]
    assert [str(field) for field in tables[0].fields] == [
        "action",
        "outcome",
        "resource",
        "monitoring",
        "result",
    ]


def test_the_objectives_that_stand_inside_a_table_are_found():
    plan = the_plan(shelf.INFANT)
    inside = [part for part in plan.parts if part.in_table]
    assert [part.kind for part in inside] == [Kind.OBJECTIVE]
    assert inside[0].words.startswith("1. Enhance the development")


def test_the_attendance_routine_is_six_five_two_and_two_duties():
    plan = the_plan(shelf.INFANT)
    routine = next(
        part for part in plan.parts if part.captions == ["Daily", "Weekly", "Monthly", "Half termly"]
    )
    assert [len(cell.split("\n")) for cell in routine.rows[0].cells] == [6, 5, 2, 2]


def test_the_review_calendars_keep_their_strands_and_months():
    plan = the_plan(shelf.INFANT)
    calendars = [part for part in plan.parts if part.captions[1:2] in (["September"], ["January"], ["April"])]
    assert [part.captions[1:] for part in calendars] == [
        ["September", "October", "November", "December"],
        ["January", "February", "March / April"],
        ["April", "May", "June", "July"],
    ]
    # The last strand of autumn has no label, and stays without one.
    assert [len(part.rows) for part in calendars] == [11, 12, 11]
    assert calendars[0].rows[-1].cells[0] == ""


def test_its_process_table_has_six_tasks():
    process = next(part for part in the_plan(shelf.INFANT).parts if part.captions[:1] == ["Task"])
    assert len(process.rows) == 6


# --- the partnership's paper ---


@pytest.mark.parametrize(
    ("caption", "first_cells"),
    [
        ("Schools", ["2 secondary", "10 primary", "Total"]),
        (
            "OfSTED Judgements",
            [
                "Overall effectiveness",
                "Achievements and standards",
                "Personal development and well-being",
                "The quality of provision",
                "Leadership and management",
            ],
        ),
        ("Phase", ["FS", "KS1", "KS2", "KS 3", "KS4", "Post 16"]),
    ],
)
def test_the_partnerships_tables_have_their_rows(caption, first_cells):
    plan = the_plan(shelf.PARTNERSHIP)
    found = [part for part in plan.parts if part.captions[:1] == [caption]]
    assert [row.cells[0] for row in found[-1].rows] == first_cells


def test_counts_of_vulnerable_children_stand_under_both_their_captions():
    plan = the_plan(shelf.PARTNERSHIP)
    table = next(part for part in plan.parts if part.captions[:1] == ["Schools"])
    assert table.captions[1] == "Number of pupils at each vulnerability level: Level 1"
    assert table.captions[5] == "Number of ‘Key Workers’"
    assert table.rows[0].cells == ["2 secondary", "150", "223", "116", "489", "20"]


def test_fourteen_schools_have_awards_and_exclusions_stand_by_year():
    plan = the_plan(shelf.PARTNERSHIP)
    awards = next(part for part in plan.parts if part.captions[:1] == ["School"])
    assert len(awards.rows) == 14
    exclusions = next(part for part in plan.parts if len(part.captions) == 9)
    assert exclusions.rows[3].cells == [
        "Secondary",
        "731",
        "2,314.5",
        "236",
        "1,176",
        "104",
        "446.5",
        "10",
        "43",
    ]
    by_year_group = next(part for part in plan.parts if len(part.captions) == 14)
    assert len(by_year_group.rows) == 4
    assert by_year_group.rows[0].cells[4] == "4\n(1)\n(2)"


def test_the_shared_plan_and_its_indicators():
    plan = the_plan(shelf.PARTNERSHIP)
    strands = next(part for part in plan.parts if part.captions[-1:] == ["Parents and community"])
    assert strands.captions[0].split("\n")[0] == "Curriculum and learning"
    indicators = next(
        row for part in plan.parts for row in part.rows if row.cells[0].startswith("Quality indicators (asp")
    )
    # Ten indicators below their title.
    assert sum(line.startswith("·") for line in indicators.cells[0].split("\n")) == 11
    levels = next(part for part in plan.parts if part.captions[:1] == ["Level 1 vulnerability"])
    assert [row.cells[0] for row in levels.rows][1::2] == ["Level 2 vulnerability", "Level 3 vulnerability"]


# --- the trust's plan ---


def test_the_trust_plan_has_eighty_one_outcome_rows():
    plan = the_plan(shelf.TRUST)
    assert len(plan.rows) == 81
    assert [count for _heading, count in rows_under(plan)[1:]] == [7, 5, 17, 16, 4, 3, 9, 5, 5, 4, 6]


def test_its_costs_are_as_the_requirements_add_them_up():
    found = [each.resources for each in readings(the_plan(shelf.TRUST), Years(2021, 2022))]
    assert sum(each.as_written for each in found) == Decimal(74_040)
    assert sum(each.firm for each in found) == Decimal(72_740)
    assert sum(each.unmarked for each in found) == Decimal(2_636)
    assert sum(bool(each.above) for each in found) == 5
    assert all(each.as_written == 0 for each in found if each.above)


def test_rows_split_over_a_page_are_whole_again_and_each_is_said():
    plan = the_plan(shelf.TRUST)
    assert len(plan.doubts) == 15
    writing = next(row for row in plan.rows if row.cells[0].startswith("Handwriting policy"))
    assert "progress from the start is evident and pupils recognise" in writing.cells[0]
    assert writing.cells[5] == "SH TS NS £250 for books, resources"


def test_captions_at_the_top_of_each_page_are_no_rows_even_broken_in_two():
    plan = the_plan(shelf.TRUST)
    assert not [row for row in plan.rows if "End of Year Outcomes" in row.cells[0]]
    assert not [row for row in plan.rows if "How will we check" in row.cells[3]]
    assert sum(table.repeated for table in plan.tables) == 10
    called = {each for table in plan.tables for variants in table.variants.values() for each in variants}
    assert called == {"Who/Costings", "Who/Costing", "Who/costings"}


def test_its_evaluation_column_is_a_question_and_not_a_result():
    part = next(
        part
        for part in the_plan(shelf.TRUST).parts
        if part.captions[2:3] and part.captions[2].startswith("Evaluation")
    )
    assert part.fields[2] == "question"


# --- the authority's service plan ---


def test_the_service_plan_has_twenty_three_actions_under_seven_objectives():
    plan = the_plan(shelf.SERVICE)
    assert len(plan.rows) == 23
    assert [len(part.rows) for part in plan.parts if part.rows] == [10, 1, 3, 2, 1, 1, 5]
    assert [part.label for part in plan.parts if part.kind is Kind.OBJECTIVE] == [
        "Objective 6:",
        "Objective7:",
        "Objective 8:",
        "Objective 10:",
        "Objective 2.1:",
        "Objective 4.2:",
        "Objective 6.2:",
    ]
    assert sum(part.kind is Kind.CONTEXT and not part.words for part in plan.parts) == 4


def test_twenty_are_high_though_sixteen_are_written_in_cyrillic():
    plan = the_plan(shelf.SERVICE)
    found = Counter(each.importance for each in readings(plan, Years(2013, 2014)))
    assert found == {Importance.HIGH: 20, Importance.MEDIUM: 2, None: 1}
    letters = Counter(row.cells[3] for row in plan.rows)
    assert letters["Н"] == 16
    assert letters["H"] == 4


def test_officers_dates_and_progress_are_as_counted():
    plan = the_plan(shelf.SERVICE)
    found = readings(plan, Years(2013, 2014))
    assert Counter(each for row in found for each in row.owners.initials) == {
        "NS": 15,
        "IE": 14,
        "SM": 3,
        "HD": 2,
    }
    starts = Counter(row.start.since for row in found if row.start and row.start.since)
    assert starts == {dt.date(2013, 9, 1): 11, dt.date(2013, 10, 1): 6, dt.date(2013, 11, 1): 5}
    assert sum(row.finish is not None and row.finish.until == dt.date(2014, 8, 31) for row in found) == 22
    assert [row.cells[7] for row in plan.rows].count("Existing resources") == 20
    assert not any(row.cells[8] for row in plan.rows)


def test_glued_and_hurt_initials_are_parted_and_said():
    plan = the_plan(shelf.SERVICE)
    apart = [each for row in readings(plan, Years(2013, 2014)) for each in row.owners.apart]
    assert ("NSIE", "NS, IE") in apart
    assert ("INS", "NS") in apart


def test_two_shattered_rows_are_whole_and_the_line_of_noise_is_left_aside():
    plan = the_plan(shelf.SERVICE)
    training = next(row for row in plan.rows if row.cells[0].startswith("LS06/A061"))
    assert training.cells[1] == (
        "Training in Assertive Discipline is offered in the Training Directory.\n"
        "At least 10 staff access training"
    )
    tracking = next(row for row in plan.rows if row.cells[0].startswith("LS06/A0 62"))
    assert tracking.cells[1].endswith("compared with young people not known to the service.")
    assert any("says nothing" in doubt.says and "1.000/4.004" in doubt.says for doubt in plan.doubts)


def test_codes_find_each_other_however_they_were_hurt():
    plan = the_plan(shelf.SERVICE)
    codes = [[ref.code for ref in row.references] for row in readings(plan, Years(2013, 2014))]
    assert codes[0] == ["LS06/A052"]
    assert codes[9] == ["LS06/A062"]
    assert codes[6] == ["LS06/A058", "CSCYP/A2.1", "LS06/A062"]


def test_the_cover_says_who_signed_it_and_when():
    control = control_of(the_plan(shelf.SERVICE))
    assert (control.kind, control.manager, control.signed_by) == ("service", "Nicky Sturgess", "L. Jones.")
    assert control.signed_on == dt.date(2014, 1, 14)
    assert control.years == Years(2013, 2014)


# --- printed and read again ---


@pytest.mark.parametrize("name", shelf.ALL)
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_printed_and_read_again_it_is_the_same_plan(name, ending, tmp_path):
    plan = the_plan(name)
    path = tmp_path / f"plan.{ending}"
    if ending == "docx":
        path.write_bytes(word_of(plan.parts, name=plan.title, landscape=True, language="en"))
    else:
        path.write_bytes(excel_of(plan.parts, name=plan.title, landscape=True))
    assert said_of(read_plan(open_paper(path, path.name)).parts) == said_of(plan.parts)
