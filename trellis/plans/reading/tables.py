"""A table of a plan: its captions found, once; what each column is; its rows whole again.

Whatever was left aside, joined or guessed is said, with where it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from trellis.imports.problems import shown
from trellis.plans.fields import LONG, Field, is_of_a_plan
from trellis.plans.reading import joining, outline
from trellis.plans.reading.captions import (
    LONGEST_CAPTION,
    Proposal,
    field_of,
    is_caption_row,
    plain,
    propose,
    propose_without_captions,
)
from trellis.plans.reading.look import Look, look_of
from trellis.plans.reading.paper import Table
from trellis.rules.words import Sentence, gettext_noop

_CAPTION_WITHIN: Final = 3
_ENOUGH: Final = 3  # fields
_SUB_CAPTION: Final = 40
_SENTENCE: Final = 14  # words: a cell alone in its row that says more is a row, not a heading


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a person should look at: where, what, and how it was read."""

    says: Sentence
    line: int
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class ReadRow:
    """One row of a plan, its cells as they are printed."""

    cells: list[str]
    line: int


@dataclass(slots=True)
class ReadHeading:
    """A line that heads the rows after it, inside the table or before it."""

    kind: outline.Kind
    words: str
    line: int


@dataclass(slots=True)
class ReadTable:
    """A table as it was read: headings and rows in their order."""

    captions: list[str]
    proposals: list[Proposal]
    items: list[ReadRow | ReadHeading] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    repeated: int = 0
    variants: dict[str, set[str]] = field(
        default_factory=dict
    )  # caption → what it is called where it is repeated

    @property
    def fields(self) -> list[str]:
        return [proposal.field for proposal in self.proposals]

    @property
    def rows(self) -> list[ReadRow]:
        return [item for item in self.items if isinstance(item, ReadRow)]


def read_table(table: Table, *, before: ReadTable | None, meanings: Mapping[str, str]) -> ReadTable:
    """Read a table. `before` is the table just before it on the paper, whose captions may hold on the next
    page; `meanings` is what a person said a caption means.
    """
    rows = _squared(table)
    if table.width > 1 and _lies_on_its_side(rows):
        return _turned(table, rows, meanings)
    at = next((at for at, row in enumerate(rows[:_CAPTION_WITHIN]) if _names_columns(row, meanings)), None)
    # What stands above captions is a title over the whole width, never a row of several cells.
    captioned = at is not None and all(sum(map(bool, row)) < 2 for row in rows[:at])
    if before is not None and not captioned and table.width > 1 and _goes_on(rows, before):
        return _going_on(table, rows, before)
    table = table.without_blank_end()
    rows = _squared(table)
    if table.width < 2:
        return _of_one_column(table, rows)
    if at is not None and captioned:
        return _with_captions(table, rows, at, meanings)
    return _without_known_captions(table, rows, meanings)


def _going_on(table: Table, rows: list[list[str]], before: ReadTable) -> ReadTable:
    found = ReadTable(list(before.captions), list(before.proposals))
    _read_rows(found, table, rows, 0, range(len(rows)))
    if found.rows:
        says = gettext_noop("This table has no captions: it was read as going on from the one before.")
        found.doubts.append(Doubt(Sentence(says), table.lines[0]))
    return found


def _of_one_column(table: Table, rows: list[list[str]]) -> ReadTable:
    """A list in a frame: its title, headings within it, and what it lists."""
    first = field_of(rows[0][0]) if len(rows) > 1 else None
    found = ReadTable([rows[0][0] if first else ""], [Proposal(first or "", "caption" if first else "")])
    for row, line in zip(rows[bool(first) :], table.lines[bool(first) :], strict=True):
        kind = outline.kind_of(row[0])
        if kind in outline.HEADINGS:
            found.items.append(ReadHeading(kind, row[0], line))
        elif row[0]:
            found.items.append(ReadRow(row, line))
    return found


def _lies_on_its_side(rows: Sequence[Sequence[str]]) -> bool:
    """Do the captions stand down the side, one below the other, and each row of the plan in a column?"""
    side = [field_of(row[0]) for row in rows]
    known = [name for name in side if name]
    return (
        len(set(known)) >= _ENOUGH
        and len(known) == len(set(known))
        and len(known) * 3 >= len(rows) * 2
        and is_of_a_plan([str(name) for name in known])
        and not is_caption_row(rows[0])
        and sum(field_of(cell) is not None for row in rows for cell in row[1:]) * 3 <= len(rows)
    )


