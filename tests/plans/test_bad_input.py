"""What is hard about a document is read or said: merged cells, captions twice or never, tracked changes."""

import copy
import datetime as dt
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from trellis.imports.files import ProblemWithFile
from trellis.plans.reading import opening
from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.paper import Paper
from trellis.plans.reading.plan import ReadPlan, read_plan

CAPTIONS = ["What we will do", "Success criteria", "Who", "By when"]
ROWS = [
    ["Ring every home by nine.", "Every family is heard from.", "OO", "Sept 24"],
    ["Meet families who worry us.", "They tell us what would help.", "AA/IL", "October 24"],
    ["Thank those who come back.", "They stay.", "IL", "July 25"],
]


def a_table(document: Any, rows: list[list[str]]) -> Any:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return table


def read(document: Any, folder: Any) -> tuple[Paper, ReadPlan]:
    path = folder / "plan.docx"
    document.save(path)
    paper = open_paper(path, "plan.docx")
    return paper, read_plan(paper)


def notes(paper: Paper) -> str:
    return " ".join(note.says for note in paper.notes.all())


def doubts(plan: ReadPlan) -> str:
    return " ".join(doubt.says for doubt in plan.doubts)


def cells(plan: ReadPlan) -> list[list[str]]:
    return [row.cells for row in plan.rows]


def a_plan(*rows: list[str]) -> Any:
    document = docx.Document()
    document.add_heading("Our plan 2024-25", level=1)
    a_table(document, [*rows, *ROWS])
    return document


def test_a_plain_table_is_read_as_it_stands(tmp_path):
    paper, plan = read(a_plan(CAPTIONS), tmp_path)
    assert cells(plan) == ROWS
    assert (notes(paper), doubts(plan)) == ("", "")


def test_cells_merged_down_and_across_are_said_once(tmp_path):
    document = docx.Document()
    document.add_heading("Our plan 2024-25", level=1)
    table = a_table(document, [["Priority area", *CAPTIONS], *[["", *row] for row in ROWS]])
    table.cell(1, 0).merge(table.cell(3, 0)).text = "Attendance"
    across = table.add_row().cells
    across[0].merge(across[-1]).text = "Behaviour and Attitudes"
    for cell, words in zip(
        table.add_row().cells, ["", "Share the rewards.", "They are known.", "CD", "June 25"], strict=True
    ):
        cell.text = words
    _paper, plan = read(document, tmp_path)
    assert cells(plan) == [
        ["Attendance", *ROWS[0]],
        ["", *ROWS[1]],
        ["", *ROWS[2]],
        ["", "Share the rewards.", "They are known.", "CD", "June 25"],
    ]
    assert [part.words for part in plan.parts if part.in_table] == ["Behaviour and Attitudes"]


def test_a_table_without_captions_is_told_from_its_cells_and_that_is_said(tmp_path):
    _paper, plan = read(a_plan(), tmp_path)
    assert cells(plan) == ROWS
    assert [str(field) for field in plan.tables[0].fields] == ["action", "outcome", "owner", "when"]
    assert "has no captions: what its columns are was told from their cells" in doubts(plan)


def test_captions_nobody_knows_are_kept_and_the_columns_told_from_the_cells(tmp_path):
    _paper, plan = read(a_plan(["Wibble", "Wobble", "Wubble", "Webble"]), tmp_path)
    assert cells(plan) == ROWS
    assert plan.tables[0].captions == ["Wibble", "Wobble", "Wubble", "Webble"]
    assert "captions of this table are not known" in doubts(plan)


def test_captions_in_two_languages_are_read_as_one_row_and_that_is_said(tmp_path):
    welsh = ["Camau gweithredu", "Meini prawf llwyddiant", "Cyfrifoldeb", "Amserlen"]
    _paper, plan = read(a_plan(CAPTIONS, welsh), tmp_path)
    assert cells(plan) == ROWS
    assert plan.tables[0].captions[0] == "What we will do / Camau gweithredu"
    assert "Two rows of captions were read as one." in doubts(plan)


def test_captions_that_come_again_are_no_rows(tmp_path):
    document = docx.Document()
    a_table(document, [CAPTIONS, ROWS[0], CAPTIONS, ROWS[1], CAPTIONS, ROWS[2]])
    _paper, plan = read(document, tmp_path)
    assert cells(plan) == ROWS
    assert plan.tables[0].repeated == 2


