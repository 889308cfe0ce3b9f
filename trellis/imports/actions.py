"""Bringing a file: it is kept, tried, accepted or left, and can be undone (house.md §2, imports).

Nothing is written until everything was read and checked; then the whole of it, in one transaction.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from trellis.imports.columns import MissingColumns
from trellis.imports.files import ProblemWithFile
from trellis.imports.models import Batch, at_place
from trellis.imports.models import Mapping as Headings
from trellis.imports.problems import Answer, Problem
from trellis.imports.subjects import (
    Actor,
    Attempt,
    Brought,
    BroughtFile,
    ChangedMeanwhileError,
    Subject,
    Undone,
    name_of,
    person_of,
    remembered_headings,
    subject,
)
from trellis.imports.tables import Progress, no_progress
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

# How often an import is tried again when somebody else writes while it does.
_TRIES = 3
# A file that was tried and never decided about is not kept for longer.
KEPT_UNDECIDED = timedelta(days=14)


class ProblemWithBatch(ProblemWith):
    """Something that cannot be done with an import as it stands."""

    subject = "import"


_OVERTAKEN = Sentence(
    gettext_noop(
        "Others kept writing while this file was being checked, so nothing was imported: bring it again."
    )
)


FILE_IS_GONE = Sentence(
    gettext_noop("The file of this import is no longer kept on this machine: bring it again.")
)


def try_files(kind: str, brought: Brought) -> Attempt:
    """What bringing some files would do. Nothing is changed; a file that is no table is one problem."""
    if brought.place is not None and not brought.headings:
        headings = remembered_headings(brought.place, kind)
        brought = Brought(**{**vars(brought), "headings": headings})
    try:
        if not brought.files:
            raise ProblemWithFile(FILE_IS_GONE)
        return subject(kind).attempt(brought)
    except MissingColumns as wrong:
        answer = Answer(
            problems=[Problem(wrong.says, row=1)],
            columns=wrong.understood.read_as,
            left_out=wrong.understood.left_out,
            refused=True,
        )
        return Attempt(answer, write=_write_nothing)
    except ProblemWithFile as wrong:
        answer = Answer(problems=[Problem(wrong.says)], refused=True)
        return Attempt(answer, write=_write_nothing)


def _write_nothing(batch: Batch) -> None:
    raise AssertionError("A refused file is not written.")


def import_files(
    kind: str, brought: Brought, *, dry_run: bool = False, skip_problems: bool = False
) -> tuple[dict[str, Any], bool]:
    """Bring files in one go, as a command does: the promised answer, and whether it went ahead (or would)."""
    for tries_left in reversed(range(_TRIES)):
        attempt = try_files(kind, brought)
        goes_ahead = may_go_ahead(attempt.answer, skip_problems=skip_problems)
        if dry_run or not goes_ahead:
            return attempt.answer.as_json(imported=goes_ahead), goes_ahead
        try:
            batch = _write(kind, brought, attempt)
        except ChangedMeanwhileError as overtaken:
            if not tries_left:
                raise ProblemWithBatch(_OVERTAKEN) from overtaken
        else:
            return attempt.answer.as_json(batch=batch.pk), True
    raise AssertionError("unreachable")


def may_go_ahead(answer: Answer, *, skip_problems: bool) -> bool:
    """With problems nothing is imported, unless the good rows are asked for and the file as a whole will
    do.
    """
    return not answer.refused and (skip_problems or not answer.problems)


def _write(kind: str, brought: Brought, attempt: Attempt) -> Batch:
    digest = digest_of(file.path for file in brought.files)
    with transaction.atomic():
        now = timezone.now()
        batch = Batch.objects.create(
            kind=kind,
            **_of(brought.place),
            name=_called(brought.files),
            digest=digest,
            options=dict(brought.options),
            state=Batch.State.ACCEPTED,
            answer=attempt.answer.as_kept(),
            total=attempt.answer.rows,
            done=attempt.answer.rows,
            brought_by=person_of(brought.by),
            brought_by_name=name_of(brought.by),
            accepted_at=now,
            accepted_by_name=name_of(brought.by),
        )
        attempt.write(batch)
    return batch


def digest_of(paths: Iterable[Path]) -> str:
    """The SHA-256 of files taken together."""
    found = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def _of(place: Any) -> dict[str, Any]:
    return {} if place is None else at_place(place)


def _called(files: Sequence[BroughtFile]) -> str:
    return ", ".join(file.name for file in files)[:200]


# --- in steps, as a person does in the browser ---


def bring(
    *,
    kind: str,
    place: Any,
    files: Sequence[tuple[str, BinaryIO | Iterable[bytes]]],
    options: Mapping[str, Any] | None = None,
    by: Actor,
) -> Batch:
    """Keep what somebody uploaded, to be tried. Only the file's own name is kept, never where it lay."""
    batch = Batch.objects.create(
        kind=kind,
        **_of(place),
        name=", ".join(Path(name).name for name, _ in files)[:200],
        options=dict(options or {}),
        brought_by=person_of(by),
        brought_by_name=name_of(by),
    )
    folder = Path(settings.TRELLIS_DATA) / "files" / "imports" / str(batch.pk)
    folder.mkdir(parents=True)
    paths = [folder / f"{number:02d} {Path(name).name[-120:]}" for number, (name, _) in enumerate(files)]
    for path, (_, content) in zip(paths, files, strict=True):
        with path.open("wb") as kept:
            kept.writelines(content)
    batch.folder = str(folder.relative_to(settings.TRELLIS_DATA))
    batch.digest = digest_of(paths)
    batch.save(update_fields=["folder", "digest"])
    return batch


