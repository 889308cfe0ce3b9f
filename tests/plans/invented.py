"""Plans nobody wrote: layouts, captions, orders, merged cells, page breaks and noise, from a seed.

Five known plans must not mean five parsers. What is invented here is known to the last cell, so that what the
reader finds of it can be counted: `share_found`.
"""

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import xlsxwriter

from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.plan import ReadPlan, read_plan

CAPTIONS: dict[str, Sequence[str]] = {
    "reference": ("Ref", "Ref.", "Code", "No.", "Cyf."),
    "action": (
        "Actions",
        "ACTION",
        "What we will do",
        "Actions to be taken (and by whom)",
        "Key actions for 2024-25",
        "Tasks",
        "Strategies",
        "Steps to be taken",
        "Camau gweithredu",
    ),
    "outcome": (
        "Success criteria",
        "SUCCESS CRITERIA – what will it look like?",
        "Intended impact",
        "Expected outcomes",
        "End of year outcomes",
        "How will we know?",
        "Meini prawf llwyddiant",
    ),
    "owner": (
        "Who?",
        "Lead",
        "Person responsible",
        "Responsibility",
        "Lead person",
        "By whom",
        "Cyfrifoldeb",
    ),
    "when": ("When", "Timescale", "By when?", "Time", "Time scale", "Amserlen"),
    "start": ("Start", "Start date", "From"),
    "finish": ("Finish", "End date", "Completion date", "Deadline"),
    "priority": ("Priority (H/M/L)", "High, medium or low priority", "H / M / L", "Importance"),
    "resource": (
        "Resources",
        "Cost",
        "Resourcing (budget stream)",
        "Cost and resources",
        "Funding",
        "Adnoddau",
    ),
    "monitoring": ("Monitoring", "Monitored by", "Monitoring – who? how?", "How will it be monitored?"),
    "question": ("Evaluation (evaluative question)", "Questions for governors", "Governor questions"),
    "milestone": ("Milestones", "Milestones by term", "Termly milestones"),
    "result": ("Progress", "Evaluation / Impact", "Evaluation", "Impact", "Review", "RAG"),
}
WELSH = {
    "action": "Camau gweithredu",
    "outcome": "Meini prawf llwyddiant",
    "owner": "Cyfrifoldeb",
    "when": "Amserlen",
    "resource": "Adnoddau",
    "result": "Gwerthusiad",
    "start": "Dyddiad dechrau",
    "finish": "Dyddiad gorffen",
}
UNKNOWN = ("Wider links", "House", "Notes from the day", "Consultation process")
THEMES = (
    "Quality of Education",
    "Behaviour and Attitudes",
    "Personal Development",
    "Leadership and Management",
    "Universal",
    "Targeted",
)
VERBS = ("Ring", "Meet", "Train", "Review", "Share", "Publish", "Thank", "Watch", "Plan", "Check", "Write to")
THINGS = (
    "every family whose child was away",
    "the team that reads with Year 2",
    "the new phonics scheme in each class",
    "a coffee morning for parents and carers",
    "the letters home, with their colours explained",
    "the weekly list with the office and the inclusion team",
    "books that children take home",
    "the mentors of Year 6 and of Year 7",
)
ENDS = (
    "every half-term",
    "so that nobody is missed",
    "and write down what was agreed",
    "with help from the library service",
    "until it is no longer needed",
    "and tell governors what came of it",
)
PEOPLE = ("AB", "CD", "EFG", "HJ", "KLM", "NP")
MONTHS = ("September", "Sept", "October", "Nov", "January", "Feb", "March", "June", "July")


@dataclass
class Row:
    """One row of an invented plan: field → what its cell says, a paragraph to a line."""

    cells: dict[str, str]
    theme: str = ""


