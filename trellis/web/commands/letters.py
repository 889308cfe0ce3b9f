"""trellis letters rag: the traffic-light letters of a half-term, as files."""

import argparse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trellis.web.commands import DONE, PROBLEMS, CommandWrong, by_command_line, command, group

if TYPE_CHECKING:
    from trellis.messages.drafts import Draft
    from trellis.messages.models import Batch
    from trellis.schools.models import Person, School


@dataclass(frozen=True)
class Files:
    """What was written: the files of the print run, and each letter's by the letter's digest."""

    run: list[str] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    letters = group(subparsers, "letters", help="Write letters home.")
    rag = command(letters, "rag", run=write_rag, help="Attendance letters of a half-term, in class order.")
    rag.add_argument("--school", required=True, metavar="URN")
    rag.add_argument("--year", required=True, metavar="Y", help="such as 2024/25")
    rag.add_argument("--half-term", required=True, metavar="H", help="such as “Autumn 1”")
    rag.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the letters are written")
    rag.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    rag.add_argument(
        "--by-whom",
        metavar="EMAIL",
        help="who approves them; without it they are drawn up, marked, and wait for approval",
    )
    rag.add_argument("--json", action="store_true", help="answer in JSON")


def write_rag(args: argparse.Namespace) -> int:
    """Draw the letters up; with a person who may approve them, approve and send them too."""
    from trellis.attendance.actions import draft_attendance_letters, prepare_attendance_letters
    from trellis.attendance.half_term import ProblemWithHalfTerm
    from trellis.messages.actions import approve_batch
    from trellis.messages.languages import problem_in_words
    from trellis.rules.academic_year import AcademicYear, ProblemWithYear

    school = _school(args.school)
    by = _approver(args.by_whom, school)
    try:
        asked = {"school": school, "year": AcademicYear.parse(args.year), "half_term": args.half_term}
        if args.dry_run:
            return _tell(args, school, draft_attendance_letters(**asked), None, by)
        _insist_on_folder(args.out)
        batch, draft = prepare_attendance_letters(**asked, by=by or by_command_line())
        if by is not None and draft.items:
            batch = approve_batch(batch=batch, by=by)
    except (ProblemWithYear, ProblemWithHalfTerm) as wrong:
        raise CommandWrong(problem_in_words(wrong)) from wrong
    except ValueError as wrong:
        return _refuse(args, problem_in_words(wrong))
    return _tell(args, school, draft, batch, by)


def _school(urn: str) -> "School":
    from trellis.schools.models import School

    school = School.objects.known_by(urn).first()
    if school is None:
        raise CommandWrong(f"No school here has the URN {urn}.")
    return school


def _approver(email: str | None, school: "School") -> "Person | None":
    """The person who approves the letters: somebody whose role lets them."""
    from trellis.schools.access import may
    from trellis.schools.models import Person
    from trellis.schools.roles import Permission

    if email is None:
        return None
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise CommandWrong(f"Nobody here signs in as {email}.")
    if not may(person, Permission.APPROVE_LETTERS, school):
        raise CommandWrong(f"{person.name} may not approve letters at {school.name}: name somebody who may.")
    return person


def _insist_on_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise CommandWrong(f"{folder} cannot be a folder for the letters: {wrong.strerror}.") from wrong


def _refuse(args: argparse.Namespace, why: str) -> int:
    import json
    import sys

    if args.json:
        print(json.dumps({"batch": None, "letters": 0, "problems": [{"says": why}]}, ensure_ascii=False))
    else:
        print(f"trellis: {why}", file=sys.stderr)
    return PROBLEMS


