"""What families hear when attendance is celebrated: a text or an e-mail, drawn up like every other message.

A child is in the gold book; a child has a certificate; a 100% day is coming, or has been. Why a child was put
forward is left for the child to tell: what a colleague wrote may name somebody else. A message about a
certificate is the same for everybody, whatever was exempted.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from trellis.attendance.full_days import results
from trellis.attendance.models import FullDay, Nomination
from trellis.attendance.recognition import Child, days_called, recognised, two_years
from trellis.messages import drawing_up
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.drafts import Draft, Subject, Words, who_and_when
from trellis.messages.drawing_up import FIELDS, About, ProblemWithMessages
from trellis.messages.models import Batch, Channel
from trellis.messages.wording import Field, read_shipped
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By
from trellis.schools.models import ClassMembership, Enrolment, School

NAME = "celebrating"
CHANNELS = (Channel.TEXT, Channel.EMAIL)

TEMPLATES = {
    "gold-book": _("In the gold book"),
    "certificate-full": _("A certificate for 100% attendance"),
    "certificate-improved": _("A certificate for improved attendance"),
    "full-day": _("Before a 100% day"),
    "full-day-thanks": _("After a 100% day"),
}


@dataclass(frozen=True)
class _Telling:
    """Whom one telling is about and which days; `values` are asked for in each wording's language."""

    abouts: list[About]
    since: dt.date
    until: dt.date
    one_a_family: bool = False


def shipped(name: str) -> dict[tuple[str, str], Words]:
    """A template as it comes, by channel and language."""
    return read_shipped(files("trellis.attendance") / "wordings", name)


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """Who would be told, and what each would read; nothing is saved."""
    telling = _TELLING[asked["what"]](school, asked)
    return drawing_up.draw_up(
        CELEBRATING,
        school,
        telling.abouts,
        occasion=_occasion(asked),
        since=telling.since,
        until=telling.until,
        counted={"what": asked["what"], "as_at": timezone.now().isoformat()},
        channels=asked["channels"],
        one_a_family=telling.one_a_family,
    )


def _occasion(asked: Mapping[str, Any]) -> str:
    return f"{asked['what']} {asked['key']}"


@transaction.atomic
def prepare_telling(*, school: School, what: str, key: str, by: By) -> tuple[Batch, Draft]:
    """Draw up what families are to hear and keep it: it waits for somebody to approve it."""
    if what not in TEMPLATES:
        raise ProblemWithMessages(Sentence(gettext_noop("There is no such message to families.")), what)
    offer_templates(school=school, subject=CELEBRATING)
    asked = {"what": what, "key": key, "channels": list(CHANNELS)}
    draft = draw_up(school, asked)
    batch = prepare_batch(
        school=school,
        subject=NAME,
        occasion=_occasion(asked),
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )
    return batch, draft


# --- Whom each is about -------------------------------------------------------------------------------------


def _gold_book(school: School, asked: Mapping[str, Any]) -> _Telling:
    monday = dt.date.fromisoformat(asked["key"])
    rows = Nomination.objects.of_week(monday).filter(school=school)
    today = timezone.localdate()
    enrolments = Enrolment.objects.on(today).filter(school=school, pupil__in=rows.values("pupil"))
    return _Telling(list(_about_each(enrolments, "gold-book", dict)), monday, monday + dt.timedelta(days=6))


def _certificate(which: str) -> Callable[[School, Mapping[str, Any]], _Telling]:
    def telling(school: School, asked: Mapping[str, Any]) -> _Telling:
        held = two_years(school, timezone.localdate())
        days = days_called(held, asked["key"])
        found = recognised(school, days, held)
        if not found.is_over:
            template = gettext_noop("%(days)s is not over: families hear of certificates once it is.")
            raise ProblemWithMessages(Sentence(template, days=days.words))
        children: list[Child] = list(found.full if which == "full" else found.improved)
        enrolments = Enrolment.objects.filter(pk__in=[one.enrolment for one in children])

        def values() -> dict[str, str]:
            return {"half-term": days.words}

        return _Telling(list(_about_each(enrolments, f"certificate-{which}", values)), days.since, days.until)

    return telling


