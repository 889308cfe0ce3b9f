"""Drawing up the traffic-light letters of a half-term: who is written to, what each letter says, who is not
and why.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from trellis.attendance.half_term import HalfTermSpent, Spent, half_term_spent, weeks_of
from trellis.attendance.letter_fields import (
    BANDS,
    COLOURS_ON_PAPER,
    EARLY,
    LATE,
    NAME,
    TEMPLATE_OF_COLOUR,
    TEMPLATES,
)
from trellis.attendance.letter_figures import (
    attendance_shown,
    bands_in_words,
    begins,
    figures_of,
    marks_missing,
    percentage,
)
from trellis.messages.addressees import Answer, Home, Kept, homes_of, sort_key
from trellis.messages.drafts import Draft, DraftLetter, DraftSide, NotWritten
from trellis.messages.languages import kept, language_name
from trellis.messages.models import LeftOut, Letter, Wording
from trellis.messages.typesetting import unprintable
from trellis.messages.wording import Merge, Week, fill, parts_of
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import compulsory_age_begins, of_compulsory_age
from trellis.rules.bands import Band
from trellis.rules.rounding import days
from trellis.rules.tally import Tally, absent, attended, late, possible
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.models import ClassMembership, Enrolment, Post, Pupil, School
from trellis.schools.own_rules import bands_of, code_set_of, thresholds_of
from trellis.schools.settings import settings_of

SETTINGS = (
    "colours_home",
    "home_language",
    "lates_of_concern",
    "letter_contact",
    "letter_signatory",
    "letterhead_phone",
)


class ProblemWithLetters(ProblemWith):
    """Why no letters can be drawn up, in one sentence."""

    subject = "letters"


def occasion_of(year: AcademicYear, half_term: str) -> str:
    """What a household is written to about once."""
    return f"{year.label} {half_term}"


@dataclass(frozen=True)
class _Child:
    """One child on roll in the half-term: the last enrolment in it, and the class."""

    pupil: Pupil
    enrolment: Enrolment
    class_name: str


_To = tuple[int, int | None, str]


def _to(pupil: int, household: int | None, addressee: str) -> _To:
    """Whom a letter is about and to: the household, or where there is none, the names."""
    return pupil, household, "" if household else addressee


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
        self.languages: list[str] = self.held["home_language"].split("+")
        self.wordings = _wordings_in_force(school)
        whom = self.held["letter_contact"] or _post_holder(school, "attendance_lead", self.today)
        self.contact = ", ".join(filter(None, (whom, self.held["letterhead_phone"])))
        self.signatory = (
            self.held["letter_signatory"] or _post_holder(school, "head", self.today) or school.name
        )
        self.unread: Counter[str] = Counter()

    def draft(self) -> Draft:
        children = sorted(
            self._children(), key=lambda child: (class_order(child.class_name), sort_key(child.pupil))
        )
        homes = homes_of(self.school, [child.enrolment for child in children], self.today)
        written = self._already_written()
        letters: list[DraftLetter] = []
        left_out: list[NotWritten] = []
        for child in children:
            for answer in self._answers(child, homes[child.pupil.pk], written):
                (letters if isinstance(answer, DraftLetter) else left_out).append(answer)
        return Draft(
            letters=letters,
            left_out=left_out,
            counted=self._counted(),
            since=self.half_term.since,
            until=self.half_term.until,
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

    def _already_written(self) -> dict[_To, dt.date]:
        """The households written to about this half-term, and the day that was approved."""
        letters = Letter.objects.approved().filter(
            batch__school=self.school,
            batch__subject=NAME,
            batch__occasion=occasion_of(self.year, self.half_term.name),
        )
        return {
            _to(letter.pupil_id, letter.household_id, letter.addressee): timezone.localdate(
                letter.approved_at
            )
            for letter in letters
        }

    # --- one child

    def _answers(
        self, child: _Child, homes: Answer, written: Mapping[_To, dt.date]
    ) -> Iterator[DraftLetter | NotWritten]:
        """A letter to each home, or why there is none; a reason that concerns the child comes before any
        letter.
        """
        why_not = self._why_not(child, homes)
        if why_not:
            yield from why_not
            return
        spent = self.spent.by_pupil[child.pupil.pk]
        yield from (self._kept(child, kept) for kept in homes.kept)
        for home in homes.homes:
            day = written.get(
                _to(child.pupil.pk, home.household.pk if home.household else None, home.addressee)
            )
            if day is None:
                yield self._letter(child, home, spent)
            else:
                yield self._not(child, LeftOut.Reason.ALREADY_WRITTEN, _on_day(day))

    def _why_not(self, child: _Child, homes: Answer) -> list[NotWritten]:
        left = child.enrolment.until
        if left is not None and left < self.today:
            return [self._not(child, LeftOut.Reason.LEAVER, _on_day(left))]
        about_the_child = [self._kept(child, kept) for kept in homes.kept if kept.whole]
        return about_the_child or self._too_little(child)

    def _too_little(self, child: _Child) -> list[NotWritten]:
        """Why a child's half-term says too little to write about, where it does."""
        spent = self.spent.by_pupil.get(child.pupil.pk)
        tally = spent.tally if spent else Tally()
        there, fewest = possible(tally), self.rules.fewest_sessions
        if tally.missing or tally.unlawful:
            return [self._not(child, LeftOut.Reason.MARKS_MISSING, marks_missing(tally))]
        if not there:
            return [self._not(child, LeftOut.Reason.NO_SESSIONS)]
        if there < fewest:
            enough = gettext("%(there)d of at least %(fewest)d") % {"there": there, "fewest": fewest}
            return [self._not(child, LeftOut.Reason.TOO_FEW, enough)]
        return []

    def _letter(self, child: _Child, home: Home, spent: Spent) -> DraftLetter | NotWritten:
        band = self.bands.band_of(spent.tally)
        assert band is not None  # a child with possible sessions is in a band
        name = self._template(child, band)
        sides = [
            self._side(child, home, spent, band, self.wordings[name, language])
            for language in self._languages(name, home)
        ]
        letter = DraftLetter(
            pupil=child.pupil,
            enrolment=child.enrolment,
            class_name=child.class_name,
            household=home.household,
            addressed_to=home.contacts,
            addressee=home.addressee,
            address=home.address,
            sides=sides,
            band=band.name,
            figures=figures_of(spent.tally),
        )
        cannot = unprintable("".join([*letter.address, *(side.title + str(side.parts) for side in sides)]))
        if cannot:
            return self._not(child, LeftOut.Reason.NOT_PRINTABLE, cannot[:40])
        return letter

    def _template(self, child: _Child, band: Band) -> str:
        """A child not of compulsory age when the half-term began gets the letter for that age, in every
        band.
        """
        born = child.pupil.date_of_birth
        if born is not None and compulsory_age_begins(born) > self.half_term.since:
            return EARLY
        return TEMPLATE_OF_COLOUR[band.colour]

    def _languages(self, name: str, home: Home) -> list[str]:
        """The language the family reads, where its wording is approved, and the school's own languages."""
        for language in self.languages:
            if (name, language) not in self.wordings:
                template = gettext_noop(
                    "The %(language)s wording of “%(letter)s” is a draft: somebody must approve it before "
                    "these letters can be drawn up."
                )
                raise ProblemWithLetters(
                    Sentence(template, language=language_name(language), letter=str(TEMPLATES[name]))
                )
        if not home.language or home.language in self.languages:
            return sorted(self.languages, key=lambda language: language != home.language)
        if (name, home.language) in self.wordings:
            return [home.language, *self.languages]
        self.unread[home.language] += 1
        return self.languages

    def _side(self, child: _Child, home: Home, spent: Spent, band: Band, wording: Wording) -> DraftSide:
        with override(wording.language):
            values = self._values(child, home, spent.tally, band)
            weeks = [
                Week(date_format(monday, "j E"), week) for monday, week in weeks_of(spent, self.spent.mondays)
            ]
        named = self.held["colours_home"] == "yes" and wording.template.name != EARLY
        merge = Merge(
            values=values, weeks=weeks, true=self._conditions(spent.tally, named), legal=self._legal(child)
        )
        shown = {"word": values["band"], "colour": COLOURS_ON_PAPER[band.colour]} if named else None
        return DraftSide(wording, fill(wording.title, values), parts_of(wording.body, merge), shown)

    def _conditions(self, tally: Tally, named: bool) -> list[str]:
        often_late = late(tally) >= self.held["lates_of_concern"]
        return [name for name, holds in ((LATE, often_late), (BANDS, named)) if holds]

    def _legal(self, child: _Child) -> bool:
        """Legal wording is only for a child of compulsory school age throughout (§0.14)."""
        born = child.pupil.date_of_birth
        return all(
            of_compulsory_age(born, day) is True for day in (self.half_term.since, self.half_term.until)
        )

    def _values(self, child: _Child, home: Home, tally: Tally, band: Band) -> dict[str, str]:
        """Every field, in the language now in force."""
        pupil = child.pupil
        forename = pupil.preferred_name or pupil.forename
        return {
            "addressee": home.addressee,
            "forename": forename,
            "surname": pupil.surname,
            "pupil": f"{forename} {pupil.surname}",
            "class": child.class_name,
            "school": self.school.name,
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
            "contact": self.contact or gettext("the school office"),
            "signatory": self.signatory,
        }

    # --- what goes with the batch

    def _kept(self, child: _Child, kept: Kept) -> NotWritten:
        return NotWritten(
            child.pupil, child.enrolment, child.class_name, kept.reason, kept.says, kept.held_by, kept.hold
        )

    def _not(self, child: _Child, reason: LeftOut.Reason, says: str = "") -> NotWritten:
        return NotWritten(child.pupil, child.enrolment, child.class_name, reason, says)

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
        if not self.contact:
            yield gettext("Nobody is named as the person a family may speak to: decide it in the settings.")
        if self.unread:
            asked = ", ".join(f"{language_name(tag)} {n}" for tag, n in self.unread.most_common())
            yield gettext(
                "Families who read other languages get these letters in the school's own, "
                "because no wording is approved in theirs: %(languages)s."
            ) % {"languages": asked}
        if self.half_term.until >= self.today:
            yield gettext("The half-term is not over: figures go up to %(day)s.") % {
                "day": date_format(self.half_term.until, "j F Y")
            }


def class_order(name: str) -> tuple[int, str]:
    """Classes as a school lists them: those without a number first (nursery, reception), then 1A … 11C."""
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else -1, name.casefold())


def _wordings_in_force(school: School) -> dict[tuple[str, str], Wording]:
    """The last approved wording of each template in each language."""
    approved = Wording.objects.approved().filter(template__school=school, template__subject=NAME)
    return {
        (wording.template.name, wording.language): wording
        for wording in approved.select_related("template").order_by("number")
    }


def _post_holder(school: School, role: str, day: dt.date) -> str:
    post = (
        Post.objects.on(day).filter(school=school, role=role).select_related("person").order_by("id").first()
    )
    return f"{post.person.name}, {post.position}" if post else ""


def _on_day(day: dt.date) -> str:
    return date_format(day, "j F Y")
