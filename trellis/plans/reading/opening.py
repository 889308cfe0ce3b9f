"""Opening whatever a plan came in: Word, Excel or text, known by its first bytes; what cannot be read is
said.
"""

import csv
import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from trellis.imports.files import Form, ProblemWithFile, look_at
from trellis.plans.reading.excel import read_excel
from trellis.plans.reading.paper import Paper
from trellis.plans.reading.text import read_text
from trellis.plans.reading.word import read_word
from trellis.rules.words import Sentence, gettext_noop

# The words of a document, unpacked: some 20,000 pages. Pictures are never unpacked.
LARGEST_DOCUMENT: Final = 60 * 1024 * 1024
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_SHOWS_TEXT: Final = re.compile(rb"\)\s*Tj|\]\s*TJ|>\s*Tj")


def open_paper(path: Path, name: str) -> Paper:
    """The paper a file stands for, or the sentence that says why it cannot be read."""
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"%PDF":
        raise _pdf(path, name)
    if what := _other_paper(path, head):
        raise _refused(_OTHERS[what], name)
    if head == b"PK\x03\x04" and _is_word(path):
        if _words_unpacked(path) > LARGEST_DOCUMENT:
            raise _refused(
                gettext_noop("“%(name)s” unpacks to more than a plan can be: bring it in parts."),
                name,
            )
        return read_word(path, name)
    looked = look_at(path, name)
    if looked.form is Form.WORKBOOK:
        paper = read_excel(path, name)
    else:
        try:
            paper = read_text(path.read_text(encoding=looked.encoding))
        except csv.Error as wrong:
            raise _refused(
                gettext_noop("“%(name)s” cannot be read: a quotation mark is opened and never closed."), name
            ) from wrong
    for says in looked.notes:
        paper.notes.add(says)
    return paper


_OTHERS: Final = {
    "doc": gettext_noop("“%(name)s” is an old Word document (.doc): open it in Word and save it as .docx."),
    "odt": gettext_noop(
        "“%(name)s” is an OpenDocument file (.odt or .ods): save it as .docx or .xlsx and bring that."
    ),
    "pages": gettext_noop(
        "“%(name)s” is from Pages or Numbers: choose Export to, then Word or Excel, and bring that."
    ),
    "slides": gettext_noop(
        "“%(name)s” is a presentation, which is not read: copy its tables into a Word document."
    ),
    "rich": gettext_noop("“%(name)s” is a rich text file (.rtf): open it in Word and save it as .docx."),
    "web": gettext_noop("“%(name)s” is a web page: open it in Word and save it as .docx."),
    "link": gettext_noop(
        "“%(name)s” only leads to a document kept elsewhere: download that as Word (.docx) and bring it."
    ),
    "picture": gettext_noop(
        "“%(name)s” is a picture, with no words in it that can be read. Bring the Word or Excel file it was"
        " made from."
    ),
}
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_WEB: Final = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<table)", re.IGNORECASE)


def _other_paper(path: Path, head: bytes) -> str:
    """What a file is that a plan may well be written in and that is not read; nothing where it may be."""
    with path.open("rb") as file:
        beginning = file.read(1 << 20)
    if head == b"PK\x03\x04":
        return _other_package(path)
    if head == b"\xd0\xcf\x11\xe0" and "WordDocument".encode("utf-16-le") in beginning:
        return "doc"
    if beginning.startswith(_PICTURES) or beginning[4:12] in (b"ftypheic", b"ftypmif1"):
        return "picture"
    if beginning.startswith(b"{\\rtf"):
        return "rich"
    if _WEB.match(beginning):
        return "web"
    return "link" if re.match(rb'\s*\{\s*"(?:url|doc_id)"', beginning) else ""


def _other_package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
    except zipfile.BadZipFile:
        return ""
    if "content.xml" in names:
        return "odt"
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        return "pages"
    return "slides" if "ppt/presentation.xml" in names else ""


def _is_word(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            return "word/document.xml" in package.namelist()
    except zipfile.BadZipFile:
        return False


def _words_unpacked(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        return package.getinfo("word/document.xml").file_size


def _refused(template: str, name: str) -> ProblemWithFile:
    return ProblemWithFile(Sentence(template, name=name), name)


def _pdf(path: Path, name: str) -> ProblemWithFile:
    """A PDF has no tables to read; a scanned one has not even words, and it would be wrong to pretend."""
    if _has_words(path.read_bytes()[: 8 * 1024 * 1024]):
        return _refused(
            gettext_noop(
                "“%(name)s” is a PDF, which keeps no tables: bring the Word or Excel file it was made from,"
                " or open it in Word and save it as .docx."
            ),
            name,
        )
    return _refused(
        gettext_noop(
            "“%(name)s” is a scanned PDF: a picture of pages, with no words in it that can be read. Bring the"
            " Word or Excel file it was printed from."
        ),
        name,
    )


def _has_words(content: bytes) -> bool:
    for stream in _STREAM.finditer(content):
        data = stream[1]
        try:
            data = zlib.decompressobj().decompress(data, 1 << 20)
        except zlib.error:
            data = stream[1][: 1 << 20]
        if _SHOWS_TEXT.search(data):
            return True
    return False
