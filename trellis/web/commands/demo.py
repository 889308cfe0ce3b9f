"""trellis demo: a fictional trust in a fictional authority, to look at and to try things on."""

import argparse
import datetime as dt
import json
import secrets
import shutil
import time
from typing import TYPE_CHECKING, Any

from trellis.web.commands import DONE, CommandWrong, command

if TYPE_CHECKING:
    from trellis.web.demo.world import World

# Who is worth signing in as, and what they came for.
_LOGINS = (
    ("attendance@brackenfold.example.org", "attendance lead, Brackenfold Primary School"),
    ("head@brackenfold.example.org", "headteacher there"),
    ("office@brackenfold.example.org", "school office there"),
    ("safeguarding@brackenfold.example.org", "safeguarding lead there"),
    ("governor@brackenfold.example.org", "governor there: figures, and no child"),
    ("data@saltway.example.org", "data manager, Saltway Primary School: import its two files"),
    ("inclusion@larkspur.example.org", "trust officer: eight schools"),
    ("attendance@wealdmere.example.org", "authority officer"),
    ("welfare@wealdmere.example.org", "education welfare officer"),
)

# Words for a password nobody has used before; five of them are chosen anew for each demonstration.
_WORDS = (
    "alder basin cedar dunlin ember fallow gable hazel inlet juniper kestrel larch meadow "
    "nutmeg orchard pebble quarry rowan saddle teasel umber valley willow yarrow barley copper "
    "damson fennel garnet heather ivory lantern"
)


def add_to(subparsers: Any) -> None:
    """Offer the command of this module."""
    making = command(
        subparsers,
        "demo",
        run=make,
        help="Fill an empty database with a fictional trust of eight schools.",
    )
    making.add_argument("--schools", type=int, default=8, help="how many of the eight schools (default 8)")
    making.add_argument(
        "--years", type=int, default=3, help="how many academic years of registers (default 3)"
    )
    making.add_argument("--seed", type=int, default=1, help="the chance it is drawn from (default 1)")
    making.add_argument(
        "--on", type=dt.date.fromisoformat, metavar="DATE", help="the day it stands at (default today)"
    )
    making.add_argument("--json", action="store_true", help="answer in JSON")
    again = making.add_mutually_exclusive_group()
    again.add_argument(
        "--fresh", action="store_true", help="throw away a demonstration that is there and start again"
    )
    again.add_argument("--keep", action="store_true", help="where there is data already, leave it as it is")


def make(args: argparse.Namespace) -> int:
    """Draw the demonstration and store it; say who may sign in."""
    from django.utils import timezone

    from trellis.rules.academic_year import AcademicYear
    from trellis.web.demo import storing
    from trellis.web.demo.files import write_files
    from trellis.web.demo.store_registers import ledger_digest
    from trellis.web.demo.world import draw_world

    began = time.monotonic()
    on = args.on or timezone.localdate()
    _refuse_nonsense(args, on)
    if storing.holds_data():
        if args.keep:
            print("There is data here already: it is left as it is. `trellis user password EMAIL` gives")
            print("somebody a new password; `trellis demo --fresh` starts again, and stands at today.")
            return DONE
        _make_room(fresh=args.fresh)
    world = draw_world(schools=args.schools, years=args.years, seed=args.seed, on=on)
    password = "-".join(secrets.choice(_WORDS.split()) for _ in range(5))
    made = storing.store(world, password=password)
    answer = {
        "schools": len(world.schools),
        "years": [AcademicYear(year).label for year in world.years],
        "on": world.on.isoformat(),
        "seed": world.seed,
        "pupils": made.pupils,
        "marks": made.marks,
        "entries": made.entries,
        "ledgers": ledger_digest(),
        "files": str(write_files(world)),
        "logins": _logins(world),
        "password": password,
        "seconds": round(time.monotonic() - began, 1),
    }
    _tell(answer, as_json=args.json)
    return DONE


def _refuse_nonsense(args: argparse.Namespace, on: dt.date) -> None:
    from trellis.web.demo.schools import MOST
    from trellis.web.demo.world import EARLIEST, LATEST, MOST_YEARS

    if not 1 <= args.schools <= MOST:
        raise CommandWrong(f"--schools {args.schools} will not do: the trust has 1 to {MOST} schools.")
    if not 1 <= args.years <= MOST_YEARS:
        raise CommandWrong(f"--years {args.years} will not do: choose from 1 to {MOST_YEARS}.")
    if args.seed < 0:
        raise CommandWrong(f"--seed {args.seed} will not do: choose 0 or more.")
    if not EARLIEST <= on <= LATEST:
        raise CommandWrong(
            f"The demonstration can stand at any day from {EARLIEST} to {LATEST}: choose one with --on."
        )


def _make_room(*, fresh: bool) -> None:
    """Throw away an old demonstration with the messages it wrote, never anything else."""
    from django.core.management import call_command
    from django.db import connections

    from trellis.messages import outbox
    from trellis.schools.models import School
    from trellis.web.demo.storing import holds_only_a_demonstration

    if not holds_only_a_demonstration():
        raise CommandWrong(
            "This database holds schools or people of its own, so no demonstration is put among them: "
            "set TRELLIS_DATA to an empty folder."
        )
    if not fresh:
        raise CommandWrong("There is a demonstration here already: `trellis demo --fresh` starts again.")
    # The next demonstration counts its batches anew, and no file is ever written over another.
    for school in School.objects.all():
        shutil.rmtree(outbox.root() / outbox.folder_of_school(school), ignore_errors=True)
    for alias in connections:
        call_command("flush", database=alias, interactive=False, verbosity=0)


def _logins(world: "World") -> dict[str, str]:
    """Whom it is worth signing in as, and what they are."""
    here = {person.email for person in world.staff.people}
    teacher = world.staff.teachers[(0, world.years[-1], max(world.classes_of(0)))]
    logins = [(email, what) for email, what in _LOGINS if email in here]
    logins.insert(3, (teacher.email, "class teacher there"))
    return dict(logins)


def _tell(answer: dict[str, Any], *, as_json: bool) -> None:
    from trellis.web.demo.schools import AUTHORITY, TRUST

    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
        return
    years = " to ".join(dict.fromkeys((answer["years"][0], answer["years"][-1])))
    print(f"{TRUST}, in {AUTHORITY}: {answer['schools']} schools, {years}, as on {answer['on']}.")
    counted = f"{answer['pupils']:,} pupils, {answer['marks']:,} marks, {answer['entries']:,} ledger entries"
    print(f"{counted}, in {answer['seconds']:.0f} s.")
    print(f"Seed {answer['seed']}; ledgers {answer['ledgers'][:16]} (the same seed and day give the same).")
    print(f"Files to try an import with: {answer['files']}")
    print("\nSign in as")
    for email, what in answer["logins"].items():
        print(f"  {email:<44}{what}")
    print(f"with the password  {answer['password']}")
    print("It is shown this once, and is for this demonstration only: everybody on the people pages has it.")
    print("Every name, number and address is made up.")