def _tell(
    args: argparse.Namespace,
    school: "School",
    draft: "Draft",
    batch: "Batch | None",
    by: "Person | None",
) -> int:
    """The answer: how many letters in each band, who is left out and why, and each letter's figures."""
    import json

    from trellis.schools.access import may
    from trellis.schools.roles import Permission

    may_know = by is not None and may(by, Permission.SEE_HOLD_REASONS, school)
    files = _write(batch, args.out) if batch is not None and draft.items else Files()
    counts = Counter(letter.band for letter in draft.items)
    counted = draft.counted
    answer = {
        "batch": batch.pk if batch else None,
        "state": batch.state if batch else None,
        "approved_by": batch.approved_by_name or None if batch else None,
        "school": args.school,
        "year": args.year,
        **{name: counted[name] for name in ("half_term", "since", "until", "as_at", "ledger")},
        "letters": len(draft.items),
        "children": len({letter.pupil.pk for letter in draft.items}),
        "bands": {name: counts[name] for name, _colour, _begins in counted["bands"]},
        "rows": _rows(draft, files.letters),
        "left_out": _left_out(draft, may_know=may_know),
        "print_run": files.run[0] if len(files.run) == 1 else files.run or None,
        "notes": list(draft.notes),
    }
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer, args.out)
    return DONE


def _write(batch: "Batch", folder: Path) -> "Files":
    """The print run and each letter, into the folder asked for.

    What was sent is copied from the outbox, so that both are the same bytes.
    """
    from trellis.messages import outbox
    from trellis.messages.printing import Paper, parts_of_run, pdfs_of, print_run

    paper = Paper.of(batch)
    letters = paper.letters()
    parts = parts_of_run(len(letters))
    sent = outbox.print_run_of(batch, parts)
    run = [path.read_bytes() for path in sent] or print_run(paper, letters)
    for name, part in zip(outbox.names_of_run(parts), run, strict=True):
        (folder / name).write_bytes(part)
    copies = (path.read_bytes() for letter in letters if (path := outbox.path_of(letter)))
    for letter, pdf in zip(letters, copies if sent else pdfs_of(paper, letters), strict=True):
        (folder / outbox.file_name(letter)).write_bytes(pdf)
    return Files(outbox.names_of_run(parts), {each.digest: outbox.file_name(each) for each in letters})


def _rows(draft: "Draft", files: dict[str, str]) -> list[dict[str, Any]]:
    from trellis.rules.rounding import percent

    upns = _upns([letter.pupil.pk for letter in draft.items])
    return [
        {
            "upn": upns.get(letter.pupil.pk),
            "pupil_id": letter.enrolment.admission_number,
            "class": letter.class_name,
            "addressee": letter.addressee,
            "languages": [side.wording.language for side in letter.sides],
            "template": letter.sides[0].wording.template.name,
            "band": letter.band,
            **letter.figures,
            "percent": percent(letter.figures["attended"], letter.figures["possible"]),
            "file": files.get(letter.digest),
        }
        for letter in draft.items
    ]


def _left_out(draft: "Draft", *, may_know: bool) -> list[dict[str, Any]]:
    """Who is not written to. A reason only some may know is not told where nobody is named who may."""
    upns = _upns([each.pupil.pk for each in draft.left_out])
    return [
        {
            "upn": upns.get(each.pupil.pk),
            "pupil_id": each.enrolment.admission_number,
            "class": each.class_name,
            "reason": str(each.reason) if may_know or not each.restricted else "held",
            "says": each.why(may_know=may_know),
        }
        for each in draft.left_out
    ]


def _upns(pupils: list[int]) -> dict[int, str]:
    from trellis.schools.models import PupilNumber

    held = PupilNumber.objects.filter(pupil__in=pupils, is_former=False).order_by("since", "id")
    return dict(held.values_list("pupil", "upn"))


def _print(answer: dict[str, Any], folder: Path) -> None:
    bands = ", ".join(f"{name} {number}" for name, number in answer["bands"].items())
    period = f"{answer['half_term']} {answer['year']}"
    print(f"{answer['letters']} letters about {answer['children']} children, {period}")
    print(f"By band: {bands}")
    for why, number in Counter(each["says"] for each in answer["left_out"]).most_common():
        print(f"Not written: {number} · {why}")
    for note in answer["notes"]:
        print(note)
    if answer["print_run"]:
        run = answer["print_run"]
        named = run if isinstance(run, str) else f"{run[0]} to {run[-1]}"
        print(f"In {folder}: {named} and one file for each letter.")
    if answer["state"] == "prepared" and answer["letters"]:
        print("They are marked “not yet approved”. Approve them on the page, or name an approver: --by-whom.")
