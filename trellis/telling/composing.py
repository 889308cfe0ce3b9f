"""A newsletter as it would be published this moment: its words, its live figures, and what stands in the way.

Nothing here is saved. The page of a draft shows this, and publishing compares it with what was looked at.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.messages.languages import language_name
from trellis.messages.typesetting import unprintable
from trellis.telling.blocks import BLOCKS, Drawn, drawn
from trellis.telling.models import Newsletter, Picture, Section
from trellis.telling.names import possible_names
from trellis.telling.pictures import is_kept
from trellis.telling.words import Part, parts_of, words_in

WRITTEN_IN = "en"


@dataclass(frozen=True)
class Told:
    """One section as it would be printed, with how its figures were counted."""

    section: Section
    parts: Sequence[Part]
    counted: Sequence[tuple[str, str]] = ()
    ledger: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Side:
    """A newsletter in one language."""

    language: str
    parts: Sequence[Part]

    @property
    def name(self) -> str:
        return language_name(self.language)

    def as_json(self) -> dict[str, Any]:
        return {"language": self.language, "parts": list(self.parts)}


@dataclass(frozen=True)
class Composed:
    """The whole newsletter, and everything a person should look at before it goes out."""

    newsletter: Newsletter
    told: Sequence[Told]
    sides: Sequence[Side]
    names: Sequence[str]
    waiting: Sequence[tuple[Section, str]]  # translations nobody has approved: the section, the language
    problems: Sequence[str]

    @property
    def empty(self) -> list[Section]:
        """The sections of which nothing would be printed."""
        return [one.section for one in self.told if not one.parts]

    @property
    def pictured(self) -> list[Picture]:
        """The pictures in which a child can be recognised."""
        held = (one.section.picture for one in self.told if one.parts)
        return [picture for picture in held if picture and picture.shows == Picture.Shows.CONSENT]

    @property
    def needs_consent(self) -> bool:
        return bool(self.names or self.pictured)

    @property
    def counted(self) -> list[tuple[str, str]]:
        return [pair for one in self.told for pair in one.counted]

    @property
    def ledger(self) -> dict[str, int]:
        return {urn: number for one in self.told for urn, number in (one.ledger or {}).items()}

    @cached_property
    def digest(self) -> str:
        """What it says: another digest is another newsletter."""
        said = {"title": self.newsletter.title, "sides": [side.as_json() for side in self.sides]}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def compose(newsletter: Newsletter, day: dt.date | None = None) -> Composed:
    """Draw a newsletter up as it stands."""
    day = day or timezone.localdate()
    sections = list(newsletter.sections.select_related("picture").prefetch_related("translations"))
    told = [_told(section, newsletter, day) for section in sections]
    sides = [Side(WRITTEN_IN, [part for one in told for part in one.parts]), *_translated(told)]
    texts = [text for one in told if one.section.kind != Section.Kind.BLOCK for text in words_in(one.parts)]
    return Composed(
        newsletter=newsletter,
        told=told,
        sides=sides,
        names=possible_names([newsletter.title, *texts], newsletter.school, day),
        waiting=[
            (one.section, language_name(each.language))
            for one in told
            for each in one.section.translations.all()
            if each.approved_at is None
        ],
        problems=list(_problems(newsletter, told, sides)),
    )


def _told(section: Section, newsletter: Newsletter, day: dt.date) -> Told:
    if section.kind == Section.Kind.BLOCK:
        held = drawn(section.block, newsletter.school, day)
        return _figures(section, held) if held else Told(section, ())
    parts = [*parts_of(section.words), *_picture(section)]
    heading = section.title or (
        str(_("How to help at home")) if section.kind == Section.Kind.HOME_HELP else ""
    )
    return Told(section, _headed(heading, parts))


def _figures(section: Section, held: Drawn) -> Told:
    block = BLOCKS[section.block]
    parts = _headed(section.title or str(block.words), list(held.parts))
    return Told(section, parts, list(held.counted), held.ledger)


def _headed(heading: str, parts: list[Part]) -> list[Part]:
    return [{"kind": "heading", "text": heading}, *parts] if parts and heading else parts


def _picture(section: Section) -> list[Part]:
    return [section.picture.part] if section.picture else []


def _translated(told: Sequence[Told]) -> Iterator[Side]:
    """A side for each language in which somebody has approved the words of a section."""
    approved: dict[str, list[Part]] = {}
    for one in told:
        for each in one.section.translations.all():
            if each.approved_at is not None and not one.section.is_empty:
                parts = [*parts_of(each.words), *_picture(one.section)]
                approved.setdefault(each.language, []).extend(_headed(each.title, parts))
    for language in sorted(approved):
        yield Side(language, approved[language])


def _problems(newsletter: Newsletter, told: Sequence[Told], sides: Sequence[Side]) -> Iterator[str]:
    """Why it cannot go out as it stands, each in a sentence."""
    if not sides[0].parts:
        yield _("There is nothing in this newsletter yet.")
    for one in told:
        if one.section.kind == Section.Kind.HOME_HELP and not one.parts:
            yield _("It says nothing yet of how to help at home: fill that section in, or take it out.")
        picture = one.section.picture
        if picture and one.parts and not is_kept(picture.file):
            yield (
                _("The picture “%(says)s” is no longer kept on this machine: bring it again, or take it out.")
                % {"says": picture.says}
            )
    cannot = "".join(
        dict.fromkeys(
            letter
            for text in (newsletter.title, *(text for side in sides for text in words_in(side.parts)))
            for letter in unprintable(text)
        )
    )
    if cannot:
        yield _("The typeface of our newsletters cannot print %(letters)s.") % {"letters": " ".join(cannot)}