@dataclass
class Invented:
    """An invented plan: its columns in order, captions, headings and rows."""

    seed: int
    fields: list[str]
    captions: list[str]
    rows: list[Row] = field(default_factory=list)
    title: str = "Invented School Improvement Plan 2024-25"
    theme_inside: bool = True  # headings stand in the table, or above it
    page_every: int = 0  # rows to a page; 0: none
    repeats_captions: bool = False
    splits: float = 0.0  # how often a page ends in the middle of a row
    has_captions: bool = True
    second_captions: list[str] = field(default_factory=list)  # in Welsh, below the first
    theme_column: bool = False  # the theme stands in a first column, merged over its rows
    footers: bool = False  # a line at the foot of each page, between the table's halves
    noise: bool = False  # lines of dashes, stray marks

    def cells(self, row: Row) -> list[str]:
        return [row.cells.get(name, "") for name in self.fields]

    @property
    def caption_rows(self) -> list[list[str]]:
        if not self.has_captions:
            return []
        return [self.captions, *([self.second_captions] if self.second_captions else [])]

    @property
    def themes(self) -> list[tuple[str, list[Row]]]:
        found: list[tuple[str, list[Row]]] = []
        for row in self.rows:
            if not found or found[-1][0] != row.theme:
                found.append((row.theme, []))
            found[-1][1].append(row)
        return found


def invent(seed: int) -> Invented:
    """A plan from a seed."""
    chance = random.Random(seed)
    names = _columns(chance)
    captions = [chance.choice(CAPTIONS[name]) if name in CAPTIONS else name for name in names]
    plan = Invented(
        seed,
        names,
        captions,
        theme_inside=chance.random() < 0.5,
        page_every=chance.choice((0, 0, 3, 5)),
        repeats_captions=chance.random() < 0.5,
        splits=chance.choice((0.0, 0.5, 1.0)),
    )
    _spoil(plan, chance)
    number = 0
    for theme in chance.sample(THEMES, chance.randint(1, 3)):
        for _each in range(chance.randint(2, 6)):
            number += 1
            row = Row(_cells(chance, names, number), theme)
            first = not plan.rows or plan.rows[-1].theme != theme
            if plan.theme_column and first:
                row.cells["theme"] = theme
            plan.rows.append(row)
    return plan


def _spoil(plan: Invented, chance: random.Random) -> None:
    """What makes a plan hard to read, each now and then."""
    if chance.random() < 0.2:
        at = chance.randrange(len(plan.captions))
        caption = plan.captions[at]
        if len(caption) > 6:
            cut = chance.randrange(1, len(caption) - 1)
            plan.captions[at] = caption[:cut] + caption[cut + 1 :]
    if chance.random() < 0.1 and plan.theme_inside:
        plan.has_captions = False
    elif chance.random() < 0.1:
        plan.second_captions = [WELSH.get(name, "") for name in plan.fields]
    if chance.random() < 0.15:
        plan.theme_column, plan.theme_inside = True, True
        plan.fields = ["theme", *plan.fields]
        plan.captions = [chance.choice(("Theme", "Priority area", "Key priority")), *plan.captions]
        if plan.second_captions:
            plan.second_captions.insert(0, "Thema")
    plan.footers = chance.random() < 0.2
    plan.noise = chance.random() < 0.3


def _columns(chance: random.Random) -> list[str]:
    must = chance.choice((["action"], ["action", "outcome"], ["outcome", "action"]))
    timing = chance.choice((["when"], ["start", "finish"], ["finish"], []))
    may = [
        name
        for name in ("owner", "priority", "resource", "monitoring", "question", "milestone")
        if chance.random() < 0.5
    ]
    names = must + timing + (may or ["owner"])
    if chance.random() < 0.6:
        chance.shuffle(names)
    if chance.random() < 0.4:
        names = ["reference", *names]
    if chance.random() < 0.6:
        names.append("result")
    if chance.random() < 0.2:
        names.insert(chance.randint(1, len(names)), chance.choice(UNKNOWN))
    return names


def _sentence(chance: random.Random) -> str:
    return f"{chance.choice(VERBS)} {chance.choice(THINGS)} {chance.choice(ENDS)}"


