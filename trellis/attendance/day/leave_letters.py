"""The letters of a request for leave: an offer to meet, and after the decision the decision with its reasons.

They go to the home of whoever asked, one about each child, and wait for approval like every other. The letter
that offers a meeting knows no field and no word that decides: its wording is refused where it would.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.models import LeaveRequest
from trellis.messages import drawing_up
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.drafts import SUBJECTS, Draft, Subject, Words, who_and_when
from trellis.messages.drawing_up import FIELDS, About, ProblemWithMessages
from trellis.messages.models import Batch, Channel
from trellis.messages.wording import Field, read_shipped
from trellis.rules.ages import of_compulsory_age
from trellis.rules.leave import Stage, decides
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By
from trellis.schools.models import ClassMembership, Enrolment, School

ASKED, DECIDED = "leave-asked", "leave-decided"
MEETING = "leave-meeting"
GRANTED, IN_PART, NOT_GRANTED = "leave-granted", "leave-in-part", "leave-not-granted"
CHANNELS = (Channel.LETTER, Channel.EMAIL)

_OF_BOTH = (
    *FIELDS,
    Field("since", _("the first day asked for"), "Monday 7 October 2024"),
    Field("until", _("the last day asked for"), "Friday 11 October 2024"),
)


def template_of(request: LeaveRequest) -> str:
    """The letter a request may be answered with now; nothing where there is none to write."""
    if request.stage is Stage.ARRANGED:
        return MEETING
    if request.stage is not Stage.DECIDED:
        return ""
    if request.granted_since is None:
        return NOT_GRANTED
    whole = (request.granted_since, request.granted_until) == (request.since, request.until)
    return GRANTED if whole else IN_PART


def subject_of(template: str) -> str:
    """What a template is about."""
    return ASKED if template == MEETING else DECIDED


def shipped(name: str) -> dict[tuple[str, str], Words]:
    """A template as it comes. An e-mail says what the letter says."""
    found = dict(read_shipped(files("trellis.attendance") / "wordings", name))
    return found | {(Channel.EMAIL.value, language): words for (_channel, language), words in found.items()}


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """The letters about one request as they would be now; nothing is saved."""
    request = LeaveRequest.objects.filter(school=school, pk=asked["request"]).first()
    if request is None or template_of(request) != asked["template"]:
        says = gettext_noop("This request has gone on since: look at it before you write.")
        raise ProblemWithMessages(Sentence(says))
    return drawing_up.draw_up(
        SUBJECTS[subject_of(asked["template"])],
        school,
        list(_abouts(request, asked["template"])),
        occasion=_occasion(request, asked["template"]),
        since=request.since,
        until=request.until,
        counted={"as_at": timezone.now().isoformat()},
        channels=asked["channels"],
    )


def _occasion(request: LeaveRequest, template: str) -> str:
    """What the home is written to about once: an offered day and time, or one decision."""
    when = request.decided_at or dt.datetime.combine(request.meeting_on, request.meeting_at)
    return f"{template} {request.pk} {when:%Y-%m-%d %H:%M:%S}"


def _abouts(request: LeaveRequest, template: str) -> Iterator[About]:
    """Each child of the request, to the home of whoever asked."""
    enrolments = Enrolment.objects.between(request.since, request.until).filter(
        school=request.school, pupil__in=request.pupils.all()
    )
    held = list(enrolments.select_related("pupil").order_by("since", "pk"))
    memberships = ClassMembership.objects.on(timezone.localdate()).filter(enrolment__in=held)
    classes = dict(memberships.values_list("enrolment_id", "school_class__name"))
    for enrolment in {one.pupil_id: one for one in held}.values():
        born = enrolment.pupil.date_of_birth
        yield About(
            enrolment.pupil,
            enrolment,
            classes.get(enrolment.pk, ""),
            template,
            values=partial(_values, request),
            legal=all(of_compulsory_age(born, day) is True for day in (request.since, request.until)),
            home_of=request.asked_by_id or 0,
        )


def _values(request: LeaveRequest) -> dict[str, str]:
    """The fields, in the language now in force."""
    found = {"since": _day(request.since), "until": _day(request.until)}
    if request.stage is not Stage.DECIDED:
        assert request.meeting_on is not None
        return {
            **found,
            "date": date_format(request.meeting_on, "l j E"),
            "time": f"{request.meeting_at:%H:%M}",
            "place": request.meeting_place,
        }
    return {
        **found,
        "granted since": _day(request.granted_since) if request.granted_since else "",
        "granted until": _day(request.granted_until) if request.granted_until else "",
        "reasons": request.why_decided,
        "decided by": request.decided_by_name,
    }


def _day(day: dt.date) -> str:
    return date_format(day, "l j E Y")


@transaction.atomic
def prepare_leave_letter(
    *, request: LeaveRequest, by: By, channels: Sequence[str] = (Channel.LETTER,)
) -> tuple[Batch, Draft]:
    """Draw up the letter the request has come to, and keep it: it waits for somebody to approve it."""
    template = template_of(request)
    if not template:
        says = gettext_noop("There is no letter to write yet: offer a meeting, or decide once it was held.")
        raise ProblemWithMessages(Sentence(says))
    subject = SUBJECTS[subject_of(template)]
    offer_templates(school=request.school, subject=subject)
    asked = {
        "request": request.pk,
        "template": template,
        "channels": [str(one) for one in channels],
        "since": request.since.isoformat(),
    }
    draft = draw_up(request.school, asked)
    batch = prepare_batch(
        school=request.school,
        subject=subject.name,
        occasion=_occasion(request, template),
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )
    return batch, draft


def letters_of(request: LeaveRequest) -> Sequence[tuple[Batch, str]]:
    """What was drawn up about a request, the newest first, each with what it is."""
    held = Batch.objects.filter(
        school=request.school, subject__in=(ASKED, DECIDED), asked__request=request.pk
    )
    templates = {**SUBJECTS[ASKED].templates, **SUBJECTS[DECIDED].templates}
    return [(one, str(templates[one.asked["template"]])) for one in held.order_by("-pk")]


# --- How it is described ------------------------------------------------------------------------------------


def _describe(asked: Mapping[str, Any]) -> str:
    """What a batch is about, in words, and nobody's name."""
    words = SUBJECTS[subject_of(asked["template"])].templates[asked["template"]]
    return f"{words}, {date_format(dt.date.fromisoformat(asked['since']), 'j F Y')}"


