"""A plan brought as it stands, in Word, Excel or text: what was read, what was unsure, and one button.

Whatever its layout, one reader reads it (`reading/`). The same file brought twice changes nothing; a plan
that was brought can be taken back as long as nobody has worked on it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from trellis.imports.changes import Recorder, undo_changes
from trellis.imports.columns import LEAVE_OUT
from trellis.imports.columns import Field as Heading
from trellis.imports.files import ProblemWithFile
from trellis.imports.models import Batch
from trellis.imports.problems import Answer, BeforeAndAfter, Note, Notes, ToConfirm, shown
from trellis.imports.subjects import Actor, Attempt, Brought, Subject, Undone, declare
from trellis.plans.fields import SAYS, is_of_a_plan
from trellis.plans.links import proposed_links
from trellis.plans.models import Link, Plan, Row
from trellis.plans.paper import as_read, as_records, context_of, parts_of, said_of
from trellis.plans.reading.captions import plain
from trellis.plans.reading.control import Control, control_of
from trellis.plans.reading.dates import Years
from trellis.plans.reading.lookalikes import lookalikes_in
from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.plan import ReadPlan, read_plan
from trellis.plans.reading.rows import Context, read_row
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.models import Grouping, School, at_place

FIELDS: Final = [Heading(str(name), says) for name, says in SAYS.items()]
_PARTS = Sentence(gettext_noop("Parts of the plan"))
_SAMPLES: Final = 3


def attempt(brought: Brought) -> Attempt:
    """What bringing a plan would make."""
    [file] = brought.files
    paper = open_paper(file.path, file.name)
    read = read_plan(paper, _meanings(brought.headings))
    if not any(part.rows for part in read.parts):
        raise ProblemWithFile(
            Sentence(
                gettext_noop("“%(name)s” has no table in it: a plan is read from its tables."), name=file.name
            ),
            file.name,
        )
    control = control_of(read)
    years = control.years or _this_year()
    context = context_of(read.parts, years)
    same = _already_here(brought.place, control, read)
    # A paper that is all tables of other kinds, as a partnership's may be, is counted by those.
    answer = Answer(rows=len(read.rows) or sum(len(part.rows) for part in read.parts))
    if same is None:
        answer.new = answer.rows
    else:
        answer.unchanged = answer.rows
    answer.columns, answer.left_out = _columns(read)
    answer.notes = [*paper.notes.all(), *_notes(read, control, brought.place, same)]
    answer.to_confirm = list(_to_look_at(read, context))
    _show_parts(answer, read)
    plan = Plan(
        **at_place(brought.place),
        name=control.name or Path(file.name).stem[:200],
        kind=brought.options.get("kind") or control.kind,
        since_year=years.first,
        until_year=max(years.first, years.last - 1),
        state=control.state,
        manager=control.manager,
        signed_by=control.signed_by,
        signed_on=control.signed_on,
        next_review=control.next_review,
        orientation="landscape"
        if max((len(part.captions) for part in read.parts), default=0) > 4
        else "portrait",
    )
    write = partial(_write, plan=plan, read=read, context=context, by=brought.by)
    return Attempt(answer, write=_nothing if same is not None else write)


def _meanings(headings: Mapping[str, str]) -> dict[str, str]:
    return {plain(caption): "" if name == LEAVE_OUT else name for caption, name in headings.items()}


def _this_year() -> Years:
    start = AcademicYear.of(timezone.localdate()).start
    return Years(start, start + 1)


def _already_here(place: School | Grouping, control: Control, read: ReadPlan) -> Plan | None:
    """The plan of that name here that says the very same."""
    said = said_of(read.parts)
    for plan in Plan.objects.at(place).filter(name=control.name):
        if said_of(as_read(parts_of(plan))) == said:
            return plan
    return None


# --- what is said of it ---


def _columns(read: ReadPlan) -> tuple[dict[str, str], list[str]]:
    """What each caption of the plan's own tables was read as, and those nobody understood."""
    known: dict[str, str] = {}
    unknown: list[str] = []
    for table in read.tables:
        for caption, name in zip(table.captions, table.fields, strict=True):
            if name and caption:
                known[caption] = str(name)
            elif caption and is_of_a_plan(table.fields) and caption not in unknown:
                unknown.append(caption)
    return known, [caption for caption in unknown if caption not in known]


def _notes(read: ReadPlan, control: Control, place: School | Grouping, same: Plan | None) -> Iterator[Note]:
    notes = Notes()
    others = [table for table in read.tables if not is_of_a_plan(table.fields) and table.rows]
    if others:
        says = gettext_noop("Other tables (calendars, figures, lists) are kept as they are printed.")
        notes.add(Sentence(says), count=len(others))
    repeated = sum(table.repeated for table in read.tables)
    if repeated:
        notes.add(
            Sentence(gettext_noop("Captions repeated at the top of a page were left aside.")), count=repeated
        )
    for table in read.tables:
        for caption, others_ in table.variants.items():
            says = gettext_noop("“%(caption)s” is called %(others)s where it is repeated.")
            others_words = ", ".join(f"“{each}”" for each in sorted(others_))
            notes.add(Sentence(says, caption=caption, others=others_words))
    if control.years is None:
        says = gettext_noop("The plan does not say which years it is for: %(year)s was taken.")
        notes.add(Sentence(says, year=AcademicYear.of(timezone.localdate()).label))
    if same is None and Plan.objects.at(place).filter(name=control.name).exists():
        says = gettext_noop("A plan called “%(name)s” is here already: this one would stand beside it.")
        notes.add(Sentence(says, name=control.name))
    yield from notes.all()


