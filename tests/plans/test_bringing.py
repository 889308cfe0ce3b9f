"""A plan is tried, explained, brought, and taken back."""

import io
import zlib

import docx
import pytest

from tests.plans import shelf
from tests.plans.drawn import OAK_PLAN, a_plan, a_tried_plan
from trellis.imports import actions as imports
from trellis.imports.models import Batch
from trellis.plans import actions
from trellis.plans.models import Link, Part, Plan, Row
from trellis.plans.shown import counts_of

pytestmark = pytest.mark.usefixtures("cast")


def looked_at(batch: Batch) -> list[str]:
    return [one["says"] for one in batch.answer["to_confirm"]]


def test_trying_a_plan_changes_nothing_and_says_what_it_is(cast):
    batch = a_tried_plan(cast)
    assert (batch.state, batch.answer["rows"], batch.answer["new"]) == ("tried", 4, 4)
    assert batch.answer["columns"]["Priority (H, M, L)"] == "priority"
    assert not Plan.objects.exists()


def test_what_was_unsure_is_said_line_by_line(cast):
    says = looked_at(a_tried_plan(cast))
    assert "“Н” (U+041D) is read as “H”, 1 times." in says
    assert "Line 9: “AAIL” was read as AA, IL." in says
    assert "Line 9: “£300?” has a question mark: it is not counted as firm." in says
    assert "Line 10: “some day” was not read as a date: it stays as its words." in says
    assert "Line 11: 150 has no pound sign: it is counted nowhere." in says


def test_a_plan_brought_is_kept_word_for_word_in_its_order(cast):
    plan = a_plan(cast)
    assert (plan.name, plan.kind, plan.years, plan.manager, plan.signed_by, plan.state) == (
        "Oak Primary attendance plan 2024-25",
        "attendance",
        "2024/25",
        "Helen Hart",
        "Gwen Gould",
        "final",
    )
    table = plan.parts.get(kind=Part.Kind.TABLE)
    assert table.captions[:2] == ["Ref.", "What we will do"]
    assert table.rows.first().cells[:5] == [
        "OA/1",
        "Ring every home by 9:30",
        "Every family is heard from",
        "Н",
        "OO",
    ]


def test_costs_count_once_and_only_where_they_are_firm(cast):
    counts = counts_of(a_plan(cast))
    assert (counts.as_written, counts.firm, counts.unmarked, counts.counted_elsewhere) == (1500, 1200, 150, 1)
    assert (counts.high, counts.medium, counts.low) == (2, 1, 1)
    assert counts.owners == {"OO": 1, "AA": 2, "IL": 3}


def test_a_cost_above_leads_to_the_row_above_that_has_one(cast):
    a_plan(cast)
    link = Link.objects.get()
    assert (link.kind, link.row.cells[0], link.to.cells[0]) == ("cost", "OA/3", "OA/2")


def test_the_same_plan_brought_twice_changes_nothing(cast):
    a_plan(cast)
    again = a_tried_plan(cast)
    assert (again.answer["new"], again.answer["unchanged"]) == (0, 4)
    assert imports.accept(again, by=cast.head)
    assert Plan.objects.count() == 1


def test_another_plan_of_the_same_name_stands_beside_it_and_that_is_said(cast):
    a_plan(cast)
    batch = a_tried_plan(cast, OAK_PLAN.replace("Thank children", "Write to children"))
    assert any("is here already" in note["says"] for note in batch.answer["notes"])
    assert imports.accept(batch, by=cast.head)
    assert Plan.objects.count() == 2


def test_an_import_is_taken_back_whole(cast):
    plan = a_plan(cast)
    undone = imports.undo(plan.batch, by=cast.head)
    assert undone.undone == 4
    assert not Plan.objects.exists()
    assert not Row.objects.exists()


def test_a_plan_somebody_has_worked_on_is_not_taken_back(cast):
    plan = a_plan(cast)
    row = Row.objects.of(plan).first()
    actions.correct_row(row=row, cells=[*row.cells[:8], "Begun"], by=cast.head)
    undone = imports.undo(plan.batch, by=cast.head)
    assert undone.undone == 0
    assert undone.kept[0]["what"] == plan.name
    assert Row.objects.of(plan).count() == 4


def test_what_a_person_says_of_a_caption_holds_and_is_remembered(cast):
    text = OAK_PLAN.replace("Success criteria", "Wibble")
    batch = a_tried_plan(cast, text)
    assert batch.answer["left_out"] == ["Wibble"]
    imports.remember_headings(batch=batch, headings={"Wibble": "outcome"}, by=cast.head)
    batch.refresh_from_db()
    assert batch.answer["columns"]["Wibble"] == "outcome"
    assert a_tried_plan(cast, text).answer["columns"]["Wibble"] == "outcome"


@pytest.mark.parametrize("name", shelf.ALL)
def test_each_of_the_five_plans_is_brought_and_taken_back(cast, name):
    batch = a_tried_plan(cast, shelf.plan_file(name).read_text(encoding="utf-8"), name)
    assert batch.state == "tried"
    assert imports.accept(batch, by=cast.head)
    plan = Plan.objects.get()
    held = Row.objects.of(plan).count()
    assert batch.answer["rows"] == (counts_of(plan).rows or held)
    assert held >= batch.answer["rows"] > 0
    imports.undo(batch, by=cast.head)
    assert not Part.objects.exists()


# --- what cannot be read ---


def brought(cast, name: str, content: bytes) -> Batch:
    batch = imports.bring(kind="plan", place=cast.oak, files=[(name, [content])], by=cast.head)
    imports.try_batch(batch)
    return batch


def a_pdf(words: bytes) -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n"
        + zlib.compress(words)
        + b"\nendstream\nendobj\n%%EOF"
    )


def test_a_scanned_pdf_is_called_one(cast):
    batch = brought(cast, "plan.pdf", a_pdf(b"q 595 0 0 842 0 0 cm /Im0 Do Q"))
    assert batch.state == "refused"
    assert "is a scanned PDF: a picture of pages" in batch.answer["problems"][0]["says"]


def test_a_pdf_with_words_is_sent_back_for_what_it_was_made_from(cast):
    batch = brought(cast, "plan.pdf", a_pdf(b"BT /F1 12 Tf (Objective 1) Tj ET"))
    assert "keeps no tables" in batch.answer["problems"][0]["says"]


def test_a_document_without_a_table_says_so(cast):
    document = docx.Document()
    document.add_paragraph("We mean well.")
    written = io.BytesIO()
    document.save(written)
    batch = brought(cast, "plan.docx", written.getvalue())
    assert "has no table in it" in batch.answer["problems"][0]["says"]


def test_a_damaged_document_says_so(cast):
    written = io.BytesIO()
    docx.Document().save(written)
    batch = brought(cast, "plan.docx", written.getvalue()[:-400])
    assert batch.state == "refused"
    assert "damaged" in batch.answer["problems"][0]["says"]
