"""trellis codes: the attendance codes in force on a day, with what each counts as."""

import argparse
from typing import Any

from trellis.web.commands import DONE, CommandWrong, command, offer_table_options, read_day


def add_to(subparsers: Any) -> None:
    """Offer the command of this module."""
    parser = command(
        subparsers, "codes", run=codes, help="List the attendance codes in force on a day.", database=False
    )
    parser.add_argument("--nation", required=True, choices=["england", "wales"])
    parser.add_argument("--on", metavar="DATE", help="the day asked about (default today)")
    offer_table_options(parser)


def codes(args: argparse.Namespace) -> int:
    """The code set in force, with categories."""
    from django.utils.timezone import localdate

    from trellis.rules.codes import code_set
    from trellis.rules.words import ProblemWith
    from trellis.web.tables import give_table

    on = read_day("--on", args.on) if args.on else localdate()
    try:
        held = code_set(args.nation, on)
    except ProblemWith as wrong:
        raise CommandWrong(str(wrong)) from wrong
    rows = [
        {
            "code": code.code,
            "meaning": code.meaning,
            "category": code.category.value,
            "possible": code.category.possible,
            "attended": code.category.attended,
            "absent": code.category.absent,
            "late": code.late,
        }
        for code in held.codes
    ]
    answer = {
        "nation": held.nation.value,
        "on": on.isoformat(),
        "since": held.since.isoformat(),
        "until": held.until.isoformat() if held.until else None,
        "provisional": held.provisional,
        "codes": rows,
    }
    note = " (a provisional code set)" if held.provisional else ""
    give_table(
        args, answer, rows=rows, headline=f"{len(rows)} codes in force in {args.nation.title()} on {on}{note}"
    )
    return DONE