def _turned(table: Table, rows: Sequence[Sequence[str]], meanings: Mapping[str, str]) -> ReadTable:
    """A table whose captions stand down its side, stood up."""
    upright = Table()
    for column in zip(*rows, strict=True):
        if any(column):
            upright.add(column, table.lines[0])
    found = _with_captions(upright, _squared(upright), 0, meanings)
    says = gettext_noop(
        "The captions stand down the side of this table: it was turned, so that they head columns."
    )
    found.doubts.append(Doubt(Sentence(says), table.lines[0], "", " | ".join(found.captions)))
    return found


def _squared(table: Table) -> list[list[str]]:
    return [row + [""] * (table.width - len(row)) for row in table.rows]


def _names_columns(row: Sequence[str], meanings: Mapping[str, str]) -> bool:
    said = [cell for cell in row if cell]
    told = [cell for cell in said if plain(cell) in meanings]
    return is_caption_row(row) or (len(said) > 1 and len(told) == len(said))


def _goes_on(rows: Sequence[Sequence[str]], before: ReadTable) -> bool:
    return (
        is_of_a_plan(before.fields)
        and bool(rows)
        and len(rows[0]) == len(before.captions)
        and not all(outline.label_of(row[0]) for row in rows)
    )


def _meant(
    proposals: Sequence[Proposal], captions: Sequence[str], meanings: Mapping[str, str]
) -> list[Proposal]:
    return [
        Proposal(meanings[plain(caption)], "person") if plain(caption) in meanings else proposal
        for proposal, caption in zip(proposals, captions, strict=True)
    ]


def _with_captions(table: Table, rows: list[list[str]], at: int, meanings: Mapping[str, str]) -> ReadTable:
    captions, body = list(rows[at]), at + 1
    found = ReadTable(captions, [])
    while body < min(len(rows), at + _CAPTION_WITHIN) and _second_captions(captions, rows[body]):
        put = _under_each_other if _parts_a_caption(captions, rows[body]) else _over_each_other
        captions = put(captions, rows[body])
        found.doubts.append(
            Doubt(
                Sentence(gettext_noop("Two rows of captions were read as one.")),
                table.lines[body],
                "",
                " | ".join(captions),
            )
        )
        body += 1
    found.captions = captions
    columns = [[row[column] for row in rows[body:]] for column in range(len(captions))]
    found.proposals = _meant(propose(captions, columns), captions, meanings)
    _read_rows(found, table, rows, at, [*range(at), *range(body, len(rows))])
    return found


def _second_captions(captions: Sequence[str], row: Sequence[str]) -> bool:
    """Is the row below captions too: in another language, or of the columns under one heading?"""
    if _parts_a_caption(captions, row):
        return True
    if is_caption_row(row) and not any(look_of([cell]) in _OF_ROWS for cell in row if cell):
        first, second = [field_of(cell) for cell in captions], [field_of(cell) for cell in row]
        agreeing = sum(one == other for one, other in zip(first, second, strict=True) if one and other)
        same = [plain(cell) for cell in captions] == [plain(cell) for cell in row]
        return not same and agreeing * 2 >= sum(map(bool, second))
    return False


_OF_ROWS: Final = (Look.DATES, Look.INITIALS, Look.MONEY, Look.CODES)


def _parts_a_caption(captions: Sequence[str], row: Sequence[str]) -> bool:
    """Does a row name the columns that one caption stands over, and nothing beside them?"""
    parted = [at for at in range(len(captions)) if not captions[at] or not "".join(captions[at + 1 : at + 2])]
    said = [at for at, cell in enumerate(row) if cell]
    known = sum(field_of(row[at]) is not None for at in said)
    return (
        len(said) > 1
        and any(not captions[at] for at in said)
        and all(at in parted and len(row[at]) <= _SUB_CAPTION for at in said)
        and known * 2 >= len(said)
        and not any(look_of([row[at]]) in _OF_ROWS for at in said)
    )


def _over_each_other(captions: Sequence[str], row: Sequence[str]) -> list[str]:
    return [
        f"{one} / {other}" if one and other and one != other else one or other
        for one, other in zip(captions, row, strict=True)
    ]


def _under_each_other(captions: Sequence[str], row: Sequence[str]) -> list[str]:
    """A caption that stands over several columns, said before that of each."""
    found, over = [], ""
    for one, other in zip(captions, row, strict=True):
        over = one or over
        found.append(f"{over}: {other}" if other else one)
    return found


