"""What a file really is, whatever it is called: text in some encoding, a workbook, or something else
altogether.

A file is known by its first bytes, never by its name. What cannot be read is refused with a sentence that
says what it seems to be and what to do instead.
"""

import codecs
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from trellis.rules.words import ProblemWith, Sentence, gettext_noop

# A year of marks of the largest school is some 25 MB; a file beyond this was not meant.
LARGEST_FILE: Final = 200 * 1024 * 1024
# A workbook is unpacked in memory. This much of a sheet is about 350,000 rows of marks.
LARGEST_SHEET: Final = 80 * 1024 * 1024
_CHUNK: Final = 1 << 20


class ProblemWithFile(ProblemWith):
    """A file that is not a table Trellis can read."""

    subject = "file"


class Form(StrEnum):
    """The two forms a table comes in."""

    TEXT = "text"
    WORKBOOK = "workbook"


@dataclass(frozen=True)
class Looked:
    """A file looked at: its form and, for text, how it is encoded."""

    path: Path
    form: Form
    encoding: str = ""
    notes: tuple[Sentence, ...] = ()
    ends_whole: bool = True


# What a file begins with, what that is, and what to do instead.
_OPEN_AND_SAVE = gettext_noop("open it in a spreadsheet and save it as .xlsx or CSV")
_OTHER_THINGS: Final = (
    (b"%PDF", gettext_noop("a PDF document"), gettext_noop("export the table itself as CSV or .xlsx")),
    (
        b"{\\rtf",
        gettext_noop("a word-processor document"),
        gettext_noop("export the table itself as CSV or .xlsx"),
    ),
    (b"\x89PNG", gettext_noop("a picture"), gettext_noop("export the table itself as CSV or .xlsx")),
    (b"\xff\xd8\xff", gettext_noop("a picture"), gettext_noop("export the table itself as CSV or .xlsx")),
    (b"GIF8", gettext_noop("a picture"), gettext_noop("export the table itself as CSV or .xlsx")),
    (b"\x1f\x8b", gettext_noop("a compressed file"), gettext_noop("unpack it first")),
    (b"7z\xbc\xaf", gettext_noop("a compressed file"), gettext_noop("unpack it first")),
    (b"Rar!", gettext_noop("a compressed file"), gettext_noop("unpack it first")),
    (b"SQLite format 3", gettext_noop("a database"), gettext_noop("export the table as CSV or .xlsx")),
)
_MARKUP: Final = (
    ((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<div"), gettext_noop("a web page")),
    ((b"<?xml", b"<"), gettext_noop("an XML document")),
    ((b"{", b"["), gettext_noop("a JSON document")),
)
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


def look_at(path: Path, name: str) -> Looked:
    """What a file is, or the sentence that says why it cannot be read."""
    size = path.stat().st_size
    if size == 0:
        raise _refused(gettext_noop("“%(name)s” is empty: it has no heading row and no rows."), name)
    if size > LARGEST_FILE:
        raise _refused(
            gettext_noop("“%(name)s” is %(size)s MB: bring at most %(most)s MB at once, a year at a time."),
            name,
            size=size // 1024**2,
            most=LARGEST_FILE // 1024**2,
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        return _workbook(path, name)
    _refuse_other_things(head, path, name)
    return _text(path, name, head)


def _refused(template: str, name: str, /, **words: object) -> ProblemWithFile:
    return ProblemWithFile(Sentence(template, name=name, **words), name)


def _really(name: str, what: str, instead: str) -> ProblemWithFile:
    return _refused(
        gettext_noop("“%(name)s” is really %(what)s, not a table: %(instead)s."),
        name,
        what=Sentence(what),
        instead=Sentence(instead),
    )


def _refuse_other_things(head: bytes, path: Path, name: str) -> None:
    for begins, what, instead in _OTHER_THINGS:
        if head.startswith(begins):
            raise _really(name, what, instead)
    if head.startswith(_OLD_OFFICE):
        raise _old_office(path, name)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for beginnings, what in _MARKUP:
        if text.startswith(beginnings):
            raise _really(name, what, _OPEN_AND_SAVE)


def _old_office(path: Path, name: str) -> ProblemWithFile:
    """An .xls of before 2007, or any workbook with a password on it, which is kept in the same wrapping."""
    with path.open("rb") as file:
        locked = "EncryptedPackage".encode("utf-16-le") in file.read(_CHUNK)
    if locked:
        return _refused(
            gettext_noop("“%(name)s” is locked with a password: take the password off and save it again."),
            name,
        )
    return _really(name, gettext_noop("an old Excel workbook (.xls)"), _OPEN_AND_SAVE)


# --- workbooks ---


def _workbook(path: Path, name: str) -> Looked:
    try:
        with zipfile.ZipFile(path) as package:
            sizes = {item.filename: item.file_size for item in package.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _refused(
            gettext_noop(
                "“%(name)s” is damaged or was cut short: the upload may have stopped early, so bring it"
                " again."
            ),
            name,
        ) from None
    if "xl/workbook.xml" not in sizes:
        raise _other_package(sizes, name)
    sheets = [size for item, size in sizes.items() if item.startswith(("xl/worksheets/", "xl/sharedStrings"))]
    if sum(sheets) > LARGEST_SHEET:
        raise _refused(
            gettext_noop(
                "“%(name)s” unpacks to %(size)s MB, more than a workbook can be read at (%(most)s MB):"
                " save it as"
                " CSV, which may be longer, or bring it in parts."
            ),
            name,
            size=sum(sheets) // 1024**2,
            most=LARGEST_SHEET // 1024**2,
        )
    renamed = not name.lower().endswith((".xlsx", ".xlsm"))
    note = Sentence(gettext_noop("“%(name)s” is really an Excel workbook, and was read as one."), name=name)
    return Looked(path, Form.WORKBOOK, notes=(note,) if renamed else ())


def _other_package(sizes: dict[str, int], name: str) -> ProblemWithFile:
    if "word/document.xml" in sizes:
        return _really(
            name, gettext_noop("a Word document"), gettext_noop("export the table itself as CSV or .xlsx")
        )
    if "xl/workbook.bin" in sizes:
        return _really(name, gettext_noop("a binary Excel workbook (.xlsb)"), _OPEN_AND_SAVE)
    if "mimetype" in sizes and "content.xml" in sizes:
        return _really(name, gettext_noop("an OpenDocument file"), _OPEN_AND_SAVE)
    return _really(name, gettext_noop("a zip archive"), gettext_noop("unpack it and bring the files inside"))


# --- text ---


def _text(path: Path, name: str, head: bytes) -> Looked:
    encoding, notes = _encoding(path, name, head)
    if name.lower().endswith((".xlsx", ".xls")):
        says = Sentence(gettext_noop("“%(name)s” is really a text file, and was read as CSV."), name=name)
        notes = (*notes, says)
    with path.open("rb") as file:
        file.seek(-1, 2)
        # UTF-16 ends a line with the two bytes of its line feed, one of which is nothing.
        last = file.read(1)
    return Looked(path, Form.TEXT, encoding, notes, ends_whole=last in b"\r\n\x00")


def _encoding(path: Path, name: str, head: bytes) -> tuple[str, tuple[Sentence, ...]]:
    for mark, encoding, called in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            if _fails(path, encoding):
                raise _unreadable(name, called)
            says = Sentence(
                gettext_noop("The file begins with a byte-order mark: read as %(called)s."), called=called
            )
            return encoding, (says,)
    if b"\x00" in head:
        raise _refused(
            gettext_noop(
                "“%(name)s” is not text that can be read: save it as “CSV UTF-8”, or as .xlsx, and bring"
                " it again."
            ),
            name,
        )
    return _encoding_without_mark(path, name)


def _encoding_without_mark(path: Path, name: str) -> tuple[str, tuple[Sentence, ...]]:
    wrong = _fails(path, "utf-8")
    if wrong is None:
        return "utf-8", ()
    if _fails(path, "cp1252"):
        raise _unreadable(name, "UTF-8")
    says = Sentence(
        gettext_noop(
            "The file is not UTF-8 and was read as Windows-1252, where “%(seen)s” stands on row %(row)s:"
            " check the"
            " accents."
        ),
        seen=wrong.around.strip(),
        row=wrong.row,
    )
    return "cp1252", (says,)


def _unreadable(name: str, called: str) -> ProblemWithFile:
    return _refused(
        gettext_noop(
            "“%(name)s” is not written in %(called)s throughout: save it as “CSV UTF-8”, or as .xlsx, and"
            " bring it"
            " again."
        ),
        name,
        called=called,
    )


@dataclass(frozen=True)
class _Undecodable:
    """Where a file stops being text in an encoding: its line, and the word around it read as Windows-1252."""

    row: int
    around: str


def _fails(path: Path, encoding: str) -> _Undecodable | None:
    """The first place a file is not in an encoding, read in pieces so that a long file stays small in
    memory.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, before = 1, b""
    for chunk, last in _chunks(path):
        try:
            decoder.decode(chunk, final=last)
        except UnicodeDecodeError as wrong:
            # The decoder may still have held the first bytes of a character from the piece before.
            where = max(wrong.start - (len(wrong.object) - len(chunk)), 0)
            lines += chunk[:where].count(b"\n")
            return _Undecodable(lines, _word_at(before[-40:] + chunk, len(before[-40:]) + where))
        lines += chunk.count(b"\n")
        before = chunk
    return None


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        while chunk:
            following = file.read(_CHUNK)
            yield chunk, not following
            chunk = following


def _word_at(text: bytes, at: int) -> str:
    ends = [text.find(mark, at) for mark in (b",", b";", b"\t", b"\n", b"\r")]
    end = min((found for found in ends if found >= 0), default=len(text))
    start = max(text.rfind(mark, 0, at) for mark in (b",", b";", b"\t", b"\n", b"\r")) + 1
    return text[start:end][:60].decode("cp1252", errors="replace")