def _full_day(school: School, asked: Mapping[str, Any]) -> _Telling:
    row = _named(school, asked)
    if row.day <= timezone.localdate():
        raise ProblemWithMessages(Sentence(gettext_noop("The day has come: it is too late for that.")))

    def values() -> dict[str, str]:
        return {"day": date_format(row.day, "l j F"), "topic": row.words and f"{row.words.rstrip('.')}."}

    return _everybody(school, row, "full-day", values)


def _full_day_thanks(school: School, asked: Mapping[str, Any]) -> _Telling:
    row = _named(school, asked)
    (result,) = results(two_years(school, timezone.localdate()), [row])
    if row.day >= timezone.localdate() or not result.may_be_told:
        template = gettext_noop("The day is not over, or marks of it are missing: complete them first.")
        raise ProblemWithMessages(Sentence(template))

    def values() -> dict[str, str]:
        return {"day": date_format(row.day, "l j F"), "topic": result.topic}

    return _everybody(school, row, "full-day-thanks", values)


def _named(school: School, asked: Mapping[str, Any]) -> FullDay:
    found = FullDay.objects.filter(school=school, day=dt.date.fromisoformat(asked["key"])).first()
    if found is None:
        raise ProblemWithMessages(Sentence(gettext_noop("That day was not named.")), asked["key"])
    return found


def _everybody(
    school: School, row: FullDay, template: str, values: Callable[[], Mapping[str, str]]
) -> _Telling:
    enrolments = Enrolment.objects.on(timezone.localdate()).filter(school=school)
    abouts = list(_about_each(enrolments, template, values))
    return _Telling(abouts, row.day, row.day, one_a_family=True)


def _about_each(enrolments: Any, template: str, values: Callable[[], Mapping[str, str]]) -> Iterator[About]:
    """Each child once, with the class they are in today: two queries."""
    held = list(enrolments.filter(pupil__merged_into=None).select_related("pupil").order_by("since", "id"))
    memberships = ClassMembership.objects.on(timezone.localdate()).filter(enrolment__in=held)
    classes = dict(memberships.values_list("enrolment_id", "school_class__name"))
    for enrolment in {one.pupil_id: one for one in held}.values():
        yield About(enrolment.pupil, enrolment, classes.get(enrolment.pk, ""), template, values)


_TELLING: Mapping[str, Callable[[School, Mapping[str, Any]], _Telling]] = {
    "gold-book": _gold_book,
    "certificate-full": _certificate("full"),
    "certificate-improved": _certificate("improved"),
    "full-day": _full_day,
    "full-day-thanks": _full_day_thanks,
}


# --- How it is described ------------------------------------------------------------------------------------


def describe(asked: Mapping[str, Any]) -> str:
    """What a batch is about, in words: "In the gold book, 2024-09-09"."""
    return f"{TEMPLATES[asked['what']]}, {asked['key']}"


_WHO = {
    "gold-book": _("The families of the children in the gold book of the week."),
    "certificate-full": _("The families of children with 100% attendance, fairly counted."),
    "certificate-improved": _("The families of children whose attendance rose by the school’s setting."),
    "full-day": _("Every family with a child on roll, once."),
    "full-day-thanks": _("Every family with a child on roll, once; the figure is the whole school’s."),
}


def explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who is told, and as at when."""
    return who_and_when(str(_WHO[counted["what"]]), counted)


CELEBRATING = Subject(
    name=NAME,
    words=_("Celebrating"),
    templates=TEMPLATES,
    fields=(
        *FIELDS,
        Field("day", _("the 100% day"), "Friday 4 October"),
        Field("topic", _("what is said of the 100% day"), "There will be music in the hall."),
        Field("half-term", _("the month or half-term of a certificate"), "Autumn 1, 2024/25"),
    ),
    conditions=(),
    draw_up=draw_up,
    shipped=shipped,
    describe=describe,
    explain=explain,
    page="attendance:league",
    channels=frozenset(CHANNELS),
)
