"""A plan on paper: tagged, titled, its captions again on every page; and the layouts there are."""

import datetime as dt
import io

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.plans.drawn_document import word_document
from trellis.plans.fields import Field, is_of_a_plan
from trellis.plans.layouts import laid_out, opening_parts, shipped
from trellis.plans.printing.pdf import pdf_of
from trellis.plans.printing.word import word_of
from trellis.plans.reading.captions import field_of
from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.outline import Kind
from trellis.plans.reading.plan import ReadPart, read_plan

AT = dt.datetime(2024, 9, 10, 8, 57, tzinfo=dt.UTC)
PAPER = {
    "name": "Oak's plan",
    "school": "Oak Primary",
    "footer": "Oak Primary · 2024/25",
    "at": AT,
    "language": "en",
}


@pytest.fixture
def parts(tmp_path) -> list[ReadPart]:
    path = tmp_path / "plan.docx"
    path.write_bytes(word_document())
    return read_plan(open_paper(path, "plan.docx")).parts


def test_the_pdf_is_tagged_titled_and_says_every_word(parts):
    read = PdfReader(io.BytesIO(pdf_of(parts, landscape=True, **PAPER)))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert read.metadata.title == "Oak's plan"
    assert float(read.pages[0].mediabox.width) > float(read.pages[0].mediabox.height)
    text = " ".join(page.extract_text() for page in read.pages)
    words = " ".join(text.split())
    for said in (
        "Persistent absence is below national.",
        "Cost above",
        "Who / Costings",
        "Priority 2: Quality of education",
    ):
        assert said in words


def test_the_same_plan_at_the_same_moment_is_the_same_paper(parts):
    assert pdf_of(parts, landscape=True, **PAPER) == pdf_of(parts, landscape=True, **PAPER)


def test_captions_come_again_on_every_page_of_the_word_document(parts):
    document = docx.Document(io.BytesIO(word_of(parts, name="Plan", landscape=True, language="en")))
    rows = [table.rows[0]._tr for table in document.tables]
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows)


def test_words_that_look_like_markup_are_only_words():
    nasty = "#panic() *bold* <b>[x]</b> $x$ = Heading \\ @ref"
    found = pdf_of([ReadPart(kind=Kind.TITLE, words=nasty)], landscape=False, **PAPER)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(found)).pages)
    assert "#panic()" in text
    assert "<b>[x]</b>" in text


# --- layouts ---


def test_five_layouts_come_with_trellis():
    assert [form.key for form in shipped()] == ["support", "attainment", "shared", "trust", "service"]


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.key)
def test_a_shipped_layout_says_what_its_captions_say(form):
    assert is_of_a_plan(form.fields)
    assert len(form.captions) == len(form.fields)
    assert set(form.fields) <= {str(field) for field in Field}
    # The reader, asked for the first time, would read its captions as they are meant.
    assert [str(field_of(caption) or "") for caption in form.captions] == list(form.fields)


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.key)
def test_a_plan_is_printed_in_another_layout_without_losing_a_word(form, parts):
    again = laid_out(parts, form)
    for before, after in zip(parts, again, strict=True):
        assert {word for row in before.rows for cell in row.cells for word in cell.split()} == {
            word for row in after.rows for cell in row.cells for word in cell.split()
        }
        if is_of_a_plan(before.fields):
            assert after.captions[: len(form.captions)] == list(form.captions)


@pytest.mark.parametrize("form", shipped(), ids=lambda form: form.key)
def test_a_new_plan_in_a_layout_is_the_same_when_printed_and_read(form, tmp_path):
    parts = opening_parts(form, "A new plan")
    for part in parts:
        for row in part.rows:
            row.cells = [
                f"Something we mean to do, number {at}." for at, _caption in enumerate(part.captions)
            ]
    path = tmp_path / "plan.docx"
    path.write_bytes(word_of(parts, name="A new plan", landscape=True, language="en"))
    read = read_plan(open_paper(path, "plan.docx")).parts
    tables = [part for part in parts if part.rows]
    assert [part.captions for part in read if part.rows] == [part.captions for part in tables]
    assert [part.kind for part in read if not part.rows] == [part.kind for part in parts if not part.rows]