def _paragraphs(chance: random.Random, most: int = 3) -> str:
    return "\n".join(f"{_sentence(chance)}." for _each in range(chance.randint(1, most)))


def _cells(chance: random.Random, names: Sequence[str], number: int) -> dict[str, str]:
    return {name: _WRITTEN[name](chance, number) if name in _WRITTEN else _sentence(chance) for name in names}


def _when(chance: random.Random, _number: int) -> str:
    month = chance.choice(MONTHS)
    year = 24 if month in ("September", "Sept", "October", "Nov") else 25
    return chance.choice(
        (
            f"{month} {year}",
            f"{month} 20{year}",
            f"12/0{chance.randint(1, 7)}/25",
            "Weekly",
            "by end of Autumn 1",
            "Spring term 2025",
        )
    )


def _priority(chance: random.Random, _number: int) -> str:
    return chance.choice(("H", "Н", "M", "М", "L", "High", "Low"))


def _people(chance: random.Random, _number: int) -> str:
    return chance.choice(("/", " ", "\n", ", ")).join(chance.sample(PEOPLE, chance.randint(1, 3)))


def _cost(chance: random.Random, _number: int) -> str:
    return chance.choice(
        ("£250", "Existing resources", "£1,200 for cover", "£70 per box", "Cost above", "Staff time")
    )


_WRITTEN: dict[str, Callable[[random.Random, int], str]] = {
    "reference": lambda chance, number: f"SP/{number:02d}",
    "action": lambda chance, number: f"{_paragraphs(chance)}\nStep {number} of the plan.",
    "outcome": lambda chance, number: f"{_paragraphs(chance, 2)}",
    "owner": _people,
    "when": _when,
    "start": _when,
    "finish": _when,
    "priority": _priority,
    "resource": _cost,
    "monitoring": lambda chance, number: chance.choice(
        ("Learning walk", "Book scrutiny\nPupil voice", "Drop-in each month")
    ),
    "question": lambda chance, number: "Is it working?\nHow do you know?",
    "milestone": lambda chance, number: "Autumn: begun\nSpring: half of the children",
    "result": lambda chance, number: "",
}


# --- written down ---


def _on_one_line(cell: str) -> str:
    return " ".join(cell.split("\n"))


def as_text(plan: Invented) -> str:
    """A row to a line, as a program that reads PDF leaves it: page breaks, captions again, rows in two."""
    chance = random.Random(plan.seed)
    lines = [plan.title, ""]
    head = ["\t".join(captions) for captions in plan.caption_rows]
    if plan.theme_inside:
        lines += head
    for theme, rows in plan.themes:
        if plan.theme_column:
            pass
        elif plan.theme_inside:
            lines.append(theme + "\t" * (len(plan.fields) - 1))
        else:
            lines += ["", theme, "", *head]
        for at, row in enumerate(rows, 1):
            cells = [_on_one_line(cell) for cell in plan.cells(row)]
            last = plan.page_every and at % plan.page_every == 0 and at < len(rows)
            if last and chance.random() < plan.splits:
                first, second = _split(plan, cells)
                lines += ["\t".join(first), ""]
                lines += head if plan.repeats_captions else []
                lines.append("\t".join(second))
            else:
                lines.append("\t".join(cells))
                if plan.noise and chance.random() < 0.2:
                    lines.append("\t".join(["--"] * len(plan.fields)))
                if last:
                    lines += ["", "Page 3 of 9", ""] if plan.footers else [""]
                    lines += head if plan.repeats_captions else []
    return "\n".join(lines) + "\n"


