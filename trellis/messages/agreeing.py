"""Letters and dates the schools of a grouping agree on, and how each school keeps to them.

A trust, partnership or authority agrees words and days; a school adopts the words, and they are its own from
then on: approved by its own person, changed by its own person. It keeps to them where the words in force are
the same, letter for letter. It may differ, openly. Above the school only counts are seen, never a family.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from trellis.messages.actions import (
    approve_wording,
    check_subject,
    check_words,
    offer_templates,
    write_wording,
)
from trellis.messages.drafts import SUBJECTS, Subject
from trellis.messages.languages import language_name
from trellis.messages.models import (
    AgreedDate,
    AgreedWording,
    Batch,
    Channel,
    Item,
    Template,
    Wording,
    digest_of_words,
)
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HALF_TERM_NAMES
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Grouping, GroupingMembership, Person, School


class ProblemWithAgreement(ProblemWith):
    """Why something cannot be agreed or adopted, in one sentence."""

    subject = "agreement"


# --- Agreeing -----------------------------------------------------------------------------------------------


@transaction.atomic
def agree_wording(
    *, grouping: Grouping, name: str, channel: str, language: str, title: str, body: str, by: By
) -> AgreedWording:
    """From now on these are the agreed words. Schools that adopted the ones before keep those until they
    adopt these.
    """
    subject = subject_of(name)
    title, body = title.strip(), body.strip().replace("\r\n", "\n")
    check_subject(subject, channel, title)
    check_words(subject, channel, body)
    earlier = AgreedWording.objects.filter(grouping=grouping, name=name, channel=channel, language=language)
    last = earlier.order_by("-number").first()
    if last is not None and last.digest == digest_of_words(title, body):
        return last
    return AgreedWording.objects.create(
        grouping=grouping,
        name=name,
        channel=channel,
        language=language,
        number=last.number + 1 if last else 1,
        title=title,
        body=body,
        agreed_at=timezone.now(),
        agreed_by=by if isinstance(by, Person) else None,
        agreed_by_name=name_of(by),
    )


@transaction.atomic
def agree_date(
    *, grouping: Grouping, subject: str, letter: str = "", year: int, half_term: str, send_by: dt.date, by: By
) -> AgreedDate:
    """By which day every school sends it in a half-term; agreed again, the day is the new one."""
    if half_term not in HALF_TERM_NAMES or (subject, letter) not in half_termly():
        raise _refuse(gettext_noop("Choose a half-term and the letters it is about."))
    if send_by not in AcademicYear(year):
        template = gettext_noop("%(day)s is not in %(year)s.")
        raise _refuse(template, day=send_by.isoformat(), year=AcademicYear(year).label)
    date, _made = AgreedDate.objects.update_or_create(
        grouping=grouping,
        subject=subject,
        letter=letter,
        year=year,
        half_term=half_term,
        defaults={"send_by": send_by, "agreed_at": timezone.now(), "agreed_by_name": name_of(by)},
    )
    return date


@transaction.atomic
def adopt(*, school: School, agreed: AgreedWording, by: Person) -> Wording:
    """A school makes the agreed words its own: kept as its next version, and approved by its own person."""
    if not _agreed_for(school).filter(pk=agreed.pk).exists():
        raise _refuse(gettext_noop("These words are not agreed for this school."))
    subject = subject_of(agreed.name)
    offer_templates(school=school, subject=subject)
    template = Template.objects.get(school=school, name=agreed.name)
    wording = write_wording(
        template=template,
        channel=agreed.channel,
        language=agreed.language,
        title=agreed.title,
        body=agreed.body,
        by=by,
    )
    return approve_wording(wording=wording, by=by)


def subject_of(name: str) -> Subject:
    """The subject a template belongs to."""
    found = next((subject for subject in SUBJECTS.values() if name in subject.templates), None)
    if found is None:
        raise _refuse(gettext_noop("There is no letter “%(name)s”."), name=name)
    return found


def _agreed_for(school: School) -> Any:
    """The words in force of every grouping the school is in today."""
    held = GroupingMembership.objects.on(timezone.localdate()).filter(school=school)
    return AgreedWording.objects.in_force().filter(grouping__in=held.values("grouping"))


# --- Keeping to it ------------------------------------------------------------------------------------------


class Keeping(StrEnum):
    """How a school's words stand to the agreed ones."""

    ADOPTED = "adopted"
    OWN = "own"
    NOT_APPROVED = "not-approved"


class Sending(StrEnum):
    """How a school keeps to an agreed day."""

    ON_TIME = "on-time"
    LATE = "late"
    NOT_SENT = "not-sent"
    DUE = "due"


@dataclass(frozen=True)
class Letter:
    """One agreed message: what every school calls it, how it goes and in which language."""

    agreed: AgreedWording

    @property
    def key(self) -> str:
        return f"{self.agreed.name}.{self.agreed.channel}.{self.agreed.language}"

    @property
    def words(self) -> str:
        return str(subject_of(self.agreed.name).templates[self.agreed.name])

    @property
    def how(self) -> str:
        """Such as "Letter, Welsh"."""
        return f"{Channel(self.agreed.channel).label}, {language_name(self.agreed.language)}"


