"""Any file is known by what it is, and what cannot be read says why in one sentence."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.imports.bringing import csv_file, xlsx_file
from trellis.imports import files
from trellis.imports.files import ProblemWithFile
from trellis.imports.tables import as_text, looks_like_formula, read_table, unquoted
from trellis.imports.writing import ProblemWithTable, harmless, write_table

HEADINGS = "upn,forename\n"


def written(folder: Path, content: bytes, name: str = "pupils.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def table_of(path: Path):
    table = read_table(path, path.name)
    return [[column.text(at) for column in table.columns] for at in range(len(table.rows))]


def notes_of(path: Path) -> str:
    return "\n".join(str(note.says) for note in read_table(path, path.name).notes)


def why_refused(path: Path) -> str:
    with pytest.raises(ProblemWithFile) as refused:
        read_table(path, path.name)
    return str(refused.value)


# --- text ---


def test_a_plain_file_is_read_without_a_word(tmp_path):
    path = written(tmp_path, b"upn,forename\nA1,Mia\nA2,Ben\n")
    assert table_of(path) == [["A1", "Mia"], ["A2", "Ben"]]
    assert notes_of(path) == ""


def test_rows_keep_their_numbers_whatever_stands_between_them(tmp_path):
    path = written(tmp_path, b'upn,address\nA1,"1 High St\nNorthmoor"\n\n,\nA2,2 Low St\n')
    table = read_table(path, path.name)
    # A cell of two lines is one row of the spreadsheet; blank rows count and say nothing.
    assert table.rows.tolist() == [2, 5]
    assert table.columns[1].text(0) == "1 High St\nNorthmoor"
    assert len(table) == 2


def test_a_byte_order_mark_is_said_and_left_out(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbfupn,forename\nA1,Zo\xc3\xab\n")
    assert table_of(path) == [["A1", "Zoë"]]
    assert "byte-order mark: read as UTF-8" in notes_of(path)


def test_excels_unicode_text_is_read(tmp_path):
    path = written(tmp_path, "upn\tforename\nA1\tZoë\n".encode("utf-16"))
    assert table_of(path) == [["A1", "Zoë"]]
    assert "UTF-16" in notes_of(path)
    assert "separated by a tab" in notes_of(path)


def test_windows_1252_is_read_and_an_accent_shown_to_check(tmp_path):
    path = written(tmp_path, "upn,forename\nA1,Mia\nA2,Zoë\n".encode("cp1252"))
    assert table_of(path) == [["A1", "Mia"], ["A2", "Zoë"]]
    assert "read as Windows-1252, where “Zoë” stands on row 3" in notes_of(path)


def test_an_accent_past_the_first_piece_is_found_on_its_row(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_CHUNK", 16)
    rows = "".join(f"A{number},Mia\n" for number in range(50))
    path = written(tmp_path, f"upn,forename\n{rows}A99,Zoë\n".encode("cp1252"))
    assert "“Zoë” stands on row 52" in notes_of(path)


@pytest.mark.parametrize("content", [b"upn,forename\nA1,\x81\x8d\n", b"upn,fore\x00name\nA1,M\n"])
def test_what_is_no_text_in_any_encoding_is_refused(tmp_path, content):
    assert "save it as “CSV UTF-8”" in why_refused(written(tmp_path, content))


@pytest.mark.parametrize(
    ("mark", "called"), [(";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")], ids=lambda one: one
)
def test_another_delimiter_is_read_and_said(tmp_path, mark, called):
    path = written(tmp_path, f"upn{mark}forename\nA1{mark}Mia, the younger\n".encode())
    assert table_of(path) == [["A1", "Mia, the younger"]]
    assert f"separated by a {called}" in notes_of(path)


def test_a_row_cut_short_is_a_problem_and_the_others_are_read(tmp_path):
    path = written(tmp_path, b"upn,forename,surname\nA1,Mia,Moss\nA2,Be")
    table = read_table(path, path.name)
    assert [column.text(0) for column in table.columns] == ["A1", "Mia", "Moss"]
    [problem] = table.problems
    assert (problem.row, problem.value) == (3, "A2, Be")
    assert "2 cells under 3 headings: it may have been cut short" in problem.says
    assert len(table) == 2


def test_a_last_row_without_an_end_is_pointed_out(tmp_path):
    path = written(tmp_path, b"upn,code\nA1,Y1\nA2,Y")
    assert "the last row does not end its line" in notes_of(path).lower()


def test_a_row_with_too_many_cells_is_a_problem(tmp_path):
    path = written(tmp_path, b"upn,surname\nA1,Moss, the younger\nA2,Bright,,\n")
    table = read_table(path, path.name)
    assert [problem.row for problem in table.problems] == [2]
    assert "put quotation marks around text that holds a comma" in table.problems[0].says


@pytest.mark.parametrize(
    "content", [b'upn,forename\nA1,"Mia\nA2,Ben\n', b'upn,forename\nA1,"Mi"a\n'], ids=["open", "middle"]
)
def test_quotation_marks_that_do_not_close_are_named_by_row(tmp_path, content):
    assert "row 2: a quotation mark" in why_refused(written(tmp_path, content))


# --- files that are something else ---


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "has no headings"),
        (b"upn,forename\n", "no rows below"),
        (b"upn,forename\n,\n", "no rows below"),
        (b"%PDF-1.7 \x00\x01", "really a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "really a picture"),
        (b"\x1f\x8b\x08\x00", "really a compressed file"),
        (b"SQLite format 3\x00", "really a database"),
        (b"<!DOCTYPE html><table><tr><td>upn", "really a web page"),
        (b"\xef\xbb\xbf  <html><body>", "really a web page"),
        (b"<?xml version='1.0'?><CTF>", "really an XML document"),
        (b'{"pupils": []}', "really a JSON document"),
        (b"PK\x03\x04 and then nothing", "damaged or was cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "really an old Excel workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
        ),
    ],
)
def test_a_file_that_is_no_table_says_what_it_is(tmp_path, content, says):
    assert says in why_refused(written(tmp_path, content))


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ("pupils.csv", "really a zip archive"),
        ("word/document.xml", "really a Word document"),
        ("xl/workbook.bin", "really a binary Excel workbook"),
    ],
)
def test_a_package_that_is_no_workbook_says_what_it_is(tmp_path, member, says):
    path = tmp_path / "pupils.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(member, "upn,forename")
    assert says in why_refused(path)


def test_an_upload_that_stopped_early_is_refused(tmp_path):
    whole = xlsx_file(tmp_path, [["upn", "forename"], ["A1", "Mia"]]).read_bytes()
    assert "cut short" in why_refused(written(tmp_path, whole[: len(whole) // 2], "half.xlsx"))


def test_a_file_too_large_to_have_been_meant_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE", 10)
    assert "at most" in why_refused(written(tmp_path, b"upn,forename\nA1,Mia\n"))


def test_a_workbook_too_large_for_the_memory_is_refused(tmp_path, monkeypatch):
    path = xlsx_file(tmp_path, [["upn", "forename"], ["A1", "Mia"]])
    monkeypatch.setattr(files, "LARGEST_SHEET", 10)
    assert "save it as CSV, which may be longer" in why_refused(path)


def test_a_renamed_file_is_read_as_what_it_is_and_said(tmp_path):
    book = xlsx_file(tmp_path, [["upn", "forename"], ["A1", "Mia"]], "pupils.csv")
    assert table_of(book) == [["A1", "Mia"]]
    assert "really an Excel workbook" in notes_of(book)
    text = written(tmp_path, b"upn,forename\nA1,Mia\n", "pupils.xlsx")
    assert table_of(text) == [["A1", "Mia"]]
    assert "really a text file" in notes_of(text)


# --- workbooks ---


def test_a_workbook_keeps_its_types(tmp_path):
    day = dt.date(2024, 9, 10)
    path = xlsx_file(tmp_path, [["upn", "day", "number", "noughts", "yes"], ["A1", day, 1234, "00123", True]])
    table = read_table(path, path.name)
    assert [column.cell(0) for column in table.columns] == ["A1", day, 1234.0, "00123", True]
    assert [column.text(0) for column in table.columns] == ["A1", "2024-09-10", "1234", "00123", "true"]


def test_true_one_and_one_point_nought_are_three_cells(tmp_path):
    path = xlsx_file(tmp_path, [["a"], [True], [1], ["1"]])
    assert table_of(path) == [["true"], ["1"], ["1"]]


def test_a_sheet_that_was_not_read_is_named(tmp_path):
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Empty")
        book.add_worksheet("Pupils").write_column(0, 0, ["upn", "A1"])
        book.add_worksheet("Staff").write_column(0, 0, ["name", "Tess"])
    assert table_of(path) == [["A1"]]
    assert "Only the sheet “Pupils” was read; these were not: “Staff”" in notes_of(path)


def test_an_error_in_a_cell_is_a_problem_and_never_a_blank(tmp_path):
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["upn", "code"])
        sheet.write_string(1, 0, "A1")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_string(2, 0, "A2")
        sheet.write_string(2, 1, "I")
    table = read_table(path, path.name)
    [problem] = table.problems
    assert (problem.row, problem.value) == (2, "#DIV/0!")
    assert "cell B2 ends in an error" in problem.says


def test_formulas_are_read_as_what_they_last_showed_and_said(tmp_path):
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["upn", "code"])
        sheet.write_string(1, 0, "A1")
        sheet.write_formula(1, 1, '="I"', None, "I")
    table = read_table(path, path.name)
    assert table.columns[1].text(0) == "I"
    [note] = table.notes
    assert "read as the value they last showed" in note.says
    assert note.example == {"row": 2, "column": "B", "value": None}


def test_a_formula_nobody_worked_out_is_a_problem(tmp_path):
    path = tmp_path / "never.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["upn", "code"])
        sheet.write_string(1, 0, "A1")
        sheet.write_formula(1, 1, '="I"', None, "")
    [problem] = read_table(path, path.name).problems
    assert problem.row == 2
    assert "never worked out" in problem.says


# --- cells ---


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Mia\xa0 ", "Mia"),
        ('="00123"', "00123"),
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("O'Neil", "O'Neil"),
        (12.0, "12"),
        (12.5, "12.5"),
        (dt.datetime(2024, 9, 10, 8, 30), "2024-09-10 08:30:00"),  # noqa: DTZ001 - as a sheet has it
        (False, "false"),
    ],
)
def test_a_cell_as_the_text_a_person_sees(cell, text):
    assert as_text(cell) == text


def test_a_text_in_a_formulas_clothing_is_counted_with_an_example(tmp_path):
    path = written(tmp_path, b'pupil_id,forename\n"=""00123""",Mia\n"=""00124""",Ben\n')
    assert table_of(path) == [["00123", "Mia"], ["00124", "Ben"]]
    assert "Cells written as a formula around a text" in notes_of(path)


