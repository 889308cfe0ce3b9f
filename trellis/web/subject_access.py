"""Everything one school holds of one pupil, as an archive a family can read (subject access).

A page to read (record.html), and what it shows in tables as files for a spreadsheet. Other people are left
out: contacts appear as "mother" or "carer" without address or number, other children and staff by what they
are. Their names are also taken out of words people wrote, as far as this school knows the names; a person
reads the archive before it is handed over, and is told so.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from trellis.attendance.day.leave_lists import outcome
from trellis.attendance.formal.happened import happened
from trellis.attendance.knowing.models import AuthorityRow, Enquiry
from trellis.attendance.models import (
    Arrival,
    Exemption,
    LeaveRequest,
    Leaving,
    Medicine,
    Nomination,
    StepAnswer,
    StepSaid,
    Ticket,
    Unwell,
)
from trellis.conduct.models import Involvement
from trellis.evidence.models import PrintedPupil, Target
from trellis.gatherings.models import FamilyInvitation
from trellis.imports.writing import harmless
from trellis.learning.models import Score
from trellis.messages.models import Conversation, Item, Reply
from trellis.registers.history import history
from trellis.registers.ledger import Said, standing_details
from trellis.registers.models import ExpectedAbsence, Line, Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK, code_of, code_set, last_known
from trellis.rules.scores import plain
from trellis.schools.access_log import write_reading
from trellis.schools.models import AccessLogEntry, Enrolment, FamilyLink, Hold, Person, Pupil, School
from trellis.schools.roles import Permission
from trellis.support.directory.models import Signpost
from trellis.support.finding.levels import AtSchool
from trellis.support.finding.models import CohortChild, DecidedLevel, NotedIndicator
from trellis.support.groups.models import GroupMark, GroupMember, SupportGroup
from trellis.support.meetings.models import AgendaItem
from trellis.support.models import Case, CrossMatched, Referral


@dataclass
class Section:
    """One part of what is held: a heading, what it is, and a table."""

    name: str
    heading: str
    says: str
    columns: list[str]
    rows: list[list[str]]
    texts: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """What was written, and how much of it is in people's own words and must be read first."""

    file: Path
    marks: int
    acts: int
    letters: int
    readings: int
    own_words: int


def write_archive(
    *, pupil: Pupil, school: School, path: Path, by: str, with_hold_reasons: bool = False
) -> Written:
    """Write the archive, and in the access log that it was written."""
    held = Holding(pupil, school, with_hold_reasons)
    sections = held.sections()
    page = render_to_string(
        "web/subject_access.html",
        {"pupil": pupil, "school": school, "sections": sections, "made_at": timezone.localtime()},
    )
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("record.html", page)
            for section in sections:
                if section.rows:
                    archive.writestr(f"{section.name}.csv", _as_csv(section))
        unfinished.chmod(0o600)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    write_reading(person=None, name=by, school=school, pupil=pupil, page="subject access")
    rows = {section.name: len(section.rows) for section in sections}
    letters = sum(len(section.texts) for section in sections)
    return Written(path, rows["marks"], rows["history"], letters, rows["access"], held.own_words)


