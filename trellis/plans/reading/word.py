"""A plan as a Word document: its paragraphs and tables, merged cells, lists and tracked changes.

What was marked as deleted is not read and what was inserted is, as if every change had been accepted; how
many there were is said. A table inside a cell is read as the cell's paragraphs, and one in a frame as if the
frame were not there. A footnote stands in brackets behind the words it belongs to.
"""

import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from trellis.imports.files import ProblemWithFile
from trellis.plans.reading.outline import is_page_mark, stands_alone
from trellis.plans.reading.paper import Paper, Paragraph, Table
from trellis.plans.reading.text import paragraphs
from trellis.rules.words import Sentence, gettext_noop

_PARAGRAPH: Final = qn("w:p")
_TABLE: Final = qn("w:tbl")
_LONG: Final = 200  # pages
_WORDS_ON_A_PAGE: Final = 400
_CHANGES: Final = ("w:ins", "w:del", "w:moveFrom", "w:moveTo")
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True)
_FOOTNOTES: Final = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
_IN_A_RUN: Final = (
    qn("w:t"),
    qn("w:tab"),
    qn("w:br"),
    qn("w:cr"),
    qn("w:noBreakHyphen"),
    qn("w:sym"),
    qn("w:footnoteReference"),
    qn("w:endnoteReference"),
)
# What fonts of signs draw at a place: ticks, crosses, boxes, bullets, arrows.
_SIGNS: Final = dict(
    zip(("FC", "FB", "FE", "FD", "A8", "6F", "B7", "A7", "D8", "E0"), "✓✗☑☒☐☐••➢→", strict=True)
)
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OF_A_BOX: Final = 200  # characters said of a text box
_GONE: Final = (
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:txbxContent"),
    _FALLBACK,
)


def read_word(path: Path, name: str) -> Paper:
    """The paper a Word document stands for."""
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as wrong:
        raise ProblemWithFile(
            Sentence(
                gettext_noop("“%(name)s” is damaged: open it in Word, save it again and bring it."), name=name
            ),
            name,
        ) from wrong
    paper = Paper()
    _Reader(document, paper).read()
    return paper