def test_a_table_in_a_cell_is_read_as_its_paragraphs_and_that_is_said(tmp_path):
    document = a_plan(CAPTIONS)
    a_cell = document.tables[0].cell(1, 1)
    inner = a_cell.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "96%", "by July"
    paper, plan = read(document, tmp_path)
    assert plan.rows[0].cells[1] == "Every family is heard from.\n96%\nby July"
    assert len(plan.rows) == 3
    assert "A table inside a cell" in notes(paper)


def test_tracked_changes_are_read_as_accepted_and_counted(tmp_path):
    document = a_plan(CAPTIONS)
    paragraph = document.tables[0].cell(1, 0).paragraphs[0]
    run = paragraph.runs[0]._element
    gone, new = OxmlElement("w:del"), OxmlElement("w:ins")
    paragraph._element.replace(run, gone)
    deleted = copy.deepcopy(run)
    text = deleted.find(qn("w:t"))
    text.tag = qn("w:delText")
    gone.append(deleted)
    run.find(qn("w:t")).text = "Ring every home by ten."
    new.append(run)
    paragraph._element.append(new)
    paper, plan = read(document, tmp_path)
    assert plan.rows[0].cells[0] == "Ring every home by ten."
    [note] = [note for note in paper.notes.all() if "tracked changes" in note.says]
    assert note.count == 2


def test_a_document_of_two_hundred_pages_is_read_to_its_end(tmp_path):
    document = a_plan(CAPTIONS)
    for _page in range(220):
        document.add_paragraph("word " * 400)
    a_table(document, [CAPTIONS, ["The last thing of all.", "It is found.", "OO", "July 25"]])
    paper, plan = read(document, tmp_path)
    assert plan.rows[-1].cells[0] == "The last thing of all."
    assert "This is a long document, of about 220 pages" in notes(paper)


def test_bullets_and_numbers_that_word_draws_are_words_here(tmp_path):
    document = docx.Document()
    document.add_paragraph("Our plan", style="Title")
    document.add_paragraph("Ring every home", style="List Bullet")
    a_table(document, [CAPTIONS, *ROWS])
    _paper, plan = read(document, tmp_path)
    # The style draws the bullet, and a style is no word: only a list of the paragraph's own is.
    assert "Ring every home" in [part.words for part in plan.parts]


def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_DOCUMENT", 500)
    with pytest.raises(ProblemWithFile, match="unpacks to more than a plan can be"):
        read(a_plan(CAPTIONS), tmp_path)


def test_rows_in_a_content_control_and_rows_that_begin_further_in_are_rows(tmp_path):
    document = docx.Document()
    document.add_heading("Our plan 2024-25", level=1)
    table = a_table(document, [["Priority area", *CAPTIONS], *[["Attendance", *row] for row in ROWS]])
    held, indented = table.rows[2]._tr, table.rows[3]._tr
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    held.addprevious(control)
    control.append(content)
    content.append(held)
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    indented.get_or_add_trPr().append(before)
    indented.remove(indented.tc_lst[0])
    _paper, plan = read(document, tmp_path)
    assert cells(plan) == [["Attendance", *ROWS[0]], ["Attendance", *ROWS[1]], ["", *ROWS[2]]]


def test_a_date_of_a_sheet_is_a_day(tmp_path):
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, caption in enumerate(CAPTIONS):
            sheet.write_string(0, at, caption)
        for number, row in enumerate(ROWS, 1):
            for at, words in enumerate(row[:3]):
                sheet.write_string(number, at, words)
            sheet.write_datetime(number, 3, dt.date(2024, 9, 9 + number), day)
    plan = read_plan(open_paper(path, "plan.xlsx"))
    assert [row.cells[3] for row in plan.rows] == ["10/09/2024", "11/09/2024", "12/09/2024"]


def test_text_boxes_are_said_to_be_left_aside(tmp_path):
    document = a_plan(CAPTIONS)
    run = document.add_paragraph().add_run()._element
    box = OxmlElement("w:pict")
    content = OxmlElement("w:txbxContent")
    inner = OxmlElement("w:p")
    box.append(content)
    content.append(inner)
    run.append(box)
    paper, _plan = read(document, tmp_path)
    assert "Text boxes were left aside" in notes(paper)


def test_an_unstyled_document_has_its_bold_lines_for_headings(tmp_path):
    document = docx.Document()
    document.add_paragraph("Our plan 2024-25")
    document.add_paragraph().add_run("How we work together").bold = True
    document.add_paragraph("All of us, every day.")
    a_table(document, [CAPTIONS, *ROWS])
    _paper, plan = read(document, tmp_path)
    assert [(part.kind.value, part.words) for part in plan.parts][1:3] == [
        ("section", "How we work together"),
        ("text", "All of us, every day."),
    ]
