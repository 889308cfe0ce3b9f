"""trellis user add: somebody who may sign in, with a role at a school or grouping."""

import argparse
from typing import Any

from trellis.web.commands import DONE, CommandWrong, by_command_line, command, group

ROLES = (
    "class_teacher, supply_teacher, office, attendance_lead, inclusion_lead, safeguarding_lead, head, "
    "governor, data_manager, ewo, trust_officer, authority_officer"
)


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    users = group(subparsers, "user", help="Add people who sign in, and set their passwords.")
    parser = command(users, "add", run=add, help="Give somebody a role; they are added if new.")
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--role", required=True, metavar="ROLE", help=ROLES)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--school", metavar="URN")
    place.add_argument("--grouping", metavar="NAME", help="its name, or kind:name where two share it")
    parser.add_argument("--name", help="the person's name (default: from the e-mail address)")
    parser.add_argument(
        "--class", dest="school_class", metavar="CLASS", help="the class of a teacher, this year's"
    )
    parser.add_argument("--title", default="", help="their position as the register names it")
    parser.add_argument("--since", metavar="DATE", help="first day of the post (default today)")
    parser.add_argument("--until", metavar="DATE", help="last day of the post (default: no end)")
    _offer_password(parser)
    parser.add_argument("--json", action="store_true", help="answer in JSON")

    parser = command(users, "password", run=password, help="Set somebody's password.")
    parser.add_argument("email", metavar="EMAIL")
    _offer_password(parser)


def _offer_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the first line of standard input; otherwise it is asked for",
    )


def add(args: argparse.Namespace) -> int:
    """Add the person if new, and the post; a password is asked for where somebody is there to give one."""
    import json

    from trellis.rules.words import ProblemWith
    from trellis.schools.actions import appoint
    from trellis.schools.models import Person
    from trellis.schools.roles import ROLES as KNOWN

    by, place = by_command_line(), _place(args)
    new = not Person.objects.filter(email=args.email.strip().lower()).exists()
    chosen = _password(args) if new else None
    try:
        post = appoint(
            email=args.email,
            name=args.name or _name_from(args.email),
            password=chosen,
            role=args.role,
            title=args.title,
            **place,
            **_dates(args),
            by=by,
        )
    except ProblemWith as wrong:
        raise CommandWrong(str(wrong)) from wrong
    person = post.person
    if args.json:
        print(json.dumps({"email": person.email, "new": new, "role": post.role, "at": str(post.where)}))
        return DONE
    print(f"{person.name} <{person.email}> is {KNOWN[post.role].words} at {post.where}.")
    if KNOWN[post.role].in_own_classes and post.school_class is None:
        print("They see no pupils until they are given a class (--class).")
    if new and chosen is None:
        print(
            "They have no password: run `trellis user password`, or sign in through a provider or a passkey."
        )
    return DONE


def password(args: argparse.Namespace) -> int:
    """Set a password, which must be long enough and not a common one."""
    from trellis.schools.models import Person

    person = Person.objects.filter(email=args.email.strip().lower()).first()
    if person is None:
        raise CommandWrong(
            f"Nobody with the e-mail address {args.email} signs in here: run `trellis user add`."
        )
    chosen = _password(args)
    if chosen is None:
        raise CommandWrong(
            "There is nobody to ask for a password: give it on standard input with --password-stdin."
        )
    person.set_password(chosen)
    person.save(update_fields=["password"])
    print(f"The password of {person.email} is set.")
    return DONE


def _password(args: argparse.Namespace) -> str | None:
    """The password given or asked for, checked; None where nobody is there to ask."""
    import getpass
    import sys

    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if args.password_stdin:
        chosen = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        chosen = getpass.getpass("Password (empty for none): ")
        if chosen and chosen != getpass.getpass("Again: "):
            raise CommandWrong("The two passwords were not the same: try again.")
    else:
        chosen = ""
    if not chosen and not args.password_stdin:
        return None
    try:
        validate_password(chosen)
    except ValidationError as wrong:
        raise CommandWrong(" ".join(wrong.messages)) from wrong
    return chosen


def _place(args: argparse.Namespace) -> dict[str, Any]:
    """The school or grouping the post is at, and the class it names."""
    if args.grouping:
        if args.school_class:
            raise CommandWrong("--class goes with --school: a class belongs to a school.")
        return {"grouping": _grouping(args.grouping)}
    from trellis.schools.models import School

    school = School.objects.known_by(args.school).first()
    if school is None:
        raise CommandWrong(f"No school has the URN {args.school}: run `trellis school add` first.")
    return {"school": school, "school_class": _school_class(args, school)}


def _grouping(written: str) -> Any:
    from trellis.schools.models import Grouping

    kind, _colon, name = written.rpartition(":")
    found = list(Grouping.objects.filter(name=name.strip(), **({"kind": kind} if kind else {})))
    if not found:
        raise CommandWrong(f"There is no grouping “{written}”: it is made with `trellis school add … --in`.")
    if len(found) > 1:
        kinds = " or ".join(f"{one.kind}:{one.name}" for one in found)
        raise CommandWrong(f"More than one grouping is called {name}: write --grouping {kinds}.")
    return found[0]


def _school_class(args: argparse.Namespace, school: Any) -> Any:
    if not args.school_class:
        return None
    from django.utils.timezone import localdate

    from trellis.rules.academic_year import AcademicYear
    from trellis.schools.models import SchoolClass

    year = AcademicYear.of(_dates(args).get("since") or localdate())
    found = SchoolClass.objects.filter(school=school, year=year.start, name=args.school_class).first()
    if found is None:
        raise CommandWrong(f"{school.name} has no class {args.school_class} in {year.label}.")
    return found


def _dates(args: argparse.Namespace) -> dict[str, Any]:
    from trellis.web.commands import read_day

    named = {"since": args.since, "until": args.until}
    return {name: read_day(f"--{name}", written) for name, written in named.items() if written}


def _name_from(email: str) -> str:
    """olive.ofori@oak.example is called Olive Ofori until somebody says otherwise."""
    return email.partition("@")[0].replace(".", " ").replace("_", " ").strip().title()