class _Reader:
    def __init__(self, document: Any, paper: Paper) -> None:
        self.body = document.element.body
        self.paper = paper
        self.lists = _Lists(document)
        self.footnotes = _footnotes(document)
        self.margins = _margins(document)
        self.styles = {style.style_id: style.name or "" for style in document.styles}
        self.has_styles = any(self._is_heading(element) for element in self.body.iter(_PARAGRAPH))
        self.line = 0

    def read(self) -> None:
        for element in self._blocks(self.body):
            if element.tag == _PARAGRAPH:
                self._paragraph(element)
            else:
                self._table(element)
        self.paper.margins = self.margins
        self._say_what_was_found()

    def _blocks(self, parent: Any) -> Iterator[Any]:
        """Paragraphs and tables in their order, also those inside a content control or a frame."""
        for element in parent:
            if element.tag == _TABLE and _is_frame(element):
                for cell in element.iterchildren(qn("w:tr")):
                    for content in cell.iterchildren(qn("w:tc")):
                        yield from self._blocks(content)
            elif element.tag in (_PARAGRAPH, _TABLE):
                yield element
            elif element.tag == qn("w:sdt"):
                for content in element.iterchildren(qn("w:sdtContent")):
                    yield from self._blocks(content)

    # --- paragraphs ---

    def _paragraph(self, element: Any) -> None:
        self.line += 1
        words = paragraphs(self._words(element))
        styled = self._is_heading(element) or (
            not self.has_styles and self._is_bold(element) and stands_alone(words)
        )
        for line in words.split("\n") if not styled else [words.replace("\n", " ")]:
            self.paper.blocks.append(Paragraph(line, styled=styled, plain=self.has_styles and not styled))

    def _words(self, element: Any) -> str:
        parts = [self.lists.mark(element)]
        for node in element.iter(*_IN_A_RUN):
            if any(ancestor.tag in _GONE for ancestor in node.iterancestors()):
                continue
            if node.tag == qn("w:t"):
                parts.append(node.text or "")
            elif node.tag == qn("w:sym"):
                parts.append(_SIGNS.get(node.get(qn("w:char"), "")[-2:].upper(), "□"))
            elif node.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                parts.append(self._footnote(node))
            elif node.tag == qn("w:noBreakHyphen"):
                parts.append("-")
            elif node.getparent().tag == qn("w:r"):
                parts.append(" " if node.tag == qn("w:tab") else "\n")
        return "".join(parts)

    def _footnote(self, reference: Any) -> str:
        words = self.footnotes.get((reference.tag, reference.get(qn("w:id"))), "")
        if not words:
            return ""
        self.paper.notes.add(
            Sentence(gettext_noop("A footnote was put in brackets behind the words it belongs to."))
        )
        return f" [{words}]"

    def _is_heading(self, element: Any) -> bool:
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self.styles.get(style.get(qn("w:val")), "") if style is not None else ""
        return name.startswith(("Heading", "heading", "Title", "Subtitle"))

    def _is_bold(self, element: Any) -> bool:
        runs = [run for run in element.iter(qn("w:r")) if "".join(run.itertext()).strip()]
        return bool(runs) and all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in runs)

    # --- tables ---

    def _table(self, element: Any) -> None:
        table = Table()
        for row in element.iter(qn("w:tr")):
            # A row may stand in a content control; one of a table inside a cell is the cell's.
            if next(row.iterancestors(_TABLE)) is not element or _is_deleted(row):
                continue
            self.line += 1
            cells = self._row(row)
            if any(cell for cell in cells):
                table.add(cells, self.line)
        if table.rows:
            _pad(table)
            self.paper.blocks.append(table)

    def _row(self, row: Any) -> list[str]:
        """The cells of a row. A cell merged over several columns is said once, and so is one merged over
        rows.
        """
        before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        cells = [""] * (int(before.get(qn("w:val"))) if before is not None else 0)
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is not row:
                continue
            properties = cell.find(qn("w:tcPr"))
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            down = properties.find(qn("w:vMerge")) if properties is not None else None
            goes_on = down is not None and down.get(qn("w:val")) != "restart"
            cells.append("" if goes_on else self._cell(cell))
            cells += [""] * (int(span.get(qn("w:val"))) - 1 if span is not None else 0)
        return cells

    def _cell(self, cell: Any) -> str:
        if cell.find(f".//{_TABLE}") is not None:
            self.paper.notes.add(
                Sentence(gettext_noop("A table inside a cell was read as the paragraphs of that cell."))
            )
        return paragraphs("\n".join(self._words(element) for element in cell.iter(_PARAGRAPH)))

    # --- what to say of it ---

    def _say_what_was_found(self) -> None:
        changes = sum(len(self.body.findall(f".//{qn(tag)}")) for tag in _CHANGES)
        if changes:
            says = gettext_noop(
                "The document has tracked changes: it was read as if every one had been accepted. Accept"
                " or reject them in Word first if that is not what you want."
            )
            self.paper.notes.add(Sentence(says), count=changes)
        self._say_what_was_left_aside()
        words = sum(len((node.text or "").split()) for node in self.body.iter(qn("w:t")))
        pages = words // _WORDS_ON_A_PAGE
        if pages >= _LONG:
            says = gettext_noop("This is a long document, of about %(pages)s pages: all of it was read.")
            self.paper.notes.add(Sentence(says, pages=pages))

    def _say_what_was_left_aside(self) -> None:
        boxes = [" ".join(_lines(box)) for box in self.body.iter(qn("w:txbxContent")) if not _is_second(box)]
        if boxes:
            says = gettext_noop(
                "Text boxes were left aside: what they say has to be written into the plan by hand. They say:"
                " %(words)s"
            )
            words = " ".join(f"“{words[:_OF_A_BOX]}”" for words in boxes)
            self.paper.notes.add(Sentence(says, words=words), count=len(boxes))
        for margin in self.margins:
            says = gettext_noop("What stands at the head or foot of each page is no row: “%(words)s”.")
            self.paper.notes.add(Sentence(says, words=margin))
        for tags, says in (
            (("w:drawing", "w:pict"), gettext_noop("Pictures were left aside: they stay in your document.")),
            (("w:commentReference",), gettext_noop("Comments were left aside: they stay in your document.")),
            (("w:strike", "w:dstrike"), gettext_noop("Words struck through were read as if they were not.")),
            (("w:vanish",), gettext_noop("Words that Word hides were read as if they were shown.")),
        ):
            found = [each for tag in tags for each in self.body.iter(qn(tag)) if _holds(each)]
            if found:
                self.paper.notes.add(Sentence(says), count=len(found))


