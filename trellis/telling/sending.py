"""Families told that a newsletter is out, or given a guide: one message a home, by a channel that reaches it.

The message says what is in it and leads nowhere: there is no link to press. Holds, opt-outs, languages and
everything else about whom the school may write to are decided in `messages`, as for every other subject.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.messages import drawing_up
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.channels import Transport, transport_of
from trellis.messages.drafts import SUBJECTS, Attached, Draft, Subject
from trellis.messages.drawing_up import About
from trellis.messages.models import Batch, Channel
from trellis.messages.transports import Refused
from trellis.messages.wording import Field, read_shipped
from trellis.schools.dating import By
from trellis.schools.models import ClassMembership, Enrolment, School
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.models import Edition, Guide, GuideEdition
from trellis.telling.publishing import PAPER, is_kept, path_of
from trellis.telling.words import opening, parts_of

NAME: Final = "news"
NEWSLETTER, GUIDE = "newsletter-out", "guide-given"
_MOST_TOPICS: Final = 160

MOST_ATTACHED: Final = 5 * 1024 * 1024
"""Many inboxes refuse more than this, once it is written as an e-mail writes files."""

_OF_A_CHILD: Final = frozenset({"forename", "surname", "pupil", "class"})
FIELDS: Final = (
    *(field for field in drawing_up.FIELDS if field.name not in _OF_A_CHILD),
    Field("title", _("the title of the newsletter or guide"), "Oak News, autumn"),
    Field("topic", _("what is in it"), "Outdoors, Reading, Dates to remember"),
    Field("date", _("the day it came out"), "13 September 2024"),
)


def shipped(name: str) -> dict[tuple[str, str], tuple[str, str]]:
    """A template as it comes, by channel and language."""
    return read_shipped(files("trellis.telling") / "wordings", name)


# --- Whom, and what it says ---------------------------------------------------------------------------------


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """Who would be told, by which channel, in which words; nothing is saved."""
    told = _Told.of(school, asked)
    return drawing_up.draw_up(
        SUBJECTS[NAME],
        school,
        [told.about(enrolment, name) for enrolment, name in _on_roll(school, told.classes)],
        occasion=told.occasion,
        since=told.day,
        until=told.day,
        counted={
            "title": told.title,
            "topic": told.topic,
            "day": told.day.isoformat(),
            "attached": asked.get("attached", ""),
        },
        channels=asked.get("channels") or [Channel.LETTER],
        one_a_family=True,
    )


class _Told:
    """What families are told of: an edition of a newsletter or of a guide."""

    def __init__(
        self,
        template: str,
        title: str,
        topic: str,
        day: dt.date,
        occasion: str,
        classes: Sequence[int] | None,
    ) -> None:
        self.template, self.title, self.topic, self.day = template, title, topic, day
        self.occasion, self.classes = occasion, classes

    @classmethod
    def of(cls, school: School, asked: Mapping[str, Any]) -> "_Told":
        if "guide" in asked:
            held = GuideEdition.objects.select_related("guide").get(guide__school=school, pk=asked["guide"])
            topic = held.guide.topic or opening(parts_of(held.words)) or held.label
            day = timezone.localdate(held.brought_at)
            return cls(GUIDE, held.guide.title, topic, day, occasion_of(held), asked.get("classes") or None)
        edition = Edition.objects.select_related("newsletter").get(
            newsletter__series__school=school, pk=asked["edition"]
        )
        newsletter = edition.newsletter
        classes = [newsletter.school_class_id] if newsletter.school_class_id else None
        day = timezone.localdate(edition.published_at)
        return cls(NEWSLETTER, newsletter.title, _headings(edition), day, occasion_of(edition), classes)

    def about(self, enrolment: Enrolment, class_name: str) -> About:
        return About(enrolment.pupil, enrolment, class_name, template=self.template, values=self._values)

    def _values(self) -> Mapping[str, str]:
        """The fields, in the language now in force."""
        return {"title": self.title, "topic": self.topic, "date": date_format(self.day, "j E Y")}


def _headings(edition: Edition) -> str:
    """The headings of an edition, as many as a text has room for; else its first words."""
    parts = edition.sides[0]["parts"]
    said = ""
    for heading in (part["text"] for part in parts if part["kind"] == "heading"):
        longer = f"{said}, {heading}" if said else heading
        if len(longer) > _MOST_TOPICS:
            break
        said = longer
    return said or opening(parts, _MOST_TOPICS)


def _on_roll(school: School, classes: Sequence[int] | None) -> list[tuple[Enrolment, str]]:
    """Everybody on roll today, or in some classes, with the class each is in."""
    today = timezone.localdate()
    held = ClassMembership.objects.on(today).filter(enrolment__school=school).select_related("school_class")
    if classes is not None:
        held = held.filter(school_class__in=classes)
    names = {membership.enrolment_id: membership.school_class.name for membership in held}
    enrolments = Enrolment.objects.on(today).filter(school=school, pupil__merged_into=None)
    if classes is not None:
        enrolments = enrolments.filter(pk__in=names)
    return [(enrolment, names.get(enrolment.pk, "")) for enrolment in enrolments.select_related("pupil")]


def describe(asked: Mapping[str, Any]) -> str:
    """What a batch is of, in words."""
    return str(asked["title"])


def explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands behind the messages of a batch, as the page says it."""
    day = dt.date.fromisoformat(counted["day"])
    return [
        (gettext("Of"), counted["title"]),
        (gettext("What is in it"), counted["topic"]),
        (gettext("Came out"), date_format(day, "j F Y")),
        (gettext("Who"), gettext("Each home of the children it is for is told once, and no child is named.")),
        *_attached_in_words(counted.get("attached", "")),
    ]