def _without_known_captions(table: Table, rows: list[list[str]], meanings: Mapping[str, str]) -> ReadTable:
    """A table whose captions are not known words: its first row may still be captions."""
    captions, body = _captions_of_other(table, rows)
    if _looks_like_a_row(rows[0], rows[1:]):
        captions, body = [""] * table.width, 0
    columns = [[row[column] for row in rows[body:]] for column in range(table.width)]
    proposals = propose_without_captions(columns)
    if not _is_plainly_a_plan(proposals):
        proposals = [Proposal("", "")] * table.width
    found = ReadTable(captions, _meant(proposals, captions, meanings) if captions else proposals)
    if is_of_a_plan(found.fields):
        says = (
            gettext_noop(
                "The captions of this table are not known: what its columns are was told from their cells."
            )
            if any(captions)
            else gettext_noop("This table has no captions: what its columns are was told from their cells.")
        )
        found.doubts.append(Doubt(Sentence(says), table.lines[0]))
        _read_rows(found, table, rows, 0, range(body, len(rows)))
    else:
        found.items = [
            ReadRow(row, line) for row, line in zip(rows[body:], table.lines[body:], strict=True) if any(row)
        ]
    return found


def _looks_like_a_row(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Is a first row written as those below it are: dates under dates, initials under initials?"""
    telling = (Look.LETTERS, Look.DATES, Look.INITIALS, Look.CODES, Look.QUESTIONS, Look.MONEY)
    columns = [[row[at] for row in rest] for at in range(len(first))]
    looks = [(look_of([cell]), look_of(column)) for cell, column in zip(first, columns, strict=True) if cell]
    return sum(one == other and one in telling for one, other in looks) > 0 and all(
        one == other for one, other in looks if other in (Look.DATES, Look.CODES)
    )


def _is_plainly_a_plan(proposals: Sequence[Proposal]) -> bool:
    """Something to be done, and who or when or how important; or enough else that only plans say."""
    fields = {proposal.field for proposal in proposals if proposal.field}
    telling = fields & {Field.OWNER, Field.START, Field.FINISH, Field.WHEN, Field.PRIORITY}
    return bool(fields & {Field.ACTION, Field.OUTCOME}) and (bool(telling) or len(fields) > _ENOUGH)


def _captions_of_other(table: Table, rows: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The captions of a table that is no list of actions: its first row, or two where one stands over
    several.
    """
    if len(rows) < 2 or not _could_be_captions(rows[0]):
        return [""] * table.width, 0
    missing = table.width - len(table.rows[0])
    if missing and not rows[1][0] and all(len(cell) <= _SUB_CAPTION for cell in rows[1]):
        return _spread(table.rows[0], rows[1]), 2
    # Columns nobody headed stand before the last, which closes the table on the right.
    return [*table.rows[0][:-1], *[""] * missing, table.rows[0][-1]], 1


def _could_be_captions(row: Sequence[str]) -> bool:
    said = [cell for cell in row if cell]
    return (
        len(said) > 1
        and all(len(cell) <= LONGEST_CAPTION for cell in said)
        and len(set(said)) * 2 >= len(said)
    )


def _spread(over: Sequence[str], under: Sequence[str]) -> list[str]:
    """Captions that stand over several columns, put before the caption of each."""
    groups: list[list[int]] = []
    for at, cell in enumerate(under):
        if cell and groups and under[groups[-1][-1]]:
            groups[-1].append(at)
        else:
            groups.append([at])
    spare = len(over) - len(groups)
    parts: list[list[int]] = []
    for group in groups:
        into = 1 + spare if len(group) > 1 and spare > 0 and len(group) % (1 + spare) == 0 else 1
        spare -= into - 1
        size = len(group) // into
        parts += [group[start : start + size] for start in range(0, len(group), size)]
    captions = list(under)
    for words, part in zip(over, parts, strict=False):
        for at in part:
            captions[at] = f"{words}: {under[at]}" if under[at] else words
    return captions


# --- rows ---


def _read_rows(
    found: ReadTable, table: Table, rows: list[list[str]], head: int, which: Sequence[int]
) -> None:
    if not is_of_a_plan(found.fields):
        found.items += [ReadRow(rows[at], table.lines[at]) for at in which if any(rows[at])]
        return
    reader = _Rows(found, narrow={at for at, row in enumerate(table.rows) if len(row) < table.width})
    for at in which:
        reader.take(rows[at], table.lines[at], at, broken=at in table.breaks)


class _Rows:
    """The rows of one table as they come: each new, the rest of one, a heading, a repeated caption, or
    nothing.
    """

    def __init__(self, found: ReadTable, narrow: set[int]) -> None:
        self.found = found
        self.narrow = narrow
        self.fields = found.fields
        self.after_captions = False

    def take(self, row: list[str], line: int, at: int, *, broken: bool) -> None:
        if not any(row):
            return
        if self._repeats_captions(row):
            self._note_captions(row)
            return
        last = self._last()
        if last and at in self.narrow and joining.begins_low(row[0]) and not any(row[1:]):
            self._join_somewhere(last, row[0], line)
        elif self._is_noise(row):
            self._doubt(
                gettext_noop("This line says nothing and was left aside: %(words)s."),
                line,
                " ".join(filter(None, row)),
            )
        elif last and joining.continues(row, last.cells, self.fields, broken=broken or self.after_captions):
            self._join(last, row, line)
        elif self._is_heading(row):
            self._head(row[0], line)
        else:
            self.found.items.append(ReadRow(row, line))
        self.after_captions = False

    def _note_captions(self, row: Sequence[str]) -> None:
        self.found.repeated += not self.after_captions
        self.after_captions = True
        for at, cell in enumerate(row):
            caption = self.found.captions[at]
            if cell and plain(cell) not in plain(caption):
                self.found.variants.setdefault(caption, set()).add(cell)

    def _last(self) -> ReadRow | None:
        last = self.found.items[-1] if self.found.items else None
        return last if isinstance(last, ReadRow) else None

    def _is_noise(self, row: Sequence[str]) -> bool:
        return joining.is_noise(row, self.fields) and not outline.kind_of(row[0])

    def _repeats_captions(self, row: Sequence[str]) -> bool:
        captions = self.found.captions
        said = [(cell, caption) for cell, caption in zip(row, captions, strict=True) if cell]
        same = sum(plain(cell) == plain(caption) for cell, caption in said)
        if len(said) > 1 and same * 2 > len(said) and len(said) * 2 > len(captions):
            return True
        if is_caption_row(row) and len(said) * 3 > 2 * len(captions):
            known = sum(field_of(cell) == field_of(caption) for cell, caption in said)
            within = sum(plain(cell) in plain(caption) for cell, caption in said)
            return known * 2 > len(said) and within > 0
        # The rest of captions that a page broke in two.
        return self.after_captions and all(
            plain(cell) and plain(cell) in plain(caption) for cell, caption in said
        )

    def _is_heading(self, row: Sequence[str]) -> bool:
        if not row[0] or any(row[1:]):
            return False
        known = outline.kind_of(row[0]) or outline.label_of(row[0]) or outline.is_numbered(row[0])
        return bool(known) or len(row[0].split()) <= _SENTENCE

    def _head(self, words: str, line: int) -> None:
        labelled = outline.label_of(words)
        kind = outline.kind_of(words) or (labelled and labelled[0])
        if kind is None:
            kind = outline.Kind.OBJECTIVE if outline.is_numbered(words) else outline.Kind.THEME
            if not outline.is_numbered(words):
                self._doubt(
                    gettext_noop("A row with one cell was read as a heading: %(words)s."), line, words
                )
        self.found.items.append(ReadHeading(kind, words, line))

    def _join(self, last: ReadRow, row: Sequence[str], line: int) -> None:
        before = list(last.cells)
        last.cells = [
            joining.joined(cell, more, field)
            for cell, more, field in zip(last.cells, row, self.fields, strict=True)
        ]
        self.found.doubts.append(
            Doubt(
                Sentence(gettext_noop("A row that was split, as over a page, was joined to the one before.")),
                line,
                shown(" … ".join(filter(None, row))) or "",
                shown(next((cell for cell, old in zip(last.cells, before, strict=True) if cell != old), ""))
                or "",
            )
        )

    def _join_somewhere(self, last: ReadRow, words: str, line: int) -> None:
        """The end of a cell whose column was lost: it belongs where the words break off."""
        long = [at for at, name in enumerate(self.fields) if name in LONG and last.cells[at]]
        unfinished = [at for at in long if joining.is_unfinished(last.cells[at])]
        at = (unfinished or [at for at in long if not last.cells[at].endswith(".")] or long or [0])[-1]
        last.cells[at] = joining.joined(last.cells[at], words, self.fields[at])
        self._doubt(
            gettext_noop("The end of a cell had lost its column and was put after “%(words)s”."),
            line,
            shown(last.cells[at][: -len(words)].strip()[-60:]) or "",
        )

    def _doubt(self, template: str, line: int, words: str) -> None:
        self.found.doubts.append(Doubt(Sentence(template, words=shown(words) or ""), line))