@pytest.mark.parametrize(
    ("text", "risky"),
    [
        ("=1+1", True),
        ("=HYPERLINK(1)", True),
        ("@SUM(A1)", True),
        ("-2+3+cmd|' /C calc'!A0", True),
        ("+A1", True),
        ("+44 7700 900123", False),
        ("-5", False),
        ("- / \\", False),
        ("Mia", False),
        ("@", False),
    ],
)
def test_what_a_spreadsheet_would_run(text, risky):
    assert looks_like_formula(text) is risky


@given(st.text(max_size=30))
def test_a_guarded_text_comes_back_whole_and_is_never_a_formula(text):
    text = text.strip()
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    if not text.startswith('="'):
        assert unquoted(harmless(text)) == text


# --- writing ---


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_is_written_is_read_again(tmp_path, name):
    rows = [["A1", dt.date(2024, 9, 10), 5, "=1+1"], ["A2", dt.date(2024, 9, 11), None, "- - /"]]
    path = tmp_path / name
    write_table(path, ["upn", "day", "minutes", "comment"], rows)
    assert table_of(path) == [["A1", "2024-09-10", "5", "=1+1"], ["A2", "2024-09-11", "", "- - /"]]
    assert read_table(path, name).notes == []


def test_a_table_is_written_as_csv_or_xlsx_only(tmp_path):
    with pytest.raises(ProblemWithTable, match=r"must end in .csv or .xlsx"):
        write_table(tmp_path / "out.pdf", ["upn"], [])


def test_a_million_cells_are_kept_once_each(tmp_path):
    path = csv_file(tmp_path, [["upn", "code"], *(["A1", "/"] for _ in range(30_000))])
    seen = []
    table = read_table(path, path.name, progress=lambda done, total: seen.append(done))
    assert [len(column.cells) for column in table.columns] == [1, 1]
    assert len(table) == 30_000
    assert seen == [20_000, 30_000]
