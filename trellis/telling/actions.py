"""What is done with newsletters: begun, written, asked for, translated, published.

Nothing that is published ever changes.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.messages.outbox import write_once
from trellis.schools.access import may
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Person, School, SchoolClass
from trellis.schools.owning import Owner
from trellis.schools.roles import Permission
from trellis.telling import pictures, publishing
from trellis.telling.blocks import BLOCKS
from trellis.telling.composing import Composed, compose
from trellis.telling.models import Ask, Edition, Newsletter, Picture, Section, Series, Translation


class ProblemWithTelling(ValueError):
    """Why something cannot be told like this, in one sentence."""


# --- Series and newsletters ---------------------------------------------------------------------------------


@transaction.atomic
def begin_series(
    *,
    school: School,
    title: str,
    about: str = Series.About.SCHOOL,
    every: str = Series.Every.HALF_TERM,
    home_help: bool = False,
    owner: Owner = None,
    by: By,
) -> Series:
    """A newsletter that will come out again and again; who sees to it, and how often."""
    title = " ".join(title.split())
    if Series.objects.filter(school=school, title__iexact=title).exists():
        raise ProblemWithTelling(_("There is a newsletter called “%(title)s” already.") % {"title": title})
    series = Series(
        school=school,
        title=title,
        about=about,
        every=every,
        home_help=home_help,
        owner=owner,
    )
    return keep(series, by)


@transaction.atomic
def begin_newsletter(
    *, series: Series, due_on: dt.date, title: str = "", school_class: SchoolClass | None = None, by: By
) -> Newsletter:
    """The next newsletter of a series, with the sections each one has."""
    if (series.about == Series.About.CLASS) != (school_class is not None):
        raise ProblemWithTelling(
            _("Say which class this newsletter is of.")
            if school_class is None
            else _("This newsletter is of the whole school.")
        )
    newsletter = Newsletter.objects.create(
        series=series,
        school_class=school_class,
        title=" ".join(title.split()) or series.title,
        due_on=due_on,
        begun_at=timezone.now(),
        begun_by=by if isinstance(by, Person) else None,
        begun_by_name=name_of(by),
    )
    if series.home_help:
        Section.objects.create(newsletter=newsletter, place=1, kind=Section.Kind.HOME_HELP)
    return newsletter


@transaction.atomic
def give_up_newsletter(*, newsletter: Newsletter) -> Newsletter:
    """A newsletter that will not come out after all: what was written stays, and nobody is asked any more."""
    if newsletter.editions.exists():
        raise ProblemWithTelling(_("This newsletter is published: correct it with another edition."))
    newsletter.given_up_at = timezone.now()
    newsletter.save(update_fields=["given_up_at"])
    return newsletter


# --- Sections -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_section(
    *,
    newsletter: Newsletter,
    kind: str = Section.Kind.WORDS,
    title: str = "",
    words: str = "",
    block: str = "",
) -> Section:
    """A section at the end of a newsletter."""
    _still_written(newsletter)
    if kind == Section.Kind.BLOCK and block not in BLOCKS:
        raise ProblemWithTelling(_("There are no such figures."))
    last = newsletter.sections.order_by("-place").first()
    return Section.objects.create(
        newsletter=newsletter,
        place=last.place + 1 if last else 1,
        kind=kind,
        title=" ".join(title.split()),
        words=words.strip(),
        block=block,
    )


@transaction.atomic
def write_section(
    *, section: Section, title: str, words: str, picture: Picture | None = None, by: By
) -> Section:
    """Put words (and a picture) into a section. A translation of other words is a draft again."""
    _still_written(section.newsletter)
    title, words = " ".join(title.split()), words.strip().replace("\r\n", "\n")
    if (section.title, section.words) != (title, words):
        section.translations.update(approved_at=None, approved_by=None, approved_by_name="")
    section.title, section.words, section.picture = title, words, picture
    section.save(update_fields=["title", "words", "picture"])
    ask = Ask.objects.filter(section=section, given_at=None).first()
    if ask is not None and not section.is_empty:
        _given(ask, by)
    return section


@transaction.atomic
def move_section(*, section: Section, up: bool) -> None:
    """A section changes places with the one before or after it."""
    _still_written(section.newsletter)
    held = list(section.newsletter.sections.all())
    at = held.index(section)
    to = at - 1 if up else at + 1
    if 0 <= to < len(held):
        held[at], held[to] = held[to], held[at]
    for place, each in enumerate(held, start=1):
        each.place = place
    Section.objects.bulk_update(held, ["place"])


@transaction.atomic
def take_out_section(*, section: Section) -> None:
    """A section goes, with what was asked for it."""
    _still_written(section.newsletter)
    section.delete()


def _still_written(newsletter: Newsletter) -> None:
    if newsletter.given_up_at is not None:
        raise ProblemWithTelling(_("This newsletter was given up."))


# --- Contributions ------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for(
    *,
    newsletter: Newsletter,
    wanted: str,
    due_on: dt.date,
    owner: Owner = None,
    on_behalf_of: str = "",
    title: str = "",
    section: Section | None = None,
    by: By,
) -> Ask:
    """Ask somebody, or whoever has a role, for a contribution: an empty section waits for it."""
    _still_written(newsletter)
    if owner is None:
        raise ProblemWithTelling(_("Say whom you ask."))
    if due_on > newsletter.due_on:
        raise ProblemWithTelling(_("That is after the newsletter is to be published."))
    return Ask.objects.create(
        section=section or add_section(newsletter=newsletter, title=title),
        owner=owner,
        wanted=wanted.strip(),
        on_behalf_of=" ".join(on_behalf_of.split()),
        due_on=due_on,
        asked_at=timezone.now(),
        asked_by=by if isinstance(by, Person) else None,
        asked_by_name=name_of(by),
    )


@transaction.atomic
def contribute(*, ask: Ask, words: str, picture: Picture | None = None, by: Person) -> Ask:
    """Give what was asked for; it may be given again until the newsletter is published."""
    newsletter = ask.section.newsletter
    if newsletter.editions.exists():
        raise ProblemWithTelling(_("This newsletter is published already."))
    write_section(
        section=ask.section,
        title=ask.section.title,
        words=words,
        picture=picture or ask.section.picture,
        by=by,
    )
    return _given(ask, by)


def _given(ask: Ask, by: By) -> Ask:
    ask.given_at, ask.given_by_name = timezone.now(), name_of(by)
    ask.given_by = by if isinstance(by, Person) else None
    ask.save(update_fields=["given_at", "given_by", "given_by_name"])
    return ask


@transaction.atomic
def remind(*, asks: Sequence[Ask]) -> int:
    """Note that those who were asked were reminded; once a day each, so that nobody is pestered."""
    now = timezone.now()
    today = timezone.localdate()
    for ask in asks:
        if ask.reminded_at is None or timezone.localtime(ask.reminded_at).date() < today:
            ask.reminded_at, ask.reminders = now, ask.reminders + 1
            ask.save(update_fields=["reminded_at", "reminders"])
    return len(asks)


# --- Pictures -----------------------------------------------------------------------------------------------


def bring_picture(*, school: School, file: BinaryIO, says: str, shows: str, by: By) -> Picture:
    """Take a picture somebody brings: made anew from its dots alone, or refused with the reason."""
    held = pictures.clean(file)
    return Picture.objects.create(
        school=school,
        file=pictures.keep_file(held),
        says=" ".join(says.split()),
        shows=shows,
        width=held.width,
        height=held.height,
        brought_at=timezone.now(),
        brought_by=by if isinstance(by, Person) else None,
        brought_by_name=name_of(by),
    )


# --- Translations -------------------------------------------------------------------------------------------


@transaction.atomic
def translate_section(*, section: Section, language: str, title: str, words: str) -> Translation:
    """A section's words in another language: a draft until somebody who reads it has approved it."""
    _still_written(section.newsletter)
    translation, _made = Translation.objects.update_or_create(
        section=section,
        language=language,
        defaults={
            "title": " ".join(title.split()),
            "words": words.strip().replace("\r\n", "\n"),
            "approved_at": None,
            "approved_by": None,
            "approved_by_name": "",
        },
    )
    return translation


