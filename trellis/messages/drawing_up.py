"""Drawing up a batch, as every subject does it: a subject says whom it is about and what there is to say.

Whom the school may write to, by which channel and in which language, who was written to already, and why
anybody is left out, is decided here once for all subjects. One family, one message: a household is written to
once an occasion about a child, and a message names no other.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from trellis.messages.addressees import Answer, Home, Kept, homes_of, sort_key
from trellis.messages.drafts import Draft, DraftItem, DraftSide, NotWritten, Subject, Words
from trellis.messages.languages import language_name
from trellis.messages.links import KEPT, LINK
from trellis.messages.models import Channel, Item, LeftOut, Wording
from trellis.messages.typesetting import unprintable
from trellis.messages.ways import NoWay, Way, Ways
from trellis.messages.wording import Field, Merge, Week, fill, parts_of, plain_words
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.models import Contact, Enrolment, Post, Pupil, School
from trellis.schools.settings import settings_of

SETTINGS = ("home_language", "letter_contact", "letter_signatory", "letterhead_phone")

FIELDS = (
    Field("addressee", _("whom the message is to"), "Ms Amara Reed"),
    Field("forename", _("the child's forename, or the name they go by"), "Robin"),
    Field("surname", _("the child's surname"), "Reed"),
    Field("pupil", _("the child's whole name"), "Robin Reed"),
    Field("class", _("the child's class"), "3B"),
    Field("school", _("the school"), "Oak Primary"),
    Field("contact", _("whom a family may speak to, and the number to ring"), "Anil Attar, attendance lead"),
    Field("phone", _("the school's telephone number"), "01632 960100"),
    Field("signatory", _("who signs"), "Helen Hart, headteacher"),
    LINK,
)
"""Fields every message may use; a message about no child, all but the child's names and class."""

_IN_LANGUAGE = {
    Channel.LETTER: gettext_noop(
        "The %(language)s wording of “%(letter)s” is a draft: somebody must approve it before "
        "these letters can be drawn up."
    ),
    Channel.TEXT: gettext_noop(
        "No %(language)s text of “%(letter)s” is approved: somebody must approve one before "
        "these texts can be drawn up."
    ),
    Channel.EMAIL: gettext_noop(
        "No %(language)s e-mail of “%(letter)s” is approved: somebody must approve one before "
        "these e-mails can be drawn up."
    ),
}


class ProblemWithMessages(ProblemWith):
    """Why no messages can be drawn up, in one sentence."""

    subject = "messages"


def _no_chip() -> None:
    return None


@dataclass(frozen=True)
class About:
    """A child a batch may write about, and what there is to say.

    `values`, `weeks` and `chip` are asked for with the language of the wording in force, so that days and
    names of half-terms come out in it; `values` need not repeat the fields of `FIELDS`. `why_not` is the
    subject's own reason to write nothing; `marks_missing` the words for one such reason. With `home_of` it
    goes to the home of that adult alone, by their number.
    """

    pupil: Pupil
    enrolment: Enrolment
    class_name: str
    template: str
    values: Callable[[], Mapping[str, str]] = dict
    conditions: Collection[str] = ()
    legal: bool = False
    weeks: Callable[[], Sequence[Week]] = tuple
    figures: Mapping[str, Any] = field(default_factory=dict)
    band: str = ""
    chip: Callable[[], Mapping[str, str] | None] = _no_chip  # a band's word and colour, in letters only
    marks_missing: str = ""
    why_not: tuple[LeftOut.Reason, str] | None = None
    home_of: int | None = None


def draw_up(
    subject: Subject,
    school: School,
    abouts: Iterable[About],
    *,
    occasion: str,
    since: dt.date,
    until: dt.date,
    counted: Mapping[str, Any],
    channels: Sequence[str] = (Channel.LETTER,),
    notes: Sequence[str] = (),
    one_a_family: bool = False,
) -> Draft:
    """The batch as it would be this moment.

    With `one_a_family` a household with several children gets one message, which is about none of them: a
    newsletter, say.
    """
    drawing = _DrawingUp(subject, school, occasion, channels, one_a_family=one_a_family)
    items, left_out = drawing.answers(sorted(abouts, key=_in_class_order))
    return Draft(
        items=items,
        left_out=left_out,
        counted=counted,
        since=since,
        until=until,
        notes=[*drawing.notes(), *notes],
    )


def as_it_would_read(
    subject: Subject, school: School, about: About, *, channel: str, language: str, title: str, body: str
) -> Words:
    """Words filled in with what there is to say of one child, to somebody invented; nothing is kept."""
    drawing = _DrawingUp(subject, school, "", [channel], one_a_family=False)
    invented = next(field.example for field in FIELDS if field.name == "addressee")
    with override(language):
        own = drawing._own_values(about, Home(None, [Contact(name=invented)]))
        values = {**own, **about.values()}
        weeks = about.weeks() if channel == Channel.LETTER else ()
    merge = Merge(values=values, weeks=weeks, true=about.conditions, legal=about.legal)
    return fill(title, values), plain_words(parts_of(body, merge))