@dataclass
class Holding:
    """What one school holds of one pupil."""

    pupil: Pupil
    school: School
    with_hold_reasons: bool = False
    own_words: int = 0
    _positions: dict[tuple[int, dt.date], str] = field(default_factory=dict)

    def sections(self) -> list[Section]:
        return [
            self._who(),
            self._roll(),
            self._characteristics(),
            self._marks(),
            self._history(),
            self._expected(),
            self._summaries(),
            self._scores(),
            self._incidents(),
            self._talked_about(),
            self._family(),
            self._holds(),
            self._celebrated(),
            self._coming(),
            self._letters(),
            self._replies(),
            self._conversations(),
            self._invited(),
            self._leave(),
            self._steps(),
            self._formal(),
            self._targets_and_told(),
            self._out_steps(),
            self._support(),
            self._support_passed(),
            self._pointed(),
            self._groups(),
            self._referrals(),
            self._levels(),
            self._lists(),
            self._access(),
        ]

    # --- The record ---

    def _who(self) -> Section:
        rows = [
            [_("Forename"), self.pupil.forename],
            [_("Surname"), self.pupil.surname],
            [_("Preferred name"), self.pupil.preferred_name],
            [_("Date of birth"), _day(self.pupil.date_of_birth)],
            [_("Sex"), str(self.pupil.get_sex_display())],
        ]
        rows += [
            [_("Former UPN") if number.is_former else _("UPN"), number.upn]
            for number in self.pupil.numbers.order_by("since")
        ]
        return Section("who", _("Who you are"), "", [_("What"), _("Recorded")], rows)

    @cached_property
    def _enrolments(self) -> list[Enrolment]:
        found = Enrolment.objects.filter(pupil=self.pupil, school=self.school).order_by("since")
        return list(found.prefetch_related("class_memberships__school_class", "characteristics", "patterns"))

    def _roll(self) -> Section:
        rows = [row for enrolment in self._enrolments for row in self._time_on_roll(enrolment)]
        return Section("roll", _("On the roll"), "", [_("What"), _("Recorded"), _("From"), _("To")], rows)

    def _time_on_roll(self, enrolment: Enrolment) -> Iterator[list[str]]:
        left = [enrolment.get_leaving_ground_display(), self._words(enrolment.destination)]
        what = "; ".join(part for part in (str(enrolment.get_kind_display()), *left) if part)
        yield [_("On the roll"), what, *_span(enrolment)]
        for held in sorted(enrolment.class_memberships.all(), key=lambda row: row.since):
            yield [_("Class"), held.school_class.name, *_span(held)]
        for pattern in sorted(enrolment.patterns.all(), key=lambda row: row.since):
            due = f"{pattern.get_kind_display()}: {pattern.sessions_in_words}"
            yield [_("Sessions due"), due, *_span(pattern)]

    def _characteristics(self) -> Section:
        rows = [
            [str(one.get_kind_display()), one.value_in_words, *_span(one)]
            for enrolment in self._enrolments
            for one in sorted(enrolment.characteristics.all(), key=lambda row: (row.kind, row.since))
        ]
        columns = [_("What"), _("Recorded"), _("From"), _("To")]
        return Section("characteristics", _("What is recorded of you"), "", columns, rows)

    # --- The register ---

    @cached_property
    def _lines(self) -> list[Line]:
        return list(Line.objects.filter(pupil=self.pupil, school=self.school).order_by("year"))

    def _marks(self) -> Section:
        rows = []
        for line in self._lines:
            year, details = AcademicYear(line.year), standing_details([line.pk])
            for position, char in enumerate(line.marks):
                if char != NO_MARK:
                    said = details.get((line.pk, position), Said())
                    day = year.date_of(position)
                    code = [code_of(char), self._meaning(char, day)]
                    rows.append([_day(day), str(year.session_of(position)), *code, *self._said(said)])
        columns = [_("Date"), _("Session"), _("Code"), _("Meaning"), _("Minutes late"), _("Said of it")]
        return Section("marks", _("Your marks"), _("The register as it stands today."), columns, rows)

    def _meaning(self, char: str, day: dt.date) -> str:
        """What the code meant that day; a withdrawn one, what it meant last."""
        code = code_set(self.school.nation, day).by_char.get(char)
        return _((code or last_known(code_of(char), self.school.nation)).meaning)

    def _history(self) -> Section:
        rows = [
            [
                _moment(change.at),
                _day(change.date),
                str(change.session),
                change.was or "–",
                change.now or "–",
                change.what,
                self._words(change.why),
                *self._said(change.said),
                change.position or _("the school"),
            ]
            for line in self._lines
            for change in history(line)
        ]
        columns = [_("When"), _("Date"), _("Session"), _("Was"), _("Became"), _("Act"), _("Why")]
        columns += [_("Minutes late"), _("Said of it"), _("By")]
        says = _("Everything that was ever done to your marks. Staff are named by their position.")
        return Section("history", _("How your marks came to be"), says, columns, rows)

    def _said(self, said: Said) -> list[str]:
        words = "; ".join(part for part in (said.nature, said.comment) if part)
        return ["" if said.minutes_late is None else str(said.minutes_late), self._words(words)]

    def _expected(self) -> Section:
        found = ExpectedAbsence.objects.filter(enrolment__in=self._enrolments).order_by("since")
        rows = [
            [
                one.code,
                *_span(one),
                _day(one.back_on) if one.back_on else "",
                self._words(one.note),
                _moment(one.told_at) if one.told_at else "",
                str(one.get_how_display()) if one.how else "",
                self._relationships.get(one.contact_id, "") if one.contact_id else "",
                self._words(one.reason),
                str(one.get_planned_display()) if one.planned else "",
                self._words(one.place),
                self._words("; ".join(filter(None, (one.agreed_by, one.agreed_with)))),
                _day(one.review_on) if one.review_on else "",
            ]
            for one in found
        ]
        columns = [_("Code"), _("From"), _("To"), _("Expected back"), _("Note"), _("Told"), _("How")]
        columns += [
            _("By whom"),
            _("Reason"),
            _("Planned"),
            _("Where or what"),
            _("Agreed by"),
            _("To be reviewed"),
        ]
        return Section("expected", _("Absences the school was told of"), "", columns, rows)

    def _summaries(self) -> Section:
        found = Summary.objects.filter(enrolment__in=self._enrolments).order_by("since")
        rows = [
            [_day(one.since), _day(one.until), str(one.possible), _counts(one.counts), one.source]
            for one in found
        ]
        columns = [_("From"), _("To"), _("Possible sessions"), _("Counts by code"), _("Source")]
        return Section("summaries", _("Sessions counted by term"), "", columns, rows)

    def _scores(self) -> Section:
        found = Score.objects.filter(pupil=self.pupil, school=self.school).select_related("scale")
        rows = [[str(one.scale), one.wave, _day(one.on), plain(one.value), one.by_name] for one in found]
        columns = [_("What was measured"), _("Wave"), _("Measured on"), _("Score"), _("Recorded by")]
        return Section("scores", _("Scores"), "", columns, rows)

    def _incidents(self) -> Section:
        found = Involvement.objects.filter(pupil=self.pupil, incident__school=self.school)
        rows = [
            [
                _day(one.incident.on),
                str(one.incident.get_when_display()),
                one.incident.type,
                one.incident.place,
                str(one.incident.get_severity_display()),
                str(one.get_part_display()),
                self._words(one.incident.words),
                one.incident.action,
                self._words(one.incident.followed_up_words),
                self._words(one.incident.why_taken_back),
            ]
            for one in found.select_related("incident").order_by("incident__on", "incident__pk")
        ]
        columns = [_("Day"), _("When"), _("What sort"), _("Where"), _("How grave"), _("Your part in it")]
        columns += [_("What happened"), _("What was done"), _("How it was followed up"), _("Taken back")]
        says = _("Other children are left out.")
        return Section("incidents", _("Incidents"), says, columns, rows)

    def _talked_about(self) -> Section:
        found = AgendaItem.objects.filter(pupil=self.pupil, meeting__body__school=self.school)
        rows = [
            [
                _day(one.meeting.on),
                one.meeting.body.name,
                self._words("; ".join(words for _source, words in one.why)),
                self._words(one.said),
                self._words("; ".join(decision.words for decision in one.decisions.all())),
                self._words(one.left_because),
            ]
            for one in found.select_related("meeting__gathering", "meeting__body")
            .prefetch_related("decisions")
            .order_by("meeting__gathering__on", "pk")
        ]
        columns = [_("Day"), _("Meeting"), _("Why"), _("What was said"), _("What was decided"), _("Left")]
        return Section("meetings", _("Meetings that talked about you"), "", columns, rows)

    # --- Family, holds, letters ---

    @cached_property
    def _links(self) -> list[FamilyLink]:
        found = FamilyLink.objects.filter(pupil=self.pupil, school=self.school)
        return list(found.select_related("contact").order_by("since", "priority"))

    def _family(self) -> Section:
        rows = [
            [
                str(link.get_relationship_display()),
                _yes_or_no(link.parental_responsibility),
                _yes_or_no(link.has_care),
                _yes_or_no(link.may_contact),
                _("not recorded") if link.may_collect is None else _yes_or_no(link.may_collect),
                *_span(link),
            ]
            for link in self._links
        ]
        columns = [_("Who"), _("Parental responsibility"), _("You live with them"), _("May be contacted")]
        columns.append(_("May collect you"))
        says = _("Names, addresses, telephone numbers and orders are other people's and are left out.")
        return Section(
            "family", _("Your family, as the school was told"), says, [*columns, _("From"), _("To")], rows
        )

    def _holds(self) -> Section:
        rows = []
        for hold in Hold.objects.filter(pupil=self.pupil, school=self.school).order_by("since"):
            why = [str(hold.get_kind_display()), self._words(hold.reason)] if self.with_hold_reasons else []
            rows.append([hold.held_by, *_span(hold), *why])
        columns = [_("Held by"), _("From"), _("To")]
        columns += [_("Why"), _("In words")] if self.with_hold_reasons else []
        says = _("Times when nobody was written to. Why may be left out by law.")
        return Section("holds", _("Letters held back"), says, columns, rows)

    def _celebrated(self) -> Section:
        """The gold book, prize draws, and where it may be told, what was exempted and why."""
        own = {"pupil": self.pupil, "school": self.school}
        rows = [
            [_("In the gold book"), _day(one.week), "", self._words(one.reason)]
            for one in Nomination.objects.filter(**own).order_by("week")
        ]
        tickets = Ticket.objects.filter(pupil=self.pupil, draw__school=self.school).select_related("draw")
        for ticket in tickets.order_by("draw__until", "draw__number"):
            won = _("drawn") if ticket.number == ticket.draw.winner else ""
            words = f"{ticket.draw.prize}: {_('ticket')} {ticket.ticket}, {ticket.secret}"
            rows.append([_("In a prize draw"), _day(ticket.draw.since), _day(ticket.draw.until), words, won])
        if self.with_hold_reasons:
            rows += [
                [
                    _("Absence left out of what is celebrated"),
                    *_span(one),
                    f"{one.get_kind_display()}: {self._words(one.reason)}",
                ]
                for one in Exemption.objects.filter(**own).order_by("since")
            ]
        width = 5
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
        columns = [_("What"), _("From"), _("To"), _("Said of it"), _("Outcome")]
        says = _("Why absence was left out may be held back by law.")
        return Section("celebrated", _("Celebrating"), says, columns, rows)

    def _steps(self) -> Section:
        """What was decided each time a step of the school's ladder fell due."""
        given = StepAnswer.objects.filter(pupil=self.pupil, school=self.school).select_related("step")
        rows = [
            [
                *(_day(one.due_on), one.step.name, one.says),
                *(str(one.get_answer_display()), self._words(one.reason)),
            ]
            for one in given
        ]
        columns = [_("Fell due"), _("Step"), _("By these figures"), _("Answer"), _("In words")]
        return Section("steps", _("Steps when absence grew"), "", columns, rows)

    def _targets_and_told(self) -> Section:
        """What was aimed at, what the authority was told, what was asked after the child."""
        own = {"pupil": self.pupil, "school": self.school}
        rows = [
            [_("Target"), AcademicYear(one.year).label, f"{one} {self._words(one.words)}".strip()]
            for one in Target.objects.filter(**own)
        ]
        files = AuthorityRow.objects.filter(pupil=self.pupil, file__school=self.school)
        for row in files.select_related("file"):
            sent = _day(row.file.sent_on) if row.file.sent_on else row.file.state
            rows.append([str(row.file.get_watch_display()), sent, _("told of from %s") % _day(row.since)])
        rows += [
            [_("Enquiry"), _day(one.on), self._words(one.words)] for one in Enquiry.objects.filter(**own)
        ]
        matched = CrossMatched.objects.filter(pupil=self.pupil, school=self.school).select_related("match")
        rows += [
            [
                _("In the authority’s list of low attendance"),
                _day(one.match.since),
                f"{one.month_part} / {one.month_whole}; {one.get_standing_display()}",
            ]
            for one in matched.order_by("match__since", "pk")
        ]
        printed = PrintedPupil.objects.filter(pupil=self.pupil, figure__school=self.school)
        rows += [
            [_("In a list of sessions"), _day(one.figure.printed_on), f"{one.part} / {one.whole}"]
            for one in printed.select_related("figure")
        ]
        columns = [_("What"), _("When"), _("Said")]
        return Section("told", _("Targets, and what the authority was told"), "", columns, rows)

    def _coming(self) -> Section:
        """Coming late, leaving, coming back and being unwell; whoever brought or fetched is left out."""
        own = {"pupil": self.pupil, "school": self.school}
        rows = [
            [_moment(one.at), _("Came late"), f"{one.code} {self._words(one.reason)}".strip()]
            for one in Arrival.objects.standing().filter(**own)
        ]
        for out in Leaving.objects.standing().filter(**own):
            rows.append([_moment(out.left_at), _("Left"), self._words(out.reason)])
            if out.back_at is not None:
                rows.append([_moment(out.back_at), _("Came back"), ""])
        for one in Unwell.objects.standing().filter(**own):
            rows.append([_moment(one.since), _("Unwell"), self._words(one.symptoms)])
            if one.decided_at is not None:
                rows.append([_moment(one.decided_at), _("Decided"), str(one.get_decision_display())])
        given = Medicine.objects.filter(
            unwell__set_aside_at=None, unwell__pupil=self.pupil, unwell__school=self.school
        )
        rows += [[_moment(one.given_at), _("Medicine given"), f"{one.medicine}, {one.dose}"] for one in given]
        columns = [_("When"), _("What"), _("Said of it")]
        return Section("coming", _("Coming and going, and being unwell"), "", columns, sorted(rows))

    def _letters(self) -> Section:
        theirs = Q(pupil=self.pupil) | Q(pupil=None, answer_link__pupils=self.pupil)
        found = Item.objects.approved().filter(theirs, batch__school=self.school)
        items = list(found.prefetch_related("sides__wording").order_by("approved_at", "pk"))
        rows = [
            [
                item.reference,
                str(item.get_channel_display()),
                str(item.get_state_display()),
                _moment(item.approved_at),
                item.title,
                item.languages,
            ]
            for item in items
        ]
        texts = [
            (
                f"{item.reference}: {side.title}",
                [self._names.left_out_of(line) for line in _lines_of(side.parts)],
            )
            for item in items
            for side in item.sides.all()
        ]
        columns = [_("Reference"), _("How"), _("State"), _("Approved"), _("About"), _("Languages")]
        return Section("letters", _("Messages about you"), "", columns, rows, texts)

    def _replies(self) -> Section:
        """What the family answered, but for what answers a message about a brother or sister."""
        contacts = {link.contact_id for link in self._links}
        about = Q(item=None) | Q(item__pupil=None) | Q(item__pupil=self.pupil)
        found = Reply.objects.filter(about, school=self.school, contact__in=contacts)
        rows = [
            [
                _moment(one.received_at),
                str(one.get_channel_display()),
                self._relationships.get(one.contact_id, ""),
                self._words(one.words),
            ]
            for one in found.order_by("received_at", "pk")
        ]
        columns = [_("When"), _("How"), _("From"), _("What it says")]
        return Section("replies", _("What your family answered"), "", columns, rows)

    def _conversations(self) -> Section:
        """What was noted of talks with the family, those set aside by mistake among them."""
        found = Conversation.objects.filter(pupils=self.pupil, school=self.school).order_by("at", "pk")
        rows = []
        for one in found.prefetch_related("contacts", "later_notes"):
            said = [
                one.words,
                one.follows,
                *(note.words for note in one.later_notes.all()),
                one.set_aside_why,
            ]
            rows.append(
                [
                    _moment(one.at),
                    str(one.get_kind_display()),
                    ", ".join(self._relationships.get(contact.pk, "") for contact in one.contacts.all()),
                    _yes_or_no(one.reached),
                    str(one.get_outcome_display()) if one.outcome else "",
                    self._words("\n".join(filter(None, said))),
                ]
            )
        columns = [_("When"), _("How"), _("With"), _("Reached"), _("What came of it")]
        columns += [_("What was noted")]
        return Section("conversations", _("Talks with your family"), "", columns, rows)

    def _invited(self) -> Section:
        """Clinics, coffee mornings and evenings to which a home was invited, and what was said and agreed."""
        found = FamilyInvitation.objects.filter(pupils=self.pupil, gathering__school=self.school)
        rows = [
            [
                _day(one.gathering.on),
                str(one.gathering.get_kind_display()),
                self._words(one.why),
                "" if one.came is None else _yes_or_no(one.came),
                self._words("; ".join(filter(None, (one.changed_words, one.notes)))),
                self._words("; ".join(f"{kept.words} {kept.outcome}".strip() for kept in one.promises.all())),
            ]
            for one in found.select_related("gathering")
            .prefetch_related("promises")
            .order_by("gathering__on", "pk")
        ]
        columns = [_("Day"), _("To what"), _("About what"), _("Came"), _("What was said")]
        columns += [_("What was agreed")]
        return Section("invited", _("What your family was invited to"), "", columns, rows)

    def _leave(self) -> Section:
        """Leave that was asked for, what was decided and why. The meeting stands among the talks."""
        found = LeaveRequest.objects.filter(pupils=self.pupil, school=self.school).order_by("asked_at", "pk")
        rows = [
            [
                _moment(one.asked_at),
                self._relationships.get(one.asked_by_id, "") if one.asked_by_id else "",
                *_span(one),
                self._words(one.reason),
                self._words(one.not_taken_up),
                _moment(one.decided_at) if one.decided_at else "",
                outcome(one) if one.decided_at else "",
                self._words(one.why_decided),
                self._words(one.taken_back_why),
            ]
            for one in found
        ]
        columns = [_("Asked"), _("By whom"), _("From"), _("To"), _("Reason"), _("Meeting not taken up")]
        columns += [_("Decided"), _("Decision"), _("Why"), _("Taken back")]
        return Section("leave", _("Leave asked for you"), "", columns, rows)

    def _out_steps(self) -> Section:
        """What was done to find out where the child was, and what was not and why."""
        found = StepSaid.objects.filter(pupil=self.pupil, school=self.school)
        rows = [
            [
                _day(one.out_since),
                one.step,
                _("done") if one.done else _("not done"),
                self._words(one.words),
                _moment(one.said_at),
            ]
            for one in found
        ]
        columns = [_("Out since"), _("Step"), _("Done or not"), _("What came of it"), _("When it was said")]
        return Section("out_steps", _("Steps while nobody knew where you were"), "", columns, rows)

    def _formal(self) -> Section:
        """Formal steps: which there were, to whom, what they said and what became of them."""
        rows = [
            [
                _day(one.on),
                self._relationships.get(one.parent, "") if one.parent else "",
                one.words,
                self._words(one.says),
            ]
            for one in happened(self.pupil, self.school)
        ]
        columns = [_("When"), _("To whom"), _("What"), _("In words")]
        return Section("formal", _("Formal steps about your attendance"), "", columns, rows)

    @cached_property
    def _cases(self) -> list[Case]:
        found = Case.objects.filter(pupil=self.pupil, school=self.school).order_by("since", "pk")
        parts = (
            *("goals", "steps", "contacts", "reviews", "consents", "checks", "ratings", "reasons_gone"),
            "readings__reading",
        )
        return list(found.select_related("programme").prefetch_related(*parts))

    def _support(self) -> Section:
        """Cases: why, in whose words, and what came of them."""
        rows = [
            [
                one.programme.name,
                _day(one.since),
                _day(one.closed_on),
                *(self._words(words) for words in (one.why, one.family_words, one.strengths)),
                ", ".join(one.reasons),
                str(one.get_outcome_display()),
                *(self._words(words) for words in (one.closing_words, one.what_next)),
            ]
            for one in self._cases
        ]
        columns = [_("Support"), _("From"), _("To"), _("Why"), _("Your family’s words"), _("What goes well")]
        columns += [_("Reasons found"), _("Why it ended"), _("What came of it"), _("What next")]
        return Section("support", _("Support for you"), "", columns, rows)

    def _pointed(self) -> Section:
        """Services the family was pointed to, and what came of it."""
        found = Signpost.objects.filter(pupil=self.pupil, school=self.school).select_related("agency")
        rows = [
            [
                _day(one.on),
                one.agency.name,
                self._words(one.words),
                str(one.get_came_of_it_display()),
                self._words(one.heard_words),
            ]
            for one in found.order_by("on", "pk")
        ]
        columns = [_("On"), _("Service"), _("For what"), _("What came of it"), _("In words")]
        return Section("pointed", _("Services your family was pointed to"), "", columns, rows)

    def _support_passed(self) -> Section:
        """What was agreed, said and read in those cases, in order of date."""
        rows = sorted((row for case in self._cases for row in self._passed(case)), key=lambda row: row[0])
        columns = [_("On"), _("Support"), _("What it was"), _("In words")]
        shown = [[_day(day), *rest] for day, *rest in rows]
        return Section("support_passed", _("What passed in support for you"), "", columns, shown)

    def _groups(self) -> Section:
        """Groups the child was in, and each session of theirs, in order of date."""
        own = {"pupil": self.pupil, "group__school": self.school}
        rows: list[tuple[dt.date, SupportGroup, str, str]] = []
        for one in GroupMember.objects.filter(**own).select_related("group"):
            rows.append((one.since, one.group, _("Came into it"), one.why))
            if one.until is not None:
                rows.append((one.until, one.group, _("Left it"), ""))
        marks = GroupMark.objects.filter(pupil=self.pupil, session__group__school=self.school)
        rows += [
            (one.session.on, one.session.group, str(one.get_came_display()), one.note)
            for one in marks.select_related("session__group")
        ]
        rows.sort(key=lambda row: row[0])
        columns = [_("On"), _("Group"), _("What it is about"), _("What it was"), _("In words")]
        shown = [
            [_day(on), group.name, group.focus, what, self._words(said)] for on, group, what, said in rows
        ]
        return Section("groups", _("Groups you were in"), "", columns, shown)

    @staticmethod
    def _judged(case: Case) -> Iterator[tuple[dt.date, str, str, str]]:
        """What was seen to, how things stood, and what is out of the way."""
        name = case.programme.name
        for check in case.checks.all():
            yield check.on, name, _("Checklist"), check.words
        for rating in case.ratings.all():
            said = _("%(words)s: %(value)d of 5") % {"words": rating.words, "value": rating.value}
            yield rating.on, name, _("How it stood"), said
        for gone in case.reasons_gone.all():
            yield gone.on, name, _("Out of the way"), gone.words

    def _passed(self, case: Case) -> Iterator[tuple[dt.date, str, str, str]]:
        name = case.programme.name
        for goal in case.goals.all():
            said = self._words(f"{goal.words} {goal.said}".strip())
            yield goal.met_on or goal.due or case.since, name, _("Goal"), said
        for step in case.steps.all():
            said = self._words(f"{step.words} {step.said}".strip())
            whose = _("Step: %(whose)s") % {"whose": step.get_whose_display()}
            yield step.dealt_with_on or step.due or case.since, name, whose, said
        for contact in case.contacts.all():
            yield contact.on, name, str(contact.get_kind_display()), self._words(contact.words)
        for review in case.reviews.all():
            said = " ".join((review.words, review.family_words, review.decided)).strip()
            yield review.on, name, _("Review"), self._words(said)
        for consent in case.consents.all():
            yield consent.on, name, str(consent.get_said_display()), self._words(consent.words)
        yield from self._judged(case)
        for one in case.readings.all():
            part, whole = one.reading.part, one.reading.whole
            figure = _("%(part)s of %(whole)s") % {"part": part or 0, "whole": whole or 0}
            if one.scale_id:
                score = one.reading.value
                figure = _("not measured") if score is None else f"{plain(score)} ({one.wave})"
            yield one.reading.until, name, one.reading.words, figure

    def _referrals(self) -> Section:
        """What services were told of the child, and what they said."""
        found = Referral.objects.filter(pupil=self.pupil, school=self.school).order_by("begun_on", "pk")
        rows = [
            [
                one.agency.name,
                _day(one.begun_on),
                _day(one.sent_on),
                self._words("; ".join(f"{asked}: {answer}" for asked, answer in one.answers.items())),
                self._words(one.why_taken_back),
                str(one.get_outcome_display()),
                self._words("; ".join(news.words for news in one.news.all() if news.words)),
            ]
            for one in found.select_related("agency").prefetch_related("news")
        ]
        columns = [_("Service"), _("Begun"), _("Sent"), _("What it was told"), _("Why taken back")]
        columns += [_("Outcome"), _("What it said")]
        return Section("referrals", _("Services you were referred to"), "", columns, rows)

    def _levels(self) -> Section:
        """Levels of vulnerability: what was noted, and what was decided, when and why."""
        own = {"pupil": self.pupil, "school": self.school}
        noted = NotedIndicator.objects.filter(**own).select_related("indicator").order_by("since", "pk")
        here = AtSchool(self.school, None, timezone.localdate(), sees_protected=self.with_hold_reasons)
        rows = [
            [_day(one.since), _day(one.until), _("Noted"), one.indicator.words, ""]
            for one in noted
            if here.may_know(one)
        ]
        for one in DecidedLevel.objects.filter(**own).order_by("on", "pk"):
            signs = (sign for sign in one.signs if self.with_hold_reasons or not sign["is_protected"])
            said = "; ".join(f"{sign['words']}: {sign['said']}" for sign in signs)
            why = "; ".join(
                filter(None, (one.reason, one.protected_reason if self.with_hold_reasons else ""))
            )
            rows.append([_day(one.on), "", str(one.get_level_display()), said, self._words(why)])
        columns = [_("From"), _("To"), _("Level"), _("What suggested it"), _("Why")]
        says = _("What is noted for your protection may be left out by law.")
        return Section("levels", _("How much help you might need"), says, columns, rows)

    def _lists(self) -> Section:
        """Lists of children for support: why the child was on one, and whether they were selected."""
        found = CohortChild.objects.filter(pupil=self.pupil, cohort__school=self.school)
        if not self.with_hold_reasons:
            protecting = (Permission.SEE_HOLD_REASONS, Permission.LEAD_ON_PROTECTION)
            found = found.exclude(cohort__needs__permission__in=[str(one) for one in protecting])
        rows = [
            [
                one.cohort.name,
                _day(timezone.localtime(one.cohort.found.as_at).date()),
                "; ".join(one.why),
                {True: _("yes"), False: _("no"), None: ""}[one.is_selected],
                self._words(one.reason),
            ]
            for one in found.select_related("cohort__found").order_by("cohort_id", "pk")
        ]
        columns = [_("List"), _("Found on"), _("Why you were on it"), _("Selected"), _("Why")]
        says = _("Lists made for your protection may be left out by law.")
        return Section("lists", _("Lists of children for support"), says, columns, rows)

    @cached_property
    def _relationships(self) -> dict[int, str]:
        return {link.contact_id: str(link.get_relationship_display()) for link in self._links}

    # --- Who looked ---

    def _access(self) -> Section:
        read = AccessLogEntry.objects.filter(pupil_id=self.pupil.pk, school_id=self.school.pk)
        found = read.without_protected().order_by("at", "id")
        people = Person.objects.in_bulk({entry.person_id for entry in found if entry.person_id})
        rows = [
            [
                _moment(entry.at),
                self._position(people.get(entry.person_id), entry),
                entry.page,
                self._words(entry.reason),
            ]
            for entry in found
        ]
        columns = [_("When"), _("Who"), _("Page"), _("Reason")]
        return Section("access", _("Who looked at your record"), "", columns, rows)

    def _position(self, person: Person | None, entry: AccessLogEntry) -> str:
        if person is None:
            return _("by command")
        key = person.pk, timezone.localdate(entry.at)
        if key not in self._positions:
            self._positions[key] = person.position_at(self.school, key[1])
        return self._positions[key] or _("a member of staff")

    # --- Other people ---

    @cached_property
    def _names(self) -> "OtherPeople":
        return OtherPeople.of(self.pupil, self.school, self._links)

    def _words(self, written: str) -> str:
        """Words somebody wrote, without the other people this school knows by name."""
        if not written:
            return ""
        self.own_words += 1
        return self._names.left_out_of(written)


