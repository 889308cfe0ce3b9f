"""The files of records that are erased: letters, texts and e-mails in the outbox, and whatever rooms keep so.

A room says where the files of its rows lie, as patterns below the data folder. They are asked for while the
rows are there, and removed once the rows are gone for good: what fails before then has lost nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import filter as named
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models

from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.making_known import Known

FilesOf = Callable[[Any], Iterable[str]]
"""Where the files of some rows lie, each as a pattern of folders and a name: `outbox/letters/7-*/*-K7.*`."""

FILES: Known[FilesOf] = Known()


class FilesStay(ProblemWith):
    """Files that could not be removed, though the record they were of is erased."""

    subject = "files"


def declare(model: type[models.Model], files_of: FilesOf) -> None:
    """Make known that rows stand for files: their room does so once."""
    FILES[model._meta.label] = files_of


def files_of(model: type[models.Model], keys: Iterable[int]) -> Iterable[str]:
    """Where the files of rows lie that are about to go."""
    asked = FILES.get(model._meta.label)
    return asked(model._base_manager.filter(pk__in=keys)) if asked else ()


def remove(patterns: Iterable[str]) -> None:
    """Remove files, of which some may have gone already, and what the database's own still hold of deleted
    rows; what cannot be is told once the rest has.
    """
    told = []
    stay = list(_that_stay(patterns))
    if stay:
        template = gettext_noop(
            "The record is erased, but not every file of it could be removed: remove by hand, in the data "
            "folder, %(files)s."
        )
        told.append(Sentence(template, files=", ".join(dict.fromkeys(stay))))
    if not connection.overwrite_deleted():
        template = gettext_noop(
            "The record is erased, but somebody was reading the database meanwhile: what was erased is in "
            "the file beside it that ends in -wal until Trellis is stopped and started again."
        )
        told.append(Sentence(template))
    if told:
        raise FilesStay(
            told[0] if len(told) == 1 else Sentence("%(one)s %(other)s", one=told[0], other=told[1])
        )


def _that_stay(patterns: Iterable[str]) -> Iterator[str]:
    """Those of some files that could not be removed, and why."""
    data = Path(settings.TRELLIS_DATA)
    for pattern in sorted(set(patterns)):
        try:
            for path in _lying(data, pattern):
                yield from _why_it_stays(path, data)
        except OSError as wrong:
            yield _told(wrong, data)


def _why_it_stays(path: Path, data: Path) -> list[str]:
    try:
        path.unlink(missing_ok=True)
    except OSError as wrong:
        return [_told(wrong, data)]
    return []


def _lying(folder: Path, pattern: str) -> Iterator[Path]:
    """What lies below a folder by a pattern; one nobody may look into is an error, and not an empty one."""
    here, _, below = pattern.partition("/")
    try:
        found = sorted(named((one.name for one in folder.iterdir()), here))
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in found:
        yield from _lying(folder / name, below) if below else [folder / name]


def _told(wrong: OSError, data: Path) -> str:
    return f"{Path(wrong.filename).relative_to(data)} ({wrong.strerror})"
