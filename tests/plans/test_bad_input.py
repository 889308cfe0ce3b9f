"""What is hard about a document is read or said: merged cells, captions twice or never, tracked changes."""

import copy
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from trellis.imports.files import ProblemWithFile
from trellis.plans.reading import opening
from trellis.plans.reading.control import control_of
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


def test_what_a_text_box_says_is_said(tmp_path):
    document = a_plan(CAPTIONS)
    paragraph = document.add_paragraph("Beside it")._element
    paragraph.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>Our promise to families</w:t></w:r>"
            "</w:p></w:txbxContent></w:pict></w:r>"
        )
    )
    paper, _plan = read(document, tmp_path)
    assert "They say: “Our promise to families”" in notes(paper)
    assert "Pictures" not in notes(paper)


def test_a_caption_over_two_columns_is_said_before_that_of_each(tmp_path):
    document = docx.Document()
    document.add_heading("Our plan 2024-25", level=1)
    table = document.add_table(rows=2, cols=5)
    for at, words in ((0, "Action"), (3, "Who"), (4, "Success criteria")):
        table.cell(0, at).merge(table.cell(1, at)).text = words
    table.cell(0, 1).merge(table.cell(0, 2)).text = "When"
    table.cell(1, 1).text, table.cell(1, 2).text = "Start", "Finish"
    for row in ROWS:
        said = [row[0], "Sept 24", row[3], row[2], row[1]]
        for cell, words in zip(table.add_row().cells, said, strict=True):
            cell.text = words
    _paper, plan = read(document, tmp_path)
    assert plan.tables[0].captions == ["Action", "When: Start", "When: Finish", "Who", "Success criteria"]
    assert [row.cells[2] for row in plan.rows] == ["Sept 24", "October 24", "July 25"]
    assert "Two rows of captions were read as one." in doubts(plan)


def test_captions_down_the_side_are_turned_and_that_is_said(tmp_path):
    document = docx.Document()
    document.add_heading("Our plan 2024-25", level=1)
    for row in ROWS:
        table = document.add_table(rows=0, cols=2)
        for pair in zip(CAPTIONS, row, strict=True):
            for cell, words in zip(table.add_row().cells, pair, strict=True):
                cell.text = words
        document.add_paragraph()
    _paper, plan = read(document, tmp_path)
    assert cells(plan) == ROWS
    assert doubts(plan).count("it was turned") == 3


def test_a_plan_drawn_inside_a_frame_is_read_as_if_the_frame_were_not_there(tmp_path):
    document = docx.Document()
    document.add_heading("Our plan 2024-25", level=1)
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    inner = frame.add_table(rows=0, cols=4)
    for row in [CAPTIONS, *ROWS]:
        for cell, words in zip(inner.add_row().cells, row, strict=True):
            cell.text = words
    paper, plan = read(document, tmp_path)
    assert cells(plan) == ROWS
    assert notes(paper) == ""


def with_footnote(path: Path, words: str) -> None:
    """Put a footnote behind the first action of a saved plan."""
    held = path.read_bytes()
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    after = f"<w:t>{ROWS[0][0]}</w:t></w:r>".encode()
    changes = {
        "word/document.xml": (after, after + b'<w:r><w:footnoteReference w:id="2"/></w:r>'),
        "word/_rels/document.xml.rels": (
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
        ),
    }
    with zipfile.ZipFile(io.BytesIO(held)) as before, zipfile.ZipFile(path, "w") as package:
        for name in before.namelist():
            package.writestr(name, before.read(name).replace(*changes.get(name, (b"", b""))))
        package.writestr(
            "word/footnotes.xml",
            f'<w:footnotes xmlns:w="{main}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            f'<w:footnote w:id="2"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote></w:footnotes>',
        )


def test_a_footnote_stands_in_brackets_behind_its_words(tmp_path):
    path = tmp_path / "plan.docx"
    a_plan(CAPTIONS).save(path)
    with_footnote(path, "Only on school days.")
    paper = open_paper(path, "plan.docx")
    assert read_plan(paper).rows[0].cells[0] == "Ring every home by nine. [Only on school days.]"
    assert "A footnote was put in brackets" in notes(paper)


