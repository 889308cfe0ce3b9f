"""trellis comparators: the national figures ours are set beside."""

import argparse
from pathlib import Path
from typing import Any

from trellis.web.commands import DONE, PROBLEMS, CommandWrong, by_command_line, command, group


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    from trellis.web.commands import offer_table_options

    commands = group(subparsers, "comparators", help="National figures: what ours may be set beside.")
    listing = command(commands, "list", run=list_comparators, help="List every national figure held.")
    offer_table_options(listing)
    bringing = command(commands, "update", run=update, help="Bring newly published figures from a CSV file.")
    bringing.add_argument("file", type=Path, metavar="FILE", help="CSV, with the columns `list --csv` writes")
    bringing.add_argument("--by-whom", metavar="EMAIL", help="whose act this is")
    bringing.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    bringing.add_argument("--json", action="store_true", help="answer in JSON")


def list_comparators(args: argparse.Namespace) -> int:
    """Every national figure, with all that decides what it may stand beside."""
    from trellis.evidence.comparators import comparators
    from trellis.evidence.shipped import as_row
    from trellis.web.tables import give_table

    rows = [as_row(figure) for figure in comparators()]
    give_table(args, {"rows": rows}, rows=rows, headline=f"{len(rows)} national figures.")
    return DONE


def update(args: argparse.Namespace) -> int:
    """Take a file of newly published figures."""
    import dataclasses
    import json

    from trellis.evidence.actions import bring_comparators

    try:
        with args.file.open(encoding="utf-8-sig", newline="") as lines:
            answer = bring_comparators(lines=lines, by=_whose(args.by_whom), dry_run=args.dry_run)
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandWrong(f"{args.file} cannot be read as a UTF-8 text file: {wrong}.") from wrong
    if args.json:
        told = dataclasses.asdict(answer) | {"problems": [found._asdict() for found in answer.problems]}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{answer.new} new, {answer.changed} changed, {answer.unchanged} unchanged.")
        for found in answer.problems:
            print(f"Row {found.row}, {found.column or 'whole row'}: {found.says}")
    return PROBLEMS if answer.problems else DONE


def _whose(email: str | None) -> str:
    if email is None:
        return by_command_line()
    from trellis.schools.models import Person

    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandWrong(f"Nobody with the e-mail address {email} signs in here: check --by-whom.")
    return person.name
