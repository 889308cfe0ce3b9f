"""The pack of evidence: help first. Everything it says is read from records, once, and kept as it was.

A register extract to be certified, with every amendment; what passed with the family, what was offered and
what came of it, each line with its day and who; the notices with the sessions they rest on. It is written
while the school's ledger is held, so that its moment is one moment; printed again it is the same bytes.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.attendance.certificates import FOLDER
from trellis.attendance.formal.actions import refuse
from trellis.attendance.formal.amended import Frozen, rests_on
from trellis.attendance.formal.models import Notice, Pack
from trellis.attendance.models import StepAnswer
from trellis.messages.addressees import is_parent
from trellis.messages.timeline import Way, of_child, timeline
from trellis.messages.typesetting import printable, set_document
from trellis.registers.history import Change, changes_of, code_shown
from trellis.registers.ledger import open_ledger
from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import code_set
from trellis.rules.words import gettext_noop
from trellis.schools.models import Enrolment, FamilyLink, Person, Pupil, PupilNumber, School

LAYOUT: Path = FOLDER / "pack.typ"
LONGEST = dt.timedelta(days=3 * 366)


@transaction.atomic
def make_pack(*, school: School, pupil: Pupil, since: dt.date, until: dt.date, by: Person) -> Pack:
    """Put a pack together of some days, as everything stands this moment, and keep it."""
    today = timezone.localdate()
    if not since <= until <= today:
        raise refuse(gettext_noop("Its days run from a first to a last, which is today or was before."))
    if until - since > LONGEST:
        raise refuse(gettext_noop("A pack is of three years at the most."))
    with open_ledger(school) as ledger:
        pack = Pack(
            school=school,
            pupil=pupil,
            since=since,
            until=until,
            ledger=ledger.number,
            at=timezone.now(),
            by=by,
            by_name=by.name,
        )
        pack.says = printable(_Gathered(pack, by).says())
    pack.save()
    return pack


def pack_pdf(pack: Pack) -> bytes:
    """A pack on paper: the same bytes whenever it is printed."""
    mark = digest(pack)[:16]
    foot = _("%(title)s · pack %(number)d, %(mark)s") % {
        "title": pack.says["title"],
        "number": pack.pk,
        "mark": mark,
    }
    return set_document(LAYOUT, {**pack.says, "foot": foot}, at=pack.at)


def digest(pack: Pack) -> str:
    """What a pack says, as a number that no other pack has."""
    return hashlib.sha256(json.dumps(pack.says, sort_keys=True).encode()).hexdigest()


Table = dict[str, Any]


@dataclass(frozen=True)
class _Gathered:
    """The parts of a pack, each read from the records."""

    pack: Pack
    by: Person

    @property
    def school(self) -> School:
        return self.pack.school

    @property
    def pupil(self) -> Pupil:
        return self.pack.pupil

    def says(self) -> dict[str, Any]:
        pack, at = self.pack, timezone.localtime(self.pack.at)
        days = {"since": _day(pack.since), "until": _day(pack.until)}
        changes = list(self._changes())
        return {
            "title": _("Evidence of support and attendance: %(child)s") % {"child": self.pupil},
            "school": self.school.name,
            "language": get_language() or "en",
            "days": _("%(since)s to %(until)s") % days,
            "made": _("As everything stood on %(at)s, put together by %(name)s, %(position)s.")
            % {
                "at": date_format(at, "j F Y, H:i:s"),
                "name": self.by.name,
                "position": self.by.position_at(self.school, timezone.localdate()),
            },
            "about": list(self._about()),
            "chronology_title": _("What was done, in the order of its days"),
            "chronology": self._chronology(),
            "register_title": _("Extract of the attendance register"),
            "register_says": self._register_says(),
            "register": self._register(),
            "codes": self._codes(),
            "amended_title": _("Every mark that was amended"),
            "amended_none": _("No mark of these days was amended."),
            "amended": self._amended(changes),
            "notices_title": _("Penalty notices"),
            "notices": list(self._notices()),
            "certificate": _(
                "I certify that this is a true extract of the attendance register of %(school)s for"
                " %(child)s, %(since)s to %(until)s, with every amendment of it."
            )
            % {"school": self.school.name, "child": self.pupil, **days},
            "signed": [_("Signed"), _("Name"), _("Position"), _("Date")],
        }

    # --- who

    def _about(self) -> Iterator[list[str]]:
        """Who the child is, and who the law counts a parent. No address: homes do not share theirs."""
        pupil, pack = self.pupil, self.pack
        yield [_("Child"), str(pupil)]
        if pupil.date_of_birth:
            yield [_("Date of birth"), _day(pupil.date_of_birth)]
        upn = PupilNumber.objects.on(pack.until).filter(pupil=pupil, is_former=False).first()
        if upn:
            yield [_("UPN"), upn.upn]
        for one in Enrolment.objects.filter(school=self.school, pupil=pupil).order_by("since"):
            until = _day(one.until) if one.until else _("today")
            yield [_("On roll"), _("%(since)s to %(until)s") % {"since": _day(one.since), "until": until}]
        links = FamilyLink.objects.on(pack.until).filter(school=self.school, pupil=pupil)
        for link in links.select_related("contact").order_by("priority", "id"):
            if is_parent(link):
                said = [str(link.get_relationship_display())]
                said += [_("has parental responsibility")] if link.parental_responsibility else []
                said += [_("the child lives with them")] if link.has_care else []
                yield [link.contact.name, ", ".join(said)]

    # --- what was done

    def _chronology(self) -> Table:
        rows = sorted(self._done(), key=lambda row: row[0])
        head = [_("When"), _("What"), _("With or to whom"), _("By whom"), _("What is recorded of it")]
        return _table(head, [[date_format(at, "j M Y, H:i"), *row] for at, *row in rows])

    def _done(self) -> Iterator[list[Any]]:
        """What passed with the family, and every step of the ladder that was answered."""
        for told in timeline(of_child(self.pupil, self.school, reader=self.by)):
            if self._within(timezone.localdate(told.at)) and told.at <= self.pack.at:
                who = ", ".join(told.to)
                if told.way is Way.FROM and who:
                    who = _("from %(who)s") % {"who": who}
                says = "\n".join(filter(None, (*told.says, told.state)))
                yield [timezone.localtime(told.at), told.words, who, told.by, says]
        for one in StepAnswer.objects.filter(school=self.school, pupil=self.pupil).select_related("step"):
            if self._within(one.on):
                says = "\n".join(filter(None, (one.says, one.reason)))
                words = _("Step of the ladder: %(step)s, %(answer)s") % {
                    "step": one.step.name,
                    "answer": str(one.get_answer_display()).lower(),
                }
                yield [_noon(one.on), words, "", one.by_name, says]

    def _within(self, day: dt.date) -> bool:
        return self.pack.since <= day <= self.pack.until

    # --- the register

    def _register_says(self) -> str:
        if self.school.register_of_record == School.RegisterOfRecord.MIS:
            return _(
                "The statutory register is kept in the school’s own system. This is the copy that Trellis"
                " holds, as it was brought: certify it against the register."
            )
        return _(
            "The register is kept in Trellis. Morning and afternoon of each day; – where there is no mark."
        )

    def _lines(self) -> Iterator[tuple[AcademicYear, Line]]:
        for line in Line.objects.filter(school=self.school, pupil=self.pupil).order_by("year"):
            year = AcademicYear(line.year)
            if self.pack.since <= year.until and year.since <= self.pack.until:
                yield year, line

    def _register(self) -> Table:
        head = [_("Week of"), _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")]
        rows = []
        for year, line in self._lines():
            held = year.positions(self.pack.since, self.pack.until)
            for week in sorted({at // 14 for at in held}):
                codes = [
                    code_shown(line.marks[at]) if at in held else ""
                    for at in range(14 * week, 14 * week + 10)
                ]
                if any(codes):
                    days = [f"{codes[at] or '–'} {codes[at + 1] or '–'}" for at in range(0, 10, 2)]
                    rows.append([date_format(year.monday_of(week), "j M Y"), *days])
        return _table(head, rows)

    def _codes(self) -> Table:
        """What each code that stands here means, and how often it does."""
        found: dict[tuple[str, str], int] = {}
        for year, line in self._lines():
            for at in year.positions(self.pack.since, self.pack.until):
                code = code_shown(line.marks[at])
                if code:
                    held = code_set(self.school.nation, year.date_of(at)).by_code.get(code)
                    key = code, _(held.meaning) if held else _("not a code of its day")
                    found[key] = found.get(key, 0) + 1
        rows = [[code, meaning, str(n)] for (code, meaning), n in sorted(found.items())]
        return _table([_("Code"), _("What it means"), _("Sessions")], rows)

    def _changes(self) -> Iterator[Change]:
        for year, line in self._lines():
            held = year.positions(self.pack.since, self.pack.until)
            for change in changes_of([line], positions=held)[line.pk]:
                if change.was and change.was != change.now and change.number <= self.pack.ledger:
                    yield change

    def _amended(self, changes: list[Change]) -> Table:
        head = [_("Session"), _("Was"), _("Became"), _("Why"), _("When"), _("By whom")]
        rows = [
            [
                f"{date_format(one.date, 'j M Y')} {one.session}",
                one.was,
                one.now or _("no mark"),
                one.why or one.what,
                date_format(timezone.localtime(one.at), "j M Y, H:i"),
                ", ".join(filter(None, (one.by, one.position))),
            ]
            for one in sorted(changes, key=lambda one: (one.date, one.session, one.number))
        ]
        return _table(head, rows)

    # --- notices

    def _notices(self) -> Iterator[dict[str, Any]]:
        """Each with the sessions it rests on, and what was amended since."""
        for one in Notice.objects.about(self.pupil, self.school).exclude(proposed_on=None).order_by("at"):
            rests = rests_on(one)
            rows = [
                [
                    f"{date_format(each.day, 'j M Y')} {each.session}",
                    each.code,
                    _("amended since: %(now)s") % {"now": each.now or _("no mark")}
                    if each.is_amended
                    else "",
                ]
                for each in rests.sessions
            ]
            yield {
                "title": f"{one.parent_name}, {_day(one.day)}: {one.get_state_display()}",
                "says": _("%(n)d of %(of)d sessions still count, and %(needed)d are needed. %(why)s")
                % {
                    "n": rests.still_count,
                    "of": len(rests.sessions),
                    "needed": rests.needed,
                    "why": one.why,
                },
                "sessions": _table([_("Session"), _("As proposed"), _("Since")], rows),
            }


def _amended_since(each: Frozen) -> str:
    return _("amended since: %(now)s") % {"now": each.now or _("no mark")}


def _table(head: list[str], rows: list[list[str]]) -> Table:
    return {"head": head, "rows": rows}


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
