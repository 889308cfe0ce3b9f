"""How a wording reads while it is written: how old a reader it asks for, and how it reads of a real child.

A child's figures are put into it for whoever writes the words to see; nothing is drawn up, nobody is written
to, and the family stays out of it: the letter is to somebody invented.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.messages.drafts import Subject
from trellis.messages.drawing_up import as_it_would_read
from trellis.messages.models import LeftOut
from trellis.messages.wording import Merge, fill, parts_of, plain_words
from trellis.rules.reading_age import ReadingAge, reading_age
from trellis.schools.models import Pupil, School

READ = frozenset({"en"})
"""The languages the formula is for; of any other nothing is claimed."""


@dataclass(frozen=True)
class Live:
    """A wording with the figures of one child, or why that child would not be written about."""

    pupil: Pupil
    title: str = ""
    words: str = ""
    why_not: str = ""


def reading_age_of(subject: Subject, language: str, title: str, body: str) -> ReadingAge | None:
    """The reading age of a wording filled in with invented figures, every paragraph of it."""
    if language not in READ:
        return None
    values = {field.name: field.example for field in subject.fields}
    merge = Merge(values=values, true=subject.conditions, legal=True)
    return reading_age("\n".join([fill(title, values), plain_words(parts_of(body, merge))]))


def live(
    subject: Subject,
    school: School,
    pupil: Pupil,
    *,
    template: str,
    channel: str,
    language: str,
    title: str,
    body: str,
) -> Live | None:
    """The wording as it would read of a child today; None where the subject is not about single children."""
    if subject.about is None:
        return None
    about = subject.about(school, pupil, template)
    if about is None:
        return Live(pupil, why_not=_("This child was not on the roll."))
    if about.marks_missing:
        return Live(pupil, why_not=f"{LeftOut.Reason.MARKS_MISSING.label}: {about.marks_missing}")
    if about.why_not:
        return Live(pupil, why_not=str(about.why_not[0].label))
    said = as_it_would_read(
        subject, school, about, channel=channel, language=language, title=title, body=body
    )
    return Live(pupil, *said)