def insist_on_channels(subject: Subject, asked: Sequence[str]) -> list[str]:
    """The channels asked for, each once and in their order; refused where the subject does not use one."""
    channels = list(dict.fromkeys(asked))
    wrong = [channel for channel in channels if channel not in subject.channels]
    if wrong or not channels:
        template = gettext_noop("“%(subject)s” go by %(channels)s: choose from these.")
        offered = ", ".join(str(Channel(one).label) for one in Channel.values if one in subject.channels)
        raise ProblemWithMessages(Sentence(template, subject=str(subject.words), channels=offered))
    return channels


def _in_class_order(about: About) -> Any:
    return class_order(about.class_name), sort_key(about.pupil)


def class_order(name: str) -> tuple[int, str]:
    """Classes as a school lists them: those without a number first (nursery, reception), then 1A … 11C."""
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else -1, name.casefold())


_To = tuple[int | None, int | None, str]


def _to(pupil: int | None, household: int | None, addressee: str) -> _To:
    """Whom a message is about and to: the household, or where there is none, the names."""
    return pupil, household, "" if household else addressee


class _DrawingUp:
    """One drawing-up: what is the same for every item, read once."""

    def __init__(
        self, subject: Subject, school: School, occasion: str, channels: Sequence[str], *, one_a_family: bool
    ) -> None:
        self.subject, self.school, self.one_a_family = subject, school, one_a_family
        self.today = timezone.localdate()
        self.ways = Ways(school, insist_on_channels(subject, channels), self.today)
        held = settings_of([school], SETTINGS, self.today)[school.pk]
        self.held = {name: each.value for name, each in held.items()}
        self.languages: list[str] = self.held["home_language"].split("+")
        self.wordings = _wordings_in_force(school, subject)
        whom = self.held["letter_contact"] or _post_holder(school, "attendance_lead", self.today)
        self.contact = ", ".join(filter(None, (whom, self.held["letterhead_phone"])))
        self.signatory = (
            self.held["letter_signatory"] or _post_holder(school, "head", self.today) or school.name
        )
        self.unread: Counter[str] = Counter()
        self.written: dict[_To, dt.date] = {}
        self.failed: dict[_To, set[str]] = defaultdict(set)
        self._read_what_was_written(occasion)

    def _read_what_was_written(self, occasion: str) -> None:
        """The households written to about this already, and by which channels that did not arrive."""
        approved = Item.objects.approved().filter(
            batch__school=self.school, batch__subject=self.subject.name, batch__occasion=occasion
        )
        for item in approved:
            to = _to(item.pupil_id, item.household_id, item.addressee)
            if item.state == Item.State.FAILED:
                self.failed[to].add(item.channel)
            elif item.state not in Item.UNDONE:
                self.written[to] = timezone.localdate(item.approved_at)

    # --- who is written to, and who is not

    def answers(self, abouts: Sequence[About]) -> tuple[list[DraftItem], list[NotWritten]]:
        homes = homes_of(self.school, [about.enrolment for about in abouts], self.today, self.ways.reaches)
        items: list[DraftItem] = []
        left_out: list[NotWritten] = []
        for about in abouts:
            for answer in self._answers(about, _of_home(homes[about.pupil.pk], about.home_of)):
                (items if isinstance(answer, DraftItem) else left_out).append(answer)
        return (_one_each(items) if self.one_a_family else items), left_out

    def _answers(self, about: About, homes: Answer) -> Iterator[DraftItem | NotWritten]:
        """A message to each home, or why there is none; a reason that concerns the child comes before any
        message.
        """
        why_not = self._why_not(about, homes)
        if why_not:
            yield from why_not
            return
        yield from (_kept(about, kept) for kept in homes.kept)
        for home in homes.homes:
            yield self._to_home(about, home)

    def _why_not(self, about: About, homes: Answer) -> list[NotWritten]:
        left = about.enrolment.until
        if left is not None and left < self.today:
            return [_not(about, LeftOut.Reason.LEAVER, _on_day(left))]
        about_the_child = [_kept(about, kept) for kept in homes.kept if kept.whole]
        if about_the_child:
            return about_the_child
        if about.marks_missing:
            return [_not(about, LeftOut.Reason.MARKS_MISSING, about.marks_missing)]
        return [_not(about, *about.why_not)] if about.why_not else []

    def _to_home(self, about: About, home: Home) -> DraftItem | NotWritten:
        pupil = None if self.one_a_family else about.pupil.pk
        to = _to(pupil, home.household.pk if home.household else None, home.addressee)
        if to in self.written:
            return _not(about, LeftOut.Reason.ALREADY_WRITTEN, _on_day(self.written[to]))
        way = self.ways.to(home, self.failed[to])
        if isinstance(way, NoWay):
            return _not(about, way.reason, way.says)
        return self._item(about, home, way)

    # --- what a message says

    def _item(self, about: About, home: Home, way: Way) -> DraftItem | NotWritten:
        language = way.home.language or home.language
        sides = [self._side(about, way, wording) for wording in self._in_languages(about, way, language)]
        item = DraftItem(
            pupil=about.pupil,
            enrolment=about.enrolment,
            class_name=about.class_name,
            household=home.household,
            addressed_to=way.home.contacts,
            addressee=way.home.addressee,
            address=way.address,
            sides=sides,
            band=about.band,
            figures=about.figures,
            channel=way.channel,
            contact=way.contact,
        )
        if self.one_a_family:
            item = replace(item, pupil=None, enrolment=None, class_name="")
        if way.channel == Channel.LETTER:
            cannot = unprintable("".join([*item.address, *(side.title + str(side.parts) for side in sides)]))
            if cannot:
                return _not(about, LeftOut.Reason.NOT_PRINTABLE, cannot[:40])
        return item

    def _in_languages(self, about: About, way: Way, language: str) -> list[Wording]:
        """The wording the family reads, where it is approved, and that of the school's own languages."""
        held = {
            tag: self.wordings.get((about.template, way.channel, tag)) for tag in (*self.languages, language)
        }
        for tag in self.languages:
            if held[tag] is None:
                letter = str(self.subject.templates[about.template])
                template = _IN_LANGUAGE[Channel(way.channel)]
                raise ProblemWithMessages(Sentence(template, language=language_name(tag), letter=letter))
        ours = list(self.languages)
        if language in ours:
            ours.sort(key=lambda tag: tag != language)
        elif language and held[language]:
            ours.insert(0, language)
        elif language:
            self.unread[language] += 1
        return [wording for tag in ours if (wording := held[tag])]

    def _side(self, about: About, way: Way, wording: Wording) -> DraftSide:
        is_letter = way.channel == Channel.LETTER
        with override(wording.language):
            values = {**self._own_values(about, way.home), **about.values()}
            weeks = about.weeks() if is_letter else ()
            chip = about.chip() if is_letter else None
        merge = Merge(values=values, weeks=weeks, true=about.conditions, legal=about.legal)
        return DraftSide(wording, fill(wording.title, values), parts_of(wording.body, merge), chip)

    def _own_values(self, about: About, home: Home) -> dict[str, str]:
        """The fields of every message, in the language now in force."""
        values = {
            "addressee": home.addressee,
            "school": self.school.name,
            "contact": self.contact or gettext("the school office"),
            "phone": self.held["letterhead_phone"],
            "signatory": self.signatory,
            LINK.name: KEPT,
        }
        return values if self.one_a_family else {**values, **_of_the_child(about)}

    def notes(self) -> Iterator[str]:
        """What whoever prepares the batch should know."""
        if not self.contact:
            yield gettext("Nobody is named as the person a family may speak to: decide it in the settings.")
        if self.unread:
            asked = ", ".join(f"{language_name(tag)} {n}" for tag, n in self.unread.most_common())
            yield gettext(
                "Families who read other languages get these letters in the school's own, "
                "because no wording is approved in theirs: %(languages)s."
            ) % {"languages": asked}


