"""trellis measures, trellis pupils: figures and the lists behind them."""

import argparse
from typing import Any

from trellis.web.commands import DONE, CommandWrong, command, offer_table_options


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    measuring = command(
        subparsers, "measures", run=measures, help="Measure attendance and absence.", counts=True
    )
    measuring.add_argument(
        "names", nargs="+", metavar="NAME", help="such as absence, persistent_absence, reason:I"
    )
    measuring.add_argument("--by", default="", metavar="FIELD,…", help="such as year_group,sex or half_term")
    listing = command(
        subparsers, "pupils", run=pupils, help="List the pupils who meet a condition.", counts=True
    )
    listing.add_argument(
        "--where", required=True, metavar="CONDITION", help="persistent_absence, severe_absence, below:80 …"
    )
    for parser in (measuring, listing):
        offer_question(parser)
        offer_table_options(parser)


def offer_question(parser: argparse.ArgumentParser) -> None:
    """The options by which a command about figures says whose, when and known when (interfaces.md)."""
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--school", metavar="URN")
    whose.add_argument("--grouping", metavar="KIND:NAME", help="such as trust:Rivermead")
    parser.add_argument("--year", metavar="YEAR", help="an academic year, such as 2024/25")
    parser.add_argument("--half-term", metavar="NAME", help="one half-term of the year, such as “Autumn 1”")
    parser.add_argument("--since", metavar="DATE", help="the first day, with --until instead of --year")
    parser.add_argument("--until", metavar="DATE", help="the last day")
    parser.add_argument(
        "--population", default="all_on_roll", help="statistical, compulsory_age or all_on_roll (the default)"
    )
    parser.add_argument(
        "--characteristics",
        default="last",
        help="which of a pupil's values in the period counts: first, last (the default) or ever",
    )
    parser.add_argument(
        "--as-at", metavar="MOMENT", help="as known then: 2025-02-14T16:00, or a day for its end"
    )


def measures(args: argparse.Namespace) -> int:
    """The measures asked for, by any mix of fields."""
    from trellis.measures.evaluate import evaluate
    from trellis.measures.measure import by_name
    from trellis.measures.periods import TIME_FIELDS
    from trellis.registers.rolls import FIELDS
    from trellis.rules.words import ProblemWith
    from trellis.web.asking import asked
    from trellis.web.tables import give_table

    fields = tuple(dict.fromkeys(name.strip() for name in args.by.split(",") if name.strip()))
    known = (*FIELDS, *TIME_FIELDS)
    for name in fields:
        if name not in known:
            raise CommandWrong(f"--by: there is no field “{name}”; there are {', '.join(known)}.")
    try:
        wanted = [by_name(name) for name in args.names]
    except ProblemWith as wrong:
        raise CommandWrong(str(wrong)) from wrong
    found = asked(args, fields)
    answer = evaluate(
        found.held.rolls,
        wanted,
        [found.period],
        fields,
        population=found.population,
        which=found.which,
        as_at=found.as_at,
        ledger=found.ledger,
    )
    rows = [row.as_json() for row in answer.rows]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    give_table(
        args,
        answer.as_json(),
        rows=[{name: row.get(name) for name in columns} for row in rows],
        headline=f"{found.period.label}, {found.population.value}, as at {found.as_at:%Y-%m-%d %H:%M %Z}",
    )
    return DONE


def pupils(args: argparse.Namespace) -> int:
    """Everybody who meets a condition, with their counts and the rule."""
    from trellis.measures.pupils import condition, pupils_where
    from trellis.rules.words import ProblemWith
    from trellis.schools.naming import named
    from trellis.web.asking import asked
    from trellis.web.tables import give_table

    try:
        wanted = condition(args.where)
    except ProblemWith as wrong:
        raise CommandWrong(f"--where: {wrong}") from wrong
    found = asked(args)
    held = pupils_where(found.held.rolls, wanted, found.period, population=found.population)
    who = named([listed.enrolment for listed in held], held.period.until)
    rows = [_row(who[listed.enrolment], listed) for listed in held]
    rows.sort(
        key=lambda row: (-row["absent"] * 1_000_000 // row["possible"], row["surname"], row["forename"])
    )
    answer = {
        "as_at": found.as_at.isoformat(),
        "ledger": found.ledger,
        "population": found.population.value,
        "where": wanted.name,
        "pupils": rows,
    }
    give_table(args, answer, rows=rows, headline=f"Pupils: {len(rows)}, {wanted.name}, {held.period.label}")
    return DONE


def _row(who: Any, listed: Any) -> dict[str, Any]:
    """One pupil on the list."""
    from trellis.rules.rounding import percent
    from trellis.rules.tally import absent, attended, possible

    tally = listed.tally
    return {
        "upn": who.upn,
        "pupil_id": who.admission_number,
        "forename": who.forename,
        "surname": who.surname,
        "year_group": who.year_group,
        "class": who.class_name,
        "school": who.urn,
        "period": listed.period.label,
        "possible": possible(tally),
        "attended": attended(tally),
        "absent": absent(tally),
        "percent": percent(attended(tally), possible(tally)),
        "missing_marks": tally.missing,
        "rule": str(listed.threshold),
    }