def _attached_in_words(name: str) -> list[tuple[str, str]]:
    if not name:
        return []
    says = gettext(
        "The newsletter itself, as a PDF. GOV.UK Notify carries no files: by it, the words go alone."
    )
    return [(gettext("Attached to e-mails"), says)]


def attached(batch: Batch) -> Sequence[Attached]:
    """The edition as a file, where it was asked for: an edition is never changed, and so neither is this."""
    name = batch.asked.get("attached", "")
    if not name:
        return ()
    edition = Edition.objects.select_related("newsletter__series").get(pk=batch.asked["edition"])
    if not is_kept(edition):
        raise Refused(gettext("The newsletter that goes with it is no longer kept on this machine."))
    return (Attached(name, "application/pdf", path_of(edition, PAPER).read_bytes()),)


def may_attach(school: School) -> bool:
    """Whether a school's e-mails leave by a way that carries files."""
    return transport_of(school, Channel.EMAIL) != Transport.NOTIFY


NEWS: Final = Subject(
    name=NAME,
    words=_("News and guides"),
    templates={NEWSLETTER: _("A newsletter is out"), GUIDE: _("A guide for families")},
    fields=FIELDS,
    conditions=(),
    draw_up=draw_up,
    shipped=shipped,
    describe=describe,
    explain=explain,
    page="telling:newsletters",
    channels=frozenset(Channel.values),
    attached=attached,
)


# --- Prepared -----------------------------------------------------------------------------------------------


def tell_of_newsletter(*, edition: Edition, channels: Sequence[str], by: By, attach: bool = False) -> Batch:
    """Draw up the messages that an edition is out, with it attached to the e-mails if that is asked; they
    wait for somebody to approve them.
    """
    asked = {"edition": edition.pk, "title": edition.newsletter.title, "channels": list(channels)}
    if attach and Channel.EMAIL in channels:
        asked["attached"] = _name_of_file(edition)
    return _prepare(edition.newsletter.school, asked, by)


def _name_of_file(edition: Edition) -> str:
    """What the file is called in an inbox; refused where it is too large for one."""
    if not is_kept(edition):
        raise ProblemWithTelling(
            gettext(
                "The newsletter’s file is no longer kept on this machine: tell families without it, or "
                "publish it again as another edition first."
            )
        )
    size = path_of(edition, PAPER).stat().st_size
    if size > MOST_ATTACHED:
        raise ProblemWithTelling(
            gettext(
                "The newsletter is %(size)s as a file, too large for many inboxes: tell families without it, "
                "or with smaller pictures in the next edition."
            )
            % {"size": filesizeformat(size)}
        )
    return f"{slugify(edition.newsletter.title) or 'newsletter'}.pdf"


def tell_of_guide(
    *, edition: GuideEdition, channels: Sequence[str], by: By, classes: Sequence[int] = ()
) -> Batch:
    """Draw up the messages with which families are given a guide, all of them or those of some classes."""
    asked = {
        "guide": edition.pk,
        "title": edition.guide.title,
        "classes": sorted(classes),
        "channels": list(channels),
    }
    return _prepare(edition.guide.school, asked, by)


@transaction.atomic
def _prepare(school: School, asked: Mapping[str, Any], by: By) -> Batch:
    offer_templates(school=school, subject=NEWS)
    draft = draw_up(school, asked)
    return prepare_batch(
        school=school,
        subject=NAME,
        occasion=_Told.of(school, asked).occasion,
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )


def occasion_of(edition: Edition | GuideEdition) -> str:
    """What a home is told once."""
    if isinstance(edition, GuideEdition):
        return f"guide {edition.pk}"
    return f"newsletter {edition.newsletter_id} {edition.number}"


def batches_of(school: School, *occasions: str) -> list[Batch]:
    """The messages that told of some editions, the latest first, but for those withdrawn."""
    held = Batch.objects.filter(school=school, subject=NAME, occasion__in=occasions)
    return list(held.exclude(state=Batch.State.WITHDRAWN))


def batches_of_guide(guide: Guide) -> list[Batch]:
    """The messages with which families were given a guide, in any of its editions."""
    return batches_of(guide.school, *(occasion_of(edition) for edition in guide.editions.all()))
