"""Telling the authority: a file is prepared, approved by a named person, and only then taken and sent."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from trellis.attendance.knowing.authority import Due, cells_of, headings
from trellis.attendance.knowing.models import AuthorityFile, AuthorityRow, Enquiry
from trellis.rules.watch import Watch
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Person, Pupil, School


class ProblemWithFileForAuthority(ProblemWith):
    """A file for the authority that cannot go on as it stands."""

    subject = "file"


@transaction.atomic
def prepare_file(*, school: School, watch: Watch, found: Sequence[Due], by: By) -> AuthorityFile:
    """Freeze those of a list nobody has told the authority of, or is about to."""
    waiting = [one for one in found if one.watch is watch and one.file is None]
    if not waiting:
        says = gettext_noop("There is nobody on this list who does not stand in a file already.")
        raise ProblemWithFileForAuthority(Sentence(says))
    file = AuthorityFile.objects.create(
        school=school, watch=watch.value, headings=headings(), prepared_by_name=name_of(by)
    )
    AuthorityRow.objects.bulk_create(
        AuthorityRow(file=file, pupil_id=one.child.pupil, since=one.since, cells=cells)
        for one, cells in cells_of(school, waiting, timezone.localdate())
        if one.child
    )
    return file


@transaction.atomic
def approve_file(*, file: AuthorityFile, by: Person) -> AuthorityFile:
    """A named person has looked through it: it may leave."""
    if file.approved_at is None:
        file.approved_at, file.approved_by, file.approved_by_name = timezone.now(), by, by.name
        file.save()
    return file


@transaction.atomic
def record_sent(*, file: AuthorityFile, sent_on: dt.date, sent_how: str, by: By) -> AuthorityFile:
    """When and how it went; Trellis sends it nowhere itself."""
    if file.approved_at is None:
        raise ProblemWithFileForAuthority(
            Sentence(gettext_noop("Nobody has approved this file: it has not left the school."))
        )
    if not timezone.localdate(file.approved_at) <= sent_on <= timezone.localdate():
        says = gettext_noop("It was sent between the day it was approved and today.")
        raise ProblemWithFileForAuthority(Sentence(says), sent_on)
    file.sent_on, file.sent_how, file.sent_by_name = sent_on, sent_how.strip(), name_of(by)
    file.save()
    return file


@transaction.atomic
def throw_file_away(*, file: AuthorityFile) -> None:
    """A file nobody has approved is prepared again another day; one that was approved is kept."""
    if file.approved_at is not None:
        raise ProblemWithFileForAuthority(
            Sentence(
                gettext_noop("This file was approved by %(name)s and is kept."), name=file.approved_by_name
            )
        )
    file.delete()


@transaction.atomic
def note_enquiry(
    *, school: School, pupil: Pupil, on: dt.date, asked: str, words: str, with_authority: bool, by: By
) -> Enquiry:
    """Write down an enquiry after a child."""
    if on > timezone.localdate():
        raise ProblemWithFileForAuthority(Sentence(gettext_noop("This day has not come yet.")), on)
    return Enquiry.objects.create(
        school=school,
        pupil=pupil,
        on=on,
        asked=asked.strip(),
        words=words.strip(),
        with_authority=with_authority,
        recorded_by_name=name_of(by),
    )
