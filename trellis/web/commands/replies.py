"""trellis messages receive: what families answered, as the texting tool or the post box gives it."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trellis.web.commands import DONE, PROBLEMS, CommandWrong, by_command_line, command, group

if TYPE_CHECKING:
    from trellis.messages.replies import Received


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    messages = group(subparsers, "messages", help="Messages to families, and what they answer.")
    receiving = command(messages, "receive", run=receive_file, help="Take in a file of replies.")
    receiving.add_argument("file", type=Path, metavar="FILE", help="CSV: from, received_at, words")
    receiving.add_argument("--school", required=True, metavar="URN")
    receiving.add_argument(
        "--channel", choices=("text", "email"), default="text", help="what came (default text)"
    )
    receiving.add_argument("--json", action="store_true", help="answer in JSON")


def receive_file(args: argparse.Namespace) -> int:
    """Keep every reply that can be read, and name each row that cannot."""
    from trellis.messages.replies import ProblemWithReplies, receive
    from trellis.schools.models import School

    school = School.objects.known_by(args.school).first()
    if school is None:
        raise CommandWrong(f"There is no school with URN {args.school}.")
    try:
        content = args.file.read_bytes()
    except OSError as wrong:
        raise CommandWrong(f"{args.file} cannot be read: {wrong.strerror}.") from wrong
    try:
        found = receive(school=school, channel=args.channel, content=content, by=by_command_line())
    except ProblemWithReplies as wrong:
        raise CommandWrong(str(wrong)) from wrong
    _tell(args, found)
    return PROBLEMS if found.problems else DONE


def _tell(args: argparse.Namespace, found: "Received") -> None:
    if args.json:
        problems = [{"row": row, "says": says} for row, says in found.problems]
        print(json.dumps({**vars(found), "problems": problems}))
        return
    print(
        f"{found.new} new, {found.again} came before, {found.unmatched} from nobody known, "
        f"{found.stopped} asked for no more."
    )
    for row, says in found.problems:
        print(f"Row {row} was left out: {says}")