def _split(plan: Invented, cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """A row whose page ended in the middle of a sentence of its longest cell."""
    main = plan.fields.index("action")
    words = cells[main].split()
    cut = next((at for at in range(len(words) // 2, len(words)) if words[at][0].islower()), len(words))
    first, second = list(cells), [""] * len(cells)
    first[main], second[main] = " ".join(words[:cut]), " ".join(words[cut:])
    return first, second


def as_stacked_text(plan: Invented) -> str:
    """A cell to a line, each begun with a tab, as a program that reads Word leaves it."""
    lines = [plan.title]
    for captions in plan.caption_rows:
        lines += _stacked(captions)
    for theme, rows in plan.themes:
        if not plan.theme_column:
            lines += _stacked([theme, *[""] * (len(plan.fields) - 1)])
        for row in rows:
            lines += _stacked(plan.cells(row))
    return "\n".join(lines) + "\n"


def _stacked(cells: Sequence[str]) -> list[str]:
    return [*(f"\t{cell}" for cell in cells), ""]


def as_word(plan: Invented) -> bytes:
    """A Word document, its headings merged over the table or standing above it."""
    document = docx.Document()
    document.add_heading(plan.title, level=1)
    table: Any = None
    for theme, rows in plan.themes:
        if not plan.theme_inside:
            document.add_heading(theme, level=2)
        if table is None or not plan.theme_inside:
            table = _word_table(document, plan)
        if plan.theme_inside and not plan.theme_column:
            cells = table.add_row().cells
            cells[0].merge(cells[-1]).text = theme
        over = None
        for at, row in enumerate(rows, 1):
            made = table.add_row()
            for cell, words in zip(made.cells, plan.cells(row), strict=True):
                cell.text = words
            if plan.theme_column:
                over = made.cells[0] if over is None else over.merge(made.cells[0])
                over.text = theme
            if plan.repeats_captions and plan.page_every and at % plan.page_every == 0 and at < len(rows):
                _write_captions(table, plan)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _word_table(document: Any, plan: Invented) -> Any:
    table = document.add_table(rows=0, cols=len(plan.fields))
    _write_captions(table, plan)
    return table


def _write_captions(table: Any, plan: Invented) -> None:
    for captions in plan.caption_rows:
        for cell, caption in zip(table.add_row().cells, captions, strict=True):
            cell.text = caption


def as_excel(plan: Invented) -> bytes:
    """A sheet: a title, headings over the table, captions again at page breaks."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Plan")
        rows: list[list[str]] = [[plan.title], []]
        for at, (theme, own) in enumerate(plan.themes):
            if not plan.theme_inside:
                rows += [[], [theme], []]
            if at == 0 or not plan.theme_inside:
                rows += plan.caption_rows
            if plan.theme_inside and not plan.theme_column:
                rows.append([theme])
            for number, row in enumerate(own, 1):
                rows.append(plan.cells(row))
                if (
                    plan.repeats_captions
                    and plan.page_every
                    and number % plan.page_every == 0
                    and number < len(own)
                ):
                    rows += plan.caption_rows
        for at, cells in enumerate(rows):
            for place, words in enumerate(cells):
                if words:
                    sheet.write_string(at, place, words)
    return written.getvalue()


WRITERS: dict[str, tuple[str, Callable[[Invented], str | bytes]]] = {
    "text": ("txt", as_text),
    "stacked": ("txt", as_stacked_text),
    "word": ("docx", as_word),
    "excel": ("xlsx", as_excel),
}


def read_back(plan: Invented, how: str, folder: Path) -> ReadPlan:
    """The plan as it is read from a file."""
    ending, write = WRITERS[how]
    content = write(plan)
    path = folder / f"plan.{ending}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_plan(open_paper(path, path.name))


def share_found(plan: Invented, read: ReadPlan) -> float:
    """How many of the plan's rows came back whole, with nothing of another row in them."""
    wanted = [_plainly(plan.cells(row)) for row in plan.rows]
    came = [_plainly(row.cells) for row in read.rows]
    found = 0
    for cells in wanted:
        if cells in came:
            came.remove(cells)
            found += 1
    return found / len(wanted)


def _plainly(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells without the spaces between words; blank ones at the end of a row are no cells of a sheet."""
    said = [" ".join(cell.split()) for cell in cells]
    while said and not said[-1]:
        said.pop()
    return tuple(said)
