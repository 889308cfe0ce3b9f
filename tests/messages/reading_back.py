"""A PDF read back as a screen reader meets it: titled, its language named, tagged, in order."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NumberObject


@dataclass
class Part:
    """One tagged element: its tag, its language where it names one, its alternative text, what is inside."""

    tag: str
    language: str
    alt: str
    marks: list[tuple[int, int]]  # page and marked-content number of what it holds itself
    parts: list["Part"] = field(default_factory=list)

    def walk(self) -> Iterator["Part"]:
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass
class ReadBack:
    """What a reader of the file is told."""

    title: str
    language: str
    marked: bool
    shows_title: bool
    accessible: str  # the PDF/UA part the file says it meets
    bookmarks: list[str]
    texts: list[str]  # page by page, in the order of the content
    document: Part

    @property
    def tags(self) -> list[str]:
        return [part.tag for part in self.document.walk()]

    @property
    def alternatives(self) -> list[str]:
        return [part.alt for part in self.document.walk() if part.alt]

    def in_reading_order(self) -> bool:
        """Whether the tags, read in order, meet the content of every page in the order it is drawn."""
        met = [mark for part in self.document.walk() for mark in part.marks]
        return met == sorted(met) and len(set(met)) == len(met)


def read_back(pdf: bytes) -> ReadBack:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"].get_object()
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    top = root["/StructTreeRoot"]["/K"]
    top = top[0] if isinstance(top, ArrayObject) else top
    xmp = root["/Metadata"].get_object().get_data().decode()
    return ReadBack(
        title=str(reader.metadata.title),
        language=str(root.get("/Lang")),
        marked=bool(root["/MarkInfo"]["/Marked"]),
        shows_title=bool(root["/ViewerPreferences"]["/DisplayDocTitle"]),
        accessible=xmp.partition("<pdfuaid:part>")[2].partition("<")[0],
        bookmarks=[str(item["/Title"]) for item in _flat(reader.outline)],
        texts=[page.extract_text() for page in reader.pages],
        document=_part(top.get_object(), pages, None),
    )


def _flat(outline: list[Any]) -> Iterator[Any]:
    """The bookmarks of a document, those beneath others after them."""
    for item in outline:
        yield from _flat(item) if isinstance(item, list) else [item]


def _part(element: DictionaryObject, pages: dict[int, int], page: int | None) -> Part:
    if "/Pg" in element:
        page = pages[element.raw_get("/Pg").idnum]
    found = Part(str(element["/S"])[1:], str(element.get("/Lang", "")), str(element.get("/Alt", "")), [])
    inside: Any = element.get("/K", [])
    inside = inside.get_object() if hasattr(inside, "get_object") else inside
    for held in inside if isinstance(inside, ArrayObject) else [inside]:
        held = held.get_object()
        if isinstance(held, NumberObject):
            assert page is not None
            found.marks.append((page, int(held)))
        elif "/MCID" in held:
            at = pages[held.raw_get("/Pg").idnum] if "/Pg" in held else page
            assert at is not None
            found.marks.append((at, int(held["/MCID"])))
        elif "/S" in held:
            found.parts.append(_part(held, pages, page))
    return found
