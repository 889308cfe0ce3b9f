"""trellis school add: a school, its URN and the groupings it sits in."""

import argparse
from typing import Any

from trellis.web.commands import DONE, CommandWrong, by_command_line, command, group

PHASES = (
    "nursery",
    "infant",
    "junior",
    "first",
    "middle",
    "primary",
    "secondary",
    "all_through",
    "sixth_form",
    "special",
    "pru",
)


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    schools = group(subparsers, "school", help="Add schools.")
    parser = command(schools, "add", run=add, help="Add a school, with its URN and its groupings.")
    parser.add_argument("--urn", required=True, metavar="N", help="six digits")
    parser.add_argument("--name", required=True)
    parser.add_argument("--phase", required=True, choices=PHASES, metavar="PHASE", help=", ".join(PHASES))
    parser.add_argument("--nation", required=True, choices=["england", "wales"])
    parser.add_argument(
        "--in",
        dest="groupings",
        action="append",
        default=[],
        metavar="KIND:NAME",
        help="authority:, trust:, partnership: or phase: and its name; made if new; may be given again",
    )
    parser.add_argument(
        "--since", metavar="DATE", help="the day its URN and groupings hold from (default 2006-09-01)"
    )
    parser.add_argument(
        "--register-of-record",
        choices=["trellis", "mis"],
        default="trellis",
        help="which system holds the statutory register (default trellis)",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def add(args: argparse.Namespace) -> int:
    """Add the school whole, or say why it cannot be."""
    import json

    from django.db import transaction

    from trellis.rules.words import ProblemWith
    from trellis.schools.actions import add_school, place_in_grouping
    from trellis.web.commands import read_day

    by = by_command_line()
    since = read_day("--since", args.since) if args.since else _before_any_register()
    groupings = [_kind_and_name(written) for written in args.groupings]
    try:
        with transaction.atomic():
            school = add_school(
                name=args.name,
                phase=args.phase,
                nation=args.nation,
                urn=args.urn,
                since=since,
                register_of_record=args.register_of_record,
                by=by,
            )
            for kind, name in groupings:
                place_in_grouping(school=school, kind=kind, name=name, since=since, by=by)
    except ProblemWith as wrong:
        raise CommandWrong(str(wrong)) from wrong
    if args.json:
        placed = [{"kind": kind, "name": name} for kind, name in groupings]
        print(json.dumps({"urn": args.urn, "name": school.name, "since": since.isoformat(), "in": placed}))
    else:
        print(f"Added {school.name}, URN {args.urn}.")
    return DONE


def _before_any_register() -> Any:
    """A school is taken to have been what it is throughout the registers it may bring.

    The national codes begin in 2006: nothing before can be counted. Whoever knows better says --since.
    """
    import datetime as dt

    return dt.date(2006, 9, 1)


def _kind_and_name(written: str) -> tuple[str, str]:
    kind, colon, name = written.partition(":")
    if not colon:
        raise CommandWrong(f"--in {written}: write the kind, a colon and the name, as in trust:Hedgerow.")
    return kind.strip(), name.strip()
