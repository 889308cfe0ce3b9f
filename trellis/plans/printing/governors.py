"""The governors' paper as PDF/UA and as a Word document, from what it says and nothing else."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import docx
from django.utils.translation import gettext as _
from docx.shared import Mm

from trellis.messages.typesetting import set_document, set_picture
from trellis.plans.printing.drawn import costs_drawn, series_drawn, statuses_drawn
from trellis.plans.printing.word import heading_row, set_paper, write
from trellis.rules.criteria import STATUSES

FILES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_FOLDER: Final = Path(str(files("trellis.plans") / "layout"))
_PICTURE_WIDE: Final = Mm(90)


def drawn(contents: Mapping[str, Any]) -> dict[str, Any]:
    """What a paper says, with its pictures and the words that are the same in every paper."""
    order = [_(words) for words in STATUSES.values()]
    svg, says = statuses_drawn(contents["statuses"], order) if contents["statuses"] else ("", "")
    five = []
    for figure in contents["five"]:
        line, line_says = series_drawn(figure["series"], figure["value"], figure["figure"])
        five.append({**figure, "svg": line, "alt": line_says})
    costs = contents["costs"]
    if costs:
        costs = {**costs, "svg": costs_drawn(costs["streams"], costs["sentence"])}
    return {**contents, "five": five, "bar": svg, "bar_alt": says, "costs": costs, "says": _said()}


def _said() -> dict[str, str]:
    return {
        "title": _("How the plan stands"),
        "for": _("A paper for the governors’ meeting on"),
        "reviewed": _("As reviewed on"),
        "five": _("The figures at one look"),
        "figure": _("Figure"),
        "criterion": _("What should come of it"),
        "target": _("It should be"),
        "status": _("It is"),
        "before": _("Before"),
        "none": _("no figure"),
        "all": _("Every criterion that is bound to a figure"),
        "how_many": _("How many criteria stand how"),
        "count": _("How many"),
        "questions": _("The questions the plan asks of itself"),
        "answer": _("Answer"),
        "open": _("Not answered yet: ask it at the meeting."),
        "last_time": _("Last time"),
        "evidence": _("What the figures say"),
        "promises": _("What was promised"),
        "promise": _("Promise"),
        "who": _("By whom"),
        "due": _("By when"),
        "outcome": _("What became of it"),
        "visits": _("What governors saw"),
        "costs": _("What the plan costs"),
        "stream": _("Who pays"),
        "budget": _("Budgeted"),
        "firm": _("Firm"),
        "queried": _("Not certain"),
        "spent": _("Spent so far"),
        "left": _("Left when all is paid"),
        "whole": _("All together"),
        "drawn": _(
            "Dark: firm. Pale: not certain. The white line: spent so far. The upright mark: the budget."
        ),
        "costs_as_on": _("As the plan’s own words and its budgets stood on"),
        "stories": _("What went well"),
        "said": _("You said"),
        "did": _("We did"),
        "how": _(
            "Every figure is as the review found it and stays so, whatever is corrected in the registers"
            " later. Figures that count few children are hidden; rates are told without their counts."
        ),
    }


def pdf_of(contents: Mapping[str, Any], *, language: str, at: dt.datetime, draft: str = "") -> bytes:
    """The paper as a PDF: the same paper at the same moment is the same bytes."""
    data = {**drawn(contents), "language": language, "draft": draft}
    return set_document(_FOLDER / "governors.typ", data, at=at)


def word_of(contents: Mapping[str, Any], *, language: str, at: dt.datetime, draft: str = "") -> bytes:
    """The paper as a .docx file, to be put among other papers."""
    said, paper = _said(), drawn(contents)
    document = docx.Document()
    set_paper(document, landscape=False)
    document.core_properties.title = f"{said['title']}: {paper['plan']}"
    document.core_properties.author = ""
    document.core_properties.language = language
    document.core_properties.created = document.core_properties.modified = at.replace(tzinfo=None)
    document.add_heading(f"{said['title']}: {paper['plan']}", level=1)
    document.add_paragraph(f"{paper['place']} · {paper['years']}{' · ' + draft if draft else ''}")
    document.add_paragraph(
        f"{said['for']} {paper['meeting']}. {said['reviewed']} {paper['reviewed']}. {paper['sentence']}"
    )
    _boxes(document, paper["boxes"][:1])
    _figures(document, paper, said)
    _boxes(document, paper["boxes"][1:])
    _every(document, paper, said)
    _costs(document, paper, said)
    _questions(document, paper, said)
    _rest(document, paper, said)
    document.add_paragraph(said["how"])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _boxes(document: Any, boxes: Sequence[Mapping[str, str]]) -> None:
    for box in boxes:
        document.add_heading(box["title"], level=2)
        for line in box["words"].splitlines():
            document.add_paragraph(line)


def _figures(document: Any, paper: Mapping[str, Any], said: Mapping[str, str]) -> None:
    if paper["five"]:
        document.add_heading(said["five"], level=2)
        captions = [said[name] for name in ("criterion", "figure", "target", "status")]
        rows = [_line(figure, said) for figure in paper["five"]]
        if paper["tells_before"]:
            captions.append(said["before"])
            rows = [[*row, figure["change"]] for row, figure in zip(rows, paper["five"], strict=True)]
        _table(document, captions, rows)
    if paper["bar"]:
        document.add_heading(said["how_many"], level=2)
        picture = io.BytesIO(set_picture(paper["bar"]))
        shape = document.add_picture(picture, width=_PICTURE_WIDE)
        shape._inline.docPr.set("descr", paper["bar_alt"])
        _table(document, [said["status"], said["count"]], [[words, str(n)] for words, n in paper["statuses"]])


def _line(figure: Mapping[str, Any], said: Mapping[str, str]) -> list[str]:
    shown = figure["figure"] or said["none"]
    count = f"\n{figure['count']}" if figure["count"] else ""
    return [f"{figure['words']}\n{figure['of']}", f"{shown}{count}", figure["target"], figure["status"]]


def _every(document: Any, paper: Mapping[str, Any], said: Mapping[str, str]) -> None:
    if not paper["groups"]:
        return
    document.add_heading(said["all"], level=2)
    captions = [said[name] for name in ("criterion", "figure", "target", "status")]
    for group in paper["groups"]:
        if group["heading"]:
            document.add_heading(group["heading"], level=3)
        _table(document, captions, [_line(figure, said) for figure in group["figures"]])


def _costs(document: Any, paper: Mapping[str, Any], said: Mapping[str, str]) -> None:
    costs = paper["costs"]
    if not costs:
        return
    document.add_heading(said["costs"], level=2)
    document.add_paragraph(costs["sentence"])
    if costs["svg"]:
        shape = document.add_picture(io.BytesIO(set_picture(costs["svg"])), width=_PICTURE_WIDE)
        shape._inline.docPr.set("descr", costs["sentence"])
        document.add_paragraph(said["drawn"])
    names = ("words", "budget", "firm", "queried", "spent", "left")
    rows = [[each[name] for name in names] for each in costs["streams"]]
    rows.append([said["whole"], *costs["all"], ""])
    captions = [said[name] for name in ("stream", "budget", "firm", "queried", "spent", "left")]
    _table(document, captions, rows)
    document.add_paragraph(f"{said['costs_as_on']} {costs['day']}.")


def _questions(document: Any, paper: Mapping[str, Any], said: Mapping[str, str]) -> None:
    if paper["questions"]:
        document.add_heading(said["questions"], level=2)
    for question in paper["questions"]:
        document.add_heading(question["words"], level=3)
        if question["answer"]:
            document.add_paragraph(f"{said['answer']} ({question['by']}): {question['answer']}")
        else:
            document.add_paragraph(said["open"])
            for line in question["evidence"]:
                document.add_paragraph(line, style="List Bullet")
        if question["before"]:
            document.add_paragraph(f"{said['last_time']} ({question['before_by']}): {question['before']}")


def _rest(document: Any, paper: Mapping[str, Any], said: Mapping[str, str]) -> None:
    if paper["promises"]:
        document.add_heading(said["promises"], level=2)
        captions = [said[name] for name in ("promise", "who", "due", "outcome")]
        _table(
            document,
            captions,
            [[each[name] for name in ("words", "who", "due", "outcome")] for each in paper["promises"]],
        )
    if paper["visits"]:
        document.add_heading(said["visits"], level=2)
    for visit in paper["visits"]:
        document.add_heading(f"{visit['what']}, {visit['on']}", level=3)
        for line in visit["words"].splitlines():
            document.add_paragraph(line)
        document.add_paragraph(" · ".join([visit["by"], *visit["rows"]]))
    if paper["stories"]:
        document.add_heading(said["stories"], level=2)
    for story in paper["stories"]:
        words = story["words"]
        if story["said"]:
            words = f"{said['said']}: {story['said']}\n{said['did']}: {words}"
        document.add_paragraph(words)


def _table(document: Any, captions: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(captions), style="Table Grid")
    heading_row(table, captions)
    for cells in rows:
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            write(cell, words)
    document.add_paragraph()