@dataclass(frozen=True)
class OtherPeople:
    """The names this school knows besides the pupil's, and what each is called instead."""

    instead: Mapping[str, str]

    @classmethod
    def of(cls, pupil: Pupil, school: School, links: Iterable[FamilyLink]) -> "OtherPeople":
        instead = {
            str(other).casefold(): _("another pupil")
            for other in Pupil.objects.ever_at(school).exclude(pk=pupil.pk)
        }
        staff = Person.objects.filter(Q(posts__school=school) | Q(posts__grouping__isnull=False)).distinct()
        instead |= {person.name.casefold(): _("a member of staff") for person in staff}
        instead |= {
            link.contact.name.casefold(): str(link.get_relationship_display()).lower() for link in links
        }
        instead.pop(str(pupil).casefold(), None)
        return cls(instead)

    @cached_property
    def _any(self) -> re.Pattern[str] | None:
        names = sorted(filter(None, self.instead), key=len, reverse=True)
        return re.compile(rf"\b({'|'.join(map(re.escape, names))})\b", re.IGNORECASE) if names else None

    def left_out_of(self, text: str) -> str:
        """The text with each name replaced by what the person is."""
        if self._any is None:
            return text
        return self._any.sub(lambda match: f"[{self.instead[match[1].casefold()]}]", text)


# --- How it is said -----------------------------------------------------------------------------------------


def _day(day: dt.date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""


def _moment(at: dt.datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _span(row: Any) -> list[str]:
    return [_day(row.since), _day(row.until)]


def _yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))


def _lines_of(parts: Any) -> Iterator[str]:
    """The words of a letter, part by part, whatever kind of part it is."""
    for part in parts:
        for key, value in part.items():
            if key != "kind":
                yield from _words_in(value)


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words_in(one)


def _as_csv(section: Section) -> str:
    """A table for a spreadsheet, in which no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(section.columns)
    writer.writerows([harmless(cell) for cell in row] for row in section.rows)
    # The mark by which spreadsheets know it for UTF-8.
    return "\N{BYTE ORDER MARK}" + out.getvalue()