def test_the_head_and_foot_of_its_pages_are_said_and_tell_its_state(tmp_path):
    document = docx.Document()
    document.add_heading("Our plan", level=1)
    a_table(document, [CAPTIONS, *ROWS])
    section = document.sections[0]
    section.header.paragraphs[0].text = "Oak Primary 2024-25, working document, version 3"
    section.footer.paragraphs[0].text = "Page 1 of 9"
    paper, plan = read(document, tmp_path)
    assert "“Oak Primary 2024-25, working document, version 3”" in notes(paper)
    assert "Page 1" not in notes(paper)
    control = control_of(plan)
    assert (control.state, control.years and control.years.first) == ("working", 2024)


def test_what_a_plan_cannot_hold_is_said_to_be_left_aside(tmp_path):
    document = a_plan(CAPTIONS)
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    document.add_picture(drawn)
    table = document.tables[0]
    table.cell(1, 1).paragraphs[0].add_run(" No longer.").font.strike = True
    table.cell(2, 1).paragraphs[0].add_run(" In secret.").font.hidden = True
    tick = parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
    table.cell(3, 1).paragraphs[0]._element.append(tick)
    paper, plan = read(document, tmp_path)
    assert "Pictures were left aside" in notes(paper)
    assert "Words struck through were read" in notes(paper)
    assert "Words that Word hides were read" in notes(paper)
    assert [row.cells[1].split(".")[-2:] for row in plan.rows] == [
        [" No longer", ""],
        [" In secret", ""],
        ["They stay", "✓"],
    ]


def test_a_row_deleted_in_tracked_changes_is_no_row(tmp_path):
    document = a_plan(CAPTIONS)
    deleted = parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="AA"/>')
    document.tables[0].rows[2]._tr.get_or_add_trPr().append(deleted)
    paper, plan = read(document, tmp_path)
    assert cells(plan) == [ROWS[0], ROWS[2]]
    assert "tracked changes" in notes(paper)


# --- sheets ---


def workbook(folder: Path, fill: Callable[[Any], None]) -> tuple[Paper, ReadPlan]:
    path = folder / "Our plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        fill(book)
    paper = open_paper(path, "Our plan.xlsx")
    return paper, read_plan(paper)


def write(sheet: Any, rows: list[list[str]], *, at: int = 0, across: int = 0) -> None:
    for number, row in enumerate(rows, at):
        for column, words in enumerate(row, across):
            if words:
                sheet.write_string(number, column, words)


def test_a_number_of_a_sheet_is_what_the_sheet_shows(tmp_path):
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        # It begins further in, as many do, below a title over the whole width.
        sheet.merge_range(0, 1, 0, 4, "Oak Primary improvement plan 2024-25")
        write(sheet, [["Actions", "Target", "Costs", "By when"]], at=2, across=1)
        for number, (share, cost, month) in enumerate([(0.97, 1200, 9), (0.965, 37.5, 10)], 3):
            sheet.write_string(number, 1, ROWS[number - 3][0])
            sheet.write_number(number, 2, share, book.add_format({"num_format": "0.0%"}))
            sheet.write_number(number, 3, cost, book.add_format({"num_format": "£#,##0.00"}))
            form = book.add_format({"num_format": "mmm yy"})
            sheet.write_datetime(number, 4, dt.date(2024, month, 1), form)

    _paper, plan = workbook(tmp_path, fill)
    assert [row.cells[1:] for row in plan.rows] == [
        ["97.0%", "£1,200.00", "September 2024"],
        ["96.5%", "£37.50", "October 2024"],
    ]
    assert plan.title == "Oak Primary improvement plan 2024-25"


