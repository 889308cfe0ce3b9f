"""What can be imported. Each room declares its own subjects in `bringing.py`; imports itself knows none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from trellis.imports.columns import Field
from trellis.imports.models import Batch, at_place
from trellis.imports.models import Mapping as Headings
from trellis.imports.problems import Answer
from trellis.imports.tables import Progress, no_progress

# Somebody who signed in, or "command line, …".
Actor = AbstractBaseUser | str


class ChangedMeanwhileError(Exception):
    """What an import was tried against is no longer so: try it again."""


@dataclass(frozen=True)
class BroughtFile:
    """One file and what the person who brought it calls it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Brought:
    """What somebody brought, ready to be tried: whose it is, the files, and what was said about them."""

    place: Any  # a school, or a grouping; nothing where it is about several schools
    files: Sequence[BroughtFile]
    by: Actor
    options: Mapping[str, Any] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    progress: Progress = no_progress


@dataclass
class Attempt:
    """A file tried against what is known now: the answer, and how to make it so.

    `write` is called in a transaction, after everything was read, checked and packed; it raises
    `ChangedMeanwhileError` where somebody else got there first.
    """

    answer: Answer
    write: Callable[[Batch], None]


@dataclass
class Undone:
    """What undoing came to, and what stays because somebody changed it since."""

    undone: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"undone": self.undone, "kept": self.kept}


@dataclass(frozen=True)
class Subject:
    """One kind of file."""

    kind: str
    words: str | Promise
    fields: Sequence[Field]
    attempt: Callable[[Brought], Attempt]
    undo: Callable[[Batch, Actor], Undone]
    # Columns that head themselves, such as one a session: not asked about on the mapping page.
    is_own_heading: Callable[[str], bool] = lambda heading: False
    names_children: bool = True  # whether its pages are written down in the access log
    # Headings and what stands below each, of a file that is more than one table; nothing: its only table's.
    samples: Callable[[Path, str], Mapping[str, Sequence[str]]] | None = None


_SUBJECTS: dict[str, Subject] = {}


def declare(subject: Subject) -> Subject:
    """Make a subject known. Each room does so once, in its `bringing.py`."""
    _SUBJECTS[subject.kind] = subject
    return subject


def subject(kind: str) -> Subject:
    """The subject of a kind of file."""
    if kind not in _SUBJECTS:
        apps.check_models_ready()
        autodiscover_modules("bringing")
    return _SUBJECTS[kind]


def remembered_headings(place: Any, kind: str) -> dict[str, str]:
    """What a school's or grouping's headings mean, as somebody confirmed once."""
    found = Headings.objects.filter(**at_place(place), kind=kind).values_list("headings", flat=True).first()
    return dict(found or {})


def name_of(by: Actor) -> str:
    """Who did something, as it is kept for good."""
    return by if isinstance(by, str) else by.get_full_name()  # type: ignore[attr-defined]


def person_of(by: Actor) -> AbstractBaseUser | None:
    """The person, where one signed in."""
    return None if isinstance(by, str) else by
