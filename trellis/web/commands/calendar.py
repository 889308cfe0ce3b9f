"""trellis calendar import: the terms, breaks, INSET days, holidays and closures of a school's year."""

import argparse
from typing import Any

from trellis.web.commands import command, group


def add_to(subparsers: Any) -> None:
    """Offer the command of this module."""
    from trellis.web.commands.imports import offer_file

    calendars = group(subparsers, "calendar", help="State when a school is open.")
    parser = command(
        calendars, "import", run=bring_calendar, help="Bring a calendar: since, until, kind, name."
    )
    offer_file(parser)


def bring_calendar(args: argparse.Namespace) -> int:
    """A file that names terms is the whole calendar of their year; one without adds to it."""
    from trellis.web.commands.imports import bring

    return bring("calendar", args, {})
