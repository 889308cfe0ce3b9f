"""trellis export marks: a school's marks in a layout that can be brought again."""

import argparse
from pathlib import Path
from typing import Any

from trellis.web.commands import DONE, CommandWrong, command, group


def add_to(subparsers: Any) -> None:
    """Offer the command of this module."""
    exports = group(subparsers, "export", help="Write marks out for other systems.")
    parser = command(exports, "marks", run=marks, help="Write a school's marks to CSV or XLSX.")
    parser.add_argument("--school", required=True, metavar="URN")
    parser.add_argument("--since", required=True, metavar="DATE")
    parser.add_argument("--until", required=True, metavar="DATE")
    parser.add_argument("--layout", required=True, choices=["long", "grid", "week"])
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="ends in .csv or .xlsx")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def marks(args: argparse.Namespace) -> int:
    """Every mark of the days asked for; a layout that cannot hold one says so."""
    import json

    from trellis.registers.exporting import MarkLayout, export_marks
    from trellis.rules.words import ProblemWith
    from trellis.web.commands import read_day
    from trellis.web.commands.imports import find_school

    try:
        exported = export_marks(
            school=find_school(args.school),
            since=read_day("--since", args.since),
            until=read_day("--until", args.until),
            layout=MarkLayout(args.layout),
            path=args.out,
        )
    except ProblemWith as wrong:
        raise CommandWrong(str(wrong)) from wrong
    except OSError as wrong:
        raise CommandWrong(f"{args.out} could not be written: {wrong.strerror}.") from wrong
    if args.json:
        notes = [str(note) for note in exported.notes]
        print(json.dumps({"pupils": exported.pupils, "marks": exported.marks, "notes": notes}))
        return DONE
    print(f"{args.out}: {exported.marks:,} marks of {exported.pupils:,} pupils.")
    for note in exported.notes:
        print(f"  {note}")
    return DONE