def try_batch(batch: Batch, *, progress: Progress = no_progress) -> Attempt:
    """Try what was brought against what is known now, and keep the answer for the page."""
    try:
        attempt = try_files(batch.kind, _brought(batch, progress))
    except BaseException:
        # Whoever brought it is told; what went wrong is in the log, where it belongs.
        _keep(batch, Answer(problems=[Problem(_BROKE_OFF)], refused=True))
        raise
    _keep(batch, attempt.answer)
    return attempt


_BROKE_OFF = Sentence(
    gettext_noop("Reading this file broke off, which is our fault and not the file’s: nothing was imported.")
)


def _keep(batch: Batch, answer: Answer) -> None:
    batch.answer = answer.as_kept()
    batch.state = Batch.State.REFUSED if answer.refused else Batch.State.TRIED
    batch.done = batch.total = answer.rows
    batch.save(update_fields=["answer", "state", "done", "total"])


def _brought(batch: Batch, progress: Progress = no_progress) -> Brought:
    return Brought(
        place=batch.place,
        files=[BroughtFile(path, path.name[3:]) for path in batch.paths],
        by=batch.brought_by or batch.brought_by_name,
        options=batch.options,
        decisions=batch.decisions,
        progress=progress,
    )


def decide(batch: Batch, decisions: Mapping[str, str]) -> Batch:
    """Keep what a person confirmed of a tried file, and try it again so."""
    batch.decisions = {**batch.decisions, **decisions}
    batch.save(update_fields=["decisions"])
    try_batch(batch)
    return batch


def remember_headings(*, batch: Batch, headings: Mapping[str, str], by: Actor) -> None:
    """Keep what a school's headings mean, and try the file again so."""
    known = remembered_headings(batch.place, batch.kind)
    Headings.objects.update_or_create(
        **at_place(batch.place),
        kind=batch.kind,
        defaults={"headings": known | dict(headings), "confirmed_by_name": name_of(by)},
    )
    try_batch(batch)


def claim(batch: Batch) -> None:
    """Say yes to a tried file, once: from now on it is being imported."""
    claimed = Batch.objects.filter(pk=batch.pk, state=Batch.State.TRIED).update(
        state=Batch.State.WRITING, done=0
    )
    if not claimed:
        raise ProblemWithBatch(
            Sentence(gettext_noop("This import has been decided about already: load the page again.")),
            batch.pk,
        )