@transaction.atomic
def approve_translation(*, translation: Translation, by: Person) -> Translation:
    """Somebody who reads the language has read the words and says they may go out."""
    if translation.approved_at is None:
        translation.approved_at, translation.approved_by = timezone.now(), by
        translation.approved_by_name = by.name
        translation.save(update_fields=["approved_at", "approved_by", "approved_by_name"])
    return translation


# --- Published ----------------------------------------------------------------------------------------------


@transaction.atomic
def publish(
    *, newsletter: Newsletter, seen: str, consent: bool = False, corrects: str = "", by: Person
) -> Edition:
    """A named person publishes the newsletter as it was shown: its words and figures are frozen, and its page
    and paper are written.

    `seen` is the digest of what was looked at: where a figure or a word has changed since, nothing goes out.
    """
    if not may(by, Permission.PUBLISH_NEWSLETTERS, newsletter.school):
        raise ProblemWithTelling(
            _("%(name)s may not publish newsletters at this school.") % {"name": by.name}
        )
    newsletter = (
        Newsletter.objects.select_for_update(of=("self",))
        .select_related("series__school", "school_class")
        .get(pk=newsletter.pk)
    )
    _still_written(newsletter)
    held = compose(newsletter)
    _insist(held, seen, consent, corrects.strip())
    return freeze_edition(composed=held, at=timezone.now(), by=by, corrects=corrects.strip())


@transaction.atomic
def freeze_edition(*, composed: Composed, at: dt.datetime, by: Person, corrects: str = "") -> Edition:
    """Keep a newsletter as it was composed, as its next edition, and write its page and its paper."""
    newsletter = composed.newsletter
    number = newsletter.editions.count() + 1
    edition = Edition.objects.create(
        newsletter=newsletter,
        number=number,
        corrects=corrects if number > 1 else "",
        sides=[side.as_json() for side in composed.sides],
        counted=composed.counted,
        ledger=composed.ledger,
        names=list(composed.names),
        published_at=at,
        published_by=by,
        published_by_name=by.name,
        digest=composed.digest,
        folder=publishing.folder_of(newsletter.school, newsletter.pk, number),
    )
    _write_files(edition)
    return edition


def _insist(held: Composed, seen: str, consent: bool, corrects: str) -> None:
    if held.problems:
        raise ProblemWithTelling(held.problems[0])
    if held.digest != seen:
        raise ProblemWithTelling(
            _("A figure or a word has changed since you looked: look again before you publish.")
        )
    if held.needs_consent and not consent:
        raise ProblemWithTelling(_("Say that consent is held for every child who is named or pictured."))
    if held.newsletter.editions.exists() and not corrects:
        raise ProblemWithTelling(_("Say what this edition puts right."))


def _write_files(edition: Edition) -> None:
    folder = publishing.root() / edition.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (
        (publishing.PAGE, publishing.page_of(edition)),
        (publishing.PAPER, publishing.paper_of(edition)),
    ):
        _replace_unpublished(folder / name, content)


def _replace_unpublished(path: Any, content: bytes) -> None:
    """Write a file once. One left by an attempt that was rolled back was never published, and goes."""
    if path.exists() and hashlib.sha256(path.read_bytes()).digest() != hashlib.sha256(content).digest():
        path.unlink()
    if not path.exists():
        write_once(path, content)