def test_what_a_workbook_hides_is_read_and_said_and_its_sheets_are_headed_by_their_names(tmp_path):
    def fill(book: Any) -> None:
        for name, rows in (("Attendance", ROWS[:2]), ("Reading", ROWS[2:])):
            write(book.add_worksheet(name), [CAPTIONS, *rows])
        book.worksheets()[0].set_row(1, None, None, {"hidden": True})
        book.worksheets()[0].write_comment(1, 0, "Ask the office")
        book.worksheets()[1].hide()
        book.worksheets()[1].write_formula(1, 2, "=1/0", None, "#DIV/0!")

    paper, plan = workbook(tmp_path, fill)
    assert [row.cells[0] for row in plan.rows] == [row[0] for row in ROWS]
    assert [part.words for part in plan.parts if part.words] == ["Our plan", "Attendance", "Reading"]
    said = notes(paper)
    assert "Hidden rows or columns of the sheet “Attendance” were read as well." in said
    assert "The sheet “Reading” is hidden, and was read as well." in said
    assert "ends in an error and was read as nothing: look at C2" in said
    assert "Comments were left aside" in said


def test_two_tables_side_by_side_are_two(tmp_path):
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        write(sheet, [CAPTIONS, *ROWS])
        write(sheet, [["Letters", "Name"], ["OO", "Olive Oakes"]], across=5)

    _paper, plan = workbook(tmp_path, fill)
    assert cells(plan) == ROWS
    assert plan.tables[1].captions == ["Letters", "Name"]


def test_titles_and_captions_between_rows_without_a_blank_row_head_what_follows(tmp_path):
    def fill(book: Any) -> None:
        themed = [["Priority 1: Attendance"], CAPTIONS, *ROWS[:2], ["Priority 2: Reading"], CAPTIONS, ROWS[2]]
        write(book.add_worksheet(), [["Oak Primary plan 2024-25"], *themed])

    _paper, plan = workbook(tmp_path, fill)
    assert cells(plan) == ROWS
    assert [part.words for part in plan.parts if part.kind.value == "priority"] == [
        "Priority 1: Attendance",
        "Priority 2: Reading",
    ]


# --- other files ---


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_a_table_parted_by_something_else_than_tabs_is_read(tmp_path, mark):
    lines = [mark.join(row) for row in [CAPTIONS, *ROWS]]
    if mark == "|":
        lines = [f"| {line} |" for line in [lines[0], "|".join(["---"] * 4), *lines[1:]]]
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(["# Our plan 2024-25" if mark == "|" else "Our plan 2024-25", "", *lines]))
    plan = read_plan(open_paper(path, "plan.csv"))
    assert cells(plan) == ROWS
    assert plan.title == "Our plan 2024-25"


def test_a_quotation_mark_never_closed_says_so(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text('Actions,Who\n"' + "Ring every home.\n" * 10_000)
    with pytest.raises(ProblemWithFile, match="a quotation mark is opened and never closed"):
        open_paper(path, "plan.csv")


def zipped(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return written.getvalue()


_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.doc", _OLD + "WordDocument".encode("utf-16-le"), "an old Word document .*save it as .docx"),
        ("plan.xls", _OLD + "Workbook".encode("utf-16-le"), "an old Excel workbook"),
        ("plan.docx", _OLD + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        ("plan.odt", zipped("mimetype", "content.xml"), "an OpenDocument file .*save it as .docx or .xlsx"),
        ("plan.pages", zipped("Index/Document.iwa"), "from Pages or Numbers: choose Export"),
        ("plan.pptx", zipped("ppt/presentation.xml"), "a presentation, which is not read"),
        ("plan.rtf", rb"{\rtf1 Our plan}", "a rich text file"),
        ("plan.html", b"<!DOCTYPE html><table>", "a web page: open it in Word"),
        ("plan.gdoc", b'{"url": "https://docs.example.org/1"}', "only leads to a document kept elsewhere"),
        ("plan.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 9, "a picture, with no words in it"),
        ("plan.heic", b"\0\0\0\x18ftypheic", "a picture, with no words in it"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is_and_says_what_to_bring(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ProblemWithFile, match=says):
        open_paper(path, name)
