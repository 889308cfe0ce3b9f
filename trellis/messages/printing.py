"""Kept letters made into paper: the print run of a batch, one letter, and the pictures of its pages."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from trellis.messages.drafts import SUBJECTS, Subject
from trellis.messages.models import Batch, Channel, Item, Side, Wording
from trellis.messages.typesetting import Sheet, set_pages, set_pdfs
from trellis.messages.wording import Merge, fill, parts_of, plain_words
from trellis.schools.models import School
from trellis.schools.settings import settings_of

SAMPLE_ADDRESS = ("Ms Amara Reed", "1 Example Street", "Sampleton", "SA1 1AA")
LONGEST_RUN = 1_000  # letters in one file
LETTERHEAD = ("letterhead_address", "letterhead_phone", "letterhead_email")


@dataclass(frozen=True)
class Paper:
    """What every letter of a batch is written on: the school's letterhead, and the day it bears."""

    batch: Batch
    school: School
    letterhead: Sequence[str]
    both_sides: bool
    at: dt.datetime
    layout: str = "letter"

    @classmethod
    def of(cls, batch: Batch) -> "Paper":
        """The paper of a batch: its day is that of the approval, or of the preparation while it waits."""
        at = timezone.localtime(batch.approved_at or batch.prepared_at)
        held = settings_of([batch.school], [*LETTERHEAD, "letters_both_sides"], at.date())[batch.school_id]
        return cls(
            batch=batch,
            school=batch.school,
            letterhead=letterhead(*(held[name].value for name in LETTERHEAD)),
            both_sides=held["letters_both_sides"].value == "yes",
            at=at.replace(microsecond=0),
            layout=SUBJECTS[batch.subject].layout,
        )

    def letters(self) -> list[Item]:
        """Every letter of the batch in class order, with its sides: three queries."""
        letters = self.batch.items.by(Channel.LETTER).in_class_order().select_related("pupil")
        return list(letters.prefetch_related("sides__wording"))

    def sheets(self, letter: Item) -> list[Sheet]:
        return [self._sheet(letter, side) for side in letter.sides.all()]

    def _sheet(self, letter: Item, side: Side) -> Sheet:
        return Sheet(
            language=side.wording.language,
            school=self.school.name,
            letterhead=self.letterhead,
            address=letter.address,
            date=day_for_letter(self.at.date(), side.wording.language),
            reference=self._reference(letter),
            title=side.title,
            parts=side.parts,
            band=side.band,
            first=side.place == 1,
        )

    def _reference(self, letter: Item) -> str:
        """The reference at the foot; until somebody has approved the letter it says so."""
        if self.batch.approved_at is not None:
            return letter.reference
        return gettext("%(reference)s, not yet approved") % {"reference": letter.reference}


def letterhead(address: str, phone: str, email: str) -> list[str]:
    """The lines at the top right: the address on one, telephone and e-mail on the next."""
    lines = [", ".join(line.strip() for line in address.splitlines() if line.strip())]
    lines.append(" · ".join(part for part in (phone, email) if part))
    return [line for line in lines if line]


@lru_cache(maxsize=64)
def day_for_letter(day: dt.date, language: str) -> str:
    """A day as a letter in this language writes it: 21 October 2024, 21 października 2024."""
    with override(language):
        return date_format(day, "j E Y")


def parts_of_run(letters: int) -> int:
    """How many files so many letters are printed from: one up to a thousand; above that an even number, each
    as long as the others, which two printers can share.
    """
    return 1 if letters <= LONGEST_RUN else 2 * math.ceil(letters / (2 * LONGEST_RUN))


def in_part(letters: Sequence[Item], number: int) -> Sequence[Item]:
    """The letters of one part of the print run, in class order."""
    parts = parts_of_run(len(letters))
    return letters[len(letters) * (number - 1) // parts : len(letters) * number // parts]


def print_run(paper: Paper, letters: Sequence[Item]) -> list[bytes]:
    """Every letter of the batch in class order: one PDF/UA, or where they are very many, one of each part."""
    return list(_set_parts(paper, letters, range(1, parts_of_run(len(letters)) + 1)))


def part_of_run(paper: Paper, letters: Sequence[Item], number: int) -> bytes:
    """One part of the print run."""
    return next(_set_parts(paper, letters, [number]))


def _set_parts(paper: Paper, letters: Sequence[Item], numbers: Iterable[int]) -> Iterator[bytes]:
    parts = parts_of_run(len(letters))
    bundles = [
        (
            title_of(paper.batch, number, parts),
            [sheet for letter in in_part(letters, number) for sheet in paper.sheets(letter)],
        )
        for number in numbers
    ]
    return set_pdfs(bundles, at=paper.at, both_sides=paper.both_sides, layout=paper.layout)


def pdf_of(paper: Paper, letter: Item) -> bytes:
    """One letter as a PDF/UA of its own, titled with its subject."""
    return next(pdfs_of(paper, [letter]))


def pdfs_of(paper: Paper, letters: Sequence[Item]) -> Iterator[bytes]:
    """Each of these letters as a PDF/UA of its own, in their order."""
    bundles = [(sheets[0].title, sheets) for sheets in map(paper.sheets, letters)]
    return set_pdfs(bundles, at=paper.at, layout=paper.layout)


def pages_of(paper: Paper, letter: Item) -> list[bytes]:
    """One letter as pictures of its pages."""
    return set_pages(paper.sheets(letter), title=title_of(paper.batch), layout=paper.layout)


def _sample(subject: Subject) -> Merge:
    """Invented figures."""
    values = {field.name: field.example for field in subject.fields}
    return Merge(values=values, weeks=subject.weeks, true=subject.conditions, legal=True)


def sample_words(wording: Wording) -> str:
    """A text or an e-mail filled in with invented figures."""
    return plain_words(parts_of(wording.body, _sample(SUBJECTS[wording.template.subject])))


def sample_pages(wording: Wording) -> list[bytes]:
    """A wording as it looks on paper, filled in with invented figures and marked so."""
    subject, school = SUBJECTS[wording.template.subject], wording.template.school
    today = timezone.localdate()
    held = settings_of([school], LETTERHEAD, today)[school.pk]
    merge = _sample(subject)
    sheet = Sheet(
        language=wording.language,
        school=school.name,
        letterhead=letterhead(*(held[name].value for name in LETTERHEAD)),
        address=list(SAMPLE_ADDRESS),
        date=day_for_letter(today, wording.language),
        reference=gettext("Invented figures, to show the wording"),
        title=fill(wording.title, merge.values),
        parts=parts_of(wording.body, merge),
    )
    return set_pages([sheet], title=sheet.title, layout=subject.layout)


def title_of(batch: Batch, number: int = 1, parts: int = 1) -> str:
    """What a print run, or a part of one, is called: the subject, when, the school, and which part."""
    subject = SUBJECTS[batch.subject]
    # In the language the service speaks, whoever prints it: the same batch is the same file.
    with override(settings.LANGUAGE_CODE):
        whole = f"{subject.words}, {subject.describe(batch.asked)}, {batch.school.name}"
        said = gettext("%(whole)s, part %(number)d of %(parts)d")
        return whole if parts == 1 else said % {"whole": whole, "number": number, "parts": parts}
