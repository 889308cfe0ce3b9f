"""Writing to the families of children somebody chose on a list, with one letter of the letter set."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.letter_figures import attendance_shown, figures_of, marks_missing, percentage
from trellis.attendance.letter_set import (
    FIELDS,
    MEETING,
    NAME,
    NEEDS_A_MEETING,
    OF_A_MEETING,
    ONCE,
    TEMPLATES,
    WITH_FIGURES,
    Once,
    channels_of,
    describe,
    explain,
    shipped,
)
from trellis.measures.periods import Period
from trellis.measures.pupils import each_enrolment
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.drafts import Draft, Subject
from trellis.messages.drawing_up import About, draw_up
from trellis.messages.models import Batch, Channel, LeftOut
from trellis.registers.half_terms import half_term_at, half_terms_of
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import of_compulsory_age
from trellis.rules.rounding import days
from trellis.rules.tally import Tally, absent, attended, late, possible
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import ONE_DAY, By
from trellis.schools.models import ClassMembership, Enrolment, Pupil, School
from trellis.schools.own_rules import bands_of, thresholds_of


class ProblemWithChoice(ProblemWith):
    """Why these families cannot be written to so, in one sentence."""

    subject = "letters"


class Choosing:
    """One drawing-up for chosen children: what is the same for every message, read once."""

    def __init__(self, school: School, asked: Mapping[str, Any]) -> None:
        self.school, self.asked = school, asked
        self.template: str = asked["template"]
        self.since, self.until = (dt.date.fromisoformat(asked[name]) for name in ("since", "until"))
        self.rules, self.bands = thresholds_of(school, self.until), bands_of(school, self.until)
        year = AcademicYear.of(self.until)
        self.rolls = rolls(Scope(school=school), year.since, year.until)
        self.spent = self._spent()

    def _spent(self) -> dict[int, Tally]:
        """How each child spent the days asked about; who left and came back has one tally."""
        found: dict[int, Tally] = {}
        period = Period("", self.since, self.until)
        for each in each_enrolment(self.rolls.rolls, [period]):
            for number in range(len(each.person)):
                pupil = int(each.person[number])
                found[pupil] = found.get(pupil, Tally()) + each.one(number)
        return found

    def draft(self) -> Draft:
        return draw_up(
            CHOSEN,
            self.school,
            [self._about(enrolment, name) for enrolment, name in self._children()],
            occasion=self.asked["occasion"],
            since=self.since,
            until=self.until,
            counted={
                "since": self.asked["since"],
                "until": self.asked["until"],
                "as_at": timezone.localtime(self.rolls.as_at).isoformat(timespec="seconds"),
                "ledger": next(iter(self.rolls.ledger.values()), 0),
                "chosen": len(self.asked["pupils"]),
                "bands": [],
            },
            channels=self.asked["channels"],
        )

    def about(self) -> About | None:
        """What there is to say of the first of them; None where nobody of them was ever here."""
        return next((self._about(enrolment, name) for enrolment, name in self._children()), None)

    def _children(self) -> Iterator[tuple[Enrolment, str]]:
        """The last enrolment here of each chosen child, and the class they are or were last in."""
        enrolments = (
            Enrolment.objects.filter(school=self.school, pupil__in=self.asked["pupils"])
            .filter(pupil__merged_into=None)
            .select_related("pupil")
            .order_by("since", "id")
        )
        last = {enrolment.pupil_id: enrolment for enrolment in enrolments}
        memberships = (
            ClassMembership.objects.filter(enrolment__in=last.values(), since__lte=timezone.localdate())
            .select_related("school_class")
            .order_by("since", "id")
        )
        classes = {membership.enrolment_id: membership.school_class.name for membership in memberships}
        for enrolment in last.values():
            yield enrolment, classes.get(enrolment.pk, "")

    def _about(self, enrolment: Enrolment, class_name: str) -> About:
        tally = self.spent.get(enrolment.pupil_id, Tally())
        told = self.template in WITH_FIGURES
        return About(
            enrolment.pupil,
            enrolment,
            class_name,
            template=self.template,
            values=partial(self._values, tally),
            conditions=[MEETING] if self.asked.get("date") and self.asked.get("time") else [],
            legal=self._legal(enrolment.pupil),
            figures=figures_of(tally) if told else {},
            marks_missing=marks_missing(tally) if told else "",
            why_not=self._why_not(tally) if told else None,
        )

    def _why_not(self, tally: Tally) -> tuple[LeftOut.Reason, str] | None:
        there, fewest = possible(tally), self.rules.fewest_sessions
        if not there:
            return LeftOut.Reason.NO_SESSIONS, ""
        if there < fewest:
            enough = gettext("%(there)d of at least %(fewest)d") % {"there": there, "fewest": fewest}
            return LeftOut.Reason.TOO_FEW, enough
        return None

    def _legal(self, pupil: Pupil) -> bool:
        """Legal wording is only for a child of compulsory school age throughout (§0.14)."""
        return all(of_compulsory_age(pupil.date_of_birth, day) is True for day in (self.since, self.until))

    def _values(self, tally: Tally) -> dict[str, str]:
        """The fields of this subject, in the language now in force."""
        about = dt.date.fromisoformat(self.asked.get("date") or self.asked["on"])
        return {
            "since": date_format(self.since, "j E Y"),
            "until": date_format(self.until, "j E Y"),
            "possible": str(possible(tally)),
            "attended": str(attended(tally)),
            "absent": str(absent(tally)),
            "days missed": days(absent(tally)),
            "authorised": str(tally.authorised),
            "unauthorised": str(tally.unauthorised),
            "late": str(late(tally)),
            "attendance": f"{attendance_shown(tally, self.bands)}%" if possible(tally) else "–",
            "target": f"{percentage(self.rules.target.percent)}%",
            "date": date_format(about, "l j E"),
            "time": self.asked.get("time", ""),
            "place": self.asked.get("place", ""),
        }


def draw_up_chosen(school: School, asked: Mapping[str, Any]) -> Draft:
    """Who would be written to and what each message would say; nothing is saved."""
    return Choosing(school, asked).draft()


def about(school: School, pupil: Pupil, template: str) -> About | None:
    """What there is to say of one child: of this year so far, and of an invented meeting in a week."""
    today = timezone.localdate()
    first = min((held.since for held in half_terms_of(school, AcademicYear.of(today))), default=today)
    asked = {
        "template": template,
        "pupils": [pupil.pk],
        "since": min(first, today).isoformat(),
        "until": max(today - ONE_DAY, first).isoformat(),
        "on": today.isoformat(),
        "date": (today + 7 * ONE_DAY).isoformat(),
        "time": "15:30",
        "place": next(field.example for field in FIELDS if field.name == "place"),
    }
    return Choosing(school, asked).about()


CHOSEN = Subject(
    name=NAME,
    words=_("Letters to chosen families"),
    templates=TEMPLATES,
    fields=FIELDS,
    conditions=(MEETING,),
    draw_up=draw_up_chosen,
    shipped=shipped,
    describe=describe,
    explain=explain,
    page="attendance:pupils",
    channels=frozenset(Channel.values),
    about=about,
    half_termly=[name for name in TEMPLATES if ONCE[name] is Once.HALF_TERM],
)


@transaction.atomic
def prepare_chosen_letters(
    *,
    school: School,
    template: str,
    pupils: Iterable[Pupil],
    channels: Sequence[str],
    since: dt.date,
    until: dt.date,
    by: By,
    date: dt.date | None = None,
    time: dt.time | None = None,
    place: str = "",
) -> tuple[Batch, Draft]:
    """Draw up one letter of the set for these children, and keep it: it waits for somebody to approve it.

    Where the same letter waits already for others it waits for all of them together. Figures go no further
    than yesterday, so that this morning's register does not change what was looked at.
    """
    _insist(template, channels, date, time, place)
    today = timezone.localdate()
    asked = {
        "template": template,
        "pupils": sorted(pupil.pk for pupil in pupils),
        "channels": list(channels),
        "since": since.isoformat(),
        "until": max(min(until, today - ONE_DAY), since).isoformat(),
        "on": today.isoformat(),
        "date": date.isoformat() if date else "",
        "time": f"{time:%H:%M}" if time else "",
        "place": place.strip(),
    }
    asked["occasion"] = _occasion(school, asked, today)
    waiting = Batch.objects.waiting().filter(school=school, subject=NAME, occasion=asked["occasion"]).first()
    if waiting is not None:
        asked["pupils"] = sorted({*asked["pupils"], *waiting.asked["pupils"]})
    offer_templates(school=school, subject=CHOSEN)
    draft = draw_up_chosen(school, asked)
    batch = prepare_batch(
        school=school,
        subject=NAME,
        occasion=asked["occasion"],
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )
    return batch, draft


def _insist(
    template: str, channels: Sequence[str], date: dt.date | None, time: dt.time | None, place: str
) -> None:
    letter = str(TEMPLATES[template])
    missing = [channel for channel in channels if channel not in channels_of(template)]
    if missing:
        offered = gettext(" or ").join(
            str(Channel(channel).label) for channel in Channel.values if channel in channels_of(template)
        )
        says = gettext_noop("“%(letter)s” does not go in this way: choose %(offered)s.")
        raise ProblemWithChoice(Sentence(says, letter=letter, offered=offered))
    by_text = template in OF_A_MEETING and Channel.TEXT in channels
    if (template in NEEDS_A_MEETING or by_text) and not (date and time and place.strip()):
        says = gettext_noop("“%(letter)s” says when and where: give the day, the time and the place.")
        raise ProblemWithChoice(Sentence(says, letter=letter))
    if (date is None) != (time is None) and template in OF_A_MEETING:
        raise ProblemWithChoice(
            Sentence(gettext_noop("Give both the day and the time of the meeting, or neither."))
        )


def _occasion(school: School, asked: Mapping[str, Any], today: dt.date) -> str:
    """What a family is written to about once."""
    template, once = asked["template"], ONCE[asked["template"]]
    if once is Once.MEETING and asked["date"]:
        return f"{template} {asked['date']} {asked['time']}"
    half_term = half_term_at(school, today) if once is Once.HALF_TERM else None
    if half_term is not None:
        return f"{template} {AcademicYear.of(today).label} {half_term.name}"
    return f"{template} {asked['date'] or asked['on']}"
