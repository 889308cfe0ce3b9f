"""Invitations to families, by letter, text or e-mail: to a clinic, each home its own time and one message
about each child; to a coffee morning or an evening, one message a home.

They wait for approval like every other message. A home whose time was changed is written to of the new time.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.gatherings.actions import ProblemWithGathering
from trellis.gatherings.models import FamilyInvitation, Gathering, Kind
from trellis.messages import drawing_up
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.drafts import SUBJECTS, Draft, Subject, Words, who_and_when
from trellis.messages.drawing_up import About
from trellis.messages.models import Batch, Channel
from trellis.messages.wording import Field, read_shipped
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By
from trellis.schools.models import ClassMembership, Enrolment, School

CLINIC: Final = "invited-clinic"
FAMILIES: Final = "invited-families"

_OF_A_CHILD: Final = frozenset({"forename", "surname", "pupil", "class"})
_WHEN: Final = (
    Field("date", _("the day"), "Tuesday 24 September"),
    Field("time", _("the time of the family’s own slot, or when it begins"), "15:30"),
    Field("place", _("where"), "in the family room"),
)


def subject_of(gathering: Gathering) -> str:
    """What its invitations are: about a child, or about none."""
    return CLINIC if gathering.kind == Kind.CLINIC else FAMILIES


def shipped(name: str) -> dict[tuple[str, str], Words]:
    """A template as it comes. An e-mail says what the letter says."""
    found = dict(read_shipped(files("trellis.attendance") / "wordings", name))
    letters = {language: words for (channel, language), words in found.items() if channel == Channel.LETTER}
    return found | {(Channel.EMAIL.value, language): words for language, words in letters.items()}


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """The invitations as they would be now; nothing is saved."""
    gathering = Gathering.objects.with_families().get(school=school, pk=asked["gathering"])
    invitations = gathering.families.filter(came=None).select_related("slot")
    if asked.get("invitation"):
        invitations = invitations.filter(pk=asked["invitation"])
    return drawing_up.draw_up(
        SUBJECTS[subject_of(gathering)],
        school,
        list(_abouts(gathering, list(invitations.prefetch_related("pupils")))),
        occasion=asked["occasion"],
        since=gathering.on,
        until=gathering.on,
        counted={"as_at": timezone.now().isoformat()},
        channels=asked["channels"],
        one_a_family=gathering.kind != Kind.CLINIC,
    )


def _abouts(gathering: Gathering, invitations: Sequence[FamilyInvitation]) -> Iterator[About]:
    """Each child of each home that is invited; of a clinic only where the home has its time."""
    pupils = {child.pk for one in invitations for child in one.pupils.all()}
    today = timezone.localdate()
    held = Enrolment.objects.on(today).filter(school=gathering.school, pupil__in=pupils)
    enrolments = {one.pupil_id: one for one in held.select_related("pupil")}
    memberships = ClassMembership.objects.on(today).filter(enrolment__in=enrolments.values())
    classes = dict(memberships.values_list("enrolment_id", "school_class__name"))
    for one in invitations:
        if gathering.kind == Kind.CLINIC and one.slot is None:
            continue
        for child in one.pupils.all():
            if child.pk in enrolments:
                enrolment = enrolments[child.pk]
                yield About(
                    enrolment.pupil,
                    enrolment,
                    classes.get(enrolment.pk, ""),
                    template=subject_of(gathering),
                    values=partial(_values, gathering, one),
                    home_of=one.contact_id or 0,
                )


def _values(gathering: Gathering, invitation: FamilyInvitation) -> dict[str, str]:
    """The fields, in the language now in force."""
    found = {
        "date": date_format(gathering.on, "l j E"),
        "time": f"{invitation.at:%H:%M}" if invitation.at else "",
        "place": gathering.where,
    }
    if gathering.kind == Kind.CLINIC:
        return {**found, "host": invitation.slot.held_by if invitation.slot else ""}
    return {**found, "about": gathering.about or str(gathering.get_kind_display())}


def _occasion(gathering: Gathering, invitation: FamilyInvitation | None) -> str:
    """What a home is written to about once: a day, or the new time it was given."""
    if invitation is None:
        return f"{gathering.pk} {gathering.on}"
    return f"{gathering.pk} {gathering.on} {invitation.pk} {invitation.at:%H:%M}"


@transaction.atomic
def prepare_invitations(
    *,
    gathering: Gathering,
    channels: Sequence[str],
    by: By,
    invitation: FamilyInvitation | None = None,
) -> tuple[Batch, Draft]:
    """Draw up what tells the homes on the list, or one of them, when to come; it waits for approval."""
    if gathering.called_off or gathering.on < timezone.localdate():
        says = gettext_noop("It has been or is called off: nobody is invited to it by letter now.")
        raise ProblemWithGathering(Sentence(says))
    if invitation is not None and invitation.at is None:
        says = gettext_noop("This family has no time yet: give it one before you write.")
        raise ProblemWithGathering(Sentence(says))
    subject = SUBJECTS[subject_of(gathering)]
    school = gathering.school
    offer_templates(school=school, subject=subject)
    occasion = _occasion(gathering, invitation)
    asked = {
        "gathering": gathering.pk,
        "invitation": invitation.pk if invitation else None,
        "channels": [str(one) for one in channels],
        "kind": gathering.kind,
        "on": gathering.on.isoformat(),
        "occasion": occasion,
    }
    draft = draw_up(school, asked)
    batch = prepare_batch(
        school=school,
        subject=subject.name,
        occasion=occasion,
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )
    return batch, draft


def batches_of(gathering: Gathering) -> list[Batch]:
    """What was drawn up to invite families to it, the newest first."""
    held = Batch.objects.filter(
        school=gathering.school, subject=subject_of(gathering), asked__gathering=gathering.pk
    )
    return list(held.order_by("-pk"))


# --- How it is described ------------------------------------------------------------------------------------


def _describe(asked: Mapping[str, Any]) -> str:
    """What a batch is about, in words, and nobody's name."""
    return f"{Kind(asked['kind']).label}, {date_format(dt.date.fromisoformat(asked['on']), 'j F Y')}"


def _explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    return who_and_when(gettext("The homes on the list of those invited, each by itself."), counted)


def _subject(name: str, words: Any, template: Any, fields: Sequence[Field]) -> Subject:
    return Subject(
        name=name,
        words=words,
        templates={name: template},
        fields=tuple(fields),
        conditions=(),
        draw_up=draw_up,
        shipped=shipped,
        describe=_describe,
        explain=_explain,
        page="attendance:clinics",
        channels=frozenset(Channel.values),
    )


INVITATIONS: Final = (
    _subject(
        CLINIC,
        _("Invitations to a clinic"),
        _("Invitation to the attendance clinic, at a time of their own"),
        (*drawing_up.FIELDS, *_WHEN, Field("host", _("who they will talk with"), "Anil Attar")),
    ),
    _subject(
        FAMILIES,
        _("Invitations to families"),
        _("Invitation to a coffee morning or an evening"),
        (
            *(field for field in drawing_up.FIELDS if field.name not in _OF_A_CHILD),
            *_WHEN,
            Field("about", _("what they are invited to"), "Coffee morning"),
        ),
    ),
)