@dataclass(frozen=True)
class Sent:
    """What became of an agreed day at one school: when it was first sent, and how many messages."""

    standing: Sending
    on: dt.date | None = None
    items: int = 0


@dataclass(frozen=True)
class KeepingTo:
    """A grouping's schools beside what they agreed."""

    schools: Sequence[School]
    letters: Sequence[Letter]
    dates: Sequence[AgreedDate]
    words: Mapping[tuple[int, str], Keeping]
    sent: Mapping[tuple[int, int], Sent]

    def keeping(self, letter: Letter) -> dict[Keeping, int]:
        """How many schools stand how to one letter."""
        standing = [self.words[school.pk, letter.key] for school in self.schools]
        return {each: standing.count(each) for each in Keeping}

    def sending(self, date: AgreedDate) -> dict[Sending, int]:
        """How many schools sent it on time, late, not, or have time yet."""
        standing = [self.sent[school.pk, date.pk].standing for school in self.schools]
        return {each: standing.count(each) for each in Sending}


def keeping_to(grouping: Grouping, day: dt.date | None = None) -> KeepingTo:
    """Every school of a grouping today beside every agreed letter, and every agreed day of this year."""
    day = day or timezone.localdate()
    schools = list(School.objects.in_grouping(grouping, day).prefetch_related("urns"))
    agreed = AgreedWording.objects.in_force().filter(grouping=grouping)
    order = {name: place for place, name in enumerate(_names())}
    letters = sorted(
        map(Letter, agreed), key=lambda one: (order.get(one.agreed.name, 0), one.agreed.channel, one.key)
    )
    dates = list(grouping.agreed_dates.filter(year=AcademicYear.of(day).start).order_by("send_by"))
    return KeepingTo(schools, letters, dates, _words(schools, letters), _sent(schools, dates, day))


def standing_of(school: School) -> list[tuple[Letter, Keeping]]:
    """The letters agreed for a school, and how its own words stand to each."""
    letters = [Letter(agreed) for agreed in _agreed_for(school).select_related("grouping")]
    words = _words([school], letters)
    return [(letter, words[school.pk, letter.key]) for letter in letters]


def _names() -> Iterable[str]:
    return (name for subject in SUBJECTS.values() for name in subject.templates)


def _words(schools: Sequence[School], letters: Sequence[Letter]) -> dict[tuple[int, str], Keeping]:
    """How each school's words in force stand to each agreed letter: one query for them all."""
    approved = Wording.objects.approved().filter(
        template__school__in=schools, template__name__in={letter.agreed.name for letter in letters}
    )
    in_force: dict[tuple[int, str], Wording] = {}
    for wording in approved.select_related("template").order_by("number"):
        key = f"{wording.template.name}.{wording.channel}.{wording.language}"
        in_force[wording.template.school_id, key] = wording
    return {
        (school.pk, letter.key): _standing(in_force.get((school.pk, letter.key)), letter)
        for school in schools
        for letter in letters
    }


def _standing(wording: Wording | None, letter: Letter) -> Keeping:
    if wording is None:
        return Keeping.NOT_APPROVED
    same = digest_of_words(wording.title, wording.body) == letter.agreed.digest
    return Keeping.ADOPTED if same else Keeping.OWN


def _sent(
    schools: Sequence[School], dates: Sequence[AgreedDate], day: dt.date
) -> dict[tuple[int, int], Sent]:
    """When each school first approved what an agreed day is about, in its half-term."""
    batches = (
        Batch.objects.filter(
            school__in=schools,
            subject__in={date.subject for date in dates},
            occasion__in={date.occasion for date in dates},
            state__in=[Batch.State.APPROVED, Batch.State.SENT],
        )
        .annotate(written=Count("items", filter=~Q(items__state__in=Item.UNDONE)))
        .order_by("approved_at")
    )
    first: dict[tuple[int, str, str], Batch] = {}
    written: dict[tuple[int, str, str], int] = defaultdict(int)
    for batch in batches:
        key = batch.school_id, batch.subject, batch.occasion
        first.setdefault(key, batch)
        written[key] += batch.written
    found = {}
    for school in schools:
        for date in dates:
            key = school.pk, date.subject, date.occasion
            found[school.pk, date.pk] = _kept(first.get(key), written[key], date, day)
    return found


def _kept(batch: Batch | None, written: int, date: AgreedDate, day: dt.date) -> Sent:
    if batch is None:
        return Sent(Sending.DUE if day <= date.send_by else Sending.NOT_SENT)
    on = timezone.localdate(batch.approved_at)
    return Sent(Sending.ON_TIME if on <= date.send_by else Sending.LATE, on, written)


def half_termly() -> dict[tuple[str, str], str]:
    """What a day can be agreed for, by subject and letter: what is written once a half-term, in words."""
    return {
        (subject.name, letter): str(subject.templates[letter] if letter else subject.words)
        for subject in SUBJECTS.values()
        for letter in subject.half_termly
    }


def _refuse(template: str, **values: object) -> ProblemWithAgreement:
    return ProblemWithAgreement(Sentence(template, **values))
