"""Drawing up the traffic-light letters of a half-term: which children, with what figures and template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from trellis.attendance.half_term import HalfTermSpent, Spent, half_term_spent, weeks_of
from trellis.attendance.letter_fields import (
    BANDS,
    COLOURS_ON_PAPER,
    EARLY,
    LATE,
    NAME,
    TEMPLATE_OF_COLOUR,
)
from trellis.attendance.letter_figures import (
    attendance_shown,
    bands_in_words,
    begins,
    figures_of,
    marks_missing,
    percentage,
)
from trellis.messages.drafts import SUBJECTS, Draft
from trellis.messages.drawing_up import About, draw_up
from trellis.messages.languages import kept
from trellis.messages.models import Channel, LeftOut
from trellis.messages.wording import Week
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import compulsory_age_begins, of_compulsory_age
from trellis.rules.bands import Band
from trellis.rules.rounding import days
from trellis.rules.tally import Tally, absent, attended, late, possible
from trellis.schools.models import ClassMembership, Enrolment, Pupil, School
from trellis.schools.own_rules import bands_of, code_set_of, thresholds_of
from trellis.schools.settings import settings_of

SETTINGS = ("colours_home", "lates_of_concern")


def occasion_of(year: AcademicYear, half_term: str) -> str:
    """What a household is written to about once."""
    return f"{year.label} {half_term}"


@dataclass(frozen=True)
class _Child:
    """One child on roll in the half-term: the last enrolment in it, and the class."""

    pupil: Pupil
    enrolment: Enrolment
    class_name: str


class DrawingUp:
    """One drawing-up: what is the same for every letter, read once."""

    def __init__(self, school: School, year: AcademicYear, half_term: str) -> None:
        self.school, self.year = school, year
        self.today = timezone.localdate()
        self.rolls = rolls(Scope(school=school), year.since, year.until)
        self.spent: HalfTermSpent = half_term_spent(self.rolls.rolls[0], half_term)
        self.half_term = self.spent.half_term
        self.rules = thresholds_of(school, self.half_term.until)
        self.bands = bands_of(school, self.half_term.until)
        held = settings_of([school], SETTINGS, self.today)[school.pk]
        self.held = {name: each.value for name, each in held.items()}

    def draft(self, channels: list[str]) -> Draft:
        """The letters, texts and e-mails there would be by these channels, in order of preference."""
        return draw_up(
            SUBJECTS[NAME],
            self.school,
            [self._about(child) for child in self._children()],
            occasion=occasion_of(self.year, self.half_term.name),
            since=self.half_term.since,
            until=self.half_term.until,
            counted=self._counted(),
            channels=channels or [Channel.LETTER],
            notes=list(self._notes()),
        )

    def _children(self) -> Iterator[_Child]:
        """Everybody on roll at any time in the half-term, each once, with the class they were last in."""
        half_term = self.half_term
        enrolments = (
            Enrolment.objects.between(half_term.since, half_term.until)
            .filter(school=self.school, pupil__merged_into=None)
            .select_related("pupil")
            .order_by("since", "id")
        )
        last = {enrolment.pupil_id: enrolment for enrolment in enrolments}
        memberships = (
            ClassMembership.objects.between(half_term.since, half_term.until)
            .filter(enrolment__in=last.values())
            .select_related("school_class")
            .order_by("since", "id")
        )
        classes = {membership.enrolment_id: membership.school_class.name for membership in memberships}
        for enrolment in last.values():
            yield _Child(enrolment.pupil, enrolment, classes.get(enrolment.pk, ""))

    # --- one child

    def about(self, pupil: Pupil) -> About | None:
        """What there is to say of one child; None where they were not on the roll."""
        child = next((child for child in self._children() if child.pupil == pupil), None)
        return self._about(child) if child else None

    def _about(self, child: _Child) -> About:
        spent = self.spent.by_pupil.get(child.pupil.pk)
        tally = spent.tally if spent else Tally()
        why_not = self._why_not(tally)
        missing = marks_missing(tally)
        if spent is None or why_not or missing:
            return About(
                child.pupil,
                child.enrolment,
                child.class_name,
                template=EARLY,
                marks_missing=missing,
                why_not=why_not,
            )
        band = self.bands.band_of(tally)
        assert band is not None  # a child with possible sessions is in a band
        template = self._template(child, band)
        named = self.held["colours_home"] == "yes" and template != EARLY
        return About(
            child.pupil,
            child.enrolment,
            child.class_name,
            template=template,
            values=partial(self._values, tally, band),
            conditions=self._conditions(tally, named=named),
            legal=self._legal(child),
            weeks=partial(self._weeks, spent),
            figures=figures_of(tally),
            band=band.name,
            chip=partial(_chip, band if named else None),
        )

    def _why_not(self, tally: Tally) -> tuple[LeftOut.Reason, str] | None:
        """Why a child's half-term says too little to write about, where it does."""
        there, fewest = possible(tally), self.rules.fewest_sessions
        if not there:
            return LeftOut.Reason.NO_SESSIONS, ""
        if there < fewest:
            enough = gettext("%(there)d of at least %(fewest)d") % {"there": there, "fewest": fewest}
            return LeftOut.Reason.TOO_FEW, enough
        return None

    def _template(self, child: _Child, band: Band) -> str:
        """A child not of compulsory age when the half-term began gets the letter for that age, in every
        band.
        """
        born = child.pupil.date_of_birth
        if born is not None and compulsory_age_begins(born) > self.half_term.since:
            return EARLY
        return TEMPLATE_OF_COLOUR[band.colour]

    def _conditions(self, tally: Tally, *, named: bool) -> list[str]:
        often_late = late(tally) >= self.held["lates_of_concern"]
        return [name for name, holds in ((LATE, often_late), (BANDS, named)) if holds]

    def _legal(self, child: _Child) -> bool:
        """Legal wording is only for a child of compulsory school age throughout (§0.14)."""
        born = child.pupil.date_of_birth
        return all(
            of_compulsory_age(born, day) is True for day in (self.half_term.since, self.half_term.until)
        )

    def _weeks(self, spent: Spent) -> list[Week]:
        """The picture of the weeks, its Mondays in the language now in force."""
        return [
            Week(date_format(monday, "j E"), week) for monday, week in weeks_of(spent, self.spent.mondays)
        ]

    def _values(self, tally: Tally, band: Band) -> dict[str, str]:
        """The fields of this subject, in the language now in force."""
        return {
            "half-term": f"{gettext(self.half_term.name)}, {self.year.label}",
            "since": date_format(self.half_term.since, "j E Y"),
            "until": date_format(self.half_term.until, "j E Y"),
            "possible": str(possible(tally)),
            "attended": str(attended(tally)),
            "absent": str(absent(tally)),
            "days missed": days(absent(tally)),
            "authorised": str(tally.authorised),
            "unauthorised": str(tally.unauthorised),
            "late": str(late(tally)),
            "attendance": f"{attendance_shown(tally, self.bands)}%",
            "target": f"{percentage(self.rules.target.percent)}%",
            "band": gettext(band.name),
            "bands": bands_in_words(self.bands),
        }

    # --- what goes with the batch

    def _counted(self) -> dict[str, Any]:
        """How the figures were counted, kept with every letter."""
        codes = code_set_of(self.school, self.half_term.until)
        return {
            "population": "all_on_roll",
            "unit": "child",
            "half_term": self.half_term.name,
            "since": self.half_term.since.isoformat(),
            "until": self.half_term.until.isoformat(),
            "as_at": timezone.localtime(self.rolls.as_at).isoformat(timespec="seconds"),
            "ledger": next(iter(self.rolls.ledger.values()), 0),
            "bands": [[band.name, band.colour, kept(words)] for band, words in begins(self.bands)],
            "target": percentage(self.rules.target.percent),
            "fewest_sessions": self.rules.fewest_sessions,
            "colours_home": self.held["colours_home"],
            "lates_of_concern": self.held["lates_of_concern"],
            "codes_since": codes.since.isoformat(),
            "provisional": codes.provisional,
        }

    def _notes(self) -> Iterator[str]:
        if self.half_term.until >= self.today:
            yield gettext("The half-term is not over: figures go up to %(day)s.") % {
                "day": date_format(self.half_term.until, "j F Y")
            }


def _chip(band: Band | None) -> Mapping[str, str] | None:
    """The band's word and colour, where the school names bands in letters."""
    return {"word": gettext(band.name), "colour": COLOURS_ON_PAPER[band.colour]} if band else None