def _holds(element: Any) -> bool:
    """Is this a picture rather than the frame of a text box, or a mark that is set, of words and not of the
    sign a paragraph ends with?
    """
    if element.find(f".//{qn('w:txbxContent')}") is not None or element.get(qn("w:val")) in ("0", "false"):
        return False
    parent = element.getparent()
    return parent.tag != qn("w:rPr") or parent.getparent().tag == qn("w:r")


def _is_second(box: Any) -> bool:
    """Word keeps a text box twice, the second time for readers that do not know the first form."""
    return any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors())


def _is_frame(table: Any) -> bool:
    """Does a table of one column hold another? Then it is drawn around what it holds, and says nothing."""
    rows = list(table.iterchildren(qn("w:tr")))
    one_column = all(len(list(row.iterchildren(qn("w:tc")))) == 1 for row in rows)
    return bool(rows) and one_column and table.find(f"{qn('w:tr')}/{qn('w:tc')}/{_TABLE}") is not None


def _is_deleted(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _related(document: Any, *types: str) -> Iterator[Any]:
    """The other papers a document is kept with: its footnotes, the heads and feet of its pages."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype in types:
            yield etree.fromstring(relation.target_part.blob, _PARSER)


def _lines(element: Any) -> list[str]:
    words = ("".join(text.text or "" for text in each.iter(qn("w:t"))) for each in element.iter(_PARAGRAPH))
    return paragraphs("\n".join(words)).split("\n")


def _footnotes(document: Any) -> dict[tuple[str, str], str]:
    """The words of each footnote and endnote, by what refers to it."""
    notes = (note for paper in _related(document, *_FOOTNOTES) for note in paper)
    return {
        (f"{note.tag}Reference", note.get(qn("w:id"))): " ".join(_lines(note))
        for note in notes
        if note.get(qn("w:type")) is None
    }


def _margins(document: Any) -> list[str]:
    """What the heads and feet of the pages say, each once, without page numbers."""
    found: dict[str, None] = {}
    for paper in _related(document, RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
        words = " · ".join(line for line in _lines(paper) if not is_page_mark(line))
        if any(letter.isalpha() for letter in words.casefold().replace("page", "")):
            found[words] = None
    return list(found)


def _pad(table: Table) -> None:
    """Rows as wide as the table; a first row of fewer cells stays so, for each may head several columns."""
    width = table.width
    for row in table.rows:
        row += [""] * (width - len(row))
    first = table.rows[0]
    while len(first) > 1 and not first[-1] and len(table.rows) > 1 and table.rows[1][len(first) - 1]:
        first.pop()


class _Lists:
    """The bullet or number Word draws before a paragraph of a list, which stands nowhere in its text."""

    def __init__(self, document: Any) -> None:
        self._formats: dict[tuple[str, str], str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        try:
            numbering = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:
            return
        abstract = {each.get(qn("w:abstractNumId")): each for each in numbering.iter(qn("w:abstractNum"))}
        for number in numbering.iterchildren(qn("w:num")):
            which = number.find(qn("w:abstractNumId"))
            levels = abstract.get(which.get(qn("w:val"))) if which is not None else None
            for level in levels.iter(qn("w:lvl")) if levels is not None else ():
                form = level.find(qn("w:numFmt"))
                key = number.get(qn("w:numId")), level.get(qn("w:ilvl"))
                self._formats[key] = form.get(qn("w:val")) if form is not None else "bullet"

    def mark(self, element: Any) -> str:
        """What stands before this paragraph."""
        properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            return ""
        number, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
        key = (
            number.get(qn("w:val")) if number is not None else "",
            level.get(qn("w:val")) if level is not None else "0",
        )
        form = self._formats.get(key)
        if form is None or form == "none":
            return ""
        if form != "decimal":
            return "• "
        self._counts[key] += 1
        return f"{self._counts[key]}. "
