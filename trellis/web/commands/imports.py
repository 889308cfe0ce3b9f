"""trellis import pupils, marks, summaries, scores, incidents, plan, undo: bring a file, take one back."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trellis.web.commands import DONE, PROBLEMS, CommandWrong, by_command_line, command, group


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    imports = group(
        subparsers,
        "import",
        help="Bring pupils, marks, scores, incidents and more; take an import back.",
    )

    pupils = command(imports, "pupils", run=bring_pupils, help="Bring a list of pupils, CSV or XLSX.")
    offer_file(pupils)
    pupils.add_argument("--on", metavar="DATE", help="the day the list describes (default today)")

    marks = command(
        imports, "marks", run=bring_marks, help="Bring marks: one to a row, a register, or by week."
    )
    offer_file(marks)

    summaries = command(
        imports,
        "summaries",
        run=bring_summaries,
        help="Bring counts by code: school census tables or a termly extract.",
    )
    offer_file(summaries, school_required=False)
    summaries.add_argument("--year", required=True, metavar="YEAR", help="the academic year, as 2024/25")
    summaries.add_argument(
        "--term", required=True, metavar="TERM", help="autumn, spring, summer, summer_1 or summer_2"
    )
    summaries.add_argument(
        "--school-map",
        type=Path,
        metavar="FILE",
        help="CSV of two columns: the file's own name for a school, and its URN",
    )

    scores = command(imports, "scores", run=bring_scores, help="Bring scores: a column for each scale.")
    offer_file(scores)
    scores.add_argument("--wave", default="", metavar="WAVE", help="of rows that do not say their own")
    scores.add_argument("--on", metavar="DATE", help="the day of rows that say none (default today)")

    incidents = command(
        imports, "incidents", run=bring_incidents, help="Bring incidents: a row for each child in each."
    )
    offer_file(incidents)

    plan = command(imports, "plan", run=bring_plan, help="Bring an improvement plan: Word, Excel or text.")
    offer_file(plan)

    undoing = command(imports, "undo", run=take_back, help="Take an import back; what changed since stays.")
    undoing.add_argument("batch", type=int, metavar="BATCH", help="the number the import was given")
    _offer_answer(undoing)


def offer_file(parser: argparse.ArgumentParser, *, school_required: bool = True) -> None:
    """The options of every command that brings a file."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--school", required=school_required, metavar="URN")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--skip-problems", action="store_true", help="import the good rows, list the others")
    _offer_answer(parser)


