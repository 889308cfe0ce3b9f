"""What families hear of a closure: one text or e-mail a home, about no child; and another when it opens.

Drawn up with the closure and sent once somebody approves it, like every other message.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.closures import enrolled
from trellis.attendance.models import ClosedSession, Closure
from trellis.messages import drawing_up
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.drafts import Draft, Subject, Words, who_and_when
from trellis.messages.drawing_up import FIELDS, About, ProblemWithMessages
from trellis.messages.models import Batch, Channel
from trellis.messages.wording import Field, read_shipped
from trellis.rules.words import Sentence, Session, gettext_noop
from trellis.schools.dating import By
from trellis.schools.models import ClassMembership, School

NAME = "closures"
CHANNELS = (Channel.TEXT, Channel.EMAIL)
CLOSED, OPEN_AGAIN = "closed", "open-again"
TEMPLATES = {CLOSED: _("School, or a part of it, closed"), OPEN_AGAIN: _("Open again")}


def shipped(name: str) -> dict[tuple[str, str], Words]:
    """A template as it comes, by channel and language."""
    return read_shipped(files("trellis.attendance") / "wordings", name)


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """Who would be told, and what each would read; nothing is saved."""
    closure = Closure.objects.filter(school=school, pk=asked["closure"]).first()
    sessions = _sessions(closure, asked) if closure else []
    if closure is None or not sessions:
        raise ProblemWithMessages(Sentence(gettext_noop("Nothing of this closure is left to tell.")))

    def values() -> dict[str, str]:
        return {"place": closure.what, "day": in_words(sessions), "topic": f"{closure.words.rstrip('.')}."}

    return drawing_up.draw_up(
        CLOSURES,
        school,
        list(_abouts(closure, sessions, asked["what"], values)),
        occasion=_occasion(asked),
        since=sessions[0].date,
        until=sessions[-1].date,
        counted={"what": asked["what"], "as_at": timezone.now().isoformat()},
        channels=asked["channels"],
        one_a_family=True,
    )


def _sessions(closure: Closure, asked: Mapping[str, Any]) -> Sequence[ClosedSession]:
    """The sessions that are closed; or those it was opened for again."""
    if asked["what"] == CLOSED:
        return list(closure.sessions.standing())
    return list(closure.sessions.filter(pk__in=asked["sessions"], opened_at__isnull=False))


def _occasion(asked: Mapping[str, Any]) -> str:
    sessions = "-".join(str(one) for one in asked["sessions"][:4])
    return " ".join(filter(None, (asked["what"], str(asked["closure"]), sessions)))


def _abouts(
    closure: Closure, sessions: Sequence[ClosedSession], template: str, values: Any
) -> Iterator[About]:
    """Each child it is closed to, with the class they are in then."""
    day = max(sessions[0].date, timezone.localdate())
    held = enrolled(closure.school, closure, day)
    memberships = ClassMembership.objects.on(day).filter(enrolment__in=held)
    classes = dict(memberships.values_list("enrolment_id", "school_class__name"))
    for enrolment in {one.pupil_id: one for one in held}.values():
        yield About(enrolment.pupil, enrolment, classes.get(enrolment.pk, ""), template, values)


def in_words(sessions: Iterable[ClosedSession]) -> str:
    """Days and halves as a family reads them: "Tuesday 10 September (afternoon)"; several days in a row of
    school by the first and the last.
    """
    by_day: dict[dt.date, list[str]] = {}
    for one in sessions:
        by_day.setdefault(one.date, []).append(one.session)
    if len(by_day) > 2 and all(len(held) == len(Session) for held in by_day.values()):
        span = {"since": date_format(min(by_day), "l j F"), "until": date_format(max(by_day), "l j F")}
        return gettext("%(since)s to %(until)s") % span
    halves = {("AM",): gettext("%(day)s (morning)"), ("PM",): gettext("%(day)s (afternoon)")}
    said = ((date_format(day, "l j F"), tuple(held)) for day, held in sorted(by_day.items()))
    return ", ".join(halves.get(held, "%(day)s") % {"day": day} for day, held in said)


@transaction.atomic
def prepare_telling(
    *, closure: Closure, what: str = CLOSED, sessions: Sequence[ClosedSession] = (), by: By
) -> tuple[Batch, Draft]:
    """Draw up what families are to hear and keep it: it waits for somebody to approve it."""
    offer_templates(school=closure.school, subject=CLOSURES)
    asked = {
        "what": what,
        "closure": closure.pk,
        "sessions": [one.pk for one in sessions],
        "channels": [str(one) for one in CHANNELS],
        "since": closure.since.isoformat(),
    }
    draft = draw_up(closure.school, asked)
    batch = prepare_batch(
        school=closure.school,
        subject=NAME,
        occasion=_occasion(asked),
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )
    return batch, draft


def told_of(closure: Closure) -> Sequence[tuple[Batch, str]]:
    """The messages drawn up about a closure, the newest first, each with what it tells."""
    held = Batch.objects.filter(school=closure.school, subject=NAME, asked__closure=closure.pk)
    return [(one, describe(one.asked)) for one in held.order_by("-pk")]


def describe(asked: Mapping[str, Any]) -> str:
    """What a batch is about, in words."""
    return f"{TEMPLATES[asked['what']]}, {date_format(dt.date.fromisoformat(asked['since']), 'j F Y')}"


def explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who is told, and as at when."""
    return who_and_when(gettext("Every family with a child it is closed to, once."), counted)


CLOSURES = Subject(
    name=NAME,
    words=_("Closures"),
    templates=TEMPLATES,
    fields=(
        *FIELDS,
        Field("place", _("what is closed"), "Class 3B"),
        Field("day", _("the days and sessions"), "Tuesday 10 September (afternoon)"),
        Field("topic", _("why, as it was announced"), "There is no heating."),
    ),
    conditions=(),
    draw_up=draw_up,
    shipped=shipped,
    describe=describe,
    explain=explain,
    page="attendance:closures",
    channels=frozenset(CHANNELS),
)
