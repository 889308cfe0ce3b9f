"""Storing the demonstration's pupils and families: what each school was told, and since when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from trellis.schools.models import (
    AttendancePattern,
    Characteristic,
    ClassMembership,
    Contact,
    Enrolment,
    FamilyLink,
    Hold,
    Household,
    LegalHold,
    Pupil,
    PupilNumber,
)
from trellis.web.demo.chance import stream
from trellis.web.demo.families import Adult, Child, Family
from trellis.web.demo.roll import Stay, children_of
from trellis.web.demo.rows import Rows
from trellis.web.demo.schools import year_group_label
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_MORNING = dt.time(8, 15)
_AFTERNOON = dt.time(15, 45)

_ORDER = "Prohibited steps order, Wealdmere Family Court"


@dataclass
class StoredPupils:
    """Pupils and enrolments, to be found again by what they were drawn from."""

    pupils: dict[int, Pupil] = field(default_factory=dict)
    enrolments: dict[int, Enrolment] = field(default_factory=dict)  # by the stay's place among the stays


def store_pupils(world: World, rows: Rows, stored: Stored, joined_at: dt.datetime) -> StoredPupils:
    """Every child once, every stay with what was recorded of it, every family with its homes and contacts."""
    return _Storing(world, rows, stored, joined_at).store()


class _Storing:
    def __init__(self, world: World, rows: Rows, stored: Stored, joined_at: dt.datetime) -> None:
        self.world, self.rows, self.stored, self.joined_at = world, rows, stored, joined_at
        self.made = StoredPupils()
        self.contacts: dict[tuple[int, int], Contact] = {}
        self.stays_of: defaultdict[int, list[Stay]] = defaultdict(list)
        for stay in world.roll.stays:
            self.stays_of[stay.child.number].append(stay)

    def store(self) -> StoredPupils:
        stays = self.world.roll.stays
        first_known = {stay.child.number: self._known(stay.since) for stay in reversed(stays)}
        for child in children_of(stays):
            self._pupil(child, first_known[child.number])
        families = {stay.child.family.number: stay.child.family for stay in stays}
        for family in families.values():
            known = min(first_known[c.number] for c in family.children if c.number in first_known)
            self._family(family, known)
        self._stays(stays)
        self._links(stays)
        self._holds()
        return self.made

    # --- when things became known ---

    def _known(self, day: dt.date) -> dt.datetime:
        """On the morning it began, or when the schools brought what they had."""
        return max(self.joined_at, dt.datetime.combine(day, _MORNING, self.joined_at.tzinfo))

    def _ended(self, until: dt.date | None) -> dt.datetime | None:
        """On the afternoon of the last day."""
        if until is None:
            return None
        return dt.datetime.combine(until, _AFTERNOON, self.joined_at.tzinfo)

    # --- children ---

    def _pupil(self, child: Child, known: dt.datetime) -> None:
        pupil = self.made.pupils[child.number] = self.rows.add(
            Pupil(
                forename=child.forename,
                surname=child.surname,
                preferred_name=child.preferred_name,
                date_of_birth=child.born,
                sex=child.sex,
            ),
            known_at=known,
        )
        began = dt.date(2000 + int(child.upn[8:10]), 9, 1)
        number = PupilNumber(pupil=pupil, upn=child.upn, since=began, until=None, is_former=False)
        self.rows.add(number, known_at=known)

    def _stays(self, stays: list[Stay]) -> None:
        for n, stay in enumerate(stays):
            enrolment = self.made.enrolments[n] = self._enrolment(stay)
            self._recorded(stay, enrolment)
            self._memberships(stay, enrolment)
        place_of = {id(stay): n for n, stay in enumerate(stays)}
        for pattern in self.world.roll.patterns:
            until = pattern.until
            if until is None and pattern.stay.until is not None:
                until = pattern.stay.until
            self.rows.add(
                AttendancePattern(
                    enrolment_id=self.made.enrolments[place_of[id(pattern.stay)]].pk,
                    kind=pattern.kind,
                    sessions=pattern.sessions,
                    since=pattern.since,
                    until=until,
                ),
                known_at=self._known(pattern.since),
            )

    def _enrolment(self, stay: Stay) -> Enrolment:
        oldest = stay.seats[-1].year_group >= 11
        ground = "" if stay.until is None else "l" if oldest else "a"
        return self.rows.add(
            Enrolment(
                pupil_id=self.made.pupils[stay.child.number].pk,
                school_id=self.stored.schools[stay.school].pk,
                kind="dual" if stay.dual else "main",
                admission_number=stay.number,
                since=stay.since,
                until=stay.until,
                leaving_ground=ground,
                destination=self._destination(stay) if ground == "a" else "",
            ),
            known_at=self._known(stay.since),
            ended_at=self._ended(stay.until),
        )

    def _destination(self, stay: Stay) -> str:
        """Where a child went, if it is one of these schools."""
        assert stay.until is not None
        later = [other for other in self.stays_of[stay.child.number] if other.since > stay.until]
        return self.stored.schools[later[0].school].name if later else "A school in another authority"

    # --- what was recorded of them ---

    def _recorded(self, stay: Stay, enrolment: Enrolment) -> None:
        for kind, value, since, until in (*self._year_groups(stay), *self._facts(stay)):
            self.rows.add(
                Characteristic(
                    enrolment_id=enrolment.pk, kind=kind, value=value, since=since, until=until, assumed=False
                ),
                known_at=self._known(since),
                ended_at=self._ended(until),
            )

    def _year_groups(self, stay: Stay) -> Iterator[tuple[str, str, dt.date, dt.date | None]]:
        groups = {seat.year: seat.year_group for seat in stay.seats}
        last = max(groups)
        for year, group in groups.items():
            since = max(stay.since, dt.date(year, 8, 1))
            until = dt.date(year + 1, 7, 31) if year != last else stay.until
            yield "year_group", year_group_label(group), since, until

    def _facts(self, stay: Stay) -> Iterator[tuple[str, str, dt.date, dt.date | None]]:
        child, family = stay.child, stay.child.family
        since, until = stay.since, stay.until
        yield from _turned_true("fsm", child.fsm_since, since, until)
        yield from _turned_true("pupil_premium", child.fsm_since, since, until)
        yield from self._needs(stay)
        yield "eal", _yes(family.speaks_other), since, until
        yield "ethnicity", family.heritage.ethnicity, since, until
        yield "first_language", _spoken(family), since, until
        yield "looked_after", _yes(family.looked_after), since, until
        yield "young_carer", _yes(child.young_carer), since, until

    def _needs(self, stay: Stay) -> Iterator[tuple[str, str, dt.date, dt.date | None]]:
        """A plan often follows a time on SEN support; now and then within these years."""
        chance = stream(self.world.seed, "plan", stay.child.number)
        special = self.world.schools[stay.school].special
        changed = self.world.on - dt.timedelta(days=int(chance.integers(40, 600)))
        within = stay.since < changed and (stay.until is None or changed < stay.until)
        if stay.child.sen == "E" and not special and within and chance.random() < 0.4:
            yield "sen", "K", stay.since, changed - dt.timedelta(days=1)
            yield "sen", "E", changed, stay.until
        else:
            yield "sen", stay.child.sen, stay.since, stay.until

    def _memberships(self, stay: Stay, enrolment: Enrolment) -> None:
        for seat in stay.seats:
            ended = seat is not stay.seats[-1] or stay.until is not None
            until = seat.until if ended else None
            if until is not None and stay.until is not None:
                until = min(until, stay.until)
            self.rows.add(
                ClassMembership(
                    enrolment_id=enrolment.pk,
                    school_class_id=self.stored.classes[(stay.school, seat.year, seat.class_name)].pk,
                    since=seat.since,
                    until=until,
                ),
                known_at=self._known(seat.since),
                ended_at=self._ended(until),
            )

    # --- families ---

    def _family(self, family: Family, known: dt.datetime) -> None:
        homes = [
            self.rows.add(Household(address=home, postcode=home.rsplit("\n", 1)[1]), known_at=known)
            for home in family.homes
        ]
        for n, adult in enumerate(family.adults):
            contact = Contact(
                household=homes[adult.home] if adult.home >= 0 else None,
                name=adult.name,
                phone=adult.phone,
                email=adult.email,
                language=adult.language,
                needs_interpreter=adult.needs_interpreter,
                needs_read_out=adult.needs_read_out,
            )
            self.contacts[(family.number, n)] = self.rows.add(contact, known_at=known)

    def _links(self, stays: list[Stay]) -> None:
        linked: set[tuple[int, int]] = set()
        for stay in stays:
            if (stay.child.number, stay.school) in linked:
                continue
            linked.add((stay.child.number, stay.school))
            for n, adult in enumerate(stay.child.family.adults):
                self._link(stay, n, adult)

    def _link(self, stay: Stay, n: int, adult: Adult) -> None:
        held = adult.do_not_contact_until is not None or not adult.may_contact
        self.rows.add(
            FamilyLink(
                pupil_id=self.made.pupils[stay.child.number].pk,
                school_id=self.stored.schools[stay.school].pk,
                contact_id=self.contacts[(stay.child.family.number, n)].pk,
                relationship=adult.relationship,
                priority=n + 1,
                parental_responsibility=adult.parental_responsibility,
                has_care=adult.has_care,
                may_contact=adult.may_contact,
                may_collect=_collects(adult, stay.child.family.number),
                do_not_contact_until=adult.do_not_contact_until,
                order=_ORDER if held else "",
                since=stay.since,
                until=None,
            ),
            known_at=self._known(stay.since),
        )

    def _holds(self) -> None:
        for hold in self.world.holds:
            lead = self.world.staff.of(self.world.schools[hold.school], "safeguarding")
            placed_by = self.stored.people[lead.email]
            self.rows.add(
                Hold(
                    pupil=self.made.pupils[hold.child.number],
                    school=self.stored.schools[hold.school],
                    kind=hold.kind,
                    reason=hold.reason,
                    held_by=hold.held_by,
                    placed_by=placed_by,
                    since=hold.since,
                    until=hold.until,
                ),
                known_at=self._known(hold.since),
            )
        claim = self.world.holds[-1]
        lead = self.world.staff.of(self.world.schools[claim.school], "safeguarding")
        self.rows.add(
            LegalHold(
                pupil=self.made.pupils[claim.child.number],
                reason="A complaint to the ombudsman is open.",
                placed_by=self.stored.people[lead.email],
                since=claim.since,
                until=None,
            ),
            known_at=self._known(claim.since),
        )


def _turned_true(
    kind: str, turned: dt.date | None, since: dt.date, until: dt.date | None
) -> Iterator[tuple[str, str, dt.date, dt.date | None]]:
    """False until a day and true from it, as far as a stay lasts."""
    if turned is None or (until is not None and turned > until):
        yield kind, "false", since, until
    elif turned <= since:
        yield kind, "true", since, until
    else:
        yield kind, "false", since, turned - dt.timedelta(days=1)
        yield kind, "true", turned, until


def _yes(truth: bool) -> str:
    return "true" if truth else "false"


def _spoken(family: Family) -> str:
    return family.heritage.language_name if family.speaks_other else "English"


def _collects(adult: Adult, family: int) -> bool | None:
    """Whoever lives with the child does; of every third of the others somebody said no."""
    if adult.has_care:
        return True
    return False if family % 3 == 0 and adult.relationship != "social_worker" else None