def _of_home(answer: Answer, contact: int | None) -> Answer:
    """The same, of one adult's home alone: of another's nothing is said, not even that it is kept back."""
    if contact is None:
        return answer
    homes = [home for home in answer.homes if any(one.pk == contact for one in home.contacts)]
    kept = [each for each in answer.kept if each.whole]
    return Answer(homes, kept if homes or kept else [Kept(LeftOut.Reason.NO_PARENT)])


def _one_each(items: Sequence[DraftItem]) -> list[DraftItem]:
    """The first item to each household: it is the same for all its children."""
    first: dict[_To, DraftItem] = {}
    for item in items:
        first.setdefault(_to(None, item.household.pk if item.household else None, item.addressee), item)
    return list(first.values())


def _of_the_child(about: About) -> dict[str, str]:
    forename = about.pupil.preferred_name or about.pupil.forename
    return {
        "forename": forename,
        "surname": about.pupil.surname,
        "pupil": f"{forename} {about.pupil.surname}",
        "class": about.class_name,
    }


def _kept(about: About, kept: Kept) -> NotWritten:
    return NotWritten(
        about.pupil, about.enrolment, about.class_name, kept.reason, kept.says, kept.held_by, kept.hold
    )


def _not(about: About, reason: LeftOut.Reason, says: str = "") -> NotWritten:
    return NotWritten(about.pupil, about.enrolment, about.class_name, reason, says)


def _wordings_in_force(school: School, subject: Subject) -> dict[tuple[str, str, str], Wording]:
    """The last approved wording of each template for each channel in each language."""
    approved = Wording.objects.approved().filter(template__school=school, template__subject=subject.name)
    return {
        (wording.template.name, wording.channel, wording.language): wording
        for wording in approved.select_related("template").order_by("number")
    }


def _post_holder(school: School, role: str, day: dt.date) -> str:
    post = (
        Post.objects.on(day).filter(school=school, role=role).select_related("person").order_by("id").first()
    )
    return f"{post.person.name}, {post.position}" if post else ""


def _on_day(day: dt.date) -> str:
    return date_format(day, "j F Y")
