"""The commands. Each module here is a group of them and offers `add_to(subparsers)`.

A command is a function that is given the parsed arguments and answers with the exit status: 0 done, 1 the
answer is "problems" or "no". It is registered with `command(...)`, which says whether it needs the database.
To refuse what was typed, raise `CommandWrong` with one sentence that says what to do: exit status 2.

Modules import nothing heavy at the top, so that `trellis --help` answers at once.
"""

import argparse
import datetime as dt
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

DONE = 0
PROBLEMS = 1
WRONG = 2

Run = Callable[[argparse.Namespace], int]


class CommandWrong(Exception):
    """What was asked cannot be done as it was asked; the message is one sentence that says what to do."""


def group(subparsers: Any, name: str, *, help: str) -> Any:
    """The sub-commands of `trellis NAME …`, made by whichever module speaks of them first."""
    existing = subparsers.choices.get(name)
    if existing is None:
        parser = subparsers.add_parser(name, help=help, description=help)
        existing = parser
        parser.subcommands = parser.add_subparsers(dest=f"{name}_command", metavar="COMMAND", required=True)
    return existing.subcommands


def command(
    subparsers: Any, name: str, *, run: Run, help: str, database: bool = True, counts: bool = False
) -> argparse.ArgumentParser:
    """One command, its one-line help, whether the database must be ready before it runs, and whether it only
    counts: then it is set up with the registers and no room above them.
    """
    parser = subparsers.add_parser(name, help=help, description=help)
    parser.set_defaults(run=run, needs_database=database, counts=counts)
    return parser


def by_command_line() -> str:
    """Who did it, where nobody said: the name this person has on the machine."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = "unknown"
    return f"command line, {login}"


def read_day(option: str, text: str) -> dt.date:
    """The day an option names."""
    from trellis.rules.dates import read_date
    from trellis.rules.words import ProblemWith

    try:
        return read_date(text)
    except ProblemWith as wrong:
        raise CommandWrong(f"{option}: {wrong}") from wrong


def offer_table_options(parser: argparse.ArgumentParser) -> None:
    """Let a command's table be had as JSON, CSV, Excel or Parquet (interfaces.md)."""
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    for ending, what in (("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet")):
        parser.add_argument(f"--{ending}", type=Path, metavar="FILE", help=f"also write the table to {what}")
