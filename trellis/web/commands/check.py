"""trellis check registers: prove every line by its ledger."""

import argparse
from typing import Any

from trellis.web.commands import DONE, PROBLEMS, CommandWrong, command, group, offer_table_options


def add_to(subparsers: Any) -> None:
    """Offer the command of this module."""
    checks = group(subparsers, "check", help="Prove what is kept.")
    parser = command(
        checks, "registers", run=registers, help="Rebuild every line from the ledger and compare."
    )
    parser.add_argument("--school", metavar="URN", help="one school only (default all)")
    offer_table_options(parser)


def registers(args: argparse.Namespace) -> int:
    """Every difference between a school's lines and its ledger; there should be none."""
    from trellis.registers.models import Line
    from trellis.registers.rebuilding import differences
    from trellis.schools.models import School
    from trellis.web.tables import give_table

    schools = School.objects.known_by(args.school) if args.school else School.objects.order_by("pk")
    schools = list(schools.prefetch_related("urns"))
    if args.school and not schools:
        raise CommandWrong(f"--school: there is no school with the URN {args.school}.")
    rows = [
        {"school": school.urn, "name": school.name, "says": str(says)}
        for school in schools
        for says in differences(school)
    ]
    lines = Line.objects.filter(school__in=schools).count()
    answer = {"schools": len(schools), "lines": lines, "differences": rows}
    said = f"{lines} lines of {len(schools)} schools rebuilt from the ledger"
    give_table(args, answer, rows=rows, headline=f"{said}: {len(rows)} differences")
    return PROBLEMS if rows else DONE