def _offer_answer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by-whom", metavar="EMAIL", help="whose act it is (default: the command line's)")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def bring_pupils(args: argparse.Namespace) -> int:
    """A list of pupils, as it stood on a day."""
    from trellis.web.commands import read_day

    options = {"on": read_day("--on", args.on).isoformat()} if args.on else {}
    return bring("pupils", args, options)


def bring_marks(args: argparse.Namespace) -> int:
    """Marks in any layout."""
    return bring("marks", args, {})


def bring_summaries(args: argparse.Namespace) -> int:
    """Sessions already counted by code."""
    from trellis.rules.academic_year import AcademicYear
    from trellis.rules.words import ProblemWith

    if args.school_map and args.school:
        raise CommandWrong("Give --school where every row is of one school, or --school-map, not both.")
    if not (args.school_map or args.school):
        raise CommandWrong("Say whose rows they are: --school URN, or --school-map FILE.")
    try:
        options = {"year": AcademicYear.parse(args.year).label, "term": args.term}
    except ProblemWith as wrong:
        raise CommandWrong(f"--year: {wrong}") from wrong
    if args.school_map:
        options["schools"] = _schools_of(args.school_map)
    return bring("summaries", args, options)


def bring_scores(args: argparse.Namespace) -> int:
    """Scores of a tracker's export."""
    from django.utils import timezone

    from trellis.web.commands import read_day

    on = read_day("--on", args.on) if args.on else timezone.localdate()
    return bring("scores", args, {"wave": args.wave, "on": on.isoformat()})


def bring_incidents(args: argparse.Namespace) -> int:
    """Incidents of another system's export."""
    return bring("incidents", args, {})


def bring_plan(args: argparse.Namespace) -> int:
    """An improvement plan in any layout."""
    return bring("plan", args, {})


def bring(kind: str, args: argparse.Namespace, options: Mapping[str, Any]) -> int:
    """Bring a file: try it, and import it unless something stands against it."""
    from trellis.imports.actions import import_files
    from trellis.imports.subjects import Brought, BroughtFile
    from trellis.rules.words import ProblemWith

    if not args.file.exists():
        raise CommandWrong(f"There is no file {args.file}.")
    school = find_school(args.school) if args.school else None
    paths = sorted(args.file.iterdir()) if args.file.is_dir() else [args.file]
    files = [BroughtFile(path, path.name) for path in paths if not path.is_dir()]
    if args.file.is_dir() and (kind != "summaries" or not files):
        raise CommandWrong(f"{args.file} is a folder: name a file.")
    brought = Brought(school, files, by=_who(args), options=options, progress=_Progress())
    try:
        answer, goes_ahead = import_files(
            kind, brought, dry_run=args.dry_run, skip_problems=args.skip_problems
        )
    except ProblemWith as wrong:
        raise CommandWrong(str(wrong)) from wrong
    give_answer(args, answer, goes_ahead=goes_ahead)
    return DONE if goes_ahead else PROBLEMS


def take_back(args: argparse.Namespace) -> int:
    """Undo an import."""
    from trellis.imports.actions import ProblemWithBatch, undo
    from trellis.imports.models import Batch

    batch = Batch.objects.filter(pk=args.batch).first()
    if batch is None:
        raise CommandWrong(f"There is no import {args.batch}.")
    try:
        undone = undo(batch, by=_who(args))
    except ProblemWithBatch as wrong:
        # The answer is no: it is said where an answer is looked for.
        print(_json({"undone": 0, "kept": [], "says": str(wrong)}) if args.json else wrong)
        return PROBLEMS
    if args.json:
        print(_json(undone.as_json()))
        return DONE
    print(f"Import {batch.pk} ({batch.name}): {undone.undone:,} taken back, {len(undone.kept):,} kept.")
    for kept in undone.kept:
        print(f"  {kept['says']}")
    return DONE


def find_school(urn: str) -> Any:
    """The school that has or had a URN."""
    from trellis.schools.models import School

    school = School.objects.known_by(urn).first()
    if school is None:
        raise CommandWrong(f"No school has the URN {urn}: run `trellis school add` first.")
    return school


def _who(args: argparse.Namespace) -> Any:
    """The person whose act it is, or the command line."""
    from trellis.schools.models import Person

    if not args.by_whom:
        return by_command_line()
    person = Person.objects.filter(email=args.by_whom.strip().lower()).first()
    if person is None:
        raise CommandWrong(f"Nobody with the e-mail address {args.by_whom} signs in here.")
    return person


def _schools_of(path: Path) -> dict[str, str]:
    """A map of schools: what a file calls each, and its URN."""
    from trellis.imports.files import ProblemWithFile
    from trellis.imports.tables import read_table

    if not path.exists():
        raise CommandWrong(f"There is no file {path}.")
    try:
        table = read_table(path, path.name)
    except ProblemWithFile as wrong:
        raise CommandWrong(f"--school-map: {wrong}") from wrong
    if len(table.columns) != 2 or table.problems:
        raise CommandWrong(
            f"--school-map {path}: give two columns, the file's own name for a school and its URN."
        )
    theirs, urns = table.columns
    found = {theirs.text(at): urns.text(at) for at in range(len(table.rows))}
    for urn in found.values():
        find_school(urn)
    return found


# --- the answer, for people and for programs ---


def give_answer(args: argparse.Namespace, answer: Mapping[str, Any], *, goes_ahead: bool) -> None:
    """Print what came of it: as promised in JSON, or in words."""
    if args.json:
        print(_json(answer))
        return
    would = "would be " if args.dry_run else ""
    print(f"{args.file.name}: {answer['rows']:,} rows")
    if goes_ahead:
        print(
            f"  {answer['new']:,} {would}new, {answer['changed']:,} {would}changed,"
            f" {answer['unchanged']:,} unchanged"
        )
    for kind in answer["examples"]:
        _print_examples(kind)
    _print_list("Notes", [_note(note) for note in answer["notes"]])
    _print_list("For a person to confirm", [one["says"] for one in answer["to_confirm"]])
    _print_list("Problems", [_problem(problem) for problem in answer["problems"]])
    if answer["batch"]:
        print(f"Imported as number {answer['batch']}: `trellis import undo {answer['batch']}` takes it back.")
    elif goes_ahead:
        print("Nothing has changed: leave out --dry-run to import it.")
    else:
        print("Nothing was imported.")


class _Progress:
    """Rows read so far, on the error stream of somebody who is watching."""

    _ENOUGH_TO_WAIT_FOR = 50_000

    def __call__(self, done: int, total: int | None) -> None:
        if sys.stderr.isatty() and done >= self._ENOUGH_TO_WAIT_FOR:
            of = f" of {total:,}" if total else ""
            end = "\n" if done == total else ""
            print(f"\r{done:,}{of} rows read", end=end, file=sys.stderr, flush=True)


def _json(answer: Mapping[str, Any]) -> str:
    import json

    return json.dumps(answer, ensure_ascii=False)


def _print_examples(kind: Mapping[str, Any]) -> None:
    print(f"  {kind['what']}: {kind['count']:,}")
    for one in kind["examples"]:
        where = f" ({one['where']})" if one["where"] else ""
        print(f"    {one['who']}{where}: {one['before'] or 'nothing'} → {one['after'] or 'nothing'}")


def _print_list(heading: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"{heading} ({len(lines):,}):")
        for line in lines:
            print(f"  {line}")


def _note(note: Mapping[str, Any]) -> str:
    example = note["example"]
    times = f" ({note['count']:,})" if note["count"] > 1 else ""
    where = f" e.g. row {example['row']}" if example and example.get("row") else ""
    return f"{note['says']}{times}{where}"


def _problem(problem: Mapping[str, Any]) -> str:
    where = [f"row {problem['row']}"] if problem["row"] else []
    where += [problem["column"]] if problem["column"] else []
    return f"{', '.join(where)}: {problem['says']}" if where else problem["says"]
