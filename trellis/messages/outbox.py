"""The outbox: messages as files under TRELLIS_DATA/outbox, each written exactly once and never over another.

A batch has a folder of its own: the print run in class order, in parts where it is very long; one PDF per
child and household; and where texts and e-mails leave by nothing else, one file for each (`.txt`, `.eml`).
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from trellis.messages.links import words_handed_over
from trellis.messages.models import Batch, Channel, Item
from trellis.messages.printing import Paper, pdfs_of, print_run
from trellis.messages.smtp import message_of
from trellis.schools.models import School

PRINT_RUN = "print-run{part}.pdf"
_BEING_WRITTEN = ".being-written-"


@dataclass(frozen=True)
class Written:
    """What stands in the outbox for a batch."""

    folder: str
    digest: str
    files: Mapping[int, str]


def root() -> Path:
    return Path(settings.TRELLIS_DATA) / "outbox"


def write(batch: Batch) -> Written:
    """Write what is not there yet.

    The files of a frozen batch are the same bytes however often they are made.
    """
    folder = folder_of(batch)
    place = root() / folder
    place.mkdir(parents=True, exist_ok=True)
    paper = Paper.of(batch)
    letters = paper.letters()
    run = print_run(paper, letters)
    for name, part in zip(names_of_run(len(run)), run, strict=True):
        write_once(place / name, part)
    files = {letter.pk: file_name(letter) for letter in letters}
    missing = [letter for letter in letters if not (place / files[letter.pk]).exists()]
    for letter, pdf in zip(missing, pdfs_of(paper, missing), strict=True):
        write_once(place / files[letter.pk], pdf)
    return Written(folder, hashlib.sha256(b"".join(run)).hexdigest(), files)


def write_message(item: Item) -> str:
    """Write a text or an e-mail as a file, if it is not there yet; its name in the batch's folder."""
    place = root() / folder_of(item.batch)
    place.mkdir(parents=True, exist_ok=True)
    name = f"{item.channel}-{item.reference}.{'txt' if item.channel == Channel.TEXT else 'eml'}"
    write_once(place / name, _as_text(item) if item.channel == Channel.TEXT else bytes(message_of(item)))
    return name


def _as_text(item: Item) -> bytes:
    said = f"To: {item.address[0]}\nReference: {item.reference}\n\n{words_handed_over(item)}\n"
    return said.encode()


def folder_of(batch: Batch) -> str:
    return f"{folder_of_school(batch.school)}/{batch.pk:05}-{slugify(batch.occasion)}"


def folder_of_school(school: School) -> str:
    return f"letters/{school.pk}-{slugify(school.name)}"


def file_name(letter: Item) -> str:
    """The class, the child (or the family) and the reference: files sort in class order, and no two are the
    same.
    """
    pupil = letter.pupil
    who = slugify(f"{pupil.surname} {pupil.forename}" if pupil else letter.addressee)[:60]
    parts = (slugify(letter.class_name), who, letter.reference)
    return "-".join(part for part in parts if part) + ".pdf"


def path_of(item: Item) -> Path | None:
    """Where an item's file stands, once it was written."""
    return root() / item.batch.folder / item.file if item.file else None


def files_of(items: Iterable[Item]) -> Iterator[str]:
    """Where the files of items lie below the data folder, whatever a child or a school was called when they
    were written; with them go the print runs they are in, which are made anew without them when asked for.
    """
    for item in items:
        folder = f"outbox/letters/{item.batch.school_id}-*/{item.batch_id:05}-*"
        yield f"{folder}/*-{item.reference}.*"
        if item.is_letter:
            yield f"{folder}/{PRINT_RUN.format(part='*')}"
        yield f"{folder}/{_BEING_WRITTEN}*"  # whoever wrote it was stopped: nobody knows whose it is


def names_of_run(parts: int) -> list[str]:
    """The files of a print run in so many parts: `print-run.pdf`, or `print-run-1-of-6.pdf` and on."""
    if parts == 1:
        return [PRINT_RUN.format(part="")]
    return [PRINT_RUN.format(part=f"-{number}-of-{parts}") for number in range(1, parts + 1)]


def print_run_of(batch: Batch, parts: int) -> list[Path]:
    """Where a batch's print run of so many parts stands, once it was written and while it is there."""
    run = [root() / batch.folder / name for name in names_of_run(parts)] if batch.printed_at else []
    return run if all(path.exists() for path in run) else []


def write_once(path: Path, content: bytes) -> str:
    """Put a file in place whole or not at all, never over one that is there; its SHA-256.

    A file that is already there must be the same letter: anything else is not ours to replace.
    """
    digest = hashlib.sha256(content).hexdigest()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=_BEING_WRITTEN, delete=False) as being_written:
        being_written.write(content)
        being_written.flush()
        os.fsync(being_written.fileno())
    unfinished = Path(being_written.name)
    try:
        # Linking, unlike renaming, refuses to take the place of a file that is there.
        os.link(unfinished, path)
    except FileExistsError:
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise
    finally:
        unfinished.unlink()
    return digest
