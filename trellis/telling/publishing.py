"""What an edition is made of: its frozen words as a page that stands alone, and as paper."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from trellis.messages.printing import LETTERHEAD, day_for_letter, letterhead
from trellis.schools.models import School
from trellis.schools.settings import settings_of
from trellis.telling import pictures
from trellis.telling.models import Edition
from trellis.telling.typesetting import Page, set_paper
from trellis.telling.words import Part

PAGE, PAPER = "newsletter.html", "newsletter.pdf"


def root() -> Path:
    return Path(settings.TRELLIS_DATA) / "files" / "telling" / "newsletters"


def folder_of(school: School, newsletter: int, number: int) -> str:
    return f"{school.pk}/{newsletter:06}-{number}"


def path_of(edition: Edition, name: str) -> Path:
    """Where a file of an edition stands."""
    return root() / edition.folder / name


def is_kept(edition: Edition) -> bool:
    """Whether its files are there; they are not where the folder is gone, as after a backup of the records
    alone was put back.
    """
    return all(path_of(edition, name).exists() for name in (PAGE, PAPER))


@dataclass(frozen=True)
class Heading:
    """What stands over a newsletter: the school, the title, of whom, the day and the edition."""

    school: School
    title: str
    about: str
    day: Any
    number: int
    corrects: str

    @classmethod
    def of(cls, edition: Edition) -> "Heading":
        newsletter = edition.newsletter
        return cls(
            newsletter.school,
            newsletter.title,
            newsletter.about_words,
            timezone.localtime(edition.published_at).date(),
            edition.number,
            edition.corrects,
        )

    def under(self, language: str) -> str:
        """The line under the title: "Class 3B · 6 September 2024 · second edition, corrected"."""
        said = [self.about, day_for_letter(self.day, language)]
        if self.number > 1:
            with override(language):
                said.append(
                    _("edition %(number)d: %(corrects)s") % {"number": self.number, "corrects": self.corrects}
                )
        return " · ".join(said)


def paper_of(edition: Edition) -> bytes:
    """The edition as PDF/UA for the school's copier: each language begins a sheet of its own."""
    heading = Heading.of(edition)
    lines = letterhead_of(heading.school, heading.day)
    pages = [
        Page(
            language=side["language"],
            school=heading.school.name,
            letterhead=lines,
            title=heading.title,
            under=heading.under(side["language"]),
            parts=side["parts"],
        )
        for side in edition.sides
    ]
    at = edition.published_at.replace(microsecond=0)
    return set_paper(pages, title=f"{heading.title}, {heading.school.name}", at=at)


def page_of(edition: Edition) -> bytes:
    """The edition as one file of HTML that holds its own pictures and asks nothing of anybody."""
    heading = Heading.of(edition)
    first = edition.sides[0]["language"]
    with override(first):
        sides = [
            {
                "language": side["language"],
                "under": heading.under(side["language"]),
                "parts": _shown(side["parts"]),
            }
            for side in edition.sides
        ]
        context = {"heading": heading, "language": first, "sides": sides}
        return render_to_string("telling/edition_file.html", context).encode()


def _shown(parts: Sequence[Part]) -> list[Part]:
    """The parts with each picture inside, as bytes in the page."""
    return [part | {"url": _inside(part["file"])} if part["kind"] == "picture" else part for part in parts]


def _inside(name: str) -> str:
    kind = "png" if name.endswith(".png") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(pictures.read_file(name)).decode()}"


def letterhead_of(school: School, day: Any) -> list[str]:
    """The lines under everything the school prints: its address, telephone and e-mail."""
    held = settings_of([school], LETTERHEAD, day)[school.pk]
    return letterhead(*(held[name].value for name in LETTERHEAD))