def _to_look_at(read: ReadPlan, context: Context) -> Iterator[ToConfirm]:
    """Everything the reader was unsure of, line by line; the same letters taken for others are said once."""
    letters: Counter[tuple[str, str, str]] = Counter()
    for number, doubt in enumerate(read.doubts):
        yield _look(f"{doubt.line}.{number}", doubt.line, doubt.says, doubt.before, doubt.after)
        letters.update((each.before, each.after, each.letters) for each in lookalikes_in(doubt.before))
    for part in read.parts:
        if not is_of_a_plan(part.fields):
            continue
        for row in part.rows:
            for cell in row.cells:
                letters.update((each.before, each.after, each.letters) for each in lookalikes_in(cell))
            for number, says in enumerate(read_row(row.cells, part.fields, context).doubts):
                if "U+" not in says:
                    yield _look(f"{row.line}:{number}", row.line, says)
    for (before, after, codes), count in letters.items():
        template = gettext_noop("“%(before)s” (%(letters)s) is read as “%(after)s”, %(count)s times.")
        says = Sentence(template, before=before, letters=codes, after=after, count=count)
        yield ToConfirm("look", f"letters {before}", says, "")


def _look(key: str, line: int, says: Sentence, before: str = "", after: str = "") -> ToConfirm:
    if before and after:
        template = gettext_noop("Line %(line)s: %(says)s Before: “%(before)s”. After: “%(after)s”.")
        said = Sentence(template, line=line, says=says, before=before, after=after)
    elif before:
        said = Sentence(
            gettext_noop("Line %(line)s: %(says)s It stood: “%(before)s”."),
            line=line,
            says=says,
            before=before,
        )
    else:
        said = Sentence(gettext_noop("Line %(line)s: %(says)s"), line=line, says=says)
    return ToConfirm("look", key, said, "", row=line)


def _show_parts(answer: Answer, read: ReadPlan) -> None:
    for part in read.parts:
        if part.rows and is_of_a_plan(part.fields):
            what = Sentence(gettext_noop("Rows to be done"))
            answer.examples.count(what, len(part.rows))
            row = part.rows[0]
            first = next((cell for cell in row.cells if cell), "")
            where = str(Sentence(gettext_noop("line %(line)s"), line=row.line))
            answer.examples.show(BeforeAndAfter(what, "", "", shown(first.split("\n")[0]) or "", where))
        elif part.kind.value != "table":
            answer.examples.count(_PARTS)
            answer.examples.show(
                BeforeAndAfter(_PARTS, "", "", shown(f"{part.label} {part.words}".strip()) or "")
            )


# --- making it so ---


def _nothing(batch: Batch) -> None:
    """The plan is here already, word for word."""


def _write(batch: Batch, *, plan: Plan, read: ReadPlan, context: Context, by: Actor) -> None:
    plan.batch = batch
    recorder = Recorder(batch, by)
    _make(recorder, [plan])
    records = as_records(read.parts, plan)
    _make(recorder, [part for part, _rows in records])
    rows = []
    for part, own in records:
        for row in own:
            row.part = part
            rows.append(row)
    _make(recorder, rows)
    made = dict(zip((id(row) for part in read.parts for row in part.rows), rows, strict=True))
    links = [
        Link(row=made[id(row)], kind=kind, to=made[id(to)])
        for row, kind, to in proposed_links(read.parts, context)
    ]
    _make(recorder, links)
    recorder.done()


def _make(recorder: Recorder, records: Sequence[Any]) -> None:
    recorder.make(records, about=lambda record: None, unit=lambda record: "plan")


def undo(batch: Batch, by: Actor) -> Undone:
    """Take a plan back, unless somebody has worked on it since."""
    names = list(Plan.objects.filter(batch=batch).values_list("name", flat=True))
    found = undo_changes(batch, by=by)
    rows = sum(len((change.made or {}).get(Row._meta.label, ())) for change in found.undone)
    says = str(Sentence(gettext_noop("Kept, because somebody has worked on this plan since.")))
    return Undone(rows, [{"what": name, "says": says} for name in names] if found.kept else [])


def samples(path: Path, name: str) -> dict[str, list[str]]:
    """Each caption of a plan's tables, with its first cells: what the mapping page asks about."""
    found: dict[str, list[str]] = defaultdict(list)
    for table in read_plan(open_paper(path, name)).tables:
        if len(table.captions) > 1 and any(table.captions):
            for at, caption in enumerate(table.captions):
                if caption:
                    found[caption] += [
                        shown(row.cells[at]) or "" for row in table.rows[:_SAMPLES] if row.cells[at]
                    ]
    return {caption: cells[:_SAMPLES] for caption, cells in found.items()}


PLAN = declare(
    Subject(
        kind="plan",
        words=gettext_noop("Improvement plan"),
        fields=FIELDS,
        attempt=attempt,
        undo=undo,
        names_children=False,
        samples=samples,
    )
)