def accept(
    batch: Batch,
    *,
    by: Actor,
    skip_problems: bool = False,
    claimed: bool = False,
    progress: Progress = no_progress,
) -> bool:
    """Make a tried file so. False: what it would do has changed since it was shown, so it is shown again."""
    if not claimed:
        claim(batch)
    try:
        for _ in range(_TRIES):
            attempt = try_files(batch.kind, _brought(batch, progress))
            if not _as_shown(batch, attempt) or not may_go_ahead(attempt.answer, skip_problems=skip_problems):
                _keep(batch, attempt.answer)
                return False
            try:
                _make_so(batch, attempt, by=by)
            except ChangedMeanwhileError:
                continue
            discard_files(batch)
            return True
    finally:
        Batch.objects.filter(pk=batch.pk, state=Batch.State.WRITING).update(state=Batch.State.TRIED)
    return False


def _as_shown(batch: Batch, attempt: Attempt) -> bool:
    """Would the file still do what the person who says yes was shown?"""
    return json.dumps(attempt.answer.as_kept(), sort_keys=True) == json.dumps(batch.answer, sort_keys=True)


def _make_so(batch: Batch, attempt: Attempt, *, by: Actor) -> None:
    with transaction.atomic():
        batch.accepted_at = timezone.now()
        attempt.write(batch)
        batch.state = Batch.State.ACCEPTED
        batch.accepted_by_name = name_of(by)
        batch.done = batch.total
        batch.save(update_fields=["state", "accepted_at", "accepted_by_name", "done"])


def leave(batch: Batch) -> None:
    """Do not import it: the file goes, the record that it was brought stays."""
    Batch.objects.filter(pk=batch.pk, state__in=[Batch.State.TRIED, Batch.State.READING]).update(
        state=Batch.State.REFUSED
    )
    discard_files(batch)


def undo(batch: Batch, *, by: Actor) -> Undone:
    """Take an import back, keeping and listing what others changed since."""
    with transaction.atomic():
        claimed = Batch.objects.filter(pk=batch.pk, state=Batch.State.ACCEPTED).update(
            state=Batch.State.UNDONE, undone_at=timezone.now(), undone_by_name=name_of(by)
        )
        if not claimed:
            raise ProblemWithBatch(_why_not_undone(batch), batch.pk)
        undone = subject(batch.kind).undo(batch, by)
        Batch.objects.filter(pk=batch.pk).update(undo=undone.as_json())
    batch.refresh_from_db()
    return undone


def _why_not_undone(batch: Batch) -> Sentence:
    batch.refresh_from_db()
    if batch.state == Batch.State.UNDONE:
        return Sentence(gettext_noop("Import %(batch)s has been undone already."), batch=batch.pk)
    return Sentence(
        gettext_noop("Import %(batch)s was never accepted, so nothing can be undone."), batch=batch.pk
    )


# --- keeping no more than is needed ---


def discard_files(batch: Batch) -> None:
    """The file itself goes once it is decided about: what it said is in the records."""
    if batch.folder:
        shutil.rmtree(Path(settings.TRELLIS_DATA) / batch.folder, ignore_errors=True)
        batch.folder = ""
        batch.save(update_fields=["folder"])


def let_go(which: models.QuerySet[Any]) -> list[str]:
    """Import nothing of those nobody has decided about; the patterns by which the files of all lie below the
    data folder, for whoever removes them once this stands.
    """
    folders = list(which.exclude(folder="").values_list("folder", flat=True))
    which.filter(state__in=[Batch.State.READING, Batch.State.TRIED]).update(state=Batch.State.REFUSED)
    which.update(folder="")
    return [f"{folder}/*" for folder in folders]


def discard_undecided() -> int:
    """Let go of files nobody decided about for two weeks; how many there were."""
    stale = Batch.objects.exclude(folder="").filter(brought_at__lt=timezone.now() - KEPT_UNDECIDED)
    found = list(stale)
    for batch in found:
        leave(batch)
    return len(found)


__all__ = [
    "ProblemWithBatch",
    "Subject",
    "accept",
    "bring",
    "claim",
    "decide",
    "discard_undecided",
    "import_files",
    "leave",
    "let_go",
    "may_go_ahead",
    "remember_headings",
    "try_batch",
    "try_files",
    "undo",
]
