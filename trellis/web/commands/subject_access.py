"""trellis subject-access: everything a school holds of one pupil, as an archive a family can read."""

import argparse
from pathlib import Path
from typing import Any

from trellis.web.commands import DONE, CommandWrong, by_command_line, command


def add_to(subparsers: Any) -> None:
    """Offer the command of this module."""
    parser = command(
        subparsers,
        "subject-access",
        run=subject_access,
        help="Write all that a school holds of a pupil to an archive: marks with their history, family, "
        "holds, letters, who looked. Other people are left out.",
    )
    parser.add_argument("upn", metavar="UPN", help="the pupil's UPN, or a former one")
    parser.add_argument("--school", required=True, metavar="URN")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the archive (.zip)")
    parser.add_argument(
        "--with-hold-reasons",
        action="store_true",
        help="include why letters were held, once the safeguarding lead has agreed that it may be told",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def subject_access(args: argparse.Namespace) -> int:
    """Find the pupil at the school and write the archive; the access log says that it was written."""
    import json

    from trellis.web.subject_access import write_archive

    pupil, school = _pupil(args)
    try:
        written = write_archive(
            pupil=pupil,
            school=school,
            path=args.out,
            by=by_command_line(),
            with_hold_reasons=args.with_hold_reasons,
        )
    except OSError as wrong:
        raise CommandWrong(f"{args.out} could not be written: {wrong.strerror}.") from wrong
    if args.json:
        counted = ("marks", "acts", "letters", "readings", "own_words")
        print(json.dumps({"file": str(written.file), **{name: getattr(written, name) for name in counted}}))
        return DONE
    print(
        f"{written.file}: {written.marks} marks, {written.acts} acts in their history, "
        f"{written.letters} letters, {written.readings} readings."
    )
    if written.own_words:
        print(
            f"Read it before you hand it over: {written.own_words} entries are in people's own words and may "
            "name somebody this school does not know by name."
        )
    return DONE


def _pupil(args: argparse.Namespace) -> tuple[Any, Any]:
    from trellis.schools.models import Pupil, School

    school = School.objects.known_by(args.school).first()
    if school is None:
        raise CommandWrong(f"--school: there is no school with the URN {args.school}.")
    upn = args.upn.strip().upper()
    found = list(Pupil.objects.ever_at(school).filter(numbers__upn=upn, merged_into=None).distinct())
    if not found:
        raise CommandWrong(f"No pupil of {school.name} has the UPN {upn}.")
    if len(found) > 1:
        raise CommandWrong(
            f"{len(found)} records of {school.name} have the UPN {upn}: if they are one child, merge them."
        )
    return found[0], school