def _explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    return who_and_when(gettext("The home of whoever asked for the leave."), counted)


def why_not_said(words: str) -> str:
    """Why a word may not stand in a letter that offers a meeting."""
    found = decides(words)
    if not found:
        return ""
    template = gettext(
        "“%(word)s” decides, or threatens, before the family has been heard: say it afterwards."
    )
    return template % {"word": found}


def _subject(name: str, words: Any, templates: Mapping[str, Any], *fields: Field, **also: Any) -> Subject:
    return Subject(
        name=name,
        words=words,
        templates=templates,
        fields=(*_OF_BOTH, *fields),
        conditions=(),
        draw_up=draw_up,
        shipped=shipped,
        describe=_describe,
        explain=_explain,
        page="attendance:leave",
        channels=frozenset(CHANNELS),
        **also,
    )


LEAVE = (
    _subject(
        ASKED,
        _("Leave that is asked for"),
        {MEETING: _("Leave: shall we meet?")},
        Field("date", _("the day of the meeting"), "Tuesday 24 September"),
        Field("time", _("the time of the meeting"), "15:30"),
        Field("place", _("where to meet"), "in the family room"),
        why_not_said=why_not_said,
    ),
    _subject(
        DECIDED,
        _("Leave that is decided"),
        {
            GRANTED: _("Leave: granted"),
            IN_PART: _("Leave: granted in part"),
            NOT_GRANTED: _("Leave: not granted"),
        },
        Field("granted since", _("the first day granted"), "Monday 7 October 2024"),
        Field("granted until", _("the last day granted"), "Tuesday 8 October 2024"),
        Field("reasons", _("the reasons, as whoever decided wrote them"), "It is her grandmother’s funeral."),
        Field("decided by", _("who decided"), "Helen Hart"),
    ),
)
